"""GET /courses/<slug>: assignments, the way in, groups, extensions and people; and what is changed there."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response

from submissions import access, audit
from submissions.auth import joining
from submissions.models import Assignment, Course, Role
from submissions.models_teaching import Extension
from submissions.moments import zone
from submissions.pages.languages import say
from submissions.pages.loading import signed_in, title_of
from submissions.pages.teaching.assignment_form import WHEN
from submissions.pages.teaching.loading import NOTHING, taught_course
from submissions.pages.teaching.paging import Pages
from submissions.services import services
from submissions.store import authoring, courses, roster
from submissions.store.courses import TakenError
from submissions.store.roster import LONGEST_SEARCH, Wanted

PER_PAGE = 100
LONGEST = 100
LONGEST_REASON = 500


def show(slug: str) -> str:
    """The page; `?q=`, `?role=`, `?group=` and `?page=` choose the people."""
    with services().database.read() as record:
        return _page(record, taught_course(record, slug))


def renew_code(slug: str) -> Response:
    """POST /courses/<slug>/code: another join code; with `close` none at all."""
    close = "close" in request.form
    with services().database.write() as record:
        course = courses.locked(record, taught_course(record, slug).id)
        course.join_code = None if close else joining.new_code()
        _note(record, course, "join_code.changed", course.id, closed=close)
    return _back(
        slug, say("There is no join code any more.") if close else say("The join code is a new one.")
    )


def invite(slug: str) -> Response:
    """POST /courses/<slug>/invitations: a link that works once, shown once; for a `role`."""
    role = request.form.get("role", "")
    with services().database.write() as record:
        course = taught_course(record, slug)
        own = access.role_in(record, signed_in().person_id, course.id)
        allowed = {Role.STUDENT, Role.TUTOR} if own is Role.OWNER else {Role.STUDENT}
        if role not in allowed:
            return _back(slug, say("Only an owner of the course invites tutors."))
        token = joining.invite(record, course.id, Role(role), datetime.now(UTC))
        _note(record, course, "invitation.made", course.id, role=role)
        link = services().settings.url() + url_for("people.invitation", token=token)
        return make_response(_page(record, course, link=link))


def make_group(slug: str) -> Response:
    """POST /courses/<slug>/groups: a group called `name`."""
    name = " ".join(request.form.get("name", "").replace("\0", "").split())
    if not name or len(name) > LONGEST:
        return _back(slug, say("A group needs a name of at most %(most)s characters.", most=LONGEST))
    try:
        with services().database.write() as record:
            course = taught_course(record, slug)
            made = courses.make_group(record, course.id, name)
            _note(record, course, "group.made", made.id, name=name)
    except TakenError as error:
        return _back(slug, str(error))
    return _back(slug, say("The group “%(name)s” is made.", name=name))


def put_in_group(slug: str, person_id: str) -> Response:
    """POST /courses/<slug>/people/<id>/group: into the group `group_id`, or out of all."""
    group_id = request.form.get("group_id", "").replace("\0", "")
    with services().database.write() as record:
        course = taught_course(record, slug)
        found = None if "\0" in person_id else courses.membership(record, course.id, person_id)
        group = courses.group(record, course.id, group_id) if group_id else None
        if found is None or (group_id and group is None):
            raise access.NotFoundError(NOTHING)
        found.group_id = group.id if group else None
        _note(record, course, "member.changed", person_id, group=group.name if group else None)
    return _back(slug, "")


def extend(slug: str, person_id: str) -> Response:
    """POST /courses/<slug>/people/<id>/extensions: `assignment`, `due_at`, `more_attempts`, `reason`; or
    `take_back`."""
    with services().database.write() as record:
        course = taught_course(record, slug)
        assignment = record.get(Assignment, request.form.get("assignment", "").replace("\0", ""))
        if assignment is None or assignment.course_id != course.id or "\0" in person_id:
            raise access.NotFoundError(NOTHING)
        if access.role_in(record, person_id, course.id) is None:
            raise access.NotFoundError(NOTHING)
        authoring.locked(record, assignment.id)
        before = authoring.extension(record, assignment.id, person_id)
        if "take_back" in request.form:
            if before is not None:
                authoring.take_back(record, before, datetime.now(UTC))
                _note(record, course, "extension.taken_back", assignment.id, person=person_id)
            return _back(slug, say("The extension is taken back."), person_id)
        wrong = _extend(record, course, assignment, person_id)
    return _back(slug, wrong or say("The extension is given."), person_id)


def person(slug: str, person_id: str) -> str:
    """GET /courses/<slug>/people/<id>: somebody's group and extensions."""
    with services().database.read() as record:
        course = taught_course(record, slug)
        found = None if "\0" in person_id else courses.member(record, course.id, person_id)
        if found is None:
            raise access.NotFoundError(NOTHING)
        assignments = _assignments(record, course)
        given = record.scalars(
            select(Extension)
            .where(Extension.person_id == person_id, Extension.assignment_id.in_([a.id for a in assignments]))
            .options(joinedload(Extension.assignment))
        )
        return render_template(
            "teaching/person.html",
            course=course,
            member=found,
            assignments=[(one, title_of(one)) for one in assignments],
            extensions=[(one, title_of(one.assignment)) for one in given],
            groups=courses.groups(record, course.id),
            longest_reason=LONGEST_REASON,
        )


def _extend(record: Session, course: Course, assignment: Assignment, person_id: str) -> str:
    """Give the extension of the form; or what is wrong with it."""
    typed, more = request.form.get("due_at", "").strip(), request.form.get("more_attempts", "").strip() or "0"
    reason = request.form.get("reason", "").strip()
    try:
        wall = datetime.strptime(typed[:16], WHEN).replace(tzinfo=zone(course.time_zone)) if typed else None
        due_at = wall.astimezone(UTC) if wall else None
    except (ValueError, OverflowError):
        return say("Write the later deadline as in 2026-11-30T18:00.")
    if not (more.isascii() and more.isdigit() and len(more) < 5):
        return say("More attempts must be a whole number from 0 to 9999.")
    if due_at is None and int(more) == 0:
        return say("Give a later deadline, or more attempts.")
    if not reason or len(reason) > LONGEST_REASON or "\0" in reason:
        return say("Say why, in at most %(most)s characters.", most=LONGEST_REASON)
    authoring.extend(
        record,
        assignment.id,
        person_id,
        due_at=due_at,
        more_attempts=int(more),
        reason=reason,
        now=datetime.now(UTC),
    )
    told = due_at.isoformat() if due_at else None
    details = {"person": person_id, "due_at": told, "more_attempts": int(more), "reason": reason}
    _note(record, course, "extension.given", assignment.id, **details)
    return ""


def _page(record: Session, course: Course, link: str = "") -> str:
    wanted = Wanted(
        search=request.args.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH],
        role=request.args.get("role", "").replace("\0", "")[:10],
        group_id=request.args.get("group", "").replace("\0", "")[:36],
    )
    pages = Pages.of(roster.count(record, course.id, wanted), PER_PAGE, request.args.get("page"))
    return render_template(
        "teaching/course.html",
        course=course,
        assignments=[(one, title_of(one)) for one in _assignments(record, course)],
        join_url=_join_url(course),
        groups=courses.groups(record, course.id),
        wanted=wanted,
        pages=pages,
        rows=roster.window(record, course.id, wanted, pages.part),
        is_owner=access.role_in(record, signed_in().person_id, course.id) is Role.OWNER,
        roles=[role.value for role in Role],
        link=link,
    )


def _join_url(course: Course) -> str:
    if course.join_code is None:
        return ""
    return services().settings.url() + url_for("people.join_course", code=course.join_code)


def _assignments(record: Session, course: Course) -> list[Assignment]:
    return access.assignments_for(record, signed_in().person_id, course.id)


def _note(record: Session, course: Course, action: str, subject: str, **details: object) -> None:
    audit.record(record, signed_in().person_id, action, subject, course.id, **details)


def _back(slug: str, message: str, person_id: str = "") -> Response:
    if message:
        flash(message)
    if person_id:
        return redirect(url_for("teaching.person", slug=slug, person_id=person_id), 303)
    return redirect(url_for("teaching.course", slug=slug), 303)
