"""How reliable judges were, on disk: what is written is read, and belongs to the policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.look.reliabilities import FOLDER, file_for, is_enough, policy_of, read, write
from agent_plugin.tools.policy import STANDARD
from tests.weighing.test_reliable import measured


def test_what_is_written_is_read_and_changes_the_policys_fingerprint(tmp_path: Path) -> None:
    assert policy_of(tmp_path) is STANDARD
    one, other = measured(), measured(model="models/Another One: 7B")
    for each in (one, other):
        write(each, file_for(tmp_path, each))
    assert sorted(read(tmp_path), key=str) == sorted((one, other), key=str)
    policy = policy_of(tmp_path)
    assert sorted(policy.look.reliabilities, key=str) == sorted((one, other), key=str)
    assert policy.fingerprint() != STANDARD.fingerprint()


def test_a_judge_measured_again_takes_its_own_place(tmp_path: Path) -> None:
    for each in (measured(), measured(likely_from=0.2)):
        write(each, file_for(tmp_path, each))
    assert read(tmp_path) == (measured(likely_from=0.2),)


@pytest.mark.parametrize("content", ["", "[]", '{"judge": "openai"}', "\ufeff{"])
def test_a_file_that_cannot_be_read_is_no_silent_default(tmp_path: Path, content: str) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=r"a\.json"):
        policy_of(tmp_path)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        write(measured(), tmp_path / "file" / "a.json")


@pytest.mark.parametrize(("broken", "sound", "enough"), [(20, 20, True), (19, 90, False), (90, 19, False)])
def test_few_ads_are_not_enough(broken: int, sound: int, enough: bool) -> None:
    assert is_enough(measured(broken=broken, sound=sound)) is enough
