"""Queueing once more what we failed to grade."""

from __future__ import annotations

import pytest

from submissions.database import Database
from submissions.models import State, Submission
from submissions.store import trail
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import Three


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_what_is_broken_waits_again_and_nothing_else(
    tutor: Api, student: Api, stranger: Api, three: Three, database: Database
) -> None:
    path = f"/assignments/{three.assignment}/broken"
    broken, graded, _waits = (student.send_file(three.assignment).get_json()["id"] for _ in range(3))
    with database.write() as session:
        session.get_one(Submission, broken).state = State.BROKEN
        session.get_one(Submission, graded).state = State.GRADED
    assert_problem(student.ask("POST", path), 403, "for tutors")
    assert stranger.ask("POST", path).status_code == 404
    assert tutor.ask("POST", path).get_json() == {"queued": 1}
    assert tutor.ask("POST", path).get_json() == {"queued": 0}
    with database.read() as session:
        assert session.get_one(Submission, broken).state == State.QUEUED
        assert session.get_one(Submission, graded).state == State.GRADED
        [line] = trail.of_course(session, three.course)
        assert (line.action, line.details) == ("submissions.queued_again", {"count": 1})
