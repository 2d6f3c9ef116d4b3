"""Grades as Moodle and Canvas take them."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from submissions.exchange import grades, roster
from submissions.exchange.grades import Column, Row
from submissions.exchange.spreadsheet import FORMULA, unguarded

LAYERS, NETS = Column("a", "Layers", 20.0), Column("b", "=Nets", 7.5, canvas_id=77)
ADA = Row("Ada", "ada@example.org", "S-1", "Monday", {"a": 17.25, "b": None})
EMMY = Row("=Emmy", None, "canvas:12", None, {"a": 0.0})


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_moodle_finds_people_by_address_or_number() -> None:
    assert read(grades.moodle([LAYERS, NETS], [ADA, EMMY])) == [
        ["Full name", "ID number", "Email address", "Layers", "'=Nets"],
        ["Ada", "S-1", "ada@example.org", "17.25", ""],
        ["'=Emmy", "", "", "0", ""],
    ]


def test_canvas_gets_its_columns_and_the_row_of_points_possible() -> None:
    assert read(grades.canvas([LAYERS, NETS], [ADA, EMMY])) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Layers", "'=Nets (77)"],
        ["    Points Possible", "", "", "", "", "20", "7.5"],
        ["Ada", "", "S-1", "ada@example.org", "Monday", "17.25", ""],
        ["'=Emmy", "12", "", "", "", "0", ""],
    ]


def test_canvass_own_file_can_be_read_as_a_roster_again() -> None:
    entries = roster.read(grades.canvas([LAYERS], [ADA, EMMY]).encode())
    assert [(e.name, e.email, e.external_id, e.group) for e in entries] == [
        ("Ada", "ada@example.org", "S-1", "Monday"),
        ("=Emmy", None, "canvas:12", None),
    ]


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0'"), max_size=20)


@given(TEXT, TEXT, st.floats(0, 1e6))
def test_everything_comes_back_and_nothing_begins_a_formula(name: str, title: str, points: float) -> None:
    row = Row(name, None, "1", None, {"a": points})
    for text, at in (
        (grades.moodle([Column("a", title, 1.0)], [row]), 3),
        (grades.canvas([Column("a", title, 1.0)], [row]), 5),
    ):
        table = read(text)
        assert not any(cell.startswith(FORMULA) for line in table for cell in line)
        assert unguarded(table[0][at]) == title
        assert unguarded(table[-1][0]) == name
        assert abs(float(table[-1][at]) - points) <= 1e-9 * max(points, 1)
