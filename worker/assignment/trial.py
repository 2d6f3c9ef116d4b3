"""The trial run of an assignment: would a right solution get every point, and can every forward pass be used?

A layer that the file gives by its forward pass alone is run in the sandbox, as in a grading. Its gradient is
taken in two ways, so that `holomorphic = true` is not simply believed. Then the reference itself is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from grader import grading
from grader.assignment import Assignment
from grader.differences import steps
from grader.layers.custom import Custom, ForwardError, reference_job
from grader.messages import Array, Fault, Returned, Run
from grader.planning import PlannedFunction
from grader.toml_lines import lines
from worker.sandbox.host import Sandbox

SEEDS = ("00", "01", "02")
SLOW_MS = 1000
"""A forward pass that takes longer than this is worth a word: students wait for it at every grading."""
AGREE = 1e-5
"""Central differences are good to about u^(2/3) ≈ 4·10⁻¹¹ of a function's size; two ways agree far better."""
KINK = 1e-2
"""Slopes to both sides differ by about h·|f″| where a function is smooth, and h is about 10⁻⁵."""


@dataclass(frozen=True)
class Remark:
    """What the trial found. A `fault` must be mended; the others are worth knowing. `line` is the file's."""

    message: str
    line: int | None = None
    fault: bool = True


def remarks(assignment: Assignment, text: str, sandbox: Sandbox) -> list[Remark]:
    """Everything that the trial run finds in the assignment, which was parsed from `text`.

    Raises:
        SandboxError: the fault is ours.
    """
    found: dict[str, Remark] = {}
    for seed in SEEDS:
        for remark in _with_seed(assignment, text, sandbox, seed):
            found.setdefault(remark.message, remark)
    return list(found.values())


def _with_seed(assignment: Assignment, text: str, sandbox: Sandbox, seed: str) -> Iterator[Remark]:
    """The drives of a check need an upload; all other checks are tried with the reference's own gradients."""
    functions = tuple(
        replace(f, checks=tuple(check for check in f.checks if not check.partner))
        for f in assignment.functions
    )
    plan = grading.plan(replace(assignment, functions=functions), seed)
    solved = []
    for at, planned in enumerate(plan.functions):
        custom = planned.function.custom
        if custom is None:
            solved.append(planned)
            continue
        tried = _Trial(planned, custom, text, at)
        yield from tried.run(sandbox)
        if tried.solved is None:
            return
        solved.append(tried.solved)
    yield from _judged(replace(plan, functions=tuple(solved)))


def _judged(plan: grading.Plan) -> Iterator[Remark]:
    """Checks that the reference does not pass."""
    replies = []
    for planned in plan.functions:
        for case in planned.cases():
            gradients = planned.function.layer.vjp(case)
            replies.append(Returned(tuple(gradients) if len(gradients) > 1 else gradients[0]))
    for function in grading.judge(plan, Run(tuple(replies))).functions:
        for check in function.checks:
            if not check.passed:
                yield Remark(f"{function.name}: the reference itself fails {check.name}. {check.message}")


class _Trial:
    """The forward pass of one function, run at the points of one seed."""

    def __init__(self, planned: PlannedFunction, custom: Custom, text: str, at: int) -> None:
        self.planned, self.custom = planned, custom
        self.solved: PlannedFunction | None = None
        self._source = _Place.of(text, at)
        self._name = planned.function.name
        self._runs: list[Run] = []

    def run(self, sandbox: Sandbox) -> Iterator[Remark]:
        """What is found; `solved` is set if the gradients can be used."""
        real = replace(self.custom, holomorphic=False)
        backwards = replace(self.planned, probes=self.planned.probes[::-1])
        try:
            solved = self._with_gradients(sandbox, self.planned, self.custom)
            # In another order: whatever draws or remembers answers otherwise, though every run begins alike.
            other = self._with_gradients(sandbox, backwards, real)
        except ForwardError as error:
            yield self._remark(str(error), _first_fault(self._runs))
            return
        if not _agree(solved, other):
            yield self._remark(
                "complex step and central differences give different gradients at a drawn point: "
                "set holomorphic = false, or write the forward pass without abs, max and comparisons."
                if self.custom.holomorphic
                else "run twice at the same points, the forward pass gives different gradients: "
                "it must not depend on chance or on earlier calls."
            )
            return
        self.solved = solved
        if self._runs[0].sandbox_ms > SLOW_MS:
            yield self._remark("the forward pass takes more than a second of every grading.", fault=False)
        where = _kink(backwards, self.custom, self._runs[1])
        if where is not None:
            yield self._remark(
                f"the forward pass has a kink at a drawn point, {where}. There the mean of both slopes "
                "is expected, and a solution that takes one side fails.",
                fault=False,
            )

    def _with_gradients(self, sandbox: Sandbox, planned: PlannedFunction, custom: Custom) -> PlannedFunction:
        self._runs.append(sandbox.run(reference_job(custom, planned.cases())))
        function = replace(planned.function, custom=custom)
        return replace(planned, function=function).with_gradients(iter(self._runs[-1:]))

    def _remark(self, message: str, at: Fault | None = None, *, fault: bool = True) -> Remark:
        line = self._source.first
        if at is not None and at.line is not None and line is not None:
            line = self._source.line(at.line)
            message = re.sub(rf"\bline {at.line}\b", f"line {line}", message)
        return Remark(f"{self._name}: {message}", line, fault)


@dataclass(frozen=True)
class _Place:
    """Where a forward pass stands in the file; `first` is the line of its key, if it can be told."""

    first: int | None
    drops: bool
    """Whether the source begins on the next line: TOML drops a line break behind the quotes."""

    @classmethod
    def of(cls, text: str, function: int) -> _Place:
        first = lines(text).get(("function", function, "forward_source"))
        if first is None:
            return cls(None, drops=False)
        return cls(first, text.splitlines()[first - 1].rstrip().endswith(("'''", '"""')))

    def line(self, of_run: int) -> int:
        """The line in the file of a line that was run; an import was put before the first one."""
        return (self.first or 1) + max(0, of_run - 2) + self.drops


def _first_fault(runs: list[Run]) -> Fault | None:
    faults = [reply for run in runs for reply in (run.fault, *run.replies) if isinstance(reply, Fault)]
    return faults[0] if faults else None


def _agree(one: PlannedFunction, other: PlannedFunction) -> bool:
    for case in one.cases():
        sizes = one.function.layer.magnitude(case)
        pairs = zip(one.function.layer.vjp(case), other.function.layer.vjp(case), sizes, strict=True)
        for mine, others, size in pairs:
            if not np.all(np.abs(mine - others) <= AGREE * (1 + np.abs(size))):
                return False
    return True


def _kink(planned: PlannedFunction, custom: Custom, run: Run) -> str | None:
    """The first entry at which the slopes to both sides differ; `run` has the central differences."""
    values = (reply.value for reply in run.replies if isinstance(reply, Returned))
    for case in planned.cases():
        y = np.asarray(next(values), dtype=float)
        for spec, x in zip(custom.inputs, case.inputs, strict=True):
            if not spec.differentiate:
                continue
            h = steps(x)
            for index in np.ndindex(x.shape):
                up, down = (np.asarray(next(values), dtype=float) for _ in range(2))
                if _is_bent(up, y, down, float(h[index])):
                    place = ", ".join(str(n + 1) for n in index)
                    return f"{spec.name}{f' at [{place}]' if place else ''} = {x[index]:g}"
    return None


def _is_bent(up: Array, y: Array, down: Array, h: float) -> bool:
    right, left = (up - y) / h, (y - down) / h
    return bool(np.any(np.abs(right - left) > KINK * (1 + np.abs(right) + np.abs(left))))
