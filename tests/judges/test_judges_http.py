"""What the two judges that speak HTTP send, and what they make of a good answer."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from pydantic import SecretStr

from agent_plugin.fake_judge import MODEL, FakeJudge
from agent_plugin.tools.errors import JudgeMissing, JudgeRefused
from agent_plugin.tools.judges.compatible_judge import CompatibleJudge
from agent_plugin.tools.judges.judge import Ask
from agent_plugin.tools.judges.openai_judge import OpenAIJudge
from tests.judges.judges import KEY, KINDS, RULES, SCHEMA, ask, make

SECRET = SecretStr(KEY)


def _sent(kind: str, asked: Ask, **server: Any) -> list[dict[str, Any]]:
    with FakeJudge(**server) as there:
        judge, _ = make(kind, there)
        judge.answer(asked)
        return [json.loads(seen.body) for seen in there.seen]


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_comes_with_the_name_of_the_model_and_its_tokens(kind: str) -> None:
    with FakeJudge("confirm") as server:
        judge, _ = make(kind, server)
        reply = judge.answer(ask())
    assert [entry["picture"] for entry in json.loads(reply.text)["pictures"]] == [1, 2, 3]
    assert reply.model == MODEL
    assert reply.input_tokens > 2000
    assert reply.output_tokens > 10


def test_openai_is_asked_for_the_strict_form_and_to_store_nothing() -> None:
    (body,) = _sent("openai", ask())
    assert body["store"] is False
    assert body["text"]["format"] == {
        "type": "json_schema",
        "name": "answer",
        "schema": SCHEMA,
        "strict": True,
    }
    assert body["max_output_tokens"] == RULES.max_output_tokens
    assert body["instructions"] == "Look closely."


def test_openai_gets_pictures_in_order_crops_at_their_original_size() -> None:
    asked = ask()
    (body,) = _sent("openai", asked)
    parts = body["input"][0]["content"]
    assert [part.get("text") for part in parts[::2]] == [
        text for text in asked.content if isinstance(text, str)
    ]
    assert [part["detail"] for part in parts[1::2]] == ["original", "original", "low"]
    urls = [part["image_url"].removeprefix("data:image/jpeg;base64,") for part in parts[1::2]]
    assert [base64.b64decode(url) for url in urls] == [picture.jpeg for picture in asked.pictures]


def test_a_model_without_original_size_is_asked_for_high_detail_from_then_on() -> None:
    with FakeJudge(faults=["no_original"]) as server:
        judge, _ = make("openai", server)
        judge.answer(ask())
        judge.answer(ask())
        bodies = [json.loads(seen.body) for seen in server.seen]
    details = [body["input"][0]["content"][1]["detail"] for body in bodies]
    assert details == ["original", "high", "high"]


def test_a_compatible_server_is_asked_with_the_schema_first() -> None:
    (body,) = _sent("compatible", ask())
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert body["max_tokens"] == RULES.max_output_tokens


def test_a_server_that_knows_no_schema_is_asked_in_the_text_and_remembered() -> None:
    with FakeJudge(knows_schema=False, rule=lambda _: '```json\n{"pictures": []}\n```') as server:
        judge, _ = make("compatible", server)
        assert json.loads(judge.answer(ask()).text) == {"pictures": []}
        again, _ = make("compatible", server)
        again.answer(ask())
        bodies = [json.loads(seen.body) for seen in server.seen]
    assert ["response_format" in body for body in bodies] == [True, False, False]
    assert json.dumps(SCHEMA) in bodies[1]["messages"][0]["content"]
    assert bodies[1]["messages"][0]["content"].startswith("Look closely.")


def test_a_server_of_ones_own_gets_only_the_headers_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-private")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Gateway-Token: private\nAuthorization: Bearer private")
    with FakeJudge() as server:
        make("compatible", server)[0].answer(ask())
        headers = {name.lower(): value for name, value in server.seen[0].headers.items()}
    assert headers["authorization"] == f"Bearer {KEY}"
    assert "private" not in str(headers)
    assert not [name for name in headers if name.startswith("x-")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_proxy_of_the_environment_never_sees_what_stays_on_this_machine(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeJudge() as proxy, FakeJudge() as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server_port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        make(kind, server)[0].answer(ask())
        assert len(server.seen) == 1
        assert not proxy.seen


@pytest.mark.parametrize(
    ("url", "leaves"),
    [
        ("http://127.0.0.1:8000/v1", False),
        ("http://localhost:11434/v1", False),
        ("http://[::1]:8000/v1", False),
        ("http://192.168.1.20:8000/v1", True),
        ("http://localhost.example.com/v1", True),
        ("https://api.example.com/v1", True),
    ],
)
def test_pictures_leave_this_machine_unless_the_address_is_this_machine(url: str, leaves: bool) -> None:
    assert CompatibleJudge("m", base_url=url).leaves_machine is leaves
    assert OpenAIJudge("m", base_url=url, api_key=None).leaves_machine is leaves


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:8000/v1", "127.0.0.1:8000/v1"),
        ("https://API.example.com/v1/", "api.example.com/v1"),
        ("https://api.example.com", "api.example.com"),
    ],
)
def test_the_address_is_host_and_path_without_the_key(url: str, address: str) -> None:
    assert CompatibleJudge("m", base_url=url, api_key=SECRET).address == address
    assert OpenAIJudge("m", base_url=url, api_key=SECRET).address == address


def test_openai_itself_is_not_this_machine_and_needs_a_key() -> None:
    assert OpenAIJudge("m", api_key=SECRET).leaves_machine
    assert OpenAIJudge("m", api_key=SECRET).address == "api.openai.com/v1"
    with pytest.raises(JudgeMissing, match="OPENAI_API_KEY"):
        OpenAIJudge("m", api_key=None)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:8000",
        "ftp://127.0.0.1/v1",
        "http://",
        "http://host:port/v1",
        f"http://user:{KEY}@127.0.0.1/v1",
        f"http://127.0.0.1/v1?api-key={KEY}",
        "http://[::1/v1",
    ],
)
def test_an_address_that_is_none_or_holds_a_key_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(JudgeMissing) as raised:
        CompatibleJudge("m", base_url=url)
    assert KEY not in str(raised.value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_appears_in_no_text_about_the_judge(kind: str) -> None:
    with FakeJudge() as server:
        judge, _ = make(kind, server)
    assert KEY not in f"{judge!r} {judge} {vars(judge)}"


def test_a_malformed_question_is_refused_as_openai_does() -> None:
    loose = {"type": "object", "properties": {"a": {"type": "string"}}}
    with FakeJudge() as server:
        judge, _ = make("openai", server)
        with pytest.raises(JudgeRefused, match="Invalid schema"):
            judge.answer(ask(answer_schema=loose))
