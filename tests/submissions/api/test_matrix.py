"""Every operation and everybody: who may do what follows from what is declared, and nothing is undeclared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from submissions.api.operation import Operation, Who, declared_by
from submissions.auth import tokens
from submissions.database import Database
from submissions.models import Membership, Person, Role, new_id
from submissions.models_teaching import Extension
from submissions.store import attempts, courses, regrades, reviewing, trials, webhooks
from submissions.webhooks import events
from tests.submissions.api.conftest import Api
from tests.submissions.conftest import START, Three

REFUSED = {403, 404}
STAFF = {"tutor", "owner", "system"}
MAY = {
    Who.ANYONE: {"student", "stranger", "admin", *STAFF},
    Who.MEMBER: {"student", *STAFF},
    Who.STAFF: STAFF,
    Who.OWNER: {"owner"},
    Who.SOMEWHERE: {"stranger", *STAFF},
    Who.ADMIN: {"admin"},
}
"""The stranger is the tutor of another course; the administrator is in none."""
EVERYBODY = sorted({"student", "stranger", "admin", *STAFF})
PERSONAL = {
    ("PATCH", "/me"),
    ("POST", "/memberships"),
    ("POST", "/tokens"),
    ("DELETE", "/tokens/{token_id}"),
    ("POST", "/courses"),
}
"""They need a personal token; all others are tried with a course's, which reaches no further."""


@dataclass(frozen=True)
class World:
    """Ids of all that is there to be asked for."""

    course_id: str
    assignment_id: str
    submission_id: str
    person_id: str
    group_id: str
    comment_id: str
    regrade_id: str
    webhook_id: str
    delivery_id: str
    token_id: str
    trial_id: str


@pytest.fixture
def world(database: Database, three: Three) -> World:
    now = datetime.now(UTC)
    with database.write() as session:
        submission = attempts.add(
            session,
            assignment_id=three.assignment,
            person_id=three.student,
            filename="a.py",
            upload=b"x",
            now=now,
        ).id
        claimed = attempts.claim(session, submission, "task", now, 60)
        assert claimed
        attempts.finish(session, submission, claimed.lease, {"points": 1.0, "functions": []}, now)
        comment = reviewing.comment(session, submission, three.tutor, None, "good", now).id
        group = courses.make_group(session, three.course, "Monday").id
        regrade = regrades.begin(session, three.assignment, [submission], three.tutor, "x", now).id
        webhook = webhooks.make(session, three.course, "https://lms.example.org/", "all", "", now).id
        delivery = events.put(session, webhook, events.PING, {}, now).id
        trial = try_out(session, three)
        session.add(
            Extension(
                assignment_id=three.assignment,
                person_id=three.student,
                more_attempts=1,
                reason="ill",
                created_at=START,
            )
        )
    return World(
        three.course,
        three.assignment,
        submission,
        three.student,
        group,
        comment,
        regrade,
        webhook,
        delivery,
        "",
        trial,
    )


def try_out(session: Session, three: Three) -> str:
    """A trial of the course; its id."""
    return trials.add(
        session,
        three.course,
        three.tutor,
        text="x",
        seed="1",
        filename="a.py",
        upload=b"x",
        answers=None,
        now=datetime.now(UTC),
    ).id


@pytest.fixture
def people(database: Database, three: Three) -> dict[str, tuple[str, str | None]]:
    """Id and course of everybody."""
    new = {name: new_id() for name in ("owner", "system", "admin")}
    with database.write() as session:
        for name, id_ in new.items():
            session.add(Person(id=id_, name=name, is_admin=name == "admin", created_at=START))
        session.flush()
        session.add(Membership(course_id=three.course, person_id=new["owner"], role=Role.OWNER))
        session.add(Membership(course_id=three.course, person_id=new["system"], role=Role.SERVICE))
    return {
        "student": (three.student, three.course),
        "tutor": (three.tutor, three.course),
        "stranger": (three.stranger, three.other_course),
        "owner": (new["owner"], three.course),
        "system": (new["system"], three.course),
        "admin": (new["admin"], None),
    }


def operations(app: Flask) -> list[tuple[str, str, Operation]]:
    """Every method and address below /api/v1, and what is declared of it."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            path = re.sub(r"<([a-z_]+)>", r"{\1}", rule.rule).removeprefix("/api/v1")
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                found.append((method, path, declared_by(app.view_functions[rule.endpoint])))
    return found


def token(
    database: Database,
    person: str,
    course: str | None,
    scope: str = "all",
    expires_at: datetime | None = None,
) -> tuple[str, str]:
    """A new token and its id."""
    with database.write() as session:
        made = tokens.make(
            session,
            person_id=person,
            course_id=course,
            label="",
            words=[scope],
            now=START,
            expires_at=expires_at,
        )
        session.flush()
        row = tokens.find(session, made, START)
        assert row
        return made, row.id


def ask(app: Flask, secret: str | None, method: str, path: str, world: World, token_id: str) -> int:
    """The status of a request whose body says nothing: who may ask is told what is wrong with it."""
    values = {**world.__dict__, "token_id": token_id}
    more: dict[str, Any] = {} if method == "GET" else {"json": {}}
    return Api(app.test_client(), secret).ask(method, path.format(**values), **more).status_code


def test_who_may_do_what_is_what_is_declared(
    app: Flask, database: Database, world: World, people: dict[str, tuple[str, str | None]], three: Three
) -> None:
    wrong = []
    for method, path, declared in operations(app):
        for who in EVERYBODY:
            if path.endswith("/events"):
                continue  # a stream; see test_following
            person, course = people[who]
            if (method, path) in PERSONAL:
                course = None
            secret, own = token(database, person, course)
            owned = token(database, people["owner"][0], three.course)[1] if "courses" in path else own
            status = ask(app, secret, method, path, world, owned)
            if (status not in REFUSED) != (who in MAY[declared.who]) or status >= 500:
                wrong.append((method, path, who, declared.who, status))
            restore(database, world, three)
    assert wrong == []


def restore(database: Database, world: World, three: Three) -> None:
    """Put back what a request took away."""
    with database.write() as session:
        if reviewing.comments(session, world.submission_id) == []:
            made = reviewing.comment(session, world.submission_id, three.tutor, None, "good", START)
            made.id = world.comment_id
        if webhooks.find(session, world.course_id, world.webhook_id) is None:
            webhooks.make(
                session, world.course_id, "https://lms.example.org/", "all", "", START
            ).id = world.webhook_id
            session.flush()
            events.put(session, world.webhook_id, events.PING, {}, START).id = world.delivery_id
        if courses.group(session, world.course_id, world.group_id) is None:
            courses.make_group(session, world.course_id, "Monday").id = world.group_id
        if courses.membership(session, world.course_id, world.person_id) is None:
            session.add(Membership(course_id=world.course_id, person_id=world.person_id, role=Role.STUDENT))


def test_without_a_token_or_with_one_that_has_expired_nothing_is_answered(
    app: Flask, database: Database, world: World, people: dict[str, tuple[str, str | None]]
) -> None:
    just_now = datetime.now(UTC) - timedelta(seconds=1)
    expired, _ = token(database, *people["owner"], expires_at=just_now)
    asked = operations(app)
    assert len(asked) > 40
    for secret in (None, expired, "dout_nonsense"):
        answers = {ask(app, secret, method, path, world, "x") for method, path, _ in asked}
        assert answers == {401}


def test_a_token_of_too_little_scope_is_refused_with_the_word_that_is_missing(
    app: Flask, database: Database, world: World, people: dict[str, tuple[str, str | None]]
) -> None:
    words = ("read", "submit", "grade", "manage")
    secrets = {
        word: token(database, *people["owner"], scope=" ".join(w for w in words if w != word))[0]
        for word in words
    }
    for method, path, declared in operations(app):
        more: dict[str, Any] = {} if method == "GET" else {"json": {}}
        api = Api(app.test_client(), secrets[declared.scope])
        answer = api.ask(method, path.format(**{**world.__dict__, "token_id": "x"}), **more)
        assert answer.status_code == 403, (method, path)
        assert f'scope="{declared.scope}"' in answer.headers["WWW-Authenticate"]


def test_reading_needs_read_and_changing_needs_more(app: Flask) -> None:
    for method, path, declared in operations(app):
        looks = method == "GET" or path.endswith("/validation")
        assert (declared.scope == "read") == looks, (method, path)


def test_whatever_is_changed_in_place_asks_which_version_is_known(app: Flask) -> None:
    assert all(declared.changes for method, _, declared in operations(app) if method == "PATCH")


def test_an_operation_without_a_declaration_is_an_error() -> None:
    with pytest.raises(LookupError, match="without a rule"):
        declared_by(lambda: None)
