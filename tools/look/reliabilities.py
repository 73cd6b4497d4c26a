"""How good judges were, kept: a measurement in, a small JSON file out; a folder of them in, a policy out.

The measurements belong to the policy, so its fingerprint changes with them: what was decided before a judge
was measured is decided anew after.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from secrets import token_hex

from pydantic import ValidationError

from agent_plugin.tools.errors import UsageError
from agent_plugin.tools.policy import STANDARD, Policy, Reliability

FOLDER = "reliability"  # in the data folder


def file_for(data_folder: Path, one: Reliability) -> Path:
    """Where the measurement of this judge, model and prompts is read from by itself."""
    who = f"{one.judge} {one.model}"
    name = re.sub(r"[^a-z0-9]+", "-", who.lower()).strip("-")[:60]
    return (
        data_folder / FOLDER / f"{name}-{hashlib.sha256(f'{who} {one.prompt}'.encode()).hexdigest()[:8]}.json"
    )


def is_enough(one: Reliability, policy: Policy = STANDARD) -> bool:
    """Does it rest on enough ads for verdicts to go by it?"""
    return min(one.broken, one.sound) >= policy.look.measured_from


def write(one: Reliability, path: Path) -> None:
    """Keep it, in one step.

    Raises:
        UsageError: it cannot be written there.
    """
    half = path.with_name(f"{path.name}-{token_hex(4)}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_text(one.model_dump_json(indent=2) + "\n", encoding="utf-8")
        half.replace(path)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror or error}.", "Name another file by --reliability."
        ) from error


def read(data_folder: Path) -> tuple[Reliability, ...]:
    """All that are kept, in the order of their names.

    Raises:
        UsageError: one cannot be read: no verdict is to rest on half of the rules.
    """
    folder = data_folder / FOLDER
    return tuple(_read(path) for path in sorted(folder.glob("*.json"))) if folder.is_dir() else ()


def policy_of(data_folder: Path, usual: Policy = STANDARD) -> Policy:
    """The policy with the judges that were measured here.

    Raises:
        UsageError: a reliability file cannot be read.
    """
    known = read(data_folder)
    if not known:
        return usual
    look = usual.look.model_copy(update={"reliabilities": known})
    return usual.model_copy(update={"look": look})


def _read(path: Path) -> Reliability:
    try:
        return Reliability.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise UsageError(
            f"The reliability file {path} cannot be read ({type(error).__name__}).",
            "Remove it, or measure the judge again with `lastlook judge-bench`.",
        ) from error
