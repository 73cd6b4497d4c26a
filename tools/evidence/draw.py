"""Findings -> pictures: media, findings and people come in, picture files in one folder go out.

The annotated frame, and for each finding a close-up and, where there is motion, a strip of frames; for the
surest a clip and a moving picture, too, and of the whole ad a timeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PIL import Image

from agent_plugin.tools.domain import Evidence, Finding, Frame, MediaInfo, PersonSeen, Sampling
from agent_plugin.tools.evidence.closeup import close_up
from agent_plugin.tools.evidence.moving import moving_frames, write_clip, write_moving_picture
from agent_plugin.tools.evidence.overview import annotate
from agent_plugin.tools.evidence.strip import strip, strip_times
from agent_plugin.tools.evidence.timeline import timeline
from agent_plugin.tools.media.media import SourceFrames
from agent_plugin.tools.policy import EvidenceRules
from agent_plugin.tools.words import TITLES, time_code


def draw_evidence(
    media: SourceFrames,
    findings: Sequence[Finding],
    people: Sequence[PersonSeen],
    folder: Path,
    rules: EvidenceRules,
    sampling: Sampling | None = None,
) -> tuple[Evidence, ...]:
    """Draw everything that shows what was found, or who was looked at if nothing was.

    Args:
        media: Where the frames come from; asked once for each finding, so that few are held at a time.
        findings: Numbered as they shall be drawn.
        people: Who was looked at.
        folder: Where the pictures go; made if absent. Nothing is written elsewhere.
        rules: Sizes and amounts.
        sampling: When the shots of a video begin.

    Returns:
        One entry for each file, the annotated frame first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    surest = sorted(findings, key=lambda one: -one.score)[: rules.max_findings_drawn]
    made = [_overview(media, surest, people, folder, rules)]
    in_order = sorted(surest, key=lambda one: one.number)
    row = timeline(media.info, in_order, sampling, rules) if media.info.kind != "image" else None
    if row:
        made.append(_save(row, folder / "timeline.jpg", "timeline", None, "The whole ad over time", rules))
    for finding in in_order:
        made.extend(_of_finding(media, finding, folder, rules))
        if media.info.kind != "image" and finding in surest[: rules.moving_findings]:
            made.extend(_in_motion(media, finding, folder, rules))
    return tuple(one for one in made if one)


def _overview(
    media: SourceFrames,
    surest: Sequence[Finding],
    people: Sequence[PersonSeen],
    folder: Path,
    rules: EvidenceRules,
) -> Evidence | None:
    at_s = surest[0].at_s if surest else _calm_moment(media.info, people)
    frames = media.frames_at([at_s or 0.0])
    if not frames:
        return None
    moving = media.info.kind != "image"
    active = [one for one in surest if one is surest[0] or _spans(one.start_s, one.end_s, at_s)]
    seen = [one for one in people if _spans(one.start_s, one.end_s, at_s)]
    footer = _moment_line(media.info, frames[0]) if moving and surest else ""
    footer = footer if surest else nothing_found(len(people))
    image = annotate(frames[0], active, seen, footer, rules)
    caption = f"{_count(len(active), 'finding')} on the whole frame" if surest else nothing_found(len(people))
    return _save(image, folder / "annotated.jpg", "frame", None, caption, rules)


def _of_finding(media: SourceFrames, finding: Finding, folder: Path, rules: EvidenceRules) -> list[Evidence]:
    title = TITLES[finding.category]
    times = strip_times(finding, media.info, rules) if media.info.kind != "image" else []
    worst = finding.at_s or 0.0
    frames = media.frames_at(times or [worst])
    if not frames:
        return []
    shown = min(frames, key=lambda frame: abs(frame.at_s - worst))
    name = f"finding-{finding.number}"
    image = close_up(shown, finding, rules)
    made = [_save(image, folder / f"{name}.jpg", "crop", finding.number, f"{title}, enlarged", rules)]
    row = strip(frames, finding, rules) if times else None
    if row:
        caption = f"{title}: frames around {time_code(worst)}"
        made.append(_save(row, folder / f"{name}-strip.jpg", "strip", finding.number, caption, rules))
    return made


def _in_motion(media: SourceFrames, finding: Finding, folder: Path, rules: EvidenceRules) -> list[Evidence]:
    frames = moving_frames(media, finding, rules)
    if not frames:
        return []
    title, worst = TITLES[finding.category], time_code(finding.at_s or 0.0)
    moving, clip = (f"finding-{finding.number}-{name}" for name in ("moving.webp", "clip.mp4"))
    width, height = write_moving_picture(folder / moving, frames, rules)
    worst_s = write_clip(folder / clip, frames, finding, rules)
    picture = Evidence(
        kind="moving",
        file=moving,
        media_type="image/webp",
        width=width,
        height=height,
        finding=finding.number,
        caption=f"{title}: {rules.moving_s:.0f} s around {worst}",
    )
    slowly = f"{title}: the same, {rules.slow_times} times as slow at the flaw"
    film = Evidence(
        kind="clip",
        file=clip,
        media_type="video/mp4",
        width=frames[0][1].width // 2 * 2,
        height=frames[0][1].height // 2 * 2,
        finding=finding.number,
        caption=slowly,
        at_s=worst_s,
    )
    return [picture, film]


def _save(
    image: Image.Image,
    path: Path,
    kind: Literal["frame", "timeline", "crop", "strip"],
    finding: int | None,
    caption: str,
    rules: EvidenceRules,
) -> Evidence:
    image.save(path, "JPEG", quality=rules.jpeg_quality, subsampling=0)  # full colour keeps thin lines clean
    width, height = image.size
    return Evidence(
        kind=kind,
        file=path.name,
        media_type="image/jpeg",
        width=width,
        height=height,
        finding=finding,
        caption=caption,
    )


def nothing_found(people: int) -> str:
    """The line under a frame without findings."""
    if not people:
        return "No people found to look at"
    return f"{_count(people, 'person', 'people')} checked, nothing found"


def _moment_line(info: MediaInfo, frame: Frame) -> str:
    total = f" of {time_code(info.duration_s)}" if info.duration_s else ""
    return f"Frame at {time_code(frame.at_s)}{total}, the worst moment"


def _calm_moment(info: MediaInfo, people: Sequence[PersonSeen]) -> float:
    """Where to look if nothing was found: the middle of the first person's time, else of the media."""
    for one in people:
        if one.start_s is not None and one.end_s is not None:
            return (one.start_s + one.end_s) / 2
    return (info.duration_s or 0.0) / 2


def _spans(start_s: float | None, end_s: float | None, at_s: float | None) -> bool:
    return at_s is None or start_s is None or end_s is None or start_s <= at_s <= end_s


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
