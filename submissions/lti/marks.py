"""How much a platform is told: what its student may see themselves, and nothing of what is held back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from grader.assignment import Assignment as Task
from submissions import access
from submissions.assignments import parsed
from submissions.feedback_policy import own_deadline, policy
from submissions.models import Assignment
from submissions.store import counting


@dataclass(frozen=True)
class Mark:
    """What counts for a student by what they may see. `next_at` is when that changes by itself: a deadline
    opens checks."""

    points: float | None
    most: float
    next_at: datetime | None


def of(session: Session, assignment: Assignment, person_id: str, now: datetime) -> Mark | None:
    """What a student may see of their mark; None where they may not see the assignment.

    The maximum is that of what they may see, too: the learning system shows the same share as the pages do,
    and nobody learns from it how much a hidden check is worth before it is opened.

    Raises:
        AssignmentError, RulesError: the assignment cannot be used as it is.
    """
    try:
        seen = access.assignment_for(session, person_id, assignment.id)
    except access.NotFoundError:
        return None
    task = parsed(seen.text)
    counted = counting.for_person(session, seen, person_id, person_id).counted
    most = policy(session, person_id, seen).max_points(task)
    return Mark(counted.points, most, _opens(own_deadline(session, person_id, seen), task, now))


def line_item(assignment: Assignment, resource_link_id: str) -> dict[str, Any]:
    """The line item of a link. Raises AssignmentError."""
    task = parsed(assignment.text)
    return {
        "scoreMaximum": task.max_points,
        "label": task.title,
        "resourceId": assignment.id,
        "resourceLinkId": resource_link_id,
    }


def _opens(due: datetime | None, task: Task, now: datetime) -> datetime | None:
    if due is None or due <= now:
        return None
    checks = [check for function in task.functions for check in function.checks]
    hidden = any(check.feedback == "hidden" and check.opens_at_deadline for check in checks)
    return due if hidden else None
