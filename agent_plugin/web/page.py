"""The page: Gradio's components laid out, and what happens when a person does something.

Labels follow the language of the browser, answers that of the question.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import gradio as gr
from gradio import themes  # pyright: ignore[reportPrivateImportUsage] (as its own pages use it)

from agent_plugin.chat.keeping import Conversation
from agent_plugin.chat.questions import Language
from agent_plugin.chat.speech import bare
from agent_plugin.tools.calls.tool import Signature
from agent_plugin.tools.errors import LastLookError
from agent_plugin.web.gate import is_here, session_of
from agent_plugin.web.hall import MOST_CHARACTERS, Hall, View
from agent_plugin.web.words import WORDS, preferred

_TEMPLATES = Path(__file__).parent / "templates"
CSS = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
_SETUP = (_TEMPLATES / "page.js").read_text(encoding="utf-8")
HEAD = f"<script>{(_TEMPLATES / 'stream.js').read_text(encoding='utf-8')}</script>"
_TEND = (_TEMPLATES / "tend.js").read_text(encoding="utf-8")
I18N = gr.I18n(**{"en": WORDS["en"], "zh": WORDS["zh"], "zh-CN": WORDS["zh"], "zh-TW": WORDS["zh"]})
# The link of the conversation stands in the address bar, so that a reload and a bookmark lead back.
_SHOW_LINK = "(link) => { history.replaceState(null, '', new URL(link).search); }"
_FILL = "(words, box) => ({ ...(box || { files: [] }), text: words })"
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
Updates = tuple[Any, ...]
_WATCHERS = 32  # of answers, at once; each holds a thread
_DECISIONS = ("approve", "reject", "withdraw")
# What leaves a component as it is; Gradio gives it no type.
_ALONE = cast("Any", gr.skip())  # pyright: ignore[reportUnknownMemberType]


def theme() -> themes.Base:
    """Fonts of the reader's own machine: nothing is fetched."""
    return themes.Soft(
        primary_hue="indigo",
        font=["system-ui", "-apple-system", "Segoe UI", "PingFang SC", "Noto Sans CJK SC", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )


class Page:
    """The components, and the handlers that need them."""

    def __init__(self, hall: Hall) -> None:
        """Lay it out."""
        self._hall = hall
        with gr.Blocks(title="Last Look", analytics_enabled=False, fill_width=True) as self.blocks:
            self.chat = gr.State("")
            self.to_sign = gr.State("")  # what the form says that it signs, whatever came since
            with gr.Row(elem_classes="ll-top"):
                gr.Markdown("# Last Look", elem_classes="ll-title")
                self.new = gr.Button(I18N("new"), scale=0, min_width=150, size="sm")
            with gr.Row(elem_classes="ll-main"):
                with gr.Column(scale=5, min_width=320):
                    self._lay_chat()
                with gr.Column(scale=4, min_width=320):
                    self.panel = gr.HTML(elem_id="ll-panel")
                    self._lay_form()
            self._wire()

    def _lay_chat(self) -> None:
        self.bubbles = gr.Chatbot(
            label=I18N("chat"),
            show_label=False,
            placeholder=cast("str", I18N("intro")),
            height="60vh",
            min_height=320,
            buttons=["copy"],
            feedback_options=None,
            elem_id="ll-chat",
            latex_delimiters=[],
            autoscroll=False,  # `page.js` shows an answer from its first line
            allow_tags=False,
            layout="bubble",
        )
        self.ask = gr.MultimodalTextbox(
            label=I18N("ask"),
            placeholder=cast("str", I18N("placeholder")),
            file_types=None,  # what cannot be read is refused in the conversation, in words that stay
            sources=["upload"],
            file_count="multiple",
            elem_id="ll-ask",
            max_plain_text_length=MOST_CHARACTERS,
        )
        with gr.Row(elem_classes="ll-examples"):
            self.examples = [
                gr.Button(I18N(f"example_{number}"), size="sm", min_width=120) for number in range(1, 5)
            ]
            self.example = gr.Button(I18N("try_example"), size="sm", min_width=120, elem_id="ll-example")
            self.stop = gr.Button(I18N("stop"), size="sm", variant="stop", min_width=80, visible=False)
        self.who = gr.Markdown(elem_classes="ll-who")

    def _lay_form(self) -> None:
        with gr.Accordion(I18N("sign"), open=False, visible=False, elem_id="ll-sign") as self.form:
            self.sign_what = gr.Markdown(elem_id="ll-sign-what")
            gr.Markdown(I18N("sign_hint"))
            self.name = gr.Textbox(label=I18N("name"), max_length=200, elem_id="ll-name")
            self.decision = gr.Radio(label=I18N("decision"), elem_id="ll-decision")
            self.note = gr.Textbox(label=I18N("note"), max_length=2000, lines=2, elem_id="ll-note")
            self.sign = gr.Button(I18N("sign_button"), variant="primary", elem_id="ll-sign-button")
        self.link = gr.Textbox(
            label=I18N("link"), interactive=False, buttons=["copy"], elem_id="ll-link", visible=False
        )

    def _wire(self) -> None:
        shown = [self.bubbles, self.panel, self.form, self.to_sign, self.sign_what, self.link, self.stop]
        begin = [self.chat, *shown, self.who, self.decision]
        opening = self.blocks.load(self.opened, None, begin, **_QUIET)
        self.blocks.load(None, js=_SETUP, **_QUIET)
        renewing = self.new.click(self.begun, None, begin, **_QUIET)
        following: dict[str, Any] = {"concurrency_limit": _WATCHERS, **_QUIET}
        for event in (opening, renewing):
            linked = event.then(None, self.link, None, js=_SHOW_LINK, **_QUIET).then(None, js=_TEND, **_QUIET)
            linked.then(self.followed, self.chat, shown, **following)
        many: dict[str, Any] = {"trigger_mode": "multiple", **following}
        asking = self.ask.submit(self.asked, [self.ask, self.chat], [self.ask, *shown], **many)
        asking.then(None, js=_TEND, **_QUIET)
        chosen = self.bubbles.option_select(self.chosen, self.chat, shown, **many)
        chosen.then(None, js=_TEND, **_QUIET)
        shown_how = self.example.click(self.tried, self.chat, shown, **many)
        shown_how.then(None, js=_TEND, **_QUIET)
        self.stop.click(self.stopped, self.chat, None, **_QUIET)
        form = [self.name, self.decision, self.note]
        self.sign.click(
            self.signed, [self.chat, self.to_sign, *form], [*shown, self.decision, self.note], **_QUIET
        )
        for button in self.examples:
            button.click(None, [button, self.ask], self.ask, js=_FILL, **_QUIET)

    def opened(self, request: gr.Request) -> Updates:
        """The page was opened, with the link of a conversation or without."""
        given = _notice(request, "query_params").get("chat", "")
        known = self._hall.conversations.get(given)
        if given and known is None:
            gr.Info(WORDS[_language(request)]["gone"])
        return self._begin(known or self._hall.conversations.begin(), request)

    def begun(self, request: gr.Request) -> Updates:
        """A new conversation is wanted."""
        return self._begin(self._hall.conversations.begin(), request)

    def _begin(self, conversation: Conversation, request: gr.Request) -> Updates:
        language, who = _language(request), self._hall.chatter
        words = WORDS[language]
        label = words["offline"] if who.is_offline else words["online"].format(model=who.label)
        choices = [(words[f"{one}_long"], one) for one in _DECISIONS]
        view = self._hall.view(conversation, language)
        return (conversation.id, *self._shown(view, conversation, request), label, gr.Radio(choices=choices))

    def asked(self, given: dict[str, Any], chat: str, request: gr.Request) -> Iterator[Updates]:
        """A question, perhaps with ads."""
        files = [Path(_path(one)) for one in given.get("files") or ()]
        words = str(given.get("text") or "").strip()
        # One that is refused may be shortened; afterwards the field is left alone: they may type on.
        kept = words if len(words) > MOST_CHARACTERS else ""
        box: Any = gr.MultimodalTextbox(value={"text": kept, "files": []})
        for shown in self._answering(chat, words, files, request):
            yield (box, *shown)
            box = _ALONE

    def chosen(self, chat: str, event: gr.SelectData, request: gr.Request) -> Iterator[Updates]:
        """A button below an answer: it asks what stands on it."""
        yield from self._answering(chat, str(event.value), [], request)

    def tried(self, chat: str, request: gr.Request) -> Iterator[Updates]:
        """The example is wanted."""
        conversation = self._conversation(chat)
        for view in self._hall.show_example(conversation, _language(request)):
            yield self._shown(view, conversation, request)

    def followed(self, chat: str, request: gr.Request) -> Iterator[Updates]:
        """What goes on in the conversation, whoever began it."""
        conversation = self._conversation(chat)
        for view in self._hall.follow(conversation, _language(request)):
            yield self._shown(view, conversation, request)

    def _answering(self, chat: str, words: str, files: list[Path], request: gr.Request) -> Iterator[Updates]:
        conversation = self._conversation(chat)
        session = session_of(request.request) if request.request else ""
        for view in self._hall.ask(conversation, words, files, session, _language(request)):
            yield self._shown(view, conversation, request)

    def stopped(self, chat: str) -> None:
        """The person does not want to wait."""
        self._hall.stop(self._conversation(chat))

    def signed(
        self, chat: str, review: str, name: str, decision: str | None, note: str, request: gr.Request
    ) -> Updates:
        """The form was sent: the act of a person, which no tool and no model reaches."""
        conversation, language = self._conversation(chat), _language(request)
        words = WORDS[language]
        if not name.strip():
            raise gr.Error(words["name_missing"], duration=8)
        if decision not in _DECISIONS:
            raise gr.Error(words["decision_missing"], duration=8)
        try:
            if decision == "withdraw":
                done = self._hall.withdraw(conversation, review, name, note, language)
            else:
                chosen = cast("Any", decision)
                signature = Signature(reviewer=name.strip()[:200], decision=chosen, note=note[:2000])
                done = self._hall.sign(conversation, review, signature, language)
            gr.Info(html.escape(bare(done)))
        except LastLookError as error:
            raise gr.Error(html.escape(str(error)), duration=8) from None
        view = self._hall.view(conversation, language)
        return (*self._shown(view, conversation, request), gr.Radio(value=None), "")

    def _conversation(self, chat: str) -> Conversation:
        return self._hall.conversations.get(chat) or self._hall.conversations.begin()

    def _shown(self, view: View, conversation: Conversation, request: gr.Request) -> Updates:
        link = f"{_address(request)}/?chat={conversation.id}"
        can_sign = bool(view.to_sign)
        form = (
            gr.Accordion(visible=can_sign, open=True)
            if view.wants_to_sign
            else gr.Accordion(visible=can_sign)
        )
        signing = (form, view.to_sign, view.sign_what)
        label = WORDS[_language(request)]["link_here" if is_here(link) else "link"]
        shared = gr.Textbox(value=link, label=label, visible=can_sign)
        return view.bubbles, view.panel, *signing, shared, gr.Button(visible=view.is_busy)


def _language(request: gr.Request) -> Language:
    """As the browser prefers."""
    return preferred(_notice(request, "headers").get("accept-language", ""))


def _address(request: gr.Request) -> str:
    headers = _notice(request, "headers")
    scheme = headers.get("x-forwarded-proto", "") or "http"
    return f"{scheme}://{headers.get('host', '')}"


def _notice(request: gr.Request, what: str) -> Mapping[str, str]:
    """Headers or what follows the question mark, which Gradio passes on without a type."""
    return cast("Mapping[str, str]", getattr(request, what, None) or {})


def _path(file: Any) -> str:
    """Gradio gives a path, or a form that holds one."""
    return str(cast("dict[str, Any]", file).get("path", "")) if isinstance(file, dict) else str(file)
