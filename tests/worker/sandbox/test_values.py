"""What may come back, in which forms, and what is said of all else."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.messages import Fault, FaultKind, Returned, Run

from .conftest import AFFINE, RIGHT, body, is_right

Faulty = Callable[..., Fault]
Good = Callable[..., Returned]
Grade = Callable[..., Run]


@pytest.mark.parametrize(
    "line",
    [
        "return list(g)",
        "return [a.tolist() for a in g[:2]] + [g[2].tolist()]",
        "return tuple(np.asfortranarray(a) for a in g)",
        "return tuple(np.repeat(a, 2, axis=-1)[..., ::2] for a in g)",
        "return tuple(a[::-1][::-1] for a in g)",
        "[a.setflags(write=False) for a in g]; return g",
        "from collections import namedtuple; return namedtuple('G', 'dx dw db')(*g)",
        "return tuple(a.astype('>f8') for a in g)",
        "return tuple(a.astype(np.longdouble) for a in g)",
        "return tuple(a.astype(np.float32) for a in g)",
        "return tuple(a.astype(np.int16) for a in g)",
        "return np.matrix(g[0]), np.matrix(g[1]), g[2]",
        "return tuple(np.ma.array(a) for a in g)",
        "print('hello'); import warnings; warnings.warn('w'); return g",
        "np.random.seed(1); np.seterr(all='raise'); return g",
        "class Wrap:\n    def __init__(self, a): self.a = a\n    def __array__(self, *_): return self.a\n"
        "return tuple(Wrap(a) for a in g)",
    ],
)
def test_right_gradients_are_right_in_every_form(grade: Grade, line: str) -> None:
    run = grade(body(RIGHT, line), AFFINE, AFFINE)
    assert all(is_right(reply) for reply in run.replies), run


@pytest.mark.parametrize(
    "dtype", ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1", "c8", "c16"]
)
def test_every_dtype_of_numbers_is_kept(returned: Good, dtype: str) -> None:
    value = returned(body(f"return np.ones((2, 3), {dtype!r})")).value
    assert isinstance(value, np.ndarray)
    assert value.dtype == np.dtype(dtype)
    assert value.shape == (2, 3)
    assert value.all()


@pytest.mark.parametrize(
    ("expression", "shape"),
    [
        ("1.5", ()),
        ("np.float32(1.5)", ()),
        ("3", ()),
        ("True", ()),
        ("2j", ()),
        ("np.zeros((0, 3))", (0, 3)),
        ("[]", (0,)),
    ],
)
def test_scalars_and_empty_arrays_are_arrays(returned: Good, expression: str, shape: tuple[int, ...]) -> None:
    value = returned(body(f"return {expression}")).value
    assert isinstance(value, np.ndarray)
    assert value.shape == shape


@pytest.mark.parametrize(
    ("expression", "structure"),
    [
        ("(None, dout, None)", (None, "a", None)),
        ("(dout,)", ("a",)),
        ("()", ()),
        ("(dout, (dout, dout))", ("a", ("a", "a"))),
        ("[dout, dout * np.nan]", ("a", "a")),
        ("[[1.0, 2.0], [3.0, 4.0]]", "a"),
        ("[[[1.0]], [3.0, 4.0]]", ("a", "a")),
        ("(1, 2.0)", ("a", "a")),
    ],
)
def test_structure_passes_to_the_judge(returned: Good, expression: str, structure: Any) -> None:
    def shape_of(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(shape_of(item) for item in value)
        return None if value is None else "a"

    assert shape_of(returned(body(f"return {expression}")).value) == structure


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("None", "None: it is still to be computed, or a `return` is missing."),
        ("'text'", "text"),
        ("{'dx': dout}", "a dict: return a tuple of arrays"),
        ("{1, 2}", "type set"),
        ("object()", "type object"),
        ("(d for d in cache)", "a generator, which holds no numbers yet"),
        ("lambda: dout", "a function, which was not called"),
        ("np.array([None, 1])", "dtype object"),
        ("np.array(['a'])", "which holds no numbers"),
        ("np.array(['2026-01-01'], 'M8[D]')", "which holds no numbers"),
        ("np.zeros(2, [('a', 'f8')])", "which holds no numbers"),
        ("np.ma.array([1.0, 2.0], mask=[True, False])", "a masked array"),
        ("10 ** 30", "a whole number too large"),
        ("(dout, 'dw', dout)", "entry [1]"),
        ("(dout, [[1], [1, 2]], dout)", "different lengths"),
        ("[[1], [1, 2]]", "different lengths"),
        ("((((dout,),),),)", "nested too deeply"),
        ("(dout,) * 1000", "1000 values"),
        ("np.zeros((1,) * 12)", "12 dimensions"),
        ("np.zeros(3_000_000)", "returned too much"),
    ],
)
def test_what_is_not_numbers_is_a_bad_value(fault: Faulty, expression: str, said: str) -> None:
    reply = fault(body(f"return {expression}"))
    assert reply.kind is FaultKind.BAD_VALUE
    assert said in reply.message
    assert reply.line == 3
