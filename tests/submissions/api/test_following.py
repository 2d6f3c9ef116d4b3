"""Server-sent events of a submission and of an assignment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from submissions.database import Database
from submissions.store import attempts
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import START, Three


@pytest.fixture
def submission(student: Api, three: Three) -> str:
    return str(student.send_file(three.assignment).get_json()["id"])


def grade(database: Database, submission: str) -> None:
    with database.write() as session:
        claimed = attempts.claim(session, submission, "task", START, 60)
        assert claimed
        attempts.finish(session, submission, claimed.lease, {"points": 1.0}, START)


def follow(api: Api, path: str, seen: str = "") -> tuple[Any, Iterator[dict[str, Any]]]:
    """The answer, and its events as they come."""
    answer = api.ask("GET", path, headers={"Last-Event-ID": seen} if seen else {})

    def events() -> Iterator[dict[str, Any]]:
        for part in answer.iter_encoded():
            lines = dict(line.split(": ", 1) for line in part.decode().splitlines() if ": " in line[1:])
            if "data" in lines:
                yield {**json.loads(lines["data"]), "id": lines["id"], "event": lines["event"]}

    return answer, events()


def test_a_submission_is_followed_to_its_verdict(student: Api, database: Database, submission: str) -> None:
    path = f"/submissions/{submission}/events"
    answer, events = follow(student, path)
    assert answer.mimetype == "text/event-stream"
    first = next(events)
    assert (first["event"], first["state"]) == ("step", "queued")
    grade(database, submission)
    last = list(events)[-1]
    assert last["state"] == "graded"
    answer.close()
    _, resumed = follow(student, path, first["id"])
    assert [event["state"] for event in resumed] == ["graded"]
    assert follow(student, path, last["id"])[0].status_code == 204


def test_an_assignment_tells_of_every_change_once(
    tutor: Api, student: Api, database: Database, submission: str, three: Three
) -> None:
    path = f"/assignments/{three.assignment}/events"
    answer, events = follow(tutor, path)
    first = next(events)
    assert (first["event"], first["queued"], first["graded"]) == ("counts", 1, 0)
    grade(database, submission)
    second = next(events)
    assert (second["queued"], second["graded"]) == (0, 1)
    assert second["id"] != first["id"]
    answer.close()
    student.send_file(three.assignment)
    answer, resumed = follow(tutor, path, second["id"])
    assert next(resumed)["queued"] == 1
    answer.close()


def test_only_staff_follows_an_assignment_and_a_stranger_follows_nothing(
    student: Api, stranger: Api, three: Three, submission: str
) -> None:
    for api in (student, stranger):
        assert_problem(api.get(f"/assignments/{three.assignment}/events"), 404, "may not see it")
    assert_problem(stranger.get(f"/submissions/{submission}/events"), 404, "no such submission")
