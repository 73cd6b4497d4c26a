"""A dry run: what would be sent to a judge comes in, a folder for the request goes out; nothing is sent."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from agent_plugin.tools.domain import Review
from agent_plugin.tools.judges.judge import Ask, Picture
from agent_plugin.tools.look.asking.judge_look import request_of
from agent_plugin.tools.look.asking.manner import Manner
from agent_plugin.tools.look.desk import LookDesk
from agent_plugin.tools.policy import Policy
from agent_plugin.tools.store import Store

FOLDER = "would-send"


def forget_dry_run(folder: Path) -> None:
    """Take away what an earlier dry run wrote there: the review is kept, and is not asked about this time."""
    shutil.rmtree(folder / FOLDER, ignore_errors=True)


def write_dry_run(store: Store, review: Review, manner: Manner, policy: Policy, folder: Path) -> None:
    """Write the blind request of a review under `folder`/would-send; nothing where nothing was seen."""
    desk = LookDesk(store, policy, manner.secret, manner.language)
    question = desk.ask(review, look="look-dry-run", whole=manner.send == "frame", kind="judge")
    if question is not None:
        _write(request_of(question), folder)


def _write(ask: Ask, folder: Path) -> None:
    into = folder / FOLDER
    into.mkdir(parents=True, exist_ok=True)
    content: list[dict[str, object]] = []
    for item in ask.content:
        if isinstance(item, Picture):
            file = f"{1 + sum('picture' in one for one in content):02d}-picture.jpg"
            (into / file).write_bytes(item.jpeg)
            size = {"width": item.width, "height": item.height, "detail": item.detail}
            content.append({"picture": item.name, "file": file, **size})
        else:
            content.append({"text": item})
    request = {
        "name": ask.name,
        "prompts": ask.prompt,
        "instructions": "instructions.txt",
        "content": content,
        "answer_schema": ask.answer_schema,
    }
    (into / "instructions.txt").write_text(ask.instructions, encoding="utf-8")
    text = json.dumps(request, indent=2, ensure_ascii=False)
    (into / "request.json").write_text(text + "\n", encoding="utf-8")
