"""Verdicts as Gradescope's `results.json`."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest

from grader.assignment import Assignment as Task
from grader.assignment import builtin_text, parse
from submissions.exchange import gradescope
from tests.submissions.pages.conftest import NAMES, report

TASK = parse(builtin_text("matrix-derivatives"))


def with_feedback(task: Task, **changes: Any) -> Task:
    """The task with its first check changed."""
    first, *others = task.functions
    check, *rest = first.checks
    return replace(task, functions=(replace(first, checks=(replace(check, **changes), *rest)), *others))


@pytest.mark.parametrize("name", sorted({*NAMES} - {"broken", "hostile"}))
def test_every_check_is_a_test_whose_scores_sum_up_to_the_points(name: str) -> None:
    verdict = report(name)
    found = gradescope.results(verdict, TASK, verdict["points"])
    assert math.isclose(math.fsum(test["score"] for test in found["tests"]), found["score"])
    assert all(test["status"] in {"passed", "failed"} for test in found["tests"])
    assert [test["number"] for test in found["tests"]] == [str(n + 1) for n in range(len(found["tests"]))]
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_a_mistake_is_told_where_it_was_made() -> None:
    found = gradescope.results(report("batch_mean"), TASK, 13.0)
    failed = [test for test in found["tests"] if test["status"] == "failed"]
    assert failed[0]["name"].startswith("affine_backward: ")
    assert "mean over the batch" in failed[0]["output"]
    assert (found["stdout_visibility"], failed[0]["visibility"]) == ("visible", "visible")


@pytest.mark.parametrize(
    ("changes", "visibility"),
    [
        ({"feedback": "hidden"}, "hidden"),
        ({"feedback": "points"}, "hidden"),
        ({"feedback": "hidden", "opens_at_deadline": True}, "after_due_date"),
    ],
)
def test_what_students_do_not_see_is_hidden_and_so_is_what_was_printed(
    changes: dict[str, Any], visibility: str
) -> None:
    found = gradescope.results(report("batch_mean"), with_feedback(TASK, **changes), 13.0)
    assert [test["visibility"] for test in found["tests"]][:2] == [visibility, "visible"]
    assert found["stdout_visibility"] == "hidden"


def test_of_an_assignment_that_cannot_be_read_nothing_is_shown_to_students() -> None:
    found = gradescope.results(report("batch_mean"), None, 13.0)
    assert {test["visibility"] for test in found["tests"]} == {"hidden"}
