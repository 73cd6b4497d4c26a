"""A stored review comes in; the same goes out with its pictures at hand, and as a notebook shows it."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Self

from pydantic import PrivateAttr

from agent_plugin.tools import domain
from agent_plugin.tools.calls.answer import shown, verdict_line
from agent_plugin.tools.evidence.handy import pictures_of, shown_in_a_chat


class Review(domain.Review):
    """What was looked at, what was found, and what it means; a notebook shows it with its first picture.

    >>> import lastlook
    >>> review = lastlook.review("examples/neck-twist.jpg")
    >>> print(review)
    block: Do not publish this ad as it is: neck turned too far.
    >>> [path.name for path in review.pictures]
    ['annotated.jpg', 'finding-1.jpg', 'sheet-1.jpg']
    >>> sorted(path.name for path in review.folder.glob("report.*"))
    ['report.html', 'report.json', 'report.md']
    """

    _folder: Path = PrivateAttr()

    @classmethod
    def of(cls, review: domain.Review, folder: Path) -> Self:
        """The same review, whose evidence lies there."""
        made = cls(**dict(review))
        made._folder = folder
        return made

    @property
    def folder(self) -> Path:
        """Where its evidence lies: pictures, and the report as HTML, JSON and Markdown."""
        return self._folder

    @property
    def pictures(self) -> tuple[Path, ...]:
        """Its pictures, in the order in which one looks at them."""
        return tuple(self._folder / one.file for one in pictures_of(self))

    def __repr__(self) -> str:
        count = len(self.counting)
        found = f"{count} finding{'' if count == 1 else 's'}"
        return f"<Review of {self.media.name}: {self.verdict.value.value}, {found}>"

    def __str__(self) -> str:
        return verdict_line(self)

    def _repr_html_(self) -> str:
        """For a notebook: the verdict, and the picture that tells most."""
        pictures = shown(self._folder, shown_in_a_chat(self, 1))
        images = [f'<br><img alt="{escape(one.name)}" src="{one.address}">' for one in pictures]
        return f"<strong>{escape(str(self))}</strong>{''.join(images)}"


Review.__module__ = "lastlook"
