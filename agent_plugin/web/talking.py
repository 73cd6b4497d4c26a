"""Events of the agent come in; what Gradio's chat shows goes out: bubbles, steps, pictures.

Everything that came from outside is escaped before it gets here or here; Gradio cleans the rest.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from agent_plugin.chat.agent import Done, Event, Step, Words
from agent_plugin.chat.facts import ad_name, words_of
from agent_plugin.chat.questions import Language, language_of
from agent_plugin.chat.speech import has, phrase, plain
from agent_plugin.chat.tools import artifact_of
from agent_plugin.tools.words import printable

if TYPE_CHECKING:
    from agent_plugin.web.panel import Panel, Picture

Bubble = dict[str, Any]
"""A message as Gradio's chat takes it."""
_LEAST_STEP = 0.02  # of the work, between two redraws


@dataclass
class Bubbles:
    """One answer while it comes: what was shown before stays in front."""

    before: list[Bubble]
    panel: Panel
    language: Language
    steps: dict[str, Bubble] = field(default_factory=dict[str, Bubble])
    text: str = ""
    pictures: list[Picture] = field(default_factory=list["Picture"])
    _share: float = -1.0

    def take(self, event: Event) -> bool:
        """Is there anything new to show?"""
        if isinstance(event, Words):
            self.text += event.text
        elif isinstance(event, Done):
            self.text = event.text
        else:
            return self._step(event)
        return True

    def _step(self, step: Step) -> bool:
        if step.state == "working":
            return self._working(step)
        title = step_title(step.tool, self.language)
        if step.state == "begun":
            self._share = -1.0
            self.steps[step.id] = _step_bubble(title, "pending", tool=step.tool)
            return True
        failed = step.state == "failed"
        ending = f": {phrase(self.language, 'step_failed')}" if failed else ""
        self.steps[step.id] = _step_bubble(title + ending, "done", tool=step.tool)
        if step.artifact and step.artifact["pictures"]:
            self.pictures += self._of(step.review, step.artifact["pictures"])
        return True

    def _working(self, step: Step) -> bool:
        if abs(step.share - self._share) < _LEAST_STEP:
            return False
        self._share = step.share
        title = f"{step_title(step.tool, self.language)}: {step.share:.0%}"
        for call, bubble in self.steps.items():
            if bubble["metadata"]["status"] == "pending" and bubble["metadata"]["id"] == step.tool:
                self.steps[call] = _step_bubble(title, "pending", step.tool) | {"content": plain(step.detail)}
        return True

    def _of(self, review_id: str, names: list[str]) -> list[Picture]:
        found = self.panel.find(review_id)
        new = self.panel.pictures(found, self.language, names) if found else []
        return [one for one in new if one not in self.pictures]

    def shown(self) -> list[Bubble]:
        """All bubbles."""
        answer = [_bubble("assistant", self.text)] if self.text else []
        strip = [_bubble("assistant", _strip(self.pictures))] if self.text and self.pictures else []
        return [*self.before, *self.steps.values(), *answer, *strip]


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
            bubbles.text = message.text or bubbles.text
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


def _step_bubble(title: str, status: str, tool: str) -> Bubble:
    return {"role": "assistant", "content": "", "metadata": {"title": title, "status": status, "id": tool}}


def _bubble(role: str, content: str) -> Bubble:
    return {"role": role, "content": content}


def _strip(pictures: Sequence[Picture]) -> str:
    """Small pictures under an answer; each opens large."""
    return "".join(
        f'<a href="{html.escape(one.url)}" target="_blank" rel="noopener">'
        f'<img class="ll-thumb" src="{html.escape(one.url)}" alt="{html.escape(one.caption)}"></a> '
        for one in pictures
    )


def _attachment(panel: Panel, ad: str) -> str:
    url, name = html.escape(panel.ad_url(ad)), html.escape(printable(ad_name(ad)))
    if panel.is_picture(ad):
        return f'<img class="ll-thumb" src="{url}" alt="{name}"> {name} '
    return f"<b>{name}</b> "
