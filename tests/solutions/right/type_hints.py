# expect: all
from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Tuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


class Gradients(NamedTuple):
    dx: Array
    dw: Array
    db: Array


@dataclass(frozen=True)
class Cache:
    x: Array
    w: Array
    b: Array

    @property
    def rows(self) -> Array:
        return self.x.reshape(self.x.shape[0], -1)


def affine_backward(dout: Array, cache: Tuple[Array, Array, Array]) -> Gradients:
    c = Cache(*cache)
    return Gradients(dx=(dout @ c.w.T).reshape(c.x.shape), dw=c.rows.T @ dout, db=dout.sum(axis=0))


def sigmoid_backward(dout: Array, cache: Array) -> Array:
    return dout * cache * (1 - cache)
