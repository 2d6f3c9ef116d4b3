# expect: all
from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class AffineCache:
    x: np.ndarray
    w: np.ndarray
    b: np.ndarray

    @property
    def flat(self) -> np.ndarray:
        return self.x.reshape(self.x.shape[0], -1)


def affine_backward(dout: np.ndarray, cache: tuple[np.ndarray, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    c = AffineCache(*cache)
    return np.matmul(dout, c.w.T).reshape(c.x.shape), np.matmul(c.flat.T, dout), np.sum(dout, axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
