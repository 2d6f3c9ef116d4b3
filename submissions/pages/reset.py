"""GET and POST /reset/<token>: set a new password by a link that a tutor or an administrator made."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import abort, flash, make_response, redirect, render_template
from werkzeug.wrappers import Response

from submissions.auth import reset_links, session, tokens
from submissions.auth.reset_links import StaleLinkError
from submissions.models import Person
from submissions.pages import new_account, revoking, written_form
from submissions.pages.languages import say
from submissions.pages.written_form import Form
from submissions.services import services

AGAIN = "Ask for a new one where you got it."


def show(token: str) -> str:
    """GET: the form. Nothing is used up by looking at it."""
    return _page(_person(token), Form())


def reset(token: str) -> Response:
    """POST: field `password`; signed in afterwards, and signed out everywhere else. With `tokens` all tokens
    of the person are revoked."""
    person = _person(token)
    form = written_form.read(password=written_form.as_typed)
    new_account.check_password(form, "password", person.email or "", person.name)
    if form.errors:
        return make_response(_page(person, form), 422)
    try:
        with services().database.write() as record:
            password, now = form.values["password"], datetime.now(UTC)
            person = reset_links.use(record, services().settings, token, password, now)
            revoked = revoking.if_wanted(record, person.id)
    except StaleLinkError as error:
        abort(404, f"{error} {AGAIN}")
    session.begin(person)
    flash(say("Your password is set, and you are signed in."))
    if revoked:
        flash(revoked)
    return redirect("/", 303)


def _person(token: str) -> Person:
    try:
        with services().database.read() as record:
            return reset_links.person_of(record, services().settings, token)
    except StaleLinkError as error:
        abort(404, f"{error} {AGAIN}")


def _page(person: Person, form: Form) -> str:
    with services().database.read() as record:
        count = len(tokens.of_person(record, person.id))
    return render_template("pages/reset.html", person=person, form=form, tokens=count)
