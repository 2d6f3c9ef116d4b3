"""What people may see of a student's reports, on pages and in the API: the feedback policy of the checks.

Staff see everything; where no check holds anything back, so does the student.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader import feedback
from grader.assignment import Assignment as Task
from submissions import access
from submissions.assignments import task_of
from submissions.models import Assignment, State, Submission
from submissions.models_teaching import Extension as ExtensionRow
from submissions.rules.model import NO_EXTENSION, Extension, Rules, deadline
from submissions.store.verdicts import Attempt, latest_reports


@dataclass(frozen=True)
class Policy:
    """What one person may see of their own reports; `task` is None where that is all, and where the
    assignment's file cannot be read: then it is nothing (`closed`)."""

    task: Task | None
    graded: int = 0
    past_due: bool = False
    closed: bool = False

    def report(self, report: dict[str, Any]) -> dict[str, Any]:
        """The report without what is held back."""
        if self.task is None and not self.closed:
            return report
        return feedback.shown(report, self.task, self.graded, self.past_due)

    def max_points(self, task: Task) -> float:
        """The points of all that is not hidden."""
        checks = [check for function in task.functions for check in function.checks]
        if self.task is not None:
            checks = [c for c in checks if feedback.level(c, self.graded, self.past_due) != "hidden"]
        return math.fsum([*(c.points for c in checks), *(a.points for a in task.answers)])

    def history(self, session: Session, attempts: Sequence[Attempt]) -> list[Attempt]:
        """Attempts with the points that may be seen."""
        if self.task is None and not self.closed:
            return list(attempts)
        found = latest_reports(session, [attempt.id for attempt in attempts])
        return [
            replace(attempt, points=self.report(found[attempt.id]).get("points"))
            if attempt.id in found and not attempt.by_hand
            else attempt
            for attempt in attempts
        ]


def policy(session: Session, viewer_id: str, assignment: Assignment) -> Policy:
    """What `viewer_id` may see of reports of the assignment."""
    task = task_of(assignment)
    if (task and not _holds_back(task)) or access.is_staff(session, viewer_id, assignment.course_id):
        return Policy(None)
    if task is None:
        return Policy(None, closed=True)
    graded = session.scalar(
        select(func.count()).where(
            Submission.assignment_id == assignment.id,
            Submission.person_id == viewer_id,
            Submission.state == State.GRADED,
        )
    )
    due_at = own_deadline(session, viewer_id, assignment)
    return Policy(task, graded or 0, due_at is not None and due_at < datetime.now(UTC))


def own_deadline(session: Session, person_id: str, assignment: Assignment) -> datetime | None:
    """The deadline at which checks open to one person: who has an extension may hand in for longer, and must
    not see before what is held back."""
    row = session.get(ExtensionRow, (assignment.id, person_id))
    extension = Extension(row.due_at) if row else NO_EXTENSION
    return deadline(Rules(due_at=assignment.due_at), extension)


def _holds_back(task: Task) -> bool:
    return any(check.feedback != "full" for function in task.functions for check in function.checks)
