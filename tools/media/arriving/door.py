"""The door for ads that an agent names: what it wrote comes in, the path of a file that may be read goes out.

An ad is a path inside the allowed folders, an https address, or the bytes themselves as a `data:` address or
base64. What is not a file yet becomes one for as long as it is looked at. Nothing is opened here that lies
outside the folders, whatever links lead there.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent_plugin.tools.errors import MediaForbidden, MediaNotFound, UsageError
from agent_plugin.tools.media.arriving.fetch import Web, fetched_name, harmless_name
from agent_plugin.tools.media.arriving.inline import inline_bytes
from agent_plugin.tools.media.arriving.passing import passing_folder
from agent_plugin.tools.media.naming import as_on_disk, safe_name
from agent_plugin.tools.media.source import opened_file
from agent_plugin.tools.own_command import own_command
from agent_plugin.tools.policy import AGENTS, STANDARD

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):", re.ASCII)  # two letters at least: C: is a drive
_NAME_BYTES = 255  # the longest name of a file, and the beginning of any path that is none
HOW_TO_ALLOW = f"The user can allow a folder in a terminal, by `{own_command('allow FOLDER')}`."
_UPLOADS = ("/mnt/user-data/", "/mnt/data/")  # where chats put what their user uploads
Heartbeat = Callable[[], None]
"""Called between pieces of work; raises where the work should stop."""


def _still_wanted() -> None:
    """Nobody stops it."""


@dataclass(frozen=True)
class Door:
    """Who may come in: files inside `folders`, addresses through `web`; by itself, neither."""

    folders: tuple[Path, ...] = ()
    web: Web | None = None
    given_name: str = ""  # of what is fetched, where whoever gave the address says so
    allowed: Callable[[], tuple[Path, ...]] = tuple  # beside `folders`; asked anew each time

    @property
    def all_folders(self) -> tuple[Path, ...]:
        """All that may be looked into now.

        Raises:
            SetupError: the user's list of them cannot be read.
        """
        return tuple(dict.fromkeys([*self.folders, *self.allowed()]))

    @contextmanager
    def at_hand(self, ad: str, still_wanted: Heartbeat = _still_wanted, caller: str = "") -> Generator[Path]:
        """The ad as a file, while it is looked at, for whoever calls.

        Raises:
            MediaForbidden: it lies where an agent may not look.
            MediaUnreachable: the address gives no file.
            MediaTooLarge: there is more of it than is taken.
            MediaBusy: too many addresses are being fetched.
            UsageError: it is neither path, address nor bytes.
        """
        path, address, data = self._sorted(ad)
        with passing_folder() as folder:
            if path is not None:
                with _held(path, folder) as held:
                    yield held
                return
            if address is not None and self.web is not None:
                path = folder / (harmless_name(self.given_name) or fetched_name(address))
                self.web.fetch(address, path, still_wanted, caller)
            else:
                path = folder / "ad-given-in-the-chat"
                path.write_bytes(data)
            yield path

    def check(self, ad: str) -> None:
        """Refuse at once what `at_hand` would refuse without fetching anything.

        Raises:
            MediaError: as `at_hand`.
            UsageError: as `at_hand`.
        """
        self._sorted(ad)

    def same(self, ad: str) -> str:
        """What is the same for the same ad: the hash of its bytes; of an address, the address.

        Raises:
            MediaError: as `at_hand`.
            UsageError: as `at_hand`.
        """
        path, address, data = self._sorted(ad)
        if path is None:
            return address or hashlib.sha256(data).hexdigest()
        if not path.is_file():
            return str(path)  # whoever opens it says what is wrong with it
        try:
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return str(path)

    def _sorted(self, ad: str) -> tuple[Path | None, str | None, bytes]:
        """One of path, address and bytes."""
        ad = ad.strip()
        data = inline_bytes(ad)
        if data is not None:
            return None, None, data
        if scheme := _SCHEME.match(ad):
            return None, self._address(ad, scheme[1].lower()), b""
        return self._inside(ad), None, b""

    def _address(self, ad: str, scheme: str) -> str:
        if scheme != "https":
            raise MediaForbidden(
                f"Addresses that begin with {scheme}: are not opened.",
                "Give an https address, a `data:` address, or the plain path of a file in an allowed folder.",
            )
        if self.web is None:
            raise MediaForbidden(
                "Addresses are not opened: fetching is switched off.", "Give the path of the file."
            )
        self.web.check(ad)
        return ad

    def _inside(self, ad: str) -> Path:
        """The real place of a path; a relative one is looked for in each folder."""
        if not ad or "\0" in ad:
            raise UsageError("No ad is named.", "Give a path, an https address or a `data:` address.")
        roots = [Path(os.path.realpath(folder)) for folder in self.all_folders]
        allowed = [place for place in _places(ad, roots) if any(place.is_relative_to(root) for root in roots)]
        name = safe_name(ad[-_NAME_BYTES:], STANDARD.media.max_name_chars)
        if not allowed and ad.startswith(_UPLOADS):
            raise MediaForbidden(
                f"{name} was uploaded to the chat, and the chat's own files cannot be read from here.",
                "Ask the user to save it into an allowed folder (list_ads names them), or hand in its bytes.",
            )
        if not allowed:
            raise MediaForbidden(f"{name} lies outside the folders that may be read.", self._how_to_allow())
        for place in allowed:
            there = Path(os.path.realpath(as_on_disk(place)))
            is_inside = any(there.is_relative_to(root) for root in roots)
            if is_inside and os.path.exists(there):  # noqa: PTH110 (a name too long is no error)
                return there
        raise MediaNotFound(f"{name} does not exist.", f"Check the spelling. {self._how_to_allow()}")

    def _how_to_allow(self) -> str:
        folders = self.all_folders
        if not folders:
            return f"No folder is allowed yet. {HOW_TO_ALLOW}"
        return f"Allowed folders: {', '.join(str(folder) for folder in folders)}. {HOW_TO_ALLOW}"


@contextmanager
def _held(path: Path, folder: Path) -> Generator[Path]:
    """This very file under its own name in `folder`, whatever takes its place meanwhile."""
    name = safe_name(path.name, STANDARD.media.max_name_chars)
    with opened_file(path, name, is_real=True) as file:
        held, known = folder / path.name, Path(f"/proc/{os.getpid()}/fd/{file.fileno()}")
        if known.exists():
            held.symlink_to(known)  # the kernel leads whoever opens it to the file that is open here
        else:
            with held.open("wb") as copy:
                shutil.copyfileobj(file, copy)
        yield held


def _places(ad: str, roots: list[Path]) -> list[Path]:
    """Where a path may lead, links followed; nowhere, if the system cannot follow it."""
    try:
        given = Path(ad).expanduser()
        tries = [given] if given.is_absolute() else [root / given for root in roots]
        return [Path(os.path.realpath(place)) for place in tries]
    except (OSError, RuntimeError, ValueError):
        return []


def open_door(
    folders: tuple[Path, ...], *, with_web: bool, allowed: Callable[[], tuple[Path, ...]] = tuple
) -> Door:
    """The door with these folders, those of the user's list, and the web where it is wanted."""
    return Door(folders, Web(AGENTS) if with_web else None, allowed=allowed)
