"""GET /assignments/{id}/results: a tutor's first page."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import event, insert, select

from submissions.database import Database
from submissions.models import Assignment, Membership, Person, Role, Submission, Verdict, new_id
from submissions.models_teaching import AuditEntry
from submissions.pages import results
from submissions.services import KEY
from tests.submissions.conftest import START, Three
from tests.submissions.pages.conftest import Browser, Elements, Grade, report

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
    assert f'href="/submissions/{ada}/review"' in html
    assert f'href="/submissions/{bobs}/review"' in html
    assert "Carl" in text
    assert "nothing yet" in text


def test_misconceptions_are_clusters_that_lead_to_their_submissions(
    tutor: Browser, database: Database, three: Three, grade: Grade
) -> None:
    seen = [grade("batch_mean", person=join(database, three, name)) for name in ("Bob", "Carl")]
    other = grade("full_marks")
    html = tutor.get(PATH).text
    cluster = html[html.index("What goes wrong") : html.index("How each check goes")]
    assert "<b>2</b> of 3" in cluster
    assert "dw has the right shape but is the mean over the batch, not the sum</span>" in cluster
    assert "more, each of" not in cluster
    [leads] = re.findall(r'href="([^"]+)">Batch mean<', cluster)
    found = tutor.get(unescape(leads)).text
    assert all(f"/submissions/{id_}" in found for id_ in seen)
    assert other not in found


def test_rare_mistakes_are_folded(tutor: Browser, database: Database, three: Three, grade: Grade) -> None:
    for at in range(8):
        grade("batch_mean", person=join(database, three, f"Student {at}"))
    with database.write() as session:
        for at, verdict in enumerate(session.scalars(select(Verdict))):
            told = json.dumps(verdict.report).replace('"batch_mean"', f'"mistake_{at}"')
            verdict.report = json.loads(told)
    html = tutor.get(PATH).text
    section = html[html.index("What goes wrong") : html.index("How each check goes")]
    shown, _, folded = section.partition("<details")
    assert "2 more, each of 1 at most" in folded
    assert (shown.count("Mistake "), folded.count("Mistake ")) == (6, 2)


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


def test_a_large_course_takes_no_more_queries_and_a_light_page(
    app: Flask, tutor: Browser, database: Database, three: Three, grade: Grade
) -> None:
    grade("batch_mean")
    with counted(app) as few:
        tutor.get(PATH)
    people = [new_id() for _ in range(300)]
    attempts = [(new_id(), person, at) for at in range(3) for person in people]
    found = report("wrong_shape")
    with database.write() as session:
        session.execute(
            insert(Person), [{"id": p, "name": f"Student {p}", "created_at": START} for p in people]
        )
        session.execute(
            insert(Membership),
            [{"course_id": three.course, "person_id": p, "role": Role.STUDENT} for p in people],
        )
        session.execute(
            insert(Submission),
            [
                {
                    "id": id_,
                    "assignment_id": three.assignment,
                    "person_id": person,
                    "filename": "a.py",
                    "upload": b"x",
                    "state": "graded",
                    "created_at": START + timedelta(minutes=at),
                }
                for id_, person, at in attempts
            ],
        )
        session.execute(
            insert(Verdict),
            [
                {
                    "id": new_id(),
                    "submission_id": id_,
                    "lease": id_,
                    "points": 3.0,
                    "report": found,
                    "created_at": START,
                }
                for id_, _, _ in attempts
            ],
        )
    with counted(app) as many:
        html = tutor.get(PATH).text
    assert "Handed in 301 of 301" in " ".join(Elements(html).text.split())
    assert len(few) == len(many) > 0
    with counted(app) as kept:
        tutor.get(PATH)
    assert len(kept) < len(many)
    assert len(html.encode()) < 100 * 1024


def test_an_empty_course_has_a_page(tutor: Browser) -> None:
    text = Elements(tutor.get(PATH).text).text
    assert "nothing yet" in text


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


def test_people_are_searched_for_and_shown_by_the_page(
    tutor: Browser, database: Database, three: Three, grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "PER_PAGE", 2)
    for name in ("Bob", "Carl", "Dora 100%"):
        join(database, three, name)
    grade("full_marks")
    first, second = tutor.get(PATH).text, tutor.get(f"{PATH}?page=2").text
    assert [name in first for name in ("Ada", "Bob", "Carl", "Dora")] == [True, True, False, False]
    assert [name in second for name in ("Ada", "Bob", "Carl", "Dora")] == [False, False, True, True]
    found = Elements(tutor.get(f"{PATH}?q=0%25").text).text
    assert "Dora" in found
    assert "Carl" not in found
    assert "Nobody is called so" in tutor.get(f"{PATH}?q=%00%25%25").text
    assert "Handed in 1 of 4" in " ".join(found.split())


@pytest.mark.parametrize("name", ["points", "attempts", "timeline", "checks", "mistakes"])
def test_every_chart_is_a_picture_with_its_numbers(
    name: str, tutor: Browser, student: Browser, stranger: Browser, grade: Grade
) -> None:
    grade("batch_mean")
    path = f"/assignments/matrix-derivatives/charts/{name}"
    table = list(csv.reader(io.StringIO(tutor.get(f"{path}.csv").data.decode("utf-8-sig"), newline="")))
    assert sum(int(count) for _, count in table[1:]) > 0
    picture = tutor.get(f"{path}.svg")
    assert picture.content_type.startswith("image/svg+xml")
    root = ElementTree.fromstring(picture.text)
    assert len(root.findall(".//{*}rect[@class='fill']")) == len(table) - 1
    for kind in ("csv", "svg"):
        assert student.get(f"{path}.{kind}").status_code == 404
        assert stranger.get(f"{path}.{kind}").status_code == 404
        assert tutor.get(f"/assignments/matrix-derivatives/charts/none.{kind}").status_code == 404


def test_what_we_failed_to_grade_is_graded_again_by_a_button(
    tutor: Browser, student: Browser, stranger: Browser, database: Database, three: Three, grade: Grade
) -> None:
    broken, good = grade("broken"), grade("full_marks", person=join(database, three, "Bob"))
    path = "/assignments/matrix-derivatives/broken"
    assert "1 could not be graded" in Elements(tutor.get(PATH).text).text
    assert student.post(path, {}).status_code == 404
    assert stranger.post(path, {}).status_code == 404
    assert tutor.post(path, {}, seen=PATH).status_code == 303
    with database.read() as session:
        assert session.get_one(Submission, broken).state == "queued"
        assert session.get_one(Submission, good).state == "graded"
        assert session.query(AuditEntry).one().action == "submissions.queued_again"
    assert "could not be graded" not in Elements(tutor.get(PATH).text).text


def test_points_that_count_obey_the_rules(
    tutor: Browser, database: Database, three: Three, grade: Grade
) -> None:
    with database.write() as session:
        found = session.get_one(Assignment, three.assignment)
        found.due_at, found.rules = START, {"late_per_day": 2, "late_days": 5}
    grade("full_marks")
    text = " ".join(Elements(tutor.get(PATH).text).text.split())
    assert "Ada 1 20 18 All points" in text
    assert "Median 18 of 20" in text


def test_before_anyone_hands_in_it_says_so_and_who_sees_the_assignment(
    tutor: Browser, grade: Grade, database: Database, three: Three
) -> None:
    said = "Nobody has handed in yet"
    assert said in tutor.get(PATH).text
    assert "Students do not see" not in tutor.get(PATH).text
    with database.write() as session:
        session.get_one(Assignment, three.assignment).published = False
    page = tutor.get(PATH).text
    assert f'href="/assignments/{three.assignment}/edit">Let them see it' in page
    grade("batch_mean")
    assert said not in tutor.get(PATH).text
