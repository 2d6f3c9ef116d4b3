"""Headers that every answer carries, so that a browser does less with it than it could; and the one header
of a request, Host, that decides whether a demo answers at all."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

from submissions.problems import ProblemError
from submissions.settings import LOOPBACK, Settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


FOR_GOOD = "public, max-age=31536000, immutable"
"""For files whose address has their hash or version in it: the browser need not ask for them again."""


def install(app: Flask, settings: Settings) -> None:
    """Set the headers on every answer. A demo answers under the names of this machine only."""
    app.after_request(_secure)
    if settings.url().startswith("https://"):
        app.after_request(_stay_on_https)
    if settings.demo:
        app.before_request(_refuse_other_names)


def _refuse_other_names() -> None:
    """The demo signs everyone in who can read its start page. A page of another site could, if that site's
    name were made to lead to this machine ("DNS rebinding"); then the header Host still says its name."""
    if urlsplit(f"//{request.host}").hostname not in LOOPBACK:
        raise ProblemError(421, "This demo answers on 127.0.0.1 and localhost only.")


def _secure(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"  # for browsers that do not know frame-ancestors
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers.setdefault("Cache-Control", "no-store")
    elif "v" in request.args or "/vendor/" in request.path:
        response.headers["Cache-Control"] = FOR_GOOD
    return response


def _stay_on_https(response: Response) -> Response:
    """For a year a browser asks this host by HTTPS only (RFC 6797)."""
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
