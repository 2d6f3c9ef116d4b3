"""Signed in without a password: the cookie that the service gives who has just signed in."""

from __future__ import annotations

import time

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient

from submissions import secret_key
from submissions.settings import Settings

COOKIE = "dout_session"


def cookie(settings: Settings, person_id: str, sessions: int = 0) -> str:
    """The value of the cookie for who has never signed out everywhere, or so many times."""
    app = Flask(__name__)
    app.secret_key = secret_key.derive(settings, "session cookies")
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer
    now = int(time.time())
    session = {"_user_id": f"{person_id} {sessions}", "_permanent": True, "since": now, "seen": now}
    return str(serializer.dumps(session))


def sign_in(client: FlaskClient, settings: Settings, person_id: str, sessions: int = 0) -> None:
    """Let the client be signed in as this person."""
    client.set_cookie(COOKIE, cookie(settings, person_id, sessions))
