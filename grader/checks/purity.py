"""Inputs are left alone, and the same input gives the same gradient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.checks.check import Check, Evidence, Finding
from grader.evidence import Answer
from grader.layers.layer import Layer
from grader.messages import FaultKind
from grader.returned import Missing
from grader.tolerances import bound


@dataclass(frozen=True)
class Purity(Check):
    """No input is changed in place; no call depends on an earlier one."""

    kind = "purity"
    groups = ("again",)

    def title(self, layer: Layer) -> str:
        """What is asked."""
        return "Leaves its inputs alone and remembers nothing"

    def equation(self, layer: Layer) -> str:
        """A layer is a function with its own scope."""
        return "Figure 3"

    def judge(self, evidence: Evidence) -> Finding:
        """Reads the repeated calls, and the mark of changed inputs in every call."""
        by_label = {answer.probe.label: answer for answer in evidence.of(*self.groups)}
        first, again, locked = by_label["first"], by_label["repeated"], by_label["read-only"]
        for answer in evidence.answers:
            if answer.mutated:
                return Finding(False, _changed(evidence.layer, answer.mutated))
        if first.fault is not None:
            return Finding(False, first.fault.message, fault=first.fault)
        if all(isinstance(output, Missing) for output in first.outputs):
            name, why = evidence.layer.outputs[0].name, first.outputs[0]
            return Finding(
                False, f"Nothing to look at: {name} {why.why if isinstance(why, Missing) else ''}."
            )
        if locked.fault is not None and locked.fault.kind is FaultKind.EXCEPTION:
            return Finding(
                False,
                f"{locked.fault.message} The inputs were read-only here: copy an array before you change it.",
                fault=locked.fault,
            )
        if not all(_same(first, other) for other in (again, locked)):
            return Finding(
                False,
                "Called twice with the same input, the function gave two answers. Look for a global variable "
                "or a value kept from an earlier call.",
            )
        return Finding(True)


def _same(first: Answer, other: Answer) -> bool:
    for output, (a, b) in enumerate(zip(first.outputs, other.outputs, strict=True)):
        if isinstance(a, Missing) or isinstance(b, Missing):
            if isinstance(a, Missing) != isinstance(b, Missing):
                return False
            continue
        if a.shape != b.shape:
            return False
        if bool((a == b).all()):
            continue
        scale = np.max(first.magnitudes[output], initial=0.0) + np.abs(a)
        with np.errstate(all="ignore"):
            if not np.all((np.abs(a - b) <= bound(scale, 1)) | (np.isnan(a) & np.isnan(b)) | (a == b)):
                return False
    return True


def _changed(layer: Layer, positions: tuple[int, ...]) -> str:
    names = [
        {0: "dout", 1: "the arrays in cache"}.get(position, f"argument {position}") for position in positions
    ]
    return (
        f"The function changes {' and '.join(names)} in place. Other layers still need "
        f"{'it' if positions == (0,) else 'them'}: work on a copy, or write a new array."
    )
