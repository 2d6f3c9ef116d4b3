"""GET /courses/{slug}/audit."""

from __future__ import annotations

import pytest

from submissions import audit
from submissions.database import Database
from submissions.store import trail
from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import Browser

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
PATH = "/courses/maths/audit"


def test_the_trail_is_shown_page_by_page_with_everything_escaped(
    tutor: Browser, database: Database, three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "WINDOW", 2)
    for at in range(3):
        with database.write() as session:
            audit.record(session, three.tutor, "thing_well.done", None, three.course, what=f"<b>{at}</b>")
    first = tutor.get(PATH).text
    assert "Thing well done" in first
    assert "&lt;b&gt;2&lt;/b&gt;" in first
    assert "&lt;b&gt;0&lt;/b&gt;" not in first
    second = tutor.get(PATH + first[first.index("?before=") :].partition('"')[0]).text
    assert "&lt;b&gt;0&lt;/b&gt;" in second


def test_only_staff_of_the_course_finds_it(student: Browser, stranger: Browser, nobody: Browser) -> None:
    assert student.get(PATH).status_code == 404
    assert stranger.get(PATH).status_code == 404
    assert nobody.get(PATH).status_code == 401


def test_a_course_that_is_not_there_is_not_found(tutor: Browser) -> None:
    assert tutor.get("/courses/%00/audit").status_code == 404
    assert tutor.get("/courses/none/audit").status_code == 404
