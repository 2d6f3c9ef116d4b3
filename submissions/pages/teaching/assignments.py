"""Writing assignments: the file with its checks as one types, dates, rules, and earlier versions."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from grader.assignment import BUILTIN, AssignmentError, builtin_text, parse
from submissions import access, audit
from submissions.assignments import task_of
from submissions.lti import outbox
from submissions.models import Assignment, Course
from submissions.models_teaching import EarlierVersion
from submissions.pages.languages import say
from submissions.pages.loading import signed_in
from submissions.pages.teaching import assignment_form
from submissions.pages.teaching.assignment_form import CHOICES, DATES, RULES, AssignmentForm
from submissions.pages.teaching.loading import NOTHING, taught_course
from submissions.services import services
from submissions.store import authoring
from submissions.store.courses import TakenError
from submissions.webhooks import events

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 80
EMPTY = """schema = 1
id = "my-assignment"
title = "My assignment"
points = 2
intro = \"\"\"
Write the backward pass of $Y = XW + b$.
\"\"\"

[[function]]
name = "affine_backward"
layer = "affine"
points = 2

[[function.check]]
kind = "shapes"
points = 1

[[function.check]]
kind = "reference"
output = "dw"
points = 1
"""


def new(slug: str) -> str:
    """GET /courses/<slug>/assignments/new?from=…: of one that comes with Dout, of another one, or empty."""
    source = request.args.get("from", "")
    with services().database.read() as record:
        course = taught_course(record, slug)
        form = AssignmentForm({"text": _source(record, source), "slug": ""})
        return _page(record, course, None, form)


def create(slug: str) -> Response:
    """POST /courses/<slug>/assignments: hidden from students, unless `published` is chosen."""
    with services().database.write() as record:
        course = taught_course(record, slug)
        form = assignment_form.read(request.form, course.time_zone)
        named = form.values.get("slug", "")
        if named and (not SLUG.fullmatch(named) or len(named) > LONGEST_SLUG):
            form.errors["slug"] = say(
                "The name must be lower-case words with hyphens, such as matrix-derivatives."
            )
        if form.errors:
            return make_response(_page(record, course, None, form), 422)
        try:
            made = authoring.make(record, course.id, now=datetime.now(UTC), **form.values)
        except TakenError as error:
            form.errors["slug"] = str(error)
            form.english.add("slug")
            return make_response(_page(record, course, None, form), 409)
        digest = authoring.digest(made.text)
        audit.record(
            record,
            signed_in().person_id,
            "assignment.made",
            made.id,
            course.id,
            slug=made.slug,
            digest=digest,
        )
        if made.published:
            events.published(record, made, datetime.now(UTC))
    if made.published:
        services().queue.deliver()
    flash(say("The assignment is made. Try it before your students do."))
    return redirect(url_for("teaching.edit_assignment", key=made.id), 303)


def edit(key: str) -> str:
    """GET /assignments/<key>/edit."""
    with services().database.read() as record:
        found = access.taught_assignment_for(record, signed_in().person_id, key)
        form = assignment_form.of(found, found.course.time_zone)
        return _page(record, found.course, found, form)


def save(key: str) -> Response:
    """POST /assignments/<key>/edit. `begun_from` is the digest of the file that was edited."""
    with services().database.write() as record:
        seen = access.taught_assignment_for(record, signed_in().person_id, key)
        found = authoring.locked(record, seen.id)
        form = assignment_form.read(request.form, found.course.time_zone)
        status = 422
        if request.form.get("begun_from") != authoring.digest(found.text):
            form.errors["text"] = say(
                "Somebody else changed the file while you wrote. Your text stands here; saving it again "
                "replaces theirs, which is kept among the earlier versions."
            )
            form.english.discard("text")
            status = 409
        if form.errors:
            return make_response(_page(record, found.course, found, form), status)
        _store(record, found, form)
    if found.published:
        services().queue.deliver()
    flash(say("Saved. What was graded keeps its verdict until it is graded anew."))
    return redirect(url_for("teaching.edit_assignment", key=found.id), 303)


def remove(key: str) -> Response:
    """POST /assignments/<key>/remove: as long as no student has handed in."""
    with services().database.write() as record:
        seen = access.taught_assignment_for(record, signed_in().person_id, key)
        found = authoring.locked(record, seen.id)
        course, slug, digest = found.course, found.slug, authoring.digest(found.text)
        try:
            tried = authoring.delete(record, found)
        except authoring.HandedInError:
            form = assignment_form.of(found, course.time_zone)
            form.errors["removal"] = say("Students have handed in, which would be lost. Hide it instead.")
            return make_response(_page(record, course, found, form), 409)
        who, deleted = signed_in().person_id, {"slug": slug, "digest": digest, "tried": tried}
        audit.record(record, who, "assignment.deleted", seen.id, course.id, **deleted)
    flash(say("%(name)s is deleted.", name=slug))
    return redirect(url_for("teaching.course", slug=course.slug), 303)


def validate(slug: str) -> Response:
    """POST /courses/<slug>/validation: whether the file in `text` can be used, as JSON."""
    with services().database.read() as record:
        taught_course(record, slug)
    try:
        task = parse(request.form.get("text", "").replace("\r\n", "\n"))
    except AssignmentError as error:
        found = re.search(r"^Line (\d+): |\(at line (\d+),", str(error))
        line = int(found[1] or found[2]) if found else None
        return jsonify({"valid": False, "line": line, "message": str(error)})
    message = say(
        "This file can be used: %(title)s, %(points)s points.",
        title=task.title,
        points=f"{task.max_points:g}",
    )
    return jsonify({"valid": True, "line": None, "message": message})


def version(key: str, version_id: str) -> Response:
    """GET /assignments/<key>/versions/<id>.toml: an earlier version of the file."""
    with services().database.read() as record:
        found = access.taught_assignment_for(record, signed_in().person_id, key)
        earlier = None if "\0" in version_id else record.get(EarlierVersion, version_id)
        if earlier is None or earlier.assignment_id != found.id:
            raise access.NotFoundError(NOTHING)
    response = make_response(earlier.text)
    response.content_type = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}.toml"'
    return response


def _store(record: Session, found: Assignment, form: AssignmentForm) -> None:
    was_published, details = found.published, {}
    for name in ("opens_at", "due_at", "rules", "published"):
        if getattr(found, name) != form.values[name]:
            value = form.values[name]
            setattr(found, name, value)
            details[name] = value.isoformat() if isinstance(value, datetime) else value
    if authoring.change_text(record, found, form.values["text"], datetime.now(UTC)):
        details["digest"] = authoring.digest(found.text)
    if found.published and not was_published:
        events.published(record, found, datetime.now(UTC))
    if details:
        outbox.of_assignment(record, found.id, datetime.now(UTC))
        audit.record(
            record, signed_in().person_id, "assignment.changed", found.id, found.course_id, **details
        )


def _source(record: Session, source: str) -> str:
    if not source:
        return EMPTY
    if source in BUILTIN:
        return builtin_text(source)
    return access.taught_assignment_for(record, signed_in().person_id, source).text


def _page(record: Session, course: Course, found: Assignment | None, form: AssignmentForm) -> str:
    others: list[Any] = [
        one
        for one in access.assignments_for(record, signed_in().person_id)
        if found is None and access.is_staff(record, signed_in().person_id, one.course_id)
    ]
    return render_template(
        "teaching/assignment_form.html",
        course=course,
        assignment=found,
        title=(task.title if (task := task_of(found)) else found.slug) if found else "",
        form=form,
        begun_from=authoring.digest(found.text) if found else "",
        earlier=authoring.earlier_versions(record, found.id) if found else (),
        builtin=BUILTIN,
        others=others,
        dates=DATES,
        rules=RULES,
        choices=CHOICES,
    )
