"""The marks of an ad before and after an export come in; which of them the export took away goes out."""

from __future__ import annotations

from collections.abc import Iterator

from agent_plugin.tools.domain import Disclosure, Mark, MarkState


def stripped(before: Disclosure, after: Disclosure) -> tuple[tuple[Mark, Mark], ...]:
    """Each mark that stood before and does not stand after, with what became of it."""
    return tuple(_lost(before, after))


def _lost(before: Disclosure, after: Disclosure) -> Iterator[tuple[Mark, Mark]]:
    now = {one.kind: one for one in after.marks}
    for mark in before.present:
        then = now[mark.kind]
        is_gone = not then.state.is_present
        is_weaker = mark.state is MarkState.VALID and then.state is MarkState.UNTRUSTED
        if is_gone or is_weaker or then.origin is not mark.origin:
            yield mark, then
