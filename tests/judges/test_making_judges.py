"""From settings to a judge: none unless asked for, each key to its place only, plain words otherwise."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent_plugin.fake_judge import FakeJudge
from agent_plugin.judging import judge_of
from agent_plugin.settings import load_settings
from agent_plugin.tools.errors import JudgeMissing, JudgeUnclear, UsageError
from agent_plugin.tools.judges.canned_judge import CannedJudge
from agent_plugin.tools.judges.judge import Judge
from agent_plugin.tools.judges.making import CHOICES, make_judge, with_limits
from agent_plugin.tools.policy.judge import JudgeRules
from tests.judges.judges import KEY, ask

OTHER_KEY = "sk-other-Hn4kTb82"


def _judge(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Judge | None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name if name == "OPENAI_API_KEY" else f"LASTLOOK_JUDGE{name}", value)
    return judge_of(load_settings())


def test_a_key_in_the_environment_alone_sets_up_no_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _judge(monkeypatch, OPENAI_API_KEY=KEY) is None


@pytest.mark.parametrize("kind", ["openai", "compatible"])
def test_the_settings_name_the_judge_and_its_key(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    with FakeJudge() as server:
        given = {"": kind, "_MODEL": "fake-judge", "_BASE_URL": server.base_url, "_API_KEY": KEY}
        judge = _judge(monkeypatch, **given, OPENAI_API_KEY=OTHER_KEY)
        assert judge is not None
        assert (judge.kind, judge.model, judge.leaves_machine) == (kind, "fake-judge", False)
        judge.answer(ask())
        assert f"Bearer {KEY}" in server.seen[0].headers.values()


@pytest.mark.parametrize("kind", ["openai", "compatible"])
def test_the_key_of_openai_goes_to_no_other_address(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    with FakeJudge() as server:
        judge = _judge(
            monkeypatch, **{"": kind, "_MODEL": "m", "_BASE_URL": server.base_url}, OPENAI_API_KEY=OTHER_KEY
        )
        assert judge is not None
        judge.answer(ask())
        assert OTHER_KEY not in str(server.seen[0].headers)


def test_the_key_of_openai_goes_to_openai(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = _judge(monkeypatch, **{"": "openai", "_MODEL": "m"}, OPENAI_API_KEY=OTHER_KEY)
    assert judge is not None
    assert judge.leaves_machine


@pytest.mark.parametrize(
    ("variables", "wrong"),
    [
        ({"": "openai"}, "LASTLOOK_JUDGE_MODEL"),
        ({"": "compatible"}, "LASTLOOK_JUDGE_MODEL"),
        ({"": "langchain"}, "provider:model"),
        ({"": "canned"}, "JSON file"),
        ({"": "openai", "_MODEL": "m"}, "OPENAI_API_KEY"),
        ({"": "compatible", "_MODEL": "m"}, "LASTLOOK_JUDGE_BASE_URL"),
        ({"": "canned", "_MODEL": "no/such/file.json"}, "cannot be read"),
    ],
)
def test_what_is_lacking_is_said(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], wrong: str
) -> None:
    with pytest.raises(JudgeMissing, match=wrong):
        _judge(monkeypatch, **variables)


@pytest.mark.parametrize(
    ("name", "value"),
    [("", "gpt"), ("_SEND", "everything"), ("_LANGUAGE", "de"), ("_TIMEOUT_S", "0"), ("_PRICE_INPUT", "-1")],
)
def test_a_setting_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(UsageError, match=f"LASTLOOK_JUDGE{name} "):
        _judge(monkeypatch, **{name: value})


def test_keys_are_in_no_text_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    _judge(monkeypatch, _API_KEY=KEY, OPENAI_API_KEY=OTHER_KEY)
    settings = load_settings()
    for text in (repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json()):
        assert KEY not in text
        assert OTHER_KEY not in text


def test_an_unknown_choice_is_refused() -> None:
    with pytest.raises(UsageError, match=", ".join(CHOICES)):
        make_judge("oracle", model="m", api_key=SecretStr(KEY))


@pytest.mark.parametrize("choice", [one for one in CHOICES if one != "none"])
def test_each_choice_can_be_set_and_says_which_model_it_lacks(
    monkeypatch: pytest.MonkeyPatch, choice: str
) -> None:
    with pytest.raises(JudgeMissing, match="has no model") as caught:
        _judge(monkeypatch, **{"": choice})
    assert "LASTLOOK_JUDGE_MODEL" in caught.value.hint


def test_the_users_own_limits_replace_those_of_the_policy() -> None:
    rules = JudgeRules()
    assert with_limits(rules) == rules
    own = with_limits(rules, timeout_s=5, max_usd=0.02)
    assert (own.timeout_s, own.max_usd, own.retries) == (5, 0.02, rules.retries)


@pytest.mark.parametrize(
    "module", ["agent_plugin.judging", "agent_plugin.cli.main", "agent_plugin.tools.judges.making"]
)
def test_no_package_of_a_provider_is_loaded_until_a_judge_is_chosen(module: str) -> None:
    heavy = "{'openai', 'langchain', 'httpx2'}"
    code = f"import sys, {module}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


def _file(folder: Path, content: object) -> Path:
    path = folder / "answers.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (["first", {"answers": 0}], ["first", '{"answers": 0}']),
        ({"blind": "by word", "*": "other"}, ["by word", "by word"]),
        ({"face": "no", "*": "other"}, ["other", "other"]),
    ],
)
def test_canned_answers_come_from_a_file(tmp_path: Path, content: object, texts: list[str]) -> None:
    judge = make_judge("canned", model=str(_file(tmp_path, content)))
    assert judge is not None
    assert (judge.kind, judge.model, judge.leaves_machine) == ("canned", "canned answers.json", False)
    assert judge.address == ""
    assert [judge.answer(ask()).text for _ in texts] == texts


@pytest.mark.parametrize("content", ["no json", 7, [1], {"a": [1]}, None])
def test_a_file_without_canned_answers_is_refused(tmp_path: Path, content: object) -> None:
    with pytest.raises(JudgeMissing, match="canned answers"):
        CannedJudge.from_file(_file(tmp_path, content))


def test_canned_answers_run_out_and_may_be_a_function() -> None:
    with pytest.raises(JudgeUnclear, match="no canned answer"):
        CannedJudge([]).answer(ask())
    judge = CannedJudge(lambda asked: {"name": asked.name})
    assert judge.answer(ask()).text == '{"name": "hands blind"}'
    assert [asked.name for asked in judge.asked] == ["hands blind"]
