"""/courses/<slug>/lms: the courses of learning systems that a course is, their links, scores that were not
taken, and who is in them."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import flash, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from submissions import access, audit
from submissions.exchange.roster import RosterError
from submissions.lti import contexts, membership_service, outbox, showing
from submissions.lti.keys import UnreadableKeyError
from submissions.lti.membership_service import Listed
from submissions.lti.reach import ServiceError
from submissions.models import Course
from submissions.models_lti import LtiContext
from submissions.pages.languages import many, say
from submissions.pages.loading import signed_in, title_of
from submissions.pages.teaching.loading import NOTHING, taught_course
from submissions.services import services
from submissions.store import rosters
from submissions.wording import later

SHOWN = 200
CHANGED_MEANWHILE = later(
    "The course was changed since this was shown. Look again at what would become of it."
)


def show(slug: str) -> str:
    """GET /courses/<slug>/lms."""
    with services().database.read() as record:
        return _page(record, taught_course(record, slug))


def send_again(slug: str) -> Response:
    """POST /courses/<slug>/lms/scores: send again what was not taken."""
    with services().database.write() as record:
        course = taught_course(record, slug)
        count = outbox.again(record, course.id, datetime.now(UTC))
    services().queue.deliver()
    flash(
        many("%(num)s score is on its way again.", "%(num)s scores are on their way again.", count)
        + " "
        + say("Load the page again to see what became of it.")
    )
    return redirect(url_for("lti.course", slug=slug), 303)


def disconnect(slug: str, context_id: str) -> Response:
    """POST /courses/<slug>/lms/<id>/disconnect: nobody comes in by it until it is connected anew."""
    with services().database.write() as record:
        course, context = _context(record, slug, context_id)
        for link in contexts.links_of(record, context.id):
            link.assignment_id = None
        context.course_id = None
        issuer = context.platform.issuer
        audit.record(record, signed_in().person_id, "lti.disconnected", course.id, course.id, platform=issuer)
    flash(say("The course there is not connected any more. People and marks stay here."))
    return redirect(url_for("lti.course", slug=slug), 303)


def preview(slug: str, context_id: str) -> Response:
    """POST /courses/<slug>/lms/<id>/roster: who is in it there, and what would become of that here."""
    return _roster(slug, context_id)


def take(slug: str, context_id: str) -> Response:
    """POST /courses/<slug>/lms/<id>/roster/take: `mark` from the preview, `remove_missing`. The people are
    read anew: what a browser sends says nothing of who is who."""
    return _roster(slug, context_id, request.form.get("mark", ""))


def _roster(slug: str, context_id: str, mark: str | None = None) -> Response:
    with services().database.read() as record:
        course, context = _context(record, slug, context_id)
        asking, tokens = showing.parts().services, showing.parts().tokens
        try:
            listed = membership_service.read(asking, tokens, context)
            seen, page = _seen(record, course, context, listed)
        except (ServiceError, UnreadableKeyError) as error:
            return make_response(_page(record, course, str(error)), 502)
        except RosterError as error:
            return make_response(_page(record, course, str(error)), 422)
        if mark is None:
            return make_response(page)
        if seen.mark != mark:
            _, page = _seen(record, course, context, listed, say(CHANGED_MEANWHILE))
            return make_response(page, 409)
    try:
        return _take(slug, context_id, listed)
    except RosterError as error:
        with services().database.read() as record:
            return make_response(_page(record, course, str(error)), 422)


def _take(slug: str, context_id: str, listed: list[Listed]) -> Response:
    now, remove = datetime.now(UTC), request.form.get("remove_missing") == "1"
    with services().database.write() as record:
        course, context = _context(record, slug, context_id)
        already = membership_service.known(record, context, listed)
        done = rosters.apply(
            record,
            course.id,
            [one.entry for one in listed],
            actor=signed_in().person_id,
            now=now,
            remove_missing=remove,
            known=already,
        )
        own = rosters.only_here(record, course.id)
        membership_service.link(record, context, listed, already, own, now)
    gone = " " + say("%(count)s left the course.", count=len(done.missing)) if remove else ""
    new, changed = len(done.new) + len(done.joining), len(done.changed)
    flash(say("%(new)s joined the course, %(changed)s were changed.", new=new, changed=changed) + gone)
    return redirect(url_for("teaching.course", slug=slug, _anchor="people"), 303)


def _seen(
    record: Session, course: Course, context: LtiContext, listed: list[Listed], error: str = ""
) -> tuple[rosters.Preview, str]:
    already = membership_service.known(record, context, listed)
    seen = rosters.preview(record, course.id, [one.entry for one in listed], already)
    page = render_template(
        "teaching/roster_preview.html",
        course=course,
        seen=seen,
        shown=SHOWN,
        entries="",
        error=error,
        action=url_for("lti.take_roster", slug=course.slug, context_id=context.id),
        back=url_for("lti.course", slug=course.slug),
    )
    return seen, page


def _context(record: Session, slug: str, context_id: str) -> tuple[Course, LtiContext]:
    course = taught_course(record, slug)
    for one in contexts.of_course(record, course.id):
        if one.id == context_id:
            return course, one
    raise access.NotFoundError(NOTHING)


def _page(record: Session, course: Course, error: str = "") -> str:
    assignments = access.assignments_for(record, signed_in().person_id, course.id)
    titles = {one.id: title_of(one) for one in assignments}
    found = contexts.of_course(record, course.id)
    return render_template(
        "lti/course.html",
        course=course,
        error=error,
        contexts=[(one, contexts.links_of(record, one.id)) for one in found],
        titles=titles,
        unsent=outbox.unsent(record, course.id)[:SHOWN],
    )
