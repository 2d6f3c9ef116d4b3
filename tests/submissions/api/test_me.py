"""Whom a token stands for, and what they call themselves."""

from __future__ import annotations

import pytest

from tests.submissions.api.conftest import Api, assert_problem


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_a_personal_token_changes_the_name_of_its_person(personal: Api) -> None:
    assert personal.get("/me").get_json()["name"] == "Emmy"
    assert personal.change("/me", {"name": "  Emmy\u202e Noether "}).get_json()["name"] == "Emmy Noether"
    assert personal.get("/me").get_json()["name"] == "Emmy Noether"
    assert_problem(personal.ask("PATCH", "/me", json={"name": "X"}), 428, "If-Match")
    assert_problem(personal.change("/me", {"name": "\u200b"}), 422, "`name`")
    assert_problem(
        personal.change("/me", {"name": "Emmy", "is_admin": False}), 422, "`is_admin` is not known"
    )


def test_a_token_of_a_course_changes_nobodys_name(student: Api, system: Api, anonymous: Api) -> None:
    assert_problem(student.change("/me", {"name": "X"}), 403, "personal token")
    assert_problem(system.change("/me", {"name": "X"}), 403, "personal token")
    assert anonymous.ask("PATCH", "/me", json={"name": "X"}).status_code == 401
