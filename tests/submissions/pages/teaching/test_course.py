"""GET /courses/{slug}: people, groups, the way in, extensions."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from submissions.database import Database
from submissions.models import Course, Membership, Role
from submissions.models_teaching import AuditEntry, Extension
from submissions.pages.teaching import course
from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import Browser
from tests.submissions.pages.teaching.test_review import text
from tests.submissions.pages.test_results import join

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
PATH = "/courses/maths"


def test_people_are_searched_by_name_number_role_and_group(
    tutor: Browser, database: Database, three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(course, "PER_PAGE", 2)
    bob, _ = join(database, three, "Bob <b>"), join(database, three, "Carl")
    with database.write() as session:
        session.get_one(Membership, (three.course, bob)).external_id = "4711"
    tutor.post(f"{PATH}/groups", {"name": " Monday  group "}, seen=PATH)
    assert "a group of this name already" in text(
        tutor.client.get(
            tutor.post(f"{PATH}/groups", {"name": "Monday group"}, seen=PATH).headers["Location"]
        ).text
    )
    [group] = re.findall(r"\?group=([^#]+)#people", tutor.get(PATH).text)
    assert tutor.post(f"{PATH}/people/{bob}/group", {"group_id": group}, seen=PATH).status_code == 303

    def names(query: str) -> list[str]:
        return re.findall(r'/people/[^"]+">([^<]+)</a>', tutor.get(PATH + query).text)

    assert names("") == ["Ada", "Bob &lt;b&gt;"]
    assert names("?page=2") == ["Carl", "Emmy"]
    assert names("?q=471") == names(f"?group={group}") == ["Bob &lt;b&gt;"]
    assert names("?role=tutor") == ["Emmy"]
    assert names("?q=%00nobody") == []
    assert "Monday group" in tutor.get(f"{PATH}/people/{bob}").text
    assert tutor.post(f"{PATH}/people/{bob}/group", {"group_id": "none"}, seen=PATH).status_code == 404


def test_the_join_code_is_renewed_and_closed(tutor: Browser, database: Database, three: Three) -> None:
    for fields, there in (({}, True), ({"close": "yes"}, False)):
        assert tutor.post(f"{PATH}/code", fields, seen=PATH).status_code == 303
        with database.read() as session:
            code = session.get_one(Course, three.course).join_code
        assert (code is not None) is there
        assert ("/join/" in tutor.get(PATH).text) is there


def test_an_invitation_is_shown_once_and_only_owners_invite_tutors(
    tutor: Browser, nobody: Browser, database: Database, three: Three
) -> None:
    made = tutor.post(f"{PATH}/invitations", {"role": "student"}, seen=PATH)
    [link] = re.findall(r"(/invitations/[^<\s]+)</code>", made.text)
    assert nobody.get(link).status_code == 200
    assert "/invitations/" not in re.sub(r'action="[^"]+"', "", tutor.get(PATH).text)
    assert tutor.post(f"{PATH}/invitations", {"role": "tutor"}, seen=PATH).status_code == 303
    assert "Only an owner" in tutor.get(PATH).text
    with database.write() as session:
        session.get_one(Membership, (three.course, three.tutor)).role = Role.OWNER
    assert tutor.post(f"{PATH}/invitations", {"role": "tutor"}, seen=PATH).status_code == 200
    assert tutor.post(f"{PATH}/invitations", {"role": "owner"}, seen=PATH).status_code == 303


def test_an_extension_is_given_and_taken_back(tutor: Browser, database: Database, three: Three) -> None:
    person = f"{PATH}/people/{three.student}"
    fields = {"assignment": three.assignment, "due_at": "2026-12-01T12:00", "reason": "Ill <week>"}
    assert tutor.post(f"{person}/extensions", fields, seen=person).status_code == 303
    with database.read() as session:
        found = session.get_one(Extension, (three.assignment, three.student))
        assert (found.due_at, found.more_attempts) == (datetime(2026, 12, 1, 11, tzinfo=UTC), 0)
    html = tutor.get(person).text
    assert "1 Dec 2026, 12:00 CET" in html
    assert "Ill &lt;week&gt;" in html
    back = {"assignment": three.assignment, "take_back": "yes"}
    assert tutor.post(f"{person}/extensions", back, seen=person).status_code == 303
    with database.read() as session:
        assert session.get(Extension, (three.assignment, three.student)) is None
        actions = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.at)]
    assert actions == ["extension.given", "extension.taken_back"]


@pytest.mark.parametrize(
    "fields",
    [{}, {"due_at": "soon"}, {"more_attempts": "-1"}, {"more_attempts": "2", "reason": " "}, {"reason": "x"}],
)
def test_an_extension_needs_something_to_give_and_a_reason(
    fields: dict[str, str], tutor: Browser, database: Database, three: Three
) -> None:
    person = f"{PATH}/people/{three.student}"
    tutor.post(f"{person}/extensions", {"assignment": three.assignment, **fields}, seen=person)
    with database.read() as session:
        assert session.query(Extension).count() == 0
    assert 'class="notice"' in tutor.get(person).text


def test_only_staff_finds_any_of_it(
    student: Browser, stranger: Browser, nobody: Browser, three: Three
) -> None:
    person = f"{PATH}/people/{three.student}"
    for path in (PATH, person):
        assert student.get(path).status_code == 404
        assert stranger.get(path).status_code == 404
        assert nobody.get(path).status_code == 401
    for path in ("code", "invitations", "groups", f"people/{three.student}/group"):
        data = {"name": "x", "role": "student"}
        assert student.post(f"{PATH}/{path}", data).status_code == 404
        assert stranger.post(f"{PATH}/{path}", data).status_code == 404
    own = {"assignment": three.assignment, "more_attempts": "9", "reason": "x"}
    assert student.post(f"{person}/extensions", own).status_code == 404
    assert stranger.post(f"/courses/physics/people/{three.stranger}/extensions", own).status_code == 404
    assert stranger.get(f"/courses/physics/people/{three.student}").status_code == 404
