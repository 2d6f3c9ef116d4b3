"""The values of section 4 of the sheet."""

from __future__ import annotations

from dataclasses import dataclass

from grader.checks.check import Check, Evidence, Finding, judge_values
from grader.comparison import compare
from grader.evidence import Answer
from grader.layers.layer import Layer
from grader.messages import Returned
from grader.returned import Missing, as_array
from grader.tolerances import bound


@dataclass(frozen=True)
class Exercise(Check):
    """The case that the sheet works out; where the upload has its own forward pass, that too."""

    kind = "exercise"
    groups = ("exercise",)

    def title(self, layer: Layer) -> str:
        """The values one can compare with the sheet."""
        return "The values of the sheet's exercise"

    def equation(self, layer: Layer) -> str:
        """Section 4."""
        return "exercise 2 (d), (e)" if layer.name == "affine" else layer.outputs[0].equation

    def judge(self, evidence: Evidence) -> Finding:
        """Compares with the reference, which a test compares with the sheet's printed values."""
        answers = evidence.of(*self.groups)
        finding = judge_values(answers, self.outputs(evidence.layer), loose_shape=True)
        if finding.passed:
            for answer in answers:
                if not _forward_is_right(answer):
                    return Finding(
                        False, "The gradient is right, but your own forward pass is not: check its output."
                    )
        return finding


def _forward_is_right(answer: Answer) -> bool:
    if not isinstance(answer.reply, Returned) or not answer.reply.own_forward:
        return True
    inputs = answer.exact.inputs
    want = answer.layer.forward(inputs)
    got = as_array(answer.reply.forward)
    if answer.layer.is_loss and not isinstance(got, Missing) and got.size == 1:
        got = got.reshape(want.shape)  # a number is a number, in however many brackets
    if isinstance(got, Missing) or got.shape != want.shape:
        return False
    longest_sum = max(array.size for array in inputs)
    return compare(got, want, bound(abs(want) + 1.0, longest_sum + 8)).passed
