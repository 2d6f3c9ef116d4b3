"""Real submissions through the real sandbox: each gets the verdict that it says of itself.

How a submission says it is told in tests/corpus.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.corpus import (
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
NAMED_AT_LEAST = 0.9


def parameter(submission: Submission) -> object:
    expected = submission.expected
    marks = [pytest.mark.xfail(reason=expected.xfail, strict=True)] if expected.xfail else []
    return pytest.param(submission, id=submission.id, marks=marks)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(wall_seconds=2.0, cpu_seconds=1)) as made:
        yield made


@pytest.mark.parametrize("submission", [parameter(s) for folder in FOLDERS for s in submissions(folder)])
def test_a_submission_gets_its_expected_verdict(sandbox: Sandbox, submission: Submission) -> None:
    report = grade(sandbox, submission, SEED)
    assert differences(submission.expected, report) == []
    assert blemishes(report) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_corpus_is_as_large_as_it_says(folder: str) -> None:
    found = submissions(folder)
    assert len(found) >= SMALLEST[folder]
    for submission in found:
        expected = submission.expected
        assert (expected.verdict == "all") == (folder == "right"), submission.id
        functions = {f.name for f in assignment(expected.assignment).functions}
        assert {clause.function for clause in expected.clauses} <= functions, submission.id


def test_most_wrong_submissions_hold_a_mistake_with_a_name() -> None:
    expected = [submission.expected for submission in submissions("wrong")]
    named = [e for e in expected if any(clause.name for clause in e.clauses)]
    assert len(named) >= len(expected) / 2


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
