"""Every page in German: no text of ours is left in English, but for what is marked as English."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from grader.assignment import builtin_text
from submissions import audit
from submissions.auth import joining, reset_links
from submissions.database import Database
from submissions.models import Course, Group, Membership, Role, new_id
from submissions.models_teaching import Extension
from submissions.pages.languages import COOKIE
from submissions.settings import Settings
from submissions.store import regrades, reviewing, webhooks
from submissions.webhooks import events
from tests.submissions.conftest import START, Three
from tests.submissions.lti import records
from tests.submissions.pages.conftest import Browser, Grade
from tests.submissions.pages.routes import pages_of
from tests.submissions.pages.test_languages import catalogue

ENGLISH = re.compile(
    r"(?<![-\w/])(the|of|and|is|are|your|you|with|this|that|not|have|has|from|by|its|their|which|what|who|nobody|each|"
    r"every|to|for|at|be|as|all|no|yes|other|than|until|again|open|none)(?![-\w/])"
)
"""Words that no German text has."""
NO_TEXT = frozenset({"script", "style", "code", "pre", "textarea", "math", "kbd"})
READ_OUT = ("aria-label", "title", "placeholder", "alt", "data-say")
VOID = frozenset({"br", "img", "input", "link", "meta", "hr", "path", "rect", "circle", "polyline"})
SLUG = "matrix-derivatives"
ROSTER = b"First name;Surname;ID number;Email address;Groups\nMax;Born;0123;max@example.org;Montag\n"
EXTENSION = {"more_attempts": "2", "due_at": "2026-12-01T18:00", "reason": "krank"}
ELSEWHERE = {
    "people.ask_to_link": "only behind a provider of identities",
    "pages.styleguide": "for who works on the pages, in debug mode only",
}


LTI = ["/lti/login?iss=x&login_hint=x", "/lti/continue/x", "/lti/register/x"]


class Texts(HTMLParser):
    """What people read or hear of a page, where it is not marked as English."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)
        self.close()

    @property
    def _left_out(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        its = dict(attrs)
        left_out = self._left_out or tag in NO_TEXT or its.get("lang") == "en"
        if not left_out:
            self.found += [value for name in READ_OUT if (value := its.get(name))]
        if tag not in VOID:
            self._open.append((tag, left_out))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._left_out and data.strip():
            self.found.append(" ".join(data.split()))


def in_english() -> set[str]:
    """Texts of the catalogue that are another in German and have no places to fill in."""
    texts = [(m.id, m.string) for m in catalogue("de") if isinstance(m.id, str) and m.id]
    return {str(text) for text, german in texts if text != german and "%(" not in text}


@pytest.fixture
def assignment_text() -> str:
    """What tutors write is in their language, and German here."""
    text = builtin_text(SLUG)
    text = re.sub(r'(?s)\nintro = """.*?"""', '\nintro = "Rechne rückwärts."', text)
    text = re.sub(r"(?m)^(title|sheet) = .*$", r'\1 = "Ableitungen"', text, count=2)
    assert "Rechne" in text
    return text


@dataclass(frozen=True)
class Pages:
    """Addresses of a course in which everything has happened once, by who looks at them."""

    tutor: list[str]
    student: list[str]
    nobody: list[str]
    sent: list[tuple[str, dict[str, Any]]]
    """What the tutor sends, each of which shows a page."""


@pytest.fixture
def pages(three: Three, database: Database, grade: Grade, settings: Settings, assignment_text: str) -> Pages:
    wrong, other, shape = (grade(name) for name in ("batch_mean", "full_marks", "wrong_shape"))
    fault, broken = grade("syntax_error"), grade("broken", person=three.tutor)
    running, queued = grade(state="running"), grade(state="queued")
    hook, code, now = new_id(), joining.new_code(), datetime.now(UTC)
    with database.write() as session:
        course = session.get_one(Course, three.course)
        course.join_code = code
        group = Group(id=new_id(), course_id=three.course, name="Montag")
        session.add(group)
        session.flush()
        session.get_one(Membership, (three.course, three.student)).group_id = group.id
        session.get_one(Membership, (three.course, three.tutor)).role = Role.OWNER
        session.add(
            Extension(
                assignment_id=three.assignment,
                person_id=three.student,
                due_at=START,
                more_attempts=1,
                reason="krank",
                created_at=START,
            )
        )
        reviewing.comment(session, wrong, three.tutor, 1, "gut", START)
        reviewing.comment(session, wrong, three.tutor, None, "gut", START)
        reviewing.override(session, wrong, three.tutor, 1.0, "Grund", START)
        audit.record(session, three.tutor, "override.given", wrong, three.course, points=1.0)
        webhooks.make(session, three.course, "https://lms.example.org/", "all", "", START).id = hook
        session.flush()
        for at in range(3):
            message = events.put(session, hook, events.PING, {}, START)
            message.tries = at
        links = records.put(session, three.course, three.assignment, three.tutor, three.student, START)
        regrade = regrades.begin(session, three.assignment, [wrong], three.tutor, "Grund", START).id
        reset = reset_links.path(session, settings, three.student)
        invited = joining.invite(session, three.course, Role.TUTOR, now)
    extension = {**EXTENSION, "assignment": three.assignment}
    assignment, mistake = f"/assignments/{SLUG}", "mistake=batch_mean&function=affine_backward"
    return Pages(
        tutor=[
            "/",
            "/account",
            "/join",
            "/courses/maths",
            f"/courses/maths/people/{three.student}",
            "/courses/maths/audit",
            "/courses/maths/webhooks",
            f"/courses/maths/webhooks/{hook}",
            "/courses/maths/roster/import",
            "/courses/maths/lms",
            *links,
            "/courses/maths/assignments/new",
            assignment,
            f"{assignment}/edit",
            f"{assignment}/results",
            f"{assignment}/results?q=niemand",
            f"{assignment}/review",
            f"{assignment}/review?{mistake}",
            f"{assignment}/review?fault=syntax",
            f"{assignment}/review?state=broken",
            f"{assignment}/similar",
            f"{assignment}/regrades",
            f"{assignment}/regrades/new",
            f"{assignment}/regrades/new?{mistake}",
            f"/regrades/{regrade}",
            f"/submissions/{wrong}/review",
            f"/submissions/{running}/review",
            f"/submissions/{wrong}/similar/{other}",
            f"/submissions/{broken}",
            "/courses/physics",
        ],
        student=[
            "/",
            "/account",
            assignment,
            *(f"/submissions/{one}" for one in (wrong, other, shape, fault, running, queued)),
            f"/submissions/{other}/changes",
            f"/submissions/{queued}/changes",
            "/nothing",
        ],
        nobody=[
            "/",
            "/sign-in",
            "/join",
            f"/join/{code}",
            f"/invitations/{invited}",
            reset,
            assignment,
            *LTI,
        ],
        sent=[
            ("/courses/maths/webhooks", {"url": "https://lms.example.org/2", "events": "all"}),
            ("/courses/maths/lms/scores", {}),
            (links[0], {}),
            (links[1], {}),
            ("/courses/maths/webhooks", {"url": "x"}),
            ("/courses/maths/invitations", {"role": "tutor", "email": "grace@example.org"}),
            ("/courses/maths/invitations", {"role": "x"}),
            ("/courses/maths/groups", {"name": "Dienstag"}),
            ("/courses/maths/groups", {"name": ""}),
            ("/courses/maths/code", {}),
            ("/courses/maths/assignments", {"text": "", "due_at": "x", "late_days": "x"}),
            (f"{assignment}/edit", {"text": assignment_text, "due_at": "2026-12-24T18:00"}),
            ("/courses/maths/roster/import", {"file": (io.BytesIO(ROSTER), "roster.csv")}),
            ("/courses/maths/roster/import", {"file": (io.BytesIO(b"x"), "roster.csv")}),
            ("/courses/maths/roster/import", {}),
            (f"/courses/maths/people/{three.student}/extensions", {**extension, "more_attempts": "x"}),
            (f"/courses/maths/people/{three.student}/extensions", extension),
            (f"/people/{three.student}/reset-link", {}),
            (f"/submissions/{wrong}/points", {"points": "x", "reason": "Grund"}),
            (f"/submissions/{wrong}/points", {"points": "2", "reason": "Grund"}),
            (f"/submissions/{wrong}/comments", {"text": ""}),
            (f"/submissions/{wrong}/comments", {"text": "gut", "line": "2"}),
            (f"{assignment}/regrades", {"reason": "Grund"}),
            (f"/regrades/{regrade}/publish", {}),
            (f"/regrades/{regrade}/discard", {}),
            (f"{assignment}/broken", {}),
            (f"{assignment}/names", {}),
            (f"{assignment}/submissions", {}),
            (f"{assignment}/submissions", {"source": "def affine_backward(:"}),
            ("/account/name", {"name": ""}),
            ("/account/password", {"password": "x"}),
            ("/account/tokens", {"name": "Skript"}),
            ("/account/tokens", {"name": ""}),
        ],
    )


def test_no_text_of_ours_is_left_in_english(
    tutor: Browser, student: Browser, nobody: Browser, pages: Pages
) -> None:
    ours, left = in_english(), set()

    def read(path: str, page: TestResponse) -> None:
        assert page.status_code < 500, path
        for text in Texts(page.text).found:
            if text in ours or ENGLISH.search(text):
                left.add((path.partition("?")[0], text))

    for who, paths in ((tutor, pages.tutor), (student, pages.student), (nobody, pages.nobody)):
        who.client.set_cookie(COOKIE, "de")
        for path in paths:
            read(path, who.get(path))
    for path, data in pages.sent:
        answer = tutor.post(path, data)
        assert answer.status_code in {200, 303, 409, 422}, path
        read(path, tutor.get(answer.headers["Location"]) if answer.status_code == 303 else answer)
    assert sorted(left) == []


def test_every_page_is_read(app: Flask, pages: Pages) -> None:
    found = set()
    addresses = app.url_map.bind("localhost")
    for path in {*pages.tutor, *pages.student, *pages.nobody} - {"/nothing"}:
        found.add(str(addresses.match(path.partition("?")[0])[0]))
    assert pages_of(app) - found == set(ELSEWHERE)
