"""The record. One table a class; what can be derived is not stored.

People are members of courses; a course has assignments (each a version of an assignment file); a submission
belongs to a person and an assignment; a verdict is one grading of a submission, and the newest one counts.
How people sign in stands in `models_sign_in`, what tutors decide in `models_teaching`, and what programs need
in `models_programs`.
"""

from __future__ import annotations

import enum
import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the zone, so it is taken off and put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can drop it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant(), dict[str, Any]: JSON, uuid.UUID: String(36)}


class Role(enum.StrEnum):
    """What a person is in a course."""

    STUDENT = "student"
    TUTOR = "tutor"
    OWNER = "owner"
    SERVICE = "service"
    """A learning system or script that hands in for others; it is in no roster."""


class State(enum.StrEnum):
    """Where a submission is on its way; see `submissions.lifecycle` for the moves."""

    QUEUED = "queued"
    RUNNING = "running"
    GRADED = "graded"
    BROKEN = "broken"


def new_id() -> str:
    """An identifier that says nothing and cannot be guessed."""
    return str(uuid.uuid4())


class Person(Base):
    """Somebody, or a learning system that hands in for others.

    `email` is kept in lower case. `sessions` counts how often the person signed out everywhere: a browser's
    session holds the number it began with, and ends when it is no longer this one.
    """

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254), index=True, unique=True)
    is_admin: Mapped[bool] = mapped_column(default=False, server_default=false())
    sessions: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]


TIME_ZONE = "Europe/Berlin"
"""Of a course of which nobody says another."""


class Course(Base):
    """A course; its dates are shown in `time_zone`. Who knows the `join_code` may join as a student."""

    __tablename__ = "course"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(String(60), default=TIME_ZONE)
    join_code: Mapped[str | None] = mapped_column(String(20), index=True, unique=True)
    created_at: Mapped[datetime]


class Group(Base):
    """A part of a course, such as those who meet on Mondays."""

    __tablename__ = "course_group"
    __table_args__ = (UniqueConstraint("course_id", "name"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))


class Membership(Base):
    """A person's role in a course. `external_id` is what the university calls them: a student number, say."""

    __tablename__ = "membership"
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(String(10))
    group_id: Mapped[str | None] = mapped_column(
        ForeignKey("course_group.id", ondelete="SET NULL"), index=True
    )
    external_id: Mapped[str | None] = mapped_column(String(100))
    course: Mapped[Course] = relationship()
    person: Mapped[Person] = relationship()
    group: Mapped[Group | None] = relationship()


class AccessToken(Base):
    """A bearer token: of a course (an LMS holds one), or a personal one for all courses of the person.

    Only its SHA-256 is kept. `scope` is a list of words with spaces between (RFC 6749, section 3.3).
    """

    __tablename__ = "access_token"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(80))
    course_id: Mapped[str | None] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    scope: Mapped[str] = mapped_column(String(400), default="all", server_default="all")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()


class Assignment(Base):
    """An assignment of a course: title, points and checks are read from the `text` of its file.

    When and how often one may hand in, and what it costs to be late, is the course's business: `opens_at`,
    `due_at`, and `rules`, which `submissions.rules` reads. Students see what is `published`.
    """

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("course_id", "slug"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    opens_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    rules: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    published: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime]
    course: Mapped[Course] = relationship()


class Submission(Base):
    """One upload, or typed-in answers by name, or both; without a file `upload` and `filename` are empty.

    `state` and what stands below it are moved by the store only, by conditional updates.

    `created_at` rises strictly within one person's attempts at an assignment, whatever the clock does.
    `holder` is the task that holds the `lease`; the lease is drawn anew with each claim.
    `priority` is 0 for those that go first; who has much waiting already gets a larger one.
    `sent_at` is when the id was last given to the broker, None if the broker did not take it.
    """

    __tablename__ = "submission"
    __table_args__ = (
        Index("ix_submission_state", "state", "priority", "created_at"),
        # It holds all that is read of everyone at once, so that the rows, which are long, are left alone.
        Index("ix_submission_history", "assignment_id", "person_id", "created_at", "state", "sent_at", "id"),
        Index("ix_submission_person", "person_id", "state"),
        CheckConstraint("state in ('queued', 'running', 'graded', 'broken')", name="state"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    filename: Mapped[str] = mapped_column(String(200))
    upload: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    answers: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default=State.QUEUED)
    priority: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    holder: Mapped[str | None] = mapped_column(String(80))
    lease: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    assignment: Mapped[Assignment] = relationship()
    person: Mapped[Person] = relationship()
    verdicts: Mapped[list[Verdict]] = relationship(back_populates="submission", order_by="Verdict.created_at")


class Verdict(Base):
    """One grading of a submission. Never changed; the newest one counts. No `points`: it is broken."""

    __tablename__ = "verdict"
    __table_args__ = (Index("ix_verdict_submission", "submission_id", "created_at", "points", "id"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    lease: Mapped[str] = mapped_column(String(36), unique=True)
    points: Mapped[float | None]
    report: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    submission: Mapped[Submission] = relationship(back_populates="verdicts")


class Progress(Base):
    """How far the grading of this lease is: triples of a name, calls answered, and calls in all. A hint."""

    __tablename__ = "progress"
    submission_id: Mapped[str] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True
    )
    lease: Mapped[str] = mapped_column(String(36))
    calls: Mapped[list[tuple[str, int, int]]] = mapped_column(JSON)


class Measurement(Base):
    """How long the first grading of a submission took, in seconds, and how it came out.

    It is kept apart from the verdict, whose report is long: the operator's numbers are counted from this.

    `outcome` is "answered", the kind of the upload's (first) fault, or "broken".
    `waiting` lasts from the stored upload to the claim that led to the verdict; `total` to the verdict.
    """

    __tablename__ = "measurement"
    verdict_id: Mapped[str] = mapped_column(ForeignKey("verdict.id", ondelete="CASCADE"), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    tries: Mapped[int]
    waiting: Mapped[float]
    sandbox: Mapped[float]
    judge: Mapped[float]
    total: Mapped[float]
