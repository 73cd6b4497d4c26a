"""What the audit log says ought to stand in the store, and what stands there; what does not fit goes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from agent_plugin.tools.store.audit import Logged, sha256_of


def wrong_row(logged: Logged, row: str) -> Iterator[str]:
    """Is the review the one that was stored?"""
    if logged.is_forgotten:
        yield "it stands there again after it was forgotten"
    elif not logged.row_sha256:
        yield "it stands in no entry of the audit log"
    elif sha256_of(row) != logged.row_sha256:
        yield "it is not what was stored"


def wrong_looks(logged: Logged, looks: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Are the looks, id and row of each, those that were given?"""
    standing = {look: sha256_of(row) for look, row in looks}
    if len(standing) < len(looks) or standing.keys() - logged.looks.keys():
        yield "a look stands there that nobody gave"
    if logged.looks.keys() - standing.keys():
        yield "a look was removed"
    if any(logged.looks.get(look, sha256) != sha256 for look, sha256 in standing.items()):
        yield "a look was changed"


def wrong_sign_offs(logged: Logged, rows: Sequence[str]) -> Iterator[str]:
    """Are the sign-offs, in their order, those that were given?"""
    standing = [sha256_of(row) for row in rows]
    if standing == logged.sign_offs:
        return
    if set(standing) - set(logged.sign_offs):
        yield "a sign-off stands there that nobody gave, or one was changed"
    elif set(logged.sign_offs) - set(standing):
        yield "a sign-off was removed"
    else:
        yield "the sign-offs stand in another order"


def wrong_pictures(logged: Logged, folder: Path) -> Iterator[str]:
    """Are the pictures of the evidence those that were drawn? Those that are gone are no matter of this."""
    for name, sha256 in logged.evidence_sha256.items():
        path = folder / name
        if path.is_file() and sha256_of(path.read_bytes()) != sha256:
            yield f"the picture {name} of its evidence was replaced"


def missing_pictures(logged: Mapping[str, Logged], folder: Path) -> Iterator[str]:
    """The pictures that are gone, of all reviews, each with the review's id."""
    for review_id, one in logged.items():
        for name in one.evidence_sha256:
            if not (folder / review_id / name).is_file():
                yield f"review {review_id}: the picture {name} of its evidence is gone"
