"""Headers that every answer carries, so that a browser does less with it than it could; and the one header
of a request, Host, that decides whether a demo answers at all."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

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


def open_up(*, frames: Iterable[str] = (), forms: Iterable[str] = ()) -> None:
    """Let the present answer, and no other, be shown within pages of these origins, and its forms lead to
    those; as CSP writes sources."""
    g.dout_frames, g.dout_forms = tuple(frames), tuple(forms)


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
    frames, forms = g.get("dout_frames", ()), g.get("dout_forms", ())
    response.headers["Content-Security-Policy"] = _policy(frames, forms)
    response.headers["X-Content-Type-Options"] = "nosniff"
    if not frames:
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


def _policy(frames: tuple[str, ...], forms: tuple[str, ...]) -> str:
    policy = CONTENT_SECURITY_POLICY
    if frames:
        policy = policy.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(frames)}")
    if forms:
        policy = policy.replace("form-action 'self'", f"form-action 'self' {' '.join(forms)}")
    return policy


def _stay_on_https(response: Response) -> Response:
    """For a year a browser asks this host by HTTPS only (RFC 6797)."""
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
