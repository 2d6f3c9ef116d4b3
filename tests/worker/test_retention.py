"""`dout retention` and `dout person`: what is emptied, given out and deleted, and what stays."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from submissions.auth import identities, joining, passwords
from submissions.database import Database
from submissions.lti import contexts
from submissions.models import Measurement, Membership, Person, Role, State, Submission, Verdict
from submissions.models_lti import LtiLink, LtiMember, LtiScore
from submissions.models_sign_in import Identity, Invitation, Password
from submissions.settings import Settings
from submissions.store import attempts
from tests.submissions.conftest import START, Three
from tests.submissions.lti import records
from tests.worker.test_cli import dout
from worker import retention

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
DAY = timedelta(days=1)
UPLOAD = b"x = 1\n"


def hand_in(database: Database, three: Three, day: int, *, person: str = "", graded: bool = True) -> str:
    now = START + day * DAY
    report: dict[str, Any] = {"points": 1.0, "stdout": f"day {day}"}
    with database.write() as session:
        new = attempts.add(
            session,
            assignment_id=three.assignment,
            person_id=person or three.student,
            filename="a.py",
            upload=UPLOAD,
            now=now,
            answers={"a": "1"},
        )
        if graded:
            claimed = attempts.claim(session, new.id, "task", now, 60)
            assert claimed
            attempts.finish(session, new.id, claimed.lease, report, now)
    return new.id


def uploads(database: Database) -> dict[str, tuple[bytes, dict[str, str] | None]]:
    with database.read() as session:
        rows = session.execute(select(Submission.id, Submission.upload, Submission.answers))
        return {row.id: (row.upload, row.answers) for row in rows}


def count(database: Database, model: type[Any]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_old_uploads_are_emptied_and_verdicts_and_names_stay(database: Database, three: Three) -> None:
    old, young = hand_in(database, three, 0), hand_in(database, three, 20)
    assert retention.count_old(database, 10, START + 20 * DAY) == 1
    assert retention.empty_old(database, 10, START + 20 * DAY) == 1
    assert uploads(database) == {old: (b"", None), young: (UPLOAD, {"a": "1"})}
    assert count(database, Verdict) == 2
    with database.read() as session:
        assert session.get_one(Submission, old).filename == "a.py"
    assert retention.empty_old(database, 10, START + 20 * DAY) == 0, "a second time there is nothing to do"


def test_what_waits_is_never_emptied(database: Database, three: Three) -> None:
    hand_in(database, three, 0, graded=False)
    assert retention.empty_old(database, 0, START + 20 * DAY) == 0


def test_more_than_one_batch_is_emptied(
    database: Database, three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        hand_in(database, three, 0)
    assert retention.empty_old(database, 1, START + 2 * DAY) == 5


def test_the_export_has_all_of_one_person_and_nothing_of_another(database: Database, three: Three) -> None:
    mine = hand_in(database, three, 0)
    hand_in(database, three, 1, person=three.tutor)
    found = json.loads(json.dumps(retention.export(database, three.student)))
    assert found["person"]["name"] == "Ada"
    assert found["courses"] == [{"slug": "maths", "title": "Maths", "role": "student"}]
    [submission] = found["submissions"]
    assert (submission["id"], submission["state"], submission["answers"]) == (mine, State.GRADED, {"a": "1"})
    assert base64.b64decode(submission["upload"]) == UPLOAD
    assert [verdict["report"]["stdout"] for verdict in submission["verdicts"]] == ["day 0"]


def test_the_export_tells_how_one_signs_in_and_no_secret(database: Database, three: Three) -> None:
    with database.write() as session:
        session.get_one(Person, three.student).email = "ada@example.org"
        passwords.put(session, three.student, "chain rule all day", START)
        identities.link(session, three.student, "https://id.example", "ada", START)
    found = retention.export(database, three.student)["person"]
    assert (found["email"], found["has_password"]) == ("ada@example.org", True)
    assert found["identities"] == [{"issuer": "https://id.example", "subject": "ada"}]
    assert "argon2" not in json.dumps(found)


def test_learning_systems_are_in_the_export_and_gone_with_the_person(
    database: Database, three: Three
) -> None:
    assert retention.export(database, three.student)["person"]["learning_systems"] == []
    with database.write() as session:
        records.put(session, three.course, three.assignment, three.tutor, three.student, START, "Moodle")
        [link] = session.scalars(select(LtiLink))
        contexts.member(session, link.context, three.student, "ada", Role.STUDENT)
        session.scalars(select(LtiScore)).one().sent_points = 7.5
        issuer = link.context.platform.issuer
    score = {"link": "Moodle", "points": 7.5, "sent_at": None}
    assert retention.export(database, three.student)["person"]["learning_systems"] == [
        {"issuer": issuer, "course": "Moodle", "subject": "ada", "role": "student", "scores": [score]}
    ]
    retention.forget(database, three.student)
    assert [count(database, model) for model in (LtiScore, LtiMember, LtiLink)] == [0, 2, 1]


def test_deleting_takes_the_ways_in_and_open_invitations_along(database: Database, three: Three) -> None:
    with database.write() as session:
        session.get_one(Person, three.student).email = "ada@example.org"
        passwords.put(session, three.student, "chain rule all day", START)
        identities.link(session, three.student, "https://id.example", "ada", START)
        for email in ("ada@example.org", "max@example.org", None):
            joining.invite(session, three.course, Role.TUTOR, START, email=email)
    retention.forget(database, three.student)
    assert [count(database, model) for model in (Password, Identity, Invitation)] == [0, 0, 2]
    retention.forget(database, three.tutor)
    assert count(database, Invitation) == 2, "who has no address takes no invitation along"


def test_deleting_leaves_nothing_of_the_person_and_all_of_the_others(
    database: Database, three: Three
) -> None:
    hand_in(database, three, 0)
    other = hand_in(database, three, 1, person=three.tutor)
    assert retention.forget(database, three.student) == "Ada"
    assert set(uploads(database)) == {other}
    assert [count(database, model) for model in (Verdict, Measurement, Person, Membership)] == [1, 1, 2, 2]


def test_a_verdict_that_comes_after_the_deletion_is_dropped(database: Database, three: Three) -> None:
    submission = hand_in(database, three, 0, graded=False)
    with database.write() as session:
        claimed = attempts.claim(session, submission, "task", START, 60)
    assert claimed
    retention.forget(database, three.student)
    with database.write() as session:
        assert not attempts.finish(session, submission, claimed.lease, {"points": 1.0}, START)


@pytest.mark.parametrize("ask", [retention.export, retention.forget])
def test_nobody_is_said_to_be_nobody(ask: Any, database: Database, three: Three) -> None:
    with pytest.raises(retention.NoSuchPersonError):
        ask(database, "nobody")


def test_the_commands_say_what_they_did(settings: Settings, database: Database, three: Three) -> None:
    environ = {"DOUT_DATA_DIR": str(settings.data_dir), "DOUT_DATABASE_URL": settings.database_url}
    hand_in(database, three, -30)
    dry = dout("retention", "--days", "0", "--dry-run", **environ)
    assert dry.stdout == "1 submissions would be emptied.\n", dry.stderr
    assert dout("retention", "--days", "0", **environ).stdout == "1 submissions were emptied.\n"
    exported = dout("person", "export", three.student, **environ)
    assert json.loads(exported.stdout)["person"]["id"] == three.student
    assert dout("person", "delete", three.student, **environ).returncode == 1, "nobody answered the question"
    assert dout("person", "delete", "--yes", three.student, **environ).stdout == "Ada is deleted.\n"
    again = dout("person", "export", three.student, **environ)
    assert (again.returncode, again.stderr) == (2, "dout: There is no person of this id.\n")
