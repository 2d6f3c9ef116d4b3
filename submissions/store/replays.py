"""Answers to requests with an Idempotency-Key, kept for when they are sent again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from submissions.models_programs import Replay

KEPT = timedelta(hours=24)
WORKED_ON = timedelta(minutes=2)
"""A request that has no answer after so long never gets one: its process has died. It may be sent again."""


def begin(session: Session, digest: str, fingerprint: str) -> Replay | None:
    """Note a request; None if it is new, else what is known of the one before. What is old is swept out."""
    now = datetime.now(UTC)
    session.execute(delete(Replay).where(Replay.created_at < now - KEPT))
    session.execute(
        delete(Replay).where(
            Replay.digest == digest, Replay.status.is_(None), Replay.created_at < now - WORKED_ON
        )
    )
    try:
        with session.begin_nested():
            session.add(Replay(digest=digest, fingerprint=fingerprint, created_at=now))
    except IntegrityError:
        return session.get_one(Replay, digest)
    return None


def keep(session: Session, digest: str, status: int, headers: dict[str, Any], body: bytes | None) -> None:
    """Keep an answer. Without a body it is known only that it was done."""
    session.execute(
        update(Replay).where(Replay.digest == digest).values(status=status, headers=headers, body=body)
    )


def forget(session: Session, digest: str) -> None:
    """As if the request had never come."""
    session.execute(delete(Replay).where(Replay.digest == digest))
