"""GET /assignments/{id}/results: a tutor's first page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from submissions.database import Database
from submissions.models import Membership, Person, Role, new_id
from submissions.services import KEY
from tests.submissions.conftest import START, Three
from tests.submissions.pages.conftest import Browser, Elements, Grade

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])

PATH = "/assignments/matrix-derivatives/results"


def join(database: Database, three: Three, name: str) -> str:
    person = new_id()
    with database.write() as session:
        session.add(Person(id=person, name=name, created_at=START))
        session.flush()
        session.add(Membership(course_id=three.course, person_id=person, role=Role.STUDENT))
    return person


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that the application sends to the database."""
    engine, sent = app.extensions[KEY].database.engine, []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def test_a_tutor_sees_everyones_latest_result(
    tutor: Browser, database: Database, three: Three, grade: Grade
) -> None:
    bob = join(database, three, "Bob")
    join(database, three, "Carl")
    grade("syntax_error")
    ada = grade("full_marks")
    bobs = grade("batch_mean", person=bob)
    html = tutor.get(PATH).text
    text = " ".join(Elements(html).text.split())
    assert "Handed in 2 of 3" in text
    assert "All points 1 of 2" in text
    assert "Median 16.5 of 20" in text
    assert f'href="/submissions/{ada}"' in html
    assert f'href="/submissions/{bobs}"' in html
    assert "Carl" in text
    assert "nothing handed in" in text


def test_misconceptions_are_clusters_that_lead_to_their_submissions(
    tutor: Browser, database: Database, three: Three, grade: Grade
) -> None:
    seen = [grade("batch_mean", person=join(database, three, name)) for name in ("Bob", "Carl")]
    grade("full_marks")
    html = tutor.get(PATH).text
    cluster = html[html.index("Batch mean") : html.index("How each check goes")]
    assert "<b>2</b> of 3" in cluster
    assert all(f"/submissions/{id_}" in cluster for id_ in seen)


def test_pass_rates_are_told_as_numbers(
    tutor: Browser, database: Database, three: Three, grade: Grade
) -> None:
    grade("batch_mean")
    grade("full_marks", person=join(database, three, "Bob"))
    text = " ".join(Elements(tutor.get(PATH).text).text.split())
    assert "dW equals Xᵀ · dout affine_backward (20) 1 of 2" in text
    assert "dX equals dout · Wᵀ affine_backward (21) 2 of 2" in text


def test_the_number_of_queries_does_not_grow_with_the_course(
    app: Flask, tutor: Browser, database: Database, three: Three, grade: Grade
) -> None:
    grade("batch_mean")
    with counted(app) as few:
        tutor.get(PATH)
    for at in range(7):
        grade("wrong_shape", person=join(database, three, f"Student {at}"))
    with counted(app) as many:
        assert tutor.get(PATH).status_code == 200
    assert len(few) == len(many) > 0


def test_an_empty_course_has_a_page(tutor: Browser) -> None:
    text = Elements(tutor.get(PATH).text).text
    assert "nothing handed in" in text


def test_a_tutors_own_trial_is_listed_but_not_counted(tutor: Browser, three: Three, grade: Grade) -> None:
    grade("full_marks", person=three.tutor)
    text = " ".join(Elements(tutor.get(PATH).text).text.split())
    assert "Handed in 0 of 1" in text
    assert "Emmy tutor" in text


def test_a_student_finds_nothing_there(student: Browser) -> None:
    assert student.get(PATH).status_code == 404


def test_a_stranger_finds_nothing_there(stranger: Browser) -> None:
    assert stranger.get(PATH).status_code == 404


def test_nobody_is_asked_to_sign_in(nobody: Browser) -> None:
    assert nobody.get(PATH).status_code == 401
