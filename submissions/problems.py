"""Answers to what went wrong: problem details (RFC 9457) for programs, a page for people.

Whoever asks below /api/ or for one of the operator's paths gets `application/problem+json`; its `detail` says
what to do. Everybody else gets the page `templates/pages/error.html` with `status`, `title` and `detail`.
"""

from __future__ import annotations

import json
from typing import Any

import structlog
from flask import Flask, Response, render_template, request, session
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Response as BaseResponse

from grader.assignment import AssignmentError
from submissions.access import NotFoundError
from submissions.wording import later

PROGRAM_PATHS = ("/api/", "/healthz", "/readyz", "/metrics")
DETAILS = {
    400: later("The request could not be understood. See /api/v1/openapi.json for what is expected."),
    404: later("There is nothing at this address. GET /api/v1/openapi.json lists what there is."),
    405: later("This address does not take this method; the header Allow lists those it takes."),
    413: later("The request is too large."),
    500: later(
        "This is our fault, not yours, and it has been logged. What you sent before is safe; try again."
    ),
    503: later("The service cannot reach its database just now. Try again in a moment."),
}
PAGE_DETAILS = {404: later("There is nothing at this address, or you may not see it.")}
UNUSABLE = later("The file of this assignment cannot be used. Tell your tutor; what was handed in is safe.")
SIGNED_OUT = later("You are not signed in (any more).")
PUBLIC_FORMS = ("auth", "people", "lti")
"""Parts of the pages with forms for who is not signed in."""
STALE = later("The form was too old or came from elsewhere. Go back, load the page again and send it anew.")
SECRET_PARTS = ("token", "code")
"""Parts of addresses by their names in the rules: sign-in links, invitations, join codes."""
DRAIN_BYTES = 4 * 1024 * 1024
"""How much of a refused body is read and thrown away, so that the client gets to read the answer."""

log = structlog.get_logger()


class ProblemError(Exception):
    """Ends a request with a problem. `more` are extension members, `headers` go with the answer."""

    def __init__(
        self, status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}
        self.more = more

    def response(self) -> Response:
        """As `application/problem+json`."""
        body = {
            "type": "about:blank",
            "title": HTTP_STATUS_CODES.get(self.status, "Error"),
            "status": self.status,
            "detail": self.detail,
            **self.more,
        }
        response = Response(json.dumps(body), self.status, content_type="application/problem+json")
        response.headers.update(self.headers)
        return response


def install(app: Flask) -> None:
    """Answer every error in the way its reader understands."""
    app.register_error_handler(ProblemError, _answer)
    app.register_error_handler(NotFoundError, lambda error: _answer(ProblemError(404, str(error))))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(AssignmentError, _assignment)
    app.register_error_handler(Exception, _ours)


def _for_program() -> bool:
    return request.path.startswith(PROGRAM_PATHS)


def _answer(problem: ProblemError) -> Response:
    if problem.status == 413:
        _drain()
    if _for_program():
        return problem.response()
    title = HTTP_STATUS_CODES.get(problem.status, "Error")
    page = render_template("pages/error.html", status=problem.status, title=title, detail=problem.detail)
    response = Response(page, problem.status, content_type="text/html; charset=utf-8")
    response.headers.update(problem.headers)
    return response


def _http(error: HTTPException) -> BaseResponse:
    if error.code is None or error.code < 400:  # a redirect to the address with its slash
        return error.get_response()
    own_words = error.description != type(error).description and bool(error.description)
    usual = DETAILS if _for_program() else {**DETAILS, **PAGE_DETAILS}
    detail = str(error.description) if own_words else usual.get(error.code, str(error.description))
    if isinstance(error, CSRFError):
        return _answer(ProblemError(401, SIGNED_OUT) if _session_is_over() else ProblemError(400, STALE))
    allow = error.get_response().headers.get("Allow")
    return _answer(ProblemError(error.code, detail, headers={"Allow": allow} if allow else None))


def _session_is_over() -> bool:
    """Whether a form comes from a page that only who is signed in gets, and nobody is (any more)."""
    return request.blueprint not in PUBLIC_FORMS and "_user_id" not in session


def _database(error: OperationalError) -> Response:
    log.error("the database does not answer", path=_address(), error=str(error.orig))
    return _answer(ProblemError(503, DETAILS[503], headers={"Retry-After": "5"}))


def _assignment(error: AssignmentError) -> Response:
    log.error("an assignment's file cannot be used", path=_address(), error=str(error))
    return _answer(ProblemError(500, UNUSABLE))


def _ours(error: Exception) -> Response:
    log.exception("unexpected error", path=_address(), method=request.method, exc_info=error)
    return _answer(ProblemError(500, DETAILS[500]))


def _address() -> str:
    """The path for the log, without what must stay secret: some links let in whoever knows them."""
    path = request.path
    for name, value in (request.view_args or {}).items():
        if name in SECRET_PARTS:
            path = path.replace(str(value), f"<{name}>")
    return path


def _drain() -> None:
    stream = request.environ["wsgi.input"]
    for _ in range(DRAIN_BYTES // 65536):
        if not stream.read(65536):
            return
