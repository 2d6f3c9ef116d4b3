"""One function on one seed, in this process: how the runs over many seeds grade.

The assignment here has one function and no whole networks, so that a plan takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from grader.assignment import Assignment, parse
from grader.diagnosis import evaluate
from grader.evidence import Answer
from grader.grading import Plan, judge, plan
from grader.layers.layer import Layer, Misconception
from grader.layers.registry import LAYERS
from grader.messages import Array, Returned, Run
from grader.misconceptions import catalogue
from grader.report import CheckResult
from tests.grader.in_process import reply

Backward = Callable[[Any, Any], Any]


@cache
def alone(layer: str) -> Assignment:
    """An assignment of one layer with every check that needs nothing but it."""
    function = LAYERS[layer]
    kinds = ["shapes", "exercise", "differences", "edges", "purity"]
    checks = [f'[[function.check]]\nkind = "{kind}"\npoints = 1\n' for kind in kinds]
    checks += [
        f'[[function.check]]\nkind = "reference"\noutput = "{output.name}"\npoints = 1\n'
        for output in function.outputs
    ]
    head = f'schema = 1\nid = "soak"\ntitle = "Soak"\npoints = {len(checks)}\n'
    table = f'[[function]]\nname = "{function.function}"\nlayer = "{layer}"\npoints = {len(checks)}\n'
    return parse(head + table + "\n".join(checks))


@lru_cache(maxsize=16)
def planned(layer: str, seed: str) -> Plan:
    """The plan for a seed; the last ones are kept."""
    return plan(alone(layer), seed)


def verdict(layer: str, seed: str, backward: Backward) -> dict[str, CheckResult]:
    """All checks of `backward` on a seed, by name."""
    made = planned(layer, seed)
    replies = tuple(reply(backward, call.args) for call in made.calls())
    return {check.name: check for check in judge(made, Run(replies)).functions[0].checks}


def failed(checks: dict[str, CheckResult]) -> list[str]:
    """Names of the failed checks with their sentences."""
    return [f"{check.name}: {check.message}" for check in checks.values() if not check.passed]


@dataclass(frozen=True)
class OneEntry:
    """A known mistake in gradient `output`, made in one entry only, `place` of the way through the array."""

    layer: Layer
    output: int
    mistake: Misconception
    place: float

    def spoil(self, answer: Answer) -> tuple[tuple[Array, ...], bool]:
        """The gradients with that one entry wrong, and whether it differs enough to be a mistake at all."""
        right = [np.array(want) for want in answer.wants]
        wrong = evaluate(self.mistake, answer)
        want = right[self.output]
        if wrong is None or wrong.shape != want.shape or not want.size:
            return tuple(right), False
        at = int(self.place * want.size)
        allowed = answer.bounds[self.output].reshape(-1)[at]
        differs = not abs(wrong.reshape(-1)[at] - want.reshape(-1)[at]) <= 2 * allowed
        want.reshape(-1)[at] = wrong.reshape(-1)[at]
        return tuple(right), differs


def one_entry_mistakes(layer: str, place: float) -> list[OneEntry]:
    """Every entry of the catalogue for every gradient of a layer."""
    found = LAYERS[layer]
    return [
        OneEntry(found, output, mistake, place)
        for output in range(len(found.outputs))
        for mistake in catalogue(found, output)
    ]


def spoiled(layer: str, seed: str, mistake: OneEntry) -> tuple[list[str], set[str]]:
    """Failed checks for a mistake in one entry, and the groups of cases in which that entry was wrong."""
    made = planned(layer, seed)
    replies, groups = [], set()
    for probe in made.functions[0].probes:
        gradients, differs = mistake.spoil(Answer(mistake.layer, probe, Returned(None)))
        groups |= {probe.group} if differs else set()
        replies.append(Returned(gradients if len(gradients) > 1 else gradients[0]))
    checks = {c.name: c for c in judge(made, Run(tuple(replies))).functions[0].checks}
    return failed(checks), groups
