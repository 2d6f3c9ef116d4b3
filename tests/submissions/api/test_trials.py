"""Trying an assignment out: a file is graded as `dout check` would, and is nobody's attempt."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from grader.assignment import builtin_text
from submissions.database import Database
from submissions.models import Submission
from submissions.models_teaching import Trial
from submissions.store import trials
from tests.submissions.api.conftest import SOURCE, Api, assert_problem
from tests.submissions.conftest import Three

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
TEXT = builtin_text("activations")


def path(three: Three) -> str:
    return f"/courses/{three.course}/trials"


def graded(database: Database, trial_id: str, report: dict[str, Any]) -> None:
    """As the worker does."""
    with database.write() as session:
        assert trials.take(session, trial_id)
        assert trials.finish(session, trial_id, report)


@both
def test_a_tutor_gets_the_whole_report_and_nobody_has_an_attempt(
    tutor: Api, student: Api, stranger: Api, three: Three, database: Database
) -> None:
    sent = tutor.post(path(three), {"assignment": "matrix-derivatives", "source": SOURCE.decode()})
    assert sent.status_code == 202, sent.text
    one = sent.headers["Location"].removeprefix("/api/v1")
    assert (sent.get_json()["state"], sent.get_json()["report"]) == ("queued", None)
    graded(database, sent.get_json()["id"], {"points": 3.0, "functions": []})
    shown = tutor.get(one).get_json()
    assert (shown["state"], shown["report"]["points"], shown["seed"]) == (
        "graded",
        3.0,
        sent.get_json()["seed"],
    )
    assert student.get(one).status_code == stranger.get(one).status_code == 404
    assert tutor.get(f"/assignments/{three.assignment}/submissions").get_json()["submissions"] == []
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 0


def test_only_staff_of_the_course_may(student: Api, stranger: Api, system: Api, three: Three) -> None:
    body = {"assignment": three.assignment, "source": "x"}
    assert_problem(student.post(path(three), body), 403, "for tutors")
    assert stranger.post(path(three), body).status_code == 404
    assert system.post(path(three), body).status_code == 202


def test_a_file_of_an_assignment_that_is_not_stored_is_tried_by_a_form(
    tutor: Api, three: Three, database: Database
) -> None:
    data = {"file": (io.BytesIO(b"x = 1"), "../a.py"), "text": TEXT, "seed": "8c1f"}
    sent = tutor.ask("POST", path(three), data=data)
    assert sent.status_code == 202, sent.text
    with database.read() as session:
        found = session.scalars(select(Trial)).one()
        assert (found.text, found.seed, found.upload, found.filename) == (TEXT, "8c1f", b"x = 1", "a.py")
    assert len(tutor.get("/assignments").get_json()["assignments"]) == 1


def test_typed_in_answers_are_tried_too(tutor: Api, three: Three, database: Database) -> None:
    text = builtin_text("matrix-derivatives-by-hand")
    assert_problem(tutor.post(path(three), {"text": text, "answers": {"zz": "1"}}), 422, "zz")
    form = {"text": text, "answers[a]": "52"}
    shown = tutor.ask("POST", path(three), data=form, content_type="multipart/form-data")
    assert shown.status_code == 202, shown.text
    with database.read() as session:
        assert session.scalars(select(Trial)).one().answers == {"a": "52"}


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"source": "x"}, 422, "either `assignment` or `text`"),
        ({"source": "x", "assignment": "matrix-derivatives", "text": TEXT}, 422, "either `assignment` or"),
        ({"source": "x", "assignment": "nowhere"}, 422, "one of this course"),
        ({"source": "x", "assignment": "a\0b"}, 422, "NUL"),
        ({"source": "x", "text": TEXT.replace("title =", "titel =", 1)}, 422, "Did you mean 'title'"),
        ({"source": "x", "text": TEXT, "seed": "no"}, 422, "`seed`"),
        ({"source": "x", "text": TEXT, "points": 20}, 422, "`points` is not known"),
        ({"text": TEXT}, 422, "`source` must be a string"),
        ({"text": TEXT, "source": ""}, 422, "The file is empty"),
        ({"text": TEXT, "source": "x" * 300_000}, 413, "larger than the limit"),
        ([], 422, "JSON object"),
    ],
)
def test_what_cannot_be_tried_is_said(tutor: Api, three: Three, body: Any, status: int, says: str) -> None:
    assert_problem(tutor.post(path(three), body), status, says)


def test_an_assignment_of_another_course_is_not_there(
    tutor: Api, stranger: Api, three: Three, assignment_text: str
) -> None:
    made = stranger.post(f"/courses/{three.other_course}/assignments", {"text": TEXT}).get_json()["id"]
    assert_problem(tutor.post(path(three), {"assignment": made, "source": "x"}), 422, "one of this course")
    elsewhere = stranger.post(f"/courses/{three.other_course}/trials", {"assignment": made, "source": "x"})
    assert tutor.get(f"{path(three)}/{elsewhere.get_json()['id']}").status_code == 404


@both
def test_only_so_many_wait_at_once_and_old_ones_are_gone(
    tutor: Api, three: Three, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "MOST", 2)
    body = {"assignment": three.assignment, "source": "x"}
    first = [tutor.post(path(three), body).get_json() for _ in range(2)]
    refused = tutor.post(path(three), body)
    assert_problem(refused, 429, "wait already")
    assert refused.headers["Retry-After"]
    graded(database, first[0]["id"], {"points": None, "functions": []})
    assert tutor.get(f"{path(three)}/{first[0]['id']}").get_json()["state"] == "broken"
    assert tutor.post(path(three), body).status_code == 202
    with database.write() as session:
        oldest = session.get_one(Trial, first[0]["id"])
        oldest.created_at -= trials.KEPT + timedelta(minutes=1)
        now = session.get_one(Trial, first[1]["id"]).created_at + timedelta(minutes=5)
        session.flush()
        assert first[1]["id"] in trials.waiting(session, now, now)
    assert tutor.get(f"{path(three)}/{first[0]['id']}").status_code == 404


NAMELESS = (
    b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n"
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.py"\r\n\r\nx\r\n--x--\r\n'
)
"""A form with a part that has no name."""


def test_a_part_of_a_form_without_a_name_is_not_known(tutor: Api, three: Three) -> None:
    kind = "multipart/form-data; boundary=x"
    refused = tutor.ask("POST", path(three), data=NAMELESS, content_type=kind)
    assert_problem(refused, 422, "is not known here")
    handed_in = tutor.ask(
        "POST", f"/assignments/{three.assignment}/submissions", data=NAMELESS, content_type=kind
    )
    assert handed_in.status_code == 202


def test_of_a_course_only_so_many_reports_are_kept_and_no_file_that_was_graded(
    tutor: Api, three: Three, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "MOST_KEPT", 3)
    for _ in range(5):
        sent = tutor.post(path(three), {"assignment": three.assignment, "source": "x"})
        graded(database, sent.get_json()["id"], {"points": 1.0, "functions": []})
    with database.read() as session:
        kept = session.scalars(select(Trial)).all()
        assert len(kept) == 4
        assert {one.upload for one in kept} == {b""}


def test_what_the_broker_did_not_take_waits_for_the_sweep(
    tutor: Api, three: Three, database: Database, app: Any
) -> None:
    app.extensions["dout"].queue._app.conf.broker_url = "redis+socket:///nowhere.sock"
    sent = tutor.post(path(three), {"assignment": three.assignment, "source": "x"})
    assert sent.status_code == 202
    with database.read() as session:
        assert session.get_one(Trial, sent.get_json()["id"]).sent_at is None
