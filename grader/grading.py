"""From replies to the report; what was asked stands in `grader.planning`. Both ways are pure.

plan(assignment, seed) → Plan, Plan.job(source) → sandbox → Run, judge(plan, run) → Report
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from grader import answers
from grader.assignment import Assignment, GradedFunction
from grader.checks.check import Check, Drive, Evidence, Finding
from grader.counterexample import smallest
from grader.diagnosis import diagnose, forbidden
from grader.evidence import Answer, find_equal
from grader.layers.layer import Misconception
from grader.messages import Fault, Reply, Run
from grader.planning import Plan as Plan
from grader.planning import PlannedFunction
from grader.planning import plan as plan
from grader.report import AnswerResult, CheckResult, FunctionResult, Report

WAITS = "{partner} is not right yet, and here both work together. This passes once {partner} does."


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
            find_equal(answered)
            functions.append(_judge(planned.function, evidence))
    judge_ms = (time.perf_counter() - started) * 1e3
    functions = [
        _waiting(planned, result, functions)
        for planned, result in zip(plan.functions, functions, strict=True)
    ]
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


def _waiting(
    planned: PlannedFunction, result: FunctionResult, results: Sequence[FunctionResult]
) -> FunctionResult:
    """Where functions are put together, a right one is not blamed for another that is not right yet."""
    driven = {check.name: planned.partners[check.partner].name for check, _ in planned.drives}
    if any(not check.passed for check in result.checks if check.name not in driven):
        return result
    wrong = {r.name for r in results if not all(c.passed for c in r.checks if c.name not in driven)}
    checks = tuple(
        replace(check, fault=None, message=WAITS.format(partner=driven[check.name]))
        if not check.passed and driven.get(check.name) in wrong
        else check
        for check in result.checks
    )
    return replace(result, checks=checks)


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
    counterexample = finding.counterexample
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
    if finding.answer is not None:
        if forbidden(misconception, finding.answer):
            return f"{name} {misconception.says}, which the shapes forbid here. {finding.message}"
        return f"{name} {misconception.says}, where it comes out at all. Elsewhere: {finding.message}"
    if finding.about_values:
        return f"{name} has the right shape but {misconception.says}."
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
