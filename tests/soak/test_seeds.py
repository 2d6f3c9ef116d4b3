"""On every seed: right gradients pass, wrong ones do not, nor does one wrong entry.

The normal run takes everything in turn over CHUNK seeds; `make soak` tries everything on every one of
SOAK_SEEDS seeds (10,000 unless the environment says less).
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np
import pytest

from grader.layers.registry import LAYERS
from tests.grader.right_and_wrong import RIGHT_AFFINE, RIGHT_SIGMOID, WRONG_AFFINE, WRONG_SIGMOID
from tests.soak.soaking import Backward, failed, one_entry_mistakes, spoiled, verdict

SOAK_SEEDS = int(os.environ.get("SOAK_SEEDS", "10000"))
CHUNK = 50


RIGHT: list[tuple[str, str, Backward]] = [
    *(("affine", name, backward) for name, backward in RIGHT_AFFINE.items()),
    *(("sigmoid", name, backward) for name, backward in RIGHT_SIGMOID.items()),
    ("sigmoid", "quarter", lambda d, s: d * (0.25 - (s - 0.5) ** 2)),
    ("sigmoid", "by the logit", lambda d, s: d / (1 / s + 1 / (1 - s))),
    ("sigmoid", "by logarithms", lambda d, s: d * np.exp(np.log(s) + np.log1p(-s))),
    ("square", "closed form", lambda d, x: 2 * d * x),
    ("square", "product rule", lambda d, x: d * x + x * d),
    ("relu", "closed form", lambda d, x: np.where(x > 0, d, 0)),
    ("relu", "mask", lambda d, x: d * (x > 0)),
    ("tanh", "closed form", lambda d, y: d * (1 - y**2)),
    ("tanh", "factors", lambda d, y: d * (1 - y) * (1 + y)),
]
WRONG: list[tuple[str, str, Backward]] = [
    *(("affine", name, backward) for name, (_, _, backward) in WRONG_AFFINE.items()),
    *(("sigmoid", name, backward) for name, (_, backward) in WRONG_SIGMOID.items()),
    ("affine", "rounded", lambda d, c: [np.round(g, 3) for g in RIGHT_AFFINE["closed form"](d, c)]),
    ("affine", "half", lambda d, c: [np.float16(g) for g in RIGHT_AFFINE["closed form"](d, c)]),
    ("affine", "off by 1e-5", lambda d, c: [g * 1.00001 for g in RIGHT_AFFINE["closed form"](d, c)]),
    ("affine", "clipped", lambda d, c: [np.clip(g, -1, 1) for g in RIGHT_AFFINE["closed form"](d, c)]),
    ("sigmoid", "half", lambda d, s: np.float16(d * s * (1 - s))),
    ("sigmoid", "off by 1e-4", lambda d, s: d * s * (1 - s) * 1.0001),
    ("sigmoid", "shifted by 1e-3", lambda d, s: d * (s * (1 - s) + 1e-3)),
    ("relu", "leaky", lambda d, x: np.where(x > 0, d, 0.01 * d)),
    ("tanh", "square forgotten", lambda d, y: d * (1 - y)),
    ("square", "factor forgotten", lambda d, x: d * x),
]
LAYER_NAMES = ("affine", "sigmoid", "square", "relu", "tanh")


def seeds(chunk: int) -> Iterator[str]:
    """The seeds of a chunk, as the service makes them: 64 hexadecimal digits."""
    for number in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        yield f"{number * 0x9E3779B97F4A7C15 % 2**256:064x}"


def place(seed: str) -> float:
    """Where in an array the wrong entry stands: another place with each seed."""
    return int(seed[-6:], 16) / 0x1000000


def check_one_entry(layer: str, number: int, seed: str) -> bool:
    """Whether a mistake could be made in one entry; fails where it was made and not caught."""
    mistakes = one_entry_mistakes(layer, place(seed))
    mistake = mistakes[number % len(mistakes)]
    found, groups = spoiled(layer, seed, mistake)
    named = f"{layer} {mistake.layer.outputs[mistake.output].name} {mistake.mistake.id} {seed}"
    assert bool(found) == bool(groups), (named, found, groups)
    return bool(groups)


def test_every_seed_tells_right_from_wrong_in_turn() -> None:
    for i, seed in enumerate(seeds(0)):
        for layer, name, backward in RIGHT[i % 2 :: 8]:
            assert failed(verdict(layer, seed, backward)) == [], (name, seed)
        for layer, name, backward in WRONG[i % 12 :: 12]:
            assert failed(verdict(layer, seed, backward)), (layer, name, seed)


def test_one_wrong_entry_is_caught_on_every_seed_in_turn() -> None:
    made = 0
    for i, seed in enumerate(seeds(1)):
        for layer in LAYER_NAMES:
            made += check_one_entry(layer, i, seed)
    assert made > CHUNK * len(LAYER_NAMES) / 2


def test_the_tables_speak_of_all_layers_they_mean() -> None:
    assert {layer for layer, _, _ in RIGHT} == {layer for layer, _, _ in WRONG} == set(LAYER_NAMES)
    assert set(LAYER_NAMES) <= set(LAYERS)


def test_single_precision_does_not_hide_the_name_of_a_mistake() -> None:
    check, misconception, backward = WRONG_AFFINE["column order"]
    for seed in seeds(0):
        assert verdict("affine", seed, backward)[check].misconception == misconception, seed


@pytest.mark.soak
@pytest.mark.parametrize("chunk", range(max(1, SOAK_SEEDS // CHUNK)))
def test_every_known_mistake_has_its_name_on_every_seed(chunk: int) -> None:
    for seed in seeds(chunk):
        for name, (check, misconception, backward) in WRONG_AFFINE.items():
            found = verdict("affine", seed, backward)[check]
            assert (found.misconception or "") == misconception, (name, seed)
        for name, (misconception, backward) in WRONG_SIGMOID.items():
            found = verdict("sigmoid", seed, backward)["reference.dx"]
            assert found.misconception == misconception, (name, seed)


@pytest.mark.soak
@pytest.mark.parametrize("chunk", range(max(1, SOAK_SEEDS // CHUNK)))
def test_right_gradients_pass_on_every_seed(chunk: int) -> None:
    for seed in seeds(chunk):
        for layer, name, backward in RIGHT:
            assert failed(verdict(layer, seed, backward)) == [], (layer, name, seed)


@pytest.mark.soak
@pytest.mark.parametrize("chunk", range(max(1, SOAK_SEEDS // CHUNK)))
def test_wrong_gradients_are_caught_on_every_seed(chunk: int) -> None:
    for seed in seeds(chunk):
        for layer, name, backward in WRONG:
            assert failed(verdict(layer, seed, backward)), (layer, name, seed)


@pytest.mark.soak
@pytest.mark.parametrize("chunk", range(max(1, SOAK_SEEDS // CHUNK)))
def test_one_wrong_entry_is_caught_on_every_seed(chunk: int) -> None:
    for seed in seeds(chunk):
        for layer in LAYER_NAMES:
            for number in range(len(one_entry_mistakes(layer, 0.0))):
                check_one_entry(layer, number, seed)
