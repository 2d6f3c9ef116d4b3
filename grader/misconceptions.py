"""The catalogue of mistakes in a gradient: the layer's own, and those that every layer gets for free.

A layer's own come first: they can say more. Where two entries agree on every draw a test fails.
"""

from __future__ import annotations

from functools import lru_cache

from grader.layers.layer import Layer, Misconception
from grader.missed_parts import some_columns, some_rows
from grader.mixed_up import returned_instead, swapped, upstream_ignored, with_variable
from grader.rare_transforms import RARE_TRANSFORMS
from grader.transforms import TRANSFORMS, transformed


@lru_cache(maxsize=64)
def rarer(layer: Layer, of: int) -> tuple[Misconception, ...]:
    """What is looked for in gradient number `of` when the catalogue does not explain it."""
    name = layer.outputs[of].name
    own = tuple(m for m in layer.rare if name in m.outputs)
    return own + tuple(transformed(layer, of, entry) for entry in RARE_TRANSFORMS)


@lru_cache(maxsize=64)
def catalogue(layer: Layer, of: int) -> tuple[Misconception, ...]:
    """All known mistakes in gradient number `of`, the most telling first."""
    name = layer.outputs[of].name
    own = tuple(m for m in layer.misconceptions if not m.outputs or name in m.outputs)
    taken = {*layer.omitted, *(generic for m in own for generic in m.instead_of)}
    generic = (
        *(transformed(layer, of, entry) for entry in TRANSFORMS),
        upstream_ignored(layer, of),
        *some_rows(layer, of),
        *some_columns(layer, of),
        *with_variable(layer, of),
        *swapped(layer, of),
        *returned_instead(layer, of),
    )
    return own + tuple(m for m in generic if m.id not in taken)
