"""Personal tokens on the account page: made, shown once, used, revoked."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from submissions.auth import tokens
from submissions.database import Database
from submissions.models import AccessToken
from submissions.pages import account_tokens
from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import Browser, Elements

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
LAPTOP = {"label": "laptop", "scope": ["read", "submit"], "days": "30"}


def made(browser: Browser, **other: Any) -> str:
    page = browser.post("/account/tokens", {**LAPTOP, **other}, seen="/account")
    assert page.status_code == 200
    found = re.search(r'class="once"[^>]*>(dout_[0-9a-f]{64})<', page.text)
    assert found
    return found[1]


def row_of(database: Database, token: str) -> AccessToken:
    with database.read() as session:
        found = tokens.find(session, token, datetime.now(UTC))
    assert found
    return found


@both
def test_a_token_is_shown_once_and_works(
    app: Flask, student: Browser, database: Database, three: Three
) -> None:
    token = made(student)
    row = row_of(database, token)
    assert (row.person_id, row.course_id, row.label, row.scope) == (
        three.student,
        None,
        "laptop",
        "read submit",
    )
    assert row.expires_at
    assert timedelta(days=29) < row.expires_at - datetime.now(UTC) <= timedelta(days=30)
    page = student.get("/account").text
    assert "laptop" in page
    assert token not in page
    answer = app.test_client().get("/api/v1/assignments", headers={"Authorization": f"Bearer {token}"})
    assert [it["slug"] for it in answer.json["assignments"]] == ["matrix-derivatives"] if answer.json else []


@both
def test_a_token_is_revoked_by_its_owner_only(
    student: Browser, stranger: Browser, tutor: Browser, database: Database
) -> None:
    row = row_of(database, made(student))
    path = f"/account/tokens/{row.id}/revoke"
    for other in (stranger, tutor):
        assert other.post(path, {}).status_code == 404
        assert "laptop" not in other.get("/account").text
    assert student.post(path, {}).status_code == 303
    assert "laptop" not in student.get("/account").text
    assert student.post(path, {}).status_code == 404


@pytest.mark.parametrize(
    ("other", "field", "told"),
    [
        ({"label": ""}, "label", "what the token is for"),
        ({"label": "x" * 81}, "label", "At most 80"),
        ({"scope": []}, "scope", "Choose what the token may do"),
        ({"scope": ["read", "everything"]}, "scope", "There is no scope"),
        ({"scope": ["<img src=x>"]}, "scope", "There is no scope"),
        ({"days": "0"}, "days", "Choose one of these"),
        ({"days": "99999999999"}, "days", "Choose one of these"),
        ({"days": ""}, "days", "Choose one of these"),
    ],
)
def test_what_cannot_be_used_is_told_and_kept(
    student: Browser, database: Database, three: Three, other: dict[str, Any], field: str, told: str
) -> None:
    page = student.post("/account/tokens", {**LAPTOP, **other}, seen="/account")
    assert page.status_code == 422
    assert told in page.text
    assert f'id="{field}-error"' in page.text
    assert not Elements(page.text).all("img")
    if field != "label":
        assert 'value="laptop"' in page.text
    with database.read() as session:
        assert tokens.of_person(session, three.student) == []


def test_students_are_offered_what_they_can_use(student: Browser, tutor: Browser) -> None:
    def offered(browser: Browser) -> list[str | None]:
        boxes = Elements(browser.get("/account").text).all("input")
        return [box["value"] for box in boxes if box["name"] == "scope"]

    assert offered(student) == ["read", "submit"]
    assert offered(tutor) == ["read", "submit", "grade", "manage"]


def test_nobody_has_too_many(student: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_tokens, "MOST", 2)
    made(student)
    made(student)
    assert "Revoke one" in student.post("/account/tokens", LAPTOP, seen="/account").text
