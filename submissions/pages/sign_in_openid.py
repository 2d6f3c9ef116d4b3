"""/sign-in/openid: to the provider and back; /account/identities: link who came back to one's account."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from submissions.auth import identities, openid, session
from submissions.auth.identities import IdentityError
from submissions.auth.openid import AwayError, RefusedError
from submissions.auth.return_paths import own_path
from submissions.auth.session import Visitor
from submissions.models import Person
from submissions.pages.languages import say
from submissions.pages.loading import signed_in
from submissions.services import services

ONWARDS, LINK = "openid_onwards", "openid_link"
LINK_SECONDS = 10 * 60


def leave() -> Response:
    """GET /sign-in/openid: to the provider."""
    _must_be_there()
    try:
        response = openid.leave_for()
    except AwayError:
        return _away()
    cookie[ONWARDS] = own_path(request.args.get("next"))
    return response


def come_back() -> Response:
    """GET /sign-in/openid/back: signed in, or asked whether to link, or told what is wrong."""
    _must_be_there()
    try:
        claims = openid.come_back()
        issuer, subject = identities.key_of(claims)
    except RefusedError as error:
        flash(say(str(error)))
        return redirect(url_for("people.sign_in"))
    except IdentityError as error:
        abort(502, str(error))
    except AwayError:
        return _away()
    visitor = session.visitor()
    if visitor is not None:
        return _already_here(visitor, issuer, subject, claims)
    onwards = own_path(cookie.get(ONWARDS))
    session.begin(_person(issuer, subject, claims))
    return redirect(onwards)


def ask() -> Response:
    """GET /account/identities/new: whether what came back from the provider shall be linked."""
    signed_in()
    kept = _kept()
    if kept is None:
        return redirect(url_for("people.account"))
    name = services().settings.oidc_name
    return make_response(render_template("pages/link_identity.html", as_whom=kept["as_whom"], provider=name))


def link() -> Response:
    """POST /account/identities: link it."""
    person, kept = signed_in(), _kept()
    cookie.pop(LINK, None)
    if kept is None:
        flash(say("That took too long. Begin anew."))
        return redirect(url_for("people.account"), 303)
    try:
        with services().database.write() as record:
            identities.link(record, person.person_id, kept["issuer"], kept["subject"], datetime.now(UTC))
    except IntegrityError:
        flash(say("That account is linked to somebody already."))
    else:
        flash(say("From now on you can sign in with that account, too."))
    return redirect(url_for("people.account"), 303)


def unlink(identity_id: str) -> Response:
    """POST /account/identities/<id>/remove."""
    person = signed_in()
    with services().database.write() as record:
        if not identities.unlink(record, person.person_id, identity_id):
            abort(409, "This account is the only way in that you have, or it is not yours.")
    flash(say("That account does not sign you in any more."))
    return redirect(url_for("people.account"), 303)


def _person(issuer: str, subject: str, claims: dict[str, Any]) -> Person:
    try:
        with services().database.write() as record:
            known = identities.person_of(record, issuer, subject)
            return known or identities.newcomer(record, claims, datetime.now(UTC))
    except IntegrityError:  # the same person from two windows at once: the other one was first
        with services().database.read() as record:
            known = identities.person_of(record, issuer, subject)
            if known is None:
                raise
            return known


def _already_here(visitor: Visitor, issuer: str, subject: str, claims: dict[str, Any]) -> Response:
    """Who is signed in already may link the identity, after they were asked: a link of somebody else's making
    could have led them to the provider, where they may be signed in as that one."""
    with services().database.read() as record:
        person = identities.person_of(record, issuer, subject)
    if person is not None:
        if person.id != visitor.person_id:
            flash(say("That account belongs to somebody else here. Sign out first to come in as them."))
        return redirect(url_for("people.account"))
    as_whom = str(claims.get("email") or claims.get("name") or subject)[:100]
    cookie[LINK] = {"issuer": issuer, "subject": subject, "as_whom": as_whom, "at": int(time.time())}
    return redirect(url_for("people.ask_to_link"))


def _kept() -> dict[str, Any] | None:
    kept = cookie.get(LINK)
    return kept if kept and time.time() - kept["at"] < LINK_SECONDS else None


def _must_be_there() -> None:
    if not openid.is_there():
        abort(404)


def _away() -> Response:
    page = render_template("pages/provider_away.html", provider=services().settings.oidc_name)
    return make_response(page, 503, {"Retry-After": "60"})
