"""What of an assignment goes to other systems: grades for Moodle and Canvas, and everything as JSON lines."""

from __future__ import annotations

import json

from flask import Response, abort

from submissions import access
from submissions.exchange import grades as writing
from submissions.pages.loading import signed_in
from submissions.services import services
from submissions.store import grades, submission_lines

WRITERS = {"moodle": writing.moodle, "canvas": writing.canvas}


def grades_csv(key: str, system: str) -> Response:
    """GET /assignments/<key>/grades/<system>.csv: `moodle` or `canvas`."""
    if system not in WRITERS:
        abort(404)
    with services().database.read() as record:
        assignment = access.taught_assignment_for(record, signed_in().person_id, key)
        columns = grades.columns([assignment])
        text = WRITERS[system](columns, grades.rows(record, assignment.course_id, [assignment]))
    response = Response(text, content_type="text/csv; charset=utf-8; header=present")
    return _file(response, f"{assignment.slug}-{system}.csv")


def lines(key: str) -> Response:
    """GET /assignments/<key>/submissions.jsonl: everything, with the files."""
    database = services().database
    with database.read() as record:
        assignment = access.taught_assignment_for(record, signed_in().person_id, key)
    found = submission_lines.lines(database, assignment.id, assignment.course_id, uploads=True)
    text = (json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n" for line in found)
    return _file(Response(text, content_type="application/jsonl"), f"{assignment.slug}.jsonl")


def _file(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
