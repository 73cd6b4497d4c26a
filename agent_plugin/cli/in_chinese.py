"""Reviews come in; the lines of `show.py`, in the words that the chat has for them in Chinese, go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from agent_plugin.prompts import line
from agent_plugin.terminal import console, language
from agent_plugin.tools.words import printable

if TYPE_CHECKING:
    from agent_plugin.chat.phrasing import Phrasing
    from agent_plugin.tools.domain import Review, SignOff
    from agent_plugin.tools.store import Store

_NAMES = "chat_zh_names"


def show_review(review: Review, report: Path, name: str = "") -> None:
    """The verdict first, then what it rests on and where the pictures are."""
    out, words = console(), _phrasing(review)
    out.print(Text(_plain(words.sentence)), style="bold")
    out.print(Text(f"  {printable(name or review.media.name)}"), style="dim")
    for row in _rows(words):
        out.print(Text(_plain(row)))
    ours = report.with_name("report-zh.html")
    report = ours if ours.is_file() else report
    out.print(Text(f"\n{line(_NAMES, 'page_report', what=printable(str(report)))}"))
    out.print(Text(line(_NAMES, "page_review", name=review.id)))


def keep_report(store: Store, review: Review) -> None:
    """The report in Chinese, beside the others, as things stand now."""
    from agent_plugin.chat.report_zh import FILE, report_zh

    folder = store.evidence_folder(review.id)
    if language() == "zh" and folder.is_dir():
        page = report_zh(review, folder, store.sign_offs.of(review.id))
        (folder / FILE).write_text(page, encoding="utf-8", newline="\n")


def show_caveats(reviews: Sequence[Review]) -> None:
    """What no verdict means, said once for all of them."""
    if reviews:
        words = _phrasing(reviews[0])
        what = words.phrase("note_publish") + words.phrase("unchecked_also")
        console().print(Text(f"\n{line(_NAMES, 'page_limits', what=what)}"), style="dim")


def show_list(reviews: Sequence[Review]) -> None:
    """One line for each review: its verdict, how much was found, and who looked."""
    out = console()
    for review in reviews:
        who = "、".join(dict.fromkeys(printable(one.who) for one in review.looks if one.counts))
        looked = line(_NAMES, "page_looked", name=who) if who else line(_NAMES, "page_nobody")
        found = line(_NAMES, "page_count", count=len(review.counting))
        cells = (
            review.id,
            line(_NAMES, f"value_{review.verdict.value.value}"),
            found,
            review.media.name,
            looked,
        )
        out.print(Text("  ".join(printable(one) for one in cells)))
    if not reviews:
        out.print(line(_NAMES, "page_none"))


def signed(review: Review, sign_offs: Sequence[SignOff]) -> list[str]:
    """The signatures, a line each."""
    return [_plain(_phrasing(review).signed(one)) for one in sign_offs]


def _rows(words: Phrasing) -> Iterator[str]:
    found = [words.finding(one) for one in words.review.counting]
    yield from (f"\n{one}" for one in found)
    for more in (*words.weak(), *words.who_looked()):
        yield f"\n{more}"
    if missed := words.missed():
        yield f"\n{words.phrase('unchecked_head')}"
        yield from (f"  {one}" for one in missed)


def _phrasing(review: Review) -> Phrasing:
    from agent_plugin.chat.phrasing import Phrasing

    return Phrasing(review, "zh")


def _plain(markdown: str) -> str:
    """Words for a conversation as they are read in a terminal."""
    from agent_plugin.chat.speech import bare

    return bare(markdown).replace("**", "")
