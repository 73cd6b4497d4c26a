"""`lastlook chat`: lines go in, answers come out, on the real command line."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent_plugin.app import App
from agent_plugin.chat.agent import Step
from agent_plugin.chat.terminal import Shown
from agent_plugin.cli.main import cli
from agent_plugin.settings import Settings
from tests.chat.chats import ADS, ReadyReviewer, toolbox

Chat = Callable[..., Result]


@pytest.fixture
def chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Chat:
    """`chat("why?", ads=["neck.mp4"])` runs the command in a folder with a few ads."""
    monkeypatch.chdir(tmp_path)
    for name in [*ADS, "my ad.txt"]:
        (tmp_path / name).write_bytes(b"ready")
    app = App(
        settings=lambda: Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", fetch=False),
        make_reviewer=lambda _settings, store: nullcontext(ReadyReviewer(store)),
    )

    def run(*lines: str, ads: tuple[str, ...] = ()) -> Result:
        typed = "".join(f"{line}\n" for line in lines)
        return CliRunner().invoke(cli, ["chat", *ads], input=typed, obj=app, prog_name="lastlook")

    return run


def _flat(text: str) -> str:
    return " ".join(text.split())


def test_an_ad_is_checked_and_explained(chat: Chat, tmp_path: Path) -> None:
    result = chat("why is that wrong?", "exit", "not read any more", ads=("neck.mp4",))
    assert result.exit_code == 0
    text = _flat(result.stdout)
    assert "Do not publish this ad as it is: neck turned too far." in text
    assert "no neck turns that far" in text
    assert text.count("understand") == 0
    pictures = [line for line in result.stdout.splitlines() if line.startswith("Pictures: ")]
    assert all(Path(line.removeprefix("Pictures: ")).is_file() for line in pictures)
    assert len(pictures) == 2 + 2
    assert "Offline assistant" in result.stderr


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_pictures_of_tools_that_run_side_by_side_are_all_shown_whichever_ends_last(
    tmp_path: Path, order: tuple[int, int]
) -> None:
    with toolbox(tmp_path) as box:
        folder = box.store.evidence_folder("r1")
        folder.mkdir(parents=True)
        for name in ("annotated.jpg", "finding-1.jpg"):
            (folder / name).write_bytes(b"picture")
        called: list[tuple[str, list[str]]] = [
            ("explain_finding", ["finding-1.jpg"]),
            ("get_evidence", ["annotated.jpg", "finding-1.jpg"]),
        ]
        steps = [
            Step(tool, tool, "done", review="r1", artifact={"data": {}, "records": {}, "pictures": names})
            for tool, names in called
        ]
        shown = Shown("en", is_terminal=False)
        for number in order:
            shown.step(steps[number])
        assert [file.name for file in shown.pictures(box)] == ["annotated.jpg", "finding-1.jpg"]


def test_an_ad_may_be_named_in_a_line_and_the_answer_speaks_its_language(chat: Chat) -> None:
    text = _flat(chat("这个能发布吗 fingers.jpg", "和新版对比 walk.mp4").stdout)
    assert "手指多于五根" in text
    assert "不再发现：手指多于五根" in text


@pytest.mark.parametrize("line", ["'my ad.txt'", '"my ad.txt" is it ok?', "my ad.txt"])
def test_a_file_with_a_space_is_found_and_one_that_is_no_picture_is_refused(chat: Chat, line: str) -> None:
    text = _flat(chat(line).stdout)
    assert "could not check" in text
    assert "no verdict" in text


def test_only_files_that_were_named_can_be_read(chat: Chat) -> None:
    text = _flat(chat("is it ok?", "", "quit").stdout)
    assert "no ad in this chat yet" in text


def test_without_a_person_at_the_terminal_nothing_is_signed(chat: Chat) -> None:
    text = _flat(chat("I want to sign off", "approve", "Anna", ads=("neck.mp4",)).stdout)
    assert "Only a person can sign" in text
    assert "Approved by" not in text


def test_a_file_that_does_not_exist_is_an_error_of_usage(chat: Chat) -> None:
    result = chat(ads=("gone.mp4",))
    assert result.exit_code == 2
    assert "gone.mp4" in result.stderr
