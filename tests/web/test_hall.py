"""A conversation of the page without a browser: what is taken, what is stopped, what is signed."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from agent_plugin.chat.facts import Facts
from agent_plugin.chat.keeping import Conversations
from agent_plugin.chat.limits import Limits
from agent_plugin.chat.models import Chatter
from agent_plugin.chat.offline.model import OfflineModel
from agent_plugin.tools.calls.tool import Signature
from agent_plugin.tools.errors import SetupError, UsageError
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.weighing.verdict import decide
from agent_plugin.web.gate import Uploads
from agent_plugin.web.hall import Hall, View
from agent_plugin.web.panel import Panel
from agent_plugin.web.server import prepare
from tests.chat.chats import review_of, toolbox

ANNA = "anna's browser"


@pytest.fixture
def hall(tmp_path: Path) -> Generator[Hall]:
    """Conversations with the offline assistant."""
    chats = Conversations(tmp_path / "chats", keep_days=1)
    with toolbox(tmp_path) as box:
        yield Hall(chats, box, Chatter(OfflineModel(), "offline", is_offline=True), Limits(), Uploads())


def _uploaded(hall: Hall, folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(b"ready")
    hall.uploads.add(ANNA, path)
    return path


def _shown(view: View) -> str:
    return "\n".join(str(bubble["content"]) for bubble in view.bubbles)


def test_an_answer_comes_step_by_step_and_is_kept(hall: Hall, tmp_path: Path) -> None:
    chat = hall.conversations.begin()
    file = _uploaded(hall, tmp_path, "neck.mp4")
    views = list(hall.ask(chat, "ok?", [file], ANNA, "en"))
    titles = [one["metadata"]["title"] for view in views for one in view.bubbles if "metadata" in one]
    assert list(dict.fromkeys(titles)) == ["Checking the ad", "Checking the ad: 50%"]
    assert "neck turned too far" in _shown(views[-1])
    assert views[-1].to_sign
    assert not views[0].to_sign
    assert _shown(hall.view(chat, "en")) == _shown(views[-1]), "a reload shows the same"


def test_who_leaves_stops_the_work_and_finds_the_question_again(hall: Hall, tmp_path: Path) -> None:
    chat = hall.conversations.begin()
    answering = cast(
        "Generator[View]", hall.ask(chat, "ok?", [_uploaded(hall, tmp_path, "neck.mp4")], ANNA, "en")
    )
    next(answering)
    answering.close()
    assert "Stopped, as you asked." in _shown(hall.view(chat, "en"))
    assert chat.turn.acquire(blocking=False), "the next question can be asked"


def test_a_second_question_waits_for_the_first_to_end(hall: Hall, tmp_path: Path) -> None:
    chat = hall.conversations.begin()
    answering = hall.ask(chat, "ok?", [_uploaded(hall, tmp_path, "neck.mp4")], ANNA, "en")
    next(answering)
    (busy,) = replace(hall, patience_s=0.0).ask(chat, "and?", [], ANNA, "en")
    assert "still being answered" in _shown(busy)
    assert busy.bubbles[-2]["content"] == "and?", "what they wrote is not lost"


def test_an_upload_of_somebody_else_is_not_taken(hall: Hall, tmp_path: Path) -> None:
    chat = hall.conversations.begin()
    file = _uploaded(hall, tmp_path, "neck.mp4")
    *_, last = hall.ask(chat, "ok?", [file], "another browser", "en")
    assert "uploaded by somebody else" in _shown(last)
    assert "no ad in this chat yet" in _shown(last)
    assert file.exists()


def test_what_people_write_is_no_markup(hall: Hall) -> None:
    chat = hall.conversations.begin()
    *_, last = hall.ask(chat, "<script>alert(1)</script> ok?", [], ANNA, "en")
    assert "&lt;script&gt;" in _shown(last)
    assert "<script>" not in _shown(last) + last.panel


def test_only_a_checked_ad_can_be_signed(hall: Hall, tmp_path: Path) -> None:
    chat = hall.conversations.begin()
    signature = Signature(reviewer="Anna", decision="approve")
    with pytest.raises(UsageError, match="no checked ad"):
        hall.sign(chat, "", signature, "en")
    *_, last = hall.ask(chat, "ok?", [_uploaded(hall, tmp_path, "neck.mp4")], ANNA, "en")
    assert "neck.mp4: Do not publish" in last.sign_what
    with pytest.raises(UsageError, match="no checked ad"):
        hall.sign(hall.conversations.begin(), last.to_sign, signature, "en")
    assert "against the verdict" in hall.sign(chat, last.to_sign, signature, "en")
    assert "Approved by Anna" in hall.view(chat, "en").panel


def test_a_form_signs_the_ad_that_it_names_whatever_came_since(hall: Hall, tmp_path: Path) -> None:
    chat = hall.conversations.begin()
    *_, form = hall.ask(chat, "ok?", [_uploaded(hall, tmp_path, "neck.mp4")], ANNA, "en")
    *_, later = hall.ask(chat, "and this?", [_uploaded(hall, tmp_path, "walk.mp4")], ANNA, "en")
    assert "walk.mp4" in later.sign_what
    hall.sign(chat, form.to_sign, Signature(reviewer="Anna", decision="reject"), "en")
    signed = hall.box.store.sign_offs
    assert (len(signed.of(form.to_sign)), len(signed.of(later.to_sign))) == (1, 0)
    *_, other = hall.ask(chat, "I want to sign off neck.mp4", [], ANNA, "en")
    assert (other.to_sign, other.wants_to_sign) == (form.to_sign, True)


def test_an_ad_without_people_is_not_shown_as_one_without_defects(hall: Hall) -> None:
    nobody = {"findings": (), "people": (), "verdict": decide((), (), STANDARD, ())}
    facts = Facts(reviews=(review_of("walk.mp4").model_copy(update=nobody),))
    panel = Panel(hall.conversations.begin(), hall.box.store)
    assert "No people seen: nothing was checked" in panel.html(facts, "en")
    assert "ll-no_people" in panel.html(facts, "en"), "neither green nor red"
    assert "no defect found" not in panel.html(facts, "en")


def test_an_older_ad_that_is_spoken_of_stands_beside_the_newest(hall: Hall) -> None:
    reviews = tuple(map(review_of, ("neck.mp4", "fingers.jpg", "walk.mp4")))
    panel = Panel(hall.conversations.begin(), hall.box.store)
    shown = panel.html(Facts(reviews=reviews, about=reviews[0].id), "en")
    assert "neck.mp4" in shown
    assert "walk.mp4" in shown
    assert "fingers.jpg" not in shown


def test_without_gradio_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setitem(sys.modules, "gradio", None)
    with pytest.raises(SetupError, match=r"lastlook\[web\]"):
        prepare(tmp_path / "uploads")
