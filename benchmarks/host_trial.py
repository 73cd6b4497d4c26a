"""Labelled pictures in; how a model in a chat looks at them through the real MCP server, as a table, out.

    python -m benchmarks.host_trial ask LABELS.jsonl ROOM KEY   reviews each; ROOM gets questions and sheets
    python -m benchmarks.host_trial tell ROOM KEY               hands answers in; once more after pointed ones
    python -m benchmarks.host_trial score ROOM KEY              the table

Whoever looks writes ROOM/NUMBER/answer.json, and pointed.json where pointed.txt appears beside it. ROOM tells
nothing else: pictures are numbered in an order drawn by their bytes. KEY, a folder that no looker opens,
holds the labels, the ads and the server's data. A row of LABELS has `file`, beside it, and `broken`.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.types import CallToolResult, ImageContent, TextContent, TextResourceContents

from agent_plugin.tools.calls.summary import REPORT
from agent_plugin.tools.domain import Review
from agent_plugin.tools.measuring.shares import Share, auc

_BLIND, _POINTED = ("answer.json", "question.txt"), ("pointed.json", "pointed.txt")


@contextmanager
def serving(key: Path) -> Generator[tuple[BlockingPortal, Client]]:
    """The server that a chat starts, over the ads of the trial."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "agent_plugin", "mcp", str(key / "ads")],
        env={**os.environ, "LASTLOOK_DATA_DIR": str(key / "data")},
    )
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(Client(server)) as client:
        yield portal, client


def ask(labels: Path, room: Path, key: Path) -> None:
    """Review every picture, and lay out what the server shows and asks."""
    rows = [json.loads(line) for line in labels.read_text(encoding="utf-8").splitlines()]
    rows.sort(key=lambda row: hashlib.sha256((labels.parent / row["file"]).read_bytes()).hexdigest())
    (key / "ads").mkdir(parents=True, exist_ok=True)
    for number, row in enumerate(rows, 1):
        row["ad"] = f"{number:03}{Path(row['file']).suffix}"
        shutil.copyfile(labels.parent / row["file"], key / "ads" / row["ad"])
    (key / "rows.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
    with serving(key) as (portal, client):
        for row in rows:
            given = {"ad": str((key / "ads" / row["ad"]).resolve())}
            answer = portal.call(client.call_tool, "review_ad", given)
            folder = room / Path(row["ad"]).stem
            _lay_out(answer, folder, "question.txt")
            (key / f"{folder.name}.json").write_text(_data(answer), encoding="utf-8")


def tell(room: Path, key: Path) -> None:
    """Hand in what was answered since; what is asked next is laid out beside it."""
    with serving(key) as (portal, client):
        for folder in sorted(room.iterdir()):
            for answered, asked in (_BLIND, _POINTED):
                done = key / f"{folder.name}-{answered}"
                if (folder / answered).exists() and (folder / asked).exists() and not done.exists():
                    given = json.loads((folder / answered).read_text(encoding="utf-8"))
                    answer = portal.call(client.call_tool, "record_look", given)
                    done.write_text(_data(answer), encoding="utf-8")
                    if _question(answer):
                        _lay_out(answer, folder, "pointed.txt")
                    print(folder.name, answered, _text(answer).splitlines()[0])


def score(room: Path, key: Path) -> None:
    """The table: what was stopped, how looks counted, and how well the probability sorts."""
    stopped, probabilities = dict[bool, list[bool]](), dict[bool, list[float]]()
    looks = list[bool]()
    rows = json.loads((key / "rows.json").read_text(encoding="utf-8"))
    with serving(key) as (portal, client):
        for row in rows:
            name = Path(row["ad"]).stem
            review = json.loads((key / f"{name}.json").read_text(encoding="utf-8"))["review"]
            answer = portal.call(client.call_tool, "get_review", {"review": review})
            data: dict[str, Any] = answer.structured_content or {}
            kept = portal.call(client.read_resource, REPORT.format(review=review)).contents[0]
            assert isinstance(kept, TextResourceContents)
            value: str = data["verdict"]
            stopped.setdefault(row["broken"], []).append(value != "publish")
            if (room / name / "answer.json").exists():
                looks.append(Review.model_validate_json(kept.text).is_looked_at)
                probabilities.setdefault(row["broken"], []).append(_probability(room / name))
            print(name, row["file"], "broken" if row["broken"] else "sound", value)
    for broken, word in ((True, "badly wrong"), (False, "sound")):
        print(f"{word} stopped: {Share.among(stopped.get(broken, []))}")
    area = auc(probabilities.get(True, []), probabilities.get(False, []))
    print(f"looks that counted: {Share.among(looks)}; AUC of the probability: {area}")


def _probability(folder: Path) -> float:
    """The blind one: the pointed answers are given with a hint."""
    probability: float = json.loads((folder / "answer.json").read_text(encoding="utf-8"))["probability"]
    return probability


def _lay_out(answer: CallToolResult, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pictures = [block for block in answer.content if isinstance(block, ImageContent)]
    for number, picture in enumerate(pictures, 1):
        (folder / f"{Path(name).stem}-{number}.jpg").write_bytes(base64.b64decode(picture.data))
    (folder / name).write_text(_text(answer), encoding="utf-8")


def _text(answer: CallToolResult) -> str:
    return "\n".join(block.text for block in answer.content if isinstance(block, TextContent))


def _data(answer: CallToolResult) -> str:
    return json.dumps(answer.structured_content or {}, indent=1)


def _question(answer: CallToolResult) -> Any:
    data: dict[str, Any] = answer.structured_content or {}
    return data.get("look")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="A model in a chat looks at labelled pictures.")
    parser.add_argument("step", choices=("ask", "tell", "score"))
    parser.add_argument("labels", nargs="?", type=Path, help="of the pictures, to ask about them")
    parser.add_argument("room", type=Path)
    parser.add_argument("key", type=Path)
    given = parser.parse_args()
    if given.step == "ask":
        ask(given.labels, given.room, given.key)
    elif given.step == "tell":
        tell(given.room, given.key)
    else:
        score(given.room, given.key)


if __name__ == "__main__":
    main()
