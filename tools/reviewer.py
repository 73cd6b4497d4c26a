"""The main tool: an ad's file in, a stored review out. Read it top to bottom as the flow."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from platformdirs import user_cache_path

from agent_plugin.tools.anatomy import CHECKS
from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Asked, Category, Evidence, MediaInfo, NotChecked, Review
from agent_plugin.tools.evidence import draw_evidence, write_reports
from agent_plugin.tools.landmarks.landmarkers import Landmarkers
from agent_plugin.tools.media import Media, open_media
from agent_plugin.tools.opinion.asking.planning import Manner, Seen
from agent_plugin.tools.opinion.wish import FindJudge, Mode, Wish, wish_for
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.policy import STANDARD, Policy
from agent_plugin.tools.progress import OnProgress, say_nothing
from agent_plugin.tools.setup.versions import versions
from agent_plugin.tools.store import Store, new_review_id
from agent_plugin.tools.weighing.clip import Clip
from agent_plugin.tools.weighing.still import Still
from agent_plugin.tools.weighing.verdict import DOES_NOT_MEAN, decide


@dataclass(frozen=True)
class _Looked:
    """What our own checks make of an ad; `stored` is the review that says so, if it was made before."""

    seen: Seen
    not_checked: tuple[NotChecked, ...]
    frames: int | None
    stored: Review | None = None


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
    ) -> None:
        """Nothing is loaded yet; a `finder` of one's own makes the two folders moot.

        `find_judge` is called for each review that may ask one; `manner` says how one would be asked.
        """
        self._store = store
        self._policy = policy
        self._manner, self._find_judge = manner or Manner(policy.judge), find_judge
        cache = cache_folder or user_cache_path("lastlook")
        self._finder = finder or PeopleFinder(
            policy.people,
            landmarkers=Landmarkers(policy.people, models_folder=models_folder, cache_folder=cache),
        )

    def review(
        self,
        path: Path,
        *,
        fresh: bool = False,
        second_opinion: Mode = "auto",
        brief: str = "",
        on_progress: OnProgress | None = None,
    ) -> Review:
        """The ad's review: the stored one, if the same was asked of the same bytes under the same rules.

        Raises:
            MediaError: the file cannot be read.
            SetupError: a model or a library is missing.
            StoreError: the review cannot be kept.
            UsageError: a second opinion is demanded, and nobody can give one.
            JudgeError: the judge that is set up lacks something; one that fails is noted in the review.
        """
        wish = wish_for(second_opinion, self._manner, self._find_judge, brief)
        progress = on_progress or say_nothing
        watch = Stopwatch()
        progress("opening", 0.0)
        with watch.stage("open media"):
            media = open_media(path, self._policy.media)
        key = self._key(media.info)
        known = None if fresh else self._store.find(wish.key(key))
        if known is not None and wish.is_met_by(known):
            progress("done", 1.0)
            return _as_asked(known, media.info.name, wish)
        stored = None if fresh else self._store.find_beginning(key)
        looked = _looked_before(stored) if stored else self._look(media, watch, progress)
        return self._conclude(media, wish, looked, watch, progress, fresh)

    def _look(self, media: Media, watch: Stopwatch, progress: OnProgress) -> _Looked:
        """Every frame: its people, what the checks suspect of them, who is who over time."""
        gathering = (Still if media.info.kind == "image" else Clip)(self._policy, media.info)
        expected = _frames_expected(media.info, self._policy)
        frames = media.frames()
        while True:
            with watch.stage("decode"):
                frame = next(frames, None)
            if frame is None:
                seen = Seen(gathering.findings(), gathering.people(), gathering.parts_seen())
                return _Looked(seen, gathering.not_checked(), gathering.frames)
            gathering.look_at(frame, self._finder, watch)
            progress("looking at people", min(0.9, 0.9 * (frame.index + 1) / expected))

    def _conclude(
        self,
        media: Media,
        wish: Wish,
        looked: _Looked,
        watch: Stopwatch,
        progress: OnProgress,
        fresh: bool,
    ) -> Review:
        """Opinions, verdict, evidence, and the review in the store, all or nothing."""
        review_id, seen = new_review_id(), looked.seen
        with self._store.staging(review_id) as folder:
            if wish.is_for_a_judge:
                progress("getting a second opinion", 0.92)
            second = wish.fulfil(media, seen, folder, fresh=fresh, watch=watch)
            verdict = decide(seen.findings, looked.not_checked, self._policy, seen.people, second)
            progress("drawing the evidence", 0.95)
            pictures = self._pictures(media, looked, verdict.counts or (), folder, watch)
            review = Review(
                id=review_id,
                created_at=datetime.now(UTC),
                media=media.info.model_copy(update={"frames_checked": looked.frames}),
                verdict=verdict,
                findings=tuple(seen.findings),
                people=tuple(seen.people),
                not_checked=looked.not_checked,
                parts=tuple(seen.parts),
                looked_for=tuple(check.category for check in CHECKS),
                does_not_mean=(*DOES_NOT_MEAN, *_not_looked_for()),
                second_opinion=second,
                evidence=pictures,
                costs=watch.costs(),
                versions=versions(),
                key=wish.key(self._key(media.info)),
            )
            progress("writing the report", 0.97)
            review = review.model_copy(update={"evidence": pictures + write_reports(review, folder)})
            self._store.save(review, folder)
        progress("done", 1.0)
        return review

    def _pictures(
        self, media: Media, looked: _Looked, counts: tuple[int, ...], folder: Path, watch: Stopwatch
    ) -> tuple[Evidence, ...]:
        """Of what counts: drawn, or those of the stored review where the same counted there."""
        with watch.stage("draw evidence"):
            if looked.stored is None or looked.stored.verdict.counts != counts:
                shown = [one for one in looked.seen.findings if one.number in counts]
                return draw_evidence(media, shown, looked.seen.people, folder, self._policy.evidence)
            pictures = tuple(one for one in looked.stored.evidence if one.kind != "report")
            for one in pictures:
                shutil.copyfile(self._store.evidence_folder(looked.stored.id) / one.file, folder / one.file)
            return pictures

    def _key(self, info: MediaInfo) -> str:
        facts = [
            info.sha256,
            self._policy.fingerprint(),
            *(f"{k}={v}" for k, v in sorted(versions().items())),
        ]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()

    def close(self) -> None:
        """Free the models."""
        self._finder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _looked_before(review: Review) -> _Looked:
    seen = Seen(review.findings, review.people, review.parts)
    return _Looked(seen, review.not_checked, review.media.frames_checked, review)


def _as_asked(known: Review, name: str, wish: Wish) -> Review:
    """A stored review under the name of today: the same bytes may have gone by another before."""
    named = known.model_copy(update={"media": known.media.model_copy(update={"name": name})})
    second = named.second_opinion
    if second is None or second.opinions or second.asked not in (Asked.NOT_WANTED, Asked.NO_JUDGE):
        return named
    return named.model_copy(update={"second_opinion": wish.without_judge()})


def _not_looked_for() -> tuple[str, ...]:
    """The defects that this version has no check for, so that silence about them is not taken for praise."""
    known = {check.category for check in CHECKS}
    missing = [category.row.wording.en for category in Category if category not in known]
    named = "; ".join(title[0].lower() + title[1:] for title in missing)
    return (f"This version does not look for: {named}.",) if missing else ()


def _frames_expected(info: MediaInfo, policy: Policy) -> int:
    sampled = round((info.duration_s or 0.0) * policy.media.sample_fps)
    return max(1, min(info.frame_count or sampled, sampled))
