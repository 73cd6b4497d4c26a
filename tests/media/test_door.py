"""The door for ads that an agent names: what may come in, what is refused and how."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx2
import pytest

from agent_plugin.tools.errors import (
    LastLookError,
    MediaDamaged,
    MediaForbidden,
    MediaNotFound,
    MediaTooLarge,
    MediaUnreachable,
    ReviewStopped,
    UsageError,
)
from agent_plugin.tools.media.arriving.door import Door, open_door
from agent_plugin.tools.media.arriving.fetch import Web
from agent_plugin.tools.policy import AgentRules

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(120))
PUBLIC = "93.184.215.14"
Answer = Callable[[httpx2.Request], httpx2.Response]


@pytest.fixture
def ads(tmp_path: Path) -> Path:
    """An allowed folder with an ad and with links that lead out of it; a secret lies beside it."""
    folder = tmp_path / "ads"
    (folder / "autumn").mkdir(parents=True)
    (folder / "autumn" / "ad.png").write_bytes(PNG)
    (tmp_path / "secret.png").write_bytes(PNG)
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "up").symlink_to(tmp_path)
    (folder / "in.png").symlink_to(folder / "autumn" / "ad.png")
    return folder


def web(answer: Answer, hosts: Mapping[str, list[str]] | None = None, **rules: float) -> Door:
    known = hosts or {"ads.example": [PUBLIC]}

    def look_up(host: str) -> list[str]:
        if host not in known:
            raise OSError("no such host")
        return known[host]

    return Door((), Web(AgentRules.model_validate(rules), look_up, httpx2.MockTransport(answer)))


def taken(door: Door, ad: str) -> bytes:
    with door.at_hand(ad) as path:
        return path.read_bytes()


@pytest.mark.parametrize("ad", ["autumn/ad.png", "{ads}/autumn/ad.png", "in.png", "autumn/../autumn/ad.png"])
def test_a_file_inside_an_allowed_folder_comes_in(ads: Path, ad: str) -> None:
    assert taken(Door((ads,)), ad.format(ads=ads)) == PNG


def test_a_file_is_looked_at_where_it_lies(ads: Path) -> None:
    with Door((ads,)).at_hand("in.png") as path:
        there = Path(os.path.realpath(ads)) / "autumn" / "ad.png"
        assert (path.name, path.samefile(there)) == ("ad.png", True)


@pytest.mark.parametrize(
    ("ad", "kind"),
    [
        ("../secret.png", MediaForbidden),
        ("autumn/../../secret.png", MediaForbidden),
        ("{ads}/../secret.png", MediaForbidden),
        ("{ads}s/ad.png", MediaForbidden),
        ("link.png", MediaForbidden),
        ("up/secret.png", MediaForbidden),
        ("/etc/passwd", MediaForbidden),
        ("/etc/there-is-no-such-file", MediaForbidden),
        ("~/ad.png", MediaForbidden),
        ("~nobody-of-that-name/ad.png", (MediaForbidden, MediaNotFound)),
        ("file:///etc/passwd", MediaForbidden),
        ("FILE:{ads}/autumn/ad.png", MediaForbidden),
        ("http://ads.example/ad.png", MediaForbidden),
        ("ftp://ads.example/ad.png", MediaForbidden),
        ("javascript:alert(1)", MediaForbidden),
        ("https://ads.example/ad.png", MediaForbidden),  # no web is allowed here
        ("autumn/none.png", MediaNotFound),
        ("x" * 5000 + ".png", MediaNotFound),
        ("a\0b.png", UsageError),
        ("   ", UsageError),
        ("data:image/png;base64,*", MediaDamaged),
        ("data:image/png;base64", MediaDamaged),
        ("data:,", MediaDamaged),
        ("data:image/png;base64," + "A" * (5 << 20), MediaTooLarge),
        ("A" * (5 << 20), MediaTooLarge),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_whatever_else_is_refused_with_words_to_act_on(
    ads: Path, ad: str, kind: type[LastLookError] | tuple[type[LastLookError], ...]
) -> None:
    with pytest.raises(kind) as refused, Door((ads,)).at_hand(ad.format(ads=ads)):
        pytest.fail("it came in")
    assert refused.value.hint
    assert len(str(refused.value)) < 600


def test_without_folders_no_file_comes_in_and_it_is_said_how_to_allow_one(ads: Path) -> None:
    with pytest.raises(MediaForbidden, match="lastlook allow FOLDER"):
        taken(open_door((), with_web=True), str(ads / "autumn" / "ad.png"))


@pytest.mark.parametrize(
    "ad",
    [
        "data:image/png;base64," + base64.b64encode(PNG).decode(),
        "DATA:image/png;charset=x;BASE64," + base64.b64encode(PNG).decode().rstrip("="),
        base64.b64encode(PNG).decode(),
        base64.encodebytes(PNG).decode(),
    ],
)
def test_bytes_in_the_call_come_in_as_a_file_and_leave_nothing_behind(ad: str) -> None:
    with Door().at_hand(ad) as path:
        assert path.read_bytes() == PNG
    assert not path.parent.exists()


def test_an_https_file_is_fetched_from_the_address_that_was_checked() -> None:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, content=PNG)

    with web(answer).at_hand("https://ads.example/autumn/ad%20one.png?w=1#x") as path:
        assert (path.read_bytes(), path.name) == (PNG, "ad one.png")
    request = asked[0]
    assert str(request.url) == f"https://{PUBLIC}/autumn/ad%20one.png?w=1"
    assert (request.headers["host"], request.extensions["sni_hostname"]) == ("ads.example", "ads.example")
    assert not {"authorization", "cookie", "referer"} & set(request.headers)


PRIVATE = (
    *("127.0.0.1", "10.0.0.7", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
    *("224.0.0.1", "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"),
)


@pytest.mark.parametrize("number", PRIVATE)
def test_nothing_private_is_reached_by_name_by_number_or_by_redirect(number: str) -> None:
    def onward(request: httpx2.Request) -> httpx2.Response:
        assert request.url.host == PUBLIC
        return httpx2.Response(302, headers={"location": "https://inside.example/"})

    hosts = {"inside.example": [PUBLIC, number], "ads.example": [PUBLIC]}
    written = f"[{number}]" if ":" in number else number
    for ad in ("https://inside.example/a.png", f"https://{written}/a.png", "https://ads.example/a.png"):
        with pytest.raises(MediaForbidden, match="public internet"):
            taken(web(onward, hosts), ad)


@pytest.mark.parametrize(
    ("ad", "status", "location", "kind"),
    [
        ("https://ads.example/a", 302, "http://ads.example/a", MediaForbidden),
        ("https://ads.example/a", 302, "file:///etc/passwd", MediaForbidden),
        ("https://ads.example/a", 302, "/a", MediaUnreachable),  # round and round
        ("https://ads.example/a", 404, "", MediaUnreachable),
        ("https://ads.example/a", 206, "", MediaUnreachable),
        ("https://nowhere.example/a", 200, "", MediaUnreachable),
        ("https://user:key@ads.example/a", 200, "", MediaForbidden),
        ("https://ads.example:8443/a", 200, "", MediaForbidden),
        ("https://ads.example:x/a", 200, "", MediaForbidden),
        ("https://[::1/a", 200, "", MediaForbidden),
        ("https:///a", 200, "", MediaForbidden),
    ],
)
def test_an_address_that_is_no_plain_file_is_refused(
    ad: str, status: int, location: str, kind: type[LastLookError]
) -> None:
    with pytest.raises(kind):
        taken(web(lambda _: httpx2.Response(status, headers={"location": location})), ad)


def test_a_redirect_to_another_public_host_is_followed_and_looked_up_anew() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.headers["host"] == "ads.example":
            return httpx2.Response(307, headers={"location": "https://cdn.example/x.png"})
        assert request.url.host == "1.1.1.1"
        return httpx2.Response(200, content=PNG)

    hosts = {"ads.example": [PUBLIC], "cdn.example": ["1.1.1.1"]}
    assert taken(web(answer, hosts), "https://ads.example/a.png") == PNG


def test_a_file_over_the_limit_is_left_off() -> None:
    with pytest.raises(MediaTooLarge):
        taken(
            web(lambda _: httpx2.Response(200, content=bytes(300)), max_fetch_bytes=200),
            "https://ads.example/a",
        )


def test_a_connection_that_breaks_is_told_plainly() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    with pytest.raises(MediaUnreachable, match="ConnectError"):
        taken(web(answer), "https://ads.example/a")


def test_who_no_longer_wants_it_stops_the_fetching() -> None:
    def stopped() -> None:
        raise ReviewStopped("Stopped.", "")

    door = web(lambda _: httpx2.Response(200, content=PNG))
    with pytest.raises(ReviewStopped), door.at_hand("https://ads.example/a", stopped):
        pytest.fail("it was fetched")
