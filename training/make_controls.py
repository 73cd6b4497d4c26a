"""The controls that stand unmarked among an ad's pictures: our own renders in, one small JPEG each out.

The renders come from these commands:

    python -m training.render --kind hand --count 140 --out renders/hand --seed 2611
    python -m training.render --kind face --count 70 --out renders/face --seed 2611
    python -m training.render --kind body --count 120 --out renders/body --seed 2611
    python -m training.render --kind people --count 120 --out renders/people --seed 2611
    python -m training.render --kind people --count 420 --out renders/people2 --seed 2612

Then `uv run python -m training.make_controls renders prompts/controls` writes them, named by what they show,
`sound`, and a number. Crops are chosen by eye: nothing in them may be in doubt. Broken ones are made of an
ad's own parts, as it is looked at. A renderer that has changed since may draw these rows otherwise: look at
the pictures after making them anew.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from training.cuts import Cut

SIDE_PX, QUALITY = 288, 72
MAX_BYTES = 150_000  # of all together: they travel with the wheel


CONTROLS: dict[str, Cut] = {
    "hands.sound.1": Cut("hand", 52, (0, 30), 352),
    "hands.sound.2": Cut("hand", 134, (0, 0), 352),
    "face.sound.1": Cut("face", 66, (60, 60), 380),
    "face.sound.2": Cut("face", 25, (20, 60), 350),
    "head_neck_torso.sound.1": Cut("people", 21, (0, 0), 320),
    "head_neck_torso.sound.2": Cut("people", 68, (0, 0), 320),
}


def main() -> None:
    """Read the arguments and write the controls."""
    parser = argparse.ArgumentParser(prog="python -m training.make_controls")
    parser.add_argument("renders", type=Path, help="the folder with the five folders of renders")
    parser.add_argument("out", type=Path, help="prompts/controls")
    given = parser.parse_args()
    total = 0
    for name, cut in CONTROLS.items():
        path: Path = given.out / f"{name}.jpg"
        cut.picture(given.renders, (SIDE_PX, SIDE_PX)).save(path, "JPEG", quality=QUALITY, optimize=True)
        total += path.stat().st_size
    if total > MAX_BYTES:
        raise SystemExit(f"The controls take {total} bytes, more than {MAX_BYTES}.")
    print(f"{len(CONTROLS)} controls, {total} bytes")


if __name__ == "__main__":
    main()
