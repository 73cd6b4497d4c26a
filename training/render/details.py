"""What is sewn or printed on clothes, and faces: drawn on sheets over the front and the back of the body.

Details are often absent and sometimes on the wrong side, so that a classifier cannot lean on them alone.
"""

from __future__ import annotations

from training.render.paint import Canvas, draw_colour
from training.render.types import Floats, Random

TOP_WINDOW = (-0.25, -0.55, 0.25, 0.6)
BOTTOM_WINDOW = (-0.25, -0.75, 0.25, 0.2)
FACE_WINDOW = (-0.1, 0.56, 0.1, 0.78)
WORDS = ("NOVA", "1987", "LAKE", "RUN", "ALPINE", "07", "HELLO", "CLUB", "42", "Oslo", "SUMMER", "north")
ABSENT, SWAPPED = 0.35, 0.12
FRONT, BACK = 0, 1


def top_details(rng: Random, neck_z: float, hem_z: float) -> Canvas:
    """Buttons, zip, pocket, tie, collar, print in front; yoke, seam, hood, print behind."""
    sheet = Canvas(TOP_WINDOW)
    colour, ink = draw_colour(rng), draw_colour(rng)
    if rng.random() > ABSENT:
        name = rng.choice(["buttons", "zip", "print", "tie", "pocket", "collar", "print"])
        _FRONT_DRAWERS[str(name)](sheet, rng, colour, ink, neck_z, hem_z)
        if rng.random() < 0.3:
            _pocket(sheet, rng, ink, colour, neck_z, hem_z)
    if rng.random() < 0.4:
        name = rng.choice(["yoke", "seam", "hood", "print"])
        _BACK_DRAWERS[str(name)](sheet, rng, colour, ink, neck_z, hem_z)
    return _perhaps_swapped(sheet, rng)


def bottom_details(rng: Random) -> Canvas:
    """Fly, pockets and belt; patch pockets behind."""
    sheet = Canvas(BOTTOM_WINDOW)
    seam, belt = draw_colour(rng), draw_colour(rng)
    if rng.random() > ABSENT:
        sheet.line(FRONT, [(0, 0.14), (0, 0.0), (0.02, -0.02)], seam, 0.004)
        for out in (-1, 1):
            sheet.line(FRONT, [(out * 0.08, 0.12), (out * 0.135, 0.03)], seam, 0.005)
    if rng.random() < 0.4:
        for side in (FRONT, BACK):
            sheet.line(side, [(-0.25, 0.1), (0.25, 0.1)], belt, 0.03)
        sheet.patch(FRONT, [(-0.02, 0.085), (0.02, 0.085), (0.02, 0.115), (-0.02, 0.115)], seam)
    if rng.random() > ABSENT:
        z, w = rng.uniform(0.0, 0.05), rng.uniform(0.035, 0.055)
        for out in (-1, 1):
            x = out * rng.uniform(0.075, 0.09)
            box = [(x - w, z + w), (x + w, z + w), (x + w, z - w * 0.7), (x, z - w), (x - w, z - w * 0.7)]
            sheet.line(BACK, [*box, box[0]], seam, 0.005)
    return _perhaps_swapped(sheet, rng)


def face_details(rng: Random, skin: Floats, hair: Floats) -> Canvas:
    """Brows, lips, cheeks; at times a beard, glasses, make-up."""
    sheet = Canvas(FACE_WINDOW, dots_per_m=900.0)
    if rng.random() < 0.2:
        _beard(sheet, rng, skin, hair)
    lips = skin * 0.75 + rng.uniform(0.2, 0.5) * (draw_lipstick(rng) - skin * 0.75)
    wide = rng.uniform(0.019, 0.025)
    sheet.oval(FRONT, (0, 0.629), (wide, rng.uniform(0.007, 0.01)), lips)
    thick, arch = rng.uniform(0.003, 0.007), rng.uniform(0.002, 0.008)
    for out in (-1, 1):
        points = [(out * 0.014, 0.716), (out * 0.03, 0.717 + arch), (out * 0.048, 0.713)]
        sheet.line(FRONT, points, hair * 0.7 + skin * 0.1, thick)
    sheet.soften(0.0012)
    if rng.random() < 0.12:
        _glasses(sheet, rng)
    return sheet


def draw_lipstick(rng: Random) -> Floats:
    """A red between brown and pink."""
    return rng.uniform([130, 30, 40], [215, 90, 110])


def _perhaps_swapped(sheet: Canvas, rng: Random) -> Canvas:
    if rng.random() < SWAPPED:
        sheet.sides.reverse()
    return sheet


def _buttons(sheet: Canvas, rng: Random, colour: Floats, ink: Floats, neck_z: float, hem_z: float) -> None:
    x = rng.uniform(0.0, 0.012)
    sheet.line(FRONT, [(x + 0.012, neck_z), (x + 0.012, hem_z)], ink, 0.003)
    z = neck_z - 0.03
    while z > hem_z:
        sheet.oval(FRONT, (0.0, z), (0.006, 0.006), colour)
        z -= 0.075


def _zip(sheet: Canvas, rng: Random, colour: Floats, ink: Floats, neck_z: float, hem_z: float) -> None:
    low = hem_z if rng.random() < 0.6 else neck_z - 0.18
    sheet.line(FRONT, [(0, neck_z), (0, low)], ink, rng.uniform(0.01, 0.025))
    sheet.line(FRONT, [(0, neck_z), (0, low)], colour, 0.004)


def _print(
    sheet: Canvas, rng: Random, colour: Floats, ink: Floats, neck_z: float, hem_z: float, side: int = FRONT
) -> None:
    z, size = rng.uniform(0.26, 0.38), rng.uniform(0.04, 0.09)
    kind = rng.random()
    if kind < 0.3:
        sheet.oval(side, (0, z), (size, size), colour)
    elif kind < 0.55:
        sheet.patch(side, [(-size, z - size), (size, z - size), (size, z + size), (-size, z + size)], colour)
    if kind > 0.3:
        sheet.word(side, str(rng.choice(WORDS)), (0, z - 0.01), rng.uniform(0.02, 0.05), ink)


def _tie(sheet: Canvas, rng: Random, colour: Floats, ink: Floats, neck_z: float, hem_z: float) -> None:
    low = rng.uniform(0.1, 0.2)
    sheet.patch(
        FRONT, [(-0.012, neck_z), (0.012, neck_z), (0.03, low + 0.04), (0, low), (-0.03, low + 0.04)], colour
    )
    sheet.patch(
        FRONT,
        [(-0.02, neck_z), (0.02, neck_z), (0.013, neck_z - 0.035), (-0.013, neck_z - 0.035)],
        colour * 0.8,
    )
    _collar(sheet, rng, ink, colour, neck_z, hem_z)


def _pocket(sheet: Canvas, rng: Random, colour: Floats, ink: Floats, neck_z: float, hem_z: float) -> None:
    x, z, w = rng.choice([0.08, -0.08]), rng.uniform(0.33, 0.39), rng.uniform(0.03, 0.045)
    box = [(x - w, z + w), (x + w, z + w), (x + w, z - w), (x - w, z - w)]
    sheet.line(FRONT, [*box, box[0]], colour, 0.004)


def _collar(sheet: Canvas, rng: Random, colour: Floats, ink: Floats, neck_z: float, hem_z: float) -> None:
    drop = rng.uniform(0.05, 0.2)
    for out in (-1, 1):
        sheet.patch(
            FRONT,
            [(out * 0.06, neck_z + 0.05), (0, neck_z - drop), (out * 0.055, neck_z - drop * 0.45)],
            colour,
        )


def _yoke(sheet: Canvas, rng: Random, colour: Floats, ink: Floats, neck_z: float, hem_z: float) -> None:
    z = rng.uniform(0.4, 0.46)
    sheet.line(BACK, [(-0.25, z), (0.25, z)], ink, rng.uniform(0.003, 0.015))


def _seam(sheet: Canvas, rng: Random, colour: Floats, ink: Floats, neck_z: float, hem_z: float) -> None:
    sheet.line(BACK, [(0, 0.56), (0, hem_z if rng.random() < 0.6 else 0.35)], ink, rng.uniform(0.003, 0.015))


def _hood(sheet: Canvas, rng: Random, colour: Floats, ink: Floats, neck_z: float, hem_z: float) -> None:
    sheet.patch(BACK, [(-0.11, 0.55), (0.11, 0.55), (0.08, 0.43), (0, 0.37), (-0.08, 0.43)], colour)
    sheet.line(BACK, [(-0.11, 0.55), (-0.08, 0.43), (0, 0.37), (0.08, 0.43), (0.11, 0.55)], ink, 0.006)


def _print_behind(
    sheet: Canvas, rng: Random, colour: Floats, ink: Floats, neck_z: float, hem_z: float
) -> None:
    _print(sheet, rng, colour, ink, neck_z, hem_z, BACK)


def _beard(sheet: Canvas, rng: Random, skin: Floats, hair: Floats) -> None:
    colour = skin + (hair - skin) * rng.uniform(0.3, 0.9)
    outer = [
        (-0.075, 0.67),
        (-0.035, 0.635),
        (0, 0.645),
        (0.035, 0.635),
        (0.075, 0.67),
        (0.065, 0.6),
        (0, 0.57),
        (-0.065, 0.6),
    ]
    sheet.patch(FRONT, outer, colour)
    sheet.soften(0.003)


def _glasses(sheet: Canvas, rng: Random) -> None:
    dark = draw_colour(rng) * 0.3
    for out in (-1, 1):
        sheet.oval(FRONT, (out * 0.031, 0.698), (0.024, 0.018), dark)
    sheet.line(FRONT, [(-0.075, 0.703), (0.075, 0.703)], dark, 0.004)


_FRONT_DRAWERS = {
    "buttons": _buttons,
    "zip": _zip,
    "print": _print,
    "tie": _tie,
    "pocket": _pocket,
    "collar": _collar,
}
_BACK_DRAWERS = {"yoke": _yoke, "seam": _seam, "hood": _hood, "print": _print_behind}
