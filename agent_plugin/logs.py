"""Records of the log come in; short lines on stderr go out."""

from __future__ import annotations

import logging

from agent_plugin.tools.words import printable

_LONGEST_LINE = 2000  # what a caller sent may stand in it


class _Short(logging.Formatter):
    """One line for each thing, without the lines of a program, of bounded length."""

    def format(self, record: logging.LogRecord) -> str:
        words = record.getMessage()[:_LONGEST_LINE]
        kind = record.exc_info[0] if record.exc_info else None
        return printable(f"{record.levelname}: {words}{f' ({kind.__name__})' if kind else ''}")


def log_plainly() -> None:
    """Log to stderr in short lines, unless the program that holds us logs already.

    The SDK would draw a traceback with every value in it, in the thread that answers everybody: a name of a
    megabyte took half a minute. What draws it is imported only then, which fails where no file can be opened.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(_Short())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
