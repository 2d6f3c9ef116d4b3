"""The session of a person in a browser: in by a link or a password, out by a button or by lapse of time.

`flask_login.current_user` is a `Visitor` (`.person_id`, `.name`, `.role_in(record, course_id)`), or
Flask-Login's anonymous user; `visitor()` is the former or None. Routes: GET /enter/<token>, and POST /leave
with the form's CSRF token.

The session is a signed cookie. It holds who is signed in together with the number of the person's sessions,
so that all of them end when that number is raised; when it began, and when it was last used (to the minute).
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import cast

import flask_login
from flask import Blueprint, Flask, abort, flash, redirect, session
from flask_babel import gettext
from flask_wtf import CSRFProtect
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from submissions import access, secret_key
from submissions.auth import links
from submissions.auth.cookie import Cookie
from submissions.models import Person, Role
from submissions.services import services
from submissions.settings import Settings

auth = Blueprint("auth", __name__)
DAY = 24 * 60 * 60
MINUTE = 60


class Visitor(flask_login.UserMixin):  # type: ignore[misc]
    """The person who is signed in."""

    def __init__(self, person: Person) -> None:
        self.person_id = person.id
        self.name = person.name
        self.is_admin = person.is_admin
        self._sessions = person.sessions

    def get_id(self) -> str:
        """What the session remembers: another number is another session."""
        return f"{self.person_id} {self._sessions}"

    def role_in(self, record: Session, course_id: str) -> Role | None:
        """What this person is in a course; None if nothing."""
        return access.role_in(record, self.person_id, course_id)


def visitor() -> Visitor | None:
    """The person who is signed in, or None."""
    user = flask_login.current_user
    return cast(Visitor, user) if user.is_authenticated else None


def begin(person: Person) -> None:
    """Sign a person in. Nothing is kept of the session that was here before, whoever's it was."""
    session.clear()
    flask_login.login_user(Visitor(person))
    session.permanent = True  # over the end of the browser; the limits below hold
    session["since"] = session["seen"] = int(time.time())


def end() -> None:
    """Sign out of this browser."""
    flask_login.logout_user()
    session.clear()


def install(app: Flask, settings: Settings) -> CSRFProtect:
    """Cookies, sign-in and protection of forms. Returns the latter, to exempt what has no cookies."""
    app.config.update(
        SECRET_KEY=secret_key.derive(settings, "session cookies"),
        SESSION_COOKIE_NAME="dout_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.url().startswith("https://"),
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_days),
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form left open over lunch still works
    )
    app.session_interface = Cookie()
    # Its context processor would ask the database who visits for every template, also for the page that says
    # that the database is away.
    manager = flask_login.LoginManager(app, add_context_processor=False)
    manager.user_loader(_load)
    app.register_blueprint(auth)
    return CSRFProtect(app)


def _load(key: str) -> Visitor | None:
    """Whom the session is of; None if it has ended."""
    person_id, _, _ = key.partition(" ")
    person = _person(person_id) if _lives() else None
    found = Visitor(person) if person else None
    return found if found and found.get_id() == key else None


def _lives() -> bool:
    settings, now = services().settings, int(time.time())
    since, seen = session.get("since", 0), session.get("seen", 0)
    if now - since > settings.session_days * DAY or now - seen > settings.session_idle_days * DAY:
        return False
    if now - seen >= MINUTE:
        session["seen"] = now
    return True


def _person(person_id: str) -> Person | None:
    with services().database.read() as record:
        return record.get(Person, person_id)


@auth.get("/enter/<token>")
def enter(token: str) -> Response:
    """Come into the demo by a link and go to the start page."""
    person_id = links.person_of(services().settings, token)
    person = _person(person_id) if person_id else None
    if person is None:
        abort(404, "This link is not valid (any more): only the demo course has such links.")
    begin(person)
    return redirect("/")


@auth.post("/leave")
def leave() -> Response:
    """Sign out and go to the start page."""
    end()
    flash(gettext("You are signed out."))
    return redirect("/")
