"""Folders of labelled real pictures in, the manifest out: every picture, its repository, what is held out.

    python -m training.calibration.manifest write PICTURES     the manifest, from PICTURES/*/labels.jsonl
    python -m training.calibration.manifest link PICTURES OUT  its pictures, as hard links in OUT

What is held out is decided by the repositories' names alone: of each kind of repository, in the order of the
SHA-256 of their names, the first of each pair. So no picture of a held-out repository, person or series is in
the fit. Of a repository with many photographs some are drawn, one of each series before any second.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

MANIFEST = Path(__file__).with_name("pictures.jsonl")
SETS = ("photos", "ai", "stills")
MOST = 250
"""Photographs of one repository: so that no collection outvotes the others."""

CURRENT = ("autoregressive/2025+", "dit")
"""The eras of generators that are in use today; what is named in no other way is older."""
BODIES_DIFFER = ("AamerAlAli/Disabilities-Dataset",)

Kind = Literal["photographs", "people with disabilities", "current AI", "older AI"]
Level = Literal["none", "mild", "severe"]
Split = Literal["fit", "held_out"]


class Picture(BaseModel):
    """One picture: where it is from, what is true of it, and on which side of the split it is."""

    model_config = ConfigDict(frozen=True)

    file: str
    repo: str
    blob: str
    kind: Kind
    level: Level
    wrong: dict[str, Level] = {}
    split: Split

    @property
    def is_photo(self) -> bool:
        """Whether a camera took it."""
        return self.kind in ("photographs", "people with disabilities")

    @property
    def is_fitted(self) -> bool:
        """Whether the thresholds may be read from it."""
        return self.split == "fit"


def read_manifest(path: Path = MANIFEST) -> list[Picture]:
    """All pictures.

    Raises:
        ValueError: a repository is on both sides.
    """
    pictures = [Picture.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines()]
    sides: dict[str, str] = {}
    for each in pictures:
        if sides.setdefault(each.repo, each.split) != each.split:
            raise ValueError(f"{each.repo} is on both sides of the split")
    return pictures


def held_out(kinds: dict[str, str]) -> set[str]:
    """Of the repositories of each kind, by their names' hashes, the first of each pair."""
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for repo in sorted(kinds, key=_digest):
        by_kind[kinds[repo]].append(repo)
    return {repo for repos in by_kind.values() for repo in repos[::2]}


def drawn(rows: Iterable[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """So many of a repository's rows, by the hash of their names, one of each series before any second."""
    ordered: list[tuple[int, dict[str, Any]]] = []
    seen: Counter[str] = Counter()
    for row in sorted(rows, key=lambda row: _digest(row["file"])):
        series = row.get("group") or row["file"]
        ordered.append((seen[series], row))
        seen[series] += 1
    return [row for _, row in sorted(ordered, key=lambda each: each[0])][:most]


def built(pictures: Path) -> list[Picture]:
    """The manifest of what lies in a folder."""
    rows: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for name in SETS:
        for line in (pictures / name / "labels.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows[row["repo"]].append({**row, "folder": name})
    kinds = {repo: _kind_of(of_repo) for repo, of_repo in rows.items()}
    # People whose bodies differ are photographs: one repository is no kind of its own to split.
    out = held_out({repo: "photographs" if repo in BODIES_DIFFER else kind for repo, kind in kinds.items()})
    return [
        _picture(row, kinds[repo], "held_out" if repo in out else "fit")
        for repo, of_repo in sorted(rows.items())
        for row in drawn(of_repo, MOST if of_repo[0]["source"] == "photo" else len(of_repo))
    ]


def link(manifest: Sequence[Picture], pictures: Path, out: Path) -> None:
    """Lay the manifest's pictures out for `lastlook batch`."""
    for each in manifest:
        target = out / each.file
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            os.link(pictures / each.file, target)


def _picture(row: dict[str, Any], kind: Kind, split: Split) -> Picture:
    wrong: dict[str, Level] = {}
    for defect in row.get("defects") or []:
        level: Level = defect.get("level") or row["level"]
        wrong[defect["part"]] = max(wrong.get(defect["part"], "mild"), level)  # "severe" sorts after "mild"
    return Picture(
        file=f"{row['folder']}/{row['file']}",
        repo=row["repo"],
        blob=row["blob"] or row["path"],
        kind=kind,
        level=row["level"],
        wrong=wrong,
        split=split,
    )


def _kind_of(rows: Sequence[dict[str, Any]]) -> Kind:
    if rows[0]["repo"] in BODIES_DIFFER:
        return "people with disabilities"
    if rows[0]["set"] == "photos":
        return "photographs"
    eras = Counter(row.get("era") for row in rows if row.get("era"))
    return "current AI" if eras.most_common(1)[0][0] in CURRENT else "older AI"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def main() -> None:
    """Write the manifest, or lay its pictures out."""
    what, pictures, *out = sys.argv[1:]
    if what == "write":
        rows = [each.model_dump_json(exclude_defaults=True) for each in built(Path(pictures))]
        MANIFEST.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    elif what == "link":
        link(read_manifest(), Path(pictures), Path(out[0]))
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
