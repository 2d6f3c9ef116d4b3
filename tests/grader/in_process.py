"""Runs plain Python functions on a plan, without a sandbox: for tests of the grader alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader import driver
from grader.assignment import Assignment
from grader.grading import judge, plan
from grader.messages import Call, Fault, FaultKind, Reply, Returned, Run, Value
from grader.report import CheckResult, Report

Functions = dict[str, Callable[..., Any]]


def tidy(value: Any) -> Value:
    if isinstance(value, tuple | list):
        return tuple(tidy(part) for part in value)
    if isinstance(value, np.generic):
        return np.asarray(value)
    return value  # type: ignore[no-any-return]


def fresh(value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(fresh(part) for part in value)
    if isinstance(value, np.ndarray):
        copy = value.copy(order="K")
        copy.flags.writeable = value.flags.writeable
        return copy
    return value


def same(a: Value, b: Value) -> bool:
    if isinstance(a, tuple) and isinstance(b, tuple):
        return all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, str):
        return a == b
    return np.array_equal(np.asarray(a), np.asarray(b), equal_nan=True)


def reply(function: Callable[..., Any], args: tuple[Value, ...]) -> Reply:
    given = fresh(args)
    assert isinstance(given, tuple)
    try:
        with np.errstate(all="ignore"):
            value = tidy(function(*given))
    except Exception as error:  # a student's exception is a graded result
        return Fault(FaultKind.EXCEPTION, f"{type(error).__name__}: {error}")
    return Returned(
        value, tuple(i for i, (a, b) in enumerate(zip(given, args, strict=True)) if not same(a, b))
    )


def drive(functions: Functions, call: Call) -> Reply:
    if not set(call.through) <= set(functions):
        return Fault(FaultKind.MISSING_FUNCTION, "A function is missing.")

    def backward(name: str) -> Callable[..., Any]:
        return lambda dout, cache, inputs: tidy(functions[name](dout, cache))

    backwards = [backward(name) for name in call.through]
    function = getattr(driver, call.function)
    return reply(lambda *args: function(*backwards, *args), call.args)


def grade(assignment: Assignment, functions: Functions, seed: str = "00") -> Report:
    planned = plan(assignment, seed)
    replies: list[Reply] = []
    for call in planned.calls():
        if call.through:
            replies.append(drive(functions, call))
        elif call.function in functions:
            replies.append(reply(functions[call.function], call.args))
        else:
            replies.append(Fault(FaultKind.MISSING_FUNCTION, f"No function {call.function} found."))
    return judge(planned, Run(tuple(replies)))


def checks(report: Report, function: str) -> dict[str, CheckResult]:
    return {check.name: check for f in report.functions if f.name == function for check in f.checks}
