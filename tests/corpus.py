"""The corpus of real submissions in tests/solutions: what is expected of each, and how a report compares.

    right/    every honest way to write the gradients: all points
    wrong/    mistakes, each with the checks it must fail and the name it must get
    broken/   uploads that do not answer, each with its kind of fault

Line 1 of a file says its verdict. For what has no comments (notebooks, archives) it stands in a file beside
it that ends in `.expect`. A folder that ends in `.zip` is zipped before it is graded.

    # expect: all
    # expect: affine_backward.dw=batch_mean sigmoid_backward=time_limit assignment=activations
    # expect: fault=syntax
    # expect: some
    # xfail: why the product is wrong about it today
    # says: a part of a sentence that the student must get to read

- `all`: every point. `some`: not every point, and no more is said.
- `function.parts=name`: which checks fail, and what the mistake is called (nothing after `=`: no name).
  Parts are joined by `+` and `-`. A part is a check (`shapes`, `reference.dw`) or a gradient: `dw` stands
  for the checks in which a wrong dw shows, `exercise+reference.dw+differences+edges`. The checks that fail
  must be exactly these; a function that is not spoken of passes.
- `function=kind`: all its failed checks have a fault of this kind. `fault=kind`: the whole upload has.

The checks of whole networks fail with either function and are left out.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from grader.assignment import Assignment, builtin
from grader.grading import judge, plan, refuse
from grader.messages import Fault
from grader.report import CheckResult, FunctionResult, Report
from grader.uploads import read
from worker.sandbox.host import Sandbox

SOLUTIONS = Path(__file__).parent / "solutions"
WHOLE_NETWORKS = frozenset({"network", "training"})
GRADIENTS = ("dx", "dw", "db")
BLEMISHES = {
    "shows our own files": r"Traceback|/usr/|site-packages|grader/|worker/",
    "shows a control character": r"[\x00-\x08\x0b-\x1f\x7f]",
    "ends twice": r"[.?!]\.(\s|$)",
    "has blanks too many": r" {2}|\s$",
    "shows a word of the plan": r"\((with )?(first|other|repeated|again)\)",
    "shows the shape of a single number as ()": r"shape \(\)",
    "writes NaN in another way": r"\bnan\b",
    "blames the upload for a line of ours": r"^While training: Your code raised",
}
OTHER_BLEMISHES = ("is too long or empty", "fails without a sentence")


@dataclass(frozen=True)
class Clause:
    """`function.parts=name`; without parts, `name` is a kind of fault."""

    function: str
    parts: str
    name: str

    def checks(self) -> frozenset[str]:
        """Names of the checks that shall fail."""
        chosen: set[str] = set()
        for sign, part in re.findall(r"([+-]?)([\w.]+)", self.parts):
            names = {"exercise", f"reference.{part}", "differences", "edges"} if part in GRADIENTS else {part}
            chosen = chosen - names if sign == "-" else chosen | names
        return frozenset(chosen)

    def named(self) -> frozenset[str]:
        """The checks that must carry the name: those of the gradient where one is spoken of, else all."""
        own = {f"reference.{g}" for g in GRADIENTS if re.search(rf"(^|\+){g}\b", self.parts)}
        return frozenset(own & self.checks()) or self.checks()


@dataclass(frozen=True)
class Expected:
    """What the first lines of a submission say."""

    verdict: str
    assignment: str = "matrix-derivatives"
    fault: str | None = None
    clauses: tuple[Clause, ...] = ()
    xfail: str = ""
    says: tuple[str, ...] = ()

    def speaks_of(self, kind: str) -> bool:
        """Whether a fault of this kind is expected, of the upload or of one of its functions."""
        return self.fault == kind or any(clause.name == kind for clause in self.clauses)


@dataclass(frozen=True)
class Submission:
    """One submission of the corpus."""

    path: Path

    @property
    def folder(self) -> str:
        """`right`, `wrong` or `broken`."""
        return self.path.parent.name

    @property
    def id(self) -> str:
        """`right/einsum`."""
        return f"{self.folder}/{self.path.name.removesuffix('.py')}"

    @property
    def filename(self) -> str:
        """The name it is uploaded under."""
        return self.path.name

    @property
    def data(self) -> bytes:
        """The bytes that are uploaded."""
        return _zipped(self.path) if self.path.is_dir() else self.path.read_bytes()

    @property
    def expected(self) -> Expected:
        """What it says of itself. Raises ValueError for what cannot be understood."""
        beside = self.path.with_name(self.path.name + ".expect")
        data = beside.read_bytes() if beside.exists() else self.path.read_bytes()
        return parse(data.removeprefix(b"\xef\xbb\xbf"))


def submissions(folder: str) -> list[Submission]:
    """All submissions of one folder of the corpus."""
    paths = sorted((SOLUTIONS / folder).iterdir())
    return [Submission(path) for path in paths if path.suffix != ".expect"]


def parse(data: bytes) -> Expected:
    """The expectation in the first lines of `data`. Raises ValueError."""
    lines = [line.decode("utf-8", "replace").strip() for line in data.splitlines()[:6]]
    if not lines or not lines[0].startswith("# expect:"):
        raise ValueError("line 1 must start with # expect:")
    words = lines[0].removeprefix("# expect:").split()
    pairs = [(*word.partition("="),) for word in words if "=" in word]
    clauses = tuple(
        Clause(*where.partition(".")[::2], what)
        for where, _, what in pairs
        if where not in ("fault", "assignment")
    )
    known = {where: what for where, _, what in pairs}
    others = [word for word in words if "=" not in word]
    if len(others) > 1 or not set(others) <= {"all", "some"} or not words:
        raise ValueError(f"cannot understand {lines[0]!r}")
    return Expected(
        verdict=others[0] if others else "exactly",
        assignment=known.get("assignment", "matrix-derivatives"),
        fault=known.get("fault"),
        clauses=clauses,
        xfail=next((_after(line) for line in lines if line.startswith("# xfail:")), ""),
        says=tuple(_after(line) for line in lines if line.startswith("# says:")),
    )


def _after(line: str) -> str:
    return line.partition(":")[2].strip()


def _zipped(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return buffer.getvalue()


@cache
def assignment(name: str) -> Assignment:
    """A built-in assignment, parsed once."""
    return builtin(name)


def grade(sandbox: Sandbox, submission: Submission, seed: str) -> Report:
    """The report on a submission, through the real sandbox."""
    wanted = assignment(submission.expected.assignment)
    upload = read(submission.data, submission.filename, wanted)
    if isinstance(upload, Fault):
        return refuse(wanted, seed, upload)
    planned = plan(wanted, seed)
    run = sandbox.run(planned.job(upload.source))
    return judge(planned, replace(run, notes=(*upload.notes, *run.notes)))


def failed(function: FunctionResult) -> dict[str, CheckResult]:
    """The failed checks of a function by name, without those of whole networks."""
    return {c.name: c for c in function.checks if not c.passed and c.name not in WHOLE_NETWORKS}


def differences(expected: Expected, report: Report) -> list[str]:
    """How the report differs from what is expected; empty where it does not."""
    found = [*_verdict(expected, report), *_fault(expected, report), *_unsaid(expected, report)]
    if expected.fault is None and expected.verdict != "some":
        for function in report.functions:
            clauses = [c for c in expected.clauses if c.function == function.name]
            found += _function(function, clauses)
    names = {function.name for function in report.functions}
    found += [f"no function {c.function}" for c in expected.clauses if c.function not in names]
    return found


def _verdict(expected: Expected, report: Report) -> list[str]:
    got = f"{report.points} of {report.max_points} points"
    if (expected.verdict == "all") != (report.points == report.max_points):
        return [f"got {got}"]
    if expected.fault is not None and report.points != 0:
        return [f"got {got} with a fault of the whole upload"]
    return []


def _fault(expected: Expected, report: Report) -> list[str]:
    got = report.fault.kind.value if report.fault else None
    return [] if got == expected.fault else [f"the upload's fault is {got}, not {expected.fault}"]


def _unsaid(expected: Expected, report: Report) -> list[str]:
    said = "\n".join(sentences(report))
    return [f"nothing says {part!r}" for part in expected.says if part not in said]


def _function(function: FunctionResult, clauses: list[Clause]) -> list[str]:
    fails = failed(function)
    if kinds := {c.name for c in clauses if not c.parts}:
        got = {c.fault.kind.value if c.fault else "no fault" for c in fails.values()}
        return [] if got == kinds else [f"{function.name} has faults {sorted(got)}, not {sorted(kinds)}"]
    found = []
    wanted = {check for clause in clauses for check in clause.checks()}
    if extra := sorted(set(fails) - wanted):
        found.append(f"{function.name} fails in {', '.join(extra)}")
    if missed := sorted(wanted - set(fails)):
        found.append(f"{function.name} passes {', '.join(missed)}")
    for clause in clauses:
        for name in sorted(clause.named() & set(fails)):
            got_name = fails[name].misconception or ""
            if got_name != clause.name:
                found.append(f"{function.name}.{name} is called {got_name!r}, not {clause.name!r}")
    return found


def sentences(report: Report) -> list[str]:
    """Everything that the student gets to read."""
    said = [*report.notes]
    if report.fault is not None:
        said.append(report.fault.message)
    for function in report.functions:
        for check in function.checks:
            said += [check.message] if check.message else []
            said += [check.fault.message] if check.fault else []
            said += [check.hint] if check.hint else []
    return list(dict.fromkeys(said))


def blemishes(report: Report) -> dict[str, list[str]]:
    """What no report may show, and the sentences that show it."""
    json.dumps(report.to_json(), allow_nan=False).encode("utf-8")
    said = sentences(report)
    found = {why: [s for s in said if re.search(pattern, s)] for why, pattern in BLEMISHES.items()}
    found["is too long or empty"] = [s for s in said if len(s) > 900 or not s.strip()]
    if report.fault is None:
        found["fails without a sentence"] = [
            f"{function.name}.{check.name}"
            for function in report.functions
            for check in function.checks
            if not check.passed and not check.message
        ]
    return found
