"""The report of a grading as the page shows it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.messages import FaultKind
from submissions.pages.titles import FAULTS
from submissions.pages.view_report import view
from tests.submissions.pages.conftest import NAMES, report

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [place for key, item in inside for place in places(item, (*path, key))]


ALL = [(name, place) for name in NAMES for place in places(report(name)) if place]


@settings(max_examples=300)
@given(st.sampled_from(ALL), JSON)
def test_whatever_stands_in_a_report_it_can_be_shown(where: tuple[str, tuple[Any, ...]], value: Any) -> None:
    name, place = where
    changed: Any = report(name)
    holder = changed
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value
    view(changed)


@given(st.dictionaries(st.text(max_size=8), JSON))
def test_any_object_can_be_shown(value: dict[str, Any]) -> None:
    made = view(value)
    assert not made.full


def test_full_marks() -> None:
    made = view(report("full_marks"))
    assert made.full
    assert (made.points, made.max_points, made.share) == ("20", "20", 1.0)
    assert made.first_failed is None
    assert [function.name for function in made.functions] == ["affine_backward", "sigmoid_backward"]
    assert all(check.passed for check in made.checks)


def test_the_first_failed_check_is_where_to_begin() -> None:
    made = view(report("batch_mean"))
    assert made.first_failed
    assert made.first_failed.misconception == "Batch mean"
    assert made.functions[0].opened == made.first_failed.anchor
    assert made.functions[1].opened == ""
    assert "mean over the batch" in made.first_failed.message


def test_a_counterexample_that_several_checks_share_is_shown_once() -> None:
    function = view(report("batch_mean")).functions[0]
    failed = [check for check in function.checks if not check.passed]
    assert len(failed) > 1
    assert [check.counterexample is not None for check in failed] == [True] + [False] * (len(failed) - 1)
    assert {check.same_as.anchor for check in failed[1:] if check.same_as} == {failed[0].anchor}


def test_a_fault_of_the_whole_upload_marks_its_line() -> None:
    made = view(report("syntax_error"))
    assert made.fault
    assert (made.fault.title, made.fault.line) == ("Syntax error", 7)
    assert list(made.marked_lines) == [7]


def test_a_fault_is_said_once() -> None:
    failed = [check for check in view(report("time_limit")).checks if not check.passed]
    assert {check.message for check in failed} == {""}
    assert {check.fault.title for check in failed if check.fault} == {"Time limit"}
    said = {check.fault.message for check in failed if check.fault}
    assert any(message.startswith("In Affine–Sigmoid–Loss: sigmoid_backward was still") for message in said)
    assert view(report("time_limit")).marked_lines.keys() == {14}


def test_our_fault_takes_no_points() -> None:
    made = view(report("broken"))
    assert made.broken
    assert made.points == "–"
    assert not made.full


def test_figures_are_sentences() -> None:
    figures = {"max_abs_error": 1.5, "max_rel_error": 0.5, "worst_entry": [0, 1], "other_thing": [1, 2]}
    made = view({"functions": [{"checks": [{"figures": figures}]}]})
    assert made.checks[0].figures == (
        "Largest difference from the right value: 1.5, at row 1, column 2; relative to that value 0.5.",
        "Other thing: 1, 2.",
    )


def test_the_training_has_a_curve_beside_the_references() -> None:
    [check] = [check for check in view(report("batch_mean")).checks if check.curve]
    assert check.curve
    assert [curve.name for curve in check.curve.curves] == ["Yours", "With the right gradients"]
    assert check.curve.steps == 16
    assert check.figures == ()


def test_anchors_are_unique() -> None:
    made = view(report("wrong_shape"))
    anchors = [check.anchor for check in made.checks] + [function.anchor for function in made.functions]
    assert len(set(anchors)) == len(anchors)


@pytest.mark.parametrize("kind", list(FaultKind))
def test_every_kind_of_fault_has_a_heading(kind: FaultKind) -> None:
    assert FAULTS[kind]


def test_a_kind_of_fault_from_later_times_is_told_by_its_words() -> None:
    made = view({"fault": {"kind": "disk_quota", "line": -3}})
    assert made.fault
    assert (made.fault.title, made.fault.line) == ("Disk quota", None)
