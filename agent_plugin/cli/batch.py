"""A folder comes in, one JSON row per media file goes out, in the order of their relative paths.

A row is written as soon as its file is done, beside the final place; the rows move there when all are done.
What was reviewed stays in the store, so the same command after an interruption goes on where it stopped.
"""

from __future__ import annotations

import json
import os
import stat
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent_plugin.cli.reviewing import How, Outcome, try_review
from agent_plugin.prompts import line
from agent_plugin.terminal import language, note
from agent_plugin.tools.errors import JudgeError, ReviewCrashed, SetupError, StoreError, UsageError
from agent_plugin.tools.words import printable

if TYPE_CHECKING:
    from agent_plugin.app import App
    from agent_plugin.tools.calls.tool import Reviews
    from agent_plugin.tools.look.asking.wish import Mode
    from agent_plugin.tools.progress import OnProgress


def media_files(folder: Path) -> tuple[list[Path], int]:
    """The media under a folder, in the order of their relative paths, and how many other files there are.

    Raises:
        UsageError: a folder in it cannot be read, so ads in it would be passed over.
    """
    files = [
        (Path(root) / name).relative_to(folder)
        for root, _, names in os.walk(folder, onerror=_refuse)
        for name in names
    ]
    media = [path for path in files if _is_media(folder, path)]
    return [folder / path for path in sorted(media, key=Path.as_posix)], len(files) - len(media)


def run_batch(
    reviewer: Reviews,
    folder: Path,
    media: Iterable[Path],
    write: Callable[[str], None],
    how: How,
    on_progress: OnProgress,
) -> list[Outcome]:
    """Review each file and write its row.

    Raises:
        SetupError: the installation lacks something, so no other file would fare better.
        StoreError: likewise, nothing can be kept.
        JudgeError: likewise, the judge that is set up lacks something.
        UsageError: likewise, a judge's look is demanded of nobody.
    """
    media, outcomes = tuple(media), list[Outcome]()
    for number, path in enumerate(media):
        relative = path.relative_to(folder).as_posix()

        def step(words: str, share: float, done: int = number, name: str = relative) -> None:
            on_progress(f"{done + 1} of {len(media)}, {name}: {words}", (done + share) / len(media))

        outcome = try_review(reviewer, path, how, step)
        if isinstance(outcome.error, SetupError | StoreError | JudgeError | UsageError):
            raise outcome.error
        write(json.dumps(row(relative, outcome)))
        outcomes.append(outcome)
    return outcomes


def print_estimate(app: App, second_opinion: Mode, ads: int) -> None:
    """Before a batch begins: about what a judge's look at so many ads takes, if one is set up.

    Raises:
        JudgeError: the judge lacks something, so that none of the ads could be reviewed as wanted.
    """
    if second_opinion in ("never", "dry-run"):
        return
    looker = app.judge_looker(app.settings())
    if looker is not None:
        from agent_plugin.tools.look.asking.estimate import estimate

        note(str(estimate(ads, looker.manner, looker.prices)))


def row(relative: str, outcome: Outcome) -> dict[str, Any]:
    """One line of the results: path, verdict, the checks' own value, who looked, findings; or the error."""
    if outcome.error or not outcome.review:
        error = outcome.error
        why = f"{error.code}: {error.message}" if error else "error"
        empty: dict[str, Any] = {"verdict": None, "checks": None, "looked_by": [], "findings": []}
        return {"file": relative, **empty, "error": why}
    review = outcome.review
    findings = [
        {
            "category": finding.category.value,
            "score": finding.score,
            "bbox": list(finding.box_xyxy),
            "start_s": finding.start_s,
            "end_s": finding.end_s,
        }
        for finding in review.findings
    ]
    return {
        "file": relative,
        "verdict": review.verdict.value.value,
        "checks": review.checks.value if review.checks else None,
        "looked_by": [one.model_dump(mode="json") for one in review.looked_by],
        "findings": findings,
        "error": None,
    }


def summary(outcomes: Iterable[Outcome], skipped: int) -> str:
    """All of it in one sentence, and over which files a worker broke down in another."""
    outcomes = tuple(outcomes)
    counts = Counter(
        outcome.review.verdict.value.value if outcome.review else "unreadable" for outcome in outcomes
    )
    crashed = [printable(one.path.name) for one in outcomes if isinstance(one.error, ReviewCrashed)]
    words = ("publish", "no_people", "review", "block", "unreadable")
    if language() == "zh":
        named = "，".join(f"{line('chat_zh_names', f'value_{word}')} {counts[word]}" for word in words)
        counted = line("chat_zh_names", "page_summary", count=counts.total(), what=named, part=skipped)
        broke_down = line("chat_zh_names", "page_crashed", what="，".join(crashed))
    else:
        named = ", ".join(f"{counts[word]} {word}" for word in words)
        counted = f"{counts.total()} media files: {named}. Other files skipped: {skipped}."
        broke_down = f" The process that looked at these broke down: {', '.join(crashed)}."
    return f"{counted}{broke_down}" if crashed else counted


@contextmanager
def line_writer(output: Path) -> Generator[Callable[[str], None]]:
    """A function that writes a line for good; the file takes its name when all lines are in. `-` is stdout.

    Raises:
        UsageError: the file cannot be written.
    """
    if str(output) == "-":
        yield lambda line: print(line, flush=True)
        return
    is_ordinary = output.is_file() or not output.exists()
    target = output.with_name(f"{output.name}.partial") if is_ordinary else output
    try:
        file = target.open("w", encoding="utf-8", buffering=1)
    except OSError as error:
        raise UsageError(
            f"{output} cannot be written: {error.strerror or error}.", "Choose another place for -o."
        ) from error
    try:
        with file:
            yield lambda line: print(line, file=file)
    except BaseException:
        note(f"The rows so far are in {target}; the same command goes on where it stopped.")
        raise
    if is_ordinary:
        target.replace(output)


def _refuse(error: OSError) -> None:
    raise UsageError(
        f"The folder {error.filename} cannot be read: {error.strerror}.",
        "Change its permissions or move it away.",
    ) from error


def _is_media(folder: Path, relative: Path) -> bool:
    from agent_plugin.tools.media.arriving.listing import MEDIA
    from agent_plugin.tools.media.sniff import HEAD_BYTES, sniff

    if any(name.startswith(".") for name in relative.parts):
        return False
    path, promises_media = folder / relative, relative.suffix.lower() in MEDIA
    try:
        if promises_media or not stat.S_ISREG(path.stat().st_mode):
            return promises_media
        with path.open("rb") as file:
            return sniff(file.read(HEAD_BYTES)) is not None
    except OSError:
        return False
