"""The three reports: complete, harmless whatever the ad is called, and as their schema says."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from markdown_it.token import Token

from agent_plugin.tools.domain import Category, Evidence, Review, Step, StepName, Verdict, VerdictValue
from agent_plugin.tools.evidence import draw_evidence, report_schema, write_reports
from agent_plugin.tools.policy import EvidenceRules
from agent_plugin.tools.words import TITLES, VERDICTS
from tests.evidence.samples import Clip, Still, finding, flat, info, person, review

SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "![x](http://evil.example/p.png)",
    "[x](javascript:alert(1))",
    "{{7*7}} {% raw %}",
    "`a` ``b`` |c|",
    "# heading",
    "1. item",
    "</style><style>*{display:none}",
    "&lt;b&gt; &amp;",
    "http://evil.example www.evil.example",
    "<!-- -->]]>",
    "line\n\n# two\r\n<b>",
    "$x$ ~~y~~ **z** _w_",
    "\x1b[31m\u202egpj.exe\x00",
]


class Page(HTMLParser):
    """What a browser would see: tags with attributes, and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.style = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] and self.tags[-1][0] == "style" and not self.style:
            self.style = data
        else:
            self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def _written(one: Review, folder: Path) -> tuple[str, str, str]:
    made = write_reports(one, folder)
    assert [report.file for report in made] == ["report.html", "report.json", "report.md"]
    html, data, markdown = ((folder / report.file).read_text(encoding="utf-8") for report in made)
    return html, data, markdown


def _refused(data: dict[str, Any]) -> bool:
    return not Draft202012Validator(report_schema()).is_valid(data)  # pyright: ignore[reportUnknownMemberType]


def _everywhere(text: str) -> Review:
    """A review with a text from outside wherever one can be."""
    one = finding(for_marketer=text, for_engineer=text, at_s=1.0)
    number = one.measurements[0].model_copy(update={"name": text, "unit": text, "usual": text})
    step = Step(name=StepName.READ, source=text, after=0.5, because=text)
    full = review()
    return full.model_copy(
        update={
            "id": text,
            "media": info("image", 90, 160, name=text, format=text, notes=(text,)),
            "verdict": Verdict(value=VerdictValue.REVIEW, sentence=text, because=(text,), policy=text),
            "findings": (one.model_copy(update={"measurements": (number,), "steps": (step,)}),),
            "not_checked": (full.not_checked[0].model_copy(update={"explanation": text}),),
            "does_not_mean": (text,),
            "costs": (full.costs[0].model_copy(update={"stage": text}),),
            "versions": {text: text},
            "evidence": (Evidence(kind="frame", file="a.jpg", media_type="image/jpeg", caption=text),),
            "key": text,
        }
    )


def _shape(page: Page) -> list[str]:
    return [tag for tag, _ in page.tags]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_no_text_from_outside_becomes_markup_on_the_page(text: str, tmp_path: Path) -> None:
    calm = Page(_written(_everywhere("calm"), tmp_path / "calm")[0])
    page = Page(_written(_everywhere(text), tmp_path / "hostile")[0])
    assert _shape(page) == _shape(calm)
    assert page.style == calm.style
    first = re.split(r"[\s\x1b]", text)[0]
    assert page.text.count(first) >= 10


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_no_text_from_outside_becomes_markup_in_markdown(text: str, tmp_path: Path) -> None:
    calm = _markup(_written(_everywhere("calm"), tmp_path / "calm")[2])
    markdown = _written(_everywhere(text), tmp_path / "hostile")[2]
    assert _markup(markdown) == calm
    bare = re.sub(r"(`+)[^`].*?\1", "", markdown)
    assert "http://" not in bare, "some hosts make a link of it"


def _markup(markdown: str) -> list[str]:
    """The kinds of everything in a text that is more than words, in order."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    plain = {"text", "text_special", "softbreak"}
    kinds: list[str] = []
    for token in _flat(parser.parse(markdown)):
        if token.type not in plain:
            kinds.append(token.type)
    return kinds


def _flat(tokens: list[Token]) -> list[Token]:
    return [one for token in tokens for one in (token, *_flat(token.children or []))]


def test_a_template_in_a_name_is_not_run(tmp_path: Path) -> None:
    html, _, markdown = _written(_everywhere("{{7*7}}"), tmp_path)
    assert "{{7*7}}" in Page(html).text
    assert "{{7*7}}" in markdown
    assert ">49<" not in html


def test_the_page_loads_and_runs_nothing(tmp_path: Path) -> None:
    found = [finding(at_s=1.0, start_s=0.5, end_s=1.5)]
    pictures = draw_evidence(Clip(), found, [], tmp_path, EvidenceRules())
    html = _written(review(findings=tuple(found), evidence=pictures), tmp_path)[0]
    page = Page(html)
    assert len(page.named("img")) == 5
    embedded = re.compile("data:image/(jpeg|webp);base64,")
    assert all(embedded.match(one["src"] or "") for one in page.named("img"))
    assert not {"script", "link", "iframe", "object", "embed", "form", "base"} & set(_shape(page))
    beside = re.compile(r"finding-\d+-clip\.mp4#t=[\d.]+")
    assert all(beside.fullmatch(one["href"] or "") for one in page.named("a")), "a click leads to our clip"
    assert not any(name.startswith("on") or name == "style" for _, one in page.tags for name in one)
    assert not re.search(r"url\(|@import|https?:|//", page.style)
    policy = next(one for one in page.named("meta") if one.get("http-equiv") == "Content-Security-Policy")
    content = policy["content"] or ""
    assert content.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")


def test_the_page_is_sane_for_a_screen_reader(tmp_path: Path) -> None:
    pictures = draw_evidence(Still(flat(90, 160, (1, 2, 3))), [finding()], [], tmp_path, EvidenceRules())
    page = Page(_written(review(evidence=pictures), tmp_path)[0])
    assert page.named("html")[0]["lang"] == "en"
    assert {"header", "main", "footer"} <= set(_shape(page))
    levels = [int(tag[1]) for tag in _shape(page) if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))
    assert all(len(one["alt"] or "") > 10 for one in page.named("img"))
    ids = [one["id"] for _, one in page.tags if "id" in one]
    assert len(ids) == len(set(ids))
    assert {one["aria-labelledby"] for _, one in page.tags if "aria-labelledby" in one} <= set(ids)


def test_page_and_markdown_say_everything_that_matters(tmp_path: Path) -> None:
    one = review(findings=(finding(at_s=61.24, start_s=60.0, end_s=62.0),))
    html, _, markdown = _written(one, tmp_path)
    for text in (Page(html).text, markdown):
        for part in (
            "Block",
            "Do not publish.",
            "Rule 1.",
            TITLES[Category.NECK_TWIST],
            "The head faces the camera while the chest faces away.",
            "Head yaw 7 deg",
            "171.3\u00b0",
            "Up to about 90",
            "1:00.0 to 1:02.0, worst at 1:01.2",
            "almost certain (0.93 of 1)",
            "Person 1, left hand",
            "18 pixels wide.",
            "It is not a legal clearance.",
            TITLES[Category.EXTRA_ARM],
            "Not signed off",
            "Turned upright.",
            "alpha",
        ):
            assert part in text


@pytest.mark.parametrize("value", list(VerdictValue))
def test_a_verdict_is_a_word_and_an_icon_not_only_a_colour(value: VerdictValue, tmp_path: Path) -> None:
    verdict = Verdict(value=value, sentence="So.", policy="p")
    page = Page(_written(review(verdict=verdict, findings=()), tmp_path)[0])
    assert VERDICTS[value].lower() in page.text.lower()
    assert len(page.named("svg")) == 1
    assert "No findings" in page.text


def test_report_json_is_the_review_and_keeps_to_the_schema(tmp_path: Path) -> None:
    seen = (person(1, (0.0, 0.0, 5.0, 5.0)),)
    pictures = draw_evidence(Still(flat(90, 160, (1, 2, 3))), [finding()], seen, tmp_path, EvidenceRules())
    one = review(evidence=pictures, people=seen)
    _, data, _ = _written(one, tmp_path)
    Draft202012Validator.check_schema(report_schema())
    assert not _refused(json.loads(data))
    back = Review.model_validate_json(data)
    assert back.model_copy(update={"evidence": pictures}) == one
    assert [item.file for item in back.evidence[-3:]] == ["report.html", "report.json", "report.md"]


def test_the_schema_refuses_what_is_no_review() -> None:
    data = json.loads(review().model_dump_json())
    assert not _refused(data)
    assert _refused(data | {"surprise": 1})
    assert _refused({key: value for key, value in data.items() if key != "verdict"})


def test_reports_are_steady(tmp_path: Path) -> None:
    turned = review(versions={"alpha": "1", "zeta": "2"})
    assert _written(review(), tmp_path / "one") == _written(turned, tmp_path / "two")
    again = review(evidence=write_reports(review(), tmp_path / "three"))
    assert _written(again, tmp_path / "three") == _written(review(), tmp_path / "one")


@pytest.mark.parametrize(
    "file", ["../secret.jpg", "/etc/hostname", "gone.jpg", "..", "x](http://evil.example"]
)
def test_only_pictures_of_the_folder_get_into_the_page(file: str, tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    picture = Evidence(kind="frame", file=file, media_type="image/jpeg")
    html, _, markdown = _written(review(evidence=(picture,)), tmp_path / "inside")
    assert "<img" not in html
    assert file == "gone.jpg" or file not in markdown


def test_the_published_schema_is_the_real_one() -> None:
    committed = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert committed == report_schema(), "renew it: docs/generate.py"
