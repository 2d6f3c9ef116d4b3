"""Which course, and which assignment, a platform's course and link are here: said by who teaches it there, at
the first launch. Whoever teaches there becomes staff here, so only an owner connects a course that is there;
or a new one is made, of which they are the owner."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime

from flask import flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response

from submissions import access, audit
from submissions.lti import contexts, outbox
from submissions.models import TIME_ZONE, Assignment, Course
from submissions.models_lti import LtiContext, LtiLink
from submissions.pages.languages import say
from submissions.pages.loading import signed_in, title_of
from submissions.pages.teaching.loading import NOTHING
from submissions.services import services
from submissions.store import courses
from submissions.store.courses import TakenError

NEW = "new"
LONGEST = 200


def show(context_id: str) -> Response:
    """GET /lti/contexts/<id>: the courses that may be connected. `?link=` is where the way goes on."""
    with services().database.read() as record:
        context = _context(record, context_id)
        if context.course is not None:
            return redirect(url_for("teaching.course", slug=context.course.slug))
        return make_response(_page(record, context))


def connect(context_id: str) -> Response:
    """POST /lti/contexts/<id>: `course` is the id of a course, or "new" with its `title`."""
    person, chosen = signed_in().person_id, request.form.get("course", "").replace("\0", "")
    with services().database.write() as record:
        context = _context(record, context_id)
        if context.course is None:
            course = _course(record, person, chosen)
            if course is None:
                return make_response(_page(record, context, say("Choose a course, or write a title.")), 422)
            contexts.connect(record, context, course.id)
            audit.record(
                record, person, "lti.connected", course.id, course.id, platform=context.platform.issuer
            )
    link_id = request.form.get("link", "").replace("\0", "")
    if link_id:
        return redirect(url_for("lti.choose_link", link_id=link_id), 303)
    flash(say("The course is connected. Go back to the learning system, and choose there again."))
    return redirect("/", 303)


def choose_link(link_id: str) -> Response:
    """GET /lti/links/<id>: which assignment a link is for."""
    with services().database.read() as record:
        link = _link(record, link_id)
        return make_response(_link_page(record, link))


def take_link(link_id: str) -> Response:
    """POST /lti/links/<id>: `assignment` is the id of one of the course."""
    key, now = request.form.get("assignment", "").replace("\0", ""), datetime.now(UTC)
    with services().database.write() as record:
        link = _link(record, link_id)
        found = next((one for one in _assignments(record, link) if one.id == key), None)
        if found is None:
            return make_response(_link_page(record, link, say("Choose an assignment.")), 422)
        link.assignment_id = found.id
        outbox.link_changed(record, link, now)
        audit.record(
            record, signed_in().person_id, "lti.linked", found.id, found.course_id, link=link.title or link.id
        )
    flash(say("Whoever follows this link in the learning system comes here from now on."))
    return redirect(url_for("pages.show", key=key), 303)


def _course(record: Session, person_id: str, chosen: str) -> Course | None:
    if chosen != NEW:
        return next((one for one in contexts.owned_courses(record, person_id) if one.id == chosen), None)
    title = " ".join(request.form.get("title", "").replace("\0", "").split())
    if not title or len(title) > LONGEST:
        return None
    return _new_course(record, person_id, title)


def _new_course(record: Session, person_id: str, title: str) -> Course:
    beginning = "-".join(re.findall("[a-z0-9]+", title.lower()))[:60].strip("-") or "course"
    for slug in (beginning, *(f"{beginning}-{secrets.token_hex(3)}" for _ in range(3))):
        try:
            return courses.make(
                record,
                slug=slug,
                title=title,
                time_zone=TIME_ZONE,
                owner_id=person_id,
                now=datetime.now(UTC),
            )
        except TakenError:
            continue
    raise TakenError("No name for this course is free.")


def _context(record: Session, context_id: str) -> LtiContext:
    found = contexts.taught(record, context_id, signed_in().person_id)
    if found is None:
        raise access.NotFoundError(NOTHING)
    return found


def _link(record: Session, link_id: str) -> LtiLink:
    """The link, for staff of the course that it is in."""
    person = signed_in().person_id
    found = None
    if "\0" not in link_id:
        wanted = select(LtiLink).where(LtiLink.id == link_id)
        found = record.scalar(wanted.options(joinedload(LtiLink.context).joinedload(LtiContext.course)))
    if found is None or not access.is_staff(record, person, found.context.course_id or ""):
        raise access.NotFoundError(NOTHING)
    return found


def _assignments(record: Session, link: LtiLink) -> list[Assignment]:
    return access.assignments_for(record, signed_in().person_id, link.context.course_id)


def _page(record: Session, context: LtiContext, error: str = "") -> str:
    return render_template(
        "lti/connect.html",
        context=context,
        courses=contexts.owned_courses(record, signed_in().person_id),
        link=request.values.get("link", ""),
        error=error,
    )


def _link_page(record: Session, link: LtiLink, error: str = "") -> str:
    chosen = [(one, title_of(one)) for one in _assignments(record, link)]
    return render_template(
        "lti/link.html", link=link, course=link.context.course, assignments=chosen, error=error
    )
