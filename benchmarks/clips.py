"""Real and AI clips, labelled by eye, and the rows of `lastlook batch` about them in; the page's table out.

    uv run python -m benchmarks.clips fetch MIRROR FOLDER     # copy the clips out of bare repositories
    uv run lastlook batch FOLDER -o clips.jsonl --require-look never
    uv run python -m benchmarks.clips show clips.jsonl

`clips.jsonl` beside this file names each clip by repository, path and SHA-256, with what somebody saw in it
before any program looked. MIRROR holds a bare git directory `owner+name/…` for each repository. No clip is
part of the project.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from agent_plugin.tools.domain import Category
from agent_plugin.tools.measuring.shares import Share, auc
from benchmarks.cases import Reported, Row
from benchmarks.page import put, stamp, table

MANIFEST = Path(__file__).with_suffix(".jsonl")
Level = Literal["none", "mild", "severe", "unsure"]
SOURCES = {"real": "real footage", "ai": "AI", "unsure": "of unknown source"}


class Flaw(BaseModel):
    """What somebody saw, and when."""

    kind: str
    level: Level
    start_s: float
    end_s: float


class LabelledClip(BaseModel):
    """A clip and what is true of it."""

    file: str
    repo: str
    path: str
    sha256: str
    source: Literal["real", "ai", "unsure"]
    level: Level
    people: int
    hands_in_view: bool
    defects: tuple[Flaw, ...] = ()


def read_clips(path: Path = MANIFEST) -> list[LabelledClip]:
    """The labelled clips."""
    return [LabelledClip.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines()]


def fetched(clip: LabelledClip, mirror: Path, folder: Path) -> bool:
    """Copy one out of its repository; whether its bytes are those that were labelled."""
    for directory in (mirror / clip.repo.replace("/", "+")).glob("*"):
        command = ["git", "--git-dir", str(directory), "cat-file", "blob", f"HEAD:{clip.path}"]
        found = subprocess.run(command, capture_output=True, check=False).stdout
        if hashlib.sha256(found).hexdigest() == clip.sha256:
            (folder / clip.file).write_bytes(found)
            return True
    return False


def rates(clips: Sequence[LabelledClip], rows: Mapping[str, Row]) -> str:
    """How many are stopped, by source and by what somebody saw."""
    lines: list[list[object]] = []
    for source, name in SOURCES.items():
        for level in ("none", "mild", "severe"):
            ours = [rows[one.file] for one in clips if (one.source, one.level) == (source, level)]
            if ours:
                blocked = Share.among(row.verdict == "block" for row in ours)
                lines.append(
                    [name, level, len(ours), _stopped(ours), blocked, _overlap(clips, rows, source, level)]
                )
    head = ["clips", "what is wrong", "how many", "stopped", "blocked", "flaws at whose time something asks"]
    return table(head, lines)


def separation(clips: Iterable[LabelledClip], rows: Mapping[str, Row]) -> float | None:
    """How often an AI clip with a flaw scores above one without, by the surest finding."""
    tops = [
        (one.level != "none", max((found.score for found in rows[one.file].findings), default=0.0))
        for one in clips
        if one.source == "ai" and one.level != "unsure"
    ]
    return auc([top for wrong, top in tops if wrong], [top for wrong, top in tops if not wrong])


def alarms(clips: Iterable[LabelledClip], rows: Mapping[str, Row]) -> dict[Category, int]:
    """By category, how many sound clips it stops, the most first."""
    asking = [
        category
        for one in clips
        if one.level == "none"
        for category in {found.category for found in rows[one.file].findings if found.asks}
    ]
    return {one: asking.count(one) for one in sorted(set(asking), key=lambda each: -asking.count(each))}


def section(clips: Sequence[LabelledClip], rows: Mapping[str, Row]) -> str:
    """The page's part."""
    known = [one for one in clips if one.file in rows]
    area = separation(known, rows)
    wrong = ", ".join(f"{one.value} {count}" for one, count in alarms(known, rows).items()) or "none"
    return "\n\n".join(
        [
            f"{stamp()} {len(known)} of {len(clips)} labelled clips of {len({one.repo for one in known})} "
            "repositories, by the checks alone; nothing was fitted to them.",
            rates(known, rows),
            f"AI clips with a flaw against those without, by the surest finding: AUC "
            f"{'-' if area is None else f'{area:.2f}'}. What stops sound clips: {wrong}.",
        ]
    )


def _stopped(rows: Iterable[Row]) -> Share:
    return Share.among(row.verdict in ("review", "block") for row in rows)


def _overlap(clips: Iterable[LabelledClip], rows: Mapping[str, Row], source: str, level: str) -> object:
    """Of the flaws: beside how many something was found that asks, at a time when the flaw shows."""
    flaws = [
        any(_at_once(found, flaw) for found in rows[one.file].findings if found.asks)
        for one in clips
        if (one.source, one.level) == (source, level)
        for flaw in one.defects
    ]
    return Share.among(flaws) if flaws else "-"


def _at_once(found: Reported, flaw: Flaw) -> bool:
    if found.start_s is None or found.end_s is None:
        return False
    return found.start_s <= flaw.end_s and flaw.start_s <= found.end_s


def main() -> None:
    """Fetch or show."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    fetch = commands.add_parser("fetch")
    fetch.add_argument("mirror", type=Path)
    fetch.add_argument("folder", type=Path)
    commands.add_parser("show").add_argument("batch", type=Path)
    asked = parser.parse_args()
    clips = read_clips()
    if asked.command == "fetch":
        asked.folder.mkdir(parents=True, exist_ok=True)
        there = Share.among(fetched(one, asked.mirror, asked.folder) for one in clips)
        print(f"{there.hits} of {there.of} clips")
        return
    lines = asked.batch.read_text(encoding="utf-8").splitlines()
    put("clips", section(clips, {row.file: row for row in map(Row.model_validate_json, lines)}))


if __name__ == "__main__":
    main()
