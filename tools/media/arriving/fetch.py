"""An https address comes in, the file behind it goes out; nothing of a private network can be reached.

Each host is looked up once, every address that it has must be a public one, and the connection goes to the
address that was checked, so that a second look-up cannot lead elsewhere. Redirects are followed by hand and
checked like the first address. No proxy, cookie, key or referrer goes along. So many run at once, and so many
for one caller.
"""

from __future__ import annotations

import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv6Address, IPv6Network, ip_address
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from agent_plugin.tools.errors import MediaBusy, MediaForbidden, MediaTooLarge, MediaUnreachable
from agent_plugin.tools.media.arriving.deadline import Deadline
from agent_plugin.tools.media.naming import safe_name
from agent_plugin.tools.policy import STANDARD, AgentRules

if TYPE_CHECKING:
    import httpx2

PORT = 443
_TRANSLATED = IPv6Network("64:ff9b::/32")  # numbers that a gateway turns into IPv4 ones
_REDIRECTS = (301, 302, 303, 307, 308)
_CHECK_ADDRESS = "Check the address, or download the ad and give its path."


def _look_up(host: str) -> list[str]:
    """All addresses of a host, as the system knows them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)]


@dataclass(frozen=True)
class Web:
    """Fetches files; tests hand in names and a transport of their own."""

    rules: AgentRules
    look_up: Callable[[str], list[str]] = _look_up
    transport: httpx2.BaseTransport | None = field(default=None, repr=False)
    _running: Counter[str] = field(default_factory=Counter[str], repr=False)  # by caller
    _lock: Lock = field(default_factory=Lock, repr=False)

    def check(self, address: str) -> None:
        """Refuse an address for how it is written.

        Raises:
            MediaForbidden: it is not plain https to a host by its name or public number.
        """
        _parts(address)

    def fetch(self, address: str, target: Path, still_wanted: Callable[[], None], caller: str = "") -> None:
        """Write the file behind the address to `target`, for whoever calls.

        Raises:
            MediaBusy: so many are being fetched already.
            MediaForbidden: the address leads into a private network.
            MediaUnreachable: nothing came, or not a file.
            MediaTooLarge: it is over the limit.
        """
        with self._slot(caller):
            self._fetch(address, target, still_wanted)

    @contextmanager
    def _slot(self, caller: str) -> Iterator[None]:
        """One of the fetches that may run at once."""
        with self._lock:
            if self._running.total() >= self.rules.max_fetches:
                raise _busy(self._running.total())
            if self._running[caller] >= self.rules.max_fetches_each:
                raise _busy(self._running[caller])
            self._running[caller] += 1
        try:
            yield
        finally:
            with self._lock:
                self._running[caller] -= 1
                if not self._running[caller]:
                    del self._running[caller]

    def _fetch(self, address: str, target: Path, still_wanted: Callable[[], None]) -> None:
        import httpx2

        until_s = time.monotonic() + self.rules.fetch_total_s
        # `trust_env`: proxies and netrc of the environment would undo the checks.
        with (
            httpx2.Client(
                transport=self.transport,
                trust_env=False,
                follow_redirects=False,
                timeout=self.rules.fetch_silence_s,
            ) as client,
            target.open("wb") as file,
            Deadline(until_s, still_wanted) as deadline,
        ):
            try:
                for _ in range(self.rules.max_redirects + 1):
                    still_wanted()
                    client.cookies.clear()  # what one host sets is none of the next one's business
                    onward = self._one(client, address, file, deadline, still_wanted)
                    if onward is None:
                        return
                    address = onward
            except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
                still_wanted()
                why = "it takes too long" if deadline.is_over else type(error).__name__
                raise _unreachable(address, why) from error
        raise _unreachable(address, f"it redirects more than {self.rules.max_redirects} times")

    def _one(
        self,
        client: httpx2.Client,
        address: str,
        file: IO[bytes],
        deadline: Deadline,
        still_wanted: Callable[[], None],
    ) -> str | None:
        """Ask one host; the address that it sends on to, or none when the file is there."""
        parts = _parts(address)
        host = str(parts.hostname)
        number = self._public(host)
        request = client.build_request(
            "GET",
            parts._replace(netloc=f"[{number}]" if ":" in number else number, fragment="").geturl(),
            headers={"Host": parts.netloc, "Accept": "image/*, video/*", "Accept-Encoding": "identity"},
            extensions={"sni_hostname": host, "trace": deadline.trace},
        )
        answer = client.send(request, stream=True)
        try:
            if answer.status_code in _REDIRECTS and "location" in answer.headers:
                return urljoin(address, answer.headers["location"])
            if answer.status_code != 200:
                raise _unreachable(address, f"the server answers {answer.status_code}")
            self._keep(answer, file, address, deadline, still_wanted)
        finally:
            answer.close()
        return None

    def _keep(
        self,
        answer: httpx2.Response,
        file: IO[bytes],
        address: str,
        deadline: Deadline,
        still_wanted: Callable[[], None],
    ) -> None:
        count, most = 0, self.rules.max_fetch_bytes
        for piece in answer.iter_bytes():
            still_wanted()
            count += len(piece)
            if count > most:
                raise MediaTooLarge(
                    f"{fetched_name(address)} has more than {most >> 20} MB.", "Export it smaller."
                )
            if deadline.is_over:
                raise _unreachable(address, "it takes too long")
            file.write(piece)

    def _public(self, host: str) -> str:
        """The first address of the host, after all of them were found to be public."""
        try:
            numbers = self.look_up(host)
        except (OSError, UnicodeError) as error:
            raise MediaUnreachable(f"The host {host} is not known.", _CHECK_ADDRESS) from error
        if not numbers or not all(_is_public(number) for number in numbers):
            raise _private(host)
        return numbers[0]


def fetched_name(address: str) -> str:
    """A harmless name for the file behind an address."""
    return harmless_name(unquote(urlsplit(address).path)) or "unnamed"


def harmless_name(name: str) -> str:
    """A name that any system can give to a file; empty if nothing is left of it."""
    name = safe_name(name, STANDARD.media.max_name_chars) if name else ""
    return re.sub(r'[<>:"|?*%]', "_", name).lstrip(".")


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise MediaForbidden("The address cannot be understood.", _CHECK_ADDRESS) from error
    if parts.scheme != "https":
        raise MediaForbidden("Only https addresses are opened.", _CHECK_ADDRESS)
    if not host or parts.username is not None or port not in (None, PORT):
        raise MediaForbidden(
            "Only addresses of the form https://host/file are opened, without a user name or a port.",
            _CHECK_ADDRESS,
        )
    if _is_number(host) and not _is_public(host):
        raise _private(host)
    return parts


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_public(number: str) -> bool:
    """Also not a private address inside of another: mapped, 6to4, or translated."""
    place = ip_address(number.partition("%")[0])
    if isinstance(place, IPv6Address):
        inner = place.ipv4_mapped or place.sixtofour
        if inner is not None:
            return inner.is_global and not inner.is_multicast
        if place.teredo is not None or place in _TRANSLATED:
            return False
    return place.is_global and not place.is_multicast


def _private(host: str) -> MediaForbidden:
    return MediaForbidden(
        f"{host} is not on the public internet, so nothing is fetched from there.",
        "Download the ad and give its path.",
    )


def _busy(count: int) -> MediaBusy:
    return MediaBusy(f"{count} ads are being fetched already.", "Ask again when one of them is reviewed.")


def _unreachable(address: str, why: str) -> MediaUnreachable:
    return MediaUnreachable(f"{fetched_name(address)} could not be fetched: {why}.", _CHECK_ADDRESS)
