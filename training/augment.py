"""Random changes of a crop that leave its label true (a mirrored picture's yaw is negated by the caller)."""

from __future__ import annotations

import cv2
import numpy as np

from training.render.types import Picture, Random


def augment(picture: Picture, rng: Random, strength: float = 1.0) -> Picture:
    """Colour, light, blur, erasing, JPEG and noise, each only at times; `strength` scales how often."""
    for change, share in _CHANGES:
        if rng.random() < share * strength:
            picture = change(picture, rng)
    return picture


def _colour(picture: Picture, rng: Random) -> Picture:
    gain, shift = rng.uniform(0.75, 1.25, 3) * rng.uniform(0.6, 1.3), rng.uniform(-30, 30, 3)
    return np.clip(picture * gain + shift, 0, 255).astype(np.uint8)


def _mixed_channels(picture: Picture, rng: Random) -> Picture:
    return np.ascontiguousarray(picture[:, :, rng.permutation(3)])


def _grey(picture: Picture, rng: Random) -> Picture:
    return np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)


def _contrast(picture: Picture, rng: Random) -> Picture:
    curve = (np.arange(256) / 255.0) ** float(np.exp(rng.normal(0, 0.4))) * 255
    return curve.astype(np.uint8)[picture]


def _soft(picture: Picture, rng: Random) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.4, 2.2))), np.uint8)


def _small(picture: Picture, rng: Random) -> Picture:
    size = picture.shape[0]
    small = int(size * rng.uniform(0.3, 0.8))
    return np.asarray(cv2.resize(cv2.resize(picture, (small, small)), (size, size)), np.uint8)


def _erased(picture: Picture, rng: Random) -> Picture:
    picture = picture.copy()
    size = picture.shape[0]
    for _ in range(int(rng.integers(1, 4))):
        wide, tall = rng.integers(size // 12, size // 3, 2)
        x, y = rng.integers(0, size - wide), rng.integers(0, size - tall)
        picture[y : y + tall, x : x + wide] = rng.integers(0, 256, 3)
    return picture


def _jpeg(picture: Picture, rng: Random) -> Picture:
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(15, 85))])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _noise(picture: Picture, rng: Random) -> Picture:
    grain = rng.normal(0, rng.uniform(2, 18), picture.shape)
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


_CHANGES = (
    (_colour, 0.6),
    (_mixed_channels, 0.25),
    (_grey, 0.12),
    (_contrast, 0.4),
    (_soft, 0.25),
    (_small, 0.25),
    (_erased, 0.25),
    (_jpeg, 0.3),
    (_noise, 0.35),
)
