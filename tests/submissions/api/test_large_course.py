"""A course of many: the number of queries of a listing does not grow with it, and each is a short list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert

from submissions.database import Database
from submissions.models import Membership, Person, Role, State, Submission, Verdict, new_id
from tests.submissions.api.conftest import Api
from tests.submissions.conftest import START, Three

MOST = 16
"""Queries of one request, those for the token and the membership included."""


def fill(database: Database, three: Three, students: int, each: int) -> None:
    people = [new_id() for _ in range(students)]
    submissions = [
        {
            "id": new_id(),
            "assignment_id": three.assignment,
            "person_id": person,
            "filename": "a.py",
            "upload": b"x",
            "created_at": START + timedelta(minutes=number),
            "state": State.GRADED,
            "priority": 0,
            "tries": 1,
        }
        for person in people
        for number in range(each)
    ]
    report: dict[str, Any] = {"points": 3.0, "functions": []}
    verdicts = [
        {
            "id": new_id(),
            "submission_id": one["id"],
            "lease": new_id(),
            "points": 3.0,
            "report": report,
            "created_at": START,
        }
        for one in submissions
    ]
    with database.write() as session:
        session.execute(insert(Person), [{"id": p, "name": f"P {p}", "created_at": START} for p in people])
        session.execute(
            insert(Membership),
            [{"course_id": three.course, "person_id": p, "role": Role.STUDENT} for p in people],
        )
        session.execute(insert(Submission), submissions)
        session.execute(insert(Verdict), verdicts)


@pytest.fixture
def asked(database: Database, tutor: Api, app: Any) -> Callable[[str], int]:
    """How many queries the answer to a GET takes."""
    statements: list[str] = []
    engine = app.extensions["dout"].database.engine
    event.listen(engine, "before_cursor_execute", lambda *what: statements.append(what[2]))

    def ask(path: str) -> int:
        tutor.get("/me")  # its last use is noted now
        statements.clear()
        answer = tutor.get(path)
        assert answer.status_code == 200, answer.text
        return len([one for one in statements if one.upper().startswith(("SELECT", "WITH"))])

    return ask


def test_no_listing_asks_more_in_a_large_course_than_in_a_small_one(
    database: Database, three: Three, asked: Callable[[str], int]
) -> None:
    paths = [
        "/courses",
        f"/courses/{three.course}/members",
        f"/courses/{three.course}/groups",
        f"/courses/{three.course}/audit",
        "/assignments",
        f"/assignments/{three.assignment}/submissions",
        f"/assignments/{three.assignment}/counted",
        f"/assignments/{three.assignment}/results",
        f"/assignments/{three.assignment}/extensions",
    ]
    paths += [f"/assignments/{three.assignment}/{one}" for one in ("statistics", "grades", "similarities")]
    fill(database, three, 2, 2)
    few = {path: asked(path) for path in paths}
    fill(database, three, 60, 5)
    assert {path: asked(path) for path in paths} == few
    assert max(few.values()) <= MOST
