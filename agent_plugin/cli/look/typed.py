"""A line that a person typed about the tiles of a sheet comes in; what they say goes out."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.look.person import PersonForm, WrongTile

Move = Literal["later", "back", "undo", "stop"]
LATER: tuple[Move, ...] = ("later",)
MOVES: dict[Move, str] = {"later": "l", "back": "b", "undo": "u", "stop": "q"}
HOW = "Type a, or numbers such as 3 or 3 six fingers; 7, or e and what is wrong elsewhere, or c, or l."
_PIECE = re.compile(r"(\d+)\s*(.*)")


def read(line: str, numbers: Collection[int], moves: Collection[Move] = LATER) -> PersonForm | Move:
    """What is said: `a` for all sound, `3` or `3 six fingers; 7` for wrong, `c` or `c 3`, `e a third leg`.

    Raises:
        UsageError: it is none of these, or of a tile that is not on the sheets.
    """
    words = line.strip()
    for move in moves:
        if words.lower() in (move, MOVES[move]):
            return move
    if words.lower() in ("a", "all sound"):
        return PersonForm()
    if words.lower() in ("c", "cannot tell"):
        return PersonForm(cannot_tell=tuple(numbers))
    form = _pieces(words)
    for number in (*(one.tile for one in form.wrong), *form.cannot_tell):
        if number not in numbers:
            raise UsageError(f"No tile has the number {number}.", HOW)
    return form


def _pieces(words: str) -> PersonForm:
    wrong, cannot_tell, elsewhere = list[WrongTile](), list[int](), list[str]()
    for piece in filter(None, map(str.strip, re.split(r"[;,]", words))):
        if re.fullmatch(r"[\d\s]+", piece):
            wrong += [WrongTile(tile=int(number)) for number in piece.split()]
        elif match := _PIECE.fullmatch(piece):
            wrong.append(WrongTile(tile=int(match[1]), what=match[2][:600]))
        elif match := re.fullmatch(r"c([\s\d]+)", piece, re.IGNORECASE):
            cannot_tell += [int(number) for number in match[1].split()]
        elif match := re.fullmatch(r"e\s+(.+)", piece, re.IGNORECASE):
            elsewhere.append(match[1])
        else:
            raise UsageError(f"{piece[:40]!r} is no answer.", HOW)
    if not (wrong or cannot_tell or elsewhere):
        raise UsageError("Nothing was said.", HOW)
    return PersonForm(
        wrong=tuple(wrong), cannot_tell=tuple(cannot_tell), elsewhere="; ".join(elsewhere)[:600]
    )
