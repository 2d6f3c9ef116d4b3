"""Grading on trial: `dout.regrade` grades one item of a regrade, behind everyone who has just handed in.

After the last try that a fault of ours ends, the item is broken and changes nothing. The rest is as in
`worker.on_trial`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from grader import grading
from grader.report import SCHEMA
from submissions import secret_key
from submissions.assignments import parsed
from submissions.store import authoring, regrade_items
from submissions.store.regrade_items import Taken
from worker import on_trial
from worker.verdict import verdict

if TYPE_CHECKING:
    from worker.tasks import Grader

KEPT = 16
_TEXTS: dict[str, str] = {}
"""The latest files of this process, by their digests."""


def grade(grader: Grader, item_id: str) -> None:
    """Take an item to its report, unless it has one."""
    on_trial.grade(grader, regrade_items, item_id, _report)


def sweep(grader: Grader, now: datetime, sent_before: datetime) -> None:
    """Send the ids of items that wait, and that no message leads to."""
    on_trial.sweep(grader, regrade_items, grader.queue.regrade, now, sent_before)


def _report(grader: Grader, taken: Taken) -> dict[str, Any]:
    if taken.tries > grader.settings.max_tries:
        return _broken(grader.settings.max_tries)
    seed = secret_key.seed_of(grader.settings, taken.submission_id)
    plan = grading.plan(parsed(_text(grader, taken)), seed)
    return verdict(plan, grader.sandbox(), taken.upload, taken.filename, taken.answers).to_json()


def _text(grader: Grader, taken: Taken) -> str:
    """The file that the regrade grades by, read once for all its items."""
    known = _TEXTS.get(taken.digest or "")
    if known is None:
        with grader.database.read() as session:
            known = authoring.text_of(session, taken.assignment_id, taken.digest)
        if taken.digest is not None:
            while len(_TEXTS) >= KEPT:
                del _TEXTS[next(iter(_TEXTS))]
            _TEXTS[taken.digest] = known
    return known


def _broken(tries: int) -> dict[str, Any]:
    note = f"Our grading failed {tries} times. The verdict from before goes on counting."
    return {"schema": SCHEMA, "state": "broken", "points": None, "functions": [], "notes": [note]}
