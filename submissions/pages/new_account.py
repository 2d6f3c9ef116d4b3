"""The part of a form that makes an account: name, address, password."""

from __future__ import annotations

from submissions.auth import passwords, written_names
from submissions.auth.written_names import WrittenError
from submissions.pages import written_form
from submissions.pages.written_form import Form
from submissions.wording import later

TAKEN = later(
    "There is an account with this address already. If it is yours, sign in first; if you have no password "
    "yet, ask your tutor for a link to set one."
)


def read() -> Form:
    """What was typed into `name`, `email` and `password`."""
    form = written_form.read(
        name=written_names.name, email=written_names.email, password=written_form.as_typed
    )
    check_password(form, "password", form.values.get("email", ""), form.values.get("name", ""))
    return form


def check_password(form: Form, field: str, *about: str) -> None:
    """Whether a new password may be taken by the person of whom this is known."""
    try:
        passwords.check(form.values.get(field, ""), about)
    except WrittenError as error:
        form.refuse(field, str(error))
