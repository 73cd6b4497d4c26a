"""A dry run: what would be sent to a judge comes in, a folder for each call goes out; nothing is sent."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from agent_plugin.tools.domain import Asked, SecondOpinion
from agent_plugin.tools.opinion.asking.asking import Planned
from agent_plugin.tools.opinion.judges.judge import Ask, Picture

FOLDER = "would-send"


def write_dry_run(planned: Sequence[Planned], folder: Path) -> SecondOpinion:
    """Write instructions, pictures and the request of each call under `folder`/would-send.

    Args:
        planned: The calls as they would be made.
        folder: Made if absent.

    Returns:
        A second opinion without opinions, which says what was written.
    """
    if not planned:
        return SecondOpinion(asked=Asked.NOTHING_TO_ASK)
    for number, plan in enumerate(planned, 1):
        name = re.sub(r"[^a-z]+", "-", plan.ask.name.lower()).strip("-")
        _write_call(plan.ask, folder / FOLDER / f"{number:02d}-{name}")
    pictures = sum(len(plan.ask.pictures) for plan in planned)
    note = f"What would be sent is in the folder {FOLDER} (calls: {len(planned)}, pictures: {pictures})."
    return SecondOpinion(asked=Asked.DRY_RUN, notes=(note,))


def _write_call(ask: Ask, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    content: list[dict[str, object]] = []
    for item in ask.content:
        if isinstance(item, Picture):
            content.append(_write_picture(item, folder, 1 + sum("picture" in one for one in content)))
        else:
            content.append({"text": item})
    request = {
        "name": ask.name,
        "prompts": ask.prompt,
        "instructions": "instructions.txt",
        "content": content,
        "answer_schema": ask.answer_schema,
    }
    (folder / "instructions.txt").write_text(ask.instructions, encoding="utf-8")
    text = json.dumps(request, indent=2, ensure_ascii=False)
    (folder / "request.json").write_text(text + "\n", encoding="utf-8")


def _write_picture(picture: Picture, folder: Path, number: int) -> dict[str, object]:
    file = f"{number:02d}-picture.jpg"
    (folder / file).write_bytes(picture.jpeg)
    return {
        "picture": picture.name,
        "file": file,
        "width": picture.width,
        "height": picture.height,
        "detail": picture.detail,
    }
