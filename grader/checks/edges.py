"""The edges of what is allowed: single rows and columns, zeros, saturation, images, other memory layouts."""

from __future__ import annotations

from dataclasses import dataclass

from grader.checks.check import Check, Evidence, Finding, judge_values
from grader.layers.layer import Layer


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
        """Shapes and values must both be right."""
        answers = [a for a in evidence.of(*self.groups) if a.probe.group != "ladder" or not a.plain]
        return judge_values(answers, self.outputs(evidence.layer), loose_shape=False)
