"""An ad and a generator's address come in; the ad comes out with its flaws repainted, and is reviewed again.

    python examples/repair_loop.py ad.jpg repaired.png http://127.0.0.1:7860 --tries 3

The generator is one that answers `/sdapi/v1/img2img`, as AUTOMATIC1111's and its kin do; for ComfyUI load the
same frame and mask into an inpainting workflow. Only what the mask shows white is taken from it. Whatever
comes out, a person still looks before it runs: the loop signs nothing.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from PIL import Image

TOO_LONG_S = 600


def repaired(ad: Path, target: Path, generator: str, tries: int) -> int:
    """0 where nothing counts any more, 1 where something does; the newest picture is kept either way."""
    target.write_bytes(ad.read_bytes())
    for number in range(tries + 1):
        with tempfile.TemporaryDirectory() as folder:
            places = _places(target, Path(folder))
            asked = [place for place in places if place["is_asked"]]
            if not places or number == tries or len(asked) == len(places):
                return _ended(places, number)
            for place in places:
                if not place["is_asked"]:
                    print(f"Try {number + 1}: {place['reason']}")
                    _repaint(target, Path(folder), place, generator)
    return 1


def _places(ad: Path, folder: Path) -> list[dict[str, Any]]:
    """What counts as wrong, from a fresh review."""
    command = [
        sys.executable,
        "-m",
        "agent_plugin",
        "review",
        str(ad),
        "--no-look",
        "--repair-kit",
        str(folder),
    ]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if not (folder / "repair.json").is_file():
        raise SystemExit(f"{ad} could not be reviewed: {done.stderr.strip()}")
    kit = json.loads((folder / "repair.json").read_text(encoding="utf-8"))
    if any(place["at_s"] is not None for place in kit["places"]):
        raise SystemExit(f"{ad} is a video: repaint the frames of {folder} in your editor.")
    return list(kit["places"])


def _repaint(ad: Path, folder: Path, place: dict[str, Any], generator: str) -> None:
    """Ask for the masked place, and take nothing else from the answer."""
    frame, mask = folder / place["frame"], folder / place["mask"]
    question = {
        "init_images": [base64.b64encode(frame.read_bytes()).decode()],
        "mask": base64.b64encode(mask.read_bytes()).decode(),
        "prompt": place["prompt"],
        "negative_prompt": place["negative_prompt"],
        "denoising_strength": 0.9,
    }
    request = urllib.request.Request(
        f"{generator.rstrip('/')}/sdapi/v1/img2img",
        json.dumps(question).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=TOO_LONG_S) as answer:
        painted = base64.b64decode(json.load(answer)["images"][0])
    with Image.open(ad) as now, Image.open(io.BytesIO(painted)) as new, Image.open(mask) as where:
        picture = now.convert("RGB")
        picture.paste(new.convert("RGB").resize(picture.size), (0, 0), where.convert("L"))
    picture.save(ad, "PNG")


def _ended(places: list[dict[str, Any]], tries: int) -> int:
    for place in places:
        question = " (is that intended?)" if place["is_asked"] else ""
        print(f"Still there: {place['reason']}{question}")
    if not places:
        print(f"Nothing counts as wrong after {tries} repaints. A person must still look before it runs.")
    return 1 if places else 0


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("ad", type=Path)
    words.add_argument("target", type=Path)
    words.add_argument("generator")
    words.add_argument("--tries", type=int, default=3)
    given = words.parse_args()
    raise SystemExit(repaired(given.ad, given.target, given.generator, given.tries))
