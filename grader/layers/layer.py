"""What a reference layer is: its forward pass, its vjp, the cases it is tried on, and its known mistakes.

Nothing of this ever enters the sandbox: the gradients here are what an upload is measured against.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from grader.messages import Array, Floats

Inputs: TypeAlias = tuple[Floats, ...]


@dataclass(frozen=True)
class Argument:
    """One array of a layer as the student sees it: `shape` in the letters of the sheet, such as `N × M`."""

    name: str
    shape: str
    meaning: str
    latex: str


@dataclass(frozen=True)
class Output:
    """One gradient that a backward pass returns.

    `letter` is the lower-case letter of the variable in chain-rule sums (`w` in ∂L/∂w₁₁), `of` its position
    among the layer's inputs.
    """

    name: str
    of: int
    letter: str
    title: str
    equation: str
    shape: str


@dataclass(frozen=True, eq=False)
class Case:
    """One set of inputs: the upstream gradient ∂L/∂Y and what the forward pass was given."""

    dout: Floats
    inputs: Inputs

    @property
    def batch(self) -> int:
        """N, the number of inputs in the batch."""
        return int(self.inputs[0].shape[0])

    def double(self) -> Case:
        """The same numbers in double precision, in which every reference is computed; labels stay whole."""
        return Case(_double(self.dout), tuple(_double(a) for a in self.inputs))


def _double(array: Array) -> Array:
    return array.astype(np.float64, copy=False) if array.dtype.kind == "f" else array


Formula: TypeAlias = Callable[[Case], Array]
"""A wrong formula for one gradient; it may raise ValueError where the shapes do not allow it."""


@dataclass(frozen=True)
class Misconception:
    """A known mistake: what it computes, and what to tell who made it.

    Attributes:
        id: the word in the report, such as `batch_mean`.
        outputs: names of the gradients in which it can occur; empty for all of a layer.
        says: what the returned array is, read after "dw ": "is the mean over the batch, not the sum".
        hint: what to think about; it names the place on the sheet and does not give the answer away.
        equation: the place on the sheet.
        instead_of: generic entries of which this one says more; they are left out.
    """

    id: str
    outputs: tuple[str, ...]
    says: str
    hint: str
    equation: str
    formula: Formula
    instead_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """One product of a chain-rule sum, in symbols and in numbers."""

    symbols: str
    numbers: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer `Y = forward(inputs)` and its gradients.

    Attributes:
        stacked: the forward pass of many 2-D inputs at once, each array with one more axis in front.
        axes: how many axes the input has in the ordinary case; more of them are batches of images.
        rare: mistakes that are looked for when no other explains the answers; they share few names.
        omitted: generic mistakes that do not exist here, since they would be right, or another one.
        sums: names of the gradients that are divided by N under `reduction = "mean"`.
        is_loss: the output is a single number, and so is dout.
        share: what a gradient is of the derivative of ⟨dout, Y⟩: 1, or 1/N under `reduction = "mean"`.
        third: a bound of |f‴| relative to the scale of the gradient, for the error of central differences.
        vjp: the closed form; returns one array per entry of `outputs`, shaped like `inputs[output.of]`.
        magnitude: per output, the sum of the absolute values of what is added up in each entry (|A|·|B| in
            Higham, Accuracy and Stability of Numerical Algorithms, §3.5); errors are measured against it.
        terms: per output, the longest sum, K in Higham's γ_K.
        sample: a random case; `sizes` are N, D, M.
        cache: what stands in `cache` for the convention `output` or `input`.
        chain_rule: the products whose sum is entry `entry` of output `output` (equation (9)).
        ladder: tiny cases of growing size that can be redone with a pencil.
        exercise: the case of section 4 of the sheet.
        edges: cases at the edges of what is allowed, with a label for the student.
    """

    name: str
    title: str
    function: str
    arguments: tuple[Argument, ...]
    outputs: tuple[Output, ...]
    forward_latex: str
    forward: Callable[[Inputs], Array]
    vjp: Callable[[Case], tuple[Array, ...]]
    magnitude: Callable[[Case], tuple[Array, ...]]
    terms: Callable[[Case], tuple[int, ...]]
    sample: Callable[[np.random.RandomState, tuple[int, int, int]], Case]
    cache: Callable[[Inputs, str], tuple[Array, ...] | Array]
    chain_rule: Callable[[Case, Output, tuple[int, ...]], Sequence[Term]]
    ladder: tuple[Case, ...]
    exercise: Case
    exercise_says: str
    images: Callable[[np.random.RandomState], tuple[Case, ...]]
    edges: Callable[[np.random.RandomState], tuple[tuple[str, Case], ...]]
    misconceptions: tuple[Misconception, ...]
    starter: str
    stacked: Callable[[Inputs], Array] | None = None
    holomorphic: bool = True
    third: float = 4.0
    omitted: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    is_loss: bool = False
    share: Callable[[Case, str], float] = lambda case, output: 1.0
    axes: int = 2
    caches: tuple[str, ...] = ("input",)
    rare: tuple[Misconception, ...] = ()

    def output(self, name: str) -> Output:
        """The output called `name`. Raises KeyError."""
        for output in self.outputs:
            if output.name == name:
                return output
        raise KeyError(name)

    def input_name(self, position: int) -> str:
        """What the student calls `inputs[position]`."""
        return self.arguments[1 + position].name

    def returns(self) -> str:
        """How the backward pass ends: `dx, dw, db`."""
        return ", ".join(output.name for output in self.outputs)


def loss(layer: Layer, dout: Floats, inputs: Inputs) -> float:
    """The scalar ⟨dout, Y⟩, whose gradient is the vjp (equation (9))."""
    return float(np.sum(dout * layer.forward(inputs)))
