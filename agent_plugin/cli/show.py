"""Reviews and the doctor's findings come in; lines for people or JSON for programs go out on stdout."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from agent_plugin.cli import in_chinese
from agent_plugin.terminal import complain, console, language
from agent_plugin.tools.words import TITLES, VERDICTS, mid_sentence, printable

if TYPE_CHECKING:
    from agent_plugin.cli.reviewing import Outcome
    from agent_plugin.tools.domain import Review, SignOff, Verdict
    from agent_plugin.tools.setup.doctor import PartState

_COLOURS = {
    "publish": "green",
    "no_people": "default",
    "review": "yellow",
    "block": "red",
    "ok": "green",
    "missing": "yellow",
    "wrong": "red",
}


def show_json(document: object) -> None:
    """One JSON document; escaped to ASCII, so that nothing in it can steer a terminal."""
    click.echo(json.dumps(document, indent=2))


def show_review(review: Review, evidence: Path, name: str = "") -> None:
    """The verdict first, then what it rests on and where the pictures are; `name` as the user gave it."""
    if language() == "zh":
        return in_chinese.show_review(review, _report(review, evidence), name)
    out = console()
    out.print(_verdict(review.verdict), Text(printable(review.verdict.sentence)))
    out.print(Text(f"  {printable(name or review.media.name)}"), style="dim")
    for line in (
        *_findings(review),
        *_weak_signs(review),
        *_looks(review),
        *_not_checked(review),
        *_disclosure(review),
    ):
        out.print(Text(line))
    out.print(Text(f"\nReport: {printable(str(_report(review, evidence)))}"))
    return out.print(Text(f"Review: {review.id}"))


def signatures(review: Review, sign_offs: Sequence[SignOff]) -> list[str]:
    """Who signed it, a line each."""
    if language() == "zh":
        return in_chinese.signed(review, sign_offs)
    return [f"Signed: {one.sentence}" for one in sign_offs]


def _disclosure(review: Review) -> list[str]:
    from agent_plugin.tools.disclosure.lines import short_line

    line = short_line(review.disclosure) if review.disclosure else ""
    return [line] if line else []


def show_caveats(reviews: Sequence[Review]) -> None:
    """What no verdict means, said once for all of them."""
    if language() == "zh":
        return in_chinese.show_caveats(reviews)
    sentences = dict.fromkeys(sentence for review in reviews for sentence in review.does_not_mean)
    if sentences:
        console().print(Text(f"\nWhat a verdict is not: {' '.join(sentences)}"), style="dim")
    return None


def show_outcome(outcome: Outcome, evidence: Path | None) -> None:
    """The review if there is one, the complaint if there is one."""
    if outcome.review and evidence:
        show_review(outcome.review, evidence, str(outcome.path))
    if outcome.error:
        complain(outcome.error)


def show_list(reviews: Sequence[Review]) -> None:
    """One line for each review: its verdict, and who looked."""
    if language() == "zh":
        return in_chinese.show_list(reviews)
    from agent_plugin.tools.evidence.looks import who_looked

    out = console()
    for review in reviews:
        count = len(review.counting)
        found = f"{count} finding{'' if count == 1 else 's'}"
        name = printable(review.media.name)
        who = who_looked(review)
        looked = f"  looked at by: {who}" if who else ""
        rest = Text(f"{found:<12}{name}{looked}")
        out.print(Text(f"{review.id}  "), _verdict(review.verdict, pad=16), rest, sep="")
    if not reviews:
        out.print("No reviews yet. `lastlook review AD` makes one.")
    return None


def show_parts(parts: Sequence[PartState]) -> None:
    """One line for each part of the installation, and the remedy where one is needed."""
    out = console()
    for part in parts:
        out.print(
            Text(f"{part.state:<9}", _COLOURS[part.state]),
            Text(f"{part.name}: {printable(part.detail)}"),
            sep="",
        )
        if part.remedy:
            out.print(Text(f"         {printable(part.remedy)}"))


def show_trace(review: Review, number: int) -> None:
    """One finding and how its score came about, step by step."""
    from agent_plugin.tools.calls.explain_finding import finding_of
    from agent_plugin.tools.evidence import trace

    found, out = finding_of(review, number), console()
    out.print(Text(f"{number}. {TITLES[found.category]}: {printable(found.for_marketer)}\n"))
    for line in trace.lines(review.trace(found)):
        out.print(Text(line))
    if not found.steps:
        out.print("The steps to its score were not kept; a fresh review of the ad keeps them.")


def show_page(markdown: str) -> None:
    """A page of documentation: set on a terminal, as it is elsewhere."""
    out = console()
    if out.is_terminal:
        from rich.markdown import Markdown

        out.print(Markdown(markdown), soft_wrap=False)
    else:
        click.echo(markdown)


def parts_as_json(parts: Sequence[PartState]) -> list[dict[str, Any]]:
    """The doctor's findings for programs."""
    return [
        {"name": part.name, "state": part.state, "detail": part.detail, "remedy": part.remedy}
        for part in parts
    ]


def _verdict(verdict: Verdict, pad: int = 0) -> Text:
    return Text(f"{VERDICTS[verdict.value].upper():<{pad}}", f"bold {_COLOURS[verdict.value.value]}")


def _findings(review: Review) -> list[str]:
    from agent_plugin.tools.evidence.phrases import moment_of, place_of

    lines: list[str] = []
    for finding in review.counting:
        where = [place_of(finding, review.media), moment_of(finding), f"sure: {finding.score:.2f} of 1"]
        lines += ["", f"  {finding.number}. {TITLES[finding.category]}: {printable(finding.for_marketer)}"]
        lines += [f"     {'; '.join(printable(words) for words in where if words)}"]
    return lines


def _weak_signs(review: Review) -> list[str]:
    """The strongest, in a line: what does not count is no accusation."""
    from agent_plugin.tools.evidence.phrases import strongest

    named = [f"{mid_sentence(one.category)} ({one.score:.2f} of 1)" for one in strongest(review.weak_signs)]
    return ["", f"Weak signs, which do not count: {', '.join(named)}."] if named else []


def _looks(review: Review) -> list[str]:
    """What the checks alone say, who looked and what they saw; how to look where nobody has."""
    from agent_plugin.tools.evidence import looks

    if not review.sheets:
        return []
    lines = [looks.checks_line(review), *([] if review.looks else looks.looked_by_lines(review))]
    for line, look in zip(looks.looked_by_lines(review), review.looks, strict=False):
        lines += [line, *(f"  {words}" for words in looks.tile_lines(look))]
        lines += [f"  {words}" for words in [looks.cost_line(look.cost)] if words]
    return ["", *(line for line in (*lines, looks.how_to_look(review)) if line)]


def _not_checked(review: Review) -> list[str]:
    from agent_plugin.tools.evidence.phrases import not_checked

    parts = not_checked(review.not_checked)
    lines = [f"  {why}" if part.lower() in _bare(why) else f"  {part}: {why}" for part, why in parts]
    return ["", "Not checked:", *lines] if lines else []


def _bare(sentence: str) -> str:
    """For a comparison with "Person 1, left arm": "Person 1's left arm is ..." says as much."""
    return sentence.lower().replace("'s ", ", ")


def _report(review: Review, evidence: Path) -> Path:
    pages = [item.file for item in review.evidence if item.media_type == "text/html"]
    return evidence / pages[0] if pages else evidence
