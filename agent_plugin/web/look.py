"""A conversation's link and a review come in; the page where a person looks goes out, and what came of it.

The tiles of the parts sheets stand there as a contact sheet, in the order of the body. Where the checks
suspect something that the person did not see, the page asks about that place after their own look.
"""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from agent_plugin.chat.phrasing import Phrasing
from agent_plugin.chat.speech import bare
from agent_plugin.prompts import line
from agent_plugin.tools.calls.answer import renew_reports
from agent_plugin.tools.errors import LastLookError
from agent_plugin.tools.look.person import PersonForm, Sees, by_person, pointed_by_person, tile_jpeg
from agent_plugin.tools.words import time_code
from agent_plugin.web.words import WORDS, preferred

if TYPE_CHECKING:
    from jinja2 import Template
    from starlette.requests import Request

    from agent_plugin.chat.keeping import Conversations
    from agent_plugin.chat.questions import Language
    from agent_plugin.tools.domain import Pointed, Review, Tile
    from agent_plugin.tools.look.desk import Handed
    from agent_plugin.tools.store import Store

_MOST_BYTES = 64_000  # of an answer
_PICTURE = {
    "Cache-Control": "private, max-age=3600",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


class _Blind(PersonForm):
    """What a person says, blind, and who they are."""

    name: str = Field(min_length=1, max_length=200)


class _Saw(BaseModel):
    """What they see at the places that they were pointed at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    look: str = Field(max_length=100)
    sees: dict[int, Sees]


_ANSWER = TypeAdapter[_Blind | _Saw](_Blind | _Saw)


@dataclass(frozen=True)
class _Booth:
    """One review of one conversation, in the language of who looks."""

    store: Store
    review: Review
    chat: str
    language: Language

    def page(self) -> HTMLResponse:
        """The contact sheet."""
        nonce = secrets.token_urlsafe(16)
        html = _template().render(
            words=WORDS[self.language],
            language=self.language,
            nonce=nonce,
            name=self.review.media.name,
            width=self.review.media.width,
            height=self.review.media.height,
            sheets=self.review.sheets,
            whole=[sheet.number for sheet in self.review.sheets if self._is_first_of_its_frame(sheet.number)],
            caption=self._caption,
            time_code=time_code,
            back=f"/?chat={self.chat}",
        )
        policy = (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
            "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        )
        return HTMLResponse(html, headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"})

    def tile(self, number: int) -> Response:
        """One enlarged part."""
        return Response(tile_jpeg(self.store, self.review, number), media_type="image/jpeg", headers=_PICTURE)

    def whole(self, number: int) -> Response:
        """The whole picture of a sheet."""
        for sheet in self.review.sheets:
            path = self.store.evidence_folder(self.review.id) / sheet.frame
            if sheet.number == number and path.is_file():
                return FileResponse(path, media_type="image/jpeg", headers=_PICTURE)
        return _nothing()

    def answer(self, body: bytes) -> JSONResponse:
        """What came of what they say."""
        try:
            answer = _ANSWER.validate_json(body)
            if isinstance(answer, _Blind):
                handed = by_person(self.store, self.review, answer.name, answer)
            else:
                handed = pointed_by_person(self.store, self.review, answer.look, answer.sees)
        except ValidationError:
            return JSONResponse({"error": WORDS[self.language]["look_odd"]}, 400)
        except LastLookError as error:
            return JSONResponse({"error": str(error)}, 400)
        renew_reports(self.store, handed.review)
        return JSONResponse(self._answer(handed))

    def _answer(self, handed: Handed) -> dict[str, Any]:
        """The places to look at again; without any, the verdict."""
        further = handed.further
        if further is None:
            phrasing = Phrasing(handed.review, self.language)
            return {"value": handed.review.verdict.value.value, "sentence": bare(phrasing.sentence)}
        picture = b64encode(further.pictures[0].jpeg).decode("ascii")
        return {
            "look": further.look,
            "picture": f"data:image/jpeg;base64,{picture}",
            "places": [{"number": one.number, "question": self._question(one)} for one in further.places],
        }

    def _question(self, place: Pointed) -> str:
        row = place.category.row if place.category else None
        what = (row.title if self.language == "en" else row.title_zh) if row else ""
        return WORDS[self.language]["look_suspect"].format(number=place.number, what=what)

    def _caption(self, tile: Tile) -> str:
        """Whose part; a program may have mistaken it."""
        if self.language == "en":
            return tile.caption
        parts = "、".join(line("chat_zh_names", f"part_{part.value}") for part in tile.parts)
        owner = line("chat_zh_names", "whose", count=tile.person, part=parts) if tile.person else parts
        return owner if tile.found else f"{owner}{WORDS['zh']['look_not_found']}"

    def _is_first_of_its_frame(self, number: int) -> bool:
        frames = [sheet.frame for sheet in self.review.sheets]
        return frames.index(frames[number - 1]) == number - 1


def look_routes(conversations: Conversations, store: Callable[[], Store]) -> list[Route]:
    """The routes below `/kept/{chat}/look`."""

    def booth(request: Request) -> _Booth | None:
        return _booth(request, conversations, store())

    def page(request: Request) -> Response:
        found = booth(request)
        return found.page() if found else _nothing()

    def picture(request: Request) -> Response:
        found, given = booth(request), request.path_params
        if found is None:
            return _nothing()
        try:
            return found.tile(given["number"]) if given["kind"] == "tile" else found.whole(given["number"])
        except LastLookError:
            return _nothing()

    async def answer(request: Request) -> Response:
        found = await run_in_threadpool(booth, request)
        if found is None:
            return _nothing()
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MOST_BYTES:
                return JSONResponse({"error": WORDS[found.language]["look_odd"]}, 413)
        return await run_in_threadpool(found.answer, body)

    here = "/kept/{chat}/look/{review}"
    return [
        Route(here, page),
        Route(here, answer, methods=["POST"]),
        Route(f"{here}/{{kind}}/{{number:int}}", picture),
    ]


def _booth(request: Request, conversations: Conversations, store: Store) -> _Booth | None:
    """The review that is asked for, if it is of that conversation and there is something to look at."""
    given = request.path_params
    conversation = conversations.get(given["chat"])
    if conversation is None or given["review"] not in conversation.reviews():
        return None
    try:
        review = store.get(given["review"])
    except LastLookError:
        return None
    language = preferred(request.headers.get("accept-language", ""))
    return _Booth(store, review, conversation.id, language) if review.sheets else None


def _nothing() -> Response:
    return PlainTextResponse("There is nothing here.", 404)


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader

    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("look.html.jinja")
