"""The main tool: an ad's file in, a stored review out. Read it top to bottom as the flow."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from platformdirs import user_cache_path

from agent_plugin.tools.anatomy import CHECKS
from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.disclosure import read_disclosure
from agent_plugin.tools.disclosure.markets import fingerprint, markets_named
from agent_plugin.tools.domain import (
    Category,
    Disclosure,
    Finding,
    Frame,
    MediaInfo,
    NotChecked,
    Part,
    PersonSeen,
    Reason,
    Review,
    Sampling,
)
from agent_plugin.tools.evidence import draw_evidence, write_reports
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.look.asking.dry_run import forget_dry_run, write_dry_run
from agent_plugin.tools.look.asking.manner import Manner
from agent_plugin.tools.look.asking.wish import FindJudge, Mode, Wish, wish_for
from agent_plugin.tools.media import Media, open_media
from agent_plugin.tools.media.likeness import likeness_of
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.people.finders import Finders, finders_at_once
from agent_plugin.tools.policy import STANDARD, Policy
from agent_plugin.tools.progress import OnProgress, unreported, with_time_left
from agent_plugin.tools.setup.versions import versions
from agent_plugin.tools.sheet.making import evidence_of, make_sheets
from agent_plugin.tools.sheet.moments import Moment, Moments
from agent_plugin.tools.store import Store, new_review_id
from agent_plugin.tools.weighing.clip import Clip
from agent_plugin.tools.weighing.still import Still
from agent_plugin.tools.weighing.verdict import DOES_NOT_MEAN, decide, of_checks


@dataclass(frozen=True)
class _Seen:
    """What our own checks make of an ad, and what its file says of it."""

    findings: tuple[Finding, ...]
    people: tuple[PersonSeen, ...]
    not_checked: tuple[NotChecked, ...]
    moments: tuple[Moment, ...]
    frames: int
    likeness: str
    sampling: Sampling | None
    disclosure: Disclosure


class Reviewer:
    """Reviews one ad after the other; the models are loaded at the first frame and stay."""

    def __init__(
        self,
        *,
        store: Store,
        policy: Policy = STANDARD,
        models_folder: Path | None = None,
        cache_folder: Path | None = None,
        finder: PeopleFinder | None = None,
        manner: Manner | None = None,
        find_judge: FindJudge = lambda: None,
        markets: tuple[str, ...] = (),
    ) -> None:
        """Nothing is loaded yet; a `finder` of one's own makes the two folders moot.

        `find_judge` is called for each review that may ask one; `manner` says how one would be asked. The
        disclosure rules of `markets` count where a review names none of its own.
        """
        self._markets = markets
        self._store = store
        self._policy = policy
        self._manner, self._find_judge = manner or Manner(policy.judge), find_judge
        cache = cache_folder or user_cache_path("lastlook")

        def made() -> PeopleFinder:
            models = Landmarkers(policy.people, models_folder=models_folder, cache_folder=cache)
            return PeopleFinder(policy.people, landmarkers=models)

        self._finders = Finders(lambda: finder, 1) if finder else Finders(made, finders_at_once())

    def review(
        self,
        path: Path,
        *,
        fresh: bool = False,
        second_opinion: Mode = "auto",
        brief: str = "",
        thorough: bool = False,
        markets: tuple[str, ...] = (),
        on_progress: OnProgress | None = None,
    ) -> Review:
        """The ad's review: the stored one, if the same was asked of the same bytes under the same rules.

        `thorough` looks at every frame of a video, not at those that the plan wants. Where a judge is set up,
        it looks; what it says, also that it failed, is in the review. Of `markets` the rules count.

        Raises:
            MediaError: the file cannot be read.
            SetupError: a model or a library is missing.
            StoreError: the review cannot be kept.
            UsageError: a judge's look is demanded, and no judge is set up; a market has no rules.
            JudgeError: the judge that is set up lacks something.
        """
        wish = wish_for(second_opinion, self._find_judge, brief)
        markets = markets_named(markets or self._markets)
        policy = self._policy.thorough() if thorough else self._policy
        progress = with_time_left(on_progress or unreported)
        watch = Stopwatch()
        progress("opening", 0.0)
        with watch.stage("open media"):
            media = _opened(path, policy)
        known = None if fresh else self._store.find(_key(media.info, policy, markets))
        if known is None:
            with watch.stage("read AI marks"):
                disclosure = read_disclosure(path, policy.media, markets, sha256=media.info.sha256)
            known = self._made(media, disclosure, policy, watch, progress)
        review = self._looked_at(known, wish, progress, fresh=fresh)
        progress("done", 1.0)
        return _under_todays_name(review, media.info.name)

    def _made(
        self, media: Media, disclosure: Disclosure, policy: Policy, watch: Stopwatch, progress: OnProgress
    ) -> Review:
        seen = self._look(media, disclosure, policy, watch, progress)
        return self._conclude(media, seen, policy, watch, progress)

    def _look(
        self, media: Media, disclosure: Disclosure, policy: Policy, watch: Stopwatch, progress: OnProgress
    ) -> _Seen:
        """Every frame: its people, what the checks suspect of them, who is who over time."""
        gathering = (Still if media.info.kind == "image" else Clip)(policy, media.info)
        moments = Moments(policy, media.info)
        until_s = time.monotonic() + policy.media.max_look_s
        unseen, likeness = media.info.not_looked_at, ""
        share = 0.0

        def look_on() -> None:
            progress("looking at people", 0.9 * share)

        with closing(gathering.scenes(media.frames(), self._finders, watch, look_on)) as scenes:
            for scene in scenes:
                likeness = likeness or likeness_of(scene.frame.pixels)
                moments.add(scene)
                share = _share(scene.frame, media.info)
                look_on()
                if time.monotonic() >= until_s and not _is_last(scene.frame, media.info):
                    unseen = (*unseen, _rest_from(_until_s(scene.frame)))
                    break
        findings = gathering.findings()
        not_checked = (*_elsewhere(unseen), *gathering.not_checked())
        chosen = moments.chosen(findings)
        people, frames = gathering.people(), gathering.frames
        sampling = gathering.sampling
        return _Seen(findings, people, not_checked, chosen, frames, likeness, sampling, disclosure)

    def _conclude(
        self, media: Media, seen: _Seen, policy: Policy, watch: Stopwatch, progress: OnProgress
    ) -> Review:
        """Sheets, verdict, evidence, and the review in the store, all or nothing."""
        review_id = new_review_id()
        about = seen.findings, seen.not_checked, policy, seen.people
        with self._store.staging(review_id) as folder:
            progress("drawing the evidence", 0.92)
            with watch.stage("draw sheets"):
                sheets = make_sheets(media, seen.moments, seen.findings, folder, policy)
            verdict = decide(*about, sheets, disclosure=seen.disclosure)
            with watch.stage("draw evidence"):
                shown = [one for one in seen.findings if one.number in (verdict.counts or ())]
                pictures = draw_evidence(media, shown, seen.people, folder, policy.evidence, seen.sampling)
            review = Review(
                id=review_id,
                created_at=datetime.now(UTC),
                media=media.info.model_copy(
                    update={"frames_checked": seen.frames, "likeness": seen.likeness}
                ),
                verdict=verdict,
                checks=of_checks(*about),
                findings=seen.findings,
                people=seen.people,
                not_checked=seen.not_checked,
                sheets=sheets,
                looked_for=tuple(check.category for check in CHECKS),
                does_not_mean=(*DOES_NOT_MEAN, *_not_looked_for()),
                disclosure=seen.disclosure,
                evidence=pictures + evidence_of(sheets),
                costs=watch.costs(),
                sampling=seen.sampling,
                versions=versions(),
                key=_key(media.info, policy, seen.disclosure.markets),
            )
            progress("writing the report", 0.95)
            reports = write_reports(review, folder)
            review = review.model_copy(update={"evidence": review.evidence + reports})
            self._store.save(review, folder)
        return review

    def _looked_at(self, review: Review, wish: Wish, progress: OnProgress, *, fresh: bool) -> Review:
        """The review with the judge's look, if one is wanted; a dry run writes it down instead."""
        folder = self._store.evidence_folder(review.id)
        forget_dry_run(folder)
        if wish.mode == "dry-run":
            write_dry_run(self._store, review, self._manner, self._policy, folder)
        judge = wish.judge
        if judge is None or not review.sheets or (not fresh and judge.has_looked(review, wish.brief)):
            return review
        progress("having it looked at", 0.96)
        review = judge.look(self._store, review, brief=wish.brief, fresh=fresh)
        if folder.is_dir():
            write_reports(review, folder, self._store.sign_offs.of(review.id))
        return review

    def close(self) -> None:
        """Free the models."""
        self._finders.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _opened(path: Path, policy: Policy) -> Media:
    limits = policy.media
    if policy.sampling.every_frame:
        limits = limits.model_copy(update={"sample_fps": limits.max_sample_fps})
    return open_media(path, limits)


def _key(info: MediaInfo, policy: Policy, markets: tuple[str, ...]) -> str:
    facts = [
        info.sha256,
        policy.fingerprint(),
        fingerprint(markets),
        *(f"{k}={v}" for k, v in sorted(versions().items())),
    ]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _under_todays_name(known: Review, name: str) -> Review:
    """A stored review under the name of today: the same bytes may have gone by another before."""
    return known.model_copy(update={"media": known.media.model_copy(update={"name": name})})


def _rest_from(at_s: float) -> str:
    return (
        f"Time ran out: what comes from {at_s:.1f} s on was not looked at. Cut the ad shorter, export it "
        "smaller, or raise max_look_s in the policy."
    )


def _elsewhere(sentences: Iterable[str]) -> Iterator[NotChecked]:
    """What else the file holds, as rows of what was not checked."""
    for sentence in sentences:
        yield NotChecked(person=None, part=Part.BODY, reason=Reason.ELSEWHERE, explanation=sentence)


def _not_looked_for() -> tuple[str, ...]:
    """The defects that this version has no check for, so that silence about them is not taken for praise."""
    known = {check.category for check in CHECKS}
    missing = [category.row.wording.en for category in Category if category not in known]
    named = "; ".join(title[0].lower() + title[1:] for title in missing)
    return (f"This version does not look for: {named}.",) if missing else ()


def _until_s(frame: Frame) -> float:
    """When the next frame that is looked at comes."""
    return frame.at_s + (frame.held_s or 0.0)


def _is_last(frame: Frame, info: MediaInfo) -> bool:
    return info.kind == "image" or _share(frame, info) >= 1.0


def _share(frame: Frame, info: MediaInfo) -> float:
    """How much of the media has been looked at, 0 to 1."""
    return min(1.0, _until_s(frame) / info.duration_s) if info.duration_s else 1.0
