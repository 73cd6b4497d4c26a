"""Uploads have so much room, and no more: what does not fit is broken off."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from agent_plugin.web.gate import Gate, Uploads
from agent_plugin.web.server import room_bytes
from tests.faces.served import run


def test_an_upload_that_does_not_fit_is_broken_off_and_the_room_is_what_is_left(tmp_path: Path) -> None:
    read = list[int]()

    async def takes(request: Request) -> JSONResponse:
        async for chunk in request.stream():
            read.append(len(chunk))
        return JSONResponse([])

    async def endless() -> AsyncGenerator[bytes]:
        for _ in range(1000):
            yield b"a" * 1000

    (tmp_path / "kept").write_bytes(b"x" * 5000)
    assert room_bytes(tmp_path, 15_000) == 10_000
    inner = Starlette(routes=[Route("/gradio_api/upload", takes, methods=["POST"])])
    gate = Gate(inner, Uploads(), room_bytes=lambda: room_bytes(tmp_path, 15_000))

    async def call() -> list[int]:
        transport = httpx2.ASGITransport(app=gate)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:7870") as client:
            path = "/gradio_api/upload"
            fits = await client.post(path, content=b"a" * 10_000)
            return [fits.status_code, (await client.post(path, content=endless())).status_code]

    assert run(call) == [200, 413]
    assert sum(read) <= 20_000, "the rest is not read"
