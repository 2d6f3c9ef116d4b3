"""Everyone's results as CSV: what a spreadsheet and a program read back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.exchange.spreadsheet import FORMULA
from submissions.models import Role, State
from submissions.results_table import COLUMNS, as_csv, rows
from submissions.store.verdicts import Attempt, Standing
from tests.submissions.conftest import START

ATTEMPT = Attempt("s1", 3, "p1", "a.py", START, State.GRADED, 12.5)
ADA = Standing("p1", "Ada", Role.STUDENT, 3, 17.0, ATTEMPT)
IDLE = Standing("p2", 'Zoë, the "idle"', Role.STUDENT, 0, None, None)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_everyone_has_a_line_and_what_is_not_there_is_empty() -> None:
    text = as_csv(rows([ADA, IDLE], 20.0))
    assert read(text) == [
        list(COLUMNS),
        ["p1", "Ada", "student", "3", "s1", "2026-11-24T12:00:00+00:00", "graded", "12.5", "17", "20"],
        ["p2", 'Zoë, the "idle"', "student", "0", "", "", "", "", "", "20"],
    ]
    assert text.count("\r\n") == 3


@pytest.mark.parametrize("start", FORMULA)
def test_a_name_that_is_a_formula_is_made_harmless(start: str) -> None:
    name = start + 'HYPERLINK("http://example.org";"Ada")'
    [_, line] = read(as_csv(rows([replace(ADA, name=name)], 20.0)))
    assert line[1] == f"'{name}"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
def test_every_name_comes_back_and_no_cell_begins_like_a_formula(name: str) -> None:
    [_, line] = read(as_csv(rows([replace(ADA, name=name)], 20.0)))
    assert line[1].removeprefix("'" if name.startswith(FORMULA) else "") == name
    assert not any(cell.startswith(FORMULA) for cell in line)
