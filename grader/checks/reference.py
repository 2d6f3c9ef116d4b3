"""Random draws against the closed form: equations (20), (21), section 3.1 and exercise 1."""

from __future__ import annotations

from dataclasses import dataclass

from grader.checks.check import Check, Evidence, Finding, judge_values
from grader.layers.layer import Layer


@dataclass(frozen=True)
class Reference(Check):
    """One gradient on random matrices, most of them with N, D and M all different."""

    kind = "reference"
    groups = ("ladder", "random", "square", "large", "again")
    per_output = True

    def title(self, layer: Layer) -> str:
        """The closed form in words."""
        return layer.output(self.output).title

    def equation(self, layer: Layer) -> str:
        """Where the sheet derives it."""
        return layer.output(self.output).equation

    def judge(self, evidence: Evidence) -> Finding:
        """Values decide; an axis too many is the business of the check on shapes."""
        answers = [a for a in evidence.of(*self.groups) if a.plain and a.probe.label != "read-only"]
        if not answers:
            raise ValueError(f"{self.name} has no case to look at")  # nothing looked at must not pass
        return judge_values(answers, self.outputs(evidence.layer), loose_shape=True)
