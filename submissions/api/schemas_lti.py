"""Learning systems of a course as the interface shows them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field


class LinkOut(BaseModel):
    """A link in a learning system."""

    id: str
    title: str
    assignment: str | None = Field(description="The id of the assignment it leads to; null: not chosen yet")
    scores: bool = Field(description="Whether the learning system wants scores for it")


class ConnectedOut(BaseModel):
    """A course of a learning system that this course is."""

    id: str
    title: str
    platform: str = Field(description="The issuer of the learning system")
    links: list[LinkOut]


class UnsentOut(BaseModel):
    """A score that was tried in vain."""

    link: str
    person: str
    changed_at: datetime
    tries: int
    next_at: datetime | None = Field(description="When it is sent again; null: it was given up")
    last_status: int | None
    last_error: str | None


class LearningSystems(BaseModel):
    """What of learning systems a course is connected with, by LTI 1.3."""

    connected: list[ConnectedOut]
    unsent: list[UnsentOut]


class SentAgain(BaseModel):
    """How many scores are on their way again."""

    scores: int
