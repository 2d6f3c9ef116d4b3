"""Ids of what belongs to another course, in the addresses and forms of one's own."""

from __future__ import annotations

from sqlalchemy import select

from submissions.database import Database
from submissions.models import Assignment, Group, Membership, Role, new_id
from submissions.models_teaching import Comment, Extension
from submissions.store import regrades, reviewing, webhooks
from tests.submissions.conftest import START, Three
from tests.submissions.pages.conftest import Browser, Grade


def test_a_tutor_reaches_nothing_of_another_course_through_their_own(
    stranger: Browser, database: Database, three: Three, grade: Grade, assignment_text: str
) -> None:
    submission, hook, group, own = grade("full_marks"), new_id(), new_id(), new_id()
    with database.write() as session:
        session.add(Group(id=group, course_id=three.course, name="Monday"))
        session.add(
            Assignment(
                id=own, course_id=three.other_course, slug="waves", text=assignment_text, created_at=START
            )
        )
        comment = reviewing.comment(session, submission, three.tutor, 1, "good", START).id
        webhooks.make(session, three.course, "https://lms.example.org/", "all", "", START).id = hook
        regrade = regrades.begin(session, three.assignment, [submission], three.tutor, "x", START).id
    mine = "/courses/physics"
    for path in (
        f"{mine}/people/{three.student}",
        f"{mine}/webhooks/{hook}",
        f"/regrades/{regrade}",
        f"/regrades/{regrade}/live",
        f"/submissions/{submission}/review",
        f"/submissions/{submission}/similar/{submission}",
        f"{mine}/assignments/new?from={three.assignment}",
    ):
        assert stranger.get(path).status_code == 404, path
    for path, sent in (
        (f"{mine}/people/{three.student}/group", {"group_id": ""}),
        (f"{mine}/people/{three.stranger}/group", {"group_id": group}),
        (
            f"{mine}/people/{three.student}/extensions",
            {"assignment": own, "more_attempts": "1", "reason": "x"},
        ),
        (
            f"{mine}/people/{three.stranger}/extensions",
            {"assignment": three.assignment, "more_attempts": "1", "reason": "x"},
        ),
        (f"/submissions/{submission}/comments", {"text": "mine"}),
        (f"/submissions/{submission}/comments/{comment}/delete", {}),
        (f"/submissions/{submission}/points", {"points": "1", "reason": "x"}),
        (f"/regrades/{regrade}/publish", {}),
        (f"/regrades/{regrade}/discard", {}),
        (f"/assignments/{three.assignment}/regrades", {"reason": "x"}),
        (f"/assignments/{three.assignment}/edit", {"text": "x"}),
        (f"/people/{three.student}/reset-link", {}),
    ):
        assert stranger.post(path, sent).status_code == 404, path
    with database.read() as session:
        assert session.scalars(select(Comment.text)).all() == ["good"]
        assert session.scalars(select(Extension)).all() == []
        assert session.get_one(Membership, (three.other_course, three.stranger)).role == Role.TUTOR
