"""POST /people/<id>/reset-link: by a tutor for a student of theirs, and by nobody else."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from submissions.database import Database
from submissions.models import Person
from submissions.models_teaching import AuditEntry
from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import Browser

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


@both
def test_a_tutor_makes_a_link_that_the_student_uses(
    tutor: Browser, nobody: Browser, database: Database, three: Three
) -> None:
    page = tutor.post(f"/people/{three.student}/reset-link", {})
    assert page.status_code == 200
    found = re.search(r'class="once">http://127\.0\.0\.1:8000(/reset/[^<]+)<', page.text)
    assert found
    assert nobody.post(found[1], {"password": "summed over the batch"}, seen=found[1]).status_code == 303
    with database.read() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor_id, entry.action, entry.subject_id) == (three.tutor, "reset_link.made", three.student)


def test_nobody_else_does_and_learns_nothing(
    student: Browser, tutor: Browser, stranger: Browser, nobody: Browser, database: Database, three: Three
) -> None:
    for browser, person in (
        (stranger, three.student),
        (student, three.tutor),
        (student, three.student),
        (tutor, three.stranger),
        (tutor, "nobody"),
    ):
        refused = browser.post(f"/people/{person}/reset-link", {})
        assert refused.status_code == 404
        assert "/reset/" not in refused.text
    assert nobody.post(f"/people/{three.student}/reset-link", {}, seen="/sign-in").status_code == 401
    with database.read() as session:
        assert session.scalars(select(AuditEntry)).all() == []


def test_an_administrator_makes_one_for_everybody(
    stranger: Browser, database: Database, three: Three
) -> None:
    with database.write() as session:
        session.get_one(Person, three.stranger).is_admin = True
    assert stranger.post(f"/people/{three.tutor}/reset-link", {}).status_code == 200
