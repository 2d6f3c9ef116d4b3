"""Rarer mistakes of the affine layer: the right product with something done to one of its operands."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.layers.affine_passes import forward, rows, vjp
from grader.layers.layer import Case, Misconception
from grader.messages import Array

Change = Callable[[Case], Array]


def _softmax(a: Array) -> Array:
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


_UPSTREAM: tuple[tuple[str, Change], ...] = (
    ("without its negative entries", lambda c: np.maximum(c.dout, 0)),
    ("as signs alone", lambda c: np.sign(c.dout)),
    ("of the first input for all inputs", lambda c: np.broadcast_to(c.dout[:1], c.dout.shape)),
    ("of the last input for all inputs", lambda c: np.broadcast_to(c.dout[-1:], c.dout.shape)),
    ("of the first neuron for all neurons", lambda c: np.broadcast_to(c.dout[:, :1], c.dout.shape)),
    ("of the last neuron for all neurons", lambda c: np.broadcast_to(c.dout[:, -1:], c.dout.shape)),
    ("minus b", lambda c: c.dout - c.inputs[2]),
    ("replaced by Y", lambda c: forward(c.inputs)),
    ("replaced by XW", lambda c: forward(c.inputs) - c.inputs[2]),
    ("minus Y", lambda c: c.dout - forward(c.inputs)),
    ("with its mean over the batch taken out", lambda c: c.dout - c.dout.mean(axis=0)),
    ("after a softmax", lambda c: _softmax(c.dout)),
    ("after a sigmoid", lambda c: 0.5 * (1 + np.tanh(c.dout / 2))),
    ("with a 1 for the largest entry of each row", lambda c: c.dout == c.dout.max(axis=1, keepdims=True)),
)
_MATRIX: tuple[tuple[str, Callable[[Array], Array]], ...] = (
    ("after a softmax over each column", lambda a: np.exp(a) / np.exp(a).sum(axis=0)),
    ("after a softmax over each row", lambda a: np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)),
    ("with each column sorted", lambda a: np.sort(a, axis=0)),
    ("squared", np.square),
    ("without its signs", np.abs),
    ("without its negative entries", lambda a: np.maximum(a, 0)),
    ("as signs alone", np.sign),
    ("replaced by ones", np.ones_like),
    ("with its first row in every row", lambda a: np.broadcast_to(a[:1], a.shape)),
    ("with its last row in every row", lambda a: np.broadcast_to(a[-1:], a.shape)),
    ("with its first column in every column", lambda a: np.broadcast_to(a[:, :1], a.shape)),
    ("with its last column in every column", lambda a: np.broadcast_to(a[:, -1:], a.shape)),
    ("with the mean of each column taken out", lambda a: a - a.mean(axis=0)),
    ("with every row scaled to length 1", lambda a: a / np.linalg.norm(a, axis=1, keepdims=True)),
    ("scaled to length 1", lambda a: a / np.linalg.norm(a)),
    ("upside down", lambda a: a[::-1]),
)
_AS_IT_IS = "Use each operand as it comes, and look at its indices: which of them does the sum run over?"


def _upstream(says: str, change: Change, position: int) -> Misconception:
    return Misconception(
        "upstream_changed",
        (("dx", "dw", "db")[position],),
        f"uses dout {says}",
        f"In the chain rule dout is a factor once. {_AS_IT_IS}",
        "(9)",
        lambda case: vjp(Case(change(case), case.inputs))[position],
    )


def _weights(says: str, change: Callable[[Array], Array]) -> Misconception:
    return Misconception(
        "operand_changed",
        ("dx",),
        f"uses W {says}",
        _AS_IT_IS,
        "(21)",
        lambda case: (case.dout @ change(case.inputs[1]).T).reshape(case.inputs[0].shape),
    )


def _input(says: str, change: Callable[[Array], Array]) -> Misconception:
    return Misconception(
        "operand_changed",
        ("dw",),
        f"uses X {says}",
        _AS_IT_IS,
        "(20)",
        lambda case: change(rows(case.inputs[0])).T @ case.dout,
    )


def _with_bias(sign: int) -> Change:
    def formula(case: Case) -> Array:
        x, w, b = case.inputs
        return (case.dout @ (w + sign * b).T).reshape(x.shape)

    return formula


RARE = (
    *(_upstream(says, change, position) for says, change in _UPSTREAM for position in range(3)),
    *(_weights(says, change) for says, change in _MATRIX),
    *(_input(says, change) for says, change in _MATRIX),
    *(
        Misconception(
            "operand_changed",
            ("dx",),
            f"uses W {says} b",
            _AS_IT_IS,
            "(21)",
            formula,
        )
        for says, formula in (("plus", _with_bias(1)), ("minus", _with_bias(-1)))
    ),
    *(
        Misconception(
            "other_statistic",
            ("db",),
            f"is the {says}",
            "Every input of the batch sends a gradient back to the same b: add up over the batch.",
            "section 3.1",
            formula,
        )
        for says, formula in (
            ("smallest entry of each column of dout", lambda c: c.dout.min(axis=0)),
            ("variance of each column of dout", lambda c: c.dout.var(axis=0)),
            ("spread of each column of dout", lambda c: c.dout.std(axis=0)),
            ("product of each column of dout", lambda c: c.dout.prod(axis=0)),
            ("last column of dout", lambda c: c.dout[:, -1]),
            ("transpose of dout", lambda c: c.dout.T),
            ("sum of W over its rows", lambda c: c.inputs[1].sum(axis=0)),
            ("sum of dX over its columns", lambda c: rows(vjp(c)[0]).sum(axis=1)),
            ("mean of dout in every place", lambda c: np.full(c.inputs[2].shape, c.dout.mean())),
            ("product of b and dout", lambda c: c.inputs[2] * c.dout),
            ("sum of every second row of dout", lambda c: c.dout[::2].sum(axis=0)),
        )
    ),
)
