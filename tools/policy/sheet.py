"""How the parts sheet is laid out: sizes, margins and amounts. It judges nothing."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.policy.base import Rules


class SheetRules(Rules):
    """What a sheet shows, and how large."""

    side_px: int = Field(default=1536, description="Models take 1,568 px a side without scaling it down")
    whole_px: int = Field(default=1000, description="The longer side of the whole picture on it")
    whole_max_enlarge: float = Field(default=1.6, description="Beyond it a small picture only gets soft")
    tile_px: int = Field(default=300, description="Least side of a tile: a fingertip takes about 20 px then")
    max_tiles: int = Field(default=16, description="On one sheet: more are not looked at one by one")
    max_sheets_still: int = Field(default=2, description="Of a picture: what one request to a judge holds")
    max_tiles_still: int = Field(
        default=24, description="Beside the whole picture about 10 of the least size find room, then 16"
    )
    max_tiles_moment: int = Field(
        default=10, description="Of a video's moment, on its one sheet; in a crowd the small are shown whole"
    )
    max_sheets_clip: int = Field(default=6, description="Of a video: each costs a looker a picture")
    max_bytes: int = Field(default=1_000_000, description="Of a sheet's file: chats refuse larger pictures")
    jpeg_qualities: tuple[int, ...] = Field(
        default=(90, 84, 76, 66), description="The best that stays within `max_bytes`"
    )
    shrink: float = Field(
        default=0.85, gt=0, lt=1, description="Times the sides of a sheet that no quality makes small enough"
    )
    hand_grown: float = Field(default=1.6, description="A hand's box times this: the wrist belongs to it")
    wrist_grown: float = Field(default=1.3, description="The place where an arm ends, times this")
    guessed_wrist: float = Field(
        default=0.2, description="Visibility below which a wrist is a guess, behind a back or in a bag"
    )
    head_grown: float = Field(default=1.25, description="A head's box times this: neck and hair")
    foot_grown: float = Field(default=1.5, description="Ankle, heel and toe points lie inside the shoe")
    body_grown: float = Field(default=1.1, description="A small person's box times this")
    closer_px: int = Field(default=600, description="Least side of a closer picture, where one is pointed")
    closer_grown: float = Field(default=1.8, description="A place times this: shows whose part it is")
    same_tile: float = Field(default=0.6, description="Overlap from which two tiles are shown as one")
    shown_from: float = Field(
        default=0.05, description="Overlap from which a tile shows a place whose middle lies outside it"
    )
    small_person: float = Field(
        default=0.4, description="Of the picture's longer side: a smaller person of a group gets a tile too"
    )
    min_side_px: int = Field(default=8, description="A part smaller than this in the media shows nothing")
    no_skin: float = Field(
        default=0.01, description="Share of skin's colours up to which a place shows no body: a control"
    )
    least_detail: float = Field(
        default=6.0, description="Spread of a place's levels, 0 to 255: a blank tile would give itself away"
    )
    face_skin: float = Field(
        default=0.15, description="Share of skin's colours in a head's tile that shows a face, not hair alone"
    )
    last_s: float = Field(default=2.0, description="The end of a video, where generators drift, is shown")
    same_moment_s: float = Field(default=0.5, description="Sheets nearer than this show the same")
    unseen_s: float = Field(
        default=2.0,
        description="A longer stretch of a video that no sheet shows gets one while there is room: who is "
        "shown two moments of fifteen seconds has not looked at the ad",
    )
    suspicious: int = Field(default=3, description="Moments of the strongest suspicions that get a sheet")
