"""What a check is: which groups of cases it reads, and how it judges what came back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np

from grader.evidence import Answer
from grader.layers.layer import Layer
from grader.messages import Fault, Reply, Value
from grader.report import Counterexample, Json
from grader.returned import Missing
from grader.subscripts import number, shape

SPECIAL = frozenset({"edges", "images"})
"""Groups in which every case is special in some way, and its label says in which."""


@dataclass(frozen=True, eq=False)
class Drive:
    """One planned call of the driver: `function(*backwards, cached, *args)`."""

    function: str
    args: tuple[Value, ...]


@dataclass(frozen=True, eq=False)
class Evidence:
    """All answers of one function. `cache` is the convention that the assignment set.

    `drives` holds, by the name of the check that asked, what the driver was called with and what came back.
    """

    layer: Layer
    cache: str
    answers: tuple[Answer, ...]
    drives: dict[str, tuple[tuple[Drive, Reply], ...]] = field(default_factory=dict)

    def of(self, *groups: str) -> tuple[Answer, ...]:
        """The answers of some groups, in order."""
        return tuple(answer for answer in self.answers if answer.probe.group in groups)


@dataclass(frozen=True, eq=False)
class Finding:
    """What a check found. `output` is the gradient that failed, `answer` where the function stopped before it
    gave one; `message` is a whole sentence."""

    passed: bool
    message: str = ""
    output: int | None = None
    fault: Fault | None = None
    answer: Answer | None = None
    figures: dict[str, Json] = field(default_factory=dict)
    about_values: bool = False
    counterexample: Counterexample | None = None


@dataclass(frozen=True)
class Check(ABC):
    """One line item of an assignment file; the fields are its keys there.

    `feedback` and when it opens are the business of `grader.feedback`.
    """

    kind: ClassVar[str]
    groups: ClassVar[tuple[str, ...]]
    per_output: ClassVar[bool] = False
    partner: ClassVar[str] = ""
    """The layer of another function of the assignment, which the driver needs beside this one."""

    points: float
    output: str = ""
    feedback: str = "full"
    opens_after: int = 0
    opens_at_deadline: bool = False

    @property
    def name(self) -> str:
        """The name in the report: `shapes`, `reference.dw`."""
        return f"{self.kind}.{self.output}" if self.output else self.kind

    @abstractmethod
    def title(self, layer: Layer) -> str:
        """What is checked, in a few words."""

    @abstractmethod
    def equation(self, layer: Layer) -> str:
        """Where the sheet says so."""

    @abstractmethod
    def judge(self, evidence: Evidence) -> Finding:
        """The finding from the answers of `groups`. Pure."""

    def drives(self, rng: np.random.RandomState) -> tuple[Drive, ...]:
        """What the driver is to be called with."""
        return ()

    def outputs(self, layer: Layer) -> tuple[int, ...]:
        """The gradients this check looks at."""
        if not self.output:
            return tuple(range(len(layer.outputs)))
        return tuple(i for i, output in enumerate(layer.outputs) if output.name == self.output)


def judge_values(answers: Iterable[Answer], outputs: Iterable[int], *, loose_shape: bool) -> Finding:
    """Every gradient of every answer against its reference; the first that is wrong is the finding."""
    answers, outputs, single = tuple(answers), tuple(outputs), False
    for answer in answers:
        for output in outputs:
            if not answer.right(output, loose_shape=loose_shape):
                return _somewhere(answer, answers, wrong(answer, output))
        single = single or (answer.probe.group == "random" and answer.single(outputs[0]))
    return Finding(True, "Computed in single precision, which is enough here." if single else "")


def _somewhere(answer: Answer, answers: Iterable[Answer], finding: Finding) -> Finding:
    """The finding with what is special about the answer, where that alone raised the exception."""
    if finding.fault is None or answer.probe.group not in SPECIAL or all(a.fault for a in answers):
        return finding
    return replace(finding, message=f"With {answer.probe.label}: {finding.message}")


def wrong(answer: Answer, output: int, *, shapes_only: bool = False) -> Finding:
    """A finding that says what is wrong with one gradient of one answer."""
    name = answer.layer.outputs[output].name
    got, want = answer.outputs[output], answer.wants[output]
    special = answer.probe.label and answer.probe.group not in ("exercise", "again")
    where = f" (with {answer.probe.label})" if special else ""
    if answer.fault is not None:
        return Finding(False, answer.fault.message, output, fault=answer.fault, answer=answer)
    if isinstance(got, Missing):
        return Finding(False, f"{name} {got.why}.", output)
    comparison = answer.compare(output, loose_shape=True)
    if not got.shape and want.shape:
        return Finding(
            False, f"{name} is a single number; expected shape {shape(want.shape)}{where}.", output
        )
    if comparison is None or comparison.passed or shapes_only:
        says = f"{name} has shape {shape(got.shape)}; expected {shape(want.shape)}{where}."
        return Finding(False, says, output)
    at = comparison.worst
    value, expected = _apart(float(comparison.got[at]), float(want[at]))
    figures: dict[str, Json] = {
        "max_abs_error": _finite(comparison.max_abs),
        "max_rel_error": _finite(comparison.max_rel),
        "worst_entry": list(at),
    }
    says = f"{name}[{', '.join(map(str, at))}] is {value}; expected {expected}{where}."
    if got.shape != want.shape:
        says = (
            f"{name} has shape {shape(got.shape)}; expected {shape(want.shape)}{where}. Its values are "
            f"wrong, too: {value} stands where {expected} should."
        )
    return Finding(False, says, output, figures=figures, about_values=got.shape == want.shape)


def _apart(got: float, want: float) -> tuple[str, str]:
    return number(got, want), number(want, got)


def _finite(value: float) -> Json:
    return value if value == value and abs(value) < 1e308 else number(value)
