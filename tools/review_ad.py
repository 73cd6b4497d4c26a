"""The main tool: an ad's file in, a stored review out. Read it top to bottom as the flow."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self

from platformdirs import user_cache_path

from agent_plugin.tools.anatomy import CHECKS
from agent_plugin.tools.costs import Stopwatch
from agent_plugin.tools.domain import Category, MediaInfo, Review
from agent_plugin.tools.evidence import draw_evidence, write_reports
from agent_plugin.tools.findings import Gathering
from agent_plugin.tools.media import Media, open_media
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.people.landmarkers import Landmarkers
from agent_plugin.tools.people.models import MODELS
from agent_plugin.tools.policy import STANDARD, Policy
from agent_plugin.tools.store import Store, new_review_id
from agent_plugin.tools.verdict import DOES_NOT_MEAN, decide
from agent_plugin.tools.words import TITLES

OnProgress = Callable[[str, float], None]
"""Called with the stage in words and the share of the work that is done, 0 to 1."""


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
    ) -> None:
        """Nothing is loaded yet; a `finder` of one's own makes the two folders moot."""
        self._store = store
        self._policy = policy
        cache = cache_folder or user_cache_path("lastlook")
        self._finder = finder or PeopleFinder(
            policy.people,
            landmarkers=Landmarkers(policy.people, models_folder=models_folder, cache_folder=cache),
        )

    def review(self, path: Path, *, fresh: bool = False, on_progress: OnProgress | None = None) -> Review:
        """The ad's review: the stored one, if the same bytes were reviewed under the same rules.

        Raises:
            MediaError: the file cannot be read.
            SetupError: a model or a library is missing.
            StoreError: the review cannot be kept.
        """
        progress = on_progress or _say_nothing
        watch = self._finder.stopwatch = Stopwatch()
        progress("opening", 0.0)
        with watch.stage("open media"):
            media = open_media(path, self._policy.media)
        key = self._key(media.info)
        known = None if fresh else self._store.find(key)
        if known is not None:
            progress("done", 1.0)
            # The same bytes may go by another name by now; the stored review keeps the first.
            named = known.media.model_copy(update={"name": media.info.name})
            return known.model_copy(update={"media": named})
        gathering = self._look(media, watch, progress)
        return self._conclude(media, key, gathering, watch, progress)

    def _look(self, media: Media, watch: Stopwatch, progress: OnProgress) -> Gathering:
        """Every frame once: its people, what the checks suspect of them, who is who over time."""
        gathering = Gathering(self._policy, media.info)
        expected = _frames_expected(media.info, self._policy)
        frames = media.frames()
        while True:
            with watch.stage("decode"):
                frame = next(frames, None)
            if frame is None:
                return gathering
            scene = self._finder.find(frame)
            with watch.stage("check"):
                gathering.add(scene)
            progress("looking at people", min(0.9, 0.9 * (frame.index + 1) / expected))

    def _conclude(
        self, media: Media, key: str, gathering: Gathering, watch: Stopwatch, progress: OnProgress
    ) -> Review:
        """Findings, verdict, evidence, and the review in the store, all or nothing."""
        findings, people, not_checked = gathering.findings(), gathering.people(), gathering.not_checked()
        verdict = decide(findings, not_checked, self._policy, people)
        review_id = new_review_id()
        with self._store.staging(review_id) as folder:
            progress("drawing the evidence", 0.92)
            with watch.stage("draw evidence"):
                pictures = draw_evidence(media, findings, people, folder, self._policy.evidence)
            review = Review(
                id=review_id,
                created_at=datetime.now(UTC),
                media=media.info.model_copy(update={"frames_checked": gathering.frames}),
                verdict=verdict,
                findings=findings,
                people=people,
                not_checked=not_checked,
                checks=tuple(check.category for check in CHECKS),
                does_not_mean=(*DOES_NOT_MEAN, *_not_looked_for()),
                evidence=pictures,
                costs=watch.costs(),
                versions=_versions(),
                key=key,
            )
            progress("writing the report", 0.97)
            review = review.model_copy(update={"evidence": pictures + write_reports(review, folder)})
            self._store.save(review, folder)
        progress("done", 1.0)
        return review

    def _key(self, info: MediaInfo) -> str:
        facts = [
            info.sha256,
            self._policy.fingerprint(),
            *(f"{k}={v}" for k, v in sorted(_versions().items())),
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


def _say_nothing(stage: str, share: float) -> None:
    """Nobody watches."""


def _not_looked_for() -> tuple[str, ...]:
    """The defects that this version has no check for, so that silence about them is not taken for praise."""
    known = {check.category for check in CHECKS}
    missing = [TITLES[category].removesuffix(": intended?") for category in Category if category not in known]
    named = "; ".join(title[0].lower() + title[1:] for title in missing)
    return (f"This version does not look for: {named}.",) if missing else ()


def _frames_expected(info: MediaInfo, policy: Policy) -> int:
    sampled = round((info.duration_s or 0.0) * policy.media.sample_fps)
    return max(1, min(info.frame_count or sampled, sampled))


@cache
def _versions() -> dict[str, str]:
    """What a review depends on beside the bytes and the policy."""
    packages = {name: version(name) for name in ("lastlook", "mediapipe", "pillow", "av", "numpy")}
    return packages | {name: model.sha256[:12] for name, model in MODELS.items()}
