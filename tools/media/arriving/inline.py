"""A text comes in; if it holds a picture or video as base64, with or without `data:`, its bytes go out."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

from agent_plugin.tools.errors import MediaDamaged, MediaTooLarge
from agent_plugin.tools.media.sniff import HEAD_BYTES, sniff
from agent_plugin.tools.policy import AGENTS

_ALPHABET = re.compile(r"[A-Za-z0-9+/\s]+={0,2}\s*", re.ASCII)
_LONGEST_PATH = 4096  # of any system; a longer text in that alphabet can only be bytes
_SHORTEST = 64  # no picture is smaller, and paths without a dot are seldom longer


def inline_bytes(text: str) -> bytes | None:
    """The bytes; none where the text is something else.

    Raises:
        MediaTooLarge: there are more than are taken this way.
        MediaDamaged: it says that it is `data:`, and cannot be decoded.
    """
    if text[:5].lower() == "data:":
        return _of_address(text[5:])
    if len(text) < _SHORTEST:
        return None
    if len(text) > _LONGEST_PATH:
        _check_size(len(text) * 3 // 4)
    if not _ALPHABET.fullmatch(text):
        return None
    data = _decoded(text)
    if data is not None and (len(text) > _LONGEST_PATH or sniff(data[:HEAD_BYTES])):
        return data
    return None


def _of_address(rest: str) -> bytes:
    head, comma, body = rest.partition(",")
    is_base64 = head.lower().rstrip().endswith(";base64")
    _check_size(len(body) * 3 // 4 if is_base64 else len(body) // 3)
    data = _decoded(body) if is_base64 else unquote_to_bytes(body)
    if not comma or not data:
        raise MediaDamaged(
            "The `data:` address cannot be decoded.", "Send it as data:image/jpeg;base64,... without gaps."
        )
    _check_size(len(data))
    return data


def _decoded(text: str) -> bytes | None:
    bare = "".join(text.split())
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _check_size(count: int) -> None:
    if count > AGENTS.max_inline_bytes:
        raise MediaTooLarge(
            f"The ad has more than {AGENTS.max_inline_bytes >> 20} MB, too much to be sent inside a call.",
            "Give the path of the file, or an https address.",
        )
