"""Everything about the submissions of an assignment, line by line, for programs."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, undefer

from submissions.database import Database
from submissions.models import Membership, Submission, Verdict
from submissions.models_teaching import Comment, Override
from submissions.store import verdicts

AT_ONCE = 100
"""Submissions that are in memory at the same time."""


def lines(
    database: Database, assignment_id: str, course_id: str, *, uploads: bool
) -> Iterator[dict[str, Any]]:
    """One object per submission, the first one first; read in parts, so that a course of any size fits.

    Args:
        uploads: whether the files come along, in Base64 (RFC 4648).
    """
    with database.read() as session:
        attempts = verdicts.everyones(session, assignment_id)[::-1]
        numbers = {
            row.person_id: row.external_id
            for row in session.execute(
                select(Membership.person_id, Membership.external_id).where(Membership.course_id == course_id)
            )
        }
    for start in range(0, len(attempts), AT_ONCE):
        part = {attempt.id: attempt for attempt in attempts[start : start + AT_ONCE]}
        with database.read() as session:
            wanted = select(Submission).where(Submission.id.in_(part)).options(joinedload(Submission.person))
            rows = session.scalars(wanted.options(undefer(Submission.upload)) if uploads else wanted)
            found = {row.id: row for row in rows}
            decided = _decided(session, list(part))
        for submission_id, attempt in part.items():
            row = found.get(submission_id)
            if row is None:  # deleted meanwhile, with its person
                continue
            line = {
                "submission": row.id,
                "person": row.person_id,
                "name": row.person.name,
                "email": row.person.email,
                "external_id": numbers.get(row.person_id),
                "attempt": attempt.number,
                "handed_in": row.created_at.isoformat(),
                "state": row.state,
                "filename": row.filename,
                "answers": row.answers,
                "points": attempt.points,
                "by_hand": attempt.by_hand,
                **decided.get(submission_id, {"verdicts": [], "overrides": [], "comments": []}),
            }
            if uploads:
                line["upload"] = base64.b64encode(row.upload).decode("ascii")
            yield line


def _decided(session: Session, ids: list[str]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Verdicts, overrides and comments by the submission's id, each in the order of their making."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {
        one: {"verdicts": [], "overrides": [], "comments": []} for one in ids
    }
    for verdict in session.scalars(
        select(Verdict).where(Verdict.submission_id.in_(ids)).order_by(Verdict.created_at, Verdict.id)
    ):
        found[verdict.submission_id]["verdicts"].append(
            {"created_at": verdict.created_at.isoformat(), "points": verdict.points, "report": verdict.report}
        )
    for override in session.scalars(
        select(Override).where(Override.submission_id.in_(ids)).order_by(Override.created_at, Override.id)
    ):
        found[override.submission_id]["overrides"].append(
            {
                "created_at": override.created_at.isoformat(),
                "points": override.points,
                "reason": override.reason,
                "by": override.by_id,
            }
        )
    for comment in session.scalars(
        select(Comment).where(Comment.submission_id.in_(ids)).order_by(Comment.created_at, Comment.id)
    ):
        found[comment.submission_id]["comments"].append(
            {
                "created_at": comment.created_at.isoformat(),
                "line": comment.line,
                "text": comment.text,
                "by": comment.by_id,
            }
        )
    return found
