"""A database comes in; the last entry of its audit log that this machine has seen goes out, kept in a file.

The file lies outside the database: it is how a database that was emptied, cut back or swapped is noticed.
"""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from agent_plugin.tools.errors import StoreChanged

_FORM = TypeAdapter(dict[str, tuple[int, str]])


class Bookmark:
    """Number and hash of an entry, for each database that was used with this folder."""

    def __init__(self, path: Path, database: str) -> None:
        """`database` is its URL without the password."""
        self._path, self._database = path, database

    def read(self) -> tuple[int, str]:
        """Number and hash of the last entry; 0 and nothing where none was seen.

        Raises:
            StoreChanged: the file is there and cannot be understood.
        """
        try:
            return self._all().get(self._database, (0, ""))
        except (OSError, ValueError) as error:
            raise StoreChanged(
                f"The bookmark of the audit log, {self._path.name}, cannot be read.",
                "Restore it from a backup. Whoever deletes it gives up knowing whether entries are missing.",
            ) from error

    def write(self, number: int, sha256: str) -> None:
        """Name this entry, unless a later one is named already.

        Where the disk takes no more, the entry stays kept and the bookmark stays behind; the next one moves
        it on.
        """
        with suppress(OSError, ValueError):
            known = self._all()
            if known.get(self._database, (0, ""))[0] >= number:
                return
            known[self._database] = number, sha256
            half = self._path.with_name(f"{self._path.name}.{secrets.token_hex(4)}.partial")
            half.write_text(json.dumps(known), encoding="utf-8")
            half.replace(self._path)

    def _all(self) -> dict[str, tuple[int, str]]:
        try:
            return _FORM.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except ValidationError as error:
            raise ValueError(str(error)) from error
