"""What the tests of judges share: an ask, judges behind a local server, and the key that must stay secret."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from pydantic import SecretStr

from agent_plugin.fake_judge import FakeJudge
from agent_plugin.tools.judges.compatible_judge import CompatibleJudge
from agent_plugin.tools.judges.judge import Ask, Judge, Picture
from agent_plugin.tools.judges.openai_judge import OpenAIJudge
from agent_plugin.tools.policy.judge import JudgeRules

KEY = "sk-marker-Qz7Xw93LmPtV"
KINDS = ("openai", "compatible")
RULES = JudgeRules(timeout_s=10, retries=2)
IMPATIENT = JudgeRules(timeout_s=2.5, retries=2)  # enough to send a request once the packages are loaded
_ITEM = {
    "type": "object",
    "properties": {
        "picture": {"type": "integer"},
        "described": {"type": "string"},
        "verdict": {"enum": ["sound", "defect", "cannot_tell"]},
        "sureness": {"type": "number"},
    },
    "required": ["picture", "described", "verdict", "sureness"],
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"pictures": {"type": "array", "items": _ITEM}},
    "required": ["pictures"],
    "additionalProperties": False,
}


def ask(**fields: Any) -> Ask:
    """Two crops and the small whole picture."""
    crops = [Picture(f"Picture {number}", jpeg(number), 8, 8) for number in (1, 2)]
    whole = Picture("Picture 3", jpeg(3), 8, 8, detail="low")
    content = ("Picture 1:", crops[0], "Picture 2:", crops[1], "Picture 3, the whole:", whole)
    given: dict[str, Any] = {"name": "hands blind", "prompt": "hands 1", "instructions": "Look closely."}
    given |= {"content": content, "answer_schema": SCHEMA} | fields
    return Ask(**given)


def jpeg(shade: int) -> bytes:
    """A tiny picture of one shade."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), (shade * 60, 90, 120)).save(file, "JPEG")
    return file.getvalue()


def make(kind: str, server: FakeJudge, rules: JudgeRules = RULES, **more: Any) -> tuple[Judge, list[float]]:
    """A judge that asks this server, and the waits that it would have made between its tries."""
    waits: list[float] = []
    maker = OpenAIJudge if kind == "openai" else CompatibleJudge
    given: dict[str, Any] = {"api_key": SecretStr(KEY), "base_url": server.base_url, "rules": rules}
    given |= {"sleep": waits.append} | more
    return maker("fake-judge", **given), waits
