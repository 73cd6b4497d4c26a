"""What the commands need, made on demand: settings in; store, reviewer, checks and the doctor's findings out.

One seam for all of it: commands ask the `App`, tests hand in another. Heavy parts are imported when asked
for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from agent_plugin.settings import Settings
    from agent_plugin.tools.doctor import PartState
    from agent_plugin.tools.domain import Category, Review
    from agent_plugin.tools.opinion.second import SecondLook
    from agent_plugin.tools.opinion.wish import Mode
    from agent_plugin.tools.store import Store

OnProgress = Callable[[str, float], None]
"""Called with the stage in words and the share done, 0 to 1."""


class Reviews(Protocol):
    """What reviews an ad."""

    def review(
        self,
        path: Path,
        *,
        fresh: bool = False,
        second_opinion: Mode = "auto",
        on_progress: OnProgress | None = None,
    ) -> Review:
        """Look at one ad."""
        ...


class ListedCheck(Protocol):
    """What is told of a check."""

    @property
    def category(self) -> Category:
        """What it looks for."""
        ...

    @property
    def title(self) -> str:
        """The same in plain words."""
        ...

    @property
    def page(self) -> str:
        """Its public page, Markdown."""
        ...


def _settings() -> Settings:
    from agent_plugin.settings import load_settings

    return load_settings()


def _store(settings: Settings) -> Store:
    from agent_plugin.tools.store import Store

    url = settings.database_url
    return Store(settings.data_dir, url.get_secret_value() if url else None)


def _reviewer(settings: Settings, store: Store) -> AbstractContextManager[Reviews]:
    from agent_plugin.judging import manner_of, second_look_of
    from agent_plugin.tools.review_ad import Reviewer

    return Reviewer(
        store=store,
        models_folder=settings.models_dir,
        cache_folder=settings.cache_dir,
        manner=manner_of(settings),
        find_judge=cache(lambda: second_look_of(settings)),
    )


def _second_look(settings: Settings) -> SecondLook | None:
    from agent_plugin.judging import second_look_of

    return second_look_of(settings)


def _checks() -> Sequence[ListedCheck]:
    from agent_plugin.tools.anatomy import CHECKS

    return CHECKS


def _examine(settings: Settings) -> list[PartState]:
    from agent_plugin.tools.doctor import examine

    return examine(
        models_folder=settings.models_dir, cache_folder=settings.cache_dir, data_folder=settings.data_dir
    )


@dataclass(frozen=True)
class App:
    """How the commands get at their parts."""

    settings: Callable[[], Settings] = _settings
    open_store: Callable[[Settings], Store] = _store
    make_reviewer: Callable[[Settings, Store], AbstractContextManager[Reviews]] = _reviewer
    second_look: Callable[[Settings], SecondLook | None] = _second_look
    checks: Callable[[], Sequence[ListedCheck]] = _checks
    examine: Callable[[Settings], list[PartState]] = _examine
