"""Backward passes as students write them: right ones in many styles, wrong ones with their names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Backward = Callable[[Any, Any], Any]


def flat(x: Any) -> Any:
    return x.reshape(x.shape[0], -1)


def affine(dx: Any = None, dw: Any = None, db: Any = None) -> Backward:
    """A right affine layer with some gradients replaced by formulas of (dout, x, w, b)."""

    def backward(dout: Any, cache: Any) -> Any:
        x, w, b = cache
        return (
            (dout @ w.T).reshape(x.shape) if dx is None else dx(dout, x, w, b),
            flat(x).T @ dout if dw is None else dw(dout, x, w, b),
            dout.sum(axis=0) if db is None else db(dout, x, w, b),
        )

    return backward


def _loops(dout: Any, cache: Any) -> Any:
    x, w, _ = cache
    rows = flat(x)
    dx, dw, db = np.zeros(rows.shape), np.zeros(w.shape), np.zeros(w.shape[1])
    for i in range(dout.shape[0]):
        for j in range(dout.shape[1]):
            db[j] += dout[i, j]
            for k in range(w.shape[0]):
                dx[i, k] += dout[i, j] * w[k, j]
                dw[k, j] += dout[i, j] * rows[i, k]
    return dx.reshape(x.shape), dw, db


def _bias_trick(dout: Any, cache: Any) -> Any:
    x, w, _ = cache
    rows = np.hstack([flat(x), np.ones((len(x), 1))])
    both = rows.T @ dout
    return (dout @ w.T).reshape(x.shape), both[:-1], both[-1]


def _single(dout: Any, cache: Any) -> Any:
    x, w, _ = (np.asarray(a, dtype=np.float32) for a in cache)
    dout = np.asarray(dout, dtype=np.float32)
    return np.dot(dout, w.T).reshape(x.shape), np.dot(flat(x).T, dout), np.sum(dout, axis=0)


RIGHT_AFFINE: dict[str, Backward] = {
    "closed form": affine(),
    "loops": _loops,
    "bias trick": _bias_trick,
    "single precision": _single,
    "einsum": affine(
        dx=lambda d, x, w, b: np.einsum("nm,dm->nd", d, w).reshape(x.shape),
        dw=lambda d, x, w, b: np.einsum("nd,nm->dm", flat(x), d),
        db=lambda d, x, w, b: np.einsum("nm->m", d),
    ),
    "ones": affine(db=lambda d, x, w, b: (np.ones((1, len(d))) @ d).reshape(-1)),
    "tensordot": affine(dw=lambda d, x, w, b: np.tensordot(flat(x), d, axes=(0, 0))),
    "outer products": affine(
        dw=lambda d, x, w, b: sum(np.outer(r, g) for r, g in zip(flat(x), d, strict=True))
    ),
    "column convention of (3)": affine(dw=lambda d, x, w, b: (d.T @ flat(x)).T),
    "list": lambda dout, cache: list(affine()(dout, cache)),
    "row b": affine(db=lambda d, x, w, b: d.sum(axis=0).reshape(b.shape)),
    "fortran": affine(dw=lambda d, x, w, b: np.asfortranarray(flat(x).T @ d)),
    "reversed view": affine(dw=lambda d, x, w, b: (flat(x).T @ d)[::-1].copy()[::-1]),
}

RIGHT_SIGMOID: dict[str, Backward] = {
    "closed form": lambda d, s: d * s * (1 - s),
    "expanded": lambda d, s: d * (s - s**2),
    "one by one": lambda d, s: np.vectorize(lambda a, b: a * b * (1 - b))(d, s),
    "single precision": lambda d, s: (d * s * (1 - s)).astype(np.float32),
    "exponents": lambda d, s: np.multiply(d, np.multiply(s, np.subtract(1.0, s))),
    "negative": lambda d, s: -d * s * (s - 1),
    "tuple of one": lambda d, s: (d * s * (1 - s),),
}


def sigma(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


WRONG_AFFINE: dict[str, tuple[str, str, Backward]] = {
    "dw mean": ("reference.dw", "batch_mean", affine(dw=lambda d, x, w, b: flat(x).T @ d / len(d))),
    "db mean": ("reference.db", "batch_mean", affine(db=lambda d, x, w, b: d.mean(axis=0))),
    "dx mean": (
        "reference.dx",
        "batch_mean",
        affine(dx=lambda d, x, w, b: (d @ w.T / len(d)).reshape(x.shape)),
    ),
    "dw transposed": ("reference.dw", "transposed", affine(dw=lambda d, x, w, b: d.T @ flat(x))),
    "dx transposed": ("reference.dx", "transposed", affine(dx=lambda d, x, w, b: w @ d.T)),
    "w for its transpose": ("reference.dx", "w_not_transposed", affine(dx=lambda d, x, w, b: d @ w)),
    "x for its transpose": ("reference.dw", "x_not_transposed", affine(dw=lambda d, x, w, b: flat(x) @ d)),
    "swap where shapes allow": (
        "reference.dx",
        "w_not_transposed_where_it_fits",
        affine(dx=lambda d, x, w, b: (d @ (w if w.shape[0] == w.shape[1] else w.T)).reshape(x.shape)),
    ),
    "flat dx": ("shapes", "not_reshaped", affine(dx=lambda d, x, w, b: d @ w.T)),
    "wrong axis": ("reference.db", "wrong_axis", affine(db=lambda d, x, w, b: d.sum(axis=1))),
    "wrong axis kept": (
        "reference.db",
        "wrong_axis_kept",
        affine(db=lambda d, x, w, b: d.sum(axis=1, keepdims=True)),
    ),
    "not summed": ("reference.db", "not_summed", affine(db=lambda d, x, w, b: d)),
    "kept dims": ("shapes", "kept_dims", affine(db=lambda d, x, w, b: d.sum(axis=0, keepdims=True))),
    "summed up": ("reference.db", "summed_up", affine(db=lambda d, x, w, b: d.sum())),
    "column order": (
        "edges",
        "flatten_order",
        affine(dw=lambda d, x, w, b: np.stack([r.reshape(-1, order="F") for r in x]).T @ d),
    ),
    "bias row left": (
        "reference.dw",
        "bias_row_left",
        affine(dw=lambda d, x, w, b: np.hstack([flat(x), np.ones((len(x), 1))]).T @ d),
    ),
    "jacobian": (
        "reference.dw",
        "jacobian",
        affine(dw=lambda d, x, w, b: np.einsum("nd,mk->nmdk", flat(x), np.eye(d.shape[1]))),
    ),
    "sign": ("reference.dx", "sign", affine(dx=lambda d, x, w, b: -(d @ w.T).reshape(x.shape))),
    "twice": ("reference.dw", "doubled", affine(dw=lambda d, x, w, b: 2 * flat(x).T @ d)),
    "half": ("reference.dw", "halved", affine(dw=lambda d, x, w, b: flat(x).T @ d / 2)),
    "times batch": ("reference.db", "times_batch", affine(db=lambda d, x, w, b: d.sum(axis=0) * len(d))),
    "mean of all": ("reference.db", "mean_of_all", affine(db=lambda d, x, w, b: d.sum(axis=0) / d.size)),
    "zeros": ("reference.dx", "all_zeros", affine(dx=lambda d, x, w, b: np.zeros_like(x))),
    "absolute": ("reference.dw", "absolute", affine(dw=lambda d, x, w, b: np.abs(flat(x).T @ d))),
    "no upstream": (
        "reference.dw",
        "upstream_ignored",
        affine(dw=lambda d, x, w, b: flat(x).T @ np.ones_like(d)),
    ),
    "first row": ("reference.dw", "only_first_row", affine(dw=lambda d, x, w, b: np.outer(flat(x)[0], d[0]))),
    "dx is x": ("reference.dx", "returns_variable", affine(dx=lambda d, x, w, b: x)),
    "db is b": ("reference.db", "returns_variable", affine(db=lambda d, x, w, b: b)),
    "dx is dout": ("reference.dx", "returns_dout", affine(dx=lambda d, x, w, b: d)),
    "swapped": ("reference.dx", "swapped_outputs", lambda d, c: [affine()(d, c)[i] for i in (1, 0, 2)]),
}

WRONG_SIGMOID: dict[str, tuple[str, Backward]] = {
    "upstream forgotten": ("upstream_forgotten", lambda d, s: s * (1 - s)),
    "plus": ("plus_instead_of_minus", lambda d, s: d * s * (1 + s)),
    "square forgotten": ("square_forgotten", lambda d, s: d * s),
    "only one minus": ("only_one_minus", lambda d, s: d * (1 - s)),
    "cache as input": ("cache_as_input", lambda d, s: d * sigma(s) * (1 - sigma(s))),
    "square": ("square_derivative", lambda d, s: d * 2 * s),
    "tanh": ("tanh_derivative", lambda d, s: d * (1 - s**2)),
    "added": ("dout_added", lambda d, s: d + s * (1 - s)),
    "matrix product": ("matrix_product", lambda d, s: d @ (s * (1 - s))),
    "squared": ("slope_squared", lambda d, s: d * (s * (1 - s)) ** 2),
    "sign": ("sign", lambda d, s: d * s * (s - 1)),
    "mean": ("batch_mean", lambda d, s: d * s * (1 - s) / len(d)),
    "dout": ("returns_dout", lambda d, s: d),
    "output": ("forward_value", lambda d, s: s),
    "zeros": ("all_zeros", lambda d, s: np.zeros_like(s)),
}
