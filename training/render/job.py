"""A long rendering job: a count, a folder and a seed in; pictures and JSON rows out. Resumes."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from PIL import Image

from training.render.scene import PEOPLE, take
from training.render.studio import Studio

JPEG_QUALITY = 93
SEEDS_PER_JOB = 10_000_000
_studio: list[Studio] = []


def picture_seed(job_seed: int, index: int) -> int:
    """The seed of one picture of a job; jobs with different seeds share no picture."""
    return job_seed * SEEDS_PER_JOB + index


def finished(folder: Path) -> set[str]:
    """The files that have a complete row already; a half-written last row is cut off."""
    path = folder / "labels.jsonl"
    if not path.exists():
        return set()
    whole = [
        line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line.endswith("\n")
    ]
    path.write_text("".join(whole), encoding="utf-8")
    return {json.loads(line)["file"] for line in whole}


def run(count: int, folder: Path, seed: int, workers: int, kind: str = PEOPLE) -> int:
    """Render what is missing of `count` pictures; the number rendered now."""
    (folder / "images").mkdir(parents=True, exist_ok=True)
    done = finished(folder)
    tasks = [(str(folder), i, seed, kind) for i in range(count) if _name(i) not in done]
    start = time.monotonic()
    with (folder / "labels.jsonl").open("a", encoding="utf-8") as rows:
        for number, row in enumerate(_rows(tasks, workers), start=1):
            _write(rows, row)
            if number % 100 == 0:
                each_s = (time.monotonic() - start) / number
                print(f"{number} of {len(tasks)}, {each_s:.3f} s each", flush=True)
    return len(tasks)


def _rows(tasks: list[tuple[str, int, int, str]], workers: int) -> Iterator[dict[str, Any]]:
    if workers <= 1:
        yield from map(_render, tasks)
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield from pool.imap(_render, tasks, chunksize=4)


def _render(task: tuple[str, int, int, str]) -> dict[str, Any]:
    folder, index, seed, kind = task
    if not _studio:
        _studio.append(Studio())
    picture, row, _ = take(_studio[0], picture_seed(seed, index), kind)
    Image.fromarray(picture).save(Path(folder) / _name(index), quality=row.get("jpeg_quality", JPEG_QUALITY))
    return {"file": _name(index), **row}


def _name(index: int) -> str:
    return f"images/{index:06d}.jpg"


def _write(rows: TextIO, row: dict[str, Any]) -> None:
    rows.write(json.dumps(row) + "\n")
    rows.flush()
