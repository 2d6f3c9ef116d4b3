"""What goes to other systems and comes from them: rosters, grades, verdicts, a whole assignment or course."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import RequestEntityTooLarge

from submissions import audit
from submissions.api import loading
from submissions.api.blueprint import operation
from submissions.api.caller import actor
from submissions.api.operation import Who
from submissions.api.received import asked
from submissions.api.schemas_exchange import (
    AssignmentGradesQuery,
    GradeFormat,
    GradescopeOut,
    GradesQuery,
    LinesQuery,
    RosterOut,
    RosterQuery,
)
from submissions.assignments import task_of
from submissions.auth.scopes import Scope
from submissions.database import Database
from submissions.exchange import grades as writing
from submissions.exchange import gradescope, roster, table_reading
from submissions.exchange.roster import Entry, RosterError
from submissions.models import Assignment, Course
from submissions.problems import ProblemError
from submissions.services import services
from submissions.store import course_export, grades, reviewing, rosters, submission_lines, verdicts
from submissions.store.rosters import Preview

CSV, JSON_LINES, ZIP = "text/csv", "application/jsonl", "application/zip"
CSV_KINDS = frozenset({CSV, "text/plain", "application/vnd.ms-excel", "application/octet-stream"})
PIECE = 1024 * 1024
ROSTER = "/courses/<course_id>/roster"
WHOSE = (
    "Send the CSV that Moodle or Canvas exports as the body: UTF-8, UTF-16 or Windows-1252, with commas, "
    "semicolons or tabs, and column names in English or German. People are known by their number, else by "
    "their address. One line that is wrong refuses the whole; `errors` tells every such line. With curl: "
    "--data-binary @roster.csv -H 'Content-Type: text/csv'"
)


@operation(
    "POST",
    f"{ROSTER}/validation",
    scope=Scope.READ,
    who=Who.STAFF,
    answers=RosterOut,
    problems=(413, 415, 422),
    about=WHOSE,
)
def validate_roster(course_id: str) -> dict[str, Any]:
    """Look what a roster would do, without doing it."""
    with services().database.read() as session:
        found, _ = loading.course(session, course_id)
        try:
            return _shown(rosters.preview(session, found.id, _roster()))
        except RosterError as error:
            raise _refused(error) from None


@operation(
    "POST",
    ROSTER,
    scope=Scope.MANAGE,
    who=Who.STAFF,
    answers=RosterOut,
    problems=(413, 415, 422),
    query=RosterQuery,
    about=WHOSE,
)
def import_roster(course_id: str) -> dict[str, Any]:
    """Bring a course to a roster."""
    with services().database.read() as session:
        loading.course(session, course_id)  # who may not do it does not make us read a long file
    query, entries = asked(RosterQuery), _roster()
    with services().database.write() as session:
        found, _ = loading.course(session, course_id)
        try:
            done = rosters.apply(
                session,
                found.id,
                entries,
                actor=actor(),
                now=datetime.now(UTC),
                remove_missing=query.remove_missing,
            )
        except RosterError as error:
            raise _refused(error) from None
    return _shown(done)


@operation(
    "GET",
    "/courses/<course_id>/grades",
    scope=Scope.READ,
    who=Who.STAFF,
    query=GradesQuery,
    about="A column for each published assignment, and what counts for each student: by hand before the "
    "verdict's, less what lateness costs.",
)
def course_grades(course_id: str) -> Response:
    """Export the grades of a course as CSV for Moodle or Canvas."""
    with services().database.read() as session:
        course, _ = loading.course(session, course_id)
        query = asked(GradesQuery)
        assignments = session.scalars(
            select(Assignment)
            .where(Assignment.course_id == course.id, Assignment.published)
            .options(joinedload(Assignment.course))
            .order_by(Assignment.created_at, Assignment.slug)
        ).all()
        return _grades(session, course.id, assignments, query.format, f"{course.slug}-{query.format}.csv")


@operation(
    "GET",
    "/assignments/<assignment_id>/grades",
    scope=Scope.READ,
    who=Who.STAFF,
    query=AssignmentGradesQuery,
)
def assignment_grades(assignment_id: str) -> Response:
    """Export the grades of an assignment as CSV for Moodle or Canvas."""
    with services().database.read() as session:
        found, _ = loading.assignment(session, assignment_id)
        query = asked(AssignmentGradesQuery)
        name = f"{found.slug}-{query.format}.csv"
        return _grades(session, found.course_id, [found], query.format, name, query.canvas_id)


@operation(
    "GET",
    "/submissions/<submission_id>/gradescope",
    scope=Scope.READ,
    who=Who.STAFF,
    answers=GradescopeOut,
    problems=(409,),
)
def gradescope_results(submission_id: str) -> dict[str, Any]:
    """Show a verdict as Gradescope's `results.json`."""
    with services().database.read() as session:
        found, _ = loading.submission(session, submission_id)
        verdict = verdicts.latest_verdict(session, found.id)
        by_hand = reviewing.overrides(session, found.id)[:1]
    points = by_hand[0].points if by_hand and by_hand[0].points is not None else None
    if points is None and verdict is not None:
        points = verdict.points
    if verdict is None or points is None:
        raise ProblemError(409, "This submission has no points: it waits, or we failed to grade it.")
    return gradescope.results(verdict.report, task_of(found.assignment), points)


@operation(
    "GET",
    "/assignments/<assignment_id>/lines",
    scope=Scope.READ,
    who=Who.STAFF,
    query=LinesQuery,
    about="One JSON object on each line (https://jsonlines.org), the oldest submission first, with all its "
    "verdicts, points by hand and comments.",
)
def assignment_lines(assignment_id: str) -> Response:
    """Export everything about the submissions of an assignment."""
    database = services().database
    with database.read() as session:
        found, _ = loading.assignment(session, assignment_id)
        query = asked(LinesQuery)
    lines = submission_lines.lines(database, found.id, found.course_id, uploads=query.uploads)
    text = (json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n" for line in lines)
    return _file(text, JSON_LINES, f"{found.slug}.jsonl")


@operation(
    "GET",
    "/courses/<course_id>/archive",
    scope=Scope.READ,
    who=Who.OWNER,
    about="A zip with people, assignments, uploads and verdicts, which the operator's `dout course import` "
    "makes a course of again.",
)
def course_archive(course_id: str) -> Response:
    """Export a whole course."""
    database = services().database
    with database.write() as session:
        course, _ = loading.course(session, course_id)
        audit.record(session, actor(), "course.exported", course.id, course.id)
    return _file(_pieces(database, course.id), ZIP, f"{course.slug}.zip")


def _pieces(database: Database, course_id: str) -> Iterator[bytes]:
    """The archive of a course. The file it is made in is gone with the generator."""
    with tempfile.TemporaryFile() as target:
        with course_export.one_moment(database) as session:
            course_export.write(session, session.get_one(Course, course_id), target)
        target.seek(0)
        while piece := target.read(PIECE):
            yield piece


def _roster() -> list[Entry]:
    if request.mimetype not in CSV_KINDS:
        raise ProblemError(
            415, "Send the roster as CSV, with `Content-Type: text/csv`.", headers={"Accept": CSV}
        )
    request.max_content_length = table_reading.LARGEST
    try:
        data = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise ProblemError(413, f"The file is larger than {table_reading.LARGEST // PIECE} MiB.") from None
    try:
        return roster.read(data)
    except RosterError as error:
        raise _refused(error) from None


def _refused(error: RosterError) -> ProblemError:
    told = [{"line": mistake.line, "detail": mistake.message} for mistake in error.mistakes]
    more = f" There are {error.count} such lines; nothing was changed." if error.count > 1 else ""
    return ProblemError(422, f"{error}{more}", errors=told)


def _shown(done: Preview) -> dict[str, Any]:
    return {
        "new": [asdict(entry) for entry in done.new],
        "joining": [asdict(entry) for entry, _ in done.joining],
        "changed": [
            {"person": one.person_id, "name": one.name, "fields": {k: list(v) for k, v in one.fields.items()}}
            for one in done.changed
        ],
        "same": done.same,
        "missing": [{"person": one.person_id, "name": one.name} for one in done.missing],
        "groups": done.groups,
    }


def _grades(
    session: Session,
    course_id: str,
    assignments: Sequence[Assignment],
    wanted: GradeFormat,
    name: str,
    canvas_id: int | None = None,
) -> Response:
    columns = grades.columns(assignments, canvas_id)
    rows = grades.rows(session, course_id, assignments)
    write = writing.canvas if wanted is GradeFormat.CANVAS else writing.moodle
    return _file([write(columns, rows)], f"{CSV}; charset=utf-8; header=present", name)


def _file(content: Iterator[Any] | list[str], kind: str, name: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
