"""A layer that an assignment gives by its forward pass alone.

The forward pass is a tutor's NumPy source. It is run in the sandbox like an upload, never here: this side
plans the points at which it is evaluated and turns what comes back into gradients, by the complex step where
the tutor says that it is holomorphic, else by central differences.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from grader.differences import steps
from grader.layers.layer import Argument, Case, Inputs, Layer, Output
from grader.messages import Array, Call, Floats, Job, Reply, Returned, Run, Target

TINY = 1e-30
"""Step of the complex step: there is no cancellation, so it may be as small as one likes."""
MAX_ENTRIES = 60
"""Entries of one case; each costs one or two evaluations of the forward pass."""


class ForwardError(Exception):
    """The tutor's forward pass cannot be used; the message is for the tutor."""


@dataclass(frozen=True)
class Input:
    """One input of the forward pass: shape in letters or numbers, such as ("N", "D") or ("D", 3)."""

    name: str
    shape: tuple[str | int, ...]
    scale: float = 1.0
    differentiate: bool = True


@dataclass(frozen=True)
class Custom:
    """What an assignment says of such a layer."""

    source: str
    inputs: tuple[Input, ...]
    output_shape: tuple[str | int, ...]
    holomorphic: bool


def _shape(shape: tuple[str | int, ...], sizes: tuple[int, int, int]) -> tuple[int, ...]:
    letters = dict(zip("NDM", sizes, strict=True))
    return tuple(letters[n] if isinstance(n, str) else n for n in shape)


def _fitting(custom: Custom, sizes: tuple[int, int, int]) -> tuple[int, int, int]:
    """The sizes, made smaller from the largest on until no differentiated input has too many entries."""
    n, d, m = sizes
    while max(n, d, m) > 1 and any(
        math.prod(_shape(i.shape, (n, d, m))) > MAX_ENTRIES for i in custom.inputs if i.differentiate
    ):
        largest = max(n, d, m)
        n, d, m = (n - 1, d, m) if n == largest else (n, d - 1, m) if d == largest else (n, d, m - 1)
    return n, d, m


def _text(shape: tuple[str | int, ...]) -> str:
    return " × ".join(str(n) for n in shape) if len(shape) > 1 else f"({shape[0]},)" if shape else "a number"


def _key(*arrays: Array) -> bytes:
    """Two arrays of the same entries in other shapes are two points."""
    return b"|".join(
        repr(a.shape).encode() + np.ascontiguousarray(a, dtype=np.float64).tobytes() for a in arrays
    )


def layer_of(custom: Custom, function: str, title: str) -> Layer:
    """The layer, still without gradients: `with_gradients` adds them."""
    seed = zlib.crc32(custom.source.encode())

    def sample(rng: np.random.RandomState, sizes: tuple[int, int, int]) -> Case:
        small = _fitting(custom, sizes)
        inputs = tuple(i.scale * rng.standard_normal(_shape(i.shape, small)) for i in custom.inputs)
        return Case(rng.standard_normal(_shape(custom.output_shape, small)), inputs)

    def small(sizes: tuple[int, int, int]) -> Case:
        case = sample(np.random.RandomState(seed % 2**32), sizes)
        dout = np.round(2 * case.dout) + 1
        if not custom.holomorphic:  # short numbers fall on kinks and ties, where no slope is right
            return Case(dout, case.inputs)
        return Case(dout, tuple(np.round(2 * a) / 2 for a in case.inputs))

    def unknown(case: Case) -> tuple[Array, ...]:
        raise ForwardError("the forward pass has not been evaluated")

    outputs = tuple(
        Output(f"d{i.name}", at, i.name, f"d{i.name}: the loss by {i.name}", "(9)", _text(i.shape))
        for at, i in enumerate(custom.inputs)
        if i.differentiate
    )
    names = ", ".join(i.name for i in custom.inputs)
    gradients = ", ".join(output.name for output in outputs)
    return Layer(
        name=function.removesuffix("_backward"),
        title=title,
        function=function,
        arguments=(
            Argument("dout", _text(custom.output_shape), "upstream gradient", "dout"),
            *(Argument(i.name, _text(i.shape), "input of the forward pass", i.name) for i in custom.inputs),
        ),
        outputs=outputs,
        forward_latex="",
        forward=lambda inputs: np.zeros(0),
        vjp=unknown,
        magnitude=unknown,
        terms=lambda case: (8,) * len(outputs),
        sample=sample,
        cache=lambda inputs, convention: inputs if len(inputs) > 1 else inputs[0],
        chain_rule=lambda case, output, entry: [],
        ladder=(small((1, 1, 1)), small((1, 2, 2)), small((2, 2, 2)), small((2, 1, 3)), small((2, 3, 2))),
        exercise=small((2, 2, 3)),
        exercise_says="a small case",
        images=lambda rng: (),
        edges=lambda rng: (
            ("N = 1", sample(rng, (1, 3, 2))),
            ("D = 1", sample(rng, (3, 1, 2))),
            ("M = 1", sample(rng, (3, 2, 1))),
        ),
        misconceptions=(),
        starter=(
            f'def {function}(dout, cache):\n    """cache holds what the forward pass was given."""\n'
            f"    {names} = cache\n    {' = '.join(gradients.split(', '))} = None\n\n    # some math\n\n"
            f"    return {gradients}\n"
        ),
        holomorphic=custom.holomorphic,
        axes=max(len(i.shape) for i in custom.inputs),
    )


def reference_job(custom: Custom, cases: tuple[Case, ...]) -> Job:
    """The evaluations of the tutor's forward pass that all gradients of `cases` need.

    Raises ForwardError when a case has more than MAX_ENTRIES entries.
    """
    calls = [Call("forward", point) for case in cases for point in _points(custom, case)]
    source = "import numpy as np\n" + custom.source
    return Job(source.encode(), (Target("forward"),), tuple(calls))


def _points(custom: Custom, case: Case) -> list[Inputs]:
    """The case itself, then for each entry of each differentiated input one complex or two real points."""
    points: list[Inputs] = [case.inputs]
    for at, spec in enumerate(custom.inputs):
        if not spec.differentiate:
            continue
        x = case.inputs[at]
        if x.size > MAX_ENTRIES:
            raise ForwardError(f"{spec.name} has {x.size} entries; at most {MAX_ENTRIES} can be checked")
        for index in np.ndindex(x.shape):
            for moved in _moved(x, index, custom.holomorphic):
                points.append(tuple(moved if i == at else a for i, a in enumerate(case.inputs)))
    return points


def _moved(x: Floats, index: tuple[int, ...], holomorphic: bool) -> list[Array]:
    if holomorphic:
        up = x.astype(complex)
        up[index] += 1j * TINY
        return [up]
    h = float(steps(x)[index])
    up, down = x.copy(), x.copy()
    up[index] += h
    down[index] -= h
    return [up, down]


@dataclass(frozen=True, eq=False)
class _Point:
    """One evaluated input: Y, and for each differentiated input ∂Y/∂x with x's axes in front of Y's."""

    y: Array
    slopes: tuple[Array, ...]


def with_gradients(layer: Layer, custom: Custom, cases: tuple[Case, ...], run: Run) -> Layer:
    """The layer with the gradients that the evaluations in `run` give. Raises ForwardError."""
    if run.fault is not None:
        raise ForwardError(run.fault.message)
    replies = iter(run.replies)
    points = {
        _key(*case.inputs): _evaluated(custom, case, [next(replies) for _ in _points(custom, case)])
        for case in cases
    }

    def contracted(case: Case, *, absolute: bool) -> tuple[Array, ...]:
        slopes = points[_key(*case.inputs)].slopes
        dout = np.abs(case.dout) if absolute else case.dout
        return tuple(
            np.tensordot(np.abs(slope) if absolute else slope, dout, axes=dout.ndim) for slope in slopes
        )

    def magnitude(case: Case) -> tuple[Array, ...]:
        y = points[_key(*case.inputs)].y
        noise = 0.0 if custom.holomorphic else 1e-3 * (1 + float(np.sum(np.abs(case.dout * y))))
        sizes = contracted(case, absolute=True)
        return tuple(size + 0.1 * float(np.max(size, initial=0.0)) + noise for size in sizes)

    return replace(
        layer,
        forward=lambda inputs: points[_key(*inputs)].y,
        vjp=lambda case: contracted(case, absolute=False),
        magnitude=magnitude,
    )


def _evaluated(custom: Custom, case: Case, replies: list[Reply]) -> _Point:
    values = iter([_value(reply, case.dout.shape) for reply in replies])
    y = np.real(next(values))
    slopes = []
    for spec, x in zip(custom.inputs, case.inputs, strict=True):
        if spec.differentiate:
            entries = [_slope(custom, x, index, values) for index in np.ndindex(x.shape)]
            slopes.append(np.array(entries).reshape(*x.shape, *y.shape))
            if not np.all(np.isfinite(slopes[-1])):
                raise ForwardError(f"the forward pass has no finite slope by {spec.name} at a drawn point")
    if not np.all(np.isfinite(y)):
        raise ForwardError("the forward pass gives NaN or infinity at a drawn point")
    return _Point(y, tuple(slopes))


def _slope(custom: Custom, x: Floats, index: tuple[int, ...], moved: Iterator[Array]) -> Array:
    """∂Y/∂x[index], in the shape of Y."""
    if custom.holomorphic:
        return np.asarray(np.imag(next(moved)) / TINY)
    up, down = next(moved), next(moved)
    return np.asarray((np.real(up) - np.real(down)) / (2 * float(steps(x)[index])))


def _value(reply: Reply, shape: tuple[int, ...]) -> Array:
    if not isinstance(reply, Returned):
        raise ForwardError(reply.message)
    value = reply.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = np.asarray(value)
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "fic":
        raise ForwardError("the forward pass must return one array of numbers")
    if value.shape != shape:
        raise ForwardError(f"the forward pass returned shape {value.shape}; output says {shape}")
    return value
