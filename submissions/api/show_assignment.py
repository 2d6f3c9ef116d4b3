"""Assignments as the interface shows them."""

from __future__ import annotations

from typing import Any

from grader.assignment import AssignmentError, GradedFunction
from submissions.assignments import parsed
from submissions.models import Assignment
from submissions.rules import reading
from submissions.rules.reading import RulesError


def whole(assignment: Assignment) -> dict[str, Any]:
    """An assignment and what is graded in it. Raises AssignmentError: its file cannot be used."""
    file = parsed(assignment.text)
    return {
        **line(assignment),
        "digest": file.digest,
        "intro": file.intro,
        "rules": _rules(assignment),
        "functions": [_function(function) for function in file.functions],
        "answers": [
            {"name": a.name, "title": a.title, "equation": a.equation, "points": a.points}
            for a in file.answers
        ],
    }


def _rules(assignment: Assignment) -> dict[str, Any]:
    try:
        return {**reading.USUAL, **reading.values(assignment.rules)}
    except RulesError:
        return dict(reading.USUAL)


def line(assignment: Assignment) -> dict[str, Any]:
    """An assignment in a list; its course is loaded."""
    try:
        file = parsed(assignment.text)
        title, max_points = file.title, file.max_points
    except AssignmentError:  # one that cannot be used must not hide the others
        title, max_points = assignment.slug, None
    return {
        "id": assignment.id,
        "slug": assignment.slug,
        "course": assignment.course.slug,
        "title": title,
        "max_points": max_points,
        "opens_at": assignment.opens_at,
        "due_at": assignment.due_at,
        "published": assignment.published,
    }


def _function(function: GradedFunction) -> dict[str, Any]:
    layer = function.layer
    return {
        "name": function.name,
        "points": function.points,
        "arrays": [{"name": a.name, "shape": a.shape, "meaning": a.meaning} for a in layer.arguments],
        "returns": layer.returns(),
        "starter": layer.starter,
        "checks": [
            {
                "name": check.name,
                "title": check.title(layer),
                "equation": check.equation(layer),
                "points": check.points,
            }
            for check in function.checks
        ],
    }
