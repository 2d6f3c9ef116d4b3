"""Rosters in, grades, verdicts and whole courses out, over the interface."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from werkzeug.test import TestResponse

from submissions.auth import tokens
from submissions.database import Database
from submissions.models import Assignment, Membership, Person, Role
from submissions.store import attempts, reviewing
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import START, Three

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
ROSTER = "/courses/maths/roster"
MOODLE = "First name,Surname,ID number,Email address,Groups\nZoë,Müller,0123,zoe@example.org,Monday\n"


def send(api: Api, path: str, text: str, kind: str = "text/csv", **more: Any) -> TestResponse:
    return api.ask("POST", path, data=text.encode(), content_type=kind, **more)


def graded(student: Api, database: Database, points: float | None) -> str:
    sent = student.send_file("matrix-derivatives").json
    assert sent
    with database.write() as session:
        claimed = attempts.claim(session, sent["id"], "task", START, 60)
        assert claimed
        report = {"points": points, "functions": [], "notes": ["a note"]}
        (attempts.finish if points is not None else attempts.give_up)(
            session, claimed.id, claimed.lease, report, START
        )
    return str(sent["id"])


def table(answer: TestResponse) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    assert answer.content_type.startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.text, newline=""), strict=True))


def test_a_roster_is_looked_at_and_then_taken(tutor: Api, three: Three) -> None:
    seen = send(tutor, f"{ROSTER}/validation", MOODLE)
    assert seen.status_code == 200, seen.text
    assert seen.json
    assert [entry["name"] for entry in seen.json["new"]] == ["Zoë Müller"]
    assert [one["person"] for one in seen.json["missing"]] == [three.student]
    assert len((tutor.get("/courses/maths/members").json or {})["members"]) == 2
    done = send(tutor, ROSTER, MOODLE)
    assert (done.status_code, done.json) == (200, seen.json)
    again = send(tutor, f"{ROSTER}?remove_missing=true", MOODLE).json
    assert again
    assert (again["new"], again["same"]) == ([], 1)
    names = [one["name"] for one in (tutor.get("/courses/maths/members").json or {})["members"]]
    assert names == ["Emmy", "Zoë Müller"]


def test_every_wrong_line_is_told_and_nothing_is_taken(tutor: Api) -> None:
    wrong = MOODLE + "A,B,,nonsense,\nC,D,,,\n"
    answer = send(tutor, ROSTER, wrong)
    assert_problem(answer, 422, "Line 3")
    assert [one["line"] for one in (answer.json or {})["errors"]] == [3, 4]
    assert len((tutor.get("/courses/maths/members").json or {})["members"]) == 2


def test_a_roster_is_csv_of_some_size_at_most(tutor: Api) -> None:
    assert_problem(send(tutor, ROSTER, MOODLE, "application/json"), 415, "text/csv")
    assert_problem(send(tutor, ROSTER, "x" * 9 * 1024 * 1024), 413, "8 MiB")
    assert send(tutor, ROSTER, MOODLE + "# " * 400_000).status_code == 422  # larger than an upload may be


def test_a_roster_that_is_sent_twice_with_a_key_is_taken_once(tutor: Api) -> None:
    answers = [send(tutor, ROSTER, MOODLE, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].json == answers[1].json
    assert answers[1].headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("who", ["student", "stranger"])
def test_nobody_else_brings_a_roster_or_takes_something_out(
    student: Api, database: Database, three: Three, who: str, request: pytest.FixtureRequest
) -> None:
    submission = graded(student, database, 1.0)
    other = request.getfixturevalue(who)
    refused = 403 if who == "student" else 404
    assert send(other, f"/courses/{three.course}/roster", MOODLE).status_code == refused
    assert send(other, f"/courses/{three.course}/roster/validation", MOODLE).status_code == refused
    for path in (
        f"/courses/{three.course}/grades",
        f"/courses/{three.course}/archive",
        f"/assignments/{three.assignment}/grades",
        f"/assignments/{three.assignment}/lines",
        f"/submissions/{submission}/gradescope",
    ):
        assert other.get(path).status_code == 404, path


def test_grades_are_what_counts_in_the_form_that_is_asked_for(
    tutor: Api, student: Api, database: Database, three: Three
) -> None:
    with database.write() as session:
        session.get_one(Person, three.student).name = "=Ada"
        session.get_one(Membership, (three.course, three.student)).external_id = "S-1"
    graded(student, database, 17.0)
    latest = graded(student, database, 12.5)
    title = "Matrix derivatives: affine and sigmoid layers"
    assert table(tutor.get("/assignments/matrix-derivatives/grades"))[1:] == [["'=Ada", "S-1", "", "17"]]
    with database.write() as session:
        reviewing.override(session, latest, three.tutor, 3.0, "copied", START)
        title = "Title"
        assignment = session.get_one(Assignment, three.assignment)
        lines = assignment.text.splitlines()
        at = next(n for n, line in enumerate(lines) if line.startswith("title"))
        lines[at] = f'title = "{title}"'
        assignment.text = "\n".join(lines)
    canvas = table(tutor.get("/assignments/matrix-derivatives/grades?format=canvas&canvas_id=77"))
    assert canvas[0][-1] == f"{title} (77)"
    assert canvas[1] == ["    Points Possible", "", "", "", "", "20"]
    assert canvas[2][:4] == ["'=Ada", "", "S-1", ""]
    whole = table(tutor.get("/courses/maths/grades?format=moodle"))
    assert whole[0] == ["Full name", "ID number", "Email address", title]
    assert len(whole) == 2
    assert tutor.get("/courses/maths/grades?format=lotus").status_code == 422


def test_a_verdict_is_there_as_gradescope_writes_it(tutor: Api, student: Api, database: Database) -> None:
    submission = graded(student, database, 12.5)
    answer = tutor.get(f"/submissions/{submission}/gradescope").json
    assert answer
    assert (answer["score"], answer["output"], answer["visibility"]) == (12.5, "a note", "visible")
    broken = graded(student, database, None)
    assert_problem(tutor.get(f"/submissions/{broken}/gradescope"), 409, "no points")


def test_everything_of_an_assignment_comes_line_by_line(
    tutor: Api, student: Api, database: Database, three: Three
) -> None:
    first, second = graded(student, database, 12.5), graded(student, database, None)
    with database.write() as session:
        reviewing.override(session, first, three.tutor, 3.0, "neat", START)
    answer = tutor.get("/assignments/matrix-derivatives/lines")
    assert answer.content_type == "application/jsonl"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["submission"] for line in lines] == [first, second]
    assert (lines[0]["points"], lines[0]["attempt"], lines[0]["by_hand"]) == (3.0, 1, True)
    assert lines[0]["verdicts"][0]["report"]["notes"] == ["a note"]
    assert lines[0]["overrides"][0]["reason"] == "neat"
    assert (lines[1]["state"], lines[1]["points"]) == ("broken", None)
    assert "upload" not in lines[0]
    assert '"upload": "ZGVm' in tutor.get("/assignments/matrix-derivatives/lines?uploads=true").text


def test_an_owner_takes_out_the_whole_course_and_a_tutor_does_not(
    tutor: Api, student: Api, database: Database, three: Three
) -> None:
    graded(student, database, 12.5)
    assert tutor.get("/courses/maths/archive").status_code == 404
    with database.write() as session:
        session.get_one(Membership, (three.course, three.tutor)).role = Role.OWNER
    answer = tutor.get("/courses/maths/archive")
    assert answer.content_type == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert sorted(archive.namelist()) == ["course.json", "submissions.jsonl", "uploads/s1"]
        assert tokens.PREFIX not in archive.read("course.json").decode()
