"""What the first visitors would wait for: templates are read before the web server takes a request, since
reading them beside requests makes all of those slow, and boards are counted as soon as it does.

To count 20,000 attempts from nothing takes a good half second; afterwards the board is kept up to date
(`submissions.pages.teaching.board`). Nothing hangs on it: a board that is not there is counted when it is
asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from submissions.database import Database
from submissions.models import Assignment, Submission
from submissions.pages.teaching import board
from submissions.services import KEY

RECENTLY = timedelta(days=30)
log = structlog.get_logger()


def read_templates(app: Flask) -> None:
    """Have every template at hand, as the code that Jinja makes of it."""
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def begin(app: Flask, go_on: Callable[[], bool]) -> threading.Thread:
    """Count boards beside all else, as long as `go_on` says so; once in the process that serves."""
    arguments = app.extensions[KEY].database, datetime.now(UTC), go_on
    thread = threading.Thread(target=warm, args=arguments, daemon=True)
    thread.start()
    return thread


def warm(database: Database, now: datetime, go_on: Callable[[], bool] = lambda: True) -> None:
    """Count the boards of those assignments that were handed in for last."""
    try:
        with database.read() as session:
            wanted = _recent(session, now)
        for assignment_id in reversed(wanted):  # the board that was counted last is forgotten last
            if not go_on():
                return
            with database.read() as session:
                if found := session.get(Assignment, assignment_id):
                    board.board(session, found, board.mark(session, found))
    except Exception as error:  # the pages count for themselves, and say what is wrong
        log.warning("boards_not_counted", error=type(error).__name__)


def _recent(session: Session, now: datetime) -> list[str]:
    """Assignments that were handed in for of late, the latest first; as many as boards are kept."""
    latest = func.max(Submission.created_at)
    return list(
        session.scalars(
            select(Submission.assignment_id)
            .where(Submission.created_at > now - RECENTLY)
            .group_by(Submission.assignment_id)
            .order_by(latest.desc())
            .limit(board.KEPT)
        )
    )
