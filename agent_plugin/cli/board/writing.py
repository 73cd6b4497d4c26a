"""Reviews and a folder come in; a page that needs no server, a table and a zip are written there."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader

from agent_plugin.chat.handing_over import table
from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.speech import bare
from agent_plugin.cli.board.groups import Creative, creatives
from agent_plugin.tools.errors import LastLookError
from agent_plugin.tools.evidence.contact_sheet import Card, write_contact_sheet
from agent_plugin.tools.look.person import is_for_a_person, tile_jpeg
from agent_plugin.tools.media import safe_name
from agent_plugin.tools.words import printable

if TYPE_CHECKING:
    from agent_plugin.tools.domain import Review
    from agent_plugin.tools.store import Store

_KINDS = {"hand": "hands", "head": "heads", "face": "heads", "foot": "feet", "arm": "arms"}
PAGE, TABLE, PDF, EVIDENCE = "index.html", "results.csv", "board.pdf", "evidence.zip"
# Of the page's verdicts in print; they are read in words, too.
_COLOURS = {
    "block": (179, 38, 30),
    "review": (154, 97, 0),
    "no_people": (74, 81, 91),
    "publish": (26, 127, 75),
}


@dataclass(frozen=True)
class Part:
    """One part on the wall of parts."""

    file: str
    kind: str  # such as `hands`
    ad: str
    caption: str


@dataclass(frozen=True)
class Tile:
    """One ad on the board."""

    name: str
    value: str
    sentence: str
    thumb: str
    looked_by: str
    signed: str
    report: str
    is_held: bool


def write_board(
    store: Store, reviews: Sequence[Review], errors: Sequence[tuple[str, str]], target: Path
) -> Path:
    """Write it all; the page goes out.

    Raises:
        OSError: the folder cannot be written.
    """
    pictures = target / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    groups = creatives(reviews)
    tiles = [(group, [_tile(store, group, one, pictures) for one in group.reviews]) for group in groups]
    parts = [part for group in groups for one in group.reviews for part in _parts(store, one, pictures)]
    phrasings = [Phrasing(one, "en", signs=store.sign_offs.of(one.id)) for one in reviews]
    (target / TABLE).write_text(table(phrasings) + "\n" if phrasings else "", encoding="utf-8-sig")
    _zip(store, reviews, target / EVIDENCE)
    cards = [_card(tile, target) for _, some in tiles for tile in some]
    write_contact_sheet(cards, f"Last Look: {len(reviews)} ads", target / PDF)
    values = [one.verdict.value.value for one in reviews]
    counts = {value: values.count(value) for value in ("block", "review", "no_people", "publish")}
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True
    )
    page = environment.get_template("board.html.jinja").render(
        groups=tiles, parts=parts, counts=counts, total=len(reviews), errors=errors
    )
    (target / PAGE).write_text(page, encoding="utf-8")
    return target / PAGE


def _tile(store: Store, group: Creative, review: Review, pictures: Path) -> Tile:
    signs = store.sign_offs.of(review.id)
    phrasing = Phrasing(review, "en", signs=signs)
    folder = store.evidence_folder(review.id)
    is_blind = is_for_a_person(review)  # whoever looks first is not told what the checks found
    frames = [one.file for one in review.evidence if one.kind == "frame" and not is_blind]
    frames += [sheet.frame for sheet in review.sheets]
    frames += [one.file for one in review.evidence if one.kind == "frame"]
    thumb = next((name for name in frames if (folder / name).is_file()), "")
    pages = [one.file for one in review.evidence if one.media_type == "text/html"]
    return Tile(
        name=printable(review.media.name),
        value=review.verdict.value.value,
        sentence=bare(phrasing.sentence),
        thumb=_copied(folder / thumb, pictures, f"{review.id}-{thumb}") if thumb else "",
        looked_by=", ".join(dict.fromkeys(printable(one.who) for one in review.looks if one.counts)),
        signed=bare(phrasing.signed(signs[-1])) if signs else "",
        report=(folder / pages[0]).resolve().as_uri() if pages else "",
        is_held=group.is_held(review),
    )


def _card(tile: Tile, target: Path) -> Card:
    """A tile of the board as it is printed."""
    lines = [tile.sentence, "Held: a sibling of it is flagged." if tile.is_held else ""]
    lines += [f"Looked at by: {tile.looked_by or 'nobody yet'}.", tile.signed]
    return Card(
        picture=target / tile.thumb if tile.thumb else None,
        heading=tile.value.replace("_", " ").upper(),
        colour=_COLOURS[tile.value],
        name=tile.name,
        lines=tuple(one for one in lines if one),
    )


def _parts(store: Store, review: Review, pictures: Path) -> Iterator[Part]:
    """Every part of an ad that a sheet shows, cut out without marks."""
    for tile in (tile for sheet in review.sheets for tile in sheet.tiles):
        kinds = {_KINDS[word] for part in tile.parts for word in _KINDS if word in part.value}
        name = f"{review.id}-part-{tile.number}.jpg"
        if not kinds:
            continue
        try:
            (pictures / name).write_bytes(tile_jpeg(store, review, tile.number))
        except LastLookError:
            continue  # its frame is gone
        yield Part(f"pictures/{name}", " ".join(sorted(kinds)), printable(review.media.name), tile.caption)


def _copied(source: Path, pictures: Path, name: str) -> str:
    (pictures / name).write_bytes(source.read_bytes())
    return f"pictures/{name}"


def _zip(store: Store, reviews: Sequence[Review], target: Path) -> None:
    """The evidence of every ad, in a folder of its own."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, review in enumerate(reviews, 1):
            folder = store.evidence_folder(review.id)
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                name = (
                    f"{number:02d}-{safe_name(review.media.name, 60)}/{file.relative_to(folder).as_posix()}"
                )
                archive.write(file, name)
