"""The audit: every accepted submission has exactly one verdict, that of `dout check` with the same seed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import undefer

from grader import grading
from grader.assignment import builtin
from submissions import secret_key
from submissions.database import Database
from submissions.models import State, Submission, Verdict
from submissions.settings import Settings
from tests.service import until
from worker.sandbox.host import Limits, Sandbox
from worker.verdict import verdict

ENDED = (State.GRADED, State.BROKEN)


@dataclass(frozen=True)
class Audit:
    """What was found. `tries` are those of the submission that took most; `waited` are the seconds until the
    last verdict was there."""

    submissions: int
    missing: list[str]
    without_verdict: list[str]
    twice: list[str]
    broken: list[str]
    different: list[str]
    tries: int
    waited: float

    def clean(self) -> bool:
        """Nothing lost, nothing twice, nothing wrong, nothing given up."""
        return not any((self.missing, self.without_verdict, self.twice, self.broken, self.different))


def audit(settings: Settings, accepted: Sequence[str], seconds: float, compare: int = 200) -> Audit:
    """Wait until all is graded, and look at the record of every submission, accepted or stored unheard.

    Args:
        seconds: how long to wait for the last verdict.
        compare: about how many verdicts are computed again, spread evenly over all.
    """
    database = Database(settings)
    try:
        started = time.monotonic()
        until(lambda: _all_ended(database), seconds, "every submission to be graded")
        waited = time.monotonic() - started
        with database.read() as session:
            rows = session.scalars(select(Submission).options(undefer(Submission.upload))).all()
            verdicts: dict[str, list[Verdict]] = {row.id: [] for row in rows}
            for found in session.scalars(select(Verdict)):
                verdicts[found.submission_id].append(found)
    finally:
        database.close()
    step = -(-len(rows) // compare) or 1
    return Audit(
        submissions=len(rows),
        missing=sorted(set(accepted) - verdicts.keys()),
        without_verdict=[id_ for id_, found in verdicts.items() if not found],
        twice=[id_ for id_, found in verdicts.items() if len(found) > 1],
        broken=[row.id for row in rows if row.state == State.BROKEN],
        different=_different(settings, rows[::step], verdicts),
        tries=max((row.tries for row in rows), default=0),
        waited=waited,
    )


def _all_ended(database: Database) -> bool:
    try:
        with database.read() as session:
            left = select(func.count()).select_from(Submission).where(Submission.state.not_in(ENDED))
            return session.scalar(left) == 0
    except OperationalError:  # the database is being restarted
        return False


def _different(
    settings: Settings, rows: Iterable[Submission], verdicts: dict[str, list[Verdict]]
) -> list[str]:
    assignment = builtin("matrix-derivatives")
    limits = Limits(
        wall_seconds=settings.sandbox_wall_seconds,
        busy_seconds=settings.sandbox_busy_seconds,
        cpu_seconds=settings.sandbox_cpu_seconds,
        memory_mib=settings.sandbox_memory_mib,
    )
    different = []
    with Sandbox(limits) as sandbox:
        for row in rows:
            if row.state != State.GRADED:
                continue
            plan = grading.plan(assignment, secret_key.seed_of(settings, row.id))
            again = verdict(plan, sandbox, row.upload, row.filename).to_json()
            if any(lasting(again) != lasting(found.report) for found in verdicts[row.id]):
                different.append(row.id)
    return different


def lasting(report: dict[str, Any]) -> dict[str, Any]:
    """All of a report but how long it took."""
    return {key: value for key, value in report.items() if key != "timing"}
