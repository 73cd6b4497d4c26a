"""Words for a terminal come in, the command as the user's own terminal knows it goes out.

Where a plugin, a bundle or `uv run` brought Last Look, there is no `lastlook` among the user's commands: it
lies beside the Python that runs this.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from functools import cache
from pathlib import Path


def own_command(words: str) -> str:
    """`lastlook` and the words; by its full path where the system does not know that name."""
    return f"{_start(os.environ.get('PATH', ''))} {words}"


@cache
def _start(search_path: str) -> str:
    here = Path(sys.executable).parent  # which is on the path of whatever `uv run` starts, and on no other
    others = os.pathsep.join(place for place in search_path.split(os.pathsep) if Path(place) != here)
    beside = shutil.which("lastlook", path=str(here))
    return "lastlook" if beside is None or shutil.which("lastlook", path=others) else shlex.quote(beside)
