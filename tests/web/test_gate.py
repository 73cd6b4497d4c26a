"""The gate: who may ask for what, by which name, with which word; what a conversation keeps and to whom."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from agent_plugin.chat.facts import asked
from agent_plugin.chat.keeping import Conversations, private, sweep_uploads
from agent_plugin.cli.main import cli
from agent_plugin.cli.serve_command import numbers_of
from agent_plugin.tools.errors import MediaForbidden, ReviewNotFound, UsageError
from agent_plugin.web.files import file_routes
from agent_plugin.web.gate import Gate, Uploads
from tests.chat.chats import offline, toolbox
from tests.faces.served import run

TOKEN = "a-long-random-word-of-one's-own"
HOME = "http://127.0.0.1:7870"


def _page(request: Request) -> PlainTextResponse:
    return PlainTextResponse("the page")


async def _reads(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


def _upload(request: Request) -> JSONResponse:
    return JSONResponse(["/uploads/abc/ad.png"])


INNER = Starlette(
    routes=[
        Route("/gradio_api/upload", _upload, methods=["POST"]),
        Route("/{path:path}", _page, methods=["GET", "POST", "PUT"]),
    ]
)
Calls = Callable[[httpx2.AsyncClient], Any]


def _through(gate: Any, calls: Calls, caller: str = "192.0.2.7") -> Any:
    async def call() -> Any:
        transport = httpx2.ASGITransport(app=gate, client=(caller, 50_000))
        async with httpx2.AsyncClient(transport=transport, base_url=HOME) as client:
            return await calls(client)

    return run(call)


def _answer(path: str, method: str = "GET", *, token: str = "", **how: Any) -> httpx2.Response:
    gate = Gate(INNER, Uploads(), token, ["ads.example"])

    async def call(client: httpx2.AsyncClient) -> httpx2.Response:
        return await client.request(method, path, **how)

    answer = _through(gate, call)
    assert isinstance(answer, httpx2.Response)
    return answer


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/gradio_api/proxy=https://elsewhere.example/"),
        ("GET", "/gradio_api/file=https://elsewhere.example/a.png"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/openapi.json"),
        ("GET", "/monitoring"),
        ("POST", "/gradio_api/run/asked"),
        ("POST", "/gradio_api/call/asked"),
        ("POST", "/gradio_api/vibe-edit"),
        ("GET", "/gradio_api/deep_link"),
        ("GET", "/kept/%2e%2e/%2e%2e/x"),
        ("PUT", "/"),
        ("POST", "/kept/abc/evidence/r1/report.html"),
        ("POST", "/kept/abc/look/r1/tile/1"),
        ("PUT", "/kept/abc/look/r1"),
        ("GET", "/whatever"),
    ],
)
def test_what_the_page_does_not_need_is_not_there(method: str, path: str) -> None:
    assert _answer(path, method).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:7870"}, 200),
        ({"host": "ads.example"}, 200),
        ({"host": "evil.example"}, 421),
        ({"host": "192.0.2.7:7870"}, 421),
        ({"host": "127.0.0.1.evil.example:7870"}, 421),
        ({"origin": HOME}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_only_its_own_names_and_its_own_pages_are_answered(headers: dict[str, str], status: int) -> None:
    assert _answer("/gradio_api/queue/join", "POST", headers=headers).status_code == status


@pytest.mark.parametrize(("origin", "status"), [(HOME, 200), ("https://evil.example", 403), ("null", 403)])
def test_a_look_is_handed_in_from_its_own_page_alone(origin: str, status: int) -> None:
    answer = _answer("/kept/abc/look/20261201-r1", "POST", headers={"origin": origin}, json={})
    assert answer.status_code == status


def test_a_browser_is_told_to_ask_nobody_else() -> None:
    headers = _answer("/").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin", "to nobody else; else its own forms come from nowhere"
    assert "HttpOnly" in headers["set-cookie"]
    assert "SameSite=lax" in headers["set-cookie"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"authorization": f"Bearer {TOKEN}"}, 200),
        ({"authorization": "Bearer no"}, 401),
        ({"cookie": "lastlook_key=" + "0" * 64}, 401),
    ],
)
@pytest.mark.parametrize("path", ["/", "/config", "/kept/a/ads/1/x.png", "/gradio_api/queue/data"])
def test_where_a_word_is_needed_nothing_comes_out_without_it(
    path: str, headers: dict[str, str], status: int
) -> None:
    answer = _answer(path, token=TOKEN, headers=headers)
    assert answer.status_code == status
    assert ("the page" in answer.text) is (status == 200)


def test_the_word_is_entered_once() -> None:
    async def call(client: httpx2.AsyncClient) -> list[int]:
        wrong = await client.post("/login", data={"token": "wrong"})
        right = await client.post("/login", data={"token": TOKEN})
        inside = await client.get("/")
        return [wrong.status_code, right.status_code, inside.status_code]

    assert _through(Gate(INNER, Uploads(), TOKEN), call) == [401, 303, 200]


BROKEN = {"content-type": "multipart/form-data; boundary=x"}
MANY = 1_000_000


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b"token=" + b"a" * MANY, {"content-type": "application/x-www-form-urlencoded"}),
        (b"a=1&" * (MANY // 4), {"content-type": "application/x-www-form-urlencoded"}),
        (b"a=1&" * 20, {"content-type": "application/x-www-form-urlencoded"}),
        (b"--x\r\nbroken", BROKEN),
        (b'--x\r\nContent-Disposition: form-data; name="token"; filename="a"\r\n\r\n' + b"a" * MANY, BROKEN),
        (b"\xff\xfe", {}),
    ],
)
def test_before_the_word_is_known_nothing_large_or_broken_is_read(
    content: bytes, headers: dict[str, str]
) -> None:
    answer = _answer("/login", "POST", token=TOKEN, content=content, headers=headers)
    assert answer.status_code == 401
    assert "That is not the word." in answer.text


def test_who_guesses_the_word_is_logged_and_has_to_wait_while_others_come_in(
    caplog: pytest.LogCaptureFixture,
) -> None:
    gate = Gate(INNER, Uploads(), TOKEN)

    async def call(client: httpx2.AsyncClient) -> list[int]:
        guesses = [await client.post("/login", data={"token": f"guess {n}"}) for n in range(12)]
        right = await client.post("/login", data={"token": TOKEN})
        assert 0 < int(right.headers["retry-after"]) <= 600
        assert (await client.get("/", headers={"authorization": f"Bearer {TOKEN}"})).status_code == 200
        return [one.status_code for one in (*guesses, right)]

    async def other(client: httpx2.AsyncClient) -> list[int]:
        return [(await client.post("/login", data={"token": TOKEN})).status_code]

    assert _through(gate, call) == [401] * 10 + [429] * 3
    assert _through(gate, other, "192.0.2.9") == [303]
    lines = [one.getMessage() for one in caplog.records if one.name == "lastlook"]
    assert lines == ["A wrong word for the page from 192.0.2.7"] * 10
    assert "guess" not in caplog.text


def test_a_megabyte_as_a_question_is_refused_before_the_page_reads_it() -> None:
    inner = Starlette(routes=[Route("/gradio_api/queue/join", _reads, methods=["POST"])])

    async def call(client: httpx2.AsyncClient) -> list[int]:
        sizes = (1000, MANY)
        return [(await client.post("/gradio_api/queue/join", content=b"a" * n)).status_code for n in sizes]

    assert _through(Gate(inner, Uploads()), call) == [200, 413]


@pytest.mark.parametrize(
    ("number", "name"), [("192.0.2.7", "192.0.2.7:7870"), ("2001:db8::7", "[2001:db8::7]:7870")]
)
def test_the_number_that_was_called_needs_no_leave(number: str, name: str) -> None:
    inner = Gate(INNER, Uploads(), TOKEN)

    async def called(scope: Any, receive: Any, send: Any) -> None:
        await inner({**scope, "server": (number, 7870)}, receive, send)

    async def call(client: httpx2.AsyncClient) -> list[int]:
        asked = [name, "192.0.2.8:7870", "evil.example"]
        return [(await client.get("/", headers={"host": one})).status_code for one in asked]

    assert _through(called, call) == [401, 421, 421]


@pytest.mark.parametrize(
    ("wanted", "back"), [("x" * 32, "/?chat=" + "x" * 32), ('"><script>', "/"), ("", "/")]
)
def test_the_way_back_from_the_word_leads_to_the_conversation(wanted: str, back: str) -> None:
    async def call(client: httpx2.AsyncClient) -> list[str]:
        form = await client.get("/", params={"chat": wanted})
        (action,) = re.findall(r'action="([^"]*)"', form.text)
        wrong = await client.post(action, data={"token": "wrong"})
        assert f'action="{action}"' in wrong.text
        right = await client.post(action, data={"token": TOKEN}, headers={"origin": HOME})
        return [right.headers["location"]]

    assert _through(Gate(INNER, Uploads(), TOKEN), call) == [back]


@pytest.mark.parametrize(
    ("host", "numbers"), [("127.0.0.1", ["127.0.0.1"]), ("::1", ["[::1]"]), ("ads.lan", ["ads.lan"])]
)
def test_the_page_answers_to_the_address_that_is_printed(host: str, numbers: list[str]) -> None:
    assert numbers_of(host) == numbers
    assert "127.0.0.1" in numbers_of("0.0.0.0")


def test_an_upload_belongs_to_the_browser_that_made_it() -> None:
    uploads = Uploads()
    path = "/gradio_api/file=/uploads/abc/ad.png"

    async def upload(client: httpx2.AsyncClient) -> list[int]:
        before = (await client.get(path)).status_code
        await client.get("/")
        await client.post("/gradio_api/upload")
        return [before, (await client.get(path)).status_code]

    async def look(client: httpx2.AsyncClient) -> int:
        await client.get("/")
        return (await client.get(path)).status_code

    gate = Gate(INNER, uploads)
    assert _through(gate, upload) == [404, 200]
    assert _through(gate, look) == 404


def test_files_come_out_of_their_own_conversation_only(tmp_path: Path) -> None:
    chats = Conversations(tmp_path / "chats", keep_days=1)
    mine, other = chats.begin(), chats.begin()
    with toolbox(tmp_path) as box:
        source = tmp_path / "upload.jpg"
        source.write_bytes((Path(__file__).parents[2] / "examples" / "walk.jpg").read_bytes())
        ad = mine.take(source, "../<b>walk</b>.jpg")
        page = mine.take(_written(tmp_path / "x.html", "<script>"), "x.html")
        talk = offline(box)
        talk.ask("ok?", "neck.mp4")
        (review,) = box.store.newest(1)
        mine.add_review(review.id)
        app = Starlette(routes=[*file_routes(chats, lambda: box.store)])
        evidence = f"evidence/{review.id}/annotated.jpg"

        async def call(client: httpx2.AsyncClient) -> dict[str, int]:
            asked_for = [
                f"{chat}/{name}"
                for chat in (mine.id, other.id, "x" * 32)
                for name in (evidence, f"ads/{ad}", f"ads/{page}", f"evidence/{review.id}/report.json")
            ]
            return {one: (await client.get(f"/kept/{one}")).status_code for one in asked_for}

        answers = _through(Gate(app, Uploads()), call)
    assert [one for one, status in answers.items() if status == 200] == [
        f"{mine.id}/{evidence}",
        f"{mine.id}/ads/{ad}",
    ]
    assert ad == "1/b>.jpg", "the name is cut to its last part, as everywhere"


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_conversation_sees_its_own_reviews_and_ads_only(tmp_path: Path) -> None:
    chats = Conversations(tmp_path / "chats", keep_days=1)
    with toolbox(tmp_path) as box:
        offline(box).ask("ok?", "neck.mp4")
        (foreign,) = box.store.newest(1)
        conversation = chats.begin()
        mine = private(box, conversation)
        talk = offline(mine)
        with pytest.raises(ReviewNotFound):
            mine.store.get(foreign.id)
        assert mine.store.newest(9) == []
        ad = conversation.take(_written(tmp_path / "fingers.jpg", "ready"), "fingers.jpg")
        assert "more than five fingers" in talk.ask("ok?", ad)
        assert [one.media.name for one in mine.store.newest(9)] == ["fingers.jpg"]
        with pytest.raises(MediaForbidden), mine.at_hand(str(tmp_path / "ads" / "neck.mp4")):
            pass


def test_a_conversation_is_kept_and_deleted_when_nobody_opens_it(tmp_path: Path) -> None:
    chats = Conversations(tmp_path / "chats", keep_days=1)
    with toolbox(tmp_path) as box:
        conversation = chats.begin()
        talk = offline(private(box, conversation))
        ad = conversation.take(_written(tmp_path / "neck.mp4", "ready"), "neck.mp4")
        talk.ask("ok?", ad)
        conversation.keep(talk.messages)
        again = Conversations(tmp_path / "chats", keep_days=1).get(conversation.id)
        assert again is not None
        later = offline(private(box, again))
        later.messages = tuple(again.messages())
        assert "no neck turns that far" in later.ask("why?")
        now = (tmp_path / "chats" / conversation.id).stat().st_mtime
        assert chats.sweep(now + 86_000) == []
        assert chats.sweep(now + 86_500) == [conversation.id]
        assert chats.get(conversation.id) is None
        assert len(box.store.newest(9)) == 1, "reviews and signatures stay"


@pytest.mark.parametrize("name", ["", "..", "a" * 32 + "/..", "x" * 31, "é" * 32])
def test_a_name_that_nobody_was_given_opens_nothing(tmp_path: Path, name: str) -> None:
    assert Conversations(tmp_path, keep_days=1).get(name) is None


def test_uploads_that_were_never_sent_are_deleted(tmp_path: Path) -> None:
    old, new = _written(tmp_path / "old", "x"), _written(tmp_path / "new", "x")
    os.utime(old, (1, 1))
    sweep_uploads(tmp_path, oldest=100.0)
    assert (old.exists(), new.exists()) == (False, True)


def test_there_is_an_end_to_ads_in_one_conversation(tmp_path: Path) -> None:
    conversation = Conversations(tmp_path / "chats", keep_days=1).begin()
    for number in range(40):
        conversation.take(_written(tmp_path / "ad", "x"), f"{number}.png")
    with pytest.raises(UsageError, match="40 ads"):
        conversation.take(_written(tmp_path / "ad", "x"), "one more.png")


def test_what_was_asked_is_kept_as_it_was_asked() -> None:
    message = asked("ok?", ["1/a.png"], "zh")
    assert message.text == 'Attached: ["1/a.png"]\n\nok?'
    assert message.additional_kwargs["language"] == "zh"


@pytest.mark.parametrize("more", [["--host", "0.0.0.0"], ["--allow-host", "ads.example"]])
def test_beyond_this_machine_the_page_needs_a_word(more: list[str]) -> None:
    result = CliRunner().invoke(cli, ["serve", *more], prog_name="lastlook")
    assert result.exit_code == 2
    assert "LASTLOOK_WEB_TOKEN" in result.stderr


def test_a_short_word_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LASTLOOK_WEB_TOKEN", "short")
    monkeypatch.setenv("LASTLOOK_DATA_DIR", str(tmp_path))
    for name in ("GRADIO_TEMP_DIR", "GRADIO_ANALYTICS_ENABLED", "GRADIO_RUN_HISTORY", "HF_HUB_OFFLINE"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "")
    result = CliRunner().invoke(cli, ["serve"], prog_name="lastlook")
    assert result.exit_code == 2
    assert "16 characters" in result.stderr
