"""The main tool: an ad's file in, a stored review out. Read it top to bottom as the flow."""

from __future__ import annotations

import hashlib
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
    Review,
)
from agent_plugin.tools.evidence import draw_evidence, write_reports
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.look.asking.dry_run import forget_dry_run, write_dry_run
from agent_plugin.tools.look.asking.manner import Manner
from agent_plugin.tools.look.asking.wish import FindJudge, Mode, Wish, wish_for
from agent_plugin.tools.media import Media, open_media
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.people.finders import Finders, finders_at_once
from agent_plugin.tools.policy import STANDARD, Policy
from agent_plugin.tools.progress import OnProgress, unreported, with_time_left
from agent_plugin.tools.seeing import Seen, see
from agent_plugin.tools.setup.versions import versions
from agent_plugin.tools.sheet.making import evidence_of, make_sheets
from agent_plugin.tools.store import Store, new_review_id
from agent_plugin.tools.weighing.verdict import DOES_NOT_MEAN, decide, of_checks


@dataclass(frozen=True)
class _Task:
    """An ad, and what counts for it."""

    path: Path
    media: Media
    markets: tuple[str, ...]
    policy: Policy
    watch: Stopwatch

    @property
    def key(self) -> str:
        """The same for the same bytes under the same rules."""
        facts = [
            self.media.info.sha256,
            self.policy.fingerprint(),
            fingerprint(self.markets),
            *(f"{name}={version}" for name, version in sorted(versions().items())),
        ]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()


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
        task = _Task(path, media, markets, policy, watch)
        review = (None if fresh else self._store.find(task.key)) or self._made(task, progress)
        review = self._looked_at(review, wish, progress, fresh=fresh)
        progress("done", 1.0)
        return _under_todays_name(review, media.info.name)

    def _made(self, task: _Task, progress: OnProgress) -> Review:
        with task.watch.stage("read AI marks"):
            limits, sha256 = task.policy.media, task.media.info.sha256
            disclosure = read_disclosure(task.path, limits, task.markets, sha256=sha256)
        seen = see(task.media, task.policy, self._finders, task.watch, progress)
        if seen.stopped is None:
            return self._conclude(task, disclosure, seen, progress)
        raise seen.stopped.keeping(self._conclude(task, disclosure, seen, unreported).id)

    def _conclude(self, task: _Task, disclosure: Disclosure, seen: Seen, progress: OnProgress) -> Review:
        """Sheets, verdict, evidence, and the review in the store, all or nothing."""
        review_id, media, policy, watch = new_review_id(), task.media, task.policy, task.watch
        about = seen.findings, seen.not_checked, policy, seen.people
        with self._store.staging(review_id) as folder:
            progress("drawing the evidence", 0.92)
            with watch.stage("draw sheets"):
                sheets = make_sheets(media, seen.moments, seen.findings, folder, policy)
            verdict = decide(*about, sheets, disclosure=disclosure)
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
                disclosure=disclosure,
                evidence=pictures + evidence_of(sheets),
                costs=watch.costs(),
                sampling=seen.sampling,
                versions=versions(),
                key="" if seen.stopped else task.key,  # asked again, what was stopped is looked at whole
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


def _under_todays_name(known: Review, name: str) -> Review:
    """A stored review under the name of today: the same bytes may have gone by another before."""
    return known.model_copy(update={"media": known.media.model_copy(update={"name": name})})


def _not_looked_for() -> tuple[str, ...]:
    """The defects that this version has no check for, so that silence about them is not taken for praise."""
    known = {check.category for check in CHECKS}
    missing = [category.row.wording.en for category in Category if category not in known]
    named = "; ".join(title[0].lower() + title[1:] for title in missing)
    return (f"This version does not look for: {named}.",) if missing else ()
