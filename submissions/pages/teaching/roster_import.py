"""Bringing a roster into a course: choose a file, see what becomes of it, then take it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from submissions.exchange import roster, table_reading
from submissions.exchange.roster import Entry, RosterError
from submissions.models import Course
from submissions.pages.languages import say
from submissions.pages.loading import signed_in
from submissions.pages.teaching.loading import taught_course
from submissions.services import services
from submissions.store import rosters
from submissions.wording import later

LARGEST = 2 * table_reading.LARGEST
"""Bytes of the forms: people as JSON take more room than as CSV."""
ROOMY = frozenset({"teaching.preview_roster", "teaching.take_roster"})
"""Endpoints whose forms may be larger than an upload."""
SHOWN = 200
"""Lines of each part that the preview shows."""
CHANGED_MEANWHILE = later(
    "The course was changed since this was shown. Look again at what would become of it."
)


def make_room(endpoint: str | None, _: dict[str, Any] | None) -> None:
    """Let the forms be large; before anything reads them."""
    if endpoint in ROOMY:
        request.max_content_length = request.max_form_memory_size = LARGEST


def choose(slug: str) -> str:
    """GET /courses/<slug>/roster/import."""
    with services().database.read() as record:
        return _page(taught_course(record, slug))


def preview(slug: str) -> Response:
    """POST /courses/<slug>/roster/import: `file`. Nothing is changed yet."""
    with services().database.read() as record:
        course = taught_course(record, slug)
        file = request.files.get("file")
        data = file.stream.read() if file else b""
        if not data:
            return make_response(_page(course, error=say("Choose a file, one that is not empty.")), 422)
        try:
            entries = roster.read(data)
            return make_response(_preview(record, course, entries))
        except RosterError as error:
            return make_response(_page(course, refused=error), 422)


def take(slug: str) -> Response:
    """POST /courses/<slug>/roster: `entries` and `mark` from the preview, and `remove_missing`."""
    remove = request.form.get("remove_missing") == "1"
    with services().database.read() as record:
        course = taught_course(record, slug)
        try:
            entries = roster.from_json(_json(request.form.get("entries", "")))
            seen = rosters.preview(record, course.id, entries)
        except RosterError as error:
            return make_response(_page(course, refused=error), 422)
        if seen.mark != request.form.get("mark"):
            return make_response(_preview(record, course, entries, say(CHANGED_MEANWHILE)), 409)
    try:
        with services().database.write() as record:
            done = rosters.apply(
                record,
                course.id,
                entries,
                actor=signed_in().person_id,
                now=datetime.now(UTC),
                remove_missing=remove,
            )
    except RosterError as error:
        return make_response(_page(course, refused=error), 422)
    gone = " " + say("%(count)s left the course.", count=len(done.missing)) if remove else ""
    flash(
        say(
            "%(new)s joined the course, %(changed)s were changed.",
            new=len(done.new) + len(done.joining),
            changed=len(done.changed),
        )
        + gone
    )
    return redirect(url_for("teaching.course", slug=slug, _anchor="people"), 303)


def _preview(record: Session, course: Course, entries: list[Entry], error: str = "") -> str:
    seen = rosters.preview(record, course.id, entries)
    return render_template(
        "teaching/roster_preview.html",
        course=course,
        seen=seen,
        shown=SHOWN,
        entries=json.dumps(roster.to_json(entries)),
        error=error,
    )


def _page(course: Course, error: str = "", refused: RosterError | None = None) -> str:
    return render_template("teaching/roster_import.html", course=course, error=error, refused=refused)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
