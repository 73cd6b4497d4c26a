"""What all pictures share, loaded once: the body, its surfaces, the rasteriser."""

from __future__ import annotations

from training.render import defects
from training.render.body import Body
from training.render.facemap import read_face_map
from training.render.raster import Rasteriser
from training.render.surfaces import Surface, read_surfaces


class Studio:
    """The body, its surfaces, the map of its face, the rasteriser; the drawers of defects are registered."""

    def __init__(self) -> None:
        self.body = Body()
        self.surfaces: dict[str, Surface] = read_surfaces(self.body)
        self.face = read_face_map(self.body, self.surfaces["skin"])
        self.rasteriser = Rasteriser()
        defects.load()
