"""Assignment files as the web side and the worker read them: parsed once per text, then remembered."""

from __future__ import annotations

from functools import lru_cache

from grader import assignment as grader_assignment
from grader.assignment import Assignment


@lru_cache(maxsize=64)
def parsed(text: str) -> Assignment:
    """The assignment in `text`. Raises `grader.assignment.AssignmentError`."""
    return grader_assignment.parse(text)
