"""From an assignment and a seed to calls: the same assignment and seed give the same plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

from grader.assignment import Assignment, GradedFunction
from grader.checks.check import Check, Drive
from grader.draws import Draws
from grader.evidence import Probe
from grader.layers.custom import reference_job, with_gradients
from grader.layers.layer import Case
from grader.messages import Call, Job, Run, Target


@dataclass(frozen=True, eq=False)
class PlannedFunction:
    """A function, the cases it will be called with, and what the driver will do with it and `partner`."""

    function: GradedFunction
    probes: tuple[Probe, ...]
    drives: tuple[tuple[Check, Drive], ...] = ()
    partners: dict[str, GradedFunction] = field(default_factory=dict)

    def cases(self) -> tuple[Case, ...]:
        """What the function is called with, in the precision of the reference."""
        return tuple(probe.case.double() for probe in self.probes)

    def with_gradients(self, runs: Iterator[Run]) -> PlannedFunction:
        """Takes the next run if the layer is given by its forward pass alone."""
        custom = self.function.custom
        if custom is None:
            return self
        layer = with_gradients(self.function.layer, custom, self.cases(), next(runs))
        return replace(self, function=replace(self.function, layer=layer))

    def driven(self) -> tuple[Call, ...]:
        """One call a drive."""
        calls = []
        for check, drive in self.drives:
            partner = self.partners[check.partner]
            cached = partner.cache if partner.cache != "own" else partner.layer.caches[0]
            calls.append(
                Call(
                    function=drive.function,
                    args=(cached, *drive.args),
                    through=(self.function.name, partner.name),
                    own_caches=tuple(f.name for f in (self.function, partner) if f.cache == "own"),
                )
            )
        return tuple(calls)

    def calls(self) -> tuple[Call, ...]:
        """One call a probe."""
        function = self.function
        convention = function.cache if function.cache != "own" else function.layer.caches[0]
        return tuple(
            Call(
                function=function.name,
                args=(probe.case.dout, function.layer.cache(probe.case.inputs, convention)),
                forward_args=probe.case.inputs,
                own_cache=function.cache == "own",
            )
            for probe in self.probes
        )


@dataclass(frozen=True, eq=False)
class Plan:
    """All that one grading asks of an upload."""

    assignment: Assignment
    seed: str
    functions: tuple[PlannedFunction, ...]

    def references(self) -> tuple[Job, ...]:
        """Evaluations of forward passes that only the assignment knows; to be run like an upload."""
        return tuple(reference_job(p.function.custom, p.cases()) for p in self.functions if p.function.custom)

    def with_references(self, runs: Sequence[Run]) -> Plan:
        """The plan with the gradients that the runs of `references()` give.

        Raises ForwardError: the assignment's forward pass cannot be used; that is not the student's fault.
        """
        left = iter(runs)
        return replace(self, functions=tuple(p.with_gradients(left) for p in self.functions))

    def job(self, source: bytes) -> Job:
        """What the sandbox needs."""
        return Job(
            source=source,
            targets=tuple(
                Target(p.function.name, p.function.forward, p.function.classes) for p in self.functions
            ),
            calls=self.calls(),
            driver=_driver() if any(p.drives for p in self.functions) else "",
        )

    def calls(self) -> tuple[Call, ...]:
        """All calls: those of the functions in order, then the driver's."""
        return (
            *(call for p in self.functions for call in p.calls()),
            *(call for p in self.functions for call in p.driven()),
        )


@cache
def _driver() -> str:
    return resources.files("grader").joinpath("driver.py").read_text(encoding="utf-8")


def plan(assignment: Assignment, seed: str) -> Plan:
    """The calls for one grading; the same assignment and seed give the same plan."""
    draws = Draws(seed)
    partners = {function.layer.name: function for function in reversed(assignment.functions)}
    return Plan(assignment, seed, tuple(_plan(f, draws, partners) for f in assignment.functions))


def _plan(function: GradedFunction, draws: Draws, partners: dict[str, GradedFunction]) -> PlannedFunction:
    groups = ["ladder"]
    for check in function.checks:
        groups.extend(group for group in check.groups if group not in groups)
    drawn = tuple(probe for group in groups for probe in draws.probes(function.layer, group))
    drives = tuple(
        (check, drive)
        for check in function.checks
        if check.partner
        for drive in check.drives(draws.generator(function.layer.name, check.name))
    )
    return PlannedFunction(function, drawn, drives, partners)
