"""GET /api/v1/assignments/{id}/results."""

from __future__ import annotations

import csv
import io
import re

import pytest

from submissions.database import Database
from submissions.models import Membership, Person, Role, new_id
from submissions.store import attempts
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import START, Three

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
PATH = "/assignments/matrix-derivatives/results"


def graded(student: Api, database: Database, points: float) -> str:
    sent = student.send_file("matrix-derivatives").json
    assert sent
    with database.write() as session:
        claimed = attempts.claim(session, sent["id"], "task", START, 60)
        assert claimed
        attempts.finish(session, claimed.id, claimed.lease, {"points": points}, START)
    return str(sent["id"])


@pytest.mark.parametrize("who", ["tutor", "system"])
def test_staff_sees_where_everyone_stands(
    student: Api, database: Database, three: Three, who: str, request: pytest.FixtureRequest
) -> None:
    graded(student, database, 17.0)
    latest = graded(student, database, 12.5)
    answer = request.getfixturevalue(who).get(PATH).json
    [ada] = answer["results"]
    assert ada["handed_in"].startswith("2026-")
    del ada["handed_in"]
    assert ada == {
        "person": three.student,
        "name": "Ada",
        "role": "student",
        "attempts": 2,
        "submission": latest,
        "state": "graded",
        "points": 12.5,
        "best_points": 17.0,
        "max_points": 20.0,
    }


def test_long_lists_come_in_parts_and_csv_at_once(tutor: Api, database: Database, three: Three) -> None:
    with database.write() as session:
        for name in ("Bo", "Cy"):
            person = Person(id=new_id(), name=name, created_at=START)
            session.add(person)
            session.flush()
            session.add(Membership(course_id=three.course, person_id=person.id, role=Role.STUDENT))
    first = tutor.get(f"{PATH}?limit=2")
    assert [line["name"] for line in first.get_json()["results"]] == ["Ada", "Bo"]
    link = re.fullmatch(r'</api/v1(.+)>; rel="next"', first.headers["Link"])
    assert link
    rest = tutor.get(link[1])
    assert [line["name"] for line in rest.get_json()["results"]] == ["Cy"]
    assert "Link" not in rest.headers
    table = tutor.ask("GET", PATH, headers={"Accept": "text/csv"})
    assert len(table.text.splitlines()) == 4
    part = tutor.ask("GET", f"{PATH}?limit=2", headers={"Accept": "text/csv"})
    assert (len(part.text.splitlines()), "Link" in part.headers) == (3, True)
    assert_problem(tutor.get(f"{PATH}?after=nobody"), 422, "`after`")
    assert_problem(tutor.get(f"{PATH}?limit=100000"), 422, "`limit`")


def test_who_has_handed_in_nothing_is_there_without_points(tutor: Api) -> None:
    answer = tutor.get(PATH).json
    assert answer
    [ada] = answer["results"]
    assert (ada["attempts"], ada["submission"], ada["points"], ada["state"]) == (0, None, None, None)


def test_the_same_comes_as_csv(tutor: Api, student: Api, database: Database, three: Three) -> None:
    with database.write() as session:
        session.get_one(Person, three.student).name = '=HYPERLINK("http://example.org")'
    graded(student, database, 12.5)
    response = tutor.ask("GET", PATH, headers={"Accept": "text/csv"})
    assert response.status_code == 200
    assert response.content_type.startswith("text/csv")
    [head, line] = csv.reader(io.StringIO(response.text, newline=""))
    cells = dict(zip(head, line, strict=True))
    assert cells["name"] == '\'=HYPERLINK("http://example.org")'
    assert cells["points"] == "12.5"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"),
        ("text/csv;q=0.5, application/json", "application/json"),
        ("text/*", "text/csv"),
        ("text/html, text/csv;q=0.9, */*;q=0.1", "text/csv"),
    ],
)
def test_accept_decides(tutor: Api, accept: str, kind: str) -> None:
    assert tutor.ask("GET", PATH, headers={"Accept": accept}).content_type.startswith(kind)


def test_another_form_is_not_there(tutor: Api) -> None:
    assert_problem(tutor.ask("GET", PATH, headers={"Accept": "image/png"}), 406, "text/csv")


@pytest.mark.parametrize("accept", ["application/json", "text/csv"])
def test_a_student_gets_the_answer_for_what_is_not_there(student: Api, accept: str) -> None:
    assert_problem(student.ask("GET", PATH, headers={"Accept": accept}), 404, "may not see it")


def test_a_stranger_gets_the_answer_for_what_is_not_there(stranger: Api, three: Three) -> None:
    hidden = stranger.get(f"/assignments/{three.assignment}/results")
    assert_problem(hidden, 404, "no such assignment")
    assert hidden.json == stranger.get("/assignments/none/results").json


def test_without_a_token_nothing_is_shown(anonymous: Api, three: Three) -> None:
    assert_problem(anonymous.get(PATH), 401, "Bearer")
