"""Making and changing assignments."""

from __future__ import annotations

from typing import Any

import pytest

from grader.assignment import builtin_text
from submissions.database import Database
from submissions.store import trail
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import Three

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
TEXT = builtin_text("activations")


def make(api: Api, three: Three, **more: Any) -> Any:
    return api.post(f"/courses/{three.course}/assignments", {"text": TEXT, **more})


@both
def test_what_is_made_is_hidden_until_it_is_published(tutor: Api, student: Api, three: Three) -> None:
    rules = {"attempts": 3, "counts": "last"}
    made = make(tutor, three, due_at="2999-01-01T12:00:00+01:00", rules=rules)
    assert made.status_code == 201, made.text
    shown = made.get_json()
    assert (shown["slug"], shown["published"], shown["due_at"]) == (
        "activations", False, "2999-01-01T11:00:00Z",
    )  # fmt: skip
    assert (shown["rules"]["attempts"], shown["rules"]["counts"], shown["rules"]["late_days"]) == (
        3,
        "last",
        0,
    )
    path = f"/assignments/{shown['id']}"
    assert student.get(path).status_code == 404
    assert tutor.change(path, {"published": True}).get_json()["published"] is True
    assert student.get(path).status_code == 200
    assert_problem(make(tutor, three), 409, "choose another slug")
    assert make(tutor, three, slug="second").status_code == 201


@pytest.mark.parametrize(
    ("body", "says", "pointer"),
    [
        ({"text": "no = [toml"}, "This is not TOML", "/text"),
        ({"text": TEXT.replace("title =", "titel =", 1)}, "Did you mean 'title'", "/text"),
        ({"text": "x" * 70_000}, "`text` cannot be used", "/text"),
        ({"text": TEXT, "rules": {"atempts": 1}}, "Did you mean 'attempts'", "/rules"),
        ({"text": TEXT, "rules": {"attempts": 0}}, "a whole number from 1", "/rules/attempts"),
        (
            {"text": TEXT, "opens_at": "2026-02-01T00:00:00Z", "due_at": "2026-01-01T00:00:00Z"},
            "due_at must be later than opens_at",
            "/due_at",
        ),
        ({"text": TEXT, "due_at": "2026-01-01T00:00:00"}, "a moment with its time zone", "/due_at"),
        ({"text": TEXT, "due_at": 5}, "a moment with its time zone", "/due_at"),
        ({"text": TEXT, "published": "yes"}, "`published`", "/published"),
    ],
)
def test_what_cannot_be_an_assignment_is_named(
    tutor: Api, three: Three, body: dict[str, Any], says: str, pointer: str
) -> None:
    response = tutor.post(f"/courses/{three.course}/assignments", body)
    assert_problem(response, 422, says)
    assert response.get_json()["errors"][0]["pointer"] == pointer


@both
def test_a_file_is_looked_at_without_being_stored(tutor: Api, three: Three) -> None:
    path = f"/courses/{three.course}/assignments/validation"
    right = tutor.post(path, {"text": TEXT}).get_json()
    assert (right["valid"], right["line"]) == (True, None)
    wrong = tutor.post(path, {"text": TEXT.replace("title =", "titel =", 1)}).get_json()
    assert wrong["valid"] is False
    assert wrong["line"] == 1 + TEXT[: TEXT.index("title =")].count("\n")
    assert "Did you mean 'title'" in wrong["message"]
    assert len(tutor.get("/assignments").get_json()["assignments"]) == 1


@both
def test_the_file_of_before_is_kept(tutor: Api, three: Three, database: Database) -> None:
    path = f"/assignments/{three.assignment}"
    before = tutor.get(path).get_json()["digest"]
    changed = tutor.change(path, {"text": TEXT, "rules": {"late_days": 2}})
    assert changed.status_code == 200, changed.text
    assert changed.get_json()["rules"]["late_days"] == 2
    versions = tutor.get(f"{path}/versions").get_json()["versions"]
    assert [v["digest"] for v in versions] == [changed.get_json()["digest"], before]
    assert (versions[0]["replaced_at"], versions[0]["text"]) == (None, TEXT)
    assert tutor.change(path, {"text": TEXT}).status_code == 200
    assert len(tutor.get(f"{path}/versions").get_json()["versions"]) == 2
    with database.read() as session:
        [last, _] = trail.of_subject(session, three.assignment)
    assert (last.action, last.actor_id) == ("assignment.changed", three.tutor)


@both
def test_a_change_that_cannot_be_changes_nothing(tutor: Api, three: Three) -> None:
    path = f"/assignments/{three.assignment}"
    before = tutor.get(path).get_json()
    bodies: list[dict[str, Any]] = [
        {},
        {"published": None},
        {"published": False, "text": "torn = ["},
        {"due_at": "2026-01-01T00:00:00Z", "opens_at": "2027-01-01T00:00:00Z"},
        {"rules": {"attempts": -1}, "published": False},
    ]
    for body in bodies:
        assert tutor.change(path, body).status_code == 422
    assert tutor.get(path).get_json() == before


@both
def test_a_student_changes_nothing_and_a_stranger_sees_nothing(
    student: Api, stranger: Api, three: Three
) -> None:
    path = f"/assignments/{three.assignment}"
    assert_problem(student.change(path, {"published": False}), 403, "This is for tutors")
    assert_problem(stranger.change(path, {"published": False}), 404, "no such assignment")
    assert_problem(student.get(f"{path}/versions"), 404, "may not see it")
