"""The command line in Chinese, by `--language` or by the locale; other languages are answered in English."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from agent_plugin.prompts import lines
from agent_plugin.tools import errors
from agent_plugin.tools.errors import LastLookError, MediaTruncated

Lastlook = Callable[..., Result]
# What stays as it is in Chinese: names of files, reviews, commands, options and of the program.
_KEPT = re.compile(r"`[^`]*`|(?:[A-Za-z]:)?[/\\]\S+|\S+\.(?:png|html|json)\b|\d{8}-\d{6}-\w+|Last Look|AI")


def left_in_english(shown: str) -> list[str]:
    """The words in Latin letters that are no name."""
    return re.findall(r"[A-Za-z]{2,}", _KEPT.sub(" ", shown))


def kinds(kind: type[LastLookError] = LastLookError) -> Iterator[type[LastLookError]]:
    yield kind
    for one in kind.__subclasses__():
        if one.__module__ == errors.__name__:
            yield from kinds(one)


@pytest.fixture
def ad(tmp_path: Path) -> Path:
    path = tmp_path / "ad.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    return path


@pytest.mark.parametrize("score", [0.0, 0.4, 0.95])
def test_nothing_is_left_in_english_where_chinese_is_spoken(
    lastlook: Lastlook, script: dict[str, Any], ad: Path, score: float, tmp_path: Path
) -> None:
    script |= {"ad.png": {"neck_twist": score} if score else {}}
    first = lastlook("--language", "zh", "review", ad, "--no-look")
    assert re.search("[\u4e00-\u9fff]", first.stdout)
    again = lastlook("--language", "zh", "reviews")
    board = lastlook("--language", "zh", "board", ad.parent, "--out", tmp_path / "out")
    for shown in (first, again, board):
        assert left_in_english(shown.output) == []


@pytest.mark.parametrize(
    ("locale", "options", "is_chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, (), True),
        ({"LC_ALL": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}, (), True),
        ({"LANG": "en_US.UTF-8"}, (), False),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, (), False),
        ({}, ("--language", "zh"), True),
        ({"LANG": "zh_CN.UTF-8"}, ("--language", "en"), False),
    ],
)
def test_the_option_goes_before_the_locale(
    lastlook: Lastlook,
    monkeypatch: pytest.MonkeyPatch,
    locale: dict[str, str],
    options: tuple[str, ...],
    is_chinese: bool,
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in locale.items():
        monkeypatch.setenv(name, value)
    shown = lastlook(*options, "reviews").output
    assert ("还没有审核" in shown) is is_chinese
    assert ("No reviews yet" in shown) is not is_chinese


def test_another_language_is_answered_in_english_with_a_word_why(lastlook: Lastlook) -> None:
    shown = lastlook("--language", "fr", "reviews")
    assert "not yet fr: so this is in English" in shown.stderr
    assert "No reviews yet" in shown.stdout


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.code)
def test_each_kind_of_error_says_in_chinese_what_is_wrong_and_what_to_do(kind: type[LastLookError]) -> None:
    wrong, _, remedy = lines("errors_zh")[kind.code].partition(" | ")
    assert re.search("[\u4e00-\u9fff]", wrong)
    assert re.search("[\u4e00-\u9fff]", remedy)


def test_no_words_are_kept_for_an_error_that_there_is_not() -> None:
    assert set(lines("errors_zh")) == {kind.code for kind in kinds()}


def test_an_error_keeps_its_details_beside_the_chinese(
    lastlook: Lastlook, script: dict[str, Any], ad: Path
) -> None:
    script |= {"ad.png": MediaTruncated("ad.png ends after 8 bytes.", "Export it again.")}
    shown = lastlook("--language", "zh", "review", ad)
    assert shown.exit_code == 2
    assert "错误：文件不完整" in shown.stderr
    assert "ad.png ends after 8 bytes." in shown.stderr


def test_the_report_is_in_chinese_too(examples: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "agent_plugin", "--language", "zh", "review", "--no-look"),
            *("--out", str(tmp_path / "out"), str(examples / "neck-twist.jpg")),
        ],
        env={**os.environ, "LASTLOOK_DATA_DIR": str(tmp_path / "data")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "report-zh.html" in done.stdout
    page = (tmp_path / "out" / "report-zh.html").read_text(encoding="utf-8")
    assert page.count("data:image/jpeg;base64,") == 3
    words = re.sub(r"(?s)<style>.*?</style>|<code>.*?</code>", " ", page)
    read = [*re.findall(r">([^<]+)<", words), *re.findall(r'(?:alt|aria-label|title)="([^"]+)"', words)]
    read = [re.sub(r"neck-twist\.jpg|SHA-256|lastlook look|[0-9]{8}-\w+-\w+|JPEG", " ", one) for one in read]
    assert left_in_english(" ".join(read)) == []
