"""A file name that is safe to show: no folders, no control or direction characters, not too long."""

from __future__ import annotations

import unicodedata


def safe_name(name: str, max_chars: int) -> str:
    """The last part of the name without what could hide or rearrange text, shortened in the middle."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    # Categories C* are controls, bidi overrides, lone surrogates and private use; Zl and Zp break lines.
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in "\u2028\u2029")
    shown = " ".join(shown.split())
    if not shown:
        return "unnamed"
    if len(shown) <= max_chars:
        return shown
    tail = max_chars // 3
    return shown[: max_chars - tail - 1] + "…" + shown[-tail:]
