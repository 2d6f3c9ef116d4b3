"""Bearer tokens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from submissions.auth import tokens
from submissions.database import Database
from submissions.models import AccessToken
from tests.submissions.conftest import START, Three

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


@pytest.fixture
def token(database: Database, three: Three) -> str:
    token = tokens.new()
    with database.write() as session:
        session.add(
            AccessToken(
                digest=tokens.digest(token),
                label="LMS",
                course_id=three.course,
                person_id=three.tutor,
                created_at=START,
                expires_at=START + timedelta(days=1),
            )
        )
    return token


@both
def test_a_token_leads_to_its_person_and_course(database: Database, three: Three, token: str) -> None:
    with database.read() as session:
        found = tokens.find(session, token, START)
    assert found
    assert (found.person_id, found.course_id) == (three.tutor, three.course)


@both
def test_a_token_expires(database: Database, token: str) -> None:
    with database.read() as session:
        assert tokens.find(session, token, START + timedelta(days=1)) is None


@both
def test_only_the_digest_is_stored(database: Database, token: str) -> None:
    with database.read() as session:
        row = tokens.find(session, token, START)
    assert row
    assert token not in {str(value) for value in vars(row).values()}


@pytest.mark.parametrize("text", ["", "x", "\ud800", "dout_", "é" * 999])
@both
def test_anything_else_is_no_token(database: Database, token: str, text: str) -> None:
    with database.read() as session:
        assert tokens.find(session, text, START) is None


def test_tokens_are_all_different_and_recognised_by_their_start() -> None:
    made = {tokens.new() for _ in range(100)}
    assert len(made) == 100
    assert all(token.startswith("dout_") and len(token) == 69 for token in made)


@both
def test_a_personal_token_is_of_its_person_and_of_no_course(database: Database, three: Three) -> None:
    with database.write() as session:
        token = _personal(session, three.student)
    with database.read() as session:
        found = tokens.find(session, token, START)
        assert found
        assert (found.person_id, found.course_id, found.scope) == (three.student, None, "read submit")
        assert [row.id for row in tokens.of_person(session, three.student)] == [found.id]
        assert tokens.of_person(session, three.tutor) == []


@both
def test_a_courses_token_is_no_personal_one(database: Database, three: Three, token: str) -> None:
    with database.write() as session:
        row = tokens.find(session, token, START)
        assert row
        assert tokens.of_person(session, three.tutor) == []
        assert not tokens.revoke(session, three.tutor, row.id)


@both
def test_a_token_is_revoked_by_its_person_only(database: Database, three: Three) -> None:
    with database.write() as session:
        token = _personal(session, three.student)
        row = tokens.find(session, token, START)
        assert row
        assert not tokens.revoke(session, three.stranger, row.id)
        assert tokens.find(session, token, START)
        assert tokens.revoke(session, three.student, row.id)
    with database.read() as session:
        assert tokens.find(session, token, START) is None


@both
def test_the_last_use_is_kept_once_a_minute(database: Database, three: Three, token: str) -> None:
    kept = []
    for seconds in (0, 59, 60, 61):
        with database.read() as session:
            row = tokens.find(session, token, START)
        assert row
        tokens.note_use(database, row, START + timedelta(seconds=seconds))
        with database.read() as session:
            again = tokens.find(session, token, START)
        assert again
        assert again.last_used_at
        kept.append((again.last_used_at - START).seconds)
    assert kept == [0, 0, 60, 60]


@both
def test_an_older_look_at_a_token_does_not_turn_its_last_use_back(
    database: Database, three: Three, token: str
) -> None:
    with database.read() as session:
        old = tokens.find(session, token, START)
    assert old
    tokens.note_use(database, old, START + timedelta(hours=1))
    tokens.note_use(database, old, START)
    with database.read() as session:
        row = tokens.find(session, token, START)
    assert row
    assert row.last_used_at == START + timedelta(hours=1)


def _personal(session: Session, person: str) -> str:
    return tokens.make(
        session,
        person_id=person,
        course_id=None,
        label="laptop",
        words=["submit", "read"],
        now=START,
        expires_at=None,
    )
