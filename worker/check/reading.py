"""A report for people: on a terminal in colour, elsewhere in plain text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.columns import Columns
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from worker.check.matrices import matrices
from worker.check.plain import plain

RIGHT, WRONG = "green", "bold red"


def show(console: Console, file: Path, report: Mapping[str, Any]) -> None:
    """The whole report of one file."""
    console.print(Text.assemble((plain(str(file)), "bold"), f" · {plain(report['assignment'])}"))
    console.print(_points(report))
    for note in report["notes"]:
        console.print(Text(plain(note), style="dim"))
    if report["fault"]:
        console.print(_fault(report["fault"]))
    told: set[str] = set()
    for function in report["functions"]:
        if report["fault"] or report["state"] == "broken":
            break
        console.print()
        console.print(Text.assemble((function["name"], "bold"), f"  {_of(function)}"))
        for check in function["checks"]:
            _check(console, check, told)
    if report["stdout"]:
        console.print(Text("\nIt printed:", style="bold"))
        console.print(Padding(Text(plain(report["stdout"])), (0, 0, 0, 2), expand=False))
    console.print(Text(f"\nRepeat these draws with --seed {report['seed']}", style="dim"))


def line(file: Path, report: Mapping[str, Any]) -> Text:
    """The report in one line."""
    good = report["points"] == report["max_points"]
    mark = "!" if report["state"] == "broken" else "✓" if good else "✗"
    points = "  –" if report["points"] is None else f"{report['points']:>3g}"
    text = Text.assemble(
        (f"{mark} {points} of {report['max_points']:g}", RIGHT if good else WRONG),
        f"  {_one_line(str(file))}",
    )
    why = _why(report)
    return text.append(f"  {_one_line(why)}", style="dim") if why else text


def _one_line(text: str) -> str:
    return plain(text.replace("\n", "\\n").replace("\t", "\\t"))


def _why(report: Mapping[str, Any]) -> str:
    """What is wrong, in few words: the first sentence of each function that lost points."""
    if report["state"] == "broken":
        return "; ".join(report["notes"])
    if report["fault"]:
        return f"{report['fault']['kind']}: {_first(report['fault']['message'])}"
    reasons = []
    for function in report["functions"]:
        failed = next((check for check in function["checks"] if not check["passed"]), None)
        if failed:
            fault = failed["fault"] or {}
            reasons.append(f"{function['name']}: {_first(failed['message'] or fault.get('message', ''))}")
    return "; ".join(reasons)


def _first(message: str) -> str:
    return message.splitlines()[0] if message else ""


def _points(report: Mapping[str, Any]) -> Text:
    if report["points"] is None:
        return Text("not graded", style=WRONG)
    good = report["points"] == report["max_points"]
    return Text(f"{_of(report)} points", style=RIGHT if good else WRONG)


def _of(item: Mapping[str, Any]) -> str:
    return f"{item['points']:g} of {item['max_points']:g}"


def _check(console: Console, check: Mapping[str, Any], told: set[str]) -> None:
    mark, style = ("✓", RIGHT) if check["passed"] else ("✗", WRONG)
    equation = f" {check['equation']}" if check["equation"] else ""
    console.print(
        Text.assemble("  ", (mark, style), f" {check['title']}", (equation, "dim"), f"  {_of(check)}")
    )
    for part in _explanation(check, told):
        console.print(Padding(part, (0, 0, 0, 4), expand=False))


def _explanation(check: Mapping[str, Any], told: set[str]) -> list[RenderableType]:
    """Why a check failed. What was told before is not told again."""
    if check["passed"]:
        return [Text(plain(check["message"]))] if check["message"] else []
    parts: list[RenderableType] = []
    if check["fault"]:
        parts.append(_fault(check["fault"]))
    elif check["message"]:
        parts.append(Text(plain(check["message"]), style="bold"))
    if check["hint"]:
        parts.append(Text(plain(check["hint"])))
    if check["counterexample"]:
        parts.extend(_counterexample(check["counterexample"]))
    key = repr((check["fault"], check["message"], check["counterexample"]))
    if key in told:
        return [Text("The same mistake, as explained above.", style="dim")]
    told.add(key)
    return parts


def _counterexample(case: Mapping[str, Any]) -> list[RenderableType]:
    entry = tuple(case["entry"] or ())
    parts: list[RenderableType] = [
        Text("For"),
        Columns(matrices(case["inputs"], ""), padding=(0, 3)),
        Columns(
            matrices(case["expected"], "expected", entry, RIGHT)
            + matrices(case["got"], "yours", entry, WRONG),
            padding=(0, 3),
        ),
    ]
    if case["chain_rule"]:
        parts.append(Text(plain(case["chain_rule"])))
    return parts


def _fault(fault: Mapping[str, Any]) -> Text:
    text = Text(plain(fault["message"]), style="bold")
    if fault["line"] is not None:
        text.append(f"\nline {fault['line']}", style="not bold")
        if fault["source_line"]:
            text.append(f": {plain(fault['source_line'].strip())}", style="not bold")
    return text
