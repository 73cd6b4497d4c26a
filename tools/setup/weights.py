"""The name of one of our weight files comes in, its verified bytes go out.

The manifest beside the files holds the SHA-256 of each; after a retraining, `python -m training.weights`
writes it anew.
"""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from agent_plugin.tools.errors import ModelMissing, ModelWrong

MANIFEST = "weights.json"
SUFFIXES = (".onnx", ".npz")
REINSTALL = "Install Last Look anew, such as with `uv sync` or `pip install --force-reinstall lastlook`."
_HINT = f"{REINSTALL} After a retraining, `uv run python -m training.weights` writes {MANIFEST} anew."


def folder() -> Traversable:
    """Where they lie, in a checkout as in a wheel; the room that reads them is not imported."""
    return files("agent_plugin.tools") / "classifiers" / "weights"


def sha256s() -> dict[str, str]:
    """What the manifest says: names of files with their SHA-256.

    Raises:
        ModelMissing: there is no manifest.
        ModelWrong: it cannot be understood.
    """
    try:
        found: Any = json.loads(_content(MANIFEST))
        return {str(name): str(sha256) for name, sha256 in found.items()}
    except (ValueError, AttributeError) as error:
        raise ModelWrong(f"The list of weights, {folder() / MANIFEST}, is damaged.", _HINT) from error


def read_weights(name: str) -> bytes:
    """The bytes of one file, which are those that the manifest names.

    Raises:
        ModelMissing: there is no such file.
        ModelWrong: it has other bytes, or the manifest does not name it.
    """
    content, expected = _content(name), sha256s().get(name)
    got = hashlib.sha256(content).hexdigest()
    if got != expected:
        raise ModelWrong(
            f"{folder() / name} does not hold the weights that {MANIFEST} names: expected SHA-256 "
            f"{expected or 'of none'}, got {got}.",
            _HINT,
        )
    return content


def _content(name: str) -> bytes:
    try:
        return (folder() / name).read_bytes()
    except OSError as error:
        raise ModelMissing(f"{folder() / name} cannot be read: {error.strerror or error}.", _HINT) from error
