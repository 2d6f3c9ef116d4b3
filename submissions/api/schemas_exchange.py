"""What other systems exchange with the interface, as it takes and shows it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field

from submissions.api.fields import Taken


class GradeFormat(StrEnum):
    """For whom grades are written."""

    MOODLE = "moodle"
    CANVAS = "canvas"


class GradesQuery(Taken):
    """For whom grades are written."""

    format: GradeFormat = Field(GradeFormat.MOODLE, description="Whose import reads them")


class AssignmentGradesQuery(GradesQuery):
    """For whom the grades of an assignment are written."""

    canvas_id: int | None = Field(
        None, ge=1, le=2**53, description="The assignment's number in Canvas; without it the title finds it"
    )


class LinesQuery(Taken):
    """What the lines of an assignment hold."""

    uploads: bool = Field(False, description="Whether the files come along, in Base64 (RFC 4648)")


class RosterQuery(Taken):
    """How a roster is taken."""

    remove_missing: bool = Field(
        False, description="Whether students who are not in it leave the course; what they handed in stays"
    )


class EntryOut(BaseModel):
    """A person of a roster, and the line they stand on."""

    line: int
    name: str
    email: str | None
    external_id: str | None
    group: str | None


class ChangeOut(BaseModel):
    """A member of whom something becomes another."""

    person: str
    name: str
    fields: dict[str, list[str | None]] = Field(description="By field: what it was, and what it becomes")


class MissingOut(BaseModel):
    """A student of the course who is not in the roster."""

    person: str
    name: str


class RosterOut(BaseModel):
    """What a roster does, or did."""

    new: list[EntryOut] = Field(description="People who are not known here yet")
    joining: list[EntryOut] = Field(description="People who are known here, and new in the course")
    changed: list[ChangeOut]
    same: int = Field(description="How many are in the course already, just so")
    missing: list[MissingOut]
    groups: list[str] = Field(description="Groups that are new")


class GradescopeOut(BaseModel):
    """A verdict as Gradescope's results.json."""

    score: float
    execution_time: float
    output: str
    output_format: str
    test_output_format: str
    visibility: str
    stdout_visibility: str
    tests: list[dict[str, Any]]
    extra_data: dict[str, Any]
