"""A review and the folder of its pictures come in; its report as one page in Chinese goes out.

The words are those of the chat. The measurements, for engineers, stand in the English page alone; a label
that is drawn in a picture is in English, for no font of Chinese comes with the program.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.speech import bare
from agent_plugin.prompts import line
from agent_plugin.tools.domain import Evidence, Review, SignOff
from agent_plugin.tools.evidence.palette import MARKS, css, ink_on
from agent_plugin.tools.words import printable

FILE = "report-zh.html"


@dataclass(frozen=True)
class Shown:
    """A picture inside the page."""

    source: Markup
    caption: str
    width: int
    height: int


def report_zh(review: Review, folder: Path, sign_offs: Sequence[SignOff] = ()) -> str:
    """The page as text."""
    words = Phrasing(review, "zh", signs=tuple(sign_offs))
    pictures = [(one, shown) for one in review.evidence if (shown := _shown(one, folder, words))]
    crops = {one.finding: shown for one, shown in pictures if one.kind == "crop"}
    value = review.verdict.value.value
    return _template().render(
        review=review,
        name=printable(review.media.name),
        badge=line("chat_zh_names", f"value_{value}"),
        sentence=bare(words.sentence),
        looked=bare(words.looked_at()),
        frames=[shown for one, shown in pictures if one.kind in ("frame", "timeline")],
        sheets=[shown for one, shown in pictures if one.kind == "sheet"],
        cards=[
            {
                "number": one.number,
                "mark": (one.number - 1) % len(MARKS),
                "title": words.title(one),
                "what": words.what(one),
                "place": words.place(one),
                "moment": words.moment(one),
                "score": f"{one.score:.2f}",
                "crop": crops.get(one.number),
            }
            for one in review.counting
        ],
        weak=[bare(one) for one in words.weak()],
        missed=[
            bare(one)
            for one in (*words.missed(), words.phrase("unchecked_also"), words.phrase("note_publish"))
        ],
        signed=[bare(words.signed(one)) for one in sign_offs],
        marks=[(css(mark), css(ink_on(mark))) for mark in MARKS],
    )


@cache
def _template() -> Template:
    css_of_the_other = PackageLoader("agent_plugin.tools", "evidence/templates")
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("agent_plugin.chat"), css_of_the_other]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    return environment.get_template("report_zh.html.jinja")


def _shown(one: Evidence, folder: Path, words: Phrasing) -> Shown | None:
    """A still picture with its caption; none if it is gone or lies elsewhere."""
    path = folder / one.file
    if one.media_type != "image/jpeg" or path.name != one.file or not path.is_file():
        return None
    kind = words.phrase(f"evidence_{one.kind}")
    found = next((that for that in words.review.findings if that.number == one.finding), None)
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    caption = f"{words.title(found)}：{kind}" if found else kind
    return Shown(Markup("data:image/jpeg;base64,") + data, caption, one.width or 0, one.height or 0)
