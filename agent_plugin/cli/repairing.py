"""A review and, where it is still there, its ad come in; a repair kit in the user's folder goes out."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent_plugin.cli.export import export
from agent_plugin.prompts import line
from agent_plugin.terminal import language, note

if TYPE_CHECKING:
    from agent_plugin.tools.domain import Review
    from agent_plugin.tools.store import Store

repair_kit_option = click.option(
    "--repair-kit",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write to DIR, for each place that is wrong, the frame, a mask (white is repainted), a crop, a "
    "prompt and the reason as JSON; several ads get a folder each.",
)


def write_kit(store: Store, review: Review, ad: Path | None, target: Path) -> None:
    """Write the kit, and tell where it is.

    Raises:
        LastLookError: the pictures are gone, or a file of another origin is in the way.
    """
    from agent_plugin.tools.evidence.repair_kit import KIT, write_repair_kit
    from agent_plugin.tools.look.kept_frames import frames_of

    with tempfile.TemporaryDirectory() as made:
        kit = write_repair_kit(review, frames_of(review, store.evidence_folder(review.id), ad), Path(made))
        export(Path(made), target)
    count = len(kit.places)
    what = (
        f"{count} place{'' if count == 1 else 's'} to repaint" if count else "nothing in it counts as wrong"
    )
    if language() == "zh":
        note(line("chat_zh_names", "page_kit", what=str(target / KIT), count=count))
    else:
        note(f"Repair kit: {target / KIT} ({what}).")
