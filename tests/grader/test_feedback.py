"""What a student sees of a report, by the policy of each check."""

from __future__ import annotations

from typing import Any

import pytest

from grader.assignment import Assignment, AssignmentError, builtin_text, parse
from grader.feedback import shown
from tests.grader.in_process import grade
from tests.grader.right_and_wrong import RIGHT_SIGMOID, WRONG_AFFINE, affine

TEXT = builtin_text("matrix-derivatives")
DW = 'output = "dw"\npoints = 2'


def with_policy(policy: str) -> Assignment:
    assert DW in TEXT
    return parse(TEXT.replace(DW, f"{DW}\n{policy}"))


def seen(policy: str, *, right: bool = False, attempts: int = 1, past_due: bool = False) -> dict[str, Any]:
    assignment = with_policy(policy)
    backward = affine() if right else WRONG_AFFINE["dw mean"][2]
    report = grade(
        assignment, {"affine_backward": backward, "sigmoid_backward": RIGHT_SIGMOID["closed form"]}
    )
    return shown(report.to_json(), assignment, attempts, past_due)


def dw(report: dict[str, Any]) -> dict[str, Any]:
    (check,) = (c for c in report["functions"][0]["checks"] if c["name"] == "reference.dw")
    assert isinstance(check, dict)
    return check


def test_full_shows_everything() -> None:
    check = dw(seen('feedback = "full"'))
    assert check["counterexample"]
    assert check["figures"]


def test_a_hint_has_no_numbers_of_the_case() -> None:
    check = dw(seen('feedback = "hint"'))
    assert check["misconception"] == "batch_mean"
    assert check["message"]
    assert check["counterexample"] is None
    assert check["figures"] == {}


def test_points_say_only_whether_it_passed() -> None:
    check = dw(seen('feedback = "points"'))
    assert (check["passed"], check["points"], check["max_points"]) == (False, 0, 2)
    assert check["message"] == ""
    assert check["misconception"] is check["hint"] is check["counterexample"] is None
    assert check["title"]


@pytest.mark.parametrize("right", [True, False])
def test_a_hidden_check_shows_in_no_sum_and_never_looks_passed(right: bool) -> None:
    report = seen('feedback = "hidden"', right=right)
    check = dw(report)
    assert check["passed"] is check["points"] is check["max_points"] is None
    assert report["hidden"] == 1
    assert report["max_points"] == 18
    assert report["functions"][0]["max_points"] == 10
    assert report["functions"][0]["passed"] is (None if right else False)
    assert report["points"] == (18 if right else 13)  # the networks and the training fail with it, too


@pytest.mark.parametrize(
    ("policy", "printed"), [("full", "42"), ("hint", ""), ("points", ""), ("hidden", "")]
)
def test_what_was_printed_shows_only_where_nothing_is_held_back(policy: str, printed: str) -> None:
    assignment = with_policy(f'feedback = "{policy}"')
    report = grade(assignment, {}).to_json() | {"stdout": "42"}
    assert shown(report, assignment, 1, False)["stdout"] == printed


def test_typed_in_answers_count_in_the_sum_beside_a_hidden_check() -> None:
    assignment = with_policy('feedback = "hidden"')
    answer = {"points": 1.5, "max_points": 2.5}
    report = grade(assignment, {}).to_json() | {"answers": [answer]}
    found = shown(report, assignment, 1, False)
    assert (found["points"], found["max_points"]) == (1.5, 20.5)


def test_a_report_that_is_broken_has_no_sum() -> None:
    assignment = with_policy('feedback = "hidden"')
    report: dict[str, Any] = {"points": None, "max_points": 20.0, "functions": [], "stdout": ""}
    assert shown(report, assignment, 1, False)["points"] is None


def test_it_opens_after_attempts() -> None:
    policy = 'feedback = "hidden"\nopens_after = 3'
    assert dw(seen(policy, attempts=2))["passed"] is None
    assert dw(seen(policy, attempts=3))["counterexample"]


def test_it_opens_after_the_deadline() -> None:
    policy = 'feedback = "points"\nopens_at_deadline = true'
    assert dw(seen(policy))["counterexample"] is None
    assert dw(seen(policy, past_due=True))["counterexample"]


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ('feedback = "hint "', "Did you mean 'hint'"),
        ("feedback = 1", "text"),
        ("opens_after = -1", "whole number"),
        ("opens_after = true", "whole number"),
        ("opens_at_deadline = 1", "true or false"),
        ("opens_at_dedline = true", "Did you mean 'opens_at_deadline'"),
    ],
)
def test_a_wrong_policy_is_refused_with_its_line(policy: str, says: str) -> None:
    with pytest.raises(AssignmentError, match=r"^Line \d+: ") as error:
        with_policy(policy)
    assert says in str(error.value)


def test_a_check_that_the_assignment_has_no_more_is_hidden() -> None:
    assignment = with_policy('feedback = "hidden"')
    report = grade(assignment, {"affine_backward": affine()}).to_json()
    dw(report)["name"] = "reference.of_old"
    old = next(
        check
        for check in shown(report, assignment, 1, past_due=False)["functions"][0]["checks"]
        if check["name"] == "reference.of_old"
    )
    assert (old["hidden"], old["passed"], old["points"], old["counterexample"]) == (True, None, None, None)


def test_of_an_assignment_that_cannot_be_read_no_check_is_shown() -> None:
    report = grade(with_policy('feedback = "full"'), {"affine_backward": affine()}).to_json()
    found = shown({**report, "stdout": "printed"}, None, 1, past_due=True)
    assert all(check["hidden"] for function in found["functions"] for check in function["checks"])
    assert (found["points"], found["stdout"]) == (0.0, "")
