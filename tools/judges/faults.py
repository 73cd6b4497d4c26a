"""What a provider's package raises comes in, one of our own errors goes out: what, why and what to do.

Errors are told by their status and by the names of their classes, so that no provider's package is imported
here and those behind LangChain are understood alike. Words of the provider are shown shortened, and never
where they hold a piece of the key; the error itself is dropped, since its request carries the key.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

from pydantic import SecretStr

from agent_plugin.tools.errors import (
    JudgeBusy,
    JudgeDeclined,
    JudgeError,
    JudgeMissing,
    JudgeRefused,
    JudgeUnclear,
    JudgeUnreachable,
)
from agent_plugin.tools.words import printable

MAX_QUOTED = 200  # of the provider's words: its first sentence says it
KEY_PIECE = 6  # so many characters in a row of a key are a part of it, not chance
NEVER = math.inf

CHECK_KEY = "Check LASTLOOK_JUDGE_API_KEY, and that this key may use the model."
CHECK_MODEL = "Check LASTLOOK_JUDGE_MODEL: it must be a model that takes pictures."
CHECK_URL = "Check the network and LASTLOOK_JUDGE_BASE_URL, then review again with --fresh."
LATER = "Review the ad again later with --fresh."
A_PERSON = "Let a person look, or name another model in LASTLOOK_JUDGE_MODEL."
MORE_TOKENS = "Set LASTLOOK_JUDGE_MAX_TOKENS higher, name another model, or let a person look."

_Kind = tuple[type[JudgeError], str, str]
STATUSES: dict[int, _Kind] = {
    400: (JudgeRefused, "does not accept the request", CHECK_MODEL),
    401: (JudgeRefused, "does not accept the key", CHECK_KEY),
    402: (JudgeBusy, "says that there is no credit left", "Top up the account, or use another key."),
    403: (JudgeRefused, "does not allow it to this key", CHECK_KEY),
    404: (
        JudgeRefused,
        "knows no such model or address",
        f"{CHECK_MODEL} Check LASTLOOK_JUDGE_BASE_URL too.",
    ),
    408: (JudgeUnreachable, "gave up waiting", LATER),
    409: (JudgeUnreachable, "was busy with a conflicting request", LATER),
    413: (JudgeRefused, "finds the pictures too large", "Name a model that takes more pictures."),
    429: (JudgeBusy, "takes no more requests for now", LATER),
}
_OTHER = (JudgeRefused, "does not accept the request", CHECK_MODEL)
_BROKEN = (JudgeUnreachable, "has a fault of its own", LATER)
_ELSEWHERE = (
    JudgeRefused,
    "points to another address, which is not followed: pictures go only where the settings say",
    "Set LASTLOOK_JUDGE_BASE_URL to the final address.",
)
_FILTERED = {
    "bio_policy",
    "content_filter",
    "content_policy_violation",
    "image_content_policy_violation",
    "misalignment_policy_violation",
    "moderation_blocked",
    "responsible_ai_policy_violation",
}
_NO_CREDIT = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
_BY_CODE: dict[str, _Kind] = {
    **dict.fromkeys(_FILTERED, (JudgeDeclined, "declined to look: its filter holds it back", A_PERSON)),
    **dict.fromkeys(_NO_CREDIT, STATUSES[402]),
    "model_not_found": STATUSES[404],
    "rate_limit_exceeded": STATUSES[429],
    "server_error": _BROKEN,
}
# Pieces of class names, in the order in which they are tried.
_BY_NAME: dict[str, _Kind] = {
    "Timeout": (JudgeUnreachable, "gave no answer in time", CHECK_URL),
    "ContentFilter": (JudgeDeclined, "declined to look: its filter holds it back", A_PERSON),
    "LengthFinish": (JudgeUnclear, "was cut off before the end of its answer", MORE_TOKENS),
    "OutputParser": (JudgeUnclear, "did not answer in the asked-for form", A_PERSON),
    "ResponseValidation": (JudgeUnclear, "answers in a form that its package does not know", CHECK_URL),
    "JSONDecode": (JudgeUnclear, "answers with something that is not JSON", CHECK_URL),
    "UnicodeDecode": (JudgeUnclear, "answers with something that is not text", CHECK_URL),
    "Connect": (JudgeUnreachable, "cannot be reached, or broke off", CHECK_URL),
    "Protocol": (JudgeUnreachable, "broke off its answer", CHECK_URL),
    "Network": (JudgeUnreachable, "cannot be reached, or broke off", CHECK_URL),
    "Transport": (JudgeUnreachable, "cannot be reached, or broke off", CHECK_URL),
    "OSError": (JudgeUnreachable, "cannot be reached, or broke off", CHECK_URL),
}


@dataclass(frozen=True)
class Asked:
    """Who is asked, for messages, and the key that must not be in them."""

    host: str
    model: str
    key: SecretStr | None = None

    def __str__(self) -> str:
        return f"The judge {printable(self.model)} at {printable(self.host)}"


def as_judge_error(error: BaseException, asked: Asked) -> JudgeError:
    """The same fault as an error of ours, with the wait that the provider asks for."""
    if isinstance(error, JudgeError):
        return error
    status, code = _status(error), _code(error)
    kind, what, hint = _BY_CODE.get(code) or (_by_status(status) if status else _by_name(error))
    detail = f" (status {status})" if status else f" ({_root(error)})"
    words = "" if status in {401, 403} else provider_words(error, asked.key)
    ours = kind(f"{asked} {what}{detail}.{words}", hint)
    ours.retry_after_s = _wait(error, code, status)
    return ours


def error_of_code(code: str, asked: Asked) -> JudgeError:
    """A fault that a provider names within an answer that is otherwise fine, such as `content_filter`."""
    kind, what, hint = _BY_CODE.get(code, (JudgeRefused, "could not answer", CHECK_MODEL))
    return kind(f"{asked} {what} ({_cut(code)}).", hint)


def cut_off(asked: Asked, text: str, most_tokens: int) -> JudgeUnclear:
    """An answer that ended at our limit: some models think until nothing is left to answer with."""
    what = "was cut off before the end of its answer"
    if not text.strip():
        what = "was cut off before it began to answer: it spent all of them on thinking"
    return JudgeUnclear(f"{asked} {what} (limit: {most_tokens} tokens).", MORE_TOKENS)


def missing_package(error: ImportError, asked: Asked) -> JudgeMissing:
    """A provider's package is not installed; LangChain names it in its message."""
    words = printable(str(error)).split("`")
    line = next((piece for piece in words if piece.startswith("pip install")), "")
    return JudgeMissing(
        f"{asked} needs a package that is not installed.",
        f"Install it with `{line}`." if line else f"Install what this asks for: {_cut(str(error))}",
    )


def _by_status(status: int) -> _Kind:
    if status in STATUSES:
        return STATUSES[status]
    if status >= 500:
        return _BROKEN
    return _ELSEWHERE if 300 <= status < 400 else _OTHER


def _by_name(error: BaseException) -> _Kind:
    names = [cls.__name__ for cls in type(error).__mro__]
    for piece, kind in _BY_NAME.items():
        if any(piece in name for name in names):
            return kind
    return JudgeError, "failed in a way that nobody foresaw", "Please report it, and try another judge."


def _root(error: BaseException) -> str:
    """The class of the first cause: `ConnectError` says more than `APIConnectionError`."""
    seen: set[int] = set()
    while error.__cause__ is not None and id(error) not in seen:
        seen.add(id(error))
        error = error.__cause__
    return type(error).__name__


def _status(error: BaseException) -> int | None:
    response = getattr(error, "response", None)
    for holder, name in ((error, "status_code"), (response, "status_code"), (error, "code")):
        value = getattr(holder, name, None)
        if isinstance(value, int) and not isinstance(value, bool) and 300 <= value < 600:
            return int(value)
    return None


def _body(error: BaseException) -> Mapping[str, Any]:
    body = getattr(error, "body", None)
    if not isinstance(body, Mapping):
        return {}
    found = cast("Mapping[str, Any]", body)
    inner = found.get("error")
    return cast("Mapping[str, Any]", inner) if isinstance(inner, Mapping) else found


def _code(error: BaseException) -> str:
    for value in (getattr(error, "code", None), _body(error).get("code"), _body(error).get("type")):
        if isinstance(value, str) and value in _BY_CODE:
            return value
    return ""


def provider_words(error: BaseException, key: SecretStr | None) -> str:
    """The provider's own words as a sentence, shortened; none where they hold a piece of the key."""
    text = _body(error).get("message") or str(error)
    if not isinstance(text, str) or not text.strip() or _holds_piece(text, key):
        return ""
    return f" It says: {_cut(text)}"


def _cut(text: str) -> str:
    shown = " ".join(printable(text[: 4 * MAX_QUOTED]).split())
    return shown if len(shown) <= MAX_QUOTED else shown[: MAX_QUOTED - 1] + "…"


def _holds_piece(text: str, key: SecretStr | None) -> bool:
    secret = key.get_secret_value() if key else ""
    size = min(KEY_PIECE, len(secret))
    pieces = {secret[at : at + size] for at in range(len(secret) - size + 1)} if size else set[str]()
    return any(piece in text for piece in pieces)


def _wait(error: BaseException, code: str, status: int | None) -> float | None:
    if code in _NO_CREDIT or status == 402:
        return NEVER
    headers = getattr(getattr(error, "response", None), "headers", None)
    if not hasattr(headers, "get"):
        return None
    found = cast("Mapping[str, str]", headers)
    if found.get("x-should-retry") == "false":
        return NEVER
    return retry_after_s(found.get("retry-after") or "")


def retry_after_s(header: str) -> float | None:
    """The seconds that a Retry-After header asks for, given as a number or as a date."""
    try:
        seconds = float(header)
    except ValueError:
        return _until(header)
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _until(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
