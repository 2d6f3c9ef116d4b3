"""The catalogue of mistakes: each is wrong, can be told from every other, and is named in every seed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest

from grader.diagnosis import CORE, diagnose, evaluate
from grader.draws import Draws
from grader.evidence import Answer
from grader.layers.layer import Layer, Misconception
from grader.layers.registry import LAYERS
from grader.messages import Array, Fault, FaultKind, Reply, Returned
from grader.misconceptions import catalogue

GRADIENTS = [(layer, i) for layer in LAYERS.values() for i in range(len(layer.outputs))]
each_gradient = pytest.mark.parametrize(
    ("layer", "output"), GRADIENTS, ids=[f"{layer.name}.{layer.outputs[i].name}" for layer, i in GRADIENTS]
)
GROUPS = ("exercise", "ladder", "random", "square", "images", "edges")


def answers(layer: Layer, output: int, wrong: Misconception, seed: str) -> list[Answer]:
    """What comes back from a student who makes this mistake in one gradient."""
    made = []
    for group in GROUPS:
        for probe in Draws(seed).probes(layer, group):
            right = Answer(layer, probe, Returned(None))
            value = evaluate(wrong, right)
            gradients: list[Array] = [np.asarray(w) for w in right.wants]
            reply: Reply = Fault(FaultKind.EXCEPTION, "shapes")
            if value is not None:
                gradients[output] = value
                reply = Returned(tuple(gradients) if len(gradients) > 1 else gradients[0])
            made.append(Answer(layer, probe, reply))
    return made


def values(layer: Layer, wrong: Misconception, seed: str) -> Iterator[Array | None]:
    for group in [*sorted(CORE), "images"]:
        for probe in Draws(seed).probes(layer, group):
            yield evaluate(wrong, Answer(layer, probe, Returned(None)))


@each_gradient
def test_two_entries_are_never_the_same_on_all_draws(layer: Layer, output: int) -> None:
    computed = {m.id + m.says: list(values(layer, m, "apart")) for m in catalogue(layer, output)}
    assert len(computed) == len(catalogue(layer, output))
    formed = {name: found for name, found in computed.items() if any(value is not None for value in found)}
    for (one, a), (other, b) in itertools.combinations(formed.items(), 2):
        same = all(
            (x is None and y is None)
            or (x is not None and y is not None and x.shape == y.shape and np.allclose(x, y, rtol=1e-4))
            for x, y in zip(a, b, strict=True)
        )
        assert not same, f"{one} and {other} cannot be told apart"


@each_gradient
@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_every_entry_is_wrong_and_is_called_by_its_own_name(layer: Layer, output: int, seed: str) -> None:
    for wrong in catalogue(layer, output):
        seen = answers(layer, output, wrong, seed)
        if all(a.fault is not None for a in seen):
            continue  # the shapes of this gradient never allow it
        assert any(not a.right(output) for a in seen if a.probe.group != "ladder"), wrong.id
        named = diagnose(layer, output, seen)
        assert named is not None, wrong.id
        assert named.id == wrong.id


@each_gradient
def test_every_entry_says_what_how_and_where(layer: Layer, output: int) -> None:
    for wrong in catalogue(layer, output):
        assert wrong.says[0].islower()
        assert not wrong.says.endswith(".")
        assert wrong.hint[0].isupper()
        assert wrong.hint.endswith((".", "?"))
        assert wrong.equation


@each_gradient
def test_a_right_gradient_has_no_mistake(layer: Layer, output: int) -> None:
    for probe in Draws("right").probes(layer, "random"):
        right = Answer(layer, probe, Returned(None))
        wants = tuple(np.asarray(w) for w in right.wants)
        right = Answer(layer, probe, Returned(wants if len(wants) > 1 else wants[0]))
        assert diagnose(layer, output, [right]) is None
