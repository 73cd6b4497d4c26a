"""Pictures in, what the product says of them and of changed copies out: one process, one temporary folder.

Copies and evidence lie in that folder only and are removed as soon as their verdict is known.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from agent_plugin.settings import load_settings
from agent_plugin.tools.domain import Review
from agent_plugin.tools.errors import MediaError
from agent_plugin.tools.measuring.labels import BoxXYXY
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.store import Store
from benchmarks.cases import Label

SEED = 3


@dataclass(frozen=True)
class Trial:
    """What was said of one picture; `word` is the verdict, or that it was refused."""

    word: str
    reported: tuple[str, ...] = ()

    @property
    def stopped(self) -> bool:
        """Whether it was held back."""
        return self.word in ("review", "block")


class Bench:
    """Reviews pictures that exist in memory only."""

    def __init__(self, reviewer: Reviewer, store: Store, folder: Path) -> None:
        """Use `open_bench`."""
        self._reviewer, self._store, self._folder = reviewer, store, folder

    def review(self, image: Image.Image) -> tuple[Trial, Review | None]:
        """What the product says."""
        path = self._folder / "picture.png"
        image.save(path, compress_level=1)
        try:
            review = self._reviewer.review(path, fresh=True)
        except MediaError as error:
            return Trial(f"refused: {error.code}"), None
        finally:
            path.unlink()
        shutil.rmtree(self._store.evidence_folder(review.id))
        reported = tuple(f"{each.category.value} {each.score:.2f}" for each in review.findings)
        return Trial(review.verdict.value.value, reported), review

    def evidence_left(self, review: Review) -> bool:
        """Whether anything of a review is still on the disk."""
        return self._store.evidence_folder(review.id).exists()

    def verdict_on(self, image: Image.Image) -> Trial:
        """The verdict alone."""
        return self.review(image)[0]


@contextmanager
def open_bench() -> Generator[Bench]:
    """A bench with the real models, gone without a trace at the end."""
    settings = load_settings()
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(Path(folder) / "store") as store,
        Reviewer(store=store, models_folder=settings.models_dir, cache_folder=settings.cache_dir) as reviewer,
    ):
        yield Bench(reviewer, store, Path(folder))


def pictures(sets: Path, *, normal_only: bool, sample: int | None) -> list[Path]:
    """The still pictures of the rendered set and of the normal photographs; a sample is always the same."""
    found: list[Path] = []
    for folder in (sets / "anatomybench" / "dev", sets / "real"):
        lines = (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()
        labels = [Label.model_validate_json(line) for line in lines if line.strip()]
        found += [
            folder / label.file
            for label in labels
            if label.kind == "image" and (label.normal or not normal_only)
        ]
    return found if sample is None else random.Random(SEED).sample(found, min(sample, len(found)))


def opened(path: Path) -> Image.Image:
    """The upright picture."""
    with Image.open(path) as image:
        return ImageOps.exif_transpose(image).convert("RGB")


def main_box(review: Review | None, size: tuple[int, int]) -> BoxXYXY:
    """The biggest person's box; without anybody, the middle of the picture."""
    boxes: Sequence[BoxXYXY] = [person.box_xyxy for person in review.people] if review else []
    if boxes:
        return max(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
    wide, high = size
    return 0.2 * wide, 0.1 * high, 0.8 * wide, 0.9 * high
