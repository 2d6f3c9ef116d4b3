"""The counterexample: what went in, what should have come out, what came, where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from submissions.pages import numbers
from submissions.pages.heat_map import difference
from submissions.pages.languages import say
from submissions.pages.matrices import Matrix, entry_of, matrix, shape_of, written
from submissions.pages.reading import mapping, text


@dataclass(frozen=True)
class Counterexample:
    """A case small enough for a pencil. `where` names the wrong entry in words.

    `shapes` says that the shapes differ, where they do.
    """

    inputs: tuple[Matrix, ...]
    expected: tuple[Matrix, ...]
    got: tuple[Matrix, ...]
    difference: Matrix | None
    shapes: str
    where: str
    right: str
    wrong: str
    chain_rule: tuple[str, ...]


def counterexample(case: Mapping[str, Any]) -> Counterexample | None:
    """Read the counterexample of a report; None where there is none."""
    if not case:
        return None
    entry = index_of(case.get("entry"))
    expected, got = case.get("expected"), case.get("got")
    right = wrong = ""
    if entry is not None:
        right, wrong = numbers.pair(entry_of(expected, entry), entry_of(got, entry))
    return Counterexample(
        inputs=tuple(matrix(name, value) for name, value in mapping(case, "inputs").items()),
        expected=_matrices(say("expected"), expected, entry, "right", right),
        got=_matrices(say("yours"), got, entry, "wrong", wrong),
        difference=difference(expected, got),
        shapes=_shapes(expected, got),
        where=where(entry),
        right=right,
        wrong=wrong,
        chain_rule=tuple(text(case, "chain_rule").splitlines()),
    )


def _matrices(
    name: str, value: object, entry: tuple[int, ...] | None, mark: str, shown: str
) -> tuple[Matrix, ...]:
    if isinstance(value, dict):
        return tuple(matrix(f"{name} {key}", item) for key, item in value.items())
    return (matrix(name, value, entry, mark, shown),)


def index_of(value: object) -> tuple[int, ...] | None:
    """The index of an entry, counted from 0; None where it is none."""
    if isinstance(value, list) and all(
        isinstance(item, int) and not isinstance(item, bool) and item >= 0 for item in value
    ):
        return tuple(value)
    return None


def where(entry: tuple[int, ...] | None) -> str:
    """The place of an entry in words, counted from 1 as on the sheet."""
    if not entry:
        return ""
    if len(entry) == 2:
        return say("row %(row)s, column %(column)s", row=entry[0] + 1, column=entry[1] + 1)
    return say("entry %(index)s", index=entry[0] + 1 if len(entry) == 1 else [at + 1 for at in entry])


def _shapes(expected: object, got: object) -> str:
    right, wrong = shape_of(expected), shape_of(got)
    if right is None or wrong is None or right == wrong:
        return ""
    return say(
        "The shapes differ: %(right)s is right, yours is %(wrong)s.",
        right=written(right),
        wrong=written(wrong),
    )
