"""The example pictures that a judge is shown: our own renders in, one small JPEG per specialist out.

The renders come from these commands:

    python -m training.render --kind hand --count 4000 --out renders/hand --seed 4
    python -m training.render --kind face --count 2000 --out renders/face --seed 5
    python -m training.render --count 3000 --out renders/people --seed 1
    python -m training.render --kind body --count 4000 --out renders/body --seed 3

Then `uv run python -m training.examples renders prompts/examples` writes the strips: the sound one on the
left, the others with one defect each. Crops are chosen by eye, for being clear at the size of a stamp; a
renderer that has changed since may draw these rows otherwise, so look at the strips after making them anew.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from agent_plugin.tools.evidence.lettering import draw_text, text_width
from training.cuts import Cut

PANEL_PX, CAPTION_PX, TEXT_PX = 256, 30, 15
MAX_BYTES = 40_000
PAPER, INK, SOUND, DEFECT = (255, 255, 255), (32, 32, 32), (222, 240, 224), (250, 228, 214)


@dataclass(frozen=True)
class Example:
    """One crop, and what it shows."""

    cut: Cut
    caption: str
    sound: bool = False


STRIPS: dict[str, tuple[Example, ...]] = {
    "hands": (
        Example(Cut("hand", 962, (0, 60), 400), "Sound: thumb and four fingers", sound=True),
        Example(Cut("hand", 501, (60, 70), 400), "Defect: thumb and five fingers"),
        Example(Cut("hand", 648, (30, 0), 448), "Defect: two fingers are one"),
    ),
    "face": (
        Example(Cut("face", 331, (60, 40), 270), "Sound: two eyes, two pupils", sound=True),
        Example(Cut("face", 1559, (100, 20), 360), "Defect: an eye on the forehead"),
        Example(Cut("face", 375, (100, 10), 340), "Defect: a third eye at the temple"),
    ),
    "head_neck_torso": (
        Example(Cut("people", 2174, (0, 0), 340), "Sound: looks over a shoulder", sound=True),
        Example(Cut("people", 2927, (60, 0), 384), "Defect: face and back both to us"),
        Example(Cut("people", 2229, (120, 0), 320), "Defect: face and back both to us"),
    ),
    "limbs": (
        Example(Cut("body", 211, (90, 0), 512), "Sound: two arms", sound=True),
        Example(Cut("body", 33, (90, 20), 330), "Defect: three arms"),
        Example(Cut("body", 1068, (30, 20), 430), "Defect: knee bends forwards"),
    ),
}


def strip(renders: Path, examples: tuple[Example, ...]) -> Image.Image:
    """The examples side by side, each with its caption above."""
    sheet = Image.new("RGB", (PANEL_PX * len(examples), PANEL_PX + CAPTION_PX), PAPER)
    draw = ImageDraw.Draw(sheet)
    for number, example in enumerate(examples):
        x_px = number * PANEL_PX
        bar = (x_px, 0, x_px + PANEL_PX - 1, CAPTION_PX - 1)
        draw.rectangle(bar, fill=SOUND if example.sound else DEFECT)
        if text_width(example.caption, TEXT_PX) > PANEL_PX - 8:
            raise SystemExit(f"The caption is too long: {example.caption}")
        draw_text(draw, (x_px + 4, 20), example.caption, TEXT_PX, INK)
        sheet.paste(example.cut.picture(renders, (PANEL_PX - 2, PANEL_PX)), (x_px, CAPTION_PX))
    return sheet


def main() -> None:
    """Read the arguments and write the strips."""
    parser = argparse.ArgumentParser(prog="python -m training.examples")
    parser.add_argument("renders", type=Path, help="the folder with hand/, face/, people/ and body/")
    parser.add_argument("out", type=Path, help="prompts/examples")
    given = parser.parse_args()
    for name, examples in STRIPS.items():
        path: Path = given.out / f"{name}.jpg"
        strip(given.renders, examples).save(path, "JPEG", quality=82, optimize=True)
        if path.stat().st_size > MAX_BYTES:
            raise SystemExit(f"{path} is larger than {MAX_BYTES} bytes.")
        print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
