"""What the accuracy tables count: verdicts, names, places, AI pictures, clips and groups of people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agent_plugin.tools.measuring.shares import Share
from benchmarks import page
from benchmarks.cases import Appearance, Case, read_cases
from benchmarks.groups import TRAITS, compare, people
from benchmarks.rates import category_rates, clip_rates, drawn_rates, found_rates, verdict_rates

MakeCase = Callable[..., Case]
REAL, RENDERED = ("real", "voices", "rules"), ("tables", "categories", "groups", "calibration")
SECTIONS = (*REAL, *RENDERED, "failures", "battery", "robust")
DARK_OLD_WOMAN = Appearance(phen={"gender": 0.1, "age": 0.95}, skin=(0.2, 0.2, 0.2))
LIGHT_YOUNG_MAN = Appearance(phen={"gender": 0.9, "age": 0.7}, skin=(0.9, 0.8, 0.8))


def _cells(table: str, first: str) -> list[str]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    (row,) = [row for row in rows if row[0] == first]
    return [cell.split(" (")[0] for cell in row[1:]]


def test_a_verdict_counts_and_not_a_weak_finding(make_case: MakeCase) -> None:
    cases = [
        make_case("extra_arm", reported={"extra_arm": 0.9}, verdict="block"),
        make_case("extra_arm", reported={"extra_arm": 0.2}),
        make_case(reported={"neck_twist": 0.3}),
    ]
    assert _cells(verdict_rates([("dev", cases)]), "dev") == ["50%", "0%", "0%", "0.50"]


def test_of_the_caught_the_name_and_the_place_are_told_apart(make_case: MakeCase) -> None:
    cases = [
        make_case("extra_arm", reported={"extra_leg": 0.9, "extra_arm": 0.1}, verdict="block"),
        make_case("extra_arm", reported={"extra_arm": 0.6}, verdict="review", box=(90, 90, 99, 99)),
        make_case("extra_arm"),
    ]
    assert _cells(found_rates(cases), "findings that ask for a review") == ["50%", "50%"]
    assert _cells(found_rates(cases), "findings of any score") == ["100%", "50%"]


def test_precision_counts_normal_pictures_and_other_defects(make_case: MakeCase) -> None:
    reported = {"extra_arm": 0.9}
    labelled = [
        make_case("extra_arm", reported=reported, verdict="block"),
        make_case("extra_leg", reported=reported, verdict="block"),
    ]
    drawn = [
        make_case(
            "extra:limbs",
            reported=reported,
            verdict="block",
            errors=[{"type": "extra", "part": part, "severity": severity}],
        )
        for part, severity in (("limbs", "severe"), ("limbs", "mild"), ("hands", "severe"))
    ]
    table = category_rates(labelled, [make_case(reported=reported, verdict="block")], drawn, {"extra_arm"})
    assert _cells(table, "extra_arm") == ["100%", "100%", "100%", "100%", "33%", "33%"]
    assert _cells(table, "extra_leg (no check)") == ["0%", "0%", "100%", "0%", "-", "-"]


def test_moderate_errors_are_no_severe_ones(make_case: MakeCase) -> None:
    drawn = [
        make_case("extra:limbs", reported={"extra_arm": 0.9}, verdict="block", level="severe"),
        make_case("extra:limbs", level="moderate"),
    ]
    cells = _cells(drawn_rates(drawn, [("normals", [make_case()])]), "normals")
    assert cells == ["1.00", "100%", "100%", "0%"]


def test_a_clips_span_must_agree(make_case: MakeCase) -> None:
    case = make_case("extra_arm", reported={"extra_arm": 0.9}, verdict="block")
    defect = case.label.defects[0].model_copy(update={"start_s": 0.0, "end_s": 2.0})
    reported = case.row.findings[0].model_copy(update={"start_s": 1.0, "end_s": 2.0})
    clip = Case(
        case.label.model_copy(update={"defects": (defect,)}),
        case.row.model_copy(update={"findings": (reported,)}),
        case.path,
    )
    assert _cells(clip_rates([clip]), "a.jpg") == ["extra_arm", "block", "extra_arm", "0.50"]


def test_a_false_alarm_counts_for_the_person_nearest_to_it(make_case: MakeCase) -> None:
    case = make_case(
        reported={"extra_arm": 0.9},
        verdict="block",
        box=(80, 10, 90, 20),
        looks=(DARK_OLD_WOMAN, LIGHT_YOUNG_MAN),
        people=[{"bbox": (0, 0, 40, 99)}, {"bbox": (60, 0, 99, 99)}],
    )
    assert [(seen.appearance, seen.is_reported) for seen in people([case])] == [
        (DARK_OLD_WOMAN, False),
        (LIGHT_YOUNG_MAN, True),
    ]


def test_a_defect_counts_for_the_person_who_has_it(make_case: MakeCase) -> None:
    (seen,) = people([make_case("extra_arm", looks=(DARK_OLD_WOMAN, LIGHT_YOUNG_MAN))])
    assert (seen.appearance, seen.is_defect, seen.is_reported) == (DARK_OLD_WOMAN, True, False)


@pytest.mark.parametrize(
    ("look", "groups"),
    [(DARK_OLD_WOMAN, ["dark", "female", "older"]), (LIGHT_YOUNG_MAN, ["light", "male", "younger adults"])],
)
def test_a_look_falls_into_one_group_of_each_trait(look: Appearance, groups: list[str]) -> None:
    assert [name_of(look) for name_of, _ in TRAITS.values()] == groups


def test_groups_that_differ_are_named() -> None:
    assert "no group differs" in compare("sex", "recall", {"female": Share(5, 10), "male": Share(6, 10)})
    reported = compare("sex", "recall", {"female": Share(5, 100), "male": Share(60, 100)})
    assert "differ beyond the intervals: female 5%" in reported


def test_a_file_without_a_row_counts_as_passed(tmp_path: Path) -> None:
    (tmp_path / "labels.jsonl").write_text(
        '{"file": "a.jpg", "kind": "image", "normal": false, "defects": [{"category": "extra_arm"}]}\n'
        '{"file": "b.mp4", "kind": "video", "normal": true}\n',
        encoding="utf-8",
    )
    (tmp_path / "rows.jsonl").write_text("", encoding="utf-8")
    (case,) = read_cases(tmp_path, tmp_path / "rows.jsonl", "image")
    assert not case.stopped
    assert case.top == 0


def test_only_the_named_section_of_the_page_changes(tmp_path: Path) -> None:
    copy = tmp_path / "page.md"
    copy.write_text("a\n<!-- one: begin -->\nold\n<!-- one: end -->\nb\n", encoding="utf-8")
    page.put("one", "new", copy)
    page.put("one", "newer", copy)
    assert copy.read_text("utf-8") == "a\n<!-- one: begin -->\n\nnewer\n\n<!-- one: end -->\nb\n"
    with pytest.raises(ValueError, match="no markers"):
        page.put("two", "new", copy)


def test_the_page_has_every_section() -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    assert [name for name in SECTIONS if f"<!-- {name}: begin -->" not in text] == []
    assert [name for name in SECTIONS if f"<!-- {name}: end -->" not in text] == []
