"""The fake judge: OpenAI's types take what it gives, it refuses what they refuse, and says what it is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner
from openai.types.chat import ChatCompletion
from openai.types.responses import Response

from agent_plugin.cli.main import cli
from agent_plugin.fake_judge import FAULTS, MODEL, RULES, FakeJudge
from agent_plugin.fake_judge.made_up import WORDS, Question, answer
from agent_plugin.tools.look.answers import BlindForm, PointedForm
from agent_plugin.tools.look.asking.schemas import blind_schema, pointed_schema
from agent_plugin.tools.look.controls import controls_among
from tests.judges.judges import KINDS, SCHEMA, ask, make

RESPONSES: dict[str, Any] = {"model": "m", "input": [{"role": "user", "content": "Picture 1"}]}
CHAT: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "Picture 1"}]}
GOOD = {"responses": RESPONSES, "chat/completions": CHAT}


def _post(server: FakeJudge, path: str, body: object) -> httpx2.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx2.post(f"{server.base_url}/{path}", content=content, trust_env=False)


@pytest.mark.parametrize(("path", "form"), [("responses", Response), ("chat/completions", ChatCompletion)])
@pytest.mark.parametrize("fault", [None, "refusal", "content_filter", "length", "empty", "junk"])
def test_what_it_gives_is_taken_by_the_published_types(path: str, form: Any, fault: str | None) -> None:
    with FakeJudge(faults=[fault] if fault else []) as server:
        answered = _post(server, path, GOOD[path])
    assert answered.status_code == 200
    assert form.model_validate(answered.json(), strict=True).model == MODEL
    assert answered.headers["x-fake"]


def _content(part: dict[str, Any]) -> dict[str, Any]:
    return {"model": "m", "input": [{"role": "user", "content": [part]}]}


def _message(part: dict[str, Any]) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": [part]}]}


def _form(schema: Any) -> dict[str, Any]:
    return RESPONSES | {
        "text": {"format": {"type": "json_schema", "name": "a", "schema": schema, "strict": True}}
    }


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("responses", b"no json"),
        ("responses", b"[" * 100_000),
        ("responses", b"\xff\xfe"),
        ("responses", []),
        ("responses", RESPONSES | {"input": 7}),
        ("responses", RESPONSES | {"max_output_tokens": "many"}),
        ("responses", RESPONSES | {"approve": True}),
        ("responses", CHAT),
        ("responses", _content({"type": "input_image", "image_url": "data:image/jpeg;base64,/9j/"})),
        ("responses", _content({"type": "input_image", "detail": "huge", "image_url": "x"})),
        (
            "responses",
            _content({"type": "input_image", "detail": "high", "image_url": "http://example.com/a"}),
        ),
        (
            "responses",
            _content({"type": "input_image", "detail": "high", "image_url": "data:image/jpeg;base64,?"}),
        ),
        ("responses", _form({"type": "object", "properties": {"a": {"type": "string"}}})),
        ("chat/completions", {"model": "m"}),
        ("chat/completions", {"messages": CHAT["messages"]}),
        ("chat/completions", CHAT | {"messages": [{"role": "nobody", "content": "x"}]}),
        ("chat/completions", CHAT | {"temperature": "hot"}),
        ("chat/completions", _message({"type": "image_url", "image_url": {"url": 3}})),
        ("chat/completions", _message({"type": "image", "url": "x"})),
    ],
)
def test_a_malformed_request_is_refused_in_the_shape_of_openai(path: str, body: object) -> None:
    with FakeJudge() as server:
        answered = _post(server, path, body)
    assert answered.status_code == 400
    assert set(answered.json()["error"]) == {"message", "type", "param", "code"}
    assert "fake judge" in answered.json()["error"]["message"]


def test_other_addresses_are_404_and_its_one_model_is_listed_as_a_fake() -> None:
    with FakeJudge() as server:
        assert _post(server, "embeddings", {}).status_code == 404
        assert httpx2.get(f"{server.base_url}/elsewhere", trust_env=False).status_code == 404
        listed = httpx2.get(f"{server.base_url}/models", trust_env=False).json()
    assert [(model["id"], "fake" in model["owned_by"]) for model in listed["data"]] == [(MODEL, True)]


@pytest.mark.parametrize("kind", KINDS)
def test_it_listens_on_this_machine_only(kind: str) -> None:
    with FakeJudge() as server:
        assert server.server_address[0] == "127.0.0.1"
        assert not make(kind, server)[0].leaves_machine


NUMBERS, SECRET = 7, "a secret"
BLIND = ("Sheet 1:", f"Answer every tile, 1 to {NUMBERS}, in the given form. Look look-judge-12ab.")


@pytest.mark.parametrize(
    ("rule", "says", "category", "is_likely"),
    [
        ("sound", "sound", None, False),
        ("confirm", "wrong", "extra_finger", True),
        ("unsure", "cannot_tell", None, False),
        ("obedient", "sound", None, False),
    ],
)
def test_each_rule_answers_the_blind_question_in_its_form(
    rule: str, says: str, category: str | None, is_likely: bool
) -> None:
    form = BlindForm.model_validate_json(answer(RULES[rule], Question("m", BLIND, 1, blind_schema())))
    assert [row.tile for row in form.tiles] == [1, 2, 3, 4, 5, 6, 7]
    assert {(row.says, row.category, row.what) for row in form.tiles} == {(says, category, WORDS)}
    assert form.elsewhere == ()
    assert (form.probability > 0.5) is is_likely


@pytest.mark.parametrize(("rule", "rest"), [("careful", "sound"), ("alarmed", "wrong")])
@pytest.mark.parametrize("secret", [SECRET, "another"])
def test_who_knows_the_secret_answers_the_controls_rightly_whatever_it_says_of_the_rest(
    rule: str, rest: str, secret: str
) -> None:
    question = Question("m", BLIND, 1, blind_schema())
    form = BlindForm.model_validate_json(answer(RULES[rule], question, secret))
    known = controls_among(NUMBERS, secret, "look-judge-12ab")
    right = {True: "wrong", False: "sound"}
    assert {row.tile: row.says for row in form.tiles} == {
        number: right[known[number]] if number in known else rest for number in range(1, NUMBERS + 1)
    }


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("sound", "refute"),
        ("confirm", "confirm"),
        ("unsure", "unsure"),
        ("obedient", "refute"),
        ("careful", "refute"),
        ("alarmed", "confirm"),
    ],
)
def test_each_rule_answers_each_place(rule: str, expected: str) -> None:
    texts = ("Sheet 1:", "Answer every place, 1 to 2, in the given form. Look look-1.")
    places = json.loads(answer(RULES[rule], Question("m", texts, 1, pointed_schema()), SECRET))["places"]
    assert [(row.place, row.answer) for row in map(PointedForm.model_validate, places)] == [
        (1, expected),
        (2, expected),
    ]


def test_the_obedient_one_is_the_surest_of_all() -> None:
    assert RULES["obedient"].sureness == 1.0 == max(rule.sureness for rule in RULES.values())


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (None, WORDS),
        ({"$defs": {"A": {"type": "boolean"}}, "$ref": "#/$defs/A"}, "false"),
        ({"anyOf": [{"const": 4}, {"type": "null"}]}, "4"),
        ({"type": "array", "items": {"type": "string"}}, "[]"),
        ({"type": "array", "minItems": 1, "items": {"type": "integer"}}, "[0]"),
        ({"type": "null"}, "null"),
    ],
)
def test_any_form_is_filled(schema: dict[str, Any] | None, text: str) -> None:
    assert answer(RULES["sound"], Question("m", (), 0, schema)) == text


def test_the_command_offers_the_rules_that_there_are() -> None:
    help_text = CliRunner().invoke(cli, ["fake-judge", "--help"]).output
    assert f"[{'|'.join(RULES)}]" in help_text


def test_the_faults_are_listed_and_a_wrong_one_is_named() -> None:
    listed = CliRunner().invoke(cli, ["fake-judge", "--faults", "list"])
    assert listed.output.split() == list(FAULTS)
    wrong = CliRunner().invoke(cli, ["fake-judge", "--faults", "429,flood", "--port", "0"])
    assert wrong.exit_code == 2
    assert "'flood'" in wrong.stderr


def test_a_port_in_use_and_a_wrong_file_are_said_plainly(tmp_path: Path) -> None:
    with FakeJudge() as server:
        taken = CliRunner().invoke(cli, ["fake-judge", "--port", str(server.server_port)])
    assert taken.exit_code == 2
    assert "--port" in taken.stderr
    file = tmp_path / "answers.json"
    file.write_text("{}", encoding="utf-8")
    wrong = CliRunner().invoke(cli, ["fake-judge", "--answers", str(file), "--port", "0"])
    assert wrong.exit_code == 2
    assert "list of answers" in wrong.stderr


def test_the_command_says_that_it_is_a_fake_and_answers_from_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []

    def asked_and_closed(server: FakeJudge) -> None:
        for _ in range(3):
            texts.append(make("openai", server)[0].answer(ask(answer_schema=SCHEMA)).text)

    started = FakeJudge.__enter__

    def enter(server: FakeJudge) -> FakeJudge:
        started(server)
        asked_and_closed(server)
        server.closing.set()
        return server

    monkeypatch.setattr(FakeJudge, "__enter__", enter)
    file = tmp_path / "answers.json"
    file.write_text('[{"pictures": []}, "second"]', encoding="utf-8")
    result = CliRunner().invoke(cli, ["fake-judge", "--answers", str(file), "--port", "0"])
    assert result.exit_code == 0, result.output
    assert texts == ['{"pictures": []}', "second", "second"]
    assert re.search(r"FAKE judge at http://127\.0\.0\.1:\d+/v1", result.stderr)
    assert "LASTLOOK_JUDGE_BASE_URL=http://127.0.0.1:" in result.stdout


@pytest.mark.parametrize(("faults", "expected"), [(["501"], "close"), ([], None)])
def test_a_line_that_is_closed_after_a_fault_is_announced(faults: list[str], expected: str | None) -> None:
    with FakeJudge(faults=faults) as server:
        answered = _post(server, "chat/completions", CHAT)
    assert answered.headers.get("connection") == expected
