"""Trying an assignment out: `dout.trial` grades one file of a tutor as `dout check` would.

A fault of ours that lasts stands in the report after the last try. The rest is as in `worker.on_trial`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from grader import grading
from grader.layers.custom import ForwardError
from submissions.assignments import parsed
from submissions.store import trials
from submissions.store.trials import Taken
from worker import on_trial
from worker.verdict import verdict

if TYPE_CHECKING:
    from worker.tasks import Grader


def grade(grader: Grader, trial_id: str) -> None:
    """Take a trial to its report, unless it has one."""
    on_trial.grade(grader, trials, trial_id, _report)


def sweep(grader: Grader, now: datetime, sent_before: datetime) -> None:
    """Send the ids of trials that wait, and that no message leads to."""
    on_trial.sweep(grader, trials, grader.queue.try_out, now, sent_before)


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
