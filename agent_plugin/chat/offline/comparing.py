"""Two reviews come in, the old version's and the new one's; what went away, stayed and is new goes out."""

from __future__ import annotations

from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.speech import joined, listed


def compared(old: Phrasing, new: Phrasing) -> str:
    """The two versions; what is not found any more may also be hidden where nothing was checked."""
    phrase, language = new.phrase, new.language
    before = {one.category: old.title(one) for one in old.review.counting}
    after = {one.category: new.title(one) for one in new.review.counting}
    changes = {
        "compare_gone": [title for kind, title in before.items() if kind not in after],
        "compare_same": [title for kind, title in after.items() if kind in before],
        "compare_added": [title for kind, title in after.items() if kind not in before],
    }
    lines = [
        phrase("compare_old", what=f"{old.name}: {old.sentence}"),
        phrase("compare_new", what=f"{new.name}: {new.sentence}"),
    ]
    lines += [phrase(key, what=joined(language, titles)) for key, titles in changes.items() if titles]
    if not before and not after:
        lines.append(phrase("compare_nothing"))
    if missed := new.missed():
        lines.append(
            phrase("compare_unchecked", what=joined(language, (one.rstrip(".。") for one in missed)))
        )
    pictures = [phrase("compare_pictures")] if old.shown and new.shown else [new.evidence()]
    return "\n\n".join((phrase("compare_head"), listed(lines), *pictures))


def side_by_side(one: Phrasing, other: Phrasing) -> str:
    """Two ads that are no versions of each other: what is said of each, and nothing of what changed."""
    rows = [f"{each.name}: {each.sentence}" for each in (one, other)]
    pictures = [one.phrase("compare_pictures")] if one.shown and other.shown else []
    return "\n\n".join((one.phrase("side_head"), listed(rows), *pictures))
