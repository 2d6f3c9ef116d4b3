"""What is drawn: the same each time, and each group with what it is there for."""

from __future__ import annotations

import numpy as np
import pytest

from grader.draws import Draws
from grader.evidence import Probe
from grader.layers.affine import AFFINE
from grader.layers.layer import Case, Layer
from grader.layers.registry import LAYERS


def probes(group: str, seed: str = "1", layer: Layer = AFFINE) -> tuple[Probe, ...]:
    return Draws(seed).probes(layer, group)


def arrays(case: Case) -> tuple[np.ndarray, ...]:
    return (case.dout, *case.inputs)


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_a_second_call_has_other_values_in_the_same_shapes_and_then_the_first_ones_again(
    layer: Layer,
) -> None:
    first, other, repeated, locked = probes("again", layer=layer)
    assert [p.label for p in (first, other, repeated, locked)] == ["first", "other", "repeated", "read-only"]
    for a, b, c, d in zip(*(arrays(p.case) for p in (first, other, repeated, locked)), strict=True):
        assert a.shape == b.shape
        assert a.size == 0 or not np.array_equal(a, b)
        assert np.array_equal(a, c)
        assert np.array_equal(a, d)
        assert not d.flags.writeable
        assert a.flags.writeable


def test_sizes_differ_in_random_draws_and_are_equal_in_square_ones() -> None:
    for probe in probes("random"):
        (n, d), m = probe.case.inputs[0].shape, probe.case.dout.shape[1]
        assert len({n, d, m}) == 3
        assert probe.label == f"N = {n}, D = {d}, M = {m}"
        assert [v.shape for v in probe.directions] == [a.shape for a in probe.case.inputs]
    for probe in probes("square"):
        assert len({*probe.case.inputs[1].shape, *probe.case.dout.shape}) == 1
    (large,) = probes("large")
    assert (large.group, large.label) == ("large", "N = 12, D = 20, M = 9")
    assert [v.shape for v in large.directions] == [a.shape for a in large.case.inputs]


def test_the_ladder_has_every_pair_of_sizes_equal_alone() -> None:
    seen = set()
    for probe in probes("ladder"):
        (d, m), n = probe.case.inputs[1].shape, len(probe.case.dout)
        seen.add((n == d, n == m, d == m))
    assert {(True, False, False), (False, True, False), (False, False, True), (True, True, True)} <= seen


def test_some_input_has_no_part_in_the_loss_and_some_two_have_the_same() -> None:
    douts = [probe.case.dout for probe in probes("ladder")]
    assert any(np.any(dout) and not np.all(np.any(dout, axis=1)) for dout in douts)
    assert any(len(np.unique(dout, axis=0)) < len(dout) for dout in douts)


def test_a_seed_gives_the_same_draws_and_another_one_others() -> None:
    one, same, other = (probes("random", seed)[0].case.dout for seed in ("1", "1", "2"))
    assert np.array_equal(one, same)
    assert one.shape != other.shape or not np.array_equal(one, other)


def test_an_unknown_group_is_an_error() -> None:
    with pytest.raises(KeyError):
        probes("nothing")
