"""Real submissions through the real sandbox. Line 1 of each file says the verdict that is expected.

    # expect: 13 affine_backward.reference.dw=batch_mean sigmoid_backward=time_limit fault=syntax

First the points; then `function.check=misconception` (nothing after `=`: failed without a name),
`function=kind of fault`, or `fault=kind` for the whole upload.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.assignment import builtin
from grader.grading import judge, plan, refuse
from grader.messages import Fault
from grader.report import Report
from grader.uploads import read
from worker.sandbox.host import Limits, Sandbox

SHEET = builtin("matrix-derivatives")
FILES = sorted((Path(__file__).parent / "solutions").glob("*.py"))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(wall_seconds=3.0, cpu_seconds=1)) as made:
        yield made


def grade(sandbox: Sandbox, data: bytes, filename: str) -> Report:
    upload = read(data, filename, SHEET)
    if isinstance(upload, Fault):
        return refuse(SHEET, "5eed", upload)
    planned = plan(SHEET, "5eed")
    return judge(planned, sandbox.run(planned.job(upload.source)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_submission_gets_its_expected_verdict(sandbox: Sandbox, path: Path) -> None:
    data = path.read_bytes()
    first = data.removeprefix(b"\xef\xbb\xbf").splitlines()[0].decode()
    points, *expectations = first.removeprefix("# expect:").split()
    report = grade(sandbox, data, path.name)
    summary = {
        f"{f.name}.{c.name}": (c.passed, c.misconception, c.fault and c.fault.kind.value, c.message)
        for f in report.functions
        for c in f.checks
        if not c.passed
    }
    assert report.points == float(points), (report.fault, summary)
    for expectation in expectations:
        where, _, what = expectation.partition("=")
        if where == "fault":
            assert report.fault is not None
            assert report.fault.kind.value == what
            assert report.fault.message
        elif "." in where:
            passed, misconception, _, message = summary[where]
            assert not passed
            assert (misconception or "") == what, summary
            assert message
        else:
            faults = {summary[name][2] for name in summary if name.startswith(where + ".")}
            assert faults == {what or None}, summary
