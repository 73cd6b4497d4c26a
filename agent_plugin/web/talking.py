"""Events of the agent come in; what Gradio's chat shows goes out: bubbles, steps, pictures.

Everything that came from outside is escaped before it gets here or here; Gradio cleans the rest.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from agent_plugin.chat.agent import Done, Event, Step, Words
from agent_plugin.chat.facts import ad_name, words_of
from agent_plugin.chat.questions import Language, language_of
from agent_plugin.chat.speech import has, phrase, plain
from agent_plugin.chat.tools import artifact_of
from agent_plugin.tools.calls.line import WAITING
from agent_plugin.tools.words import printable
from agent_plugin.web.words import WORDS

if TYPE_CHECKING:
    from agent_plugin.web.panel import Panel, Picture

Bubble = dict[str, Any]
"""A message as Gradio's chat takes it."""
_CHECKING = "review_ad"
_MOST_SHOWN = 3  # checks of one answer that have a line each
_TELLS_S = 0.05  # the share of the work from which on the time that is left can be guessed


@dataclass
class Bubbles:
    """One answer while it comes: what was shown before stays in front."""

    before: list[Bubble]
    panel: Panel
    language: Language
    checks: dict[str, Check] = field(default_factory=dict[str, "Check"])
    failures: list[Bubble] = field(default_factory=list[Bubble])
    text: str = ""
    pictures: list[Picture] = field(default_factory=list["Picture"])
    choices: tuple[str, ...] = ()
    report: str = ""

    def take(self, event: Event) -> None:
        """What is new."""
        if isinstance(event, Words):
            self.text += event.text
        elif isinstance(event, Done):
            self.answered(event.messages[-1])
        else:
            self._step(event)

    def answered(self, message: BaseMessage) -> None:
        """The answer as it stands at the end."""
        self.text = message.text or self.text
        kept = message.additional_kwargs
        self.choices, self.report = tuple(kept.get("choices", ())), str(kept.get("report", ""))

    def _step(self, step: Step) -> None:
        """A check is shown while it works; what is only looked up, where it fails."""
        if step.tool == _CHECKING:
            self._check(step)
        elif step.state == "failed":
            self.failures.append(_step_bubble(_failed(step.tool, self.language), "done"))
        if step.artifact and step.artifact["pictures"]:
            self.pictures += self._of(step.review, step.artifact["pictures"])

    def _check(self, step: Step) -> None:
        if step.state == "begun":
            self.checks[step.id] = Check(step.ad)
        for call, one in self.checks.items():
            if call == step.id or (step.state == "working" and one.ad == step.ad):
                one.take(step)

    def _of(self, review_id: str, names: list[str]) -> list[Picture]:
        found = self.panel.find(review_id)
        new = self.panel.pictures(found, self.language, names) if found else []
        return [one for one in new if one not in self.pictures]

    def shown(self) -> list[Bubble]:
        """All bubbles."""
        answer = [_bubble("assistant", self.text)] if self.text else []
        below = _strip(self.pictures) + self._report()
        strip = [_bubble("assistant", below)] if self.text and below.strip() else []
        checked = checking(list(self.checks.values()), self.language)
        shown = [*checked, *self.failures, *answer, *strip]
        if self.choices and shown:
            shown[-1] = {**shown[-1], "options": [{"value": one, "label": one} for one in self.choices]}
        return [*self.before, *shown]

    def _report(self) -> str:
        """A link to the whole report, where the answer speaks of it."""
        found = self.panel.find(self.report) if self.report else None
        url = self.panel.report_url(found, self.language) if found else ""
        words = WORDS[self.language]["report"]
        return f'<a href="{html.escape(url)}" target="_blank" rel="noopener">{words}</a>' if url else ""


@dataclass
class Check:
    """One ad that is being checked."""

    ad: str
    share: float = 0.0
    stage: str = ""
    state: str = "begun"
    begun_s: float = 0.0
    left_s: float | None = None

    def take(self, step: Step) -> None:
        """How far it is."""
        self.state = "working" if step.state == "working" else step.state
        self.stage, self.share = step.detail, step.share
        if step.state == "working" and step.share > 0:
            self.begun_s = self.begun_s or step.at_s
            gone_s = step.at_s - self.begun_s
            self.left_s = gone_s * (1 - step.share) / step.share if step.share > _TELLS_S else None

    @property
    def is_over(self) -> bool:
        """Has it come to an end?"""
        return self.state in ("done", "failed")


def checking(checks: Sequence[Check], language: Language) -> list[Bubble]:
    """What is shown of the checks of one answer: each of a few, or all of many in one line."""
    if len(checks) > _MOST_SHOWN:
        over = sum(one.is_over for one in checks)
        words = WORDS[language]["checking_many"].format(done=over, all=len(checks))
        now = next((one for one in checks if one.state == "working" and one.share > 0), None)
        words += f": {printable(ad_name(now.ad))} {now.share:.0%}" if now else ""
        return [_step_bubble(plain(words), "done" if over == len(checks) else "pending")]
    return [_one_check(one, language) for one in checks]


def _one_check(check: Check, language: Language) -> Bubble:
    name = printable(ad_name(check.ad))
    if check.state == "failed":
        return _step_bubble(_failed(_CHECKING, language, name), "done")
    title = f"{step_title(_CHECKING, language)}: {plain(name)}"
    if check.is_over:
        return _step_bubble(title, "done")
    words = WORDS[language]
    place = re.search(rf"{WAITING} (?:(\d+)|another)", check.stage)
    if place:
        title += words["queue_place"].format(count=place[1] or 1)
    elif check.share > 0:
        title += f", {check.share:.0%}"
        title += words["time_left"].format(seconds=f"{check.left_s:.0f}") if check.left_s else ""
    return _step_bubble(title, "pending")


def _failed(tool: str, language: Language, name: str = "") -> str:
    about = f" ({plain(name)})" if name else ""
    return f"{step_title(tool, language)}{about}: {phrase(language, 'step_failed')}"


def asked_bubbles(words: str, ads: Sequence[str], panel: Panel) -> list[Bubble]:
    """What a person wrote and attached."""
    files = "".join(_attachment(panel, ad) for ad in ads)
    attached = [_bubble("user", files)] if files else []
    return [*attached, *([_bubble("user", html.escape(words))] if words else [])]


def history(messages: Iterable[BaseMessage], panel: Panel) -> list[Bubble]:
    """A whole conversation, as it was shown."""
    shown: list[Bubble] = []
    language: Language = "en"
    calls: dict[str, str] = {}
    bubbles = Bubbles([], panel, language)
    for message in messages:
        if isinstance(message, HumanMessage):
            shown += bubbles.shown()
            words, ads = words_of(message)
            language = language_of(words, language)
            bubbles = Bubbles([], panel, language)
            shown += asked_bubbles(words, ads, panel)
        elif isinstance(message, AIMessage):
            calls |= {str(call["id"]): str(call["args"].get("review", "")) for call in message.tool_calls}
            for call in message.tool_calls:
                begun = Step(str(call["id"]), call["name"], "begun", ad=str(call["args"].get("ad", "")))
                bubbles.take(begun)
            bubbles.answered(message)
        elif isinstance(message, ToolMessage):
            bubbles.take(_ended(message, calls))
    return [*shown, *bubbles.shown()]


def _ended(message: ToolMessage, calls: dict[str, str]) -> Step:
    artifact = artifact_of(message)
    data = artifact["data"]
    review = data.get("review") or calls.get(message.tool_call_id, "")
    state = "failed" if message.status == "error" else "done"
    return Step(message.tool_call_id, message.name or "", state, "", 1.0, artifact, str(review))


def step_title(tool: str, language: Language) -> str:
    """What a tool does, in words."""
    return phrase(language, f"step_{tool}") if has(language, f"step_{tool}") else plain(tool)


def _step_bubble(title: str, status: str) -> Bubble:
    return {"role": "assistant", "content": "", "metadata": {"title": title, "status": status}}


def _bubble(role: str, content: str) -> Bubble:
    return {"role": role, "content": content}


def _strip(pictures: Sequence[Picture]) -> str:
    """Small pictures under an answer; each opens large."""
    in_order = sorted(pictures, key=lambda one: not one.is_large)
    return "".join(
        f'<a href="{html.escape(one.url)}" target="_blank" rel="noopener">'
        f'<img class="{"ll-large" if one.is_large else "ll-thumb"}" src="{html.escape(one.url)}" '
        f'alt="{html.escape(one.caption)}" title="{html.escape(one.caption)}"></a> '
        for one in in_order
    )


def _attachment(panel: Panel, ad: str) -> str:
    url, name = html.escape(panel.ad_url(ad)), html.escape(printable(ad_name(ad)))
    if panel.is_picture(ad):
        return f'<img class="ll-thumb" src="{url}" alt=""> {name} '
    return f"<b>{name}</b> "
