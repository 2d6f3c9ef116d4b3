"""The report: what grading yields, to and from JSON.

`FunctionResult` holds `CheckResult`s, one per check of the assignment; a failed check may carry a
`Counterexample`. No number in the JSON is NaN or infinite: such entries are written as the texts "NaN", "∞",
"−∞", which every JSON parser takes.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeAlias

import numpy as np

from grader.messages import Array, Fault

SCHEMA = 1
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def plain(value: Array | float | int | None) -> Json:
    """Arrays as nested lists and numbers as JSON takes them; whole numbers without a point."""
    if value is None:
        return None
    if isinstance(value, np.ndarray):
        return [plain(row) for row in value] if value.ndim else plain(value.item())
    number = float(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "∞" if number > 0 else "−∞"
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


@dataclass(frozen=True)
class Counterexample:
    """The smallest failing case: inputs by name, what was expected and returned, and the wrong entry.

    `entry` counts from 0; `chain_rule` writes its sum out term by term, as in equations (15)–(18).
    """

    inputs: dict[str, Json]
    expected: Json
    got: Json
    entry: list[int] | None = None
    chain_rule: str | None = None


@dataclass(frozen=True)
class CheckResult:
    """One line item of the report."""

    name: str
    title: str
    equation: str
    passed: bool
    points: float
    max_points: float
    fault: Fault | None = None
    message: str = ""
    misconception: str | None = None
    hint: str | None = None
    figures: dict[str, Json] = field(default_factory=dict)
    counterexample: Counterexample | None = None


@dataclass(frozen=True)
class AnswerResult:
    """One typed-in answer; `given` is what was typed."""

    name: str
    title: str
    equation: str
    given: str
    passed: bool
    points: float
    max_points: float
    message: str


@dataclass(frozen=True)
class FunctionResult:
    """All checks of one graded function."""

    name: str
    checks: tuple[CheckResult, ...]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    @property
    def points(self) -> float:
        """Sum over the checks."""
        return math.fsum(check.points for check in self.checks)

    @property
    def max_points(self) -> float:
        """Sum over the checks."""
        return math.fsum(check.max_points for check in self.checks)


@dataclass(frozen=True)
class Report:
    """The verdict on one submission. `state` is `graded`, or `broken` for a fault of ours, without points."""

    assignment: str
    digest: str
    seed: str
    state: str
    functions: tuple[FunctionResult, ...]
    fault: Fault | None = None
    answers: tuple[AnswerResult, ...] = ()
    notes: tuple[str, ...] = ()
    stdout: str = ""
    timing: dict[str, float] = field(default_factory=dict)

    @property
    def max_points(self) -> float:
        """What all checks and answers together are worth."""
        return math.fsum([*(f.max_points for f in self.functions), *(a.max_points for a in self.answers)])

    @property
    def points(self) -> float | None:
        """What was earned; None while the fault is ours."""
        if self.state == "broken":
            return None
        return math.fsum([*(f.points for f in self.functions), *(a.points for a in self.answers)])

    @property
    def passed(self) -> bool:
        """Whether every check and answer passed."""
        passed = (*(f.passed for f in self.functions), *(a.passed for a in self.answers))
        return self.state == "graded" and all(passed)

    def to_json(self) -> dict[str, Any]:
        """The JSON of the report, schema 1."""
        return {
            "schema": SCHEMA,
            "assignment": self.assignment,
            "digest": self.digest,
            "seed": self.seed,
            "state": self.state,
            "points": self.points,
            "max_points": self.max_points,
            "fault": _fault(self.fault),
            "functions": [_function(function) for function in self.functions],
            "answers": [asdict(answer) for answer in self.answers],
            "notes": list(self.notes),
            "stdout": self.stdout,
            "timing": dict(self.timing),
        }


def _fault(fault: Fault | None) -> dict[str, Json] | None:
    if fault is None:
        return None
    return {
        "kind": fault.kind.value,
        "message": fault.message,
        "line": fault.line,
        "source_line": fault.source_line,
    }


def _function(function: FunctionResult) -> dict[str, Any]:
    return {
        "name": function.name,
        "passed": function.passed,
        "points": function.points,
        "max_points": function.max_points,
        "checks": [_check(check) for check in function.checks],
    }


def _check(check: CheckResult) -> dict[str, Any]:
    """As `asdict`, without its copy of every number."""
    return {
        **{name: getattr(check, name) for name in _CHECK_FIELDS},
        "fault": _fault(check.fault),
        "figures": dict(check.figures),
        "counterexample": asdict(check.counterexample) if check.counterexample else None,
    }


_CHECK_FIELDS = tuple(field.name for field in fields(CheckResult))
