"""Gradient descent on real digits with the student's own backward passes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader import networks
from grader.checks.check import Check, Drive, Evidence, Finding
from grader.layers.layer import Layer
from grader.layers.sigmoid_passes import sigmoid
from grader.messages import Fault, Floats
from grader.report import Json
from grader.returned import Missing, as_array
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
            return _stopped(f"While training: {_why_no_path(reply.value, w, b)}", w, b)
        losses, *wants = _learnt(*path, data)
        curve = losses.tolist()
        wrong = np.flatnonzero(~(_follows(path[0], wants[0]) & _follows(path[1], wants[1])))
        if wrong.size:
            right = networks.descend(w, b, data, RATE, STEPS)
            return Finding(
                False,
                f"Step {wrong[0] + 1} of {STEPS} does not follow the gradient. The loss ends at "
                f"{number(curve[-1], right[-1])}; with the right gradients it ends at "
                f"{number(right[-1], curve[-1])}.",
                figures={"loss": _rounded(curve), "reference_loss": _rounded(right)},
            )
        both: dict[str, Json] = dict.fromkeys(("loss", "reference_loss"), _rounded(curve))
        return Finding(True, f"The loss falls from {curve[0]:.1f} to {curve[-1]:.1f}.", figures=both)


def _stopped(message: str, w: Floats, b: Floats, fault: Fault | None = None) -> Finding:
    """There is no curve of the student's, only the reference."""
    right = networks.descend(w, b, networks.digits(DIGITS), RATE, STEPS)
    return Finding(False, message, fault=fault, figures={"reference_loss": _rounded(right)})


def _path(value: object, w: Floats, b: Floats) -> tuple[Floats, Floats] | None:
    """w and b before each step and after the last, stacked; None where they are not that."""
    if not isinstance(value, tuple) or len(value) != 2:
        return None
    ws, bs = as_array(value[0]), as_array(value[1])
    if isinstance(ws, Missing) or isinstance(bs, Missing):
        return None
    if ws.shape != (STEPS + 1, *w.shape) or bs.shape != (STEPS + 1, *b.shape):
        return None
    if not (np.array_equal(ws[0], w) and np.array_equal(bs[0], b)):
        return None
    return ws, bs


def _why_no_path(value: object, w: Floats, b: Floats) -> str:
    """The first weights of the path differ where the student's code wrote into them."""
    paths = [as_array(part) for part in value] if isinstance(value, tuple) else []
    shapes = [(STEPS + 1, *w.shape), (STEPS + 1, *b.shape)]
    if [None if isinstance(path, Missing) else path.shape for path in paths] == shapes:
        return "the function changes the weights in its cache; each step expects them as they were."
    return "the gradients do not fit the weights."


def _learnt(ws: Floats, bs: Floats, data: networks.Digits) -> tuple[Floats, Floats, Floats]:
    """`networks.learn` at every place of the path in one go: losses P, gradients P×64×10 and P×10."""
    s = sigmoid(data.x @ ws + bs[:, None, :])
    difference = s - data.target
    dy = 2 * difference * s * (1 - s)
    return (difference * difference).sum(axis=(1, 2)), data.x.T @ dy, dy.sum(axis=1)


def _follows(path: Floats, wants: Floats) -> NDArray[np.bool_]:
    """For each step, whether it is −rate times the gradient where it started; NaN is not."""
    here, there = path[:-1].reshape(STEPS, -1), path[1:].reshape(STEPS, -1)
    want = wants[:-1].reshape(STEPS, -1)
    allowed = RATE * 10 * RTOL * np.abs(want).max(axis=1, keepdims=True) + 8 * U64 * np.abs(here)
    return np.asarray((np.abs(here - RATE * want - there) <= allowed).all(axis=1))


def _rounded(curve: list[float]) -> Json:
    return [float(f"{value:.6g}") if np.isfinite(value) else number(value) for value in curve]
