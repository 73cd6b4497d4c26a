"""An address and a key come in, a client of OpenAI's package goes out that sends nowhere else.

Redirects are not followed. For a server on this machine the proxies of the environment are not used, and a
server that is not OpenAI gets only the headers it needs.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

import httpx2
from openai import AsyncOpenAI, DefaultAsyncHttpxClient
from pydantic import SecretStr

from agent_plugin.prompts import render
from agent_plugin.tools.errors import JudgeMissing
from agent_plugin.tools.judges.judge import Ask, Picture, Reply
from agent_plugin.tools.words import printable

T = TypeVar("T")
OPENAI_URL = "https://api.openai.com/v1"
NO_KEY = "none"  # servers of one's own take any
CONNECT_S = 5.0  # as in OpenAI's package: who does not answer the door in this time is not there
_NEEDED = {
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
}


@dataclass(frozen=True)
class Endpoint:
    """Where a judge listens."""

    url: str
    key: SecretStr
    only_needed_headers: bool = False

    @property
    def host(self) -> str:
        """Host and port, for messages."""
        return urlsplit(self.url).netloc

    @property
    def address(self) -> str:
        """Host, port and path: which server is meant, however its address was written."""
        parts = urlsplit(self.url)
        return f"{parts.netloc.lower()}{parts.path.rstrip('/')}"

    @property
    def on_this_machine(self) -> bool:
        """Is it reached without leaving this machine?"""
        return on_this_machine(self.url)


def endpoint(url: str, key: SecretStr | None, *, only_needed_headers: bool = False) -> Endpoint:
    """The address, looked at.

    Raises:
        JudgeMissing: it is no http(s) address, or holds a name, password or query.
    """
    hint = "Write it like http://127.0.0.1:8000/v1; a key belongs into LASTLOOK_JUDGE_API_KEY."
    parts = _split(url)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise JudgeMissing("LASTLOOK_JUDGE_BASE_URL is no http or https address.", hint)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise JudgeMissing("LASTLOOK_JUDGE_BASE_URL holds more than an address.", hint)
    return Endpoint(url, key or SecretStr(NO_KEY), only_needed_headers)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    return parts


def on_this_machine(url: str) -> bool:
    """Does the address name this machine itself?"""
    name = urlsplit(url).hostname or ""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def call(to: Endpoint, left_s: float, work: Callable[[AsyncOpenAI], Awaitable[T]]) -> T:
    """What `work` makes of a client; cancelled, with its connection, when the time is over.

    Raises:
        TimeoutError: the time is over.
        openai.OpenAIError: what the package says of the call.
    """

    async def within() -> T:
        async with asyncio.timeout(left_s), _http(to) as http, _client(to, http) as client:
            return await work(client)

    return asyncio.run(within())


def _client(to: Endpoint, http: httpx2.AsyncClient) -> AsyncOpenAI:
    key = to.key.get_secret_value()
    return AsyncOpenAI(api_key=key, base_url=to.url, max_retries=0, timeout=http.timeout, http_client=http)


def _http(to: Endpoint) -> httpx2.AsyncClient:
    async def bare(request: httpx2.Request) -> None:
        for name in set(request.headers) - _NEEDED:
            del request.headers[name]
        request.headers["authorization"] = f"Bearer {to.key.get_secret_value()}"

    return DefaultAsyncHttpxClient(
        trust_env=not to.on_this_machine,
        follow_redirects=False,
        timeout=httpx2.Timeout(None, connect=CONNECT_S),  # the rest is in `call`
        event_hooks={"request": [bare]} if to.only_needed_headers else {},
    )


def reply(text: str, model: object, input_tokens: object, output_tokens: object) -> Reply:
    """A reply of what a server may have written anything into."""
    clean = text.encode("utf-8", "replace").decode("utf-8")  # half characters can neither be kept nor shown
    name = printable(model)[:100] if isinstance(model, str) else ""
    return Reply(clean, name, _count(input_tokens), _count(output_tokens))


def _count(value: object) -> int:
    return max(0, value) if isinstance(value, int) else 0


def in_text(ask: Ask) -> str:
    """The instructions with the form of the answer in them, for models that take it in no other way."""
    schema = json.dumps(ask.answer_schema, ensure_ascii=False)
    return f"{ask.instructions}\n\n{render('json_in_text', schema=schema)}"


def b64(picture: Picture) -> str:
    """The picture as text."""
    return base64.b64encode(picture.jpeg).decode("ascii")


def data_url(picture: Picture) -> str:
    """The picture within the request itself."""
    return f"data:image/jpeg;base64,{b64(picture)}"
