"""Keeps MediaPipe from importing what nobody here uses: that would take a second of each cold start."""

from __future__ import annotations

import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import ModuleType

_ONE_AT_A_TIME = threading.RLock()
_PLOTTING = ("matplotlib", "matplotlib.pyplot")


@contextmanager
def without_plotting() -> Generator[None]:
    """Inside, Matplotlib is an empty stand-in, unless it is there already; afterwards it can be imported."""
    with _ONE_AT_A_TIME:
        if _PLOTTING[0] in sys.modules:
            yield
            return
        stand_ins = {name: ModuleType(name) for name in _PLOTTING}
        stand_ins[_PLOTTING[0]].__dict__["pyplot"] = stand_ins[_PLOTTING[1]]
        sys.modules.update(stand_ins)
        try:
            yield
        finally:
            for name, module in stand_ins.items():
                if sys.modules.get(name) is module:
                    del sys.modules[name]
