"""What the OpenAPI document says of the bodies that are no JSON: rosters, grades, lines and archives."""

from __future__ import annotations

from typing import Any

TEXT = {"schema": {"type": "string"}}
BINARY = {"schema": {"type": "string", "format": "binary"}}
ROSTER = {
    "schema": {"type": "string"},
    "example": "First name,Surname,ID number,Email address\nAda,Lovelace,0123,ada@example.org\n",
}
TAKEN = (
    ("/courses/{course_id}/roster", {"text/csv": ROSTER}),
    ("/courses/{course_id}/roster/validation", {"text/csv": ROSTER}),
)
GIVEN = (
    ("/courses/{course_id}/grades", "text/csv", TEXT, "The grades"),
    ("/assignments/{assignment_id}/grades", "text/csv", TEXT, "The grades"),
    ("/assignments/{assignment_id}/lines", "application/jsonl", TEXT, "A line for each submission"),
    ("/courses/{course_id}/archive", "application/zip", BINARY, "The course"),
)


def complete(spec: dict[Any, Any]) -> None:
    """Say it in the document."""
    for path, body in TAKEN:
        spec["paths"][f"/api/v1{path}"]["post"]["requestBody"] = {"required": True, "content": body}
    for path, kind, schema, about in GIVEN:
        answers = spec["paths"][f"/api/v1{path}"]["get"]["responses"]
        answers["200"] = {"description": about, "content": {kind: schema}}
