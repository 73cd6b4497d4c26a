"""Second opinions in the reports: who said what, disagreement, what left the machine; never as markup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from agent_plugin.tools.domain import (
    Answer,
    Asked,
    Category,
    Opinion,
    OpinionCost,
    Part,
    Review,
    SecondOpinion,
    Specialist,
)
from agent_plugin.tools.evidence import write_reports
from tests.evidence.scenes import review
from tests.evidence.test_reports import HOSTILE, Page


def opinion(
    number: int = 1, answer: Answer = Answer.REFUTE, text: str = "As seen.", **more: object
) -> Opinion:
    known: dict[str, object] = {
        "judge": "openai",
        "model": "eyes-1",
        "specialist": Specialist.HEAD_NECK_TORSO,
        "look": "pointed",
        "prompt": "pointed 1",
        "finding": 1,
        "category": Category.NECK_TWIST,
        "person": 1,
        "part": Part.NECK,
        "sureness": 0.91,
        "described": text,
        "reason": text,
    }
    return Opinion.model_validate({"number": number, "answer": answer, **known, **more})


def blind(number: int, answer: Answer, category: Category | None = None, **more: Any) -> Opinion:
    own: dict[str, Any] = {"look": "blind", "finding": None, "category": category, "part": Part.LEFT_HAND}
    return opinion(number, answer, **(own | more))


def told(*opinions: Opinion, asked: Asked = Asked.HAD, text: str = "A note.") -> Review:
    cost = OpinionCost(calls=2, pictures=5, input_tokens=6120, output_tokens=900, seconds=12.3, usd=0.0213)
    second = SecondOpinion(
        asked=asked,
        judge="openai",
        model="eyes-1",
        notes=(text,),
        sent=(f"Picture 1, to openai. {text}",),
        opinions=opinions,
        cost=cost,
    )
    return review(second_opinion=second)


def written(one: Review, folder: Path) -> tuple[str, str]:
    """What a reader sees of the page and of the Markdown."""
    write_reports(one, folder)
    page = Page((folder / "report.html").read_text(encoding="utf-8"))
    return " ".join(page.text.split()), (folder / "report.md").read_text(encoding="utf-8")


SAYINGS = [
    (opinion(), ["Finding 1: Neck turned too far", "does not see it", "Disagrees with the checks"]),
    (opinion(answer=Answer.CONFIRM), ["sees it too", "asked about the finding"]),
    (opinion(answer=Answer.UNSURE), ["cannot tell"]),
    (
        blind(1, Answer.CONFIRM, Category.EXTRA_FINGER),
        ["sees a defect: more than five fingers", "Not found by the checks"],
    ),
    (blind(1, Answer.CONFIRM), ["sees a defect: something odd"]),
    (
        opinion(judge="host model", model="", unverified=True),
        ["The chat's own model does not see it", "Host model, unverified", "Disagrees with the checks"],
    ),
    (opinion(finding=7), ["Person 1, neck"]),
]


@pytest.mark.parametrize(("one", "words"), SAYINGS)
def test_each_opinion_is_told_in_plain_words(one: Opinion, words: list[str], tmp_path: Path) -> None:
    for text in written(told(one), tmp_path):
        for word in [*words, "0.91 of 1", "As seen."]:
            assert word in text


def test_who_denies_a_weak_sign_disagrees_with_nothing(tmp_path: Path) -> None:
    one = told(opinion())
    weak = one.model_copy(update={"verdict": one.verdict.model_copy(update={"counts": ()})})
    for text in written(weak, tmp_path):
        assert "does not see it" in text
        assert "Disagrees" not in text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Asked.HAD, "openai, eyes-1 was asked and answered."),
        (Asked.PARTLY_HAD, "answered in part: a person must look"),
        (Asked.NOT_HAD, "no answer could be had: a person must look"),
        (Asked.NO_JUDGE, "no judge is set up"),
        (Asked.NOT_WANTED, "Not asked for."),
        (Asked.NOTHING_TO_ASK, "nothing to ask about"),
        (Asked.DRY_RUN, "nothing was sent"),
    ],
)
def test_what_became_of_it_is_said(asked: Asked, words: str, tmp_path: Path) -> None:
    for text in written(told(asked=asked), tmp_path):
        assert words in text


def test_cost_notes_and_what_left_the_machine_are_listed(tmp_path: Path) -> None:
    for text in written(told(opinion()), tmp_path):
        for words in ("6,120 in, 900 out", "0.0213 USD", "A note.", "Picture 1, to openai."):
            assert words in text


def test_a_review_from_before_there_were_judges_says_nothing_of_them(tmp_path: Path) -> None:
    assert all("Second opinion" not in text for text in written(review(), tmp_path))


def test_opinions_about_findings_come_first_then_defects_nobody_found(tmp_path: Path) -> None:
    sound, own, pointed = blind(1, Answer.REFUTE), blind(2, Answer.CONFIRM), opinion(3)
    for text in written(told(sound, own, pointed), tmp_path):
        places = [text.index(words) for words in ("does not see it", "something odd", "Nothing wrong seen")]
        assert places == sorted(places)


def test_looks_that_see_nothing_wrong_are_one_line_for_each_judge(tmp_path: Path) -> None:
    fine = [
        blind(1, Answer.REFUTE, sureness=0.7),
        blind(2, Answer.REFUTE, part=Part.FACE),
        blind(3, Answer.REFUTE, at_s=2.0),  # the same hand, later
        blind(4, Answer.REFUTE, person=2, part=Part.HEAD),
        blind(5, Answer.REFUTE, person=None, part=None),
        blind(6, Answer.REFUTE, judge="host model", model="", unverified=True),
    ]
    page, markdown = written(told(*fine, blind(7, Answer.UNSURE)), tmp_path)
    for text in (page, markdown):
        assert (
            "Nothing wrong seen in: person 1's left hand, face; person 2's head; the picture (sure: 0.70 to "
            "0.91 of 1; without being told of any finding; openai, eyes-1)." in text
        )
        assert "seen in: person 1's left hand (sure: 0.91 of 1;" in text
        assert "host model; host model, unverified)." in text
        assert "The judge cannot tell" in text
    assert "sees nothing wrong" not in markdown
    assert page.count("sees nothing wrong") == len(fine), "all of them, folded"


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_a_judge_writes_becomes_no_markup(text: str, tmp_path: Path) -> None:
    shapes: list[tuple[list[str], list[str]]] = []
    for words in ("calm", text):
        given: dict[str, Any] = {"text": words, "judge": words, "model": words}
        fine = opinion(2, Answer.REFUTE, look="blind", finding=None, category=None, **given)
        write_reports(told(opinion(**given), fine, text=words), tmp_path)
        page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse((tmp_path / "report.md").read_text("utf-8"))
        inline = [child.type for token in tokens for child in token.children or []]
        kinds = [token.type for token in tokens] + [kind for kind in inline if kind != "text"]
        shapes.append(([tag for tag, _ in page.tags], kinds))
    assert shapes[0] == shapes[1]
