"""Who is in a course, from the CSV that Moodle or Canvas exports: all of it, or every mistake with its line.

Column names are known in English and German. Of Canvas's gradebook the rows that are no people are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from submissions.auth import written_names
from submissions.auth.written_names import WrittenError
from submissions.exchange import table_reading
from submissions.exchange.table_reading import Line, TableError

CANVAS_ID = "canvas:"
"""In front of the number by which Canvas knows somebody who has no number of the university."""
LONGEST_ID = 100
LONGEST_GROUP = 100
MOST_TOLD = 50
COLUMNS = {
    "first": ("first name", "firstname", "given name", "vorname"),
    "last": ("surname", "last name", "lastname", "family name", "nachname", "familienname"),
    "name": ("student", "name", "full name", "vollständiger name", "teilnehmer", "teilnehmer/in"),
    "email": ("email address", "email", "e-mail", "e-mail address", "mail", "e-mail-adresse", "emailadresse"),
    "external_id": (
        *("sis user id", "id number", "student id", "student number", "external id"),
        *("id-nummer", "matrikelnummer", "matrikelnr."),
    ),
    "login": ("sis login id", "username", "benutzername", "anmeldename"),
    "canvas_id": ("id",),
    "group": ("groups", "group", "section", "gruppen", "gruppe", "abschnitt"),
}
"""Names of the columns that are read, in lower case."""
_FIELDS = {name: field for field, names in COLUMNS.items() for name in names}
NEEDED = (
    "The first line must name the columns: as Moodle does, “First name, Surname, ID number, Email address”, "
    "or as Canvas does, “Student, ID, SIS User ID, SIS Login ID, Section”."
)


@dataclass(frozen=True)
class Entry:
    """One person of the roster, and the line they stand on. There is an address, or a number, or both."""

    line: int
    name: str
    email: str | None
    external_id: str | None
    group: str | None


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a line; 0 is the file as a whole."""

    line: int
    message: str


class RosterError(ValueError):
    """Nothing of the roster can be used; `mistakes` says why, the first `MOST_TOLD` of `count`."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        first = mistakes[0]
        super().__init__(f"Line {first.line}: {first.message}" if first.line else first.message)
        self.mistakes = mistakes[:MOST_TOLD]
        self.count = len(mistakes)


def read(data: bytes) -> list[Entry]:
    """The people in a file, in its order.

    Raises:
        RosterError: at least one line cannot be used.
    """
    try:
        lines = table_reading.read(data)
    except TableError as error:
        raise RosterError([Mistake(error.line or 0, str(error))]) from None
    fields = _columns(lines[0])
    mistakes: list[Mistake] = []
    entries: list[Entry] = []
    for line in lines[1:]:
        values = {field: line.cells[at] for field, at in fields.items() if at < len(line.cells)}
        if _is_nobody(values):
            continue
        if len(line.cells) > len(lines[0].cells):
            told = f"It has {len(line.cells)} cells, but the first line only {len(lines[0].cells)}."
            mistakes.append(Mistake(line.number, told))
            continue
        try:
            entries.append(_entry(line.number, values))
        except WrittenError as error:
            mistakes.append(Mistake(line.number, str(error)))
    mistakes += duplicates(entries)
    if mistakes:
        raise RosterError(sorted(mistakes, key=lambda one: one.line))
    if not entries:
        raise RosterError([Mistake(0, "There is nobody in this file.")])
    return entries


def from_json(rows: object) -> list[Entry]:
    """People as `to_json` wrote them, checked anew. Raises RosterError."""
    bad = RosterError([Mistake(0, "The preview cannot be read. Choose the file again.")])
    if not isinstance(rows, list) or len(rows) > table_reading.MOST_LINES:
        raise bad
    entries = []
    for row in rows:
        if not isinstance(row, dict) or not isinstance(row.get("line"), int):
            raise bad
        values = {key: row.get(key) or "" for key in ("name", "email", "external_id", "group")}
        if not all(isinstance(value, str) and "\0" not in value for value in values.values()):
            raise bad
        try:
            entries.append(_entry(row["line"], values, whole_group=True))
        except WrittenError as error:
            raise RosterError([Mistake(row["line"], str(error))]) from None
    mistakes = duplicates(entries)
    if mistakes or not entries:
        raise RosterError(mistakes) if mistakes else bad
    return entries


def to_json(entries: Iterable[Entry]) -> list[dict[str, object]]:
    """The people as JSON."""
    return [asdict(entry) for entry in entries]


def duplicates(entries: Iterable[Entry]) -> list[Mistake]:
    """Lines whose address or number stands on an earlier line already."""
    found, seen = [], dict[tuple[str, str], int]()
    for entry in entries:
        for kind, value in (("address", entry.email), ("number", entry.external_id)):
            if value is None:
                continue
            first = seen.setdefault((kind, value), entry.line)
            if first != entry.line:
                found.append(Mistake(entry.line, f"The {kind} {value} stands on line {first} already."))
    return found


def _columns(head: Line) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(head.cells):
        name = " ".join(cell.split()).casefold()
        field = _FIELDS.get(name)
        if field is not None and field not in found:
            found[field] = at
    named = "name" in found or {"first", "last"} <= found.keys()
    if not named or not {"email", "external_id", "login", "canvas_id"} & found.keys():
        raise RosterError([Mistake(head.number, NEEDED)])
    return found


def _is_nobody(values: dict[str, str]) -> bool:
    """Canvas has rows for the points possible, for how grades are posted, and for a student to try with."""
    name = values.get("name", "")
    others = [value for field, value in values.items() if field != "name" and value]
    return name in {"Points Possible", "Student, Test"} or (not name and not others)


def _entry(line: int, values: dict[str, str], *, whole_group: bool = False) -> Entry:
    email = _email(values)
    external = values.get("external_id", "")
    if not external and values.get("canvas_id"):
        external = CANVAS_ID + values["canvas_id"]
    if not external and not email:
        external = values.get("login", "")
    if len(external) > LONGEST_ID:
        raise WrittenError(f"The number has more than {LONGEST_ID} characters.")
    if not email and not external:
        raise WrittenError("There is neither an e-mail address nor a number to know this person by.")
    group = values.get("group", "")
    if not whole_group and "canvas_id" not in values:
        group = re.split("[;,]", group)[0]  # Moodle lists all groups of a person; one is kept
    group = " ".join(group.split())
    if len(group) > LONGEST_GROUP:
        raise WrittenError(f"The name of the group has more than {LONGEST_GROUP} characters.")
    return Entry(line, written_names.name(_name(values)), email, external or None, group or None)


def _email(values: dict[str, str]) -> str | None:
    written = values.get("email", "")
    if not written and "@" in values.get("login", ""):
        written = values["login"]
    return written_names.email(written) if written else None


def _name(values: dict[str, str]) -> str:
    if "first" in values and "last" in values:
        return f"{values['first']} {values['last']}"
    last, comma, first = values.get("name", "").partition(",")
    return f"{first} {last}" if comma and "canvas_id" in values else values.get("name", "")
