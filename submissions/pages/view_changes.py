"""What changed from one attempt to the next: code, answers, and checks that now pass or fail. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from submissions.pages.listing import shown_lines
from submissions.pages.view_report import ReportView

MOST_LINES = 2000
"""Longer files are not compared: the time of a comparison grows with the square of their length."""
AROUND = 3


@dataclass(frozen=True)
class ChangedLine:
    """A line of either version; `sign` is "+", "−" or "", a number is None where the line is not there."""

    sign: str
    before: int | None
    after: int | None
    text: str


@dataclass(frozen=True)
class CheckChange:
    """A check that went from failed to passed, or back."""

    function: str
    title: str
    passed: bool


def checks(before: ReportView, after: ReportView) -> tuple[CheckChange, ...]:
    """The checks that came out differently, in the order of the newer report."""
    old = {
        (f.name, check.title): check.passed
        for f in before.functions
        for check in f.checks
        if not check.hidden
    }
    return tuple(
        CheckChange(function.name, check.title, check.passed)
        for function in after.functions
        for check in function.checks
        if not check.hidden and old.get((function.name, check.title), check.passed) != check.passed
    )


@dataclass(frozen=True)
class AnswerChange:
    """A typed-in answer that is another now."""

    title: str
    before: str
    after: str
    passed: bool


def answers(before: ReportView, after: ReportView) -> tuple[AnswerChange, ...]:
    """The typed-in answers that differ, in the order of the newer report."""
    old = {answer.title: answer.given.strip() for answer in before.answers}
    return tuple(
        AnswerChange(answer.title, old.get(answer.title, ""), answer.given.strip(), answer.passed)
        for answer in after.answers
        if old.get(answer.title, "") != answer.given.strip()
    )


def code(before: str, after: str) -> tuple[tuple[ChangedLine, ...], ...] | None:
    """The changed parts, each with some lines around it; None if a file is too long to compare."""
    old, new = shown_lines(before), shown_lines(after)
    if max(len(old), len(new)) > MOST_LINES:
        return None
    groups = SequenceMatcher(None, old, new).get_grouped_opcodes(AROUND)
    return tuple(tuple(line for step in group for line in _lines(step, old, new)) for group in groups)


def _lines(step: tuple[str, int, int, int, int], old: list[str], new: list[str]) -> list[ChangedLine]:
    kind, i1, i2, j1, j2 = step
    if kind == "equal":
        return [ChangedLine("", i + 1, i + 1 + j1 - i1, old[i]) for i in range(i1, i2)]
    gone = [ChangedLine("−", i + 1, None, old[i]) for i in range(i1, i2)]
    return gone + [ChangedLine("+", None, j + 1, new[j]) for j in range(j1, j2)]
