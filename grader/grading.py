"""From an assignment and a seed to calls, and from replies to the report. Both ways are pure.

plan(assignment, seed) → Plan, Plan.job(source) → sandbox → Run, judge(plan, run) → Report
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import numpy as np

from grader import answers
from grader.assignment import Assignment, GradedFunction
from grader.checks.check import Check, Drive, Evidence, Finding
from grader.counterexample import smallest
from grader.diagnosis import diagnose
from grader.draws import Draws
from grader.evidence import Answer, Probe
from grader.layers.layer import Misconception
from grader.messages import Call, Fault, Job, Reply, Run, Target
from grader.report import AnswerResult, CheckResult, FunctionResult, Report


@dataclass(frozen=True, eq=False)
class PlannedFunction:
    """A function, the cases it will be called with, and what the driver will do with it and `partner`."""

    function: GradedFunction
    probes: tuple[Probe, ...]
    drives: tuple[tuple[Check, Drive], ...] = ()
    partners: dict[str, GradedFunction] = field(default_factory=dict)

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
                    own_cache=partner.cache == "own",
                    through=(self.function.name, partner.name),
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


def judge(plan: Plan, run: Run, typed: Mapping[str, str] | None = None) -> Report:
    """The verdict; `typed` are the typed-in answers by name.

    Raises ValueError when `run` is not an answer to `plan`.
    """
    if run.fault is not None:
        return refuse(plan.assignment, plan.seed, run.fault, run, typed)
    started = time.perf_counter()
    expected = sum(len(p.probes) + len(p.drives) for p in plan.functions)
    if len(run.replies) != expected:
        raise ValueError(f"{expected} calls were planned and {len(run.replies)} answered")
    replies = iter(run.replies)
    called = [
        tuple(Answer(p.function.layer, probe, next(replies)) for probe in p.probes) for p in plan.functions
    ]
    functions = []
    for planned, answered in zip(plan.functions, called, strict=True):
        drives: dict[str, tuple[tuple[Drive, Reply], ...]] = {}
        for check, drive in planned.drives:
            drives[check.name] = (*drives.get(check.name, ()), (drive, next(replies)))
        evidence = Evidence(planned.function.layer, planned.function.cache, answered, drives)
        with np.errstate(all="ignore"):  # the student's numbers may be anything
            functions.append(_judge(planned.function, evidence))
    judge_ms = (time.perf_counter() - started) * 1e3
    return Report(
        assignment=plan.assignment.id,
        digest=plan.assignment.digest,
        seed=plan.seed,
        state="graded",
        functions=tuple(functions),
        answers=_answers(plan.assignment, typed),
        notes=run.notes,
        stdout=run.stdout,
        timing={"sandbox_ms": round(run.sandbox_ms, 2), "judge_ms": round(judge_ms, 2)},
    )


def _judge(function: GradedFunction, evidence: Evidence) -> FunctionResult:
    named: dict[int, Misconception | None] = {}
    results = []
    for check in function.checks:
        finding = check.judge(evidence)
        misconception = None
        if finding.output is not None:
            if finding.output not in named:
                named[finding.output] = diagnose(function.layer, finding.output, evidence.answers)
            misconception = named[finding.output]
        results.append(_result(check, finding, misconception, evidence))
    return FunctionResult(function.name, tuple(results))


def _result(
    check: Check, finding: Finding, misconception: Misconception | None, evidence: Evidence
) -> CheckResult:
    counterexample = None
    if finding.output is not None and (finding.fault is None or misconception is not None):
        counterexample = smallest(evidence.layer, finding.output, evidence.answers, evidence.cache)
    return CheckResult(
        name=check.name,
        title=check.title(evidence.layer),
        equation=check.equation(evidence.layer),
        passed=finding.passed,
        points=check.points if finding.passed else 0.0,
        max_points=check.points,
        fault=finding.fault,
        message=_message(finding, misconception, evidence),
        misconception=misconception.id if misconception else None,
        hint=f"{misconception.hint} See {misconception.equation}." if misconception else None,
        figures=finding.figures,
        counterexample=counterexample,
    )


def _message(finding: Finding, misconception: Misconception | None, evidence: Evidence) -> str:
    if misconception is None or finding.output is None:
        return finding.message
    name = evidence.layer.outputs[finding.output].name
    if finding.fault is not None:
        return f"{name} {misconception.says}, which the shapes forbid here. {finding.message}"
    if finding.about_values:
        return f"{name} has a right shape but {misconception.says}."
    return f"{name} {misconception.says}. {finding.message}"


def _answers(assignment: Assignment, typed: Mapping[str, str] | None) -> tuple[AnswerResult, ...]:
    given = typed or {}
    return tuple(answers.judge(a, given.get(a.name), assignment.answers) for a in assignment.answers)


def refuse(
    assignment: Assignment,
    seed: str,
    fault: Fault,
    run: Run | None = None,
    typed: Mapping[str, str] | None = None,
) -> Report:
    """The verdict on an upload that could not be run at all: no points, and the reason."""
    return Report(
        assignment=assignment.id,
        digest=assignment.digest,
        seed=seed,
        state="graded",
        functions=tuple(_unjudged(function) for function in assignment.functions),
        fault=fault,
        answers=_answers(assignment, typed),
        notes=run.notes if run else (),
        stdout=run.stdout if run else "",
        timing={"sandbox_ms": round(run.sandbox_ms, 2) if run else 0.0, "judge_ms": 0.0},
    )


def broken(assignment: Assignment, seed: str, reason: str) -> Report:
    """The report when we could not grade: no score, and a note that it is not the student's fault."""
    return Report(
        assignment=assignment.id,
        digest=assignment.digest,
        seed=seed,
        state="broken",
        functions=tuple(_unjudged(function) for function in assignment.functions),
        answers=_answers(assignment, None),
        notes=(reason,),
    )


def _unjudged(function: GradedFunction) -> FunctionResult:
    return FunctionResult(
        function.name,
        tuple(
            CheckResult(
                name=check.name,
                title=check.title(function.layer),
                equation=check.equation(function.layer),
                passed=False,
                points=0.0,
                max_points=check.points,
            )
            for check in function.checks
        ),
    )
