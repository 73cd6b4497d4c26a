"""Skips the tests of a module, said why, where the renderer cannot run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def need_renderer() -> None:
    """To be called before a module's tests."""
    for needed in ("torch", "anny", "moderngl", "scipy", "cv2"):
        pytest.importorskip(needed, reason=f"{needed} is not installed: see training/README.md")
    if not os.environ.get("ANNY_CACHE_DIR") and not (Path.home() / ".cache/anny").is_dir():
        pytest.skip("Anny's cache is not built yet: render one picture first", allow_module_level=True)
