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
from agent_plugin.tools.media.arriving.uploads import UNTYPED_SUFFIXES
from agent_plugin.web.gate import is_here, session_of
from agent_plugin.web.hall import Hall, View
from agent_plugin.web.words import WORDS, preferred

_TEMPLATES = Path(__file__).parent / "templates"
CSS = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
_TEND = (_TEMPLATES / "tend.js").read_text(encoding="utf-8")
I18N = gr.I18n(**{"en": WORDS["en"], "zh": WORDS["zh"], "zh-CN": WORDS["zh"], "zh-TW": WORDS["zh"]})
# The link of the conversation stands in the address bar, so that a reload and a bookmark lead back.
_SHOW_LINK = "(link) => { history.replaceState(null, '', new URL(link).search); }"
_FILL = "(words, box) => ({ ...(box || { files: [] }), text: words })"
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
Updates = tuple[Any, ...]
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
            allow_tags=False,
            layout="bubble",
        )
        self.ask = gr.MultimodalTextbox(
            label=I18N("ask"),
            placeholder=cast("str", I18N("placeholder")),
            file_types=["image", "video", *UNTYPED_SUFFIXES],
            sources=["upload"],
            file_count="multiple",
            elem_id="ll-ask",
            max_plain_text_length=4000,
        )
        with gr.Row(elem_classes="ll-examples"):
            self.examples = [
                gr.Button(I18N(f"example_{number}"), size="sm", min_width=120) for number in range(1, 5)
            ]
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
        shown = [self.bubbles, self.panel, self.form, self.to_sign, self.sign_what, self.link]
        begin = [self.chat, *shown, self.who, self.decision]
        opening = self.blocks.load(self.opened, None, begin, **_QUIET)
        renewing = self.new.click(self.begun, None, begin, **_QUIET)
        for event in (opening, renewing):
            event.then(None, self.link, None, js=_SHOW_LINK, **_QUIET).then(None, js=_TEND, **_QUIET)
        asking = self.ask.submit(
            self.asked,
            [self.ask, self.chat],
            [self.ask, self.stop, *shown],
            concurrency_limit=8,
            trigger_mode="multiple",  # a question that comes too early is answered so, not dropped
            **_QUIET,
        )
        asking.then(None, js=_TEND, **_QUIET)
        self.stop.click(self.stopped, self.chat, [self.ask, self.stop, *shown], cancels=[asking], **_QUIET)
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
        choices = [(words["approve"], "approve"), (words["reject"], "reject")]
        view = self._hall.view(conversation, language)
        return (conversation.id, *self._shown(view, conversation, request), label, gr.Radio(choices=choices))

    def asked(self, given: dict[str, Any], chat: str, request: gr.Request) -> Iterator[Updates]:
        """A question, perhaps with ads."""
        conversation = self._conversation(chat)
        files = [Path(_path(one)) for one in given.get("files") or ()]
        words = str(given.get("text") or "").strip()
        box: Any = gr.MultimodalTextbox(value={"text": "", "files": []})  # then left alone: they may type on
        session = session_of(request.request) if request.request else ""
        last: View | None = None
        for view in self._hall.ask(conversation, words, files, session, _language(request)):
            last = view
            yield (box, gr.Button(visible=True), *self._shown(view, conversation, request))
            box = _ALONE
        if last is not None:
            yield (box, gr.Button(visible=False), *self._shown(last, conversation, request))

    def stopped(self, chat: str, request: gr.Request) -> Updates:
        """The person does not want to wait."""
        conversation = self._conversation(chat)
        view = self._hall.view(conversation, _language(request))
        return (_ALONE, gr.Button(visible=False), *self._shown(view, conversation, request))

    def signed(
        self, chat: str, review: str, name: str, decision: str | None, note: str, request: gr.Request
    ) -> Updates:
        """The form was sent: the act of a person, which no tool and no model reaches."""
        conversation, language = self._conversation(chat), _language(request)
        words = WORDS[language]
        if not name.strip():
            raise gr.Error(words["name_missing"], duration=8)
        if decision not in ("approve", "reject"):
            raise gr.Error(words["decision_missing"], duration=8)
        chosen = cast("Any", decision)
        try:
            signature = Signature(reviewer=name.strip()[:200], decision=chosen, note=note[:2000])
            gr.Info(html.escape(bare(self._hall.sign(conversation, review, signature, language))))
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
        return view.bubbles, view.panel, *signing, gr.Textbox(value=link, label=label, visible=can_sign)


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
