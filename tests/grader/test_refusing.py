"""Reports on what was not judged at all, and on functions that wait for another, to the last field."""

from __future__ import annotations

from dataclasses import replace

from grader.assignment import builtin
from grader.grading import WAITS, broken, refuse
from grader.messages import Fault, FaultKind, Run
from tests.grader.in_process import checks, grade
from tests.grader.right_and_wrong import RIGHT_AFFINE, RIGHT_SIGMOID

HAND = builtin("matrix-derivatives-by-hand")
SHEET = builtin("matrix-derivatives")
FAULT = Fault(FaultKind.SYNTAX, "Line 1: invalid syntax", 1)
AFFINE, SIGMOID = RIGHT_AFFINE["closed form"], RIGHT_SIGMOID["closed form"]


def test_a_refused_upload_names_all_that_would_have_been_judged() -> None:
    run = Run((), notes=("Graded: a.py",), stdout="hello", sandbox_ms=1.23456)
    first = HAND.answers[0].name
    report = refuse(HAND, "5eed", FAULT, run, {first: "52"})
    assert (report.assignment, report.digest, report.seed) == (HAND.id, HAND.digest, "5eed")
    assert (report.state, report.fault, report.passed) == ("graded", FAULT, False)
    assert (report.notes, report.stdout) == (("Graded: a.py",), "hello")
    assert report.timing == {"sandbox_ms": 1.23, "judge_ms": 0.0}
    assert [answer.given for answer in report.answers] == ["52", *[""] * (len(HAND.answers) - 1)]


def test_without_a_run_nothing_was_printed() -> None:
    report = refuse(SHEET, "5eed", FAULT)
    assert (report.notes, report.stdout) == ((), "")
    assert report.timing == {"sandbox_ms": 0.0, "judge_ms": 0.0}


def test_no_check_of_a_refused_upload_passes() -> None:
    judged = grade(SHEET, {"affine_backward": AFFINE, "sigmoid_backward": SIGMOID})
    refused = refuse(SHEET, "5eed", FAULT)
    for report, expected in zip(refused.functions, judged.functions, strict=True):
        assert report.name == expected.name
        assert report.checks == tuple(
            replace(check, passed=False, points=0.0, message="", figures={}) for check in expected.checks
        )


def test_our_own_fault_says_for_what_it_was() -> None:
    report = broken(HAND, "5eed", "The sandbox did not start.")
    assert (report.assignment, report.digest, report.seed) == (HAND.id, HAND.digest, "5eed")
    assert (report.state, report.points, report.notes) == ("broken", None, ("The sandbox did not start.",))
    assert [answer.given for answer in report.answers] == [""] * len(HAND.answers)


def test_only_a_right_function_waits_for_the_other() -> None:
    wait = WAITS.format(partner="sigmoid_backward")
    functions = {"affine_backward": AFFINE, "sigmoid_backward": lambda dout, cache: -SIGMOID(dout, cache)}
    assert checks(grade(SHEET, functions), "affine_backward")["network"].message == wait
    functions["affine_backward"] = RIGHT_AFFINE["single precision"]
    assert checks(grade(SHEET, functions), "affine_backward")["network"].message == wait

    def negative(dout, cache):  # type: ignore[no-untyped-def]
        return tuple(-gradient for gradient in AFFINE(dout, cache))

    functions["affine_backward"] = negative
    message = checks(grade(SHEET, functions), "affine_backward")["network"].message
    assert message.startswith("In Affine–ReLU–Affine–Sigmoid–Loss: dx[")
