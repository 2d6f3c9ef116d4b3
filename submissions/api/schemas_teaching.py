"""What tutors make and decide, as the interface takes and shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from grader.assignment import LARGEST
from submissions.api.fields import WORDS, Moment, Slug, Source, Taken, Whole, limited

EXAMPLE = """schema = 1
id = "affine"
title = "Affine layer"
points = 1

[[function]]
layer = "affine"
points = 1

[[function.check]]
kind = "reference"
output = "dx"
points = 1
"""
AssignmentText = Annotated[
    Source, Field(min_length=1, max_length=LARGEST, description="The file, in TOML", examples=[EXAMPLE])
]
RulesIn = dict[str, Any]
RULES = Field(
    None,
    description="Some of the keys of `rules` of an assignment; those left out are as usual",
    examples=[{"attempts": 5, "late_days": 3, "late_unit": "percent", "late_per_day": 10}],
)


class AssignmentIn(Taken):
    """A new assignment."""

    text: AssignmentText
    slug: Slug | None = Field(None, description="As `id` of the file, if left out")
    opens_at: Moment | None = None
    due_at: Moment | None = None
    rules: RulesIn | None = RULES
    published: bool = Field(False, strict=True, description="Whether students see it, once it is open")


class AssignmentChange(Taken):
    """What shall be another; what is left out stays. `rules` replaces all rules."""

    text: AssignmentText = ""
    opens_at: Moment | None = None
    due_at: Moment | None = None
    rules: RulesIn | None = RULES
    published: bool = Field(False, strict=True)


class TextIn(Taken):
    """An assignment's file, to be looked at."""

    text: AssignmentText


class ValidationOut(BaseModel):
    """Whether a file can be used, and if not, what is wrong in which line."""

    valid: bool
    line: int | None
    message: str
    title: str | None
    max_points: float | None


class VersionOut(BaseModel):
    """A file that an assignment has, or had."""

    digest: str = Field(description="SHA-256; it is in every report")
    replaced_at: datetime | None = Field(description="null for the present one")
    text: str


class Versions(BaseModel):
    """All files that an assignment has had, the present one first."""

    versions: list[VersionOut]


class ExtensionOut(BaseModel):
    """What one person gets beyond the rest."""

    person: str
    name: str
    due_at: datetime | None
    more_attempts: int
    reason: str
    created_at: datetime


class Extensions(BaseModel):
    """Extensions, in the order of the people's ids."""

    extensions: list[ExtensionOut]


class ExtensionIn(Taken):
    """A later deadline, more attempts, or both."""

    due_at: Moment | None = None
    more_attempts: Whole = Field(0, ge=0, le=1000)
    reason: Annotated[str, limited(500, "Why"), WORDS]


class OverrideOut(BaseModel):
    """Points that a tutor gave by hand."""

    id: str
    points: float | None = Field(description="null: earlier ones are taken back")
    reason: str
    by: str | None = Field(description="Id of the tutor")
    created_at: datetime


class Overrides(BaseModel):
    """All decisions on a submission's points, newest first: the first one is in force."""

    overrides: list[OverrideOut]


class OverrideIn(Taken):
    """Points in the place of the verdict's."""

    points: Annotated[float, Field(ge=0, le=1_000_000, strict=True, allow_inf_nan=False)] | None = Field(
        description="null takes earlier ones back: the verdict's count again"
    )
    reason: Annotated[str, limited(1000, "Why; the student reads it"), WORDS]


class CommentOut(BaseModel):
    """A tutor's words on a submission."""

    id: str
    line: int | None = Field(description="null: on the whole of it")
    text: str
    by: str | None
    created_at: datetime


class Comments(BaseModel):
    """Those on the whole come first, then by their lines."""

    comments: list[CommentOut]


class CommentIn(Taken):
    """A comment on a line, counted from 1, or on the whole of it."""

    line: Annotated[Whole, Field(ge=1, le=1_000_000)] | None = None
    text: Annotated[str, limited(4000, "What the student reads"), WORDS]


class CountedOut(BaseModel):
    """What counts of a person's attempts, and why."""

    person: str
    points: float | None = Field(description="null as long as nothing counts")
    max_points: float
    submission: str | None = Field(description="Id of the attempt that counts")
    attempt: int | None = Field(description="Its number")
    earned: float | None = Field(description="Its points before lateness took `deduction`")
    deduction: float
    days_late: int
    overridden: bool = Field(description="A tutor gave the points by hand")
    sentence: str
    attempts: int = Field(description="How many there are")


class CountedList(BaseModel):
    """What counts for everyone who has handed in or has an extension, in the order of the people's ids."""

    counted: list[CountedOut]
