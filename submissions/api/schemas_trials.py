"""Trials of assignments as the interface takes and shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from submissions.api.fields import Id, Taken
from submissions.api.schemas import SourceIn
from submissions.api.schemas_teaching import AssignmentText

Seed = Annotated[str, Field(pattern=r"^[0-9a-f]{1,128}$", examples=["8c1f"])]


class Tried(Taken):
    """What is tried out: an assignment of the course, or a file that is not stored yet."""

    assignment: Id | None = Field(None, description="Id or slug of an assignment of the course")
    text: AssignmentText | None = Field(
        None, description="An assignment's file, in the place of `assignment`"
    )
    seed: Seed | None = Field(
        None, description="Repeats the random draws of a report that names it; new ones are drawn otherwise"
    )


class TrialIn(SourceIn, Tried):
    """A file that shall be graded to try an assignment out."""


class TrialOut(BaseModel):
    """A file that is graded to try an assignment out. Ask again while `state` is `queued`."""

    id: str
    state: Literal["queued", "graded", "broken"] = Field(
        description="broken: we failed to grade it, or the assignment's own forward pass cannot be used"
    )
    filename: str
    seed: str
    created_at: datetime
    report: dict[str, Any] | None = Field(
        description="All of it, what hidden checks found included, as `dout check --json` shows it"
    )
