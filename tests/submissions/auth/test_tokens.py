"""Bearer tokens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from submissions.auth import tokens
from submissions.database import Database
from submissions.models import AccessToken
from tests.submissions.conftest import START, Three


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


def test_a_token_leads_to_its_person_and_course(database: Database, three: Three, token: str) -> None:
    with database.read() as session:
        found = tokens.find(session, token, START)
    assert found
    assert (found.person_id, found.course_id) == (three.tutor, three.course)


def test_a_token_expires(database: Database, token: str) -> None:
    with database.read() as session:
        assert tokens.find(session, token, START + timedelta(days=1)) is None


def test_only_the_digest_is_stored(database: Database, token: str) -> None:
    with database.read() as session:
        row = tokens.find(session, token, START)
    assert row
    assert token not in {str(value) for value in vars(row).values()}


@pytest.mark.parametrize("text", ["", "x", "\ud800", "dout_", "é" * 999])
def test_anything_else_is_no_token(database: Database, token: str, text: str) -> None:
    with database.read() as session:
        assert tokens.find(session, text, START) is None


def test_tokens_are_all_different_and_recognised_by_their_start() -> None:
    made = {tokens.new() for _ in range(100)}
    assert len(made) == 100
    assert all(token.startswith("dout_") and len(token) == 69 for token in made)
