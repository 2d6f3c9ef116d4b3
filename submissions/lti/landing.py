"""/lti/continue/<code>: signs in whom a checked message is about, in the browser window where it began.

Whoever may have an account here already is asked first whether the two belong together.

Who was about to choose content in a platform's frame, in a course that is not connected, comes here in a new
window, where the cookie of the login is missing: frames have none. They are asked by name whether it is they,
and their answer is a form of ours; so nobody is signed in as somebody else by following a link.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flask import flash, make_response, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from submissions import access
from submissions.auth import identities, session
from submissions.lti import arriving, launches, profile, showing, states
from submissions.lti import vocabulary as v
from submissions.lti.arriving import Arrival
from submissions.lti.trouble import NOT_ALLOWED, OTHER_BROWSER, LaunchError
from submissions.models import Person, Role
from submissions.models_lti import LtiLaunch
from submissions.pages.languages import say
from submissions.services import services

LINK, NEW, GO_ON = "link", "new", "known"


def show(code: str) -> Response:
    """GET /lti/continue/<code>: signed in, or asked."""
    return _go(code, "")


def choose(code: str) -> Response:
    """POST /lti/continue/<code>: `who` is "link" (to the account that is signed in), "new", or "known"."""
    who = request.form.get("who", "")
    return _go(code, who if who in {LINK, NEW, GO_ON} else "")


def _go(code: str, who: str) -> Response:
    launch: LtiLaunch | None = None
    try:
        with services().database.read() as record:
            launch = launches.find(record, code, datetime.now(UTC))
            began_here = _check(launch)
            known = arriving.known(record, launch.claims)
            visitor = session.visitor()
            may_be = visitor is not None or arriving.may_have_account(record, launch.claims)
        if not who and (not began_here or (known is None and may_be)):
            return _ask(launch, code, known)
        return _come_in(code, who)
    except LaunchError as error:
        platform = launch.platform if launch else None
        again = showing.login_address(launch.again) if launch and error.trouble is OTHER_BROWSER else ""
        return showing.wrong(error.trouble, error.detail, platform, again)


def _check(launch: LtiLaunch) -> bool:
    """Whether the login began in this browser, at the top of a window."""
    if not launch.platform.allowed:
        raise LaunchError(NOT_ALLOWED, "the platform was forbidden meanwhile")
    role, began_here = arriving.role_of(launch.claims), states.began_here(request, launch.binding)
    chooses = launch.claims[v.MESSAGE_TYPE] == v.DEEP_LINK and role is Role.TUTOR
    if not began_here and not chooses:
        raise LaunchError(OTHER_BROWSER, "the cookie of this login is missing")
    return began_here


def _ask(launch: LtiLaunch, code: str, known: Person | None) -> Response:
    name, platform = profile.name(launch.claims), launch.platform.name
    page = render_template("lti/who.html", code=code, name=name, platform=platform, known=known)
    return make_response(page)


def _come_in(code: str, who: str) -> Response:
    try:
        arrival, binding = _arrive(code, who)
    except IntegrityError:  # the same person from two windows at once: the other one was first
        arrival, binding = _arrive(code, who)
    session.begin(arrival.person)
    response = redirect(_destination(arrival), 303)
    states.forget(response, binding)
    return response


def _arrive(code: str, who: str) -> tuple[Arrival, str]:
    now = datetime.now(UTC)
    with services().database.write() as record:
        launch = launches.find(record, code, now)
        binding = launch.binding
        person = arriving.known(record, launch.claims) or _new(record, launch, who, now)
        url = services().settings.url()
        arrival = arriving.arrive(record, launch.platform, launch.claims, person, url, now)
        launches.use(record, launch, now)
    services().queue.deliver()
    return arrival, binding


def _new(record: Session, launch: LtiLaunch, who: str, now: datetime) -> Person:
    visitor = session.visitor()
    if who != LINK or visitor is None:
        return arriving.newcomer(record, launch.claims, now)
    identities.link(record, visitor.person_id, launch.claims["iss"], launch.claims["sub"], now)
    return record.get_one(Person, visitor.person_id)


def _destination(arrival: Arrival) -> str:
    link, context = arrival.link, arrival.context
    if context.course_id is None:
        return url_for("lti.connect", context_id=context.id, link=link.id if link else None)
    if link is None:
        flash(say("The course is connected. Go back to the learning system, and choose there again."))
        return "/"
    if link.assignment_id is None:
        if arrival.role is Role.TUTOR:
            return url_for("lti.choose_link", link_id=link.id)
        flash(say("Your tutor has not said yet which assignment this link is for: choose it here."))
        return "/"
    with services().database.read() as record:
        try:
            access.assignment_for(record, arrival.person.id, link.assignment_id)
        except access.NotFoundError:
            flash(say("This assignment is not open to you (yet)."))
            return "/"
    return url_for("pages.show", key=link.assignment_id)
