"""The parts sheet: the whole picture and every part enlarged, as somebody with eyes is shown them."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.domain.base import Record
from agent_plugin.tools.domain.geometry import Box
from agent_plugin.tools.domain.names import Part


class Tile(Record):
    """One enlarged part on a sheet."""

    number: int = Field(ge=1, description="As printed on the sheet; runs through all sheets of a review")
    caption: str = Field(description="What is printed under it: whose part, and whether it was found")
    box_xyxy: Box = Field(description="What it shows, in pixels of the upright media")
    person: int | None = Field(default=None, description="None for what belongs to nobody")
    parts: tuple[Part, ...] = Field(default=(), description="More than one where their places overlap")
    found: bool = Field(default=True, description="False where a part was expected and not recognised")


class Sheet(Record):
    """One picture: the whole frame of a moment on top, its tiles below."""

    number: int = Field(ge=1)
    file: str = Field(description="Name inside the evidence folder of the review")
    sha256: str = Field(description="Of the file: a look names the very picture that was shown")
    width: int
    height: int
    at_s: float | None = Field(default=None, description="The moment; none for an image")
    frame: str = Field(description="File of the whole frame without marks, from which looks are cut")
    tiles: tuple[Tile, ...] = ()
    left_out: int = Field(default=0, ge=0, description="Parts of this moment for which there was no room")
