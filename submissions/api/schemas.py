"""What the API answers with. Each class is a schema of the OpenAPI document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

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


class AssignmentOut(AssignmentLine):
    """An assignment and all that is graded in it."""

    digest: str = Field(description="SHA-256 of the assignment file; it is in every report")
    intro: str = Field(description="Plain paragraphs; formulas in LaTeX between $ signs")
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
    """Every student of the course, and whoever else has handed in, by name."""

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
