"""Grading on trial: `dout.regrade` grades one item of a regrade, behind everyone who has just handed in.

A message may come twice or late: an item that has a report, or whose regrade has ended, is left alone. A
fault of ours is tried again by the next sweep; after the last try the item is broken and changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog

from grader import grading
from grader.report import SCHEMA
from submissions import secret_key
from submissions.assignments import parsed
from submissions.store import authoring, regrades
from submissions.store.regrades import Trial
from worker.verdict import verdict

if TYPE_CHECKING:
    from worker.tasks import Grader

KEPT = 16
_TEXTS: dict[str, str] = {}
"""The latest files of this process, by their digests."""

log = structlog.get_logger()


def grade(grader: Grader, item_id: str) -> None:
    """Take an item to its report, unless it has one."""
    with grader.database.write() as session:
        trial = regrades.take(session, item_id)
    if trial is None:
        log.info("nothing to regrade", item=item_id)
        return
    try:
        if trial.tries > grader.settings.max_tries:
            report = _broken(grader.settings.max_tries)
        else:
            report = _report(grader, trial)
    except Exception as error:  # whatever it is, it is ours: an upload's faults are no exceptions here
        log.exception("our fault", item=item_id, tries=trial.tries, kind=type(error).__name__)
        with grader.database.write() as session:
            regrades.not_sent(session, item_id)
        return
    with grader.database.write() as session:
        stored = regrades.finish(session, item_id, report)
    log.info("regraded" if stored else "regraded too late", item=item_id, tries=trial.tries)


def sweep(grader: Grader, now: datetime, sent_before: datetime) -> None:
    """Send the ids of items that wait, and that no message leads to."""
    with grader.database.write() as session:
        lost = regrades.waiting(session, now, sent_before)
    for item_id in lost:
        if not grader.queue.regrade(item_id):
            with grader.database.write() as session:
                regrades.not_sent(session, item_id)


def _report(grader: Grader, trial: Trial) -> dict[str, Any]:
    seed = secret_key.seed_of(grader.settings, trial.submission_id)
    plan = grading.plan(parsed(_text(grader, trial)), seed)
    return verdict(plan, grader.sandbox(), trial.upload, trial.filename, trial.answers).to_json()


def _text(grader: Grader, trial: Trial) -> str:
    """The file that the regrade grades by, read once for all its items."""
    known = _TEXTS.get(trial.digest or "")
    if known is None:
        with grader.database.read() as session:
            known = authoring.text_of(session, trial.assignment_id, trial.digest)
        if trial.digest is not None:
            while len(_TEXTS) >= KEPT:
                del _TEXTS[next(iter(_TEXTS))]
            _TEXTS[trial.digest] = known
    return known


def _broken(tries: int) -> dict[str, Any]:
    note = f"Our grading failed {tries} times. The verdict from before goes on counting."
    return {"schema": SCHEMA, "state": "broken", "points": None, "functions": [], "notes": [note]}
