"""What tutors decide: extensions, overrides, comments, regrades; what they try out; and the trail of all that
was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from submissions.models import Assignment, Base, Person, Submission, new_id


class EarlierVersion(Base):
    """The file of an assignment as it was until `replaced_at`. The present one stands in the assignment."""

    __tablename__ = "earlier_version"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime]


class Extension(Base):
    """What one person gets beyond the rest: a later deadline, more attempts, or both; at most one each."""

    __tablename__ = "extension"
    assignment_id: Mapped[str] = mapped_column(
        ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[str] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    due_at: Mapped[datetime | None]
    more_attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime]
    person: Mapped[Person] = relationship()
    assignment: Mapped[Assignment] = relationship()


class Override(Base):
    """Points that a tutor gives a submission instead of the verdict's; None takes earlier ones back.

    Never changed; the newest one of a submission counts.
    """

    __tablename__ = "override"
    __table_args__ = (Index("ix_override_submission", "submission_id", "created_at"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    points: Mapped[float | None]
    reason: Mapped[str] = mapped_column(String(1000))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    by: Mapped[Person | None] = relationship()


class Comment(Base):
    """A tutor's words on a submission: on line `line` of its code, counted from 1, or on the whole of it."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_submission", "submission_id", "created_at"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    line: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    by: Mapped[Person | None] = relationship()


class Regrade(Base):
    """Submissions graded anew on trial. The new verdicts count once it is published; else they never do.

    All are graded by the file of this `digest`, whatever becomes of the assignment meanwhile; None, of old
    ones: by the present one.
    """

    __tablename__ = "regrade"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(1000))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    discarded_at: Mapped[datetime | None]
    digest: Mapped[str | None] = mapped_column(String(64))
    assignment: Mapped[Assignment] = relationship()
    by: Mapped[Person | None] = relationship()


class RegradeItem(Base):
    """One submission of a regrade. `report` is None until it is graded; a report without points is broken."""

    __tablename__ = "regrade_item"
    __table_args__ = (Index("ix_regrade_item_submission", "submission_id"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    regrade_id: Mapped[str] = mapped_column(ForeignKey("regrade.id", ondelete="CASCADE"), index=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    points: Mapped[float | None]
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    submission: Mapped[Submission] = relationship()
    regrade: Mapped[Regrade] = relationship()


class Trial(Base):
    """A file that was graded to try an assignment out: nobody's attempt, and gone after a day.

    `text` is the assignment's file as it was tried. `report` is None until it is graded;
    then `upload` and `answers` are emptied.
    """

    __tablename__ = "trial"
    __table_args__ = (Index("ix_trial_course", "course_id", "created_at"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    seed: Mapped[str] = mapped_column(String(128))
    filename: Mapped[str] = mapped_column(String(200))
    upload: Mapped[bytes] = mapped_column(LargeBinary)
    answers: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class AuditEntry(Base):
    """One line of the audit trail: who did what to which thing, and when.

    The database refuses to change a line or to take it away. Ids stand here as plain text: a line outlives
    what it tells of, and a person who was deleted is an id without a name in it.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_course", "course_id", "at"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    at: Mapped[datetime]
    course_id: Mapped[str | None] = mapped_column(String(36))
    actor_id: Mapped[str | None] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[str | None] = mapped_column(String(80), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
