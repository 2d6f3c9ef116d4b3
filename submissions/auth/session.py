"""The session of a person in a browser: in by a link, out by a button.

`flask_login.current_user` is a `Visitor` (`.person_id`, `.name`, `.role_in(record, course_id)`), or
Flask-Login's anonymous user; `visitor()` is the former or None. Routes: GET /enter/<token>, and POST /leave
with the form's CSRF token.
"""

from __future__ import annotations

from datetime import timedelta
from typing import cast

import flask_login
from flask import Blueprint, Flask, abort, flash, redirect, session
from flask_wtf import CSRFProtect
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from submissions import access, secret_key
from submissions.auth import links
from submissions.models import Person, Role
from submissions.services import services
from submissions.settings import Settings

auth = Blueprint("auth", __name__)


class Visitor(flask_login.UserMixin):  # type: ignore[misc]
    """The person who is signed in."""

    def __init__(self, person: Person) -> None:
        self.person_id = person.id
        self.name = person.name

    def get_id(self) -> str:
        """What the session remembers."""
        return self.person_id

    def role_in(self, record: Session, course_id: str) -> Role | None:
        """What this person is in a course; None if nothing."""
        return access.role_in(record, self.person_id, course_id)


def visitor() -> Visitor | None:
    """The person who is signed in, or None."""
    user = flask_login.current_user
    return cast(Visitor, user) if user.is_authenticated else None


def install(app: Flask, settings: Settings) -> CSRFProtect:
    """Cookies, sign-in and protection of forms. Returns the latter, to exempt what has no cookies."""
    app.config.update(
        SECRET_KEY=secret_key.derive(settings, "session cookies"),
        SESSION_COOKIE_NAME="dout_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.url().startswith("https://"),
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form left open over lunch still works
    )
    # Its context processor would ask the database who visits for every template, also for the page that says
    # that the database is away.
    manager = flask_login.LoginManager(app, add_context_processor=False)
    manager.user_loader(_load)
    app.register_blueprint(auth)
    return CSRFProtect(app)


def _load(person_id: str) -> Visitor | None:
    with services().database.read() as record:
        person = record.get(Person, person_id)
        return Visitor(person) if person else None


@auth.get("/enter/<token>")
def enter(token: str) -> Response:
    """Sign in by a link and go to the start page."""
    person_id = links.person_of(services().settings, token)
    person = _load(person_id) if person_id else None
    if person is None:
        abort(404, "This sign-in link is not valid (any more). Ask for a new one where you got it.")
    session.clear()  # nothing of whoever was here before
    flask_login.login_user(person)
    return redirect("/")


@auth.post("/leave")
def leave() -> Response:
    """Sign out and go to the start page."""
    flask_login.logout_user()
    session.clear()
    flash("You are signed out.")
    return redirect("/")
