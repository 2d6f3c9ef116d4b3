"""Text of others never becomes markup, on any page of a tutor either."""

from __future__ import annotations

import pytest

from submissions.auth import joining
from submissions.database import Database
from submissions.models import Course, Group, Membership, Person, new_id
from submissions.models_teaching import Extension
from submissions.store import reviewing, webhooks
from submissions.webhooks import events
from tests.submissions.conftest import START, Three
from tests.submissions.pages.conftest import Browser, Elements, Grade

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}"
SLUG = "matrix-derivatives"


@pytest.fixture
def pages(three: Three, database: Database, grade: Grade) -> list[str]:
    """Addresses of a course in which everything that somebody wrote is hostile."""
    code = f'"""{HOSTILE}"""\n</code></pre>{HOSTILE}\n'.encode()
    submission = grade("hostile", person=three.student, code=code, filename=HOSTILE)
    hook = new_id()
    with database.write() as session:
        for id_ in (three.student, three.tutor):
            session.get_one(Person, id_).name = HOSTILE
        course = session.get_one(Course, three.course)
        course.title, course.join_code = HOSTILE, joining.new_code()
        group = Group(id=new_id(), course_id=three.course, name=HOSTILE)
        session.add(group)
        session.flush()
        member = session.get_one(Membership, (three.course, three.student))
        member.group_id, member.external_id = group.id, HOSTILE[:100]
        session.add(
            Extension(
                assignment_id=three.assignment,
                person_id=three.student,
                more_attempts=1,
                reason=HOSTILE,
                created_at=START,
            )
        )
        reviewing.comment(session, submission, three.tutor, 1, HOSTILE, START)
        reviewing.override(session, submission, three.tutor, 1.0, HOSTILE, START)
        url = "https://lms.example.org/?q=<script>alert(1)</script>"
        webhooks.make(session, three.course, url, "all", "", START).id = hook
        session.flush()
        events.put(session, hook, events.PING, {}, START).last_error = HOSTILE
    return [
        "/",
        "/account",
        "/courses/maths",
        f"/courses/maths/people/{three.student}",
        "/courses/maths/audit",
        "/courses/maths/webhooks",
        f"/courses/maths/webhooks/{hook}",
        "/courses/maths/roster/import",
        f"/assignments/{SLUG}/results",
        f"/assignments/{SLUG}/review",
        f"/assignments/{SLUG}/review?mistake=<script>alert(1)</script>&function=<img src=x>",
        f"/assignments/{SLUG}/similar",
        f"/assignments/{SLUG}/regrades",
        f"/assignments/{SLUG}/regrades/new",
        f"/submissions/{submission}/review",
        f"/submissions/{submission}",
    ]


def test_hostile_text_is_text_on_every_page_of_a_tutor(tutor: Browser, pages: list[str]) -> None:
    shown = 0
    for path in pages:
        answer = tutor.get(path)
        assert answer.status_code == 200, path
        page = Elements(answer.text)
        assert not page.all("img"), path
        assert all(str(script.get("src")).startswith("/static/") for script in page.all("script")), path
        for tag, attributes in page.tags:
            assert not [name for name in attributes if name.startswith("on")], (path, tag)
        shown += "alert(1)" in page.text
    assert shown > 8
