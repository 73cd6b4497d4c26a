"""An ad's original bytes come in; what they say of AI, and what rules ask of them, goes out.

Readers are plain: bytes in, marks out; nothing is fetched, and the file is never written to. The rules of the
markets are dated data in `rules/`. What is missing here asks for a person at the most; it blocks nothing and
makes nothing safe.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from agent_plugin.tools.domain import Disclosure
from agent_plugin.tools.policy import DISCLOSURE, STANDARD, DisclosureRules, MediaLimits


def read_disclosure(
    path: Path,
    limits: MediaLimits = STANDARD.media,
    markets: tuple[str, ...] = (),
    *,
    sha256: str = "",
    today: date | None = None,
    rules: DisclosureRules = DISCLOSURE,
) -> Disclosure:
    """What an ad's file says of how it was made, and how that stands under the rules of these markets.

    Raises:
        MediaError: the file cannot be read, is no picture and no video, or is not the one of this `sha256`.
        UsageError: there are no rules for a market.
    """
    from agent_plugin.tools.disclosure.credentials import trust_list
    from agent_plugin.tools.disclosure.markets import needs_of
    from agent_plugin.tools.disclosure.marks import marks_of
    from agent_plugin.tools.media.embedded import embedded

    today = today or date.today()
    trusted, carried = trust_list(), embedded(path, limits, rules)
    if sha256 and carried.source.sha256 != sha256:
        raise carried.source.changed()
    marks = marks_of(carried, trusted, rules)
    read = Disclosure(marks=marks, trust_list=trusted.title, read_on=today)
    needs = needs_of(markets, read, today, rules)
    return read.model_copy(update={"markets": markets, "needs": needs})
