"""What of a report its student may see: the feedback policy of each check, applied to the report's JSON.

| level    | shown                                                                                |
|----------|--------------------------------------------------------------------------------------|
| `full`   | everything                                                                           |
| `hint`   | passed or not, points, the message and the named mistake; no numbers of the case     |
| `points` | passed or not, and points                                                            |
| `hidden` | that there is such a check; neither its result nor its points, also not in the sums  |

A check opens, to `full`, after `opens_after` attempts or, with `opens_at_deadline`, after the deadline. One
that the assignment does not have (any more) is hidden: its policy is not known.
"""

from __future__ import annotations

import math
from typing import Any

from grader.assignment import Assignment
from grader.checks.check import Check


def level(check: Check, attempts: int, past_due: bool) -> str:
    """The level of one check for a student with so many graded attempts."""
    opened = bool(check.opens_after) and attempts >= check.opens_after
    return "full" if opened or (check.opens_at_deadline and past_due) else check.feedback


def shown(
    report: dict[str, Any], assignment: Assignment | None, attempts: int, past_due: bool
) -> dict[str, Any]:
    """A copy of the report's JSON with what its student may see; None: the assignment cannot be read.

    Where a check is hidden, `passed` of its function is false if another failed, else null: unknown; `points`
    and `max_points` count what is shown, and `hidden` says how many checks are not.
    """
    levels = {
        (function.name, check.name): level(check, attempts, past_due)
        for function in (assignment.functions if assignment else ())
        for check in function.checks
    }
    functions = [_function(function, levels) for function in report.get("functions", [])]
    hidden = sum(f["hidden"] for f in functions)
    copy = {**report, "functions": functions, "hidden": hidden}
    if assignment is None or hidden or any(value != "full" for value in levels.values()):
        copy["stdout"] = ""  # what a submission printed may tell the inputs of a check that is not open
    if hidden and report.get("points") is not None:
        parts = [*functions, *report.get("answers", [])]
        copy["points"] = math.fsum(part["points"] for part in parts)
        copy["max_points"] = math.fsum(part["max_points"] for part in parts)
    return copy


def _function(function: dict[str, Any], levels: dict[tuple[str, str], str]) -> dict[str, Any]:
    checks = [
        _check(check, levels.get((function["name"], check["name"]), "hidden")) for check in function["checks"]
    ]
    seen = [check for check in checks if not check["hidden"]]
    hidden = len(checks) - len(seen)
    all_passed = all(check["passed"] for check in seen)
    return {
        **function,
        "checks": checks,
        "hidden": hidden,
        "passed": None if hidden and all_passed else all_passed,
        "points": math.fsum(check["points"] for check in seen),
        "max_points": math.fsum(check["max_points"] for check in seen),
    }


def _check(check: dict[str, Any], at: str) -> dict[str, Any]:
    copy = {**check, "hidden": at == "hidden", "feedback": at}
    if at == "full":
        return copy
    copy |= {"figures": {}, "counterexample": None}
    if at == "hint":
        return copy
    copy |= {"fault": None, "message": "", "misconception": None, "hint": None}
    if at == "hidden":
        copy |= {"passed": None, "points": None, "max_points": None}
    return copy
