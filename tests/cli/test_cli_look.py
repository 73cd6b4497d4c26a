"""`lastlook look`, and the look right after a review: who is asked, in what order, and what becomes of it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from agent_plugin.app import App
from agent_plugin.cli import sign_off_command
from agent_plugin.cli.look import asking
from agent_plugin.cli.look.typed import HOW, read
from agent_plugin.cli.main import cli
from agent_plugin.settings import Settings
from agent_plugin.tools.domain import Finding, Review
from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.look.person import PersonForm, WrongTile
from agent_plugin.tools.store import Store
from tests.look.desks import ASKS, BLOCKS, desk, neck

Lastlook = Callable[..., Result]
AdOf = Callable[..., Review]


@pytest.fixture
def ad(tmp_path: Path) -> AdOf:
    """`ad("a.jpg", *findings)`: a file and its review, whose findings are these."""

    def make(name: str, *findings: Finding, **more: Any) -> Review:
        path = tmp_path / "ads" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"\xff\xd8\xff" + name.encode())
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        made = desk(tmp_path / "data", *findings, name=name, sha256=sha256, **more)
        made.store.close()
        return made.review

    return make


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    """The store, to see what became of the reviews."""
    with Store(tmp_path / "data") as store:
        yield store


class _Known:
    """Gives the stored review of a file."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def review(self, path: Path, **_how: Any) -> Review:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        return self._store.of_media({sha256})[sha256]


@pytest.fixture
def lastlook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lastlook:
    """`lastlook("look", ..., types="a")`: somebody sits at the terminal and types; no window opens."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    settings = Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache")
    app = App(settings=lambda: settings, make_reviewer=lambda _settings, store: nullcontext(_Known(store)))

    def run(*words: object, types: str | None = None) -> Result:
        with monkeypatch.context() as patched:
            patched.setattr(asking, "is_at_a_terminal", lambda: types is not None)
            return CliRunner().invoke(cli, [str(word) for word in words], obj=app, input=types)

    return run


def verdicts(store: Store, *reviews: Review) -> list[str]:
    return [store.get(review.id).verdict.value.value for review in reviews]


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("a", PersonForm()),
        ("  All Sound ", PersonForm()),
        ("c", PersonForm(cannot_tell=(1, 2, 3))),
        ("c 3", PersonForm(cannot_tell=(3,))),
        ("3", PersonForm(wrong=(WrongTile(tile=3),))),
        ("1 3", PersonForm(wrong=(WrongTile(tile=1), WrongTile(tile=3)))),
        ("1, 3", PersonForm(wrong=(WrongTile(tile=1), WrongTile(tile=3)))),
        (
            "3 six fingers; c 2; e a third leg",
            PersonForm(
                wrong=(WrongTile(tile=3, what="six fingers"),), cannot_tell=(2,), elsewhere="a third leg"
            ),
        ),
        ("l", "later"),
        ("Later", "later"),
    ],
)
def test_what_a_person_types_is_understood(line: str, form: PersonForm | str) -> None:
    assert read(line, (1, 2, 3)) == form


@pytest.mark.parametrize("line", ["", " ; ", "7", "c 7", "fine", "b", "u", "q", "e", "0 six fingers"])
def test_what_is_no_answer_is_told_with_what_is(line: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(line, (1, 2, 3))
    assert caught.value.hint == HOW


def test_a_review_at_a_terminal_asks_before_it_tells_what_the_checks_found(
    lastlook: Lastlook, ad: AdOf, kept: Store, tmp_path: Path
) -> None:
    review = ad("a.jpg", neck())
    shown = lastlook("review", tmp_path / "ads" / "a.jpg", types="Ada\na\nn\n")
    assert shown.exit_code == 0, shown.output
    asked, _, shown_after = shown.stdout.partition("PUBLISH ")
    assert "Neck turned" not in asked.partition("Place 1")[0]
    sheet = kept.evidence_folder(review.id) / "sheet-1.jpg"
    assert f"Picture: {sheet}" in asked
    assert "Place 1: the checks suspect neck turned too far. Do you see it?" in asked
    assert "closer-look-" in asked
    assert "Looked at by: Ada" in shown_after
    assert verdicts(kept, review) == ["publish"]
    report = (sheet.parent / "report.html").read_text(encoding="utf-8")
    assert "Looked at by: Ada" in report


def test_the_name_is_asked_once_and_the_systems_is_offered(
    lastlook: Lastlook, ad: AdOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gitconfig").write_text("[user]\nname = Grace H.\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.chdir(tmp_path)
    ad("a.jpg")
    ad("b.jpg")
    first = lastlook("review", tmp_path / "ads" / "a.jpg", types="\na\n")
    assert "[Grace H.]" in first.stdout
    assert "Looked at by: Grace H." in first.stdout
    second = lastlook("review", tmp_path / "ads" / "b.jpg", types="a\n")
    assert "Your name" not in second.stdout
    assert "Looked at by: Grace H." in second.stdout


@pytest.mark.parametrize(
    ("typed", "code", "word"),
    [
        ("a\n", 0, "PUBLISH"),
        ("1\nsix fingers\n", 1, "six fingers"),
        ("1 six fingers\n", 1, "six fingers"),
        ("c\n", 1, "could not tell"),
        ("e a third leg\n", 1, "a third leg"),
        ("l\n", 1, "nobody has looked yet"),
        ("9\na\n", 0, "No tile has the number 9"),
        ("", 1, "nobody has looked yet"),
    ],
)
def test_what_is_answered_decides_verdict_and_exit_code(
    lastlook: Lastlook, ad: AdOf, tmp_path: Path, typed: str, code: int, word: str
) -> None:
    ad("a.jpg")
    shown = lastlook("review", tmp_path / "ads" / "a.jpg", types=f"Ada\n{typed}")
    assert shown.exit_code == code, shown.output
    assert word in shown.output


@pytest.mark.parametrize("more", [["--no-look"], ["--json"], ["--require-look", "never"]])
def test_nobody_is_asked_where_it_is_not_wanted(
    lastlook: Lastlook, ad: AdOf, tmp_path: Path, more: list[str]
) -> None:
    ad("a.jpg")
    shown = lastlook("review", tmp_path / "ads" / "a.jpg", *more, types="Ada\na\n")
    assert "You see" not in shown.output
    assert "Ada" not in shown.output


def test_who_has_looked_and_what_is_blocked_is_told_at_once(
    lastlook: Lastlook, ad: AdOf, tmp_path: Path
) -> None:
    ad("a.jpg")
    ad("b.jpg", neck(score=0.95))
    lastlook("review", tmp_path / "ads" / "a.jpg", types="Ada\na\n")
    assert "You see" not in lastlook("review", tmp_path / "ads" / "a.jpg", types="").stdout
    blocked = lastlook("review", tmp_path / "ads" / "b.jpg", types="").stdout
    assert blocked.startswith("BLOCK")
    assert "lastlook look" in blocked


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["review", "--look", "AD"], "this is none"),
        (["look", "REVIEW"], "this is none"),
        (["look", "FOLDER"], "this is none"),
    ],
)
def test_a_program_without_a_terminal_looks_at_nothing(
    lastlook: Lastlook, ad: AdOf, kept: Store, tmp_path: Path, words: list[str], why: str
) -> None:
    review = ad("a.jpg")
    known = {"AD": tmp_path / "ads" / "a.jpg", "REVIEW": review.id, "FOLDER": tmp_path / "ads"}
    refused = lastlook(*(known.get(word, word) for word in words))
    assert refused.exit_code == 2
    assert why in refused.stderr
    assert not kept.get(review.id).looks


def test_what_is_piped_in_is_no_look(ad: AdOf, kept: Store, tmp_path: Path) -> None:
    review = ad("a.jpg")
    env = {**os.environ, "LASTLOOK_DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-m", "agent_plugin", "look", review.id, "--as", "Ada"]
    done = subprocess.run(command, input="a\n", env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 2
    assert "this is none" in done.stderr
    assert not kept.get(review.id).looks


def test_asking_and_telling_in_json_do_not_go_together(lastlook: Lastlook, ad: AdOf, tmp_path: Path) -> None:
    ad("a.jpg")
    refused = lastlook("review", tmp_path / "ads" / "a.jpg", "--json", "--look", types="a\n")
    assert (refused.exit_code, refused.stdout) == (2, "")


def test_a_review_is_looked_at_later_by_its_id(lastlook: Lastlook, ad: AdOf, kept: Store) -> None:
    review = ad("a.jpg", neck(score=0.95))
    done = lastlook("look", review.id[:-2], "--as", "Ada", types="a\nn\n")
    assert done.exit_code == 1, "a person's look makes a block a review, and no more"
    assert "REVIEW" in done.stdout
    assert verdicts(kept, review) == ["review"]
    listed = lastlook("reviews").stdout
    assert "looked at by: Ada" in listed


def test_reviews_that_nobody_looked_at_are_listed_so(lastlook: Lastlook, ad: AdOf) -> None:
    review = ad("a.jpg")
    assert "looked at by: nobody yet" in lastlook("reviews").stdout
    shown = lastlook("reviews", review.id).stdout
    assert "Looked at by: nobody yet." in shown
    assert f"lastlook look {review.id}" in shown


def test_where_nothing_was_seen_there_is_nothing_to_look_at(lastlook: Lastlook, ad: AdOf) -> None:
    review = ad("a.jpg", places=())
    refused = lastlook("look", review.id, types="a\n")
    assert refused.exit_code == 2
    assert "nothing to look at" in refused.stderr


@pytest.fixture
def three(ad: AdOf) -> list[Review]:
    """Three ads that wait: one that nothing is suspected of, one weakly, one strongly."""
    return [ad("a.jpg"), ad("b.jpg", neck(score=ASKS)), ad("c.jpg", neck(score=BLOCKS - 0.01))]


def order(shown: Result) -> list[str]:
    return [line for line in shown.stdout.splitlines() if " of 3: " in line]


def test_a_folder_is_gone_through_with_the_suspicious_first(
    lastlook: Lastlook, three: list[Review], kept: Store, tmp_path: Path
) -> None:
    (tmp_path / "ads" / "new.jpg").write_bytes(b"\xff\xd8\xffnew")
    done = lastlook("look", tmp_path / "ads", types="Ada\na\nn\na\nn\na\n\n")
    assert order(done) == ["1 of 3: c.jpg", "2 of 3: b.jpg", "3 of 3: a.jpg"]
    assert "Looked at: 3. Left: 0. Not reviewed yet: 1." in done.stdout
    assert verdicts(kept, *three) == ["publish"] * 3
    assert done.exit_code == 0
    again = lastlook("look", tmp_path / "ads", types="")
    assert "Looked at: 0. Left: 0. Not reviewed yet: 1." in again.stdout


def test_one_goes_on_later_where_one_stopped(
    lastlook: Lastlook, three: list[Review], kept: Store, tmp_path: Path
) -> None:
    first = lastlook("look", tmp_path / "ads", types="Ada\nl\na\nn\nq\n")
    assert "Looked at: 1. Left: 2." in first.stdout
    assert first.exit_code == 1
    assert verdicts(kept, *three) == ["review", "publish", "review"]
    second = lastlook("look", tmp_path / "ads", types="a\nn\na\n\n")
    assert "Looked at: 2. Left: 0." in second.stdout


def test_one_goes_back_and_says_it_anew(
    lastlook: Lastlook, three: list[Review], kept: Store, tmp_path: Path
) -> None:
    done = lastlook("look", tmp_path / "ads", types="Ada\n3 bent\nb\na\nn\nq\n")
    assert order(done) == ["1 of 3: c.jpg", "2 of 3: b.jpg", "1 of 3: c.jpg", "2 of 3: b.jpg"]
    assert "You said: Tile 3: wrong: bent" in done.stdout
    (look,) = kept.get(three[2].id).looks
    assert verdicts(kept, three[2]) == ["publish"]
    assert not [one for one in look.tiles if one.what]


def test_an_answer_is_undone(lastlook: Lastlook, three: list[Review], kept: Store, tmp_path: Path) -> None:
    done = lastlook("look", tmp_path / "ads", types="Ada\nu\na\nn\nu\nq\n")
    assert "There is nothing to undo." in done.stdout
    assert order(done)[-1] == "1 of 3: c.jpg"
    assert "Looked at: 0. Left: 3." in done.stdout
    assert not kept.get(three[2].id).looks


def test_the_last_answer_can_be_undone_too(
    lastlook: Lastlook, three: list[Review], kept: Store, tmp_path: Path
) -> None:
    done = lastlook("look", tmp_path / "ads", types="Ada\nl\nl\n1 odd\nu\na\n\n")
    assert order(done)[-2:] == ["3 of 3: a.jpg", "3 of 3: a.jpg"]
    assert verdicts(kept, three[0]) == ["publish"]


def test_who_breaks_off_keeps_what_was_said(
    lastlook: Lastlook, three: list[Review], kept: Store, tmp_path: Path
) -> None:
    done = lastlook("look", tmp_path / "ads", types="Ada\n3 bent\n")
    assert "Looked at: 1. Left: 2." in done.stdout
    assert kept.get(three[2].id).is_looked_at


def test_without_a_required_look_the_value_is_the_checks_and_the_stored_review_stays(
    lastlook: Lastlook, ad: AdOf, kept: Store, tmp_path: Path
) -> None:
    review = ad("a.jpg")
    path = tmp_path / "ads" / "a.jpg"
    usual = lastlook("review", path, "--json")
    filtered = lastlook("review", path, "--json", "--require-look", "never")
    assert (usual.exit_code, filtered.exit_code) == (1, 0)
    report = json.loads(filtered.stdout)
    assert report["id"] == review.id == json.loads(usual.stdout)["id"]
    assert report["verdict"]["value"] == "publish"
    assert "no clearance" in report["verdict"]["sentence"]
    assert verdicts(kept, review) == ["review"]


@pytest.mark.parametrize(("require", "verdict"), [("people", "review"), ("never", "publish")])
def test_a_batchs_rows_say_what_the_checks_say_and_who_looked(
    lastlook: Lastlook, ad: AdOf, tmp_path: Path, require: str, verdict: str
) -> None:
    ad("a.jpg")
    ad("b.jpg")
    lastlook("review", tmp_path / "ads" / "b.jpg", types="Ada\n1 odd\n")
    shown = lastlook(
        "batch", tmp_path / "ads", "-o", "-", "--require-look", require, "--second-opinion", "never"
    )
    waiting, looked = (json.loads(line) for line in shown.stdout.splitlines())
    assert (waiting["verdict"], waiting["checks"], waiting["looked_by"]) == (verdict, "publish", [])
    assert (looked["verdict"], looked["checks"]) == ("review", "publish")
    (by,) = looked["looked_by"]
    assert (by["kind"], by["who"], by["counts"], len(by["sheets"])) == ("person", "Ada", True, 1)


@pytest.mark.parametrize("has_looked", [True, False])
def test_a_sign_off_tells_whether_the_signer_looked(
    lastlook: Lastlook, ad: AdOf, kept: Store, monkeypatch: pytest.MonkeyPatch, has_looked: bool
) -> None:
    review = ad("a.jpg")
    if has_looked:
        lastlook("look", review.id, "--as", "Ada L.", types="a\n")
    monkeypatch.setattr(sign_off_command, "is_a_terminal", lambda: True)
    words = ("--reviewer", "ada l.", "--decision", "approve")
    signed = lastlook("sign-off", review.id, *words, types="ada l.\n")
    assert ("ada l. has not looked at it: lastlook look" in signed.stderr) is not has_looked
    assert f"Approved by ada l., who has {'' if has_looked else 'not '}looked, 20" in signed.stdout
    assert [one.looked for one in kept.sign_offs.of(review.id)] == [has_looked]


def test_a_required_look_is_not_waived_for_what_the_checks_ask(
    lastlook: Lastlook, ad: AdOf, tmp_path: Path
) -> None:
    ad("a.jpg", neck())
    shown = lastlook("review", tmp_path / "ads" / "a.jpg", "--require-look", "never")
    assert shown.exit_code == 1
    assert "nobody has looked" not in shown.stdout.splitlines()[0]


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_at_a_real_terminal_a_person_looks(ad: AdOf, kept: Store, tmp_path: Path) -> None:
    import pty

    review = ad("a.jpg")
    ours, theirs = pty.openpty()
    env = {**os.environ, "LASTLOOK_DATA_DIR": str(tmp_path / "data"), "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    command = [sys.executable, "-m", "agent_plugin", "look", review.id, "--as", "Ada"]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env) as running:
        os.close(theirs)
        seen = b""
        while b"You see" not in seen:
            seen += os.read(ours, 1024)
        os.write(ours, b"a\n")
        while b"PUBLISH" not in seen:
            seen += os.read(ours, 1024)
        assert running.wait(60) == 0
    os.close(ours)
    assert kept.get(review.id).was_looked_at_by("ada")
