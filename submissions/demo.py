"""The demo course: every assignment that comes with Dout, a student, a tutor, and a token for programs.

Everything in it has an identifier that is the same at every start, so seeding twice changes nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from grader.assignment import BUILTIN, builtin_text
from submissions import secret_key
from submissions.auth import links, scopes, tokens
from submissions.auth.links import STUDENT, TUTOR, demo_id
from submissions.models import AccessToken, Assignment, Course, Membership, Person, Role
from submissions.settings import Settings, SettingsError

MADE_AT = datetime(2026, 11, 24, tzinfo=UTC)
SECOND = timedelta(seconds=1)
COURSE = "demo"
SERVICE = ("Programs with the demo token", Role.SERVICE)


def seed(session: Session, settings: Settings) -> dict[str, str]:
    """Make what is missing of the demo; the caller commits. Returns the ways in, for `demo.json`.

    Raises:
        SettingsError: no demo is wanted, or the service can be reached from elsewhere.
    """
    if not settings.demo:
        raise SettingsError("Set DOUT_DEMO=1 for the demo course.")
    settings.check()
    _course(session)
    token = _token(session, settings)
    session.flush()
    student, tutor = (settings.url() + link.url for link in links.demo_links(settings))
    return {"url": settings.url(), "api_token": token, "student_url": student, "tutor_url": tutor}


def _course(session: Session) -> None:
    session.merge(Course(id=demo_id(COURSE), slug=COURSE, title="Dout demo course", created_at=MADE_AT))
    for at, name in enumerate(BUILTIN):
        session.merge(
            Assignment(
                id=demo_id(name),
                course_id=demo_id(COURSE),
                slug=name,
                text=builtin_text(name),
                created_at=MADE_AT + at * SECOND,  # lists are in the order of making
            )
        )
    for name, role in (STUDENT, TUTOR, SERVICE):
        session.merge(Person(id=demo_id(name), name=name, created_at=MADE_AT))
        session.flush()
        session.merge(Membership(course_id=demo_id(COURSE), person_id=demo_id(name), role=role))


def _token(session: Session, settings: Settings) -> str:
    token = tokens.PREFIX + secret_key.derive(settings, "demo token")
    session.merge(
        AccessToken(
            id=demo_id("token"),
            digest=tokens.digest(token),
            label="demo",
            course_id=demo_id(COURSE),
            person_id=demo_id(SERVICE[0]),
            scope=scopes.ALL,
            created_at=MADE_AT,
        )
    )
    return token
