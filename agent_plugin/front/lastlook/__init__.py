"""The final check before an AI-made ad goes live: the file of an ad comes in, a typed review goes out.

    >>> import lastlook
    >>> review = lastlook.review("examples/neck-twist.jpg")
    >>> isinstance(review, lastlook.Review)
    True
    >>> review
    <Review of neck-twist.jpg: block, 1 finding>

The verdict is one of four values, with its reasons. `publish` means that somebody looked, and that no
anatomical defect was found in what was checked and looked at; `no_people`, that nobody was seen, so that
nothing was checked.

    >>> isinstance(review.verdict, lastlook.Verdict)
    True
    >>> review.verdict.value is lastlook.VerdictValue.BLOCK
    True

`findings` are all that was found, `counting` those that the verdict rests on, each with its category, its
score and its box in pixels of the upright picture, `(x0, y0, x1, y1)`.

    >>> finding = review.counting[0]
    >>> isinstance(finding, lastlook.Finding), finding.category is lastlook.Category.NECK_TWIST
    (True, True)

What goes wrong is a `LastLookError`: `message` says what and why, `hint` what to do.

    >>> try:
    ...     lastlook.review("no-such-ad.jpg")
    ... except lastlook.LastLookError as error:
    ...     print(error.message)
    no-such-ad.jpg does not exist.

The names are loaded when they are first used, so that the import itself takes no time.

    >>> lastlook.__version__.count(".")
    2
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent_plugin.tools.domain import Category, Finding, Verdict, VerdictValue
    from agent_plugin.tools.errors import LastLookError
    from lastlook._reviewing import Reviewer, review
    from lastlook._shown import Review
    from lastlook._told import checks, explain

    __version__: str

__all__ = [
    "Category",
    "Finding",
    "LastLookError",
    "Review",
    "Reviewer",
    "Verdict",
    "VerdictValue",
    "__version__",
    "checks",
    "explain",
    "review",
]

_HOMES = {
    "Category": "agent_plugin.tools.domain",
    "Finding": "agent_plugin.tools.domain",
    "LastLookError": "agent_plugin.tools.errors",
    "Review": "lastlook._shown",
    "Reviewer": "lastlook._reviewing",
    "Verdict": "agent_plugin.tools.domain",
    "VerdictValue": "agent_plugin.tools.domain",
    "checks": "lastlook._told",
    "explain": "lastlook._told",
    "review": "lastlook._reviewing",
}


if not TYPE_CHECKING:  # else any name would be right to a type checker

    def __getattr__(name: str) -> object:
        if name == "__version__":
            from importlib.metadata import version

            return version("lastlook")
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return list(__all__)
