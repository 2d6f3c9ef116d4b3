"""All checks by the word that stands in an assignment file."""

from __future__ import annotations

from grader.checks.check import Check
from grader.checks.differences import Differences
from grader.checks.edges import Edges
from grader.checks.exercise import Exercise
from grader.checks.network import Network
from grader.checks.purity import Purity
from grader.checks.reference import Reference
from grader.checks.shapes import Shapes
from grader.checks.training import Training

CHECKS: dict[str, type[Check]] = {
    check.kind: check
    for check in (Shapes, Exercise, Reference, Differences, Edges, Purity, Network, Training)
}
