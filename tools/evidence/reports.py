"""A finished review -> the three reports: for people (HTML), for programs (JSON), for a chat (Markdown)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from agent_plugin.tools.domain import Evidence, Review, SignOff
from agent_plugin.tools.evidence.report_html import html_report
from agent_plugin.tools.evidence.report_markdown import markdown_report
from agent_plugin.tools.policy import EvidenceRules

_REPORTS = (
    Evidence(kind="report", file="report.html", media_type="text/html", caption="The report as one page"),
    Evidence(kind="report", file="report.json", media_type="application/json", caption="The review as data"),
    Evidence(kind="report", file="report.md", media_type="text/markdown", caption="The report for a chat"),
)


def write_reports(review: Review, folder: Path, sign_offs: Sequence[SignOff] = ()) -> tuple[Evidence, ...]:
    """Write `report.html`, `report.json` and `report.md`.

    Args:
        review: With the pictures of `draw_evidence` as its evidence.
        folder: Where these pictures are and the reports go; made if absent.
        sign_offs: What persons decided on it since it was made.

    Returns:
        One entry for each report. `report.json` already names them among its evidence.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rules = EvidenceRules()
    names = {one.file for one in _REPORTS}
    pictures = tuple(one for one in review.evidence if one.file not in names)
    complete = review.model_copy(update={"evidence": (*pictures, *_REPORTS)})
    texts = (
        html_report(complete, folder, rules, sign_offs),
        json_report(complete),
        markdown_report(complete, rules, sign_offs),
    )
    for report, text in zip(_REPORTS, texts, strict=True):
        half = folder / f"{report.file}.partial"  # reports are written again when somebody looked or signed
        half.write_text(text, encoding="utf-8", newline="\n")
        half.replace(folder / report.file)
    return _REPORTS


def json_report(review: Review) -> str:
    """The review as JSON: fields in the order of the schema, versions by name."""
    steady = review.model_copy(update={"versions": dict(sorted(review.versions.items()))})
    return steady.model_dump_json(indent=2) + "\n"
