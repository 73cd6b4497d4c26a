"""Labels and reported rows come in; the lines of a table for people go out.

Each share is followed by its counts and the 95% interval in percent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from agent_plugin.tools.measuring.scoring import Counted, Found, Pair, Span, area, span
from agent_plugin.tools.measuring.shares import Share
from agent_plugin.tools.words import printable

_WIDE = 28


def table(pairs: Sequence[Pair]) -> list[str]:
    """All of it: by kind of media, by category, the normals that were flagged, the time spans of videos."""
    lines = [line for kind in ("image", "video", "all") for line in _kind(kind, pairs)]
    return [*lines, *_categories(pairs), *_normals(pairs), *_videos(pairs)]


def format_share(share: Share) -> str:
    """Such as ` 18.5% (24/130, 13-26)`."""
    if not share.of:
        return "   -"
    low, high = (100 * round(end, 4) for end in share.interval)  # as the sets' own scorer rounds
    return f"{100 * share.rate:5.1f}% ({share.hits}/{share.of}, {low:.0f}-{high:.0f})"


def _kind(kind: str, pairs: Sequence[Pair]) -> Iterator[str]:
    some = [pair for pair in pairs if kind in ("all", pair.label.kind)]
    if not some:
        return
    flagged = Counted.of((pair.label.normal, pair.flagged) for pair in some)
    stopped = Counted.of((pair.label.normal, pair.stopped) for pair in some)
    blocked = Counted.of((pair.label.normal, pair.blocked) for pair in some)
    yield f"\n== {kind}: {len(some)} files, threshold 0.0"
    yield f"{'recall':22s} {format_share(flagged.recall)}"
    yield f"{'false_positive_rate':22s} {format_share(flagged.alarms)}"
    yield f"{'precision':22s} {format_share(flagged.precision)}"
    yield f"{'f1':22s} {_decimal(flagged.f1)}    roc_auc {_decimal(area(some))}"
    yield f"verdict review|block   recall {format_share(stopped.recall)}  fpr {format_share(stopped.alarms)}"
    yield f"verdict block          recall {format_share(blocked.recall)}  fpr {format_share(blocked.alarms)}"


def _categories(pairs: Sequence[Pair]) -> Iterator[str]:
    defects = [
        (defect, pair.row.findings)
        for pair in pairs
        if pair.label.kind == "image"
        for defect in pair.label.defects
    ]
    yield "\n== images by defect category"
    heads = ("right category", "any category", "located (right cat.)", "located (any)")
    yield _row("category", heads)
    for name in sorted({defect.category for defect, _ in defects}):
        yield _found(name, Found.of(row for row in defects if row[0].category == name))
    yield _found("ALL", Found.of(defects))


def _found(name: str, found: Found) -> str:
    shares = (found.right, found.any, found.located_right, found.located_any)
    return _row(printable(name), [format_share(share) for share in shares])


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name:16s} {' '.join(f'{cell:{_WIDE}s}' for cell in cells)}"


def _normals(pairs: Sequence[Pair]) -> Iterator[str]:
    normals = [pair for pair in pairs if pair.label.normal]
    yield "\n== normals flagged, by scenario"
    for name in sorted({pair.label.scenario or "-" for pair in normals}):
        some = [pair for pair in normals if (pair.label.scenario or "-") == name]
        yield f"{printable(name):16s} {format_share(Share.among(pair.flagged for pair in some))}"
    counts = Counter(name for pair in normals for name in sorted(_names(pair)))
    yield f"by category: {dict(counts.most_common()) or 'none'}"


def _names(pair: Pair) -> set[str]:
    return {one.category.value if one.category else "None" for one in pair.row.findings}


def _videos(pairs: Sequence[Pair]) -> Iterator[str]:
    spans = [
        span(pair, defect) for pair in pairs if pair.label.kind == "video" for defect in pair.label.defects
    ]
    if not spans:
        return
    yield "\n== video"
    yield from map(_span, spans)
    found, right = (Share.among(row) for row in ((s.found for s in spans), (s.right for s in spans)))
    overlaps = Share.among(one.covered > 0 for one in spans)
    mean = sum(one.overlap for one in spans) / len(spans)
    yield (
        f"found {format_share(found)}  right category {format_share(right)}  "
        f"overlaps {format_share(overlaps)}  mean iou {_decimal(mean)}"
    )


def _span(one: Span) -> str:
    return (
        f"{printable(one.file):34s} {one.category:14s} found={one.found} right={one.right} "
        f"interval_iou={_decimal(one.overlap)} covered={_decimal(one.covered)}"
    )


def _decimal(value: float | None) -> str:
    return "None" if value is None else str(round(value, 4))
