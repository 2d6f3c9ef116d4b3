"""GET /account: who one is here and how one signs in; and the forms on it for name, password and sessions."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from submissions import access
from submissions.auth import identities, passwords, session, throttle, tokens, written_names
from submissions.auth.scopes import Scope
from submissions.models import Person
from submissions.pages import new_account, revoking, written_form
from submissions.pages.languages import say
from submissions.pages.loading import signed_in
from submissions.pages.sign_in import provider
from submissions.pages.written_form import Form
from submissions.services import services
from submissions.wording import later

MEANINGS = {
    Scope.READ: later("see your assignments and verdicts"),
    Scope.SUBMIT: later("hand in as you"),
    Scope.GRADE: later("change what counts in your courses"),
    Scope.MANAGE: later("change your courses and who is in them"),
}
DAYS = (30, 90, 180, 365)
USUAL_DAYS = 180


def show() -> str:
    """GET /account."""
    return page(Form())


def rename() -> Response:
    """POST /account/name: field `name`."""
    person = signed_in()
    form = written_form.read(name=written_names.name)
    if form.errors:
        return make_response(page(form), 422)
    with services().database.write() as record:
        record.get_one(Person, person.person_id).name = form.values["name"]
    return _done(say("Your name is changed."))


def change_password() -> Response:
    """POST /account/password: fields `current` and `password`. All other sessions of the person end, and
    with `tokens` so do the person's tokens."""
    person = signed_in()
    form = written_form.read(
        current=written_form.needed(later("Write the password that you have now.")),
        password=written_form.as_typed,
    )
    services().throttle.count(throttle.PER_ADDRESS_HERE, "account", person.person_id)
    with services().database.read() as record:
        if not form.errors and not passwords.is_right(record, person.person_id, form.values["current"]):
            form.refuse("current", later("This is not your password."))
        new_account.check_password(
            form, "password", record.get_one(Person, person.person_id).email or "", person.name
        )
    if form.errors:
        return make_response(page(form), 422)
    with services().database.write() as record:
        passwords.put(record, person.person_id, form.values["password"], datetime.now(UTC))
        revoked = revoking.if_wanted(record, person.person_id)
    _go_on_here(person.person_id)
    return _done(say("Your password is changed. Everywhere else you are signed out."), revoked)


def leave_everywhere() -> Response:
    """POST /account/leave: end all sessions of the person but this one; with `tokens` the tokens, too."""
    person = signed_in()
    with services().database.write() as record:
        passwords.end_sessions(record, person.person_id)
        revoked = revoking.if_wanted(record, person.person_id)
    _go_on_here(person.person_id)
    return _done(say("You are signed out everywhere else."), revoked)


def page(form: Form, *, new_token: str = "") -> str:
    """The account page; `new_token` is shown this once."""
    person = signed_in()
    now = datetime.now(UTC)
    with services().database.read() as record:
        staff = access.is_staff_somewhere(record, person.person_id)
        return render_template(
            "pages/account.html",
            form=form,
            person=record.get_one(Person, person.person_id),
            has_password=passwords.hash_of(record, person.person_id) is not None,
            identities=identities.of_person(record, person.person_id),
            provider=provider(),
            tokens=tokens.of_person(record, person.person_id),
            new_token=new_token,
            scopes={s: text for s, text in MEANINGS.items() if staff or s in {Scope.READ, Scope.SUBMIT}},
            chosen=request.form.getlist("scope") or [Scope.READ, Scope.SUBMIT],
            days=DAYS,
            usual=USUAL_DAYS,
            now=now,
            zone="UTC",
        )


def _go_on_here(person_id: str) -> None:
    with services().database.read() as record:
        person = record.get_one(Person, person_id)
    session.begin(person)


def _done(*messages: str) -> Response:
    for message in filter(None, messages):
        flash(message)
    return redirect(url_for("people.account"), 303)
