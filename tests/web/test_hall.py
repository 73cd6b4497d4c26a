"""A conversation of the page without a browser: what is taken, what is stopped, what is signed."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any, cast

import pytest

from agent_plugin.chat.facts import Facts
from agent_plugin.chat.keeping import Conversations, Waiting
from agent_plugin.chat.limits import Limits
from agent_plugin.chat.models import Chatter
from agent_plugin.chat.offline.model import OfflineModel
from agent_plugin.chat.questions import Language
from agent_plugin.tools.calls.tool import Signature
from agent_plugin.tools.domain import Review
from agent_plugin.tools.errors import SetupError, UsageError
from agent_plugin.tools.policy import STANDARD
from agent_plugin.tools.progress import OnProgress, unreported
from agent_plugin.tools.store import Store
from agent_plugin.tools.weighing.verdict import decide
from agent_plugin.web.gate import Uploads
from agent_plugin.web.hall import Hall, View
from agent_plugin.web.panel import Panel
from agent_plugin.web.server import prepare
from tests.chat.chats import ReadyReviewer, review_of, toolbox

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
    titles = {one["metadata"]["title"] for view in views for one in view.bubbles if "metadata" in one}
    assert titles <= {"Checking the ad: neck.mp4, 50%", "Checking the ad: neck.mp4"}
    assert "Checking the ad: neck.mp4" in titles
    assert "neck turned too far" in _shown(views[-1])
    assert views[-1].to_sign
    assert views[0].is_busy
    assert not views[-1].is_busy
    assert _shown(hall.view(chat, "en")) == _shown(views[-1]), "a reload shows the same"


class Slow(ReadyReviewer):
    """Goes on only when it may."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.begun, self.may = Event(), Event()

    def review(self, path: Path, **how: Any) -> Review:
        self.begun.set()
        report: OnProgress = how.get("on_progress") or unreported
        while not self.may.wait(0.02):
            report("looking at people", 0.5)
        report("looking at people", 0.9)
        return super().review(path, **how)


@pytest.fixture
def slow(hall: Hall) -> Slow:
    """The reviewer of `hall`, which waits."""
    made = Slow(hall.box.store)
    object.__setattr__(hall.box, "reviewer", made)
    return made


def test_a_check_goes_on_when_the_page_is_left(hall: Hall, slow: Slow, tmp_path: Path) -> None:
    chat = hall.conversations.begin()
    answering = cast(
        "Generator[View]", hall.ask(chat, "ok?", [_uploaded(hall, tmp_path, "neck.mp4")], ANNA, "en")
    )
    next(answering)
    answering.close()
    assert slow.begun.wait(20)
    assert "ok?" in _shown(hall.view(chat, "en")), "a reload shows what was asked"
    assert hall.view(chat, "en").is_busy
    slow.may.set()
    *_, last = hall.follow(chat, "en")
    assert "neck turned too far" in _shown(last)


def test_a_stopped_check_keeps_question_and_file(hall: Hall, slow: Slow, tmp_path: Path) -> None:
    chat = hall.conversations.begin()
    answering = hall.ask(chat, "ok?", [_uploaded(hall, tmp_path, "neck.mp4")], ANNA, "en")
    next(iter(answering))
    assert slow.begun.wait(20)
    hall.stop(chat)
    *_, last = hall.follow(chat, "en")
    assert "The file is still attached" in _shown(last)
    assert "ok?" in _shown(last)
    (button,) = last.bubbles[-1]["options"]
    slow.may.set()
    *_, last = hall.ask(chat, button["value"], [], ANNA, "en")
    assert "neck turned too far" in _shown(last)


def test_a_second_question_waits_and_is_answered_next(hall: Hall, slow: Slow, tmp_path: Path) -> None:
    chat = hall.conversations.begin()
    next(iter(hall.ask(chat, "ok?", [_uploaded(hall, tmp_path, "neck.mp4")], ANNA, "en")))
    assert slow.begun.wait(20)
    second = hall.ask(chat, "what about 0:02?", [], ANNA, "en")
    waiting = next(iter(second))
    assert "what about 0:02?" in _shown(waiting)
    assert "This comes next" in _shown(waiting)
    slow.may.set()
    *_, last = hall.follow(chat, "en")
    assert "At 0:02.0 this is seen" in _shown(last)


def test_what_waited_when_the_server_was_killed_is_answered(hall: Hall, tmp_path: Path) -> None:
    chat = hall.conversations.begin()
    ad = chat.take(_uploaded(hall, tmp_path, "neck.mp4"), "neck.mp4")
    chat.wait_for(Waiting("1", "ok?", (ad,), "en"))
    again = replace(hall, conversations=Conversations(tmp_path / "chats", keep_days=1), _turns={})
    again.resume()
    reopened = again.conversations.get(chat.id)
    assert reopened is not None
    *_, last = again.follow(reopened, "en")
    assert "neck turned too far" in _shown(last)
    assert reopened.waiting() == ()


def test_who_waits_hears_the_place_in_the_line(hall: Hall, slow: Slow, tmp_path: Path) -> None:
    first, other = hall.conversations.begin(), hall.conversations.begin()
    next(iter(hall.ask(first, "ok?", [_uploaded(hall, tmp_path, "neck.mp4")], ANNA, "en")))
    assert slow.begun.wait(20)
    views = hall.ask(other, "ok?", [_uploaded(hall, tmp_path, "walk.mp4")], ANNA, "en")
    assert any("1 before it in the line" in str(view.bubbles) for view in views if _let_go(view, slow))


def _let_go(view: View, slow: Slow) -> bool:
    """Let the first one end once the second has heard its place."""
    if "in the line" in str(view.bubbles):
        slow.may.set()
    return True


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
    with pytest.raises(UsageError, match="no checked ad"):
        hall.withdraw(hall.conversations.begin(), last.to_sign, "Ben", "wrong file", "en")
    assert "withdrawn by Ben" in hall.withdraw(chat, last.to_sign, "Ben", "wrong file", "en")
    assert "Sign-off withdrawn by Ben" in hall.view(chat, "en").sign_what


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


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_message_that_is_too_long_is_refused_with_its_length_and_kept_nowhere(
    hall: Hall, language: Language
) -> None:
    chat = hall.conversations.begin()
    views = list(hall.ask(chat, "a.(" * 350_000, [], ANNA, language))
    assert "1050000" in _shown(views[-1])
    assert len(str(hall.view(chat, language))) < 2000
    views = list(hall.ask(chat, "what do you check?", [], ANNA, language))
    assert "I look for:" in _shown(views[-1])
