"""The chat in a terminal: lines that a person types come in, answers as Markdown go out.

A word that is the path of a file attaches that file; the tools may read those files and no others. Ctrl-C
stops an answer, at the prompt it ends the chat.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click
from langchain_core.messages import AnyMessage
from rich.markdown import Markdown
from rich.text import Text

from agent_plugin.chat.agent import Assistant, Done, Event, Step, Stop
from agent_plugin.chat.limits import limits_of
from agent_plugin.chat.models import Chatter
from agent_plugin.chat.questions import Language, language_of
from agent_plugin.chat.speech import has, phrase
from agent_plugin.settings import Settings
from agent_plugin.terminal import console, note
from agent_plugin.tools.calls.tool import Signature, Toolbox
from agent_plugin.tools.media.arriving.door import Door
from agent_plugin.tools.media.naming import as_on_disk
from agent_plugin.tools.words import printable

_LEAVE = {"exit", "quit", "bye", "退出", "再见", ":q"}


class TerminalChat:
    """One conversation at one terminal."""

    def __init__(self, chatter: Chatter, box: Toolbox, settings: Settings) -> None:
        """Nothing is asked yet."""
        self._chatter, self._box, self._limits = chatter, box, limits_of(settings)
        self._messages: tuple[AnyMessage, ...] = ()
        self._files: tuple[Path, ...] = ()
        self._language: Language = "en"
        self._is_terminal = sys.stdin.isatty() and sys.stderr.isatty()

    def run(self, ads: Sequence[Path]) -> None:
        """Look at the ads, then answer until the person leaves."""
        note(self._phrase("label") if self._chatter.is_offline else self._chatter.label)
        if ads:
            self._answer("", tuple(ads))
        note(self._phrase("prompt_hello"))
        while (words := self._heard()) is not None:
            if words:
                self._answer(*_attached(words))

    def _phrase(self, key: str, /, **values: object) -> str:
        return phrase(self._language, key, **values)

    def _heard(self) -> str | None:
        """What the person typed; none where they leave."""
        try:
            words = input("> " if self._is_terminal else "").strip()
        except (EOFError, KeyboardInterrupt):
            return None
        return None if words.casefold() in _LEAVE else words

    def _answer(self, words: str, ads: tuple[Path, ...]) -> None:
        self._language = language_of(words, self._language)
        self._files = tuple(dict.fromkeys((*self._files, *(ad.absolute() for ad in ads))))
        ask = self._ask_person if self._is_terminal else None
        box = replace(self._box, door=Door(self._files, self._box.door.web), jobs=None, ask_person=ask)
        stop, shown = Stop(), Shown(self._language, self._is_terminal)
        named = [str(ad.absolute()) for ad in ads]
        events = Assistant(self._chatter, box, self._limits).ask(self._messages, words, named, stop)
        while True:
            try:
                for event in events:
                    self._follow(event, shown)
                return
            except KeyboardInterrupt:
                stop.set()  # the answer ends at the next frame, and says so
                events = iter(())

    def _follow(self, event: Event, shown: Shown) -> None:
        if isinstance(event, Step):
            shown.step(event)
        elif isinstance(event, Done):
            shown.clear()
            self._messages = event.messages
            console().print(Markdown(event.text), soft_wrap=False)
            for file in shown.pictures(self._box):
                console().print(Text(self._phrase("pictures", what=printable(str(file)))), style="dim")
            console().print()

    def _ask_person(self, question: str) -> Signature | None:
        """Put the sign-off to the person at the terminal, whom no model can be."""
        note("")
        note(question)
        name = click.prompt(self._phrase("sign_name"), default="", show_default=False, err=True).strip()
        if not name:
            return None
        choice = click.Choice(("approve", "reject"))
        decided = click.prompt(self._phrase("sign_decision"), type=choice, err=True)
        why = click.prompt(self._phrase("sign_note"), default="", show_default=False, err=True)
        is_yes = decided == "approve"
        return Signature(reviewer=name[:200], decision="approve" if is_yes else "reject", note=why[:2000])


class Shown:
    """What is on the screen of one answer before it is there."""

    def __init__(self, language: Language, is_terminal: bool) -> None:
        self._language: Language = language
        self._is_terminal = is_terminal
        self._seen: dict[str, set[str]] = {}  # names of pictures by review

    def step(self, step: Step) -> None:
        """A line that follows the work; on a terminal one, elsewhere one for each step."""
        key = f"step_{step.tool}"
        title = phrase(self._language, key) if has(self._language, key) else step.tool
        if step.state == "working":
            self._write(f"  {title}: {printable(step.detail)} {step.share:.0%}")
        elif step.state == "begun":
            self._write(f"  {title} ...")
            if not self._is_terminal:
                note(f"  {title}")
        elif step.state == "failed":
            self.clear()
            note(f"  {title}: {phrase(self._language, 'step_failed')}")
        elif step.artifact and step.artifact["pictures"]:
            # Tools run side by side, and the last to end is not the one that shows most.
            self._seen.setdefault(step.review, set()).update(step.artifact["pictures"])

    def pictures(self, box: Toolbox) -> list[Path]:
        """Files that the answer speaks of."""
        files = [
            box.store.evidence_folder(review) / name
            for review, names in self._seen.items()
            for name in sorted(names)
        ]
        return [file for file in files if file.is_file()]

    def _write(self, line: str) -> None:
        if self._is_terminal:
            click.echo(f"\r\x1b[2K{line[:100]}", err=True, nl=False)

    def clear(self) -> None:
        """The line is done with."""
        self._write("")


def _attached(line: str) -> tuple[str, tuple[Path, ...]]:
    """The words of a line, and the files that are named in it."""
    with suppress(ValueError, OSError):
        if (dropped := _on_disk(line.strip("'\""))).is_file():  # perhaps with spaces
            return "", (dropped,)
        parts = shlex.split(line, posix=sys.platform != "win32")
        files = [part for part in parts if _on_disk(part).is_file()]
        if files:
            words = " ".join(part for part in parts if part not in files)
            return words, tuple(map(_on_disk, files))
    return line, ()


def _on_disk(written: str) -> Path:
    return as_on_disk(Path(written).expanduser())
