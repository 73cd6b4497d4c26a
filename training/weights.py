"""The weight files in `tools/classifiers/weights/` come in, the manifest beside them goes out.

To be called after every retraining: `uv run python -m training.weights`.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from agent_plugin.tools.setup.weights import MANIFEST, SUFFIXES

FOLDER = Path(__file__).parent.parent / "tools" / "classifiers" / "weights"


def manifest(folder: Path) -> str:
    """The SHA-256 of each weight file as JSON."""
    found = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    sha256s = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}
    return json.dumps(sha256s, indent=2) + "\n"


if __name__ == "__main__":
    (FOLDER / MANIFEST).write_text(manifest(FOLDER), encoding="utf-8")
