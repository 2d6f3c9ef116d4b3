"""Extensions, points by hand, comments, and what counts after all of that."""

from __future__ import annotations

import pytest

from submissions.database import Database
from submissions.store import attempts, trail
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import START, Three

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


@pytest.fixture
def submission(student: Api, database: Database, three: Three) -> str:
    """One of the student's that is graded with 12 points."""
    sent = str(student.send_file(three.assignment).get_json()["id"])
    with database.write() as session:
        claimed = attempts.claim(session, sent, "task", START, 60)
        assert claimed
        attempts.finish(session, sent, claimed.lease, {"points": 12.0, "functions": []}, START)
    return sent


@both
def test_points_by_hand_count_and_are_taken_back(
    tutor: Api, student: Api, submission: str, three: Three, database: Database
) -> None:
    path = f"/submissions/{submission}/overrides"
    mine = f"/assignments/{three.assignment}/counted/me"
    assert student.get(mine).get_json()["sentence"] == "Attempt 1 counts: it is the only one, 12 of 20."
    assert tutor.post(path, {"points": 15, "reason": "a right idea"}).status_code == 201
    counted = student.get(mine).get_json()
    assert (counted["points"], counted["overridden"], counted["submission"]) == (15, True, submission)
    assert student.get(path).get_json()["overrides"][0]["reason"] == "a right idea"
    assert tutor.post(path, {"points": None, "reason": "mistaken"}).status_code == 201
    assert student.get(mine).get_json()["points"] == 12
    with database.read() as session:
        assert [line.action for line in trail.of_subject(session, submission)] == [
            "override.taken_back",
            "override.given",
        ]


@pytest.mark.parametrize("points", [-1, 20.5, "15", True, 1e300])
def test_points_beyond_the_assignments_are_refused(tutor: Api, submission: str, points: object) -> None:
    response = tutor.post(f"/submissions/{submission}/overrides", {"points": points, "reason": "x"})
    assert_problem(response, 422, "points")
    assert_problem(
        tutor.post(f"/submissions/{submission}/overrides", {"points": 1, "reason": " "}), 422, "`reason`"
    )


def test_points_that_are_no_number_are_no_json(tutor: Api, submission: str) -> None:
    response = tutor.post(f"/submissions/{submission}/overrides", {"points": float("nan"), "reason": "x"})
    assert_problem(response, 400, "NaN is no number")


@both
def test_comments_are_read_by_the_student_and_deleted_by_tutors(
    tutor: Api, student: Api, submission: str
) -> None:
    path = f"/submissions/{submission}/comments"
    made = tutor.post(path, {"line": 2, "text": "Sum over the batch."})
    assert made.status_code == 201, made.text
    assert student.get(path).get_json()["comments"][0]["text"] == "Sum over the batch."
    assert_problem(student.post(path, {"text": "x"}), 403, "This is for tutors")
    assert_problem(tutor.post(path, {"line": 0, "text": "x"}), 422, "`line`")
    assert_problem(tutor.post(path, {"text": "a\0b"}), 422, "NUL")
    assert tutor.ask("DELETE", f"{path}/{made.get_json()['id']}").status_code == 204
    assert_problem(tutor.ask("DELETE", f"{path}/{made.get_json()['id']}"), 404, "no such comment")


@both
def test_an_extension_is_given_changed_and_taken_back(tutor: Api, three: Three) -> None:
    path = f"/assignments/{three.assignment}/extensions/{three.student}"
    assert_problem(tutor.get(path), 404, "no extension")
    body = {"due_at": "2030-01-01T00:00:00Z", "reason": "ill"}
    given = tutor.ask("PUT", path, json=body)
    assert given.status_code == 200, given.text
    assert_problem(tutor.ask("PUT", path, json=body), 428, "If-Match")
    assert tutor.change(path, {**body, "more_attempts": 2}, "PUT").get_json()["more_attempts"] == 2
    listed = tutor.get(f"/assignments/{three.assignment}/extensions").get_json()["extensions"]
    assert [(line["person"], line["name"]) for line in listed] == [(three.student, "Ada")]
    assert tutor.change(path, None, "DELETE").status_code == 204
    assert_problem(tutor.change(path, None, "DELETE"), 404, "no extension")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"reason": "x"}, "later `due_at`, or how many"),
        ({"due_at": "2030-01-01T00:00:00Z"}, "`reason` is missing"),
        ({"due_at": "0001-01-01T00:00:00Z", "reason": "x"}, "due_at must lie between"),
        ({"more_attempts": -1, "reason": "x"}, "`more_attempts`"),
        ({"more_attempts": 1, "reason": "x" * 501}, "`reason`"),
    ],
)
def test_an_extension_that_says_nothing_is_refused(
    tutor: Api, three: Three, body: dict[str, object], says: str
) -> None:
    path = f"/assignments/{three.assignment}/extensions/{three.student}"
    assert_problem(tutor.ask("PUT", path, json=body), 422, says)


@both
def test_nobody_outside_the_course_gets_an_extension(tutor: Api, three: Three) -> None:
    path = f"/assignments/{three.assignment}/extensions/{three.stranger}"
    assert_problem(tutor.ask("PUT", path, json={"more_attempts": 1, "reason": "x"}), 404, "no such member")


@both
def test_a_student_sees_what_counts_of_their_own_only(
    student: Api, tutor: Api, submission: str, three: Three
) -> None:
    path = f"/assignments/{three.assignment}/counted"
    assert_problem(student.get(f"{path}/{three.tutor}"), 404, "may not see it")
    assert_problem(student.get(path), 404, "may not see it")
    everyone = tutor.get(path).get_json()["counted"]
    assert everyone == [tutor.get(f"{path}/{three.student}").get_json()]


@both
def test_a_source_is_shown_as_it_was_sent(student: Api, submission: str, tutor: Api, three: Three) -> None:
    shown = tutor.get(f"/submissions/{submission}/source").get_json()
    assert shown["source"].startswith("def affine_backward")
    binary = tutor.send_file(three.assignment, b"\xff\x00").get_json()["id"]
    raw = tutor.get(f"/submissions/{binary}/source").get_json()
    assert (raw["source"], raw["base64"]) == (None, "/wA=")
    assert student.get(f"/submissions/{submission}/report").get_json()["points"] == 12
    assert_problem(tutor.get(f"/submissions/{binary}/report"), 404, "waits to be graded")
