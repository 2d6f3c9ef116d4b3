"""Assignment files as the web side and the worker read them: parsed once per text, then remembered."""

from __future__ import annotations

from functools import lru_cache

from grader import assignment as grader_assignment
from grader.assignment import Assignment as Task
from grader.assignment import AssignmentError
from submissions.models import Assignment


@lru_cache(maxsize=64)
def parsed(text: str) -> Task:
    """The assignment in `text`. Raises `grader.assignment.AssignmentError`."""
    return grader_assignment.parse(text)


def task_of(assignment: Assignment) -> Task | None:
    """What the assignment's file says; None while it cannot be used."""
    try:
        return parsed(assignment.text)
    except AssignmentError:
        return None
