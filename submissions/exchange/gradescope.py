"""One verdict as Gradescope's `results.json`, so that what reads those can read ours.

Source: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

from typing import Any

from grader.assignment import Assignment as Task

VISIBLE, HIDDEN, LATER = "visible", "hidden", "after_due_date"


def results(report: dict[str, Any], task: Task | None, points: float) -> dict[str, Any]:
    """The verdict `report` of a submission that has `points`, which a tutor may have given by hand.

    Args:
        task: the assignment, for which of its checks students see; without it they see none.
    """
    levels = _visibility(task)
    tests = [
        _test(
            check,
            f"{function['name']}: {check['title']}",
            levels.get((function["name"], check["name"]), HIDDEN),
        )
        for function in report.get("functions", [])
        for check in function["checks"]
    ]
    tests += [_test(answer, answer["title"], VISIBLE) for answer in report.get("answers", [])]
    for number, test in enumerate(tests, start=1):
        test["number"] = str(number)
    fault = report.get("fault") or {}
    output = "\n".join(filter(None, [fault.get("message"), *report.get("notes", [])]))
    open_to_all = all(level == VISIBLE for level in levels.values()) and task is not None
    return {
        "score": points,
        "execution_time": sum(report.get("timing", {}).values()) / 1000,
        "output": output,
        "output_format": "text",
        "test_output_format": "text",
        "visibility": VISIBLE,
        # What was printed may tell the inputs of a check that is not open.
        "stdout_visibility": VISIBLE if open_to_all else HIDDEN,
        "tests": tests,
        "extra_data": {"assignment": report.get("assignment"), "digest": report.get("digest")},
    }


def _visibility(task: Task | None) -> dict[tuple[str, str], str]:
    """What students see of each check; what they see in part is hidden, since there is no word for it."""
    if task is None:
        return {}
    found = {}
    for function in task.functions:
        for check in function.checks:
            later = LATER if check.opens_at_deadline else HIDDEN
            found[function.name, check.name] = VISIBLE if check.feedback == "full" else later
    return found


def _test(line: dict[str, Any], name: str, visibility: str) -> dict[str, Any]:
    said = [line.get("message"), line.get("hint")]
    return {
        "name": f"{name} {line['equation']}".strip(),
        "score": line["points"],
        "max_score": line["max_points"],
        "status": "passed" if line["passed"] else "failed",
        "output": "\n".join(text for text in said if text),
        "visibility": visibility,
    }
