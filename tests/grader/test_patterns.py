"""Facts without a formula, each on answers for which it just holds or just does not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from grader.diagnosis import diagnose
from grader.draws import Draws
from grader.evidence import Answer, Probe
from grader.layers.affine import AFFINE
from grader.layers.sigmoid import SIGMOID
from grader.messages import Array, Fault, FaultKind, Returned
from grader.patterns import pattern

GROUPS = ("exercise", "ladder", "random", "square", "images", "large", "edges", "again")
Change = Callable[[Probe, Array], Array]


def answers(change: Change, output: int = 1) -> list[Answer]:
    """Right answers of an affine layer, with gradient `output` of each changed."""
    made = []
    draws = Draws("1")
    for group in GROUPS:
        for probe in draws.probes(AFFINE, group):
            gradients = list(AFFINE.vjp(probe.case.double()))
            gradients[output] = change(probe, gradients[output])
            made.append(Answer(AFFINE, probe, Returned(tuple(gradients))))
    return made


def fact(change: Change, output: int = 1) -> str | None:
    found = pattern(output, answers(change, output))
    return None if found is None else f"{found.id}: {found.says}"


def corner(want: Array, value: float = 0.0) -> Array:
    changed = want.copy()
    changed.flat[-1] = value
    return changed


def jumbled(want: Array) -> Array:
    return np.random.default_rng(3).standard_normal(want.shape) * 100


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda probe, want: want.reshape(-1), "other_shape: has the right values in another shape"),
        (
            lambda probe, want: want[::-1, ::-1],
            "entries_misplaced: holds the right numbers in the wrong places",
        ),
        (
            lambda probe, want: corner(want),
            "entries_left_out: is right in some entries and zero in the others",
        ),
        (
            lambda probe, want: want if len(want) > 3 else 0 * want,
            "entries_left_out: is right for some inputs and all zeros for the others",
        ),
        (
            lambda probe, want: want * (1 + 1e-3 * np.cos(want)),
            "not_exact: is close to the gradient, though not close",
        ),
        (
            lambda probe, want: want * len(probe.case.dout) ** 0.3,
            "scaled_by_sizes: is a multiple of the gradient",
        ),
        (lambda probe, want: corner(want, np.nan), "not_finite: holds NaN or infinity"),
        (lambda probe, want: np.ones((2, 2)), "hard_coded: is the same for every input"),
    ],
)
def test_a_fact_that_holds_in_every_draw_is_told(change: Change, says: str) -> None:
    found = fact(change)
    assert found is not None
    assert found.startswith(says)


def spoilt(change: Change, group: str) -> Change:
    """The change, but in one group what has nothing to do with it."""
    return lambda probe, want: jumbled(want) if probe.group == group else change(probe, want)


@pytest.mark.parametrize("group", ["random", "large", "images", "again"])
@pytest.mark.parametrize(
    "change",
    [
        lambda probe, want: want.reshape(-1),
        lambda probe, want: want[::-1, ::-1],
        lambda probe, want: corner(want),
        lambda probe, want: want * (1 + 1e-3 * np.cos(want)),
        lambda probe, want: want * len(probe.case.dout) ** 0.3,
        lambda probe, want: corner(want, np.nan),
        lambda probe, want: np.ones((2, 2)),
    ],
)
def test_a_fact_that_does_not_hold_everywhere_is_not_told(change: Change, group: str) -> None:
    assert fact(spoilt(change, group)) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda probe, want: want[::-1, ::-1],
        lambda probe, want: want * (1 + 1e-3 * np.cos(want)),
        lambda probe, want: corner(want),
    ],
)
def test_a_fact_about_values_does_not_hold_where_the_size_is_another(change: Change) -> None:
    assert fact(lambda probe, want: want[:1] if probe.group == "random" else change(probe, want)) is None


def test_what_is_far_off_only_at_the_edges_is_not_near() -> None:
    assert fact(lambda probe, want: jumbled(want) if probe.group == "edges" else want) is None


def test_what_is_inexact_everywhere_may_be_far_off_at_the_edges() -> None:
    found = fact(lambda probe, want: jumbled(want) if probe.group == "edges" else want * 1.001 + 1e-3)
    assert found is not None
    assert found.startswith("not_exact")


def test_nearly_only_zeros_do_not_count_as_entries_left_out() -> None:
    def one_left(probe: Probe, want: Array) -> Array:
        kept = np.zeros_like(want)
        if probe.group == "exercise":
            kept[0] = want[0]
        return kept

    assert fact(one_left) is None


def test_what_is_mostly_right_is_no_multiple_of_the_gradient() -> None:
    assert fact(lambda probe, want: want / 2 if probe.group == "large" else want) is None


def test_an_exception_somewhere_leaves_no_fact_about_all_draws() -> None:
    seen = answers(lambda probe, want: corner(want))
    seen[12] = Answer(AFFINE, seen[12].probe, Fault(FaultKind.EXCEPTION, "no"))
    assert pattern(1, seen) is None


@pytest.mark.parametrize("axes", [2, 3, 4])
def test_a_whole_jacobian_is_told_by_its_size_whatever_its_axes(axes: int) -> None:
    def jacobian(probe: Probe, want: Array) -> Array:
        m = probe.case.dout.shape
        return np.ones({2: (np.prod(m), want.size), 3: (*m, want.size), 4: (*m, *want.shape)}[axes])

    found = diagnose(AFFINE, 1, answers(jacobian))
    assert found is not None
    assert found.id == "jacobian"


@pytest.mark.parametrize(
    "change",
    [
        lambda probe, want: np.ones(probe.case.dout.size * want.size),
        lambda probe, want: np.ones((probe.case.dout.size, want.size + 1)),
        lambda probe, want: (
            np.ones((probe.case.dout.size, want.size)) if probe.group == "exercise" else jumbled(want)
        ),
    ],
)
def test_other_arrays_are_no_jacobian(change: Change) -> None:
    found = diagnose(AFFINE, 1, answers(change))
    assert found is None or found.id != "jacobian"


@pytest.mark.parametrize(
    "change", [lambda want: -want, lambda want: 2 * want, lambda want: want * 0 + 1, lambda want: want.T]
)
def test_a_mistake_that_is_not_made_with_images_is_not_called_by_its_plain_name(
    change: Callable[[Array], Array],
) -> None:
    plain = diagnose(AFFINE, 1, answers(lambda probe, want: change(want)))
    flat = diagnose(
        AFFINE, 1, answers(lambda probe, want: want if probe.case.inputs[0].ndim > 2 else change(want))
    )
    assert plain is not None
    assert flat is None or flat.id != plain.id


def test_only_layers_with_flat_ends_are_wrong_there() -> None:
    nan_at_zeros = answers(lambda probe, want: want * np.nan if not np.any(want) else want)
    found = pattern(1, nan_at_zeros)
    assert found is not None
    assert found.id == "not_finite"
    seen = []
    for group in ("exercise", "ladder", "random", "square", "edges"):
        for probe in Draws("1").probes(SIGMOID, group):
            want = SIGMOID.vjp(probe.case.double())[0]
            flat_ends = SIGMOID.forward(probe.case.double().inputs) > 1 - 1e-9
            seen.append(Answer(SIGMOID, probe, Returned(np.where(flat_ends, want + 1, want))))
    assert (flat := pattern(0, seen)) is not None
    assert flat.id == "wrong_where_flat"
