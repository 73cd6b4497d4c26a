"""What is asked for is what is shown: a part enlarged, a moment of the file itself."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from agent_plugin.tools.calls.get_evidence import GET_EVIDENCE
from agent_plugin.tools.calls.tool import Toolbox, ToolResult
from agent_plugin.tools.media.arriving.door import Door
from tests.chat.chats import offline, review_of, toolbox
from tests.look.desks import kept


def _size(result: ToolResult) -> tuple[int, int]:
    with Image.open(BytesIO(result.pictures[0].data)) as shown:
        return shown.size


@pytest.mark.parametrize("part", ["head", "face", "hand"])
def test_a_part_is_cut_out_of_the_kept_frame(tmp_path: Path, part: str) -> None:
    with toolbox(tmp_path) as box:
        review = kept(box.store)
        result = GET_EVIDENCE.call(box, {"review": review.id, "part": part})
        names = [one.name for one in result.pictures]
        assert names
        assert all(name.startswith("tile-") for name in names)
        assert max(_size(result)) >= 200, "enlarged"
        assert all((box.store.evidence_folder(review.id) / name).is_file() for name in names)


def test_a_part_that_no_sheet_shows_is_said_to_be_shown_nowhere(tmp_path: Path) -> None:
    with toolbox(tmp_path) as box:
        review = kept(box.store)
        result = GET_EVIDENCE.call(box, {"review": review.id, "part": "tail"})
    assert not result.pictures
    assert "none" in result.text


def test_a_moment_is_of_the_file_itself(tmp_path: Path, examples: Path) -> None:
    clip = examples / "walk.mp4"
    with toolbox(tmp_path) as made:
        box: Toolbox = replace(made, door=Door((examples,)))
        offline(made).ask("ok?", "walk.mp4")
        (stored,) = made.store.newest(1)
        about = {"bytes": clip.stat().st_size, "sha256": hashlib.sha256(clip.read_bytes()).hexdigest()}
        media = review_of("walk.mp4").media.model_copy(update=about)
        review = stored.model_copy(update={"media": media, "id": "20261201-000000-abcdef", "key": "other"})
        with box.store.staging(review.id) as folder:
            for one in review.evidence:
                (folder / one.file).write_bytes(b"x")
        box.store.save(review, folder)
        shown = [GET_EVIDENCE.call(box, {"review": review.id, "at_s": at_s}) for at_s in (0.0, 1.0)]
    assert [one.pictures[0].name for one in shown] == ["at-0.00s.jpg", "at-1.00s.jpg"]
    assert shown[0].pictures[0].data != shown[1].pictures[0].data
