"""The second opinion as a whole: what our checks saw of an ad comes in, opinions, notes and costs go out.

The blind calls and the pointed ones run at once, and none is told what another says; how they are made is in
`calls.py`. Whatever fails becomes a sentence in the notes; nothing that was had is lost.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Sequence

from agent_plugin.tools.domain import Asked, Controls, Finding, Opinion, OpinionCost, SecondOpinion
from agent_plugin.tools.media.media import SourceFrames
from agent_plugin.tools.opinion.asking.asking import Planned
from agent_plugin.tools.opinion.asking.planning import Language, Manner, Prices, Seen, Send
from agent_plugin.tools.opinion.calls import Calls, Done
from agent_plugin.tools.opinion.judges.cache import ReplyCache
from agent_plugin.tools.opinion.judges.judge import Judge
from agent_plugin.tools.policy import STANDARD, JudgeRules
from agent_plugin.tools.words import printable


class SecondLook:
    """Asks one judge about one ad after the other."""

    def __init__(
        self,
        judge: Judge,
        *,
        rules: JudgeRules = STANDARD.judge,
        cache: ReplyCache | None = None,
        send: Send = "crops",
        language: Language = "en",
        prices: Prices | None = None,
        secret: str = "",
    ) -> None:
        """Nothing is sent yet; without prices there is no budget to keep."""
        self.judge, self.cache, self.prices = judge, cache, prices
        self.manner = Manner(rules, send, language, secret)

    @property
    def identity(self) -> str:
        """Who is asked, where and how: the same line, the same opinions to be had."""
        where = hashlib.sha256(self.judge.address.encode()).hexdigest()[:12]
        return f"{self.judge.kind} {self.judge.model} at {where}, {self.manner.identity}"

    def look(self, media: SourceFrames, seen: Seen, *, brief: str = "", fresh: bool = False) -> SecondOpinion:
        """Everything that the judge says of this ad; `fresh` asks again what was asked before."""
        planned = self.manner.plan(media, seen, brief)
        if not planned:
            return self._told(Asked.NOTHING_TO_ASK)
        return self.ask(planned, seen.findings, fresh=fresh)

    def ask(
        self, planned: Sequence[Planned], findings: Sequence[Finding], *, fresh: bool = False
    ) -> SecondOpinion:
        """Make these calls."""
        start = time.monotonic()
        calls = Calls(
            self.judge, self.manner.rules, findings, prices=self.prices, cache=self.cache, fresh=fresh
        )
        done = calls.all(planned)
        opinions = [opinion for one in done if one.read for opinion in one.read.opinions]
        notes = Counter(note for one in done for note in one.notes)
        return self._told(
            _became(done),
            notes=tuple(f"{note} ({count} times)" if count > 1 else note for note, count in notes.items()),
            sent=tuple(dict.fromkeys(line for one in done for line in one.sent)),
            opinions=tuple(
                one.model_copy(update={"number": number}) for number, one in enumerate(opinions, 1)
            ),
            cost=calls.ledger.cost(time.monotonic() - start),
            controls=_controls(done),
        )

    def _told(
        self,
        asked: Asked,
        *,
        notes: tuple[str, ...] = (),
        sent: tuple[str, ...] = (),
        opinions: tuple[Opinion, ...] = (),
        cost: OpinionCost | None = None,
        controls: Controls | None = None,
    ) -> SecondOpinion:
        return SecondOpinion(
            asked=asked,
            judge=self.judge.kind,
            model=printable(self.judge.model),
            notes=notes,
            sent=sent,
            opinions=opinions,
            cost=cost or OpinionCost(),
            controls=controls or Controls(),
        )


def _controls(done: Sequence[Done]) -> Controls:
    """Of all calls together: who nods to one picture may nod to another."""
    answers = [is_right for one in done if one.read for is_right in one.read.controls]
    return Controls(asked=len(answers), right=sum(answers))


def _became(done: Sequence[Done]) -> Asked:
    """In full only if every call was answered, and each of its pictures and findings."""
    reads = [one.read for one in done if one.read]
    if not reads:
        return Asked.NOT_HAD
    whole = len(reads) == len(done) and all(one.is_whole for one in reads)
    return Asked.HAD if whole else Asked.PARTLY_HAD
