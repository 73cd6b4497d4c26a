"""Thresholds from real pictures: as worked out by hand, deaf to what is held out, above what is sound."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_plugin.tools.domain import Category
from agent_plugin.tools.measuring.labels import Row
from agent_plugin.tools.policy.calibration import Calibration, Voice
from training.calibration.evidence import Case, cases_of
from training.calibration.figures import blocks, kind_rows, stopped
from training.calibration.limits import above, quantile
from training.calibration.manifest import Picture, drawn, held_out, read_manifest
from training.calibration.thresholds import fit

NECK, LEG, ARM = Category.NECK_TWIST, Category.EXTRA_LEG, Category.MISSING_ARM
NUMBERS = count()
RENDERED = dict.fromkeys(Category, 0.95)


def _case(scores: dict[Category, float] | None = None, **about: Any) -> Case:
    name = f"{next(NUMBERS)}.jpg"
    known = {"repo": "a/a", "blob": "0", "kind": "photographs", "level": "none", "split": "fit"} | about
    findings = [{"category": name, "score": score, "bbox": None} for name, score in (scores or {}).items()]
    row = Row.model_validate({"file": name, "verdict": "publish", "findings": findings})
    (case,) = cases_of([Picture.model_validate({"file": name, **known})], [row])
    return case


def _cases(number: int, scores: Iterable[float] = (), category: Category = NECK, **about: Any) -> list[Case]:
    """So many pictures, the first of them with these scores."""
    with_scores = [_case({category: score}, **about) for score in scores]
    return [*with_scores, *(_case(**about) for _ in range(number - len(with_scores)))]


def _voice(table: Calibration, category: Category) -> Voice:
    return next(voice for voice in table.voices if voice.category is category)


@pytest.mark.parametrize(
    ("number", "share", "least"),
    [
        (100, 1 / 300, 0.91),  # too few to let any reach it
        (298, 1 / 300, 0.91),
        (599, 1 / 300, 0.81),  # one of 599: with a further picture 2 of 600
        (899, 1 / 300, 0.71),
        (599, 0.0, 0.91),
    ],
)
def test_a_quantile_counts_one_more_picture_than_it_saw(number: int, share: float, least: float) -> None:
    assert quantile([0.9, 0.8, 0.7, *[0.0] * (number - 3)], share) == least


@pytest.mark.parametrize(
    ("score", "step"), [(0.0, 0.0), (0.5, 0.51), (0.509, 0.51), (0.8, 0.81), (1.0, 1.01)]
)
def test_a_threshold_lies_a_step_above(score: float, step: float) -> None:
    assert above(score) == step


def test_the_thresholds_are_those_worked_out_by_hand() -> None:
    photos = _cases(599, [0.9, 0.62, 0.6])  # one may reach it: above 0.62
    drawn = _cases(399, [0.75, 0.7], kind="current AI")  # likewise: above 0.70
    mild = _cases(1, [0.93], kind="older AI", level="mild")
    severe = _cases(1, [0.99], kind="older AI", level="severe")
    table = fit([*photos, *drawn, *mild, *severe], RENDERED)
    voice = _voice(table, NECK)
    assert (voice.review_from, voice.block_from) == (0.71, 0.94)
    assert (voice.photographs.reaching, voice.photographs.pictures) == (1, 599)
    assert (voice.ai_pictures.reaching, voice.ai_pictures.pictures) == (1, 399)
    assert _voice(table, LEG).review_from == 0.5  # nobody has it: likelier than not is enough
    assert _voice(table, LEG).block_from == 0.85
    assert _voice(table, ARM).block_from is None


def test_a_category_that_fails_other_repositories_falls_silent_and_no_other() -> None:
    photos = [
        case
        for repo, score in (("a/a", 0.8), ("b/b", 0.7), ("c/c", 0.6))
        for case in _cases(200, [score], repo=repo)
    ]
    photos += _cases(40, [0.8] * 30, LEG, repo="d/d")
    table = fit(photos, RENDERED)
    assert _voice(table, LEG).standing == "fails other repositories"
    assert _voice(table, LEG).review_from is None
    assert _voice(table, NECK).review_from == 0.71
    # The others would ask about all thirty; by its own pictures it would stop one of them at the most.
    assert _voice(fit(photos, RENDERED, "careful quantiles"), LEG).review_from == 0.81


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_no_score_of_what_is_held_out_moves_a_threshold_to_ask(scores: list[float]) -> None:
    ours = [*_cases(60, [0.8, 0.7]), *_cases(60, [0.6], kind="older AI")]
    theirs = [
        case
        for kind in ("photographs", "older AI")
        for case in _cases(40, scores, kind=kind, repo="b/b", split="held_out")
    ]
    alone, beside = fit(ours, RENDERED), fit([*ours, *theirs], RENDERED)
    for one, other in zip(alone.voices, beside.voices, strict=True):
        assert one.review_from == other.review_from
        assert one.model_copy(update={"block_from": None}) == other.model_copy(update={"block_from": None})


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from(["fit", "held_out"])), min_size=1, max_size=30))
def test_nothing_that_is_not_badly_wrong_is_ever_blocked(scored: list[tuple[float, str]]) -> None:
    cases = [_case({NECK: score}, split=split, repo=split) for score, split in scored]
    table = fit(cases, RENDERED, "above every sound picture")
    assert not any(blocks(case, table) for case in cases)
    limit = _voice(table, NECK).block_from
    assert limit is None or limit > max(score for score, _ in scored)


def test_a_category_at_chance_on_wrong_pictures_is_silent_and_one_that_tells_them_speaks() -> None:
    def wrong(score: float) -> list[Case]:
        return [
            _case({NECK: score}, kind="older AI", level="severe", wrong={"head": "severe"}) for _ in "x" * 25
        ]

    sound = [_case({NECK: 0.3}, kind="older AI") for _ in range(200)]
    for score, standing in ((0.3, "at chance"), (0.9, "speaks")):
        voice = _voice(fit([*sound, *wrong(score)], RENDERED), NECK)
        assert voice.standing == standing
        assert (voice.review_from is None) == (standing != "speaks")


def test_a_category_that_sound_pictures_score_as_high_as_any_is_silent() -> None:
    photos = _cases(100, [0.8])
    assert _voice(fit(photos, {NECK: 0.8}), NECK).standing == "sound ones score as high"
    assert _voice(fit(photos, {NECK: 0.81}), NECK).standing == "speaks"


def test_what_only_clips_show_is_not_measured_on_pictures() -> None:
    voice = _voice(fit(_cases(10), RENDERED), Category.POPS_IN_AND_OUT)
    assert (voice.standing, voice.review_from) == ("not measured", None)


def test_the_figures_count_what_the_table_would_do() -> None:
    table = fit(_cases(300, [0.6]), RENDERED)
    cases = [_case({NECK: 0.61}), _case({NECK: 0.6}), _case({NECK: 0.7}, level="mild"), _case({LEG: 0.9})]
    assert str(stopped(cases, table)).startswith("75% (3/4")
    ((kind, sound, blocked, *_),) = kind_rows(cases, table)
    assert kind == "photographs"
    assert (str(sound).split(";")[0], str(blocked).split(";")[0]) == ("67% (2/3", "33% (1/3")


def test_the_shipped_manifest_holds_whole_repositories_out_of_each_kind() -> None:
    pictures = read_manifest()
    assert len({each.file for each in pictures}) == len(pictures)
    for kind in ("photographs", "current AI", "older AI"):
        assert {each.split for each in pictures if each.kind == kind} == {"fit", "held_out"}


def test_a_repository_on_both_sides_is_refused(tmp_path: Any) -> None:
    rows = [_case(split=split).picture.model_dump_json() for split in ("fit", "held_out")]
    (tmp_path / "pictures.jsonl").write_text("\n".join(rows))
    with pytest.raises(ValueError, match="on both sides"):
        read_manifest(tmp_path / "pictures.jsonl")


def test_what_is_held_out_depends_on_names_alone() -> None:
    kinds = {f"owner/{letter}": "photographs" if letter < "e" else "older AI" for letter in "abcdefgh"}
    out = held_out(kinds)
    assert out == held_out(dict(reversed(kinds.items())))
    for kind in set(kinds.values()):
        assert sum(kinds[repo] == kind for repo in out) == 2


def test_of_many_photographs_each_series_is_drawn_before_any_second() -> None:
    rows = [{"file": f"{series}{number}.jpg", "group": series} for series in "abc" for number in range(5)]
    assert sorted(row["group"] for row in drawn(rows, 3)) == ["a", "b", "c"]
    assert drawn(rows, 7) == drawn(rows[::-1], 7)
