"""Number, order and shape of what is returned: section 1 and equation (6)."""

from __future__ import annotations

from dataclasses import dataclass

from grader.checks.check import Check, Evidence, Finding, wrong
from grader.layers.layer import Layer
from grader.returned import Missing


@dataclass(frozen=True)
class Shapes(Check):
    """Every gradient has the shape of its variable, also for batches of images."""

    kind = "shapes"
    groups = ("exercise", "random", "square", "images")

    def title(self, layer: Layer) -> str:
        """Names what is returned."""
        return f"{layer.returns()}: number and shapes"

    def equation(self, layer: Layer) -> str:
        """A gradient by a matrix has the matrix's shape."""
        return "(6)"

    def judge(self, evidence: Evidence) -> Finding:
        """Fails at the first gradient that is missing or of another shape."""
        for answer in evidence.of(*self.groups):
            for output in self.outputs(evidence.layer):
                got = answer.outputs[output]
                if isinstance(got, Missing) or got.shape != answer.wants[output].shape:
                    return wrong(answer, output, shapes_only=True)
        return Finding(True)
