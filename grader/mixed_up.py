"""Another array in the place of a gradient: another gradient, a variable, dout, or a product of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.layers.layer import Case, Layer, Misconception
from grader.messages import Array


def upstream_ignored(layer: Layer, of: int) -> Misconception:
    """The chain rule without dout."""
    return Misconception(
        "upstream_ignored",
        (),
        "does not depend on dout",
        "The chain rule has two factors: the derivative of this layer, and what comes from above, dout.",
        "(10)",
        lambda case: layer.vjp(Case(np.ones_like(case.dout), case.inputs))[of],
    )


def with_variable(layer: Layer, of: int) -> tuple[Misconception, ...]:
    """The gradient times its variable, or divided by it."""
    position = layer.outputs[of].of
    name = layer.input_name(position)

    def formula(change: Callable[[Array, Array], Array]) -> Callable[[Case], Array]:
        def changed(case: Case) -> Array:
            want, variable = layer.vjp(case)[of], case.inputs[position]
            if want.shape != variable.shape:
                raise ValueError("the shapes differ")
            return np.asarray(change(want, variable))

        return changed

    hint = f"Asked for is how the loss changes with {name}. Its own value is no factor of that."
    return (
        Misconception(
            "times_variable",
            (),
            f"is multiplied by {name}, entry by entry",
            hint,
            "(9)",
            formula(np.multiply),
        ),
        Misconception(
            "divided_by_variable",
            (),
            f"is divided by {name}, entry by entry",
            hint,
            "(9)",
            formula(np.divide),
        ),
    )


def returned_instead(layer: Layer, of: int) -> tuple[Misconception, ...]:
    """What is no gradient at all."""
    variable = layer.input_name(layer.outputs[of].of)
    return (
        Misconception(
            "returns_dout",
            (),
            "is dout itself",
            "The upstream gradient is where the chain rule starts: multiply it by this layer's derivative.",
            "(10)",
            lambda case: case.dout,
        ),
        Misconception(
            "forward_value",
            (),
            "is the output of the forward pass",
            "Asked for is how the loss changes with this variable, not the value of the layer.",
            "(9)",
            lambda case: layer.forward(case.inputs),
        ),
        Misconception(
            "returns_variable",
            (),
            f"is {variable} itself",
            "Asked for is how the loss changes with this variable, not its value.",
            "(9)",
            lambda case: case.inputs[layer.outputs[of].of],
        ),
    )


def swapped(layer: Layer, of: int) -> tuple[Misconception, ...]:
    """Another gradient of the same layer."""

    def formula(other: int) -> Callable[[Case], Array]:
        return lambda case: layer.vjp(case)[other]

    return tuple(
        Misconception(
            "swapped_outputs",
            (),
            f"is what {output.name} should be",
            f"Return the gradients in the order {layer.returns()}.",
            "Figure 3",
            formula(other),
        )
        for other, output in enumerate(layer.outputs)
        if other != of
    )
