"""The forms of the account page for personal tokens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import abort, flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from submissions.auth import scopes, tokens, written_names
from submissions.auth.written_names import WrittenError
from submissions.pages import account, written_form
from submissions.pages.languages import say
from submissions.pages.loading import signed_in
from submissions.services import services
from submissions.wording import later

LONGEST_LABEL = 80
MOST = 50
"""Tokens of one person."""


def make() -> Response:
    """POST /account/tokens: fields `label`, `scope` (several) and `days`. The page shows the token once."""
    person = signed_in()
    form = written_form.read(label=_label, scope=_scope, days=_days)
    now = datetime.now(UTC)
    if not form.errors:
        with services().database.write() as record:
            if len(tokens.of_person(record, person.person_id)) < MOST:
                token = tokens.make(
                    record,
                    person_id=person.person_id,
                    course_id=None,
                    label=form.values["label"],
                    words=request.form.getlist("scope"),
                    now=now,
                    expires_at=now + timedelta(days=int(form.values["days"])),
                )
                form.typed.clear()
            else:
                form.refuse("label", f"You have {MOST} tokens. Revoke one that you do not use any more.")
    if form.errors:
        return make_response(account.page(form), 422)
    return make_response(account.page(form, new_token=token))


def revoke(token_id: str) -> Response:
    """POST /account/tokens/<id>/revoke."""
    person = signed_in()
    with services().database.write() as record:
        if not tokens.revoke(record, person.person_id, token_id):
            abort(404)
    flash(say("The token is revoked: nothing can be done with it any more."))
    return redirect(url_for("people.account") + "#tokens", 303)


def _label(text: str) -> str:
    try:
        label = written_names.name(text)
    except WrittenError:
        raise WrittenError(
            later("Write what the token is for, such as the computer it is used on.")
        ) from None
    if len(label) > LONGEST_LABEL:
        raise WrittenError(f"At most {LONGEST_LABEL} characters fit.")
    return label


def _scope(_: str) -> str:
    words = request.form.getlist("scope")
    if not words:
        raise WrittenError(later("Choose what the token may do."))
    try:
        return scopes.joined(words)
    except ValueError as error:
        raise WrittenError(str(error)) from None


def _days(text: str) -> str:
    if text not in {str(days) for days in account.DAYS}:
        raise WrittenError(later("Choose one of these."))
    return text
