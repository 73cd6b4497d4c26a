"""Folders that the user allows for good: a data folder comes in, the folders named in its file go out.

Every face reads the file anew at each call, so that a folder counts as soon as it is allowed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from agent_plugin.tools.errors import SetupError, UsageError

_FILE = "allowed-folders.json"


@dataclass(frozen=True)
class AllowedFolders:
    """The list in this installation's data folder."""

    data_folder: Path

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return self.data_folder / _FILE

    def read(self) -> tuple[Path, ...]:
        """The folders, as they were allowed.

        Raises:
            SetupError: the file is none of ours, or cannot be read.
        """
        try:
            listed: object = json.loads(self.file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as error:
            raise self._unreadable() from error
        names = cast("list[object]", listed) if isinstance(listed, list) else [None]
        if not all(isinstance(name, str) and Path(name).is_absolute() for name in names):
            raise self._unreadable()
        return tuple(Path(str(name)) for name in names)

    def add(self, folder: Path) -> None:
        """Allow it, links followed: a link that is turned elsewhere later allows nothing else.

        Raises:
            UsageError: there is no such folder.
            SetupError: the list cannot be read or kept.
        """
        real = Path(os.path.realpath(folder))
        if not real.is_dir():
            raise UsageError(f"{folder} is no folder.", "Name one that exists.")
        self._keep(list(dict.fromkeys([*self.read(), real])))

    def remove(self, folder: Path) -> None:
        """Allow it no longer.

        Raises:
            UsageError: it is not in the list.
            SetupError: the list cannot be read or kept.
        """
        real, listed = Path(os.path.realpath(folder)), self.read()
        if real not in listed:
            raise UsageError(f"{folder} is not in the list.", "`lastlook allow` shows what is.")
        self._keep([one for one in listed if one != real])

    def _keep(self, folders: Sequence[Path]) -> None:
        written = self.file.with_suffix(f".{os.getpid()}.new")
        try:
            self.data_folder.mkdir(parents=True, exist_ok=True)
            written.write_text(json.dumps([str(one) for one in folders], indent=2) + "\n", encoding="utf-8")
            written.replace(self.file)
        except OSError as error:
            raise SetupError(
                f"The list of allowed folders cannot be kept: {error.strerror}.",
                f"Make {self.file} writable.",
            ) from error

    def _unreadable(self) -> SetupError:
        return SetupError(
            f"The list of allowed folders cannot be read: {self.file}.",
            "Delete that file, and allow the folders anew by `lastlook allow FOLDER`.",
        )
