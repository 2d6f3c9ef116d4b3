"""Real submissions through the real sandbox: each gets the verdict that it says of itself.

How a submission says it is told in tests/corpus.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.misconceptions import catalogue
from grader.report import Report
from tests.corpus import (
    BLEMISHES,
    OTHER_BLEMISHES,
    Expected,
    Submission,
    assignment,
    blemishes,
    differences,
    grade,
    parse,
    submissions,
)
from worker.sandbox.host import Limits, Sandbox

SEED = "5eed"
FOLDERS = ("right", "wrong", "broken")
SMALLEST = {"right": 60, "wrong": 80, "broken": 30}


KNOWN_BLEMISHES: dict[str, str] = {}
"""Blemishes that reports have today, and why."""


def parameter(submission: Submission) -> object:
    expected = submission.expected
    marks = [pytest.mark.xfail(reason=expected.xfail, strict=True)] if expected.xfail else []
    return pytest.param(submission, id=submission.id, marks=marks)


@pytest.fixture(scope="module")
def sandboxes() -> Iterator[tuple[Sandbox, Sandbox]]:
    """A patient one for those that answer, and a hurried one for those that may not."""
    patient, hurried = Limits(wall_seconds=60.0, cpu_seconds=20), Limits(wall_seconds=2.0, cpu_seconds=1)
    with Sandbox(patient) as first, Sandbox(hurried) as second:
        yield first, second


class Reports:
    """The report on each submission, graded and read once."""

    def __init__(self, sandboxes: tuple[Sandbox, Sandbox]) -> None:
        self.patient, self.hurried = sandboxes
        self.known: dict[str, Report] = {}
        self.shown: dict[str, dict[str, list[str]]] = {}

    def of(self, submission: Submission) -> Report:
        if submission.id not in self.known:
            sandbox = self.hurried if submission.expected.speaks_of("time_limit") else self.patient
            self.known[submission.id] = grade(sandbox, submission, SEED)
        return self.known[submission.id]

    def blemishes_of(self, submission: Submission) -> dict[str, list[str]]:
        if submission.id not in self.shown:
            self.shown[submission.id] = blemishes(self.of(submission))
        return self.shown[submission.id]


@pytest.fixture(scope="module")
def reports(sandboxes: tuple[Sandbox, Sandbox]) -> Reports:
    return Reports(sandboxes)


@pytest.mark.parametrize("submission", [parameter(s) for folder in FOLDERS for s in submissions(folder)])
def test_a_submission_gets_its_expected_verdict(reports: Reports, submission: Submission) -> None:
    assert differences(submission.expected, reports.of(submission)) == []


def blemish(why: str) -> object:
    known = KNOWN_BLEMISHES.get(why)
    return pytest.param(why, marks=[pytest.mark.xfail(reason=known, strict=True)] if known else [])


@pytest.mark.parametrize("why", [blemish(why) for why in (*BLEMISHES, *OTHER_BLEMISHES)])
def test_no_report_shows_a_blemish(reports: Reports, why: str) -> None:
    shown = {}
    for submission in (s for folder in FOLDERS for s in submissions(folder)):
        if found := reports.blemishes_of(submission).get(why):
            shown[submission.id] = found
    assert shown == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_corpus_is_as_large_as_it_says(folder: str) -> None:
    found = submissions(folder)
    assert len(found) >= SMALLEST[folder]
    for submission in found:
        expected = submission.expected
        assert (expected.verdict == "all") == (folder == "right"), submission.id
        functions = {f.name for f in assignment(expected.assignment).functions}
        assert {clause.function for clause in expected.clauses} <= functions, submission.id


def test_the_corpus_holds_every_mistake_that_has_a_name() -> None:
    named = {c.name for folder in FOLDERS for s in submissions(folder) for c in s.expected.clauses if c.parts}
    for name in ("matrix-derivatives", "activations"):
        for function in assignment(name).functions:
            for output in range(len(function.layer.outputs)):
                for mistake in catalogue(function.layer, output):
                    assert mistake.id in named, f"no submission makes the mistake {mistake.id}"


@pytest.mark.parametrize(
    "line", ["# expect:", "# expect: 20", "# expect: all some", "import numpy", "", "# expect all"]
)
def test_an_expectation_that_cannot_be_understood_is_an_error(line: str) -> None:
    with pytest.raises(ValueError, match=r"cannot understand|must start"):
        parse(line.encode())


def test_an_expectation_is_read_with_its_parts_and_sentences() -> None:
    text = b"# expect: f.shapes+dw-edges=transposed g=crash\n# xfail: not yet\n# says: Line 3\nimport numpy\n"
    expected = parse(text)
    assert isinstance(expected, Expected)
    assert (expected.verdict, expected.xfail, expected.says) == ("exactly", "not yet", ("Line 3",))
    first, second = expected.clauses
    assert first.checks() == {"shapes", "exercise", "reference.dw", "differences"}
    assert first.named() == {"reference.dw"}
    assert (second.function, second.parts, second.name) == ("g", "", "crash")
