"""Every word a model reads, as Markdown files beside this one: a name comes in, a text goes out.

A file begins with its front part, between two lines of `---`: `purpose`, `version` (a whole number, raised
with every change of wording) and `placeholders` (names that the text holds as `$name`). Some files are lists
of `key: text` lines. Imports only the standard library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template
from types import MappingProxyType


@dataclass(frozen=True)
class Prompt:
    """One file: what it is for, its version, the names it wants filled in, and its text."""

    name: str
    version: int
    purpose: str
    placeholders: tuple[str, ...]
    body: str

    @property
    def label(self) -> str:
        """Name and version, as kept with each look, such as `look 1`."""
        return f"{self.name} {self.version}"


def names() -> tuple[str, ...]:
    """Of all prompts, in alphabetical order."""
    found = (item.name for item in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".md") for name in found if name.endswith(".md")))


@cache
def load(name: str) -> Prompt:
    """The prompt of that name.

    Raises:
        ValueError: there is none, or its front part does not fit its text.
    """
    file = files(__name__).joinpath(f"{name}.md")
    if not name.replace("_", "").isalnum() or not file.is_file():
        raise ValueError(f"There is no prompt {name!r}.")
    start, front, body = file.read_text(encoding="utf-8").split("---\n", 2)
    rows = dict(row.split(": ", 1) for row in front.splitlines())
    placeholders = tuple(rows["placeholders"].split(", ")) if rows["placeholders"] != "none" else ()
    if start or set(rows) != {"purpose", "version", "placeholders"} or set(placeholders) != _wanted(body):
        raise ValueError(f"The front part of the prompt {name!r} does not fit its text.")
    return Prompt(name, int(rows["version"]), rows["purpose"], placeholders, body.strip())


def render(name: str, /, **values: object) -> str:
    """The prompt's text with every placeholder filled in.

    Raises:
        ValueError: a placeholder is left over, or a value has no place.
    """
    prompt = load(name)
    return _filled(prompt.body, name, values)


@cache
def lines(name: str) -> Mapping[str, str]:
    """The `key: text` lines of a prompt that is a list of them."""
    rows = (row.split(": ", 1) for row in load(name).body.splitlines() if row)
    return MappingProxyType({key: text for key, text in rows})


def line(name: str, key: str, /, **values: object) -> str:
    """One such line with every placeholder filled in.

    Raises:
        ValueError: a placeholder is left over, or a value has no place.
    """
    return _filled(lines(name)[key], f"{name}: {key}", values)


@cache
def controls() -> tuple[str, ...]:
    """The names of the pictures that are known to be sound, such as `hands.sound.1`, in order."""
    found = (item.name for item in files(__name__).joinpath("controls").iterdir())
    return tuple(sorted(name.removesuffix(".jpg") for name in found if name.endswith(".jpg")))


@cache
def control(name: str) -> bytes:
    """The control of that name as a JPEG.

    Raises:
        ValueError: there is none.
    """
    if name not in controls():
        raise ValueError(f"There is no control {name!r}.")
    return files(__name__).joinpath("controls", f"{name}.jpg").read_bytes()


def _filled(text: str, where: str, values: Mapping[str, object]) -> str:
    wanted = _wanted(text)
    if wanted != set(values):
        odd = ", ".join(sorted(wanted ^ set(values)))
        raise ValueError(f"The prompt {where!r} and what was given for it differ in: {odd}.")
    return Template(text).substitute(values)


def _wanted(text: str) -> set[str]:
    template = Template(text)
    if not template.is_valid():
        raise ValueError("A prompt holds a $ that begins no placeholder.")
    return set(template.get_identifiers())
