"""GET and POST /invitations/<token>: into a course, once, as what the invitation says."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import abort, flash, make_response, redirect, render_template
from werkzeug.wrappers import Response

from submissions.auth import accounts, joining, session
from submissions.auth.accounts import TakenError
from submissions.auth.joining import NoWayInError
from submissions.models import Person
from submissions.models_sign_in import Invitation
from submissions.pages import new_account
from submissions.pages.languages import say
from submissions.pages.written_form import Form
from submissions.services import services


def show(token: str) -> str:
    """GET: what one is invited to. Nothing is used up by looking at it."""
    found = _invitation(token)
    return _page(found, token, Form(typed={"email": found.email or ""}))


def accept(token: str) -> Response:
    """POST: on success a redirect (303) to the start page, else the form again."""
    found = _invitation(token)
    visitor = session.visitor()
    form = Form() if visitor else new_account.read()
    if not visitor and found.email not in {None, form.values.get("email")}:
        form.refuse("email", f"This invitation is for {found.email}.")
    if form.errors:
        return make_response(_page(found, token, form), 422)
    now = datetime.now(UTC)
    try:
        with services().database.write() as record:
            if visitor:
                person = record.get_one(Person, visitor.person_id)
            else:
                person = accounts.make(record, **form.values, now=now)
            course = joining.accept(record, token, person, now)
    except TakenError:
        form.refuse("email", new_account.TAKEN)
        return make_response(_page(found, token, form), 422)
    except NoWayInError as error:
        abort(404 if visitor is None else 409, str(error))
    if not visitor:
        session.begin(person)
    flash(say("You are in “%(course)s”.", course=course.title))
    return redirect("/", 303)


def _invitation(token: str) -> Invitation:
    try:
        with services().database.read() as record:
            return joining.invitation(record, token, datetime.now(UTC))
    except NoWayInError as error:
        abort(404, str(error))


def _page(found: Invitation, token: str, form: Form) -> str:
    return render_template("pages/invitation.html", invitation=found, token=token, form=form)
