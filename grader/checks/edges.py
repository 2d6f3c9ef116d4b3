"""The edges of what is allowed: single rows and columns, zeros, saturation, images, other memory layouts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.checks.check import Check, Evidence, Finding, judge_values
from grader.evidence import Answer
from grader.layers.layer import Layer
from grader.messages import FaultKind


@dataclass(frozen=True)
class Edges(Check):
    """Shapes and values where special cases in code tend to be wrong."""

    kind = "edges"
    groups = ("edges", "images", "ladder")

    def title(self, layer: Layer) -> str:
        """What is special here."""
        return "Special shapes and values"

    def equation(self, layer: Layer) -> str:
        """The layer's definition holds for every N, D, M."""
        return "(1)" if layer.name == "affine" else layer.outputs[0].equation

    def judge(self, evidence: Evidence) -> Finding:
        """Shapes and values must both be right, wherever the function answers or ought to."""
        answers = [
            answer
            for answer in evidence.of(*self.groups)
            if (answer.probe.group != "ladder" or not answer.plain) and not _is_for_double_only(answer)
        ]
        return judge_values(answers, self.outputs(evidence.layer), loose_shape=False)


def _is_for_double_only(answer: Answer) -> bool:
    """Whether the function stops at single precision, which is our choice: buffers for double precision, as
    in `np.dot(a, b, out=np.empty(shape))`, take nothing else. Wrong values count in either precision."""
    if answer.fault is None or answer.fault.kind is not FaultKind.EXCEPTION:
        return False
    case = answer.probe.case
    return any(array.dtype == np.float32 for array in (case.dout, *case.inputs))
