"""For layers that work entry by entry: what was returned as a product of well-known factors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from grader.evidence import Answer
from grader.layers.layer import Case, Layer, Misconception
from grader.messages import Array, Floats
from grader.returned import Missing
from grader.subscripts import number

_Factor = tuple[str, Callable[[Array], Array]]


def _sigmoid(a: Array) -> Array:
    return np.asarray(0.5 * (1 + np.tanh(a / 2)))


_OF_UPSTREAM: tuple[_Factor, ...] = (
    ("", np.ones_like),
    ("dout", lambda d: d),
    ("dout²", np.square),
    ("|dout|", np.abs),
    ("sign(dout)", np.sign),
    ("max(0, dout)", lambda d: np.maximum(d, 0)),
    ("σ(dout)", _sigmoid),
    ("(1 − dout)", lambda d: 1 - d),
    ("tanh(dout)", np.tanh),
    ("exp(dout)", np.exp),
    ("(sum of dout)", lambda d: np.full_like(d, d.sum())),
    ("(mean of dout)", lambda d: np.full_like(d, d.mean())),
)
_OF_CACHE: tuple[_Factor, ...] = (
    ("", np.ones_like),
    ("#", lambda y: y),
    ("(1 − #)", lambda y: 1 - y),
    ("(1 + #)", lambda y: 1 + y),
    ("(1 − 2·#)", lambda y: 1 - 2 * y),
    ("σ(#)", _sigmoid),
    ("(1 − σ(#))", lambda y: 1 - _sigmoid(y)),
    ("(1 + σ(#))", lambda y: 1 + _sigmoid(y)),
    ("exp(−#)", lambda y: np.exp(-y)),
    ("exp(#)", np.exp),
    ("log #", np.log),
    ("log(1 − #)", lambda y: np.log1p(-y)),
    ("log(1 + exp(#))", lambda y: np.log1p(np.exp(y))),
    ("tanh(#)", np.tanh),
    ("(1 − tanh²(#))", lambda y: 1 - np.tanh(y) ** 2),
    ("√#", np.sqrt),
    ("√(1 − #)", lambda y: np.sqrt(1 - y)),
    ("(1 where # > ½, else 0.01)", lambda y: np.where(y > 0.5, 1.0, 0.01)),
    ("(1 where # > ½, else #)", lambda y: np.where(y > 0.5, 1.0, y)),
    ("1/#", lambda y: 1 / y),
    ("1/(1 − #)", lambda y: 1 / (1 - y)),
    ("softmax(#)", lambda y: np.exp(y) / np.exp(y).sum(axis=-1, keepdims=True)),
    ("|#|", np.abs),
    ("sign(#)", np.sign),
)
_FIRST, _SECOND = np.triu_indices(len(_OF_CACHE))
_PENCIL = "Write the derivative down with a pencil and compare it with this, factor by factor."


def products(layer: Layer, output: int, answers: Sequence[Answer]) -> Iterator[Misconception]:
    """Proposals: constant · one factor of dout · two factors of the output y, or of the input x."""
    telling = next((a for a in answers if a.probe.group == "random" and a.exact.dout.size > 5), None)
    if telling is None or len(layer.arguments) != 2 or layer.is_loss:
        return
    got = telling.outputs[output]
    if isinstance(got, Missing) or got.shape != telling.exact.dout.shape or not np.isfinite(got).all():
        return
    values: tuple[tuple[str, Callable[[Case], Array]], ...] = (
        ("y", lambda case: layer.forward(case.inputs)),
        ("x", lambda case: case.inputs[0]),
    )
    for letter, value in values:
        if np.asarray(value(telling.exact)).shape == got.shape:
            yield from _of(letter, value, telling.exact, got, layer.outputs[output].equation)


def _of(
    letter: str, value: Callable[[Case], Array], case: Case, got: Floats, equation: str
) -> list[Misconception]:
    found = []
    with np.errstate(all="ignore"):
        cached = np.stack([f(value(case)).ravel() for _, f in _OF_CACHE])
        pairs = cached[_FIRST] * cached[_SECOND]
        for i, (_, factor) in enumerate(_OF_UPSTREAM):
            ratios = got.ravel() / (factor(case.dout).ravel() * pairs)
            constants = ratios[:, 0]
            same = np.abs(ratios - constants[:, None]) <= 1e-5 * np.abs(constants[:, None])
            for at in np.flatnonzero(same.all(axis=1) & np.isfinite(constants)):
                chosen = (i, int(_FIRST[at]), int(_SECOND[at]))
                found.append(_product(letter, value, float(constants[at]), chosen, equation))
    return found


def _product(
    letter: str, value: Callable[[Case], Array], constant: float, chosen: tuple[int, int, int], equation: str
) -> Misconception:
    of_upstream, first, second = _OF_UPSTREAM[chosen[0]], _OF_CACHE[chosen[1]], _OF_CACHE[chosen[2]]
    names = [name for name, _ in (of_upstream, first, second) if name]
    if abs(abs(constant) - 1) > 1e-6 or not names:
        names.insert(0, number(abs(constant)))
    text = ("−" if constant < 0 else "") + "·".join(names).replace("#", letter)
    where = f", with {letter} the {'output' if letter == 'y' else 'input'} of the layer"
    return Misconception(
        "other_formula",
        (),
        f"equals {text}{where if letter in text.replace('exp', '') else ''}",
        _PENCIL if "dout" in text else f"The chain rule has one more factor, dout. {_PENCIL}",
        equation,
        lambda case: constant * of_upstream[1](case.dout) * first[1](value(case)) * second[1](value(case)),
    )
