"""Gradient descent on real digits with the student's own backward passes."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from grader import networks
from grader.checks.check import Check, Drive, Evidence, Finding
from grader.evidence import Missing, as_array
from grader.layers.layer import Layer
from grader.messages import Array, Fault, Floats
from grader.report import Json
from grader.subscripts import number
from grader.tolerances import RTOL, U64

DIGITS = 40
STEPS = 12
RATE = 0.02


@dataclass(frozen=True)
class Training(Check):
    """Every step must follow the gradient of the loss at the place that the student's own steps led to."""

    kind = "training"
    groups = ()
    partner = "sigmoid"

    def title(self, layer: Layer) -> str:
        """What is trained."""
        return f"Trains on {DIGITS} real 8×8 digits for {STEPS} steps"

    def equation(self, layer: Layer) -> str:
        """The network of section 4, fed with the images of section 1.1."""
        return "(2), (10)"

    def drives(self, rng: np.random.RandomState) -> tuple[Drive, ...]:
        """Random first weights."""
        data = networks.digits(DIGITS)
        w, b = 0.1 * rng.standard_normal((64, 10)), np.zeros(10)
        return (Drive("train", (data.x, w, b, data.target, RATE, STEPS)),)

    def judge(self, evidence: Evidence) -> Finding:
        """Replays every step from the weights that came back; the curves go into the figures."""
        ((drive, reply),) = evidence.drives[self.name]
        w, b = (np.asarray(a) for a in drive.args[1:3])
        data = networks.digits(DIGITS)
        if isinstance(reply, Fault):
            return _stopped(f"While training: {reply.message}", w, b, fault=reply)
        path = _path(reply.value, w, b)
        if path is None:
            return _stopped("While training: the gradients do not fit the weights.", w, b)
        learnt = [networks.learn(*here, data) for here in path]
        curve = [loss for loss, _, _ in learnt]
        for step, (here, there) in enumerate(itertools.pairwise(path)):
            if not _follows(here, there, learnt[step][1:]):
                right = networks.descend(w, b, data, RATE, STEPS)
                return Finding(
                    False,
                    f"Step {step + 1} of {STEPS} does not follow the gradient. The loss ends at "
                    f"{number(round(curve[-1], 3))}; with the right gradients it ends at "
                    f"{number(round(right[-1], 3))}.",
                    figures={"loss": _rounded(curve), "reference_loss": _rounded(right)},
                )
        figures = {"loss": _rounded(curve), "reference_loss": _rounded(curve)}
        return Finding(True, f"The loss falls from {curve[0]:.1f} to {curve[-1]:.1f}.", figures=figures)


def _stopped(message: str, w: Floats, b: Floats, fault: Fault | None = None) -> Finding:
    """There is no curve of the student's, only the reference."""
    right = networks.descend(w, b, networks.digits(DIGITS), RATE, STEPS)
    return Finding(False, message, fault=fault, figures={"reference_loss": _rounded(right)})


def _path(value: object, w: Floats, b: Floats) -> list[tuple[Floats, Floats]] | None:
    """w and b before each step and after the last; None where they are not that."""
    if not isinstance(value, tuple) or len(value) != 2:
        return None
    ws, bs = as_array(value[0]), as_array(value[1])
    if isinstance(ws, Missing) or isinstance(bs, Missing):
        return None
    if ws.shape != (STEPS + 1, *w.shape) or bs.shape != (STEPS + 1, *b.shape):
        return None
    if not (np.array_equal(ws[0], w) and np.array_equal(bs[0], b)):
        return None
    return list(zip(ws, bs, strict=True))


def _follows(here: tuple[Floats, Floats], there: tuple[Floats, Floats], wants: tuple[Floats, Floats]) -> bool:
    """Whether one step is −rate times the gradient; NaN is not."""
    for p, q, want in zip(here, there, wants, strict=True):
        error: Array = np.abs(p - RATE * want - q)
        if not np.all(error <= RATE * 10 * RTOL * np.max(np.abs(want)) + 8 * U64 * np.abs(p)):
            return False
    return True


def _rounded(curve: list[float]) -> Json:
    return [float(f"{value:.6g}") if np.isfinite(value) else number(value) for value in curve]
