"""The rasteriser (moderngl, EGL): layers, a camera and lights in; colours, part numbers and depths out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import cv2
import moderngl
import numpy as np

from training.render import shaders
from training.render.types import Faces, Floats, Picture

SUPERSAMPLING = 2
MOST_TARGETS = 16  # of different sizes kept; the largest takes 20 MB
COLUMNS = ("place", "normal", "canon", "canon_normal", "uv", "cover", "part")
NO_DECAL = np.zeros((1, 2, 4), np.uint8)


@dataclass(frozen=True)
class Material:
    """How a surface looks: a tiling fabric, a decal (front half, back half) and the answer to light."""

    fabric: Picture
    decal: Picture = field(default_factory=lambda: NO_DECAL)
    decal_window: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    wrap: float = 0.15
    gloss: float = 0.0
    shine: float = 12.0
    bump: float = 0.0
    waves: Floats = field(default_factory=lambda: np.zeros((6, 4), np.float32))


@dataclass(frozen=True)
class Layer:
    """One surface: posed vertices, their fixed coordinates on a standard body, and a material."""

    place: Floats
    normal: Floats
    canon: Floats
    canon_normal: Floats
    uv: Floats
    cover: Floats
    part: Floats
    faces: Faces
    material: Material
    nearer_m: float = 0.0


@dataclass(frozen=True)
class Lights:
    """Three lamps (directions towards the lamp, colours) and a sky and a floor glow."""

    directions: Floats
    colours: Floats
    sky: Floats
    floor: Floats


@dataclass(frozen=True)
class Raster:
    """What came out: the picture, the part number of each pixel, the depth buffer (0 near, 1 far)."""

    picture: Picture
    parts: Picture
    depth: Floats


class Rasteriser:
    """A context without a window; one per process."""

    def __init__(self) -> None:
        settings: dict[str, Any] = {"backend": "egl"}
        self._gl = moderngl.create_context(standalone=True, **settings)
        self._surface = self._gl.program(shaders.SURFACE_VERTEX, shaders.SURFACE_FRAGMENT)
        self._backdrop = self._gl.program(shaders.BACKDROP_VERTEX, shaders.BACKDROP_FRAGMENT)
        self._targets: dict[tuple[int, int], moderngl.Framebuffer] = {}

    def draw(
        self,
        layers: list[Layer],
        camera: Floats,
        eye: Floats,
        lights: Lights,
        backdrop: Picture,
        fine: int = SUPERSAMPLING,
    ) -> Raster:
        """Draw the layers over a backdrop, which also sets the size of the picture; `fine` smooths edges."""
        height, width = backdrop.shape[:2]
        target = self._target(width * fine, height * fine)
        target.use()
        target.clear(depth=1.0)
        self._gl.disable(moderngl.DEPTH_TEST)
        self._draw_backdrop(backdrop)
        self._gl.enable(moderngl.DEPTH_TEST)
        self._set_scene(camera, eye, lights)
        for layer in layers:
            self._draw_layer(layer)
        return _read(target, width, height, fine)

    def _target(self, width: int, height: int) -> moderngl.Framebuffer:
        if (width, height) not in self._targets:
            size = (width, height)
            while len(self._targets) >= MOST_TARGETS:
                self._drop_oldest_target()
            colours = [self._gl.texture(size, 3), self._gl.texture(size, 1)]
            self._targets[size] = self._gl.framebuffer(colours, self._gl.depth_texture(size))
        return self._targets[width, height]

    def _drop_oldest_target(self) -> None:
        target = self._targets.pop(next(iter(self._targets)))
        for item in (*target.color_attachments, target.depth_attachment, target):
            item.release()

    def _draw_backdrop(self, backdrop: Picture) -> None:
        texture = self._texture(backdrop, tile=False)
        texture.use(0)
        corners = self._gl.buffer(np.array([-1, -1, 1, -1, -1, 1, 1, 1], np.float32).tobytes())
        array = self._gl.vertex_array(self._backdrop, [(corners, "2f", "corner")])
        array.render(moderngl.TRIANGLE_STRIP)
        _release(array, corners, texture)

    def _set_scene(self, camera: Floats, eye: Floats, lights: Lights) -> None:
        self._write(
            clip_from_world=camera.T,
            eye=eye,
            light_from=lights.directions,
            light_colour=lights.colours,
            ambient_up=lights.sky,
            ambient_down=lights.floor,
        )

    def _draw_layer(self, layer: Layer) -> None:
        # Faces that are cut away whole cost as much as others, so they are not drawn.
        shown = layer.faces[(np.asarray(layer.cover)[layer.faces] >= 0).any(axis=1)]
        if not len(shown):
            return
        material = layer.material
        textures = [self._texture(material.fabric, tile=True), self._texture(material.decal, tile=False)]
        for unit, texture in enumerate(textures):
            texture.use(unit)
        self._surface["fabric"], self._surface["decal"] = 0, 1
        self._write(
            decal_window=np.array(material.decal_window), wave=material.waves, bump=np.array(material.bump)
        )
        self._write(has_decal=np.array(float(material.decal.shape[0] > 1)), wrap=np.array(material.wrap))
        self._write(nearer=np.array(layer.nearer_m))
        self._write(gloss=np.array(material.gloss), shine=np.array(material.shine))
        columns = [np.asarray(getattr(layer, c), np.float32).reshape(len(layer.place), -1) for c in COLUMNS]
        vertices = self._gl.buffer(np.concatenate(columns, axis=1).tobytes())
        indices = self._gl.buffer(shown.astype(np.int32).tobytes())
        array = self._gl.vertex_array(self._surface, [(vertices, "3f 3f 3f 3f 2f 1f 1f", *COLUMNS)], indices)
        array.render()
        _release(array, vertices, indices, *textures)

    def _texture(self, picture: Picture, *, tile: bool) -> moderngl.Texture:
        data = np.ascontiguousarray(picture)
        texture = self._gl.texture((data.shape[1], data.shape[0]), data.shape[2], data.tobytes(), alignment=1)
        texture.repeat_x = texture.repeat_y = tile
        return texture

    def _write(self, **uniforms: Floats) -> None:
        for name, value in uniforms.items():
            cast(moderngl.Uniform, self._surface[name]).write(
                np.ascontiguousarray(value, np.float32).tobytes()
            )


def _release(*items: moderngl.VertexArray | moderngl.Buffer | moderngl.Texture) -> None:
    """Give the driver its memory back; a job draws hundreds of thousands of layers."""
    for item in items:
        item.release()


def _read(target: moderngl.Framebuffer, width: int, height: int, fine: int) -> Raster:
    tall, wide = height * fine, width * fine
    colour = np.frombuffer(target.read(components=3, alignment=1), np.uint8).reshape(tall, wide, 3)[::-1]
    picture = np.asarray(cv2.resize(colour, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    parts = np.frombuffer(target.read(components=1, attachment=1, alignment=1), np.uint8).reshape(tall, wide)[
        ::-1
    ]
    depth = np.frombuffer(target.read(components=1, attachment=-1, dtype="f4", alignment=1), np.float32)
    every = (slice(None, None, fine), slice(None, None, fine))
    return Raster(picture, parts[every], depth.reshape(tall, wide)[::-1][every])
