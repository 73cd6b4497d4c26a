"""A repair kit: a mask, a crop, words for a generator and the reason, of findings and of what looks saw."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
from click.testing import Result
from PIL import Image

from agent_plugin.prompts import lines
from agent_plugin.tools.domain import Category, Look, Part, Says, Sheet, Tile, TileAnswer
from agent_plugin.tools.evidence.repair_kit import write_repair_kit
from tests.evidence.samples import Still, finding, flat, review

Lastlook = Callable[..., Result]
BOX = (10.0, 10.0, 40.0, 60.0)


def test_every_category_has_words_for_a_generator_and_against_it() -> None:
    words = lines("repair_kit")
    assert set(words) == {*Category, "other"}
    assert all(len(words[key].split(" | ")) == 2 for key in words)


def test_a_mask_is_as_large_as_the_frame_and_white_where_to_repaint(tmp_path: Path) -> None:
    still = Still(flat(90, 160, (128, 90, 70)))
    kit = write_repair_kit(review(), still, tmp_path)
    (place,) = kit.places
    with Image.open(tmp_path / place.mask) as mask, Image.open(tmp_path / place.frame) as frame:
        pixels = np.asarray(mask)
        assert mask.size == frame.size == (90, 160)
        assert (np.asarray(frame) == still.frame.pixels).all()
    assert set(np.unique(pixels)) == {0, 255}
    assert pixels[10:60, 10:40].min() == 255
    assert pixels.mean() == pytest.approx(255 * 30 * 50 / (90 * 160))
    with Image.open(tmp_path / place.crop) as crop:
        assert 30 < crop.width < 90


def test_a_reason_is_read_by_machines(tmp_path: Path) -> None:
    write_repair_kit(review(), Still(flat(90, 160, (1, 2, 3))), tmp_path)
    kit = json.loads((tmp_path / "repair.json").read_text(encoding="utf-8"))
    place = kit["places"][0]
    assert (kit["verdict"], kit["sha256"]) == ("block", "ab" * 32)
    assert (place["found_by"], place["category"], place["finding"], place["box_xyxy"]) == (
        "checks",
        "neck_twist",
        1,
        list(BOX),
    )
    assert "chest" in place["prompt"]
    assert place["negative_prompt"]


@pytest.mark.parametrize(
    ("says", "counts", "places"), [("wrong", True, 1), ("wrong", False, 0), ("slight", True, 0)]
)
def test_what_a_counted_look_calls_wrong_is_repainted_too(
    says: str, counts: bool, places: int, tmp_path: Path
) -> None:
    tile = Tile(number=3, caption="left hand", box_xyxy=(50, 100, 80, 130), parts=(Part.LEFT_HAND,))
    sheet = Sheet(
        number=1, file="sheet-1.jpg", sha256="0", width=9, height=9, frame="looked-at-1.jpg", tiles=(tile,)
    )
    answer = TileAnswer(
        tile=3, says=Says(says), what="Six fingers.", category=Category.EXTRA_FINGER, sureness=0.9
    )
    look = Look(
        id="l1",
        kind="person",
        who="Ann",
        at=datetime(2026, 12, 1, tzinfo=UTC),
        tiles=(answer,),
        why_not="" if counts else "A control was missed.",
    )
    seen = review(findings=(), sheets=(sheet,), looks=(look,))
    kit = write_repair_kit(seen, Still(flat(90, 160, (1, 2, 3))), tmp_path)
    assert [(one.tile, one.reason, one.found_by) for one in kit.places] == [(3, "Six fingers.", "look")][
        :places
    ]


def test_what_real_people_look_like_too_is_asked_about_before_it_is_repainted(tmp_path: Path) -> None:
    missing = finding(1, category=Category.MISSING_ARM, part=Part.LEFT_ARM)
    kit = write_repair_kit(review(findings=(missing,)), Still(flat(90, 160, (1, 2, 3))), tmp_path)
    assert [one.is_asked for one in kit.places] == [True]


def test_a_stored_review_gives_its_kit_when_its_ad_is_gone(examples: Path, tmp_path: Path) -> None:
    ad = tmp_path / "ad.jpg"
    ad.write_bytes((examples / "neck-twist.jpg").read_bytes())
    done = _command(tmp_path, "review", str(ad), "--json", "--repair-kit", str(tmp_path / "first"))
    ad.unlink()
    again = _command(
        tmp_path, "reviews", json.loads(done.stdout)["id"], "--repair-kit", str(tmp_path / "second")
    )
    assert "1 place to repaint" in done.stderr
    assert "1 place to repaint" in again.stderr
    first, second = (tmp_path / name for name in ("first", "second"))
    assert {path.name for path in first.iterdir()} == {path.name for path in second.iterdir()}
    assert (first / "place-1-mask.png").read_bytes() == (second / "place-1-mask.png").read_bytes()


def test_a_kit_of_no_review_in_particular_is_refused(lastlook: Lastlook, tmp_path: Path) -> None:
    refused = lastlook("reviews", "--repair-kit", tmp_path / "kit")
    assert refused.exit_code == 2
    assert "Name the REVIEW" in refused.output


def test_a_file_of_someone_else_stays_as_it_is(examples: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "kit" / "repair.json"
    theirs.parent.mkdir()
    theirs.write_text("mine", encoding="utf-8")
    ad = str(examples / "neck-twist.jpg")
    done = _command(tmp_path, "review", ad, "--no-look", "--repair-kit", str(theirs.parent))
    assert done.returncode == 2
    assert "already holds repair.json" in done.stderr
    assert theirs.read_text(encoding="utf-8") == "mine"


def test_the_example_loop_repaints_nothing_but_the_flaw_until_nothing_counts(
    examples: Path, tmp_path: Path
) -> None:
    ad, target = examples / "neck-twist.jpg", tmp_path / "repaired.png"
    with _generator() as (address, asked):
        done = subprocess.run(
            [sys.executable, str(examples / "repair_loop.py"), str(ad), str(target), address],
            env={**os.environ, "LASTLOOK_DATA_DIR": str(tmp_path / "data")},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [one["prompt"] for one in asked] == [lines("repair_kit")["neck_twist"].split(" | ")[0]] * 2
    assert "Nothing counts as wrong after 2 repaints. A person must still look" in done.stdout
    with Image.open(ad) as before, Image.open(target) as after:
        changed = abs(np.asarray(before.convert("RGB")).astype(int) - np.asarray(after)).max(axis=2) > 0
    mask = np.asarray(Image.open(io.BytesIO(base64.b64decode(asked[0]["mask"]))))
    assert changed.any()
    assert not changed[mask == 0].any()


def _command(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agent_plugin", *words],
        env={**os.environ, "LASTLOOK_DATA_DIR": str(tmp_path / "data")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@contextmanager
def _generator() -> Generator[tuple[str, list[dict[str, Any]]]]:
    """A made-up generator: it first sends the picture back as it was, then one that is plain all over."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(question)
            out = io.BytesIO()
            with Image.open(io.BytesIO(base64.b64decode(question["init_images"][0]))) as given:
                picture = given.convert("RGB")
                plain = Image.new("RGB", picture.size, (150, 90, 140))
                (picture if len(asked) == 1 else plain).save(out, "PNG")
            body = json.dumps({"images": [base64.b64encode(out.getvalue()).decode()]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
