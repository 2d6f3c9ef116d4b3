"""The report of a grading as the page shows it: a pure function of the stored JSON.

Reports are of any age: a key may be missing, null or of another type, and the page must still be made. So
everything is read through `reading`, which gives an empty value where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from submissions.pages import numbers
from submissions.pages.charts import LineChart
from submissions.pages.languages import decimal
from submissions.pages.reading import flag, items, mapping, number, strings, text
from submissions.pages.titles import fault_title, mistake, told
from submissions.pages.view_counterexample import Counterexample, counterexample
from submissions.pages.view_figures import curve, sentences


@dataclass(frozen=True)
class FaultView:
    """What stopped the student's code, and where."""

    title: str
    message: str
    line: int | None
    source_line: str


@dataclass(frozen=True)
class Place:
    """Another check on the page."""

    anchor: str
    title: str


@dataclass(frozen=True)
class CheckView:
    """One check. `anchor` is its place on the page, `figures` are sentences.

    `hidden` is a check whose result is not shown yet. `same_as` is an earlier check of the function that has
    the same counterexample.
    """

    anchor: str
    title: str
    equation: str
    passed: bool
    hidden: bool
    points: str
    max_points: str
    fault: FaultView | None
    message: str
    misconception: str
    hint: str
    figures: tuple[str, ...]
    curve: LineChart | None
    counterexample: Counterexample | None
    same_as: Place | None = None

    @property
    def has_more(self) -> bool:
        """Whether there is anything to unfold."""
        return bool(
            self.fault
            or self.message
            or self.misconception
            or self.hint
            or self.figures
            or self.counterexample
        )


@dataclass(frozen=True)
class FunctionView:
    """A graded function and its checks."""

    anchor: str
    name: str
    passed: bool
    points: str
    max_points: str
    share: float
    checks: tuple[CheckView, ...]

    @property
    def opened(self) -> str:
        """The anchor of the check that is unfolded at first: the first that failed."""
        return next((check.anchor for check in self.checks if not check.passed and not check.hidden), "")


@dataclass(frozen=True)
class Mistake:
    """A named mistake, and the checks in which it was seen."""

    name: str
    checks: tuple[CheckView, ...]


@dataclass(frozen=True)
class AnswerView:
    """A typed-in answer of the exercise."""

    title: str
    equation: str
    given: str
    passed: bool
    points: str
    max_points: str
    message: str


@dataclass(frozen=True)
class ReportView:
    """All that the result page shows of a report."""

    broken: bool
    message: str
    points: str
    max_points: str
    share: float
    fault: FaultView | None
    functions: tuple[FunctionView, ...]
    answers: tuple[AnswerView, ...]
    mistakes: tuple[Mistake, ...]
    stdout: str
    notes: tuple[str, ...]
    seconds: str

    @property
    def full(self) -> bool:
        """Whether every point was reached."""
        return self.share >= 1.0 and not self.broken

    @property
    def checks(self) -> tuple[CheckView, ...]:
        """The checks of all functions whose result is shown."""
        return tuple(check for function in self.functions for check in function.checks if not check.hidden)

    @property
    def hidden(self) -> int:
        """How many results are not shown yet."""
        return sum(check.hidden for function in self.functions for check in function.checks)

    @property
    def first_failed(self) -> CheckView | None:
        """Where to begin."""
        return next((check for check in self.checks if not check.passed), None)

    @property
    def marked_lines(self) -> dict[int, str]:
        """Lines of the student's code that a fault names, each with its message."""
        faults = [self.fault, *(check.fault for check in self.checks)]
        return {f.line: f.message for f in reversed(faults) if f is not None and f.line is not None}


def view(report: Mapping[str, Any]) -> ReportView:
    """Read a stored report: `Report.to_json()`, or an older or damaged form of it."""
    functions = tuple(
        _function(function, f"f{at}") for at, function in enumerate(items(report, "functions"), start=1)
    )
    points, most = number(report, "points"), number(report, "max_points")
    return ReportView(
        broken=text(report, "state") == "broken",
        message=text(report, "message") or text(report, "reason"),
        points=numbers.points(points),
        max_points=numbers.points(most),
        share=numbers.share(points, most),
        fault=_fault(report),
        functions=functions,
        answers=tuple(_answer(answer) for answer in items(report, "answers")),
        mistakes=_mistakes(functions),
        stdout=text(report, "stdout"),
        notes=strings(report, "notes"),
        seconds=_seconds(mapping(report, "timing")),
    )


def _function(function: Mapping[str, Any], anchor: str) -> FunctionView:
    points, most = number(function, "points"), number(function, "max_points")
    checks = [_check(check, f"{anchor}c{at}") for at, check in enumerate(items(function, "checks"), start=1)]
    return FunctionView(
        anchor=anchor,
        name=text(function, "name") or "function",
        passed=flag(function, "passed"),
        points=numbers.points(points),
        max_points=numbers.points(most),
        share=numbers.share(points, most),
        checks=tuple(_once(checks)),
    )


def _once(checks: Iterable[CheckView]) -> Iterator[CheckView]:
    """The checks, each counterexample shown once: one mistake fails many checks in the same way."""
    shown: dict[Counterexample, Place] = {}
    for check in checks:
        case = check.counterexample
        if case is None:
            yield check
        elif case in shown:
            yield replace(check, counterexample=None, same_as=shown[case])
        else:
            shown[case] = Place(check.anchor, check.title)
            yield check


def _check(check: Mapping[str, Any], anchor: str) -> CheckView:
    fault, message, figures = _fault(check), text(check, "message"), mapping(check, "figures")
    if fault is not None and message.endswith(fault.message):
        fault, message = replace(fault, message=message), ""  # said once
    return CheckView(
        anchor=anchor,
        title=told(text(check, "title") or text(check, "name") or "Check"),
        equation=told(text(check, "equation")),
        passed=flag(check, "passed"),
        hidden=flag(check, "hidden"),
        points=numbers.points(number(check, "points")),
        max_points=numbers.points(number(check, "max_points")),
        fault=fault,
        message=message,
        misconception=mistake(text(check, "misconception")),
        hint=text(check, "hint"),
        figures=sentences(figures),
        curve=curve(figures),
        counterexample=counterexample(mapping(check, "counterexample")),
    )


def _fault(holder: Mapping[str, Any]) -> FaultView | None:
    fault = mapping(holder, "fault")
    if not fault:
        return None
    kind, line = text(fault, "kind"), number(fault, "line")
    return FaultView(
        title=fault_title(kind),
        message=text(fault, "message"),
        line=int(line) if line is not None and line >= 1 else None,
        source_line=text(fault, "source_line"),
    )


def _answer(answer: Mapping[str, Any]) -> AnswerView:
    return AnswerView(
        title=f"({text(answer, 'name')}) {text(answer, 'title')}",
        equation=told(text(answer, "equation")),
        given=text(answer, "given"),
        passed=flag(answer, "passed"),
        points=numbers.points(number(answer, "points")),
        max_points=numbers.points(number(answer, "max_points")),
        message=text(answer, "message"),
    )


def _mistakes(functions: tuple[FunctionView, ...]) -> tuple[Mistake, ...]:
    seen: dict[str, list[CheckView]] = {}
    for function in functions:
        for check in function.checks:
            if check.misconception and not check.passed:
                seen.setdefault(check.misconception, []).append(check)
    return tuple(Mistake(name, tuple(checks)) for name, checks in seen.items())


def _seconds(timing: Mapping[str, Any]) -> str:
    spent = [number(timing, key) for key in ("sandbox_ms", "judge_ms")]
    total = sum(value for value in spent if value is not None)
    return decimal(f"{total / 1000:.2f}") if total >= 10 else ""
