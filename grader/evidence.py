"""What came back for one planned case, laid beside what should have come back.

`Answer.outputs` holds one float64 array per gradient, or a sentence that says why there is none. Every
comparison is written so that NaN fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from grader import tolerances
from grader.comparison import Comparison, compare, near
from grader.layers.layer import Case, Layer
from grader.messages import Array, Fault, Floats, Reply, Returned
from grader.once import once
from grader.returned import DOUBLE, Missing, many_outputs, single_output

KNOWN = frozenset({"exercise", "ladder"})
"""Groups whose cases are the layer's own; nothing in them is drawn."""


@dataclass(frozen=True, eq=False)
class Probe:
    """One planned case.

    `group` says which checks read it, `label` what is special about it; along `directions`, one for each
    input, the loss may be differentiated.
    """

    group: str
    case: Case
    label: str = ""
    directions: tuple[Floats, ...] = ()


@dataclass(frozen=True, eq=False)
class Answer:
    """A probe, its reply and the reference."""

    layer: Layer
    probe: Probe
    reply: Reply
    _right: dict[tuple[int, bool], bool] = field(default_factory=dict, init=False, repr=False)
    """What `right` has found."""
    _equal: set[int] = field(default_factory=set, init=False, repr=False)
    """Gradients that equal the reference but for round-off in double precision."""

    @once
    def exact(self) -> Case:
        """The case in double precision."""
        case = self.probe.case
        if case.dout.dtype is DOUBLE and all(array.dtype is DOUBLE for array in case.inputs):
            return case
        return case.double()

    @once
    def wants(self) -> tuple[Array, ...]:
        """The right gradients."""
        return _known_wants(self.layer, self.exact) if self._is_known else self.layer.vjp(self.exact)

    @once
    def magnitudes(self) -> tuple[Array, ...]:
        """What errors are measured against."""
        if self._is_known:
            return _known_magnitudes(self.layer, self.exact)
        return self.layer.magnitude(self.exact)

    @once
    def largest(self) -> tuple[float, ...]:
        """The largest of each gradient's magnitudes, 0 where there are none."""
        return tuple(float(m.max()) if m.size else 0.0 for m in self.magnitudes)

    @property
    def _is_known(self) -> bool:
        """Whether the case is one of the layer's own, which are the same in every plan."""
        return self.probe.group in KNOWN and self.exact is self.probe.case

    @once
    def plain(self) -> bool:
        """Whether no input has more axes than in the ordinary case, such as a batch of images has."""
        return all(array.ndim <= self.layer.axes for array in self.probe.case.inputs)

    @property
    def fault(self) -> Fault | None:
        """The student's fault that left this case without an answer."""
        return self.reply if isinstance(self.reply, Fault) else None

    @once
    def outputs(self) -> tuple[Floats | Missing, ...]:
        """One entry per gradient."""
        count = len(self.layer.outputs)
        if isinstance(self.reply, Fault):
            return (Missing("could not be computed"),) * count
        if count == 1:
            return (single_output(self.reply.value, self.wants[0].shape),)
        return many_outputs(self.reply.value, count, self.layer.returns())

    @property
    def mutated(self) -> tuple[int, ...]:
        """Positions of arguments that were changed in place."""
        return self.reply.mutated if isinstance(self.reply, Returned) else ()

    @once
    def bounds(self) -> tuple[Floats, ...]:
        """How far each entry may lie from the reference."""
        pairs = zip(self.magnitudes, self.layer.terms(self.exact), strict=True)
        return tuple(tolerances.bound(magnitude, k) for magnitude, k in pairs)

    def got(self, output: int, *, loose_shape: bool = False) -> Floats | None:
        """Gradient `output` in the reference's shape; None where nothing came or shapes differ.

        With `loose_shape`, axes of length 1 do not count: the shape has its own check.
        """
        got, want = self.outputs[output], self.wants[output]
        if isinstance(got, Missing):
            return None
        if got.shape == want.shape:
            return got
        if loose_shape and np.squeeze(got).shape == np.squeeze(want).shape:
            return got.reshape(want.shape)
        return None

    def compare(self, output: int, *, loose_shape: bool = False) -> Comparison | None:
        """The comparison for gradient `output`; None where there is nothing to compare."""
        got = self.got(output, loose_shape=loose_shape)
        return None if got is None else compare(got, self.wants[output], self.bounds[output])

    def right(self, output: int, *, loose_shape: bool = False) -> bool:
        """Whether gradient `output` is right."""
        known = self._right.get((output, loose_shape))
        if known is None:
            known = self._right[output, loose_shape] = self._is_right(output, loose_shape=loose_shape)
        return known

    def mark_right(self, output: int) -> None:
        """Gradient `output` equals the reference but for round-off, in its shape too."""
        self._equal.add(output)
        self._right[output, False] = self._right[output, True] = True

    def _is_right(self, output: int, *, loose_shape: bool) -> bool:
        got = self.got(output, loose_shape=loose_shape)
        if got is None:
            return False
        if bool((got == self.wants[output]).all()):  # to the last bit: no bound is needed
            return True
        return compare(got, self.wants[output], self.bounds[output]).passed

    def single(self, output: int) -> bool:
        """Whether a right gradient was computed in single precision somewhere."""
        got = None if output in self._equal else self.got(output, loose_shape=True)
        if got is None or bool((got == self.wants[output]).all()):
            return False
        k = self.layer.terms(self.exact)[output]
        return not bool(
            np.all(np.abs(got - self.wants[output]) <= tolerances.double_bound(self.magnitudes[output], k))
        )


@lru_cache(maxsize=256)
def _known_wants(layer: Layer, case: Case) -> tuple[Array, ...]:
    return layer.vjp(case)


@lru_cache(maxsize=256)
def _known_magnitudes(layer: Layer, case: Case) -> tuple[Array, ...]:
    return layer.magnitude(case)


def find_equal(answers: Sequence[Answer]) -> None:
    """Mark the gradients that equal the reference but for round-off, in one comparison for each output.

    That is how most right ones are; what is not marked is compared by itself.
    """
    for output in range(len(answers[0].layer.outputs) if answers else 0):
        same_shape = [
            (answer, got, want)
            for answer in answers
            if not isinstance(got := answer.outputs[output], Missing)
            and got.shape == (want := answer.wants[output]).shape
            and got.size
        ]
        if not same_shape:
            continue
        gots = np.concatenate([got.ravel() for _, got, _ in same_shape])
        wants = np.concatenate([want.ravel() for _, _, want in same_shape])
        ends = np.cumsum([0] + [got.size for _, got, _ in same_shape[:-1]])
        equal = np.logical_and.reduceat(near(gots, wants), ends).tolist()
        for (answer, _, _), is_equal in zip(same_shape, equal, strict=True):
            if is_equal:
                answer.mark_right(output)
