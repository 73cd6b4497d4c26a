"""What the commands need, made on demand: settings in; store, reviewer, checks and the doctor's findings out.

One seam for all of it: commands ask the `App`, tests hand in another. Heavy parts are imported when asked
for.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from agent_plugin.chat.models import Chatter
    from agent_plugin.settings import Settings
    from agent_plugin.tools.calls.tool import Reviews, Toolbox
    from agent_plugin.tools.domain import Category
    from agent_plugin.tools.look.asking.judge_look import JudgeLooker
    from agent_plugin.tools.setup.doctor import PartState
    from agent_plugin.tools.store import Store


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
    from agent_plugin.tools.look.reliabilities import policy_of
    from agent_plugin.tools.store import Store

    url = settings.database_url
    policy = policy_of(settings.data_dir)
    return Store(settings.data_dir, url.get_secret_value() if url else None, policy, settings.audit_key)


@contextmanager
def reviewer_here(settings: Settings) -> Generator[Reviews]:
    """A reviewer in this process, with a store of its own."""
    from agent_plugin.judging import judge_looker_of, manner_of
    from agent_plugin.tools.look.reliabilities import policy_of
    from agent_plugin.tools.reviewer import Reviewer

    with (
        _store(settings) as store,
        Reviewer(
            store=store,
            policy=policy_of(settings.data_dir),
            models_folder=settings.models_dir,
            cache_folder=settings.cache_dir,
            manner=manner_of(settings),
            find_judge=cache(lambda: judge_looker_of(settings)),
            markets=settings.markets,
        ) as reviewer,
    ):
        yield reviewer


def _reviewer(settings: Settings, _store: Store) -> AbstractContextManager[Reviews]:
    from agent_plugin.tools.calls.apart import Apart

    return Apart(partial(reviewer_here, settings))


def _judge_looker(settings: Settings) -> JudgeLooker | None:
    from agent_plugin.judging import judge_looker_of

    return judge_looker_of(settings)


def _chatter(settings: Settings) -> Chatter:
    from agent_plugin.chat.models import chatter_of

    return chatter_of(settings)


def _checks() -> Sequence[ListedCheck]:
    from agent_plugin.tools.anatomy import CHECKS

    return CHECKS


def _examine(settings: Settings) -> list[PartState]:
    from agent_plugin.tools.setup.doctor import examine

    return examine(
        models_folder=settings.models_dir, cache_folder=settings.cache_dir, data_folder=settings.data_dir
    )


@contextmanager
def _toolbox(app: App, folders: tuple[Path, ...] = ()) -> Generator[Toolbox]:
    from agent_plugin.judging import manner_of
    from agent_plugin.tools.calls.jobs import Jobs
    from agent_plugin.tools.calls.tool import Toolbox
    from agent_plugin.tools.media.arriving.allowed import AllowedFolders
    from agent_plugin.tools.media.arriving.door import open_door

    settings = app.settings()
    with (
        app.open_store(settings) as store,
        app.make_reviewer(settings, store) as reviewer,
        Jobs(store) as jobs,
    ):
        yield Toolbox(
            store,
            reviewer,
            manner_of(settings),
            open_door(
                (*folders, *settings.media_folders),
                with_web=settings.fetch,
                allowed=AllowedFolders(settings.data_dir).read,
            ),
            jobs,
        )


@dataclass(frozen=True)
class App:
    """How the commands get at their parts."""

    settings: Callable[[], Settings] = _settings
    open_store: Callable[[Settings], Store] = _store
    make_reviewer: Callable[[Settings, Store], AbstractContextManager[Reviews]] = _reviewer
    judge_looker: Callable[[Settings], JudgeLooker | None] = _judge_looker
    chatter: Callable[[Settings], Chatter] = _chatter
    checks: Callable[[], Sequence[ListedCheck]] = _checks
    examine: Callable[[Settings], list[PartState]] = _examine

    def toolbox(self, folders: tuple[Path, ...] = ()) -> AbstractContextManager[Toolbox]:
        """What an agent's tools work with, which may look into these folders and those of the settings."""
        return _toolbox(self, folders)

    def page(self, category: str) -> str:
        """A check's page, by its category as somebody may write it.

        Raises:
            UsageError: nothing is looked for under that name.
        """
        from agent_plugin.tools.domain import Category
        from agent_plugin.tools.errors import UsageError
        from agent_plugin.tools.words import no_check

        pages = {one.value: no_check(one) for one in Category if not one.row.is_checked}
        pages |= {check.category.value: check.page for check in self.checks()}
        wanted = category.strip().lower().replace("-", "_").replace(" ", "_")
        if wanted not in pages:
            raise UsageError(
                f"Nothing is looked for under the name {category!r} in this version.",
                _nearest(wanted, pages) + "`lastlook checks` lists what is.",
            )
        return pages[wanted]


def _nearest(wanted: str, names: Iterable[str]) -> str:
    from difflib import get_close_matches

    return "".join(f"Did you mean {name}? " for name in get_close_matches(wanted, names, n=1))
