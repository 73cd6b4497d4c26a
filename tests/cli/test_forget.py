"""`lastlook forget`: what is kept of an ad goes, and nothing of any other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent_plugin.app import App
from agent_plugin.cli.main import cli
from agent_plugin.settings import Settings
from agent_plugin.tools.store import Store
from tests.cli.test_cli_audit import approve


@pytest.fixture
def ad(tmp_path: Path) -> Path:
    path = tmp_path / "ad.png"
    path.write_bytes(b"the bytes of an ad")
    return path


def forget(folder: Path, *arguments: str) -> Result:
    app = App(settings=lambda: Settings(data_dir=folder / "data"))
    return CliRunner().invoke(cli, ["forget", *arguments], obj=app, prog_name="lastlook")


def left(folder: Path) -> list[str]:
    with Store(folder / "data") as store:
        assert store.verify()[1] == []
        return [one.id for one in store.newest(9)]


def test_an_ad_is_forgotten_by_its_file_with_its_copies_in_conversations(tmp_path: Path, ad: Path) -> None:
    other = tmp_path / "other.png"
    other.write_bytes(b"the bytes of another ad")
    kept, _ = approve(tmp_path, other), approve(tmp_path, ad)
    copies = tmp_path / "data" / "chats" / "abc" / "ads" / "1"
    copies.mkdir(parents=True)
    shutil.copy(ad, copies / "renamed.png")
    shutil.copy(other, copies)
    done = forget(tmp_path, str(ad), "--yes")
    assert "Forgotten: 1 reviews, 1 copies of ads in conversations." in done.output
    assert left(tmp_path) == [kept]
    assert [one.name for one in copies.iterdir()] == ["other.png"]
    assert ad.exists(), "the user's own file stays"
    assert "Nothing is kept of that." in forget(tmp_path, str(ad), "--yes").output


def test_a_review_is_forgotten_by_its_id_and_all_that_are_old_by_their_age(tmp_path: Path, ad: Path) -> None:
    first, second = approve(tmp_path, ad), approve(tmp_path, ad)
    assert forget(tmp_path, first, "--yes").exit_code == 0
    assert left(tmp_path) == [second]
    assert "Nothing is kept" in forget(tmp_path, "--older-than", "36500", "--yes").output
    assert forget(tmp_path, "--older-than", "0", "--yes").exit_code == 0
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "Name ads, or an age"),
        (("ad.png", "--older-than", "3"), "Name ads, or an age"),
        (("no-such-review",), "There is no review no-such-review"),
        (("--older-than", "0"), "Nobody can be asked whether to delete this."),
    ],
)
def test_what_is_not_meant_deletes_nothing(
    tmp_path: Path, ad: Path, arguments: tuple[str, ...], why: str
) -> None:
    review = approve(tmp_path, ad)
    done = forget(tmp_path, *arguments)
    assert done.exit_code == 2
    assert why in done.stderr
    assert left(tmp_path) == [review]
