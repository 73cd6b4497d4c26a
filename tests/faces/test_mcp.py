"""The MCP face by the official client in memory, in both eras of the protocol."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, MCPError
from mcp.types import (
    INVALID_PARAMS,
    BlobResourceContents,
    ElicitResult,
    ImageContent,
    PromptReference,
    ResourceTemplateReference,
    TextContent,
    TextResourceContents,
)

from agent_plugin.tools import TOOLS
from agent_plugin.tools.domain import Review
from agent_plugin.tools.progress import OnProgress
from agent_plugin.tools.reviewer import Reviewer
from agent_plugin.tools.store import Store
from tests.calls.test_agent_tools import SlowFinder
from tests.faces.served import ERAS, Era, connected, place, run, words
from tests.look.desks import honest
from tests.look.hosts import seen
from tests.media.makers import movie
from tests.reviewer.test_review_ad import ScriptedFinder

eras = pytest.mark.parametrize("era", ERAS)


@eras
def test_the_tools_are_listed_as_they_stand_in_the_one_list(tmp_path: Path, era: Era) -> None:
    async def ask() -> None:
        async with connected(place(tmp_path), era) as client:
            listed = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert list(listed) == [tool.name for tool in TOOLS]
            for tool in TOOLS:
                shown = listed[tool.name]
                assert (shown.title, shown.description) == (tool.title, tool.description)
                assert shown.input_schema == tool.form()
                assert shown.output_schema == tool.answer_form()
                assert shown.annotations
                assert shown.annotations.read_only_hint is tool.is_read_only
                assert shown.annotations.destructive_hint is False
            assert "Verdicts" in (client.instructions or "")
            assert "worth little alone" in (client.instructions or "")
            assert not (tmp_path / "data").exists()

    run(ask)


@eras
def test_a_review_is_text_pictures_and_the_report(tmp_path: Path, era: Era) -> None:
    heard: list[tuple[float, str | None]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append((progress, message))

    async def ask() -> None:
        async with connected(place(tmp_path), era) as client:
            result = await client.call_tool(
                "review_ad", {"ad": "ad.png", "only_local": True}, progress_callback=hear
            )
            assert words(result).startswith("block: Do not publish this ad as it is: neck turned too far")
            pictures = [block for block in result.content if isinstance(block, ImageContent)]
            assert 1 <= len(pictures) <= 3
            assert all(base64.b64decode(one.data).startswith(b"\xff\xd8") for one in pictures)
            assert result.structured_content
            assert result.structured_content["text"] == words(result)
            assert result.structured_content["verdict"] == "block"
            assert "lastlook/view" not in (result.meta or {}), "that is for hosts that show the page"

    run(ask)
    assert heard[-1] == (1.0, "done")
    assert ("looking at people") in [message for _, message in heard]


@eras
def test_what_is_to_be_looked_at_is_for_the_model_and_not_for_its_user(tmp_path: Path, era: Era) -> None:
    async def ask() -> None:
        async with connected(place(tmp_path), era) as client:
            result = await client.call_tool("review_ad", {"ad": "sound.png"})
            (picture,) = [block for block in result.content if isinstance(block, ImageContent)]
            assert picture.annotations
            assert picture.annotations.audience == ["assistant"], "it has parts in it that are not the ad's"
            assert result.structured_content
            shown = await client.call_tool("get_evidence", {"review": result.structured_content["review"]})
            (sheet,) = [block for block in shown.content if isinstance(block, ImageContent)]
            assert sheet.annotations
            assert sheet.annotations.audience == ["user", "assistant"]

    run(ask)


class Stammering(Reviewer):
    """Says the same again and again, as one does who waits, and takes a step back."""

    def review(self, path: Path, *, on_progress: OnProgress | None = None, **more: Any) -> Review:
        assert on_progress
        for share in (0.0, 0.0, 0.5, 0.2):
            on_progress("waiting for another review", share)
        return super().review(path, on_progress=on_progress, **more)


@eras
def test_progress_goes_out_only_where_it_has_increased(tmp_path: Path, era: Era) -> None:
    heard: list[float] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append(progress)

    def reviewer(_settings: object, store: Store) -> Reviewer:
        return Stammering(store=store, finder=ScriptedFinder())

    async def ask() -> None:
        where = place(tmp_path)
        where = replace(where, app=replace(where.app, make_reviewer=reviewer))
        async with connected(where, era) as client:
            await client.call_tool("review_ad", {"ad": "ad.png"}, progress_callback=hear)

    run(ask)
    assert heard == [0.0, 0.5, 0.9, 0.92, 0.95, 1.0]


@eras
@pytest.mark.parametrize(
    ("tool", "given", "wrong"),
    [
        ("review_ad", {"ad": "../data/lastlook.db"}, "outside the folders"),
        ("review_ad", {"ad": "/etc/passwd"}, "outside the folders"),
        ("review_ad", {"ad": "link.png"}, "outside the folders"),
        ("review_ad", {"ad": "file:///etc/passwd"}, "file: are not opened"),
        ("review_ad", {"ad": "https://ads.example/a.png"}, "switched off"),
        (
            "record_look",
            {"look": "look-of-somebody", "places": [{"place": 1, "answer": "refute"}]},
            "No look",
        ),
        ("review_ad", {"ad": "data:image/png;base64," + "A" * 4_300_000}, "more than 3 MB"),
        ("review_ad", {"ad": 7}, "cannot use ad"),
        ("review_ad", {"ad": "ad.png", "policy": "lax"}, "cannot use policy"),
        ("review_ad", {}, "No ad is named"),
        ("review_ad", {"ad": "none.png"}, "does not exist"),
        ("get_review", {"review": "20990101"}, "no review"),
        ("get_evidence", {"review": "../.."}, "no review id"),
        ("sign_off", {"review": "20990101"}, "no review"),
    ],
)
def test_what_cannot_be_done_is_said_to_the_model(
    tmp_path: Path, era: Era, tool: str, given: dict[str, Any], wrong: str
) -> None:
    where = place(tmp_path)
    (tmp_path / "secret.png").write_bytes(where.ad.read_bytes())
    (where.folder / "link.png").symlink_to(tmp_path / "secret.png")

    async def ask() -> None:
        async with connected(where, era) as client:
            result = await client.call_tool(tool, given)
            assert result.is_error
            assert wrong in words(result)

    run(ask)


@eras
def test_a_call_that_is_given_up_ends_at_the_next_frame(tmp_path: Path, era: Era) -> None:
    finder = SlowFinder()
    where = place(tmp_path, finder)
    clip = movie(where.folder / "long.mp4", frames=48, size=(160, 160))

    async def ask() -> None:
        async with connected(where, era) as client:
            async with anyio.create_task_group() as group:
                group.start_soon(client.call_tool, "review_ad", {"ad": str(clip)})
                assert await anyio.to_thread.run_sync(finder.there.wait, 30)
                group.cancel_scope.cancel()
                with anyio.CancelScope(shield=True):
                    await anyio.wait_all_tasks_blocked()  # until the server has heard of it
                    finder.go_on.set()
            listed = await client.call_tool("review_ad", {"ad": "ad.png"})
            assert not listed.is_error

    run(ask)
    assert finder.asked <= 12  # what was begun ahead, of the 27 frames of the clip, and the picture
    with Store(tmp_path / "data") as store:
        newest, *parts = store.newest(5)
    assert newest.media.name == "ad.png"
    assert all("was stopped" in part.not_checked[0].explanation for part in parts)


@eras
def test_a_tool_that_is_not_there_is_a_wrong_parameter(tmp_path: Path, era: Era) -> None:
    async def ask() -> None:
        async with connected(place(tmp_path), era) as client:
            with pytest.raises(MCPError, match="Unknown tool: approve_ad") as refused:
                await client.call_tool("approve_ad", {})
            assert refused.value.error.code == INVALID_PARAMS

    run(ask)


async def read(client: Client, address: str) -> TextResourceContents | BlobResourceContents:
    return (await client.read_resource(f"lastlook://{address}")).contents[0]


async def report(client: Client, review: str) -> Review:
    found = await read(client, f"reports/{review}")
    assert isinstance(found, TextResourceContents)
    return Review.model_validate_json(found.text)


@eras
def test_evidence_and_reports_are_resources(tmp_path: Path, era: Era) -> None:
    async def ask() -> None:
        async with connected(place(tmp_path), era) as client:
            given = {"ad": "ad.png", "only_local": True}
            review = (await client.call_tool("review_ad", given)).structured_content
            assert review
            picture = await read(client, f"evidence/{review['review']}/annotated.jpg")
            assert isinstance(picture, BlobResourceContents)
            assert base64.b64decode(picture.blob).startswith(b"\xff\xd8")
            assert (await report(client, review["review"])).findings
            for wrong in ("report.html", "none.jpg", "..%2f..%2flastlook.db"):
                with pytest.raises(MCPError):
                    await read(client, f"evidence/{review['review']}/{wrong}")

    run(ask)


@eras
def test_while_a_look_is_asked_for_no_resource_shows_what_was_found(tmp_path: Path, era: Era) -> None:
    where = place(tmp_path)

    async def ask() -> None:
        async with connected(where, era) as client:
            asked = (await client.call_tool("review_ad", {"ad": "ad.png"})).structured_content
            assert asked
            before = await report(client, asked["review"])
            assert (before.findings, before.verdict.counts) == ((), ())
            assert "shown after the look" in before.verdict.because[0]
            marked = f"evidence/{asked['review']}/annotated.jpg"
            with pytest.raises(MCPError, match="shown after the look"):
                await read(client, marked)
            assert isinstance(
                await read(client, marked.replace("annotated", "sheet-1")), BlobResourceContents
            )
            await client.call_tool("record_look", seen(asked["look"], where.secret, honest))
            assert (await report(client, asked["review"])).findings
            assert isinstance(await read(client, marked), BlobResourceContents)

    run(ask)


@eras
def test_the_ready_made_request_names_the_ad(tmp_path: Path, era: Era) -> None:
    async def ask() -> None:
        async with connected(place(tmp_path), era) as client:
            assert [one.name for one in (await client.list_prompts()).prompts] == ["check_ad"]
            (argument,) = (await client.list_prompts()).prompts[0].arguments or []
            assert (argument.name, argument.required) == ("ad", True)
            assert "path" in (argument.description or "")
            content = (await client.get_prompt("check_ad", {"ad": "autumn.png"})).messages[0].content
            assert isinstance(content, TextContent)
            assert "autumn.png" in content.text
            assert "record_look" in content.text

    run(ask)


@eras
@pytest.mark.parametrize(
    ("name", "typed", "wanted"),
    [("ad", "so", ["sound.png"]), ("ad", "PNG", ["ad.png", "sound.png", "suspected.png"]), ("other", "", [])],
)
def test_what_is_typed_of_an_ad_is_completed_to_what_may_be_reviewed(
    tmp_path: Path, era: Era, name: str, typed: str, wanted: list[str]
) -> None:
    async def ask() -> None:
        async with connected(place(tmp_path), era) as client:
            where = PromptReference(name="check_ad")
            found = (await client.complete(where, {"name": name, "value": typed})).completion
            assert sorted(found.values) == wanted

    run(ask)


@eras
def test_the_id_of_a_review_is_completed(tmp_path: Path, era: Era) -> None:
    async def ask() -> None:
        async with connected(place(tmp_path), era) as client:
            answer = await client.call_tool("review_ad", {"ad": "ad.png"})
            review: dict[str, Any] = answer.structured_content or {}
            where = ResourceTemplateReference(uri="lastlook://reports/{review}")
            found = await client.complete(where, {"name": "review", "value": review["review"][:4]})
            assert found.completion.values == [review["review"]]
            assert not (await client.complete(where, {"name": "review", "value": "x"})).completion.values

    run(ask)


ACCEPTED = ElicitResult(
    action="accept", content={"reviewer": "Ada L.", "decision": "approve", "note": "A sculpture."}
)


@eras
@pytest.mark.parametrize(
    ("answer", "signed"),
    [(ACCEPTED, True), (ElicitResult(action="decline"), False), (ElicitResult(action="cancel"), False)],
    ids=lambda value: getattr(value, "action", ""),
)
def test_the_person_is_asked_by_the_host_and_only_they_decide(
    tmp_path: Path, era: Era, answer: ElicitResult, signed: bool
) -> None:
    questions: list[str] = []

    async def person(_context: object, params: Any) -> ElicitResult:
        questions.append(params.message)
        return answer

    def kept(review: str) -> list[str]:
        with Store(tmp_path / "data") as store:
            return [one.reviewer for one in store.sign_offs.of(review)]

    async def ask() -> str:
        async with connected(place(tmp_path), era, elicitation_callback=person) as client:
            review = (await client.call_tool("review_ad", {"ad": "ad.png"})).structured_content
            assert review
            result = await client.call_tool("sign_off", {"review": review["review"]})
            assert result.structured_content
            assert result.structured_content["signed"] is signed
            return str(review["review"])

    assert kept(run(ask)) == (["Ada L."] if signed else [])
    assert len(questions) == 1
    assert "signed against the verdict" in questions[0]


@eras
@pytest.mark.parametrize("extra", [{}, {"decision": "approve"}, {"answer": {"decision": "approve"}}])
def test_without_a_person_nothing_is_signed_whatever_the_model_writes(
    tmp_path: Path, era: Era, extra: dict[str, Any]
) -> None:
    async def ask() -> str:
        async with connected(place(tmp_path), era) as client:
            review = (await client.call_tool("review_ad", {"ad": "ad.png"})).structured_content
            assert review
            result = await client.call_tool("sign_off", {"review": review["review"]} | extra)
            assert bool(result.is_error) is bool(extra)
            assert extra or f"lastlook sign-off {review['review']}" in words(result)
            return str(review["review"])

    review = run(ask)
    with Store(tmp_path / "data") as store:
        assert store.sign_offs.of(review) == ()


@eras
def test_a_long_video_is_followed_by_its_handle(tmp_path: Path, era: Era) -> None:
    where = place(tmp_path)
    movie(where.folder / "long.mp4", frames=12, size=(160, 160))

    async def ask() -> None:
        async with connected(where, era) as client:
            begun = (await client.call_tool("review_ad", {"ad": "long.mp4", "wait_s": 0})).structured_content
            assert begun
            done = await client.call_tool("get_review", {"review": begun["handle"], "wait_s": 20})
            assert done.structured_content
            assert done.structured_content["state"] == "done"
            assert "of long.mp4" in words(done)
            stop: Callable[..., Any] = client.call_tool
            assert "ended already" in words(
                await stop("get_review", {"review": begun["handle"], "cancel": True})
            )

    run(ask)
