"""GET and POST /sign-in: in by e-mail address and password."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from submissions.auth import openid, passwords, session, throttle, written_names
from submissions.auth.return_paths import own_path
from submissions.auth.throttle import TooManyError
from submissions.models import Person
from submissions.pages import written_form
from submissions.pages.written_form import Form
from submissions.services import services
from submissions.wording import later

WRONG = later("This address and this password do not belong together. Look at both; a capital letter counts.")


def show() -> Response:
    """GET /sign-in: the form. Who is signed in goes on to where they wanted to."""
    onwards = own_path(request.args.get("next"))
    if session.visitor() is not None:
        return redirect(onwards)
    return make_response(page(Form(), onwards))


def sign_in() -> Response:
    """POST /sign-in: on success a redirect (303) to `next`, else the form again with what is wrong."""
    onwards = own_path(request.form.get("next"))
    form = written_form.read(
        email=written_names.email, password=written_form.needed(later("Write your password, too."))
    )
    if form.errors:
        return make_response(page(form, onwards), 422)
    try:
        person = _person(form.values["email"], form.values["password"])
    except TooManyError as error:
        form.refuse("", error.detail)
        return make_response(page(form, onwards), error.status, error.headers)
    if person is None:
        form.refuse("password", WRONG)
        return make_response(page(form, onwards), 422)
    session.begin(person)
    return redirect(onwards, 303)


def page(form: Form, onwards: str) -> str:
    """The sign-in page."""
    return render_template("pages/sign_in.html", form=form, onwards=onwards, provider=provider())


def provider() -> str:
    """What the provider of sign-ins is called; empty without one."""
    return services().settings.oidc_name if openid.is_there() else ""


def _person(address: str, password: str) -> Person | None:
    """Who it is. Raises TooManyError before the password is looked at."""
    counters, place = services().throttle, request.remote_addr or ""
    counters.count(throttle.PER_PLACE, "place", place)
    counters.count(throttle.PER_ADDRESS_HERE, "address here", address, place)
    counters.count(throttle.PER_ADDRESS, "address", address)
    with services().database.read() as record:
        person = passwords.whose(record, address, password)
        renewed = person is not None and passwords.is_dated(record, person.id)
    if person is not None:
        counters.forget(throttle.PER_ADDRESS_HERE, "address here", address, place)
        counters.forget(throttle.PER_ADDRESS, "address", address)
        if renewed:
            with services().database.write() as record:
                passwords.renew(record, person.id, password)
    return person
