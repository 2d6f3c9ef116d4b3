"""The editor of assignments: made, checked while one types, changed, published; and who may."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest

from grader.assignment import builtin_text
from submissions.database import Database
from submissions.models import Assignment
from submissions.models_teaching import AuditEntry
from submissions.store import attempts
from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import Browser

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
NEW = "/courses/maths/assignments/new"
MADE = "/courses/maths/assignments"
EDIT = "/assignments/matrix-derivatives/edit"
FILE = builtin_text("activations")


def digest(html: str) -> str:
    found = re.search(r'name="begun_from" value="(\w+)"', html)
    assert found
    return found[1]


def typed(html: str) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*)</textarea>", html, re.DOTALL)
    assert found
    return unescape(found[1])


def test_an_assignment_is_made_hidden_then_published_with_dates_of_the_course(
    tutor: Browser, student: Browser, database: Database, three: Three
) -> None:
    assert typed(tutor.get(f"{NEW}?from=activations").text) == FILE
    assert typed(tutor.get(f"{NEW}?from={three.assignment}").text) == builtin_text("matrix-derivatives")
    answer = tutor.post(MADE, {"text": FILE.replace("\n", "\r\n"), "slug": ""}, seen=NEW)
    assert answer.status_code == 303
    edit = answer.headers["Location"]
    assert student.get("/assignments/activations").status_code == 404
    fields = {
        "text": FILE.replace("\n", "\r\n"),
        "due_at": "2026-07-01T18:00",
        "late_days": "3",
        "late_per_day": "1,5",
        "late_unit": "points",
        "counts": "last",
        "published": "yes",
        "begun_from": digest(tutor.get(edit).text),
    }
    assert tutor.post(edit, fields, seen=edit).status_code == 303
    assert student.get("/assignments/activations").status_code == 200
    with database.read() as session:
        found = session.query(Assignment).filter_by(slug="activations").one()
        assert found.due_at == datetime(2026, 7, 1, 16, tzinfo=UTC)
        assert found.rules == {"late_days": 3, "late_per_day": 1.5, "late_unit": "points", "counts": "last"}
        assert found.text == FILE
        trail = session.query(AuditEntry).filter_by(subject_id=found.id).order_by(AuditEntry.at)
        assert [entry.action for entry in trail] == ["assignment.made", "assignment.changed"]
    html = tutor.get(edit).text
    assert 'value="2026-07-01T18:00"' in html
    assert 'value="1.5"' in html
    assert "Earlier versions" not in html


def test_nothing_typed_is_lost_when_the_file_or_a_rule_is_wrong(tutor: Browser, database: Database) -> None:
    fields = {
        "text": 'title = "<x>"\nschema = 1\n',
        "slug": "Not A Slug",
        "due_at": "whenever",
        "attempts": "0",
        "begun_from": digest(tutor.get(EDIT).text),
    }
    for path, seen in ((EDIT, EDIT), (MADE, NEW)):
        answer = tutor.post(path, fields, seen=seen)
        assert answer.status_code == 422
        assert typed(answer.text) == fields["text"]
        assert "attempts must be a whole number from 1" in answer.text
        assert "write the date as in" in answer.text
        assert answer.text.count('aria-invalid="true"') >= 3
    assert "lower-case words" in answer.text
    with database.read() as session:
        assert session.query(Assignment).one().text == builtin_text("matrix-derivatives")


def test_who_saves_second_is_told_and_the_earlier_file_is_kept(tutor: Browser, three: Three) -> None:
    begun = digest(tutor.get(EDIT).text)
    mine, theirs = (builtin_text("matrix-derivatives") + f"# {who}\n" for who in ("mine", "theirs"))
    assert tutor.post(EDIT, {"text": theirs, "begun_from": begun}, seen=EDIT).status_code == 303
    answer = tutor.post(EDIT, {"text": mine, "begun_from": begun}, seen=EDIT)
    assert answer.status_code == 409
    assert typed(answer.text) == mine
    again = {"text": mine, "begun_from": digest(answer.text)}
    assert tutor.post(EDIT, again, seen=EDIT).status_code == 303
    html = tutor.get(EDIT).text
    [newest, _] = re.findall(r'href="(/assignments/[^"]+\.toml)"', html)
    assert tutor.get(newest).text == theirs
    assert tutor.get("/assignments/matrix-derivatives/versions/none.toml").status_code == 404


def test_a_name_that_is_taken_is_told(tutor: Browser) -> None:
    answer = tutor.post(MADE, {"text": FILE, "slug": "matrix-derivatives"}, seen=NEW)
    assert answer.status_code == 409
    assert "choose another slug" in answer.text


def test_the_file_is_checked_while_one_types(tutor: Browser) -> None:
    def check(text: str) -> dict[str, Any]:
        return dict(tutor.post("/courses/maths/validation", {"text": text}, seen=NEW).get_json())

    assert check(FILE)["valid"]
    wrong = FILE.replace('layer = "relu"', 'layer = "rely"')
    found = check(wrong)
    assert not found["valid"]
    assert found["message"].startswith(f"Line {found['line']}: ")
    broken = check("title = = 1\n")
    assert (broken["valid"], broken["line"]) == (False, 1)


def test_only_staff_finds_any_of_it(
    student: Browser, stranger: Browser, nobody: Browser, three: Three
) -> None:
    for path in (NEW, EDIT, "/assignments/matrix-derivatives/versions/x.toml"):
        assert student.get(path).status_code == 404
        assert stranger.get(path).status_code == 404
        assert nobody.get(path).status_code == 401
    for path in (MADE, EDIT, "/courses/maths/validation"):
        assert student.post(path, {"text": FILE}).status_code == 404
        assert stranger.post(path, {"text": FILE}).status_code == 404
    assert stranger.get(f"/courses/physics/assignments/new?from={three.assignment}").status_code == 404


def test_an_assignment_is_deleted_until_a_student_hands_in(
    tutor: Browser, student: Browser, stranger: Browser, database: Database, three: Three
) -> None:
    remove = EDIT.replace("edit", "remove")
    assert student.post(remove, {}, seen="/").status_code == 404
    assert stranger.post(remove, {}, seen="/").status_code == 404
    with database.write() as session:
        attempts.add(
            session,
            assignment_id=three.assignment,
            person_id=three.student,
            filename="a.py",
            upload=b"",
            now=datetime.now(UTC),
        )
    kept = tutor.post(remove, {}, seen=EDIT)
    assert kept.status_code == 409
    assert "Students have handed in" in kept.text
    assert '<details id="removal" open>' in kept.text
    edit = tutor.post(MADE, {"text": FILE, "slug": "draft"}, seen=NEW).headers["Location"]
    gone = tutor.post(edit.replace("edit", "remove"), {}, seen=edit)
    assert gone.headers["Location"] == "/courses/maths"
    assert "draft is deleted." in tutor.get("/courses/maths").text
    assert tutor.get(edit).status_code == 404
    with database.read() as session:
        assert session.query(Assignment.slug).all() == [("matrix-derivatives",)]
        deleted = session.query(AuditEntry).filter_by(action="assignment.deleted").one()
        assert deleted.details["slug"] == "draft"
