"""Regrades and statistics as the interface takes and shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from submissions.api.fields import WORDS, Id, Taken, limited


class RegradeIn(Taken):
    """What is graded anew, and why."""

    submissions: list[Id] | None = Field(
        None, min_length=1, max_length=10_000, description="Ids; null for all of the assignment"
    )
    reason: Annotated[str, limited(1000, "Why; it stands in the audit trail"), WORDS]


class ChangeOut(BaseModel):
    """One submission before and after."""

    submission: str
    person: str
    done: bool
    before: float | None = Field(description="Points; null if we failed to grade it")
    after: float | None
    by_hand: float | None = Field(description="Points that a tutor gave, which go on counting")


class RegradeOut(BaseModel):
    """A regrade, and how far it is."""

    id: str
    reason: str
    by: str | None
    created_at: datetime
    published_at: datetime | None
    discarded_at: datetime | None
    digest: str | None = Field(description="Of the assignment's file that it grades by: that of its begin")
    total: int
    done: int
    broken: int = Field(description="How many we failed to grade")
    changes: list[ChangeOut] | None = Field(description="Only where one regrade is shown by itself")


class Regrades(BaseModel):
    """All regrades of an assignment, newest first."""

    regrades: list[RegradeOut]


class QueuedOut(BaseModel):
    """How many submissions wait for a verdict now that had none."""

    queued: int


class CheckCount(BaseModel):
    """How many passed one check in their newest attempt."""

    function: str
    check: str
    equation: str
    passed: int
    judged: int


class MistakeCount(BaseModel):
    """How many made one mistake in their newest attempt."""

    mistake: str = Field(description="The id of a misconception, as in reports, or the kind of a fault")
    function: str = Field(description="Empty for a fault")
    people: int


class PairOut(BaseModel):
    """Two submissions that are alike."""

    submissions: list[str] = Field(description="Their ids")
    share: float = Field(description="Of the smaller one, the part that both have: from 0 to 1")
    shared: int = Field(description="Of how many places that was measured")


class Similarities(BaseModel):
    """What is alike in the newest uploads, beside the starter file and what very many have."""

    compared: int = Field(description="How many uploads, at most 400: the newest")
    same: list[list[str]] = Field(description="Ids of submissions that are the same throughout")
    pairs: list[PairOut] = Field(
        description="The most alike first, at most 500; the first of the `same` stands for all of them"
    )


class Statistics(BaseModel):
    """Where the students of the course stand, by the newest attempt of each."""

    students: int
    handed_in: int
    waiting: int
    broken: int
    full_points: int
    checks: list[CheckCount]
    mistakes: list[MistakeCount] = Field(description="The most frequent first")
