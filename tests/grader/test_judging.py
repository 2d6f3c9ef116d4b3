"""What a judged report carries, field by field: of the run, of the mistake, and of functions that meet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grader.assignment import builtin
from grader.grading import WAITS, judge, plan, refuse
from grader.messages import Fault, FaultKind, Run
from tests.grader.in_process import checks, grade
from tests.grader.right_and_wrong import RIGHT_AFFINE, RIGHT_SIGMOID, WRONG_AFFINE, affine

HAND, SHEET = builtin("matrix-derivatives-by-hand"), builtin("matrix-derivatives")
RIGHT = {"affine_backward": RIGHT_AFFINE["closed form"], "sigmoid_backward": RIGHT_SIGMOID["closed form"]}


def test_a_run_that_failed_as_a_whole_is_refused_with_all_it_left() -> None:
    fault = Fault(FaultKind.CRASH, "It was ended by signal 11.")
    run = Run((), fault=fault, notes=("Graded: a.py",), stdout="hello", sandbox_ms=1.23456)
    typed = {HAND.answers[0].name: "52"}
    for assignment in (HAND, SHEET):
        expected = refuse(assignment, "5eed", fault, run, typed)
        assert judge(plan(assignment, "5eed"), run, typed) == expected
    assert judge(plan(HAND, "5eed"), run, typed).points == 1


def test_the_report_says_what_was_printed_and_how_long_it_took() -> None:
    run = Run((), notes=("Graded: a.py",), stdout="hello", sandbox_ms=1.23456)
    activations = builtin("activations")
    planned = plan(activations, "5eed")
    missing = Fault(FaultKind.MISSING_FUNCTION, "No such function.")
    report = judge(planned, replace(run, replies=(missing,) * len(planned.calls())))
    assert (report.notes, report.stdout) == (("Graded: a.py",), "hello")
    assert (report.assignment, report.digest) == (activations.id, activations.digest)
    assert (report.seed, report.state) == ("5eed", "graded")
    assert report.timing.keys() == {"sandbox_ms", "judge_ms"}
    assert report.timing["sandbox_ms"] == 1.23
    assert 0 < report.timing["judge_ms"] < 600_000
    assert round(report.timing["judge_ms"], 2) == report.timing["judge_ms"]


def test_a_named_mistake_is_said_with_its_hint_and_the_line_of_the_sheet() -> None:
    backward = WRONG_AFFINE["dw mean"][2]
    result = checks(grade(SHEET, {**RIGHT, "affine_backward": backward}), "affine_backward")["reference.dw"]
    assert result.misconception == "batch_mean"
    assert result.message == "dw has the right shape but is the mean over the batch, not the sum."
    assert result.hint == (
        "The sheet's loss adds up over the batch. If a loss divides by N, that is in dout already. See (9)."
    )


def test_a_mistake_without_a_name_has_its_smallest_case_all_the_same() -> None:
    backward = affine(
        dw=lambda d, x, w, b: (
            x.reshape(len(x), -1).T @ d + 0.3 * np.cos(np.ones(w.shape).cumsum()).reshape(w.shape)
        )
    )
    result = checks(grade(SHEET, {**RIGHT, "affine_backward": backward}), "affine_backward")["reference.dw"]
    assert (result.misconception, result.hint) == (None, None)
    assert result.counterexample is not None


def test_the_smallest_case_shows_the_cache_as_the_assignment_hands_it_over() -> None:
    found = checks(grade(SHEET, {**RIGHT, "sigmoid_backward": lambda dout, s: dout * s}), "sigmoid_backward")[
        "reference.dx"
    ]
    assert found.counterexample is not None
    assert found.counterexample.inputs == {"dout": [[2]], "x": [[0]], "cache": [[0.5]]}


def test_a_function_whose_partner_stops_waits_and_is_at_no_fault() -> None:
    def stops(dout, cache):  # type: ignore[no-untyped-def]
        raise ZeroDivisionError

    found = checks(grade(SHEET, {**RIGHT, "sigmoid_backward": stops}), "affine_backward")["network"]
    assert (found.passed, found.fault) == (False, None)
    assert found.message == WAITS.format(partner="sigmoid_backward")


def test_what_passes_does_not_wait_for_a_partner_with_another_fault() -> None:
    def careless(dout, s):  # type: ignore[no-untyped-def]
        dout *= s * (1 - s)
        return dout

    report = grade(SHEET, {**RIGHT, "sigmoid_backward": careless})
    assert not checks(report, "sigmoid_backward")["purity"].passed
    right = checks(grade(SHEET, RIGHT), "affine_backward")["network"]
    assert checks(report, "affine_backward")["network"] == right


def test_an_answer_is_judged_beside_those_to_the_other_questions() -> None:
    report = judge(plan(HAND, "5eed"), Run(()), {"d": "[[20,20],[32,32]]"})
    (mixed_up,) = (answer for answer in report.answers if answer.given)
    assert mixed_up.message == "This is the value of (e). Read (d) once more."
