"""`lastlook allow`: folders that are allowed for good, for every face, also one that runs already."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent_plugin.cli.main import cli
from agent_plugin.tools import own_command
from agent_plugin.tools.errors import SetupError
from agent_plugin.workshop import Workshop, named
from tests.faces.drivers import FACES
from tests.faces.served import Place, place


def allow(where: Place, *words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["allow", *map(str, words)], obj=where.app)


def allowed_file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "allowed-folders.json"


@pytest.mark.parametrize("face", FACES)
def test_a_folder_counts_at_once_for_every_face_that_runs_and_no_longer_once_it_is_removed(
    tmp_path: Path, face: str
) -> None:
    where = place(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(where.folder / "sound.png", other / "moved.png")
    given = {"ad": str(other / "moved.png"), "only_local": True}
    with FACES[face](where) as opened:
        before = opened("review_ad", given)
        assert before.is_error
        assert "lastlook allow FOLDER" in before.text
        assert allow(where, other).stdout.splitlines() == [str(other)]
        assert opened("review_ad", given).text.startswith("review: ")
        allow(where, "--remove", other)
        assert opened("review_ad", given).is_error


def test_what_is_no_folder_is_refused_and_the_list_stays(tmp_path: Path) -> None:
    where = place(tmp_path)
    allow(where, where.folder)
    for words in ([where.ad], [tmp_path / "none"], ["--remove", tmp_path]):
        refused = allow(where, *words)
        assert refused.exit_code == 2
        assert "Traceback" not in refused.output
    assert allow(where).stdout.splitlines() == [str(where.folder)]
    assert allow(where, where.folder).stdout.splitlines() == [str(where.folder)], "not twice"


def test_a_link_allows_where_it_led_when_it_was_allowed(tmp_path: Path) -> None:
    where = place(tmp_path)
    link, elsewhere = tmp_path / "link", tmp_path / "elsewhere"
    elsewhere.mkdir()
    link.symlink_to(where.folder)
    allow(where, link)
    link.unlink()
    link.symlink_to(elsewhere)
    assert allow(where).stdout.splitlines() == [str(where.folder)]


@pytest.mark.parametrize("text", ["{", "{}", "[7]", '["relative"]', "[null]"])
def test_a_list_that_is_none_allows_nothing_and_is_named(tmp_path: Path, text: str) -> None:
    where = place(tmp_path)
    file = allowed_file(tmp_path)
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    with Workshop(where.app) as shop, pytest.raises(SetupError, match=r"allowed-folders\.json"):
        shop.call(named("list_ads"), {})


def test_without_any_the_list_is_empty(tmp_path: Path) -> None:
    assert "No folder is allowed" in allow(place(tmp_path)).stdout
    assert not allowed_file(tmp_path).exists()


def test_the_list_is_one_that_a_person_can_read(tmp_path: Path) -> None:
    where = place(tmp_path)
    allow(where, where.folder)
    assert json.loads(allowed_file(tmp_path).read_text(encoding="utf-8")) == [str(where.folder)]


def test_a_command_is_named_as_the_users_terminal_knows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Path(sys.executable).parent
    monkeypatch.setenv("PATH", str(here))
    assert own_command.own_command("allow FOLDER") == f"{here / 'lastlook'} allow FOLDER"
    (tmp_path / "lastlook").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "lastlook").chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join((str(here), str(tmp_path))))
    assert own_command.own_command("allow FOLDER") == "lastlook allow FOLDER"
