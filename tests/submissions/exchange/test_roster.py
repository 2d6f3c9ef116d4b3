"""Rosters as Moodle and Canvas export them, and as spreadsheets save them again."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.exchange import roster, table_reading
from submissions.exchange.roster import Entry, RosterError
from submissions.exchange.spreadsheet import FORMULA, harmless, unguarded, written
from submissions.exchange.table_reading import TableError

MOODLE = (
    '"First name",Surname,"ID number","Email address",Groups\n'
    'Zoë,Müller,0123,Zoe@Example.org,"Monday, Tuesday"\n'
    "Ada,Lovelace,,ada@example.org,\n"
)
PEOPLE = [
    Entry(2, "Zoë Müller", "zoe@example.org", "0123", "Monday"),
    Entry(3, "Ada Lovelace", "ada@example.org", None, None),
]
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Layers (77)\n"
    ",,,,,Manual Posting\n"
    "    Points Possible,,,,,20\n"
    '"Lovelace, Ada",11,S-1,ada@example.org,Maths and Physics,17.5\n'
    '"Noether, Emmy",12,,emmy,Maths,\n'
    '"Student, Test",13,,,Maths,\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_moodles_file_is_read_in_every_encoding_and_with_every_delimiter(
    encoding: str, delimiter: str, newline: str
) -> None:
    text = io.StringIO(newline="")
    rows = csv.reader(io.StringIO(MOODLE))
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
    assert roster.read(text.getvalue().encode(encoding)) == PEOPLE


def test_a_german_moodle_names_its_columns_in_german() -> None:
    german = "Vorname;Nachname;ID-Nummer;E-Mail-Adresse;Gruppen\r\nZoë;Müller;0123;zoe@example.org;Monday\r\n"
    assert roster.read(german.encode("cp1252")) == PEOPLE[:1]


def test_a_spreadsheet_may_say_which_delimiter_it_takes() -> None:
    assert roster.read(b"sep=;\r\nName;E-Mail\r\nAda, B.;ada@example.org\r\n") == [
        Entry(3, "Ada, B.", "ada@example.org", None, None)
    ]


def test_canvas_writes_last_names_first_and_rows_that_are_nobody() -> None:
    assert roster.read(CANVAS.encode()) == [
        Entry(4, "Ada Lovelace", "ada@example.org", "S-1", "Maths and Physics"),
        Entry(5, "Emmy Noether", None, "canvas:12", "Maths"),
    ]


def test_of_ten_thousand_lines_the_wrong_one_is_told_and_nothing_is_taken() -> None:
    lines = [f"Ada {n},ada{n}@example.org" for n in range(10_000)]
    text = "Name,Email\n" + "\n".join(lines) + "\n"
    assert len(roster.read(text.encode())) == 10_000
    lines[7_000] = "Ada,not an address"
    with pytest.raises(RosterError, match="Line 7002: This is no e-mail address") as caught:
        roster.read(("Name,Email\n" + "\n".join(lines)).encode())
    assert caught.value.count == 1


def test_lines_are_counted_as_an_editor_does_also_after_a_name_of_two_lines() -> None:
    text = 'Name,Email\n\n"Ada\nLovelace",ada@example.org\nEmmy,nonsense\n'
    with pytest.raises(RosterError, match="Line 5"):
        roster.read(text.encode())


def test_who_stands_twice_is_told_with_both_lines() -> None:
    text = "Name,Email,ID number\nAda,a@b.org,1\nEmmy,A@B.org,2\nMax,,1\n"
    with pytest.raises(RosterError) as caught:
        roster.read(text.encode())
    assert [(m.line, "line 2" in m.message) for m in caught.value.mistakes] == [(3, True), (4, True)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\r\n\r\n", "empty"),
        (b"Name,Email\n", "nobody"),
        (b"Name,Colour\nAda,red\n", "must name the columns"),
        (b"Ada,ada@example.org\n", "must name the columns"),
        (b"Name,Email\nAda,ada@example.org,more\n", "3 cells"),
        (b"Name,Email,ID number\nAda,,\n", "neither an e-mail address nor a number"),
        (b"Name,Email\n,ada@example.org\n", "Write a name"),
        (b'Name,Email\n"Ada,ada@example.org\n', "no CSV"),
        (b'Name,Email\n"Ada"x,ada@example.org\n', "no CSV"),
        (b"PK\x03\x04\0\0", "no text"),
        (b"\xff\xfe\x00", "Save it as CSV"),
        (b"Name,ID number\nAda," + b"1" * 101, "more than 100"),
        (b"Name,Email\n" + b"A" * 200_000 + b",a@b.org", "no CSV"),
        (b"x" * (table_reading.LARGEST + 1), "larger than"),
        (b"Name,Email\n" + b"A,a@b.org\n" * (table_reading.MOST_LINES + 1), "more than 20000 lines"),
    ],
)
def test_what_cannot_be_used_is_said(data: bytes, says: str) -> None:
    with pytest.raises(RosterError, match=says):
        roster.read(data)


@given(st.binary(max_size=200))
def test_whatever_the_bytes_are_they_are_lines_or_a_mistake(data: bytes) -> None:
    try:
        lines = table_reading.read(data)
    except TableError:
        return
    assert all(any(line.cells) for line in lines)


NAMES = st.text(st.characters(codec="latin-1", categories=["L", "P"]), min_size=1, max_size=12).map(
    lambda text: f"A{text}"
)


@given(st.lists(NAMES, min_size=1, max_size=5), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]))
def test_what_is_written_comes_back_whatever_the_names(names: list[str], encoding: str) -> None:
    table = [["Name", "Email"], *([name, f"p{at}@example.org"] for at, name in enumerate(names))]
    entries = roster.read(written(table).encode(encoding, "replace"))
    assert [entry.email for entry in entries] == [f"p{at}@example.org" for at in range(len(names))]
    assert roster.from_json(roster.to_json(entries)) == entries


@given(st.text(max_size=20))
def test_a_guarded_cell_begins_no_formula_and_comes_back(text: str) -> None:
    assert not harmless(text).startswith(FORMULA)
    if not text.startswith("'"):
        assert unguarded(harmless(text)) == text


@pytest.mark.parametrize(
    "rows",
    [
        None,
        {},
        [],
        [1],
        [{"line": "2"}],
        [{"line": 2, "name": 3}],
        [{"line": 2, "name": "A\0", "email": "a@b.org"}],
    ],
)
def test_a_preview_that_was_tampered_with_is_refused(rows: object) -> None:
    with pytest.raises(RosterError):
        roster.from_json(rows)
