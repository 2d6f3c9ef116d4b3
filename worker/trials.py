"""Trying an assignment out: `dout.trial` grades one file of a tutor as `dout check` would.

A message may come twice or late: a trial that has a report, or is gone, is left alone. A fault of ours is
tried again by the next sweep, and after the last try it stands in the report.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog

from grader import grading
from grader.layers.custom import ForwardError
from submissions.assignments import parsed
from submissions.store import trials
from submissions.store.trials import Taken
from worker.verdict import verdict

if TYPE_CHECKING:
    from worker.tasks import Grader

log = structlog.get_logger()


def grade(grader: Grader, trial_id: str) -> None:
    """Take a trial to its report, unless it has one."""
    with grader.database.write() as session:
        taken = trials.take(session, trial_id)
    if taken is None:
        log.info("nothing to try", trial=trial_id)
        return
    try:
        report = _report(grader, taken)
    except Exception as error:  # whatever it is, it is ours: an upload's faults are no exceptions here
        log.exception("our fault", trial=trial_id, tries=taken.tries, kind=type(error).__name__)
        with grader.database.write() as session:
            trials.not_sent(session, trial_id)
        return
    with grader.database.write() as session:
        trials.finish(session, trial_id, report)
    log.info("tried", trial=trial_id, tries=taken.tries)


def sweep(grader: Grader, now: datetime, sent_before: datetime) -> None:
    """Send the ids of trials that wait, and that no message leads to."""
    with grader.database.write() as session:
        lost = trials.waiting(session, now, sent_before)
    for trial_id in lost:
        if not grader.queue.try_out(trial_id):
            with grader.database.write() as session:
                trials.not_sent(session, trial_id)


def _report(grader: Grader, taken: Taken) -> dict[str, Any]:
    task, most = parsed(taken.text), grader.settings.max_tries
    if taken.tries > most:
        return grading.broken(task, taken.seed, f"Our grading failed {most} times.").to_json()
    plan = grading.plan(task, taken.seed)
    try:
        return verdict(plan, grader.sandbox(), taken.upload, taken.filename, taken.answers).to_json()
    except ForwardError as error:  # here it is what the tutor wants to know
        reason = f"The assignment's own forward pass cannot be used: {error}."
        return grading.broken(task, taken.seed, reason).to_json()
