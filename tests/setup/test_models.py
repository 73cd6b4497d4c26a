"""Where models are looked for, and what happens when the bytes are wrong or do not come."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from agent_plugin.tools.errors import ModelMissing, ModelWrong, UsageError
from agent_plugin.tools.setup import models
from agent_plugin.tools.setup.models import MODELS, Model, find_local, find_model

RIGHT = b"the bytes that were pinned " * 5_000
TINY = Model("tiny.task", "tiny/float16/1/tiny.task", hashlib.sha256(RIGHT).hexdigest(), len(RIGHT))


class Store(ThreadingHTTPServer):
    """A public store on loopback: what it answers is set by the test, what was asked is kept."""

    status = 200
    body = RIGHT
    announced: int | None = len(RIGHT)

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Store)
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        if self.server.announced is not None:
            self.send_header("Content-Length", str(self.server.announced))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on stderr."""


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    for proxy in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(proxy, raising=False)
    server = Store()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> str:
    """A small pinned model that no carrier has."""
    monkeypatch.setitem(MODELS, TINY.name, TINY)
    return TINY.name


def _put(folder: Path, content: bytes = RIGHT) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / TINY.name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", list(MODELS))
def test_each_official_model_is_carried_and_has_the_pinned_size(name: str, tmp_path: Path) -> None:
    path = find_model(name, folder=None, cache=tmp_path)
    assert path.parent.parent.name == models.CARRIER
    assert path.stat().st_size == MODELS[name].size_bytes
    assert MODELS[name].store_path.endswith(name)


def test_the_configured_folder_comes_before_the_cache(tiny: str, tmp_path: Path) -> None:
    mine = _put(tmp_path / "mine")
    _put(tmp_path / "cache")
    assert find_model(tiny, folder=tmp_path / "mine", cache=tmp_path / "cache") == mine


def test_a_configured_folder_without_the_file_sends_on_to_the_next_place(tiny: str, tmp_path: Path) -> None:
    cached = _put(tmp_path / "cache")
    assert find_model(tiny, folder=tmp_path / "not there", cache=tmp_path / "cache") == cached


@pytest.mark.parametrize("where", ["mine", "cache"])
def test_wrong_bytes_in_any_place_are_an_error_and_never_skipped(
    tiny: str, tmp_path: Path, where: str, store: Store
) -> None:
    wrong = _put(tmp_path / where, b"something else")
    with pytest.raises(ModelWrong) as caught:
        find_model(tiny, folder=tmp_path / "mine", cache=tmp_path / "cache", base_url=store.url)
    assert str(wrong) in caught.value.message
    assert TINY.sha256 in caught.value.message
    assert hashlib.sha256(b"something else").hexdigest() in caught.value.message
    assert "Delete" in caught.value.hint
    assert store.asked == []


def test_a_file_changed_after_it_was_verified_is_noticed(tiny: str, tmp_path: Path) -> None:
    _put(tmp_path)
    find_model(tiny, folder=tmp_path, cache=tmp_path)
    _put(tmp_path, b"swapped")
    with pytest.raises(ModelWrong):
        find_model(tiny, folder=tmp_path, cache=tmp_path)


def test_a_verified_file_is_hashed_once_in_a_process(
    tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _put(tmp_path)
    find_model(tiny, folder=tmp_path, cache=tmp_path)

    def hashed_again(*_: object) -> None:
        raise AssertionError("hashed twice")

    monkeypatch.setattr(hashlib, "file_digest", hashed_again)
    assert find_model(tiny, folder=tmp_path, cache=tmp_path).is_file()


def test_a_download_lands_verified_in_the_cache_and_is_not_asked_for_twice(
    tiny: str, tmp_path: Path, store: Store
) -> None:
    reported: list[tuple[str, int, int]] = []

    def on_progress(name: str, done: int, total: int) -> None:
        reported.append((name, done, total))

    cache = tmp_path / "new" / "cache"
    path = find_model(tiny, folder=None, cache=cache, base_url=store.url, on_progress=on_progress)
    assert path == cache / tiny
    assert path.read_bytes() == RIGHT
    assert find_model(tiny, folder=None, cache=cache, base_url=store.url) == path
    assert store.asked == [f"/{TINY.store_path}"]
    assert reported[-1] == (tiny, len(RIGHT), len(RIGHT))
    assert [done for _, done, _ in reported] == sorted(done for _, done, _ in reported)
    assert [entry.name for entry in cache.iterdir()] == [tiny]


@pytest.mark.parametrize(
    ("status", "body", "announced", "error", "message"),
    [
        pytest.param(200, RIGHT[:-1] + b"!", len(RIGHT), ModelWrong, "not the pinned", id="wrong bytes"),
        pytest.param(200, RIGHT + b"more", None, ModelWrong, "more bytes", id="too many bytes"),
        pytest.param(200, RIGHT[:100], None, ModelWrong, "100 bytes", id="too few bytes"),
        pytest.param(200, b"", 0, ModelWrong, "0 bytes", id="no bytes"),
        pytest.param(200, RIGHT[:100], len(RIGHT), ModelMissing, "failed", id="connection cut"),
        pytest.param(404, b"gone", 4, ModelMissing, "404", id="not found"),
        pytest.param(302, b"", 0, ModelMissing, "302", id="sent elsewhere"),
        pytest.param(503, b"", 0, ModelMissing, "503", id="out of order"),
    ],
)
def test_a_bad_download_says_why_and_leaves_nothing_behind(
    tiny: str,
    tmp_path: Path,
    store: Store,
    status: int,
    body: bytes,
    announced: int | None,
    error: type[ModelMissing | ModelWrong],
    message: str,
) -> None:
    store.status, store.body, store.announced = status, body, announced
    with pytest.raises(error) as caught:
        find_model(tiny, folder=None, cache=tmp_path, base_url=store.url)
    assert message in caught.value.message
    assert store.url in caught.value.message
    assert list(tmp_path.iterdir()) == []


def test_without_network_the_error_lists_where_it_looked_and_how_to_get_it(tiny: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
    folder, cache = tmp_path / "mine", tmp_path / "cache"
    with pytest.raises(ModelMissing) as caught:
        find_model(tiny, folder=folder, cache=cache, base_url=nobody)
    for place in (folder, cache, models.CARRIER):
        assert str(place) in caught.value.message
    assert models.CARRIER_COMMAND in caught.value.hint
    assert "LASTLOOK_MODELS_DIR" in caught.value.hint


def test_a_cache_that_cannot_be_written_says_so(tiny: str, tmp_path: Path, store: Store) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(ModelMissing, match="File exists"):
        find_model(tiny, folder=None, cache=tmp_path / "cache", base_url=store.url)


def test_looking_locally_asks_nobody(tiny: str, tmp_path: Path) -> None:
    assert find_local(tiny, folder=None, cache=tmp_path) is None


def test_an_unknown_name_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"hand_landmarker\.task"):
        find_model("../../etc/passwd", folder=None, cache=tmp_path)
