"""Typed-in answers: numbers and small matrices as people write them, and what is said of wrong ones.

`[[4, 4], [20, 20]]`, `4 4; 20 20`, two lines, `(4 4)(20 20)`, LaTeX's `4 & 4 \\\\ 20 & 20`, fractions such as
`1/2` and the minus sign − are all read. Nothing is ever evaluated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from grader.messages import Floats
from grader.report import AnswerResult
from grader.returned import Missing
from grader.subscripts import number, shape

MAX_LENGTH = 2000
MAX_ENTRIES = 400
RTOL = 1e-3
"""Three digits are enough for what was computed by hand."""

_NUMBER = re.compile(
    r"[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})(?:[eE][+-]?\d{1,3})?(?:\s*/\s*[+-]?\d{1,15})?"
)
_LATEX = re.compile(r"\\(?:begin|end)\s*\{[a-zA-Z*]{1,20}\}|\\(?:left|right|,|;|!|quad)|\$")
_ROWS = re.compile(r";|\\\\|\n|\][\s,]*\[|\)[\s,]*\(")


@dataclass(frozen=True, eq=False)
class Answer:
    """One question of an assignment; `value` is a number (0-d) or a matrix."""

    name: str
    title: str
    points: float
    equation: str
    value: Floats


def read(text: str) -> Floats | Missing:
    """The number (0-d) or matrix that was typed, or why it cannot be read."""
    if len(text) > MAX_LENGTH:
        return Missing(f"is longer than {MAX_LENGTH} characters")
    plain = _LATEX.sub(" ", text.translate(str.maketrans("−–·×", "--  "))).strip()
    if not plain.strip("[](){} "):
        return Missing("is empty")
    rows = [row for row in (_row(part) for part in _ROWS.split(plain)) if row != []]
    for row in rows:
        if isinstance(row, Missing):
            return row
    numbers: list[list[float]] = [row for row in rows if not isinstance(row, Missing)]
    if not numbers:
        return Missing("holds no number")
    if len({len(row) for row in numbers}) != 1:
        return Missing("has rows of different lengths: write one row a line, or [[1, 2], [3, 4]]")
    if sum(map(len, numbers)) > MAX_ENTRIES:
        return Missing(f"has more than {MAX_ENTRIES} entries")
    matrix = np.array(numbers)
    if matrix.size == 1 and not re.search(r"[\[(]\s*[\[(]", plain):
        return matrix.reshape(())
    return matrix


def _row(text: str) -> list[float] | Missing:
    row: list[float] = []
    rest = re.sub(r"[\[\](){}]", " ", text).strip()
    while rest:
        found = _NUMBER.match(rest)
        if found is None:
            return Missing(f"cannot be read from {rest[:20]!r} on: write numbers only")
        value = _value(found[0])
        if value is None:
            return Missing("divides by zero")
        row.append(value)
        after = rest[found.end() :]
        if after and after[0] not in " \t\r,&":
            return Missing(f"cannot be read from {after[:20]!r} on: write numbers only")
        rest = after.lstrip(" \t\r,&")
    return row


def _value(text: str) -> float | None:
    above, _, below = text.partition("/")
    if not below:
        return float(above)
    return float(above) / float(below) if float(below) else None


def judge(answer: Answer, typed: str | None, others: tuple[Answer, ...] = ()) -> AnswerResult:
    """The result of one answer; `others` are the assignment's answers, to tell mix-ups apart."""
    passed, message = _judged(answer, typed, others)
    return AnswerResult(
        name=answer.name,
        title=answer.title,
        equation=answer.equation,
        given=(typed or "")[:MAX_LENGTH],
        passed=passed,
        points=answer.points if passed else 0.0,
        max_points=answer.points,
        message=message,
    )


def _judged(answer: Answer, typed: str | None, others: tuple[Answer, ...]) -> tuple[bool, str]:
    if typed is None or not typed.strip():
        return False, "No answer was given."
    got = read(typed)
    if isinstance(got, Missing):
        return False, f"Your answer {got.why}."
    if _equal(got, answer.value):
        return True, ""
    for other in others:
        if other is not answer and other.value.shape == answer.value.shape and _equal(got, other.value):
            return False, f"This is the value of ({other.name}). Read ({answer.name}) once more."
    return False, _difference(_like(got, answer.value), answer.value)


def _like(got: Floats, want: Floats) -> Floats:
    """A row or column where a vector is wanted."""
    return got.reshape(want.shape) if want.ndim < 2 and got.size == want.size else got


def _equal(got: Floats, want: Floats) -> bool:
    got = _like(got, want)
    return got.shape == want.shape and bool(np.all(np.abs(got - want) <= RTOL * np.abs(want) + 1e-9))


def _difference(got: Floats, want: Floats) -> str:
    """What is wrong, without giving the value away."""
    if got.shape != want.shape:
        if got.ndim == 2 and got.T.shape == want.shape and _equal(got.T, want):
            return "This is the transpose. A gradient has the shape of its variable, equation (6)."
        wanted = "one number" if want.ndim == 0 else f"a matrix of shape {shape(want.shape)}"
        return f"Asked for is {wanted}; you wrote one of shape {shape(got.shape)}."
    if got.ndim == 2 and got.shape[0] == got.shape[1] and _equal(got.T, want):
        return "This is the transpose: check rows and columns."
    if _equal(-got, want):
        return "The sign is wrong."
    for factor in (2.0, 0.5, 4.0, 0.25):
        if np.any(want) and _equal(got, factor * want):
            return f"This is {number(factor)} times the right value."
    wrong = np.argwhere(np.abs(got - want) > RTOL * np.abs(want) + 1e-9)
    if got.ndim < 2:
        return "This is not the value. Write the sum out term by term, as in (15)–(18)."
    i, j = (int(n) + 1 for n in wrong[0])
    return (
        f"{len(wrong)} of {want.size} entries are wrong, the first in row {i}, column {j}. Write its sum out."
    )
