"""Into a course by its join code: as who is signed in, or with a new account."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from submissions.auth import accounts, joining, session, throttle
from submissions.auth.accounts import TakenError
from submissions.models import Course, Role
from submissions.pages import new_account
from submissions.pages.languages import say
from submissions.pages.written_form import Form
from submissions.services import services
from submissions.wording import later

UNKNOWN = later(
    "No course has this code. It has eight letters and digits, such as ABCD-EFGH; ask your tutor for it."
)


def ask() -> Response:
    """GET /join: the field for a code, which leads on to /join/<code>."""
    code = request.args.get("code", "").strip()
    if not code:
        return make_response(_code_page(Form()))
    if _course(code) is None:
        return _unknown(code)
    return redirect(url_for("people.join_course", code=joining.written(code)))


def show(code: str) -> Response:
    """GET /join/<code>: the course, and how to join it."""
    course = _course(code)
    if course is None:
        return _unknown(code)
    return make_response(_page(course, Form()))


def join(code: str) -> Response:
    """POST /join/<code>: on success a redirect (303) to the start page, else the form again."""
    course = _course(code)
    if course is None:
        return _unknown(code)
    person = session.visitor()
    if person is not None:
        with services().database.write() as record:
            joining.join(record, course.id, person.person_id, Role.STUDENT)
        return _joined(course)
    form = new_account.read()
    if not form.errors:
        return _new(course, form)
    return make_response(_page(course, form), 422)


def _new(course: Course, form: Form) -> Response:
    _count()
    try:
        with services().database.write() as record:
            made = accounts.make(record, **form.values, now=datetime.now(UTC))
            joining.join(record, course.id, made.id, Role.STUDENT)
    except TakenError:
        form.refuse("email", new_account.TAKEN)
        return make_response(_page(course, form), 422)
    session.begin(made)
    return _joined(course)


def _course(code: str) -> Course | None:
    """The course of a code. Raises TooManyError for who tries many wrong ones."""
    with services().database.read() as record:
        found = joining.course_of(record, code)
    if found is None:
        _count()
    return found


def _count() -> None:
    services().throttle.count(throttle.PER_PLACE, "place", request.remote_addr or "")


def _joined(course: Course) -> Response:
    flash(say("You are in “%(course)s”.", course=course.title))
    return redirect("/", 303)


def _unknown(code: str) -> Response:
    form = Form(typed={"code": code[:80]})
    form.refuse("code", UNKNOWN)
    return make_response(_code_page(form), 404)


def _code_page(form: Form) -> str:
    return render_template("pages/join.html", form=form)


def _page(course: Course, form: Form) -> str:
    return render_template("pages/join_course.html", form=form, course=course, code=course.join_code)
