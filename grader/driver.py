"""Runs inside the sandbox: networks that call the student's backward passes one after the other.

The text of this file is sent along with a job. It holds forward passes and a descent loop, and no backward
pass that is graded: there is nothing here to copy. What it returns is judged like any other answer.

`affine` and `sigmoid` are called as `backward(dout, cache, inputs)`; where an upload has a forward pass of
its own that has to be used, `inputs` is what that one is given.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

Backward: TypeAlias = "Callable[[Any, Any, Any], Any]"


def network(affine: Backward, sigmoid: Backward, cached: str, x: Any, w: Any, b: Any, target: Any) -> Any:
    """Affine – Sigmoid – Loss, the toy network of section 4: gradients by x, w and b."""
    y = x @ w + b
    s = 1 / (1 + np.exp(-y))
    dy = sigmoid(2 * (s - target), y if cached == "input" else s, (y,))
    if isinstance(dy, tuple):  # a tuple of one, or a list of rows
        dy = dy[0] if len(dy) == 1 and np.shape(dy[0]) == s.shape else np.array(dy)
    if np.shape(dy) != s.shape:
        kind = f"shape {np.shape(dy)}" if np.ndim(dy) else "no axes at all"
        raise ValueError(f"the sigmoid's gradient has {kind}, and its input has shape {s.shape}")
    return affine(dy, (x, w, b), (x, w, b))


def deep_network(
    affine: Backward,
    sigmoid: Backward,
    cached: str,
    x: Any,
    w1: Any,
    b1: Any,
    w2: Any,
    b2: Any,
    target: Any,
) -> Any:
    """Affine – ReLU – Affine – Sigmoid – Loss, section 2.1: gradients by x, w1, b1, w2 and b2."""
    hidden = x @ w1 + b1
    active = np.maximum(hidden, 0)
    dactive, dw2, db2 = network(affine, sigmoid, cached, active, w2, b2, target)
    dx, dw1, db1 = affine(dactive * (hidden > 0), (x, w1, b1), (x, w1, b1))
    return dx, dw1, db1, dw2, db2


def train(
    affine: Backward,
    sigmoid: Backward,
    cached: str,
    x: Any,
    w: Any,
    b: Any,
    target: Any,
    rate: float,
    steps: int,
) -> Any:
    """Gradient descent on Affine – Sigmoid – Loss; returns w and b before every step and after the last."""
    seen_w, seen_b = [w], [b]
    for _ in range(steps):
        _, dw, db = network(affine, sigmoid, cached, x, w, b, target)
        w, b = w - rate * np.asarray(dw), b - rate * np.asarray(db).reshape(b.shape)
        seen_w.append(w)
        seen_b.append(b)
    return np.stack(seen_w), np.stack(seen_b)
