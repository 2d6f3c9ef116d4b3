"""The planned cases: from an assignment's seed to the probes of one function, the same each time.

NumPy's `RandomState` is used since its stream is frozen: a stored seed gives the same draws under every later
NumPy. Each group has its own stream, so that a check added later does not move the others' draws.
"""

from __future__ import annotations

import hashlib
import threading

import numpy as np

from grader.evidence import KNOWN, Probe
from grader.layers.layer import Case, Layer
from grader.messages import Array, Floats

RANDOM_DRAWS = 4
SQUARE_SIZES = (3, 4)
LARGE = (12, 20, 9)


_of_thread = threading.local()


class Draws:
    """All probes of one plan. Its generator is made once a thread and seeded anew for each group: making one
    takes as long as all draws of a plan."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._rng: np.random.RandomState = getattr(_of_thread, "rng", None) or np.random.RandomState(0)
        _of_thread.rng = self._rng

    def probes(self, layer: Layer, group: str) -> tuple[Probe, ...]:
        """All probes of a group. Raises KeyError for an unknown one."""
        rng = self._rng if group in KNOWN else self.generator(layer.name, group)
        return _GROUPS[group](layer, rng)

    def generator(self, *names: str) -> np.random.RandomState:
        """The stream of a group, at its start; it is good until the next one is asked for."""
        digest = hashlib.sha256("\n".join((self._seed, *names)).encode()).digest()
        self._rng.seed(np.frombuffer(digest, dtype="<u4").astype(np.uint32))
        return self._rng


def _exercise(layer: Layer, rng: np.random.RandomState) -> tuple[Probe, ...]:
    return (Probe("exercise", layer.exercise, layer.exercise_says),)


def _ladder(layer: Layer, rng: np.random.RandomState) -> tuple[Probe, ...]:
    return tuple(Probe("ladder", case) for case in layer.ladder)


def _random(layer: Layer, rng: np.random.RandomState) -> tuple[Probe, ...]:
    """N, D and M all different, so that a missing transpose shows at once."""
    drawn = []
    for _ in range(RANDOM_DRAWS):
        n, d, m = (int(size) for size in rng.permutation(np.arange(2, 7))[:3])
        case = layer.sample(rng, (n, d, m))
        drawn.append(Probe("random", case, f"N = {n}, D = {d}, M = {m}", _directions(case, rng)))
    return tuple(drawn)


def _square(layer: Layer, rng: np.random.RandomState) -> tuple[Probe, ...]:
    """Square and not symmetric: code that swaps axes only where the shapes allow it shows here."""
    return tuple(
        Probe("square", layer.sample(rng, (size, size, size)), f"N = D = M = {size}") for size in SQUARE_SIZES
    )


def _images(layer: Layer, rng: np.random.RandomState) -> tuple[Probe, ...]:
    return tuple(Probe("images", case, f"x of shape {case.inputs[0].shape}") for case in layer.images(rng))


def _large(layer: Layer, rng: np.random.RandomState) -> tuple[Probe, ...]:
    case = layer.sample(rng, LARGE)
    return (Probe("large", case, "N = {}, D = {}, M = {}".format(*LARGE), _directions(case, rng)),)


def _directions(case: Case, rng: np.random.RandomState) -> tuple[Floats, ...]:
    """One random direction for each input, along which the loss is differentiated."""
    return tuple(rng.standard_normal(array.shape) for array in case.inputs)


def _edges(layer: Layer, rng: np.random.RandomState) -> tuple[Probe, ...]:
    given = [Probe("edges", case, label) for label, case in layer.edges(rng)]
    case = layer.sample(rng, (3, 4, 2))
    fortran = Case(np.array(case.dout, order="F"), tuple(np.array(a, order="F") for a in case.inputs))
    pictures = tuple(
        Probe("edges", Case(c.dout, (np.array(c.inputs[0], order="F"), *c.inputs[1:])), "images column-major")
        for c in layer.images(rng)[1:]
    )
    return (*given, Probe("edges", fortran, "arrays in column-major memory order"), *pictures)


def _again(layer: Layer, rng: np.random.RandomState) -> tuple[Probe, ...]:
    """First, other values in the same shapes, the first once more, and the first read-only."""
    first, other = layer.sample(rng, (3, 4, 2)), layer.sample(rng, (3, 4, 2))
    locked = Case(_locked(first.dout), tuple(_locked(a) for a in first.inputs))
    return (
        Probe("again", first, "first"),
        Probe("again", other, "other"),
        Probe("again", first, "repeated"),
        Probe("again", locked, "read-only"),
    )


def _locked(array: Array) -> Array:
    copy = array.copy()
    copy.flags.writeable = False
    return copy


_GROUPS = {
    "exercise": _exercise,
    "ladder": _ladder,
    "random": _random,
    "square": _square,
    "images": _images,
    "large": _large,
    "edges": _edges,
    "again": _again,
}
