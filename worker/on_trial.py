"""Gradings that change nothing of what counts: the items of a regrade, and trials of an assignment.

Each is a row that waits for its report. A message is a hint: it may come twice or late, and a row that has a
report, or that nobody waits for any more, is left alone. A fault of ours is tried again by the next sweep.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import structlog
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from worker.tasks import Grader

log = structlog.get_logger()


class Taken(Protocol):
    """A row that is to be graded. `tries` counts this one, too."""

    @property
    def tries(self) -> int:
        """How often it was taken."""


TakenT = TypeVar("TakenT", bound=Taken)
TakenT_co = TypeVar("TakenT_co", bound=Taken, covariant=True)


class Rows(Protocol[TakenT_co]):
    """The rows of one kind: a module of `submissions.store`."""

    def take(self, session: Session, id_: str, /) -> TakenT_co | None:
        """The row to be graded; None if it has a report, or nobody waits for it."""

    def finish(self, session: Session, id_: str, report: dict[str, Any], /) -> bool:
        """Store its report; False if it has one, or nobody waits for it."""

    def waiting(self, session: Session, now: datetime, sent_before: datetime, /) -> list[str]:
        """Ids of those that must be sent (again), noted as sent now."""

    def not_sent(self, session: Session, id_: str, /) -> None:
        """Let the next sweep send it (again)."""


def grade(
    grader: Grader, rows: Rows[TakenT], id_: str, report: Callable[[Grader, TakenT], dict[str, Any]]
) -> None:
    """Take a row to its report, unless it has one. `report` may raise whatever it likes: it is ours."""
    with grader.database.write() as session:
        taken = rows.take(session, id_)
    if taken is None:
        log.info("nothing to grade on trial", id=id_)
        return
    try:
        made = report(grader, taken)
    except Exception as error:  # an upload's faults are no exceptions here
        log.exception("our fault", id=id_, tries=taken.tries, kind=type(error).__name__)
        with grader.database.write() as session:
            rows.not_sent(session, id_)
        return
    with grader.database.write() as session:
        stored = rows.finish(session, id_, made)
    log.info("graded on trial" if stored else "graded on trial too late", id=id_, tries=taken.tries)


def sweep(
    grader: Grader, rows: Rows[Taken], send: Callable[[str], bool], now: datetime, sent_before: datetime
) -> None:
    """Send the ids of rows that wait, and that no message leads to."""
    with grader.database.write() as session:
        lost = rows.waiting(session, now, sent_before)
    for id_ in lost:
        if not send(id_):
            with grader.database.write() as session:
                rows.not_sent(session, id_)
