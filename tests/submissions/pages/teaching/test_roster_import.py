"""/courses/{slug}/roster/import: choose, see, take."""

from __future__ import annotations

import html
import io
import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from submissions.database import Database
from submissions.models import Membership, Person
from tests.submissions.conftest import START, Three
from tests.submissions.pages.conftest import Browser

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
PATH = "/courses/maths/roster/import"
TAKE = "/courses/maths/roster"
MOODLE = "First name;Surname;ID number;Email address;Groups\nZoë;<b>Müller;0123;zoe@example.org;Monday\n"


def choose(who: Browser, text: str) -> TestResponse:
    return who.post(PATH, {"file": (io.BytesIO(text.encode("cp1252")), "roster.csv")}, PATH)


def fields(page: str) -> dict[str, str]:
    found = re.findall(r'name="(entries|mark)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def names(database: Database, three: Three) -> list[str]:
    with database.read() as session:
        return list(
            session.scalars(
                select(Person.name)
                .join(Membership, Membership.person_id == Person.id)
                .where(Membership.course_id == three.course)
                .order_by(Person.name)
            )
        )


def test_nothing_is_changed_until_the_preview_is_taken(
    tutor: Browser, database: Database, three: Three
) -> None:
    seen = choose(tutor, MOODLE)
    assert seen.status_code == 200
    assert "1 new" in seen.text
    assert "Zoë &lt;b&gt;Müller" in seen.text
    assert "Missing in the file" in seen.text
    assert names(database, three) == ["Ada", "Emmy"]
    taken = tutor.post(TAKE, fields(seen.text), PATH)
    assert taken.status_code == 303
    assert "1 joined the course" in tutor.get(PATH).text
    assert names(database, three) == ["Ada", "Emmy", "Zoë <b>Müller"]


def test_who_is_missing_leaves_if_the_tutor_says_so(tutor: Browser, database: Database, three: Three) -> None:
    seen = choose(tutor, MOODLE)
    tutor.post(TAKE, {**fields(seen.text), "remove_missing": "1"}, PATH)
    assert names(database, three) == ["Emmy", "Zoë <b>Müller"]


def test_what_changed_since_the_preview_is_shown_anew(
    tutor: Browser, database: Database, three: Three
) -> None:
    seen = choose(tutor, MOODLE)
    with database.write() as session:
        session.add(Person(id="zoe", name="Zoë", email="zoe@example.org", created_at=START))
    again = tutor.post(TAKE, fields(seen.text), PATH)
    assert again.status_code == 409
    assert "changed since" in again.text
    assert names(database, three) == ["Ada", "Emmy"]
    assert tutor.post(TAKE, fields(again.text), PATH).status_code == 303
    assert names(database, three) == ["Ada", "Emmy", "Zoë"]


def test_wrong_lines_are_told_and_a_tampered_preview_is_refused(
    tutor: Browser, database: Database, three: Three
) -> None:
    wrong = choose(tutor, MOODLE + "A;B;;<i>nonsense;\nC;D;;;\n")
    assert wrong.status_code == 422
    assert "2 lines are wrong" in wrong.text
    assert "Line 4." in wrong.text
    assert tutor.post(PATH, {}, PATH).status_code == 422
    for entries in ("", "[", "[" * 100_000, '[{"line": 2, "name": "", "email": "x@y.org"}]'):
        assert tutor.post(TAKE, {"entries": entries, "mark": "x"}, PATH).status_code == 422
    assert names(database, three) == ["Ada", "Emmy"]


def test_thousands_of_people_fit_into_the_forms(tutor: Browser, database: Database, three: Three) -> None:
    lines = [
        f"Somebody Whose Name Is Long Enough {n},person-{n}@students.example.org,{n}" for n in range(5000)
    ]
    seen = choose(tutor, "Name,Email,ID number\n" + "\n".join(lines))
    assert "5000 new" in seen.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', seen.text)
    assert token
    form = {**fields(seen.text), "csrf_token": token[1]}
    assert len(form["entries"]) > 500_000
    assert tutor.client.post(TAKE, data=form).status_code == 303
    assert len(names(database, three)) == 5002


def test_only_staff_of_the_course_finds_it(
    student: Browser, stranger: Browser, nobody: Browser, database: Database, three: Three
) -> None:
    assert [who.get(PATH).status_code for who in (student, stranger, nobody)] == [404, 404, 401]
    for who in (student, stranger):
        assert who.post(PATH, {"file": (io.BytesIO(MOODLE.encode()), "a.csv")}).status_code == 404
        assert who.post(TAKE, {"entries": "[]"}).status_code == 404
    assert names(database, three) == ["Ada", "Emmy"]
