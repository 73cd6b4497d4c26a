"""A review's id comes in, a secret goes out that signs this review once, soon; only its hash is kept.

A page gets it beside a result, where no model reads, and hands it in with what a person decided there. What
a model can write itself opens nothing.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from threading import Lock

LIVES_S = 60 * 60  # a person may read the evidence first
KEPT = 200


class Tickets:
    """Those that are out; they end with the process."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        """None are out yet."""
        self._now_s, self._lock = now_s, Lock()
        self._out: OrderedDict[bytes, tuple[str, float]] = OrderedDict()

    def issue(self, review_id: str) -> str:
        """A new one; the oldest give way where many are out."""
        ticket = secrets.token_urlsafe(32)
        with self._lock:
            self._out[_hash(ticket)] = (review_id, self._now_s() + LIVES_S)
            while len(self._out) > KEPT:
                self._out.popitem(last=False)
        return ticket

    def redeem(self, ticket: str, review_id: str) -> bool:
        """Does it sign this review? Afterwards it signs nothing, whatever the answer."""
        with self._lock:
            review, until_s = self._out.pop(_hash(ticket), ("", 0.0))
        return bool(review) and review == review_id and self._now_s() < until_s


def _hash(ticket: str) -> bytes:
    return sha256(ticket.encode("utf-8", "surrogatepass")).digest()
