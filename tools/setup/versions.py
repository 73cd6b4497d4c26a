"""What a review depends on beside the ad and the policy: packages, models, weights and code, by name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from agent_plugin.tools.setup.models import MODELS
from agent_plugin.tools.setup.weights import SUFFIXES, read_weights, sha256s

PACKAGES = ("lastlook", "mediapipe", "pillow", "av", "numpy")
ROOMS = ("agent_plugin.tools", "agent_plugin.prompts")
_SHOWN = 12  # characters of a digest


@cache
def versions() -> dict[str, str]:
    """Each part with its version or the beginning of its SHA-256; read when the first review is asked for.

    Raises:
        SetupError: a weight file is missing or damaged.
    """
    weights = sha256s()
    for name in weights:
        read_weights(name)
    digests = {name: model.sha256 for name, model in MODELS.items()} | weights | {"code": code_sha256()}
    packages = {name: version(name) for name in PACKAGES}
    return packages | {name: digest[:_SHOWN] for name, digest in digests.items()}


def code_sha256() -> str:
    """A digest of every file that can change a review: the same in a checkout and in a wheel."""
    digest = hashlib.sha256()
    for room in ROOMS:
        for path, file in sorted(_files(files(room), room)):
            content = file.read_bytes()
            digest.update(f"{path}\n{len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    """Files with their paths, without leftovers of Python and editors and without the weights."""
    for item in folder.iterdir():
        if item.name.startswith((".", "__pycache__")) or item.name.endswith((".pyc", *SUFFIXES)):
            continue
        if item.is_dir():
            yield from _files(item, f"{path}/{item.name}")
        else:
            yield f"{path}/{item.name}", item
