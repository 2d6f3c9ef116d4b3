"""What the API answers with. Each class is a schema of the OpenAPI document."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from submissions.models import Role, State


class AssignmentLine(BaseModel):
    """An assignment in a list."""

    id: str
    slug: str = Field(description="A short name that may stand for the id in every address")
    course: str = Field(description="The course's slug")
    title: str
    max_points: float | None = Field(description="null while the assignment's file cannot be used")
    opens_at: datetime | None
    due_at: datetime | None
    published: bool = Field(description="Whether students see it, once it is open")


class Assignments(BaseModel):
    """All assignments that the token's holder may see."""

    assignments: list[AssignmentLine]


class CheckOut(BaseModel):
    """One thing that is checked."""

    name: str
    title: str
    equation: str = Field(description="Its place on the exercise sheet")
    points: float


class ArrayOut(BaseModel):
    """One array that a function is given."""

    name: str
    shape: str = Field(description="In the sheet's letters, such as N × M")
    meaning: str


class FunctionOut(BaseModel):
    """One function that is to be written."""

    name: str
    points: float
    arrays: list[ArrayOut]
    returns: str
    starter: str = Field(description="Source to start from")
    checks: list[CheckOut]


class AnswerOut(BaseModel):
    """One value that is worked out by hand and typed in."""

    name: str = Field(description="Its key in `answers` of a submission")
    title: str = Field(description="Formulas in LaTeX between $ signs")
    equation: str = Field(description="Its place on the exercise sheet")
    points: float


class RulesOut(BaseModel):
    """When and how often one may hand in, what it costs to be late, and what counts."""

    grace_minutes: int = Field(description="Who is late by no more than this is not late")
    late_unit: Literal["points", "percent"] = Field(description="Percent are of the assignment's points")
    late_per_day: float = Field(description="What each started day after the deadline costs")
    late_floor: float = Field(description="Share of what was earned that stays however late it is")
    late_days: int = Field(description="For how many days after the deadline one may hand in")
    attempts: int | None = Field(description="How many a person has; null for no limit")
    per_minute: int | None = Field(description="How many a person may hand in a minute; null for no limit")
    counts: Literal["best", "last"] = Field(description="Which attempt counts")


class AssignmentOut(AssignmentLine):
    """An assignment and all that is graded in it."""

    digest: str = Field(description="SHA-256 of the assignment file; it is in every report")
    intro: str = Field(description="Plain paragraphs; formulas in LaTeX between $ signs")
    rules: RulesOut
    functions: list[FunctionOut]
    answers: list[AnswerOut] = Field(description="Values to type in; often none")


class SubmissionLine(BaseModel):
    """A submission in a list."""

    id: str
    number: int = Field(description="Counts the attempts of one person at the assignment from 1")
    person: str = Field(description="Id of who handed it in")
    filename: str = Field(description="Empty if answers were typed in and no file was sent")
    created_at: datetime
    state: State
    points: float | None = Field(description="null until graded, and if we failed to grade it (broken)")


class Submissions(BaseModel):
    """Submissions, newest first. The header Link leads to older ones if there are more."""

    submissions: list[SubmissionLine]


class SubmissionOut(BaseModel):
    """A submission and its verdict. Ask again while `state` is `queued` or `running`."""

    id: str
    assignment: str = Field(description="The assignment's slug")
    assignment_id: str
    filename: str = Field(description="Empty if answers were typed in and no file was sent")
    created_at: datetime
    state: State
    place: int | None = Field(description="1 for the next to be graded; null unless queued")
    points: float | None = Field(description="null until graded, and if we failed to grade it (broken)")
    max_points: float
    report: dict[str, Any] | None = Field(description="null until there is a verdict")


class ResultOut(BaseModel):
    """Where one person stands in an assignment."""

    person: str = Field(description="Id of the person")
    name: str
    role: Role
    attempts: int
    submission: str | None = Field(description="Id of the latest attempt; null if there is none")
    handed_in: datetime | None
    state: State | None
    points: float | None = Field(description="Of the latest attempt; null until graded, or if it is broken")
    best_points: float | None
    max_points: float


class Results(BaseModel):
    """Every student of the course, and whoever else has handed in, by name. The header Link leads to more."""

    results: list[ResultOut]


class WorkerOut(BaseModel):
    """A worker that was heard of lately."""

    processes: int = Field(description="How many submissions it can grade at the same time")
    layers: list[str] = Field(description="What locks its sandbox: tried at its start, and in force")
    refused: dict[str, str] = Field(description="What this machine does not allow, and why")


class Workers(BaseModel):
    """All workers; empty if none was heard of, or if the broker keeps no such news."""

    workers: list[WorkerOut]


class SourceIn(BaseModel):
    """A submission as JSON."""

    source: str | None = Field(None, description="The Python source; needed if there is a function to write")
    filename: str | None = Field(None, description="What the file is called; upload.py if left out")
    answers: dict[str, str] | None = Field(
        None,
        description="Typed-in answers by name: numbers, or matrices such as [[1, 2], [3, 4]]",
        examples=[{"a": "52", "b": "1 1; 1 1"}],
    )


class ProblemOut(BaseModel):
    """What went wrong, and in `detail` what to do about it (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class SubmissionsQuery(BaseModel):
    """What leads through a list of submissions."""

    limit: int = Field(100, ge=1, le=500, description="Lines in one answer")
    before: str | None = Field(None, description="The id of a submission: older ones are listed")
    person: str | None = Field(None, description="Only those of the person with this id")
    state: State | None = Field(None, description="Only those in this state")
    since: datetime | None = Field(None, description="Only those handed in from this moment on")


class ReportOut(BaseModel):
    """What grading yielded; `functions` and `answers` hold a row for each thing that was checked."""

    model_config = ConfigDict(extra="allow")
    state: str | None = None
    points: float | None = None
    max_points: float | None = None


class SourceOut(BaseModel):
    """What was handed in."""

    filename: str
    source: str | None = Field(description="null if it is no text in UTF-8, or if no file was sent")
    base64: str | None = Field(description="The bytes of the file")
    answers: dict[str, str] | None = Field(description="What was typed in, by name")
