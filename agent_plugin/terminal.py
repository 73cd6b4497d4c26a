"""Words for people come in, lines on the terminal go out: answers on stdout, all else on stderr.

Colours and bars appear on a terminal only, and `NO_COLOR` is heeded. Text that came from outside goes through
`printable`, so that a file name cannot steer the terminal. rich is imported when something is printed.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from threading import Event
from typing import TYPE_CHECKING, Any, Literal

import click

from agent_plugin.prompts import line
from agent_plugin.tools.errors import LastLookError, ReviewStopped

if TYPE_CHECKING:
    from rich.console import Console

Language = Literal["en", "zh"]
CANNOT_REVIEW = 2
INTERRUPTED = 130  # 128 and the number of SIGINT, as shells count
READER_GONE = 141  # 128 and the number of SIGPIPE


def console(*, stderr: bool = False) -> Console:
    """A console that takes text as it is: no markup, no guessing of colours, no wrapping of paths."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)


def note(text: str) -> None:
    """One line beside the answer."""
    from agent_plugin.tools.words import printable

    click.echo(printable(text), err=True)


def language() -> Language:
    """What the command line speaks: what `--language` says, else the locale; English where it is another."""
    context = click.get_current_context(silent=True)
    wanted = context.find_root().params.get("language") if context else None
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "zh" if (wanted or locale).lower().startswith("zh") else "en"


def complain(error: LastLookError) -> None:
    """What is wrong and what to do, in two lines; in Chinese by its kind, with the details as they came."""
    if language() == "en":
        note(f"Error: {error.message}")
        return note(error.hint)
    wrong, _, remedy = line("errors_zh", error.code).partition(" | ")
    note(line("chat_zh_names", "page_error", what=wrong))
    note(remedy)
    return note(line("chat_zh_names", "page_original", what=str(error)))


def unexpected(error: BaseException) -> LastLookError:
    """A failure that nobody foresaw, put as an error that says how to report it."""
    return LastLookError(
        f"Last Look failed unexpectedly: {type(error).__name__}: {error}.",
        "Please report it with what `lastlook --debug ...` prints.",
    )


@contextmanager
def progress(title: str) -> Generator[Callable[[str, float], None]]:
    """A bar that follows (words, share done), silent when stderr is no terminal; Ctrl+C stops the work there.

    The first one lets the work keep what it has; the second one ends the program at once.
    """
    with _interrupted_once() as is_stopped, _bar(title) as show:

        def update(words: str, share: float) -> None:
            if is_stopped():
                raise ReviewStopped("The review was stopped.", "Start it again if it is wanted.")
            show(words, share)

        yield update


@contextmanager
def _interrupted_once() -> Generator[Callable[[], bool]]:
    """Was Ctrl+C pressed meanwhile? It is heard here once; then it does again what it did before."""
    pressed = Event()
    before = signal.getsignal(signal.SIGINT)

    def heard(*_: object) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, before)

    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield pressed.is_set  # signals are another's matter
        return
    signal.signal(signal.SIGINT, heard)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _bar(title: str) -> Generator[Callable[[str, float], None]]:
    if not sys.stderr.isatty():
        yield lambda _words, _share: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from agent_plugin.tools.words import printable

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(printable(title), total=1.0)

        def update(words: str, share: float) -> None:
            bar.update(task, description=printable(f"{title}: {words}"), completed=share)

        yield update


class PoliteGroup(click.Group):
    """Commands whose failures end in two lines and an exit code, never in a stack trace."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they are defined, the main one first."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; see the module for what becomes of errors."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except ReviewStopped as error:
            if language() == "en":
                note(str(error))
            else:
                complain(error)
            ctx.exit(INTERRUPTED)
        except LastLookError as error:
            complain(error)
        except KeyboardInterrupt:
            note("Stopped." if language() == "en" else line("chat_zh_names", "page_stopped"))
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            forget_stdout()
            ctx.exit(READER_GONE)
        except Exception as error:
            if ctx.params.get("debug"):
                traceback.print_exc()
            complain(unexpected(error))
        ctx.exit(CANNOT_REVIEW)


def forget_stdout() -> None:
    """The reader of our output is gone: say no more, also not at exit."""
    with suppress(OSError, io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tolerate_narrow_encodings() -> None:
    """A terminal that cannot show a character gets its number, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
