"""What is called, with what arguments, and what comes back."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.messages import Call, Fault, FaultKind, Job, Returned, Run, Target
from worker.sandbox.host import Sandbox

from .conftest import AFFINE, DOUT, HONEST, RIGHT, SIGMOID, TARGETS, B, W, X, body, is_right

Faulty = Callable[..., Fault]
Good = Callable[..., Returned]
Grade = Callable[..., Run]


def test_right_gradients_come_back_as_they_are(returned: Good) -> None:
    reply = returned(HONEST)
    assert is_right(reply)
    assert reply.mutated == ()
    assert not reply.own_forward


def test_a_function_is_taken_before_a_class_of_the_same_layer(returned: Good) -> None:
    source = HONEST + "\nclass Affine:\n    def backward(self, dout, cache): return dout\n"
    assert is_right(returned(source))


def test_a_class_with_backward_is_found(returned: Good) -> None:
    source = """
        class AffineLayer:
            def backward(self, dout, cache):
                x, w, b = cache
                return dout @ w.T, x.T @ dout, dout.sum(axis=0)
    """
    assert is_right(returned(source))


def test_in_class_style_the_own_forward_runs_first_on_one_instance(returned: Good) -> None:
    source = """
        import numpy as np
        class Sigmoid:
            def __init__(self):
                self.calls = []
            def forward(self, x):
                self.calls.append("forward")
                out = 1 / (1 + np.exp(-x))
                return out, {"slope": out * (1 - out)}
            def backward(self, dout, cache):
                assert self.calls.pop() == "forward"
                return dout * cache["slope"]
    """
    reply = returned(source, SIGMOID)
    out = 1 / (1 + np.exp(-X))
    assert reply.own_forward
    np.testing.assert_allclose(np.asarray(reply.forward), out)
    np.testing.assert_allclose(np.asarray(reply.value), DOUT * out * (1 - out))


OWN_FORWARD = """
import numpy as np
def sigmoid_forward(x):
    return x + 1, x + 7
def sigmoid_backward(dout, cache):
    return dout * cache
"""


@pytest.mark.parametrize(("own_cache", "cache"), [(True, X + 7), (False, X)])
def test_in_function_style_the_own_forward_runs_only_where_its_cache_is_wanted(
    returned: Good, own_cache: bool, cache: Any
) -> None:
    call = Call("sigmoid_backward", (DOUT, X), forward_args=(X,), own_cache=own_cache)
    reply = returned(OWN_FORWARD, call)
    assert reply.own_forward is own_cache
    np.testing.assert_array_equal(reply.value, DOUT * cache)


def test_without_an_own_forward_the_planned_cache_is_used(returned: Good) -> None:
    call = Call("sigmoid_backward", (DOUT, X), forward_args=(X,), own_cache=True)
    reply = returned("def sigmoid_backward(dout, cache): return dout * cache", call)
    assert not reply.own_forward
    np.testing.assert_array_equal(reply.value, DOUT * X)


def test_a_forward_that_returns_no_pair_is_named(fault: Faulty) -> None:
    source = """
        class Sigmoid:
            def forward(self, x): return x
            def backward(self, dout, cache): return dout
    """
    reply = fault(source, SIGMOID)
    assert reply.kind is FaultKind.BAD_VALUE
    assert "Sigmoid.forward returned a value of type ndarray" in reply.message
    assert "(out, cache)" in reply.message


def test_a_forward_array_of_two_rows_is_no_pair(fault: Faulty) -> None:
    source = """
        class Sigmoid:
            def forward(self, x): return x[:2]
            def backward(self, dout, cache): return dout
    """
    assert "pair" in fault(source, SIGMOID).message


def test_an_own_forward_that_raises_is_the_fault_of_the_call(fault: Faulty) -> None:
    source = "class Sigmoid:\n def forward(self, x): return 1 / 0\n def backward(self, d, c): return d"
    reply = fault(source, SIGMOID)
    assert (reply.kind, reply.line) == (FaultKind.EXCEPTION, 2)


def test_a_class_that_needs_arguments_is_a_fault_of_signature(fault: Faulty) -> None:
    source = "class Affine:\n def __init__(self, n): pass\n def backward(self, d, c): return d"
    reply = fault(source)
    assert reply.kind is FaultKind.SIGNATURE
    assert "Affine()" in reply.message


def test_a_class_whose_init_raises_says_so(fault: Faulty) -> None:
    reply = fault(
        "class Affine:\n def __init__(self): raise ValueError('no')\n def backward(self, d, c): return d"
    )
    assert (reply.kind, reply.line) == (FaultKind.EXCEPTION, 2)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def affine_forward(x, w, b): pass\nclass Net: pass", "Found: affine_forward, Net."),
        ("", "The file defines no functions."),
        ("affine_backward = 3\ndef other(): pass", "`affine_backward` is of type int, not a function"),
        ("affine_backward = None", "`affine_backward` is None, not a function"),
        ("def affine_backwards(dout, cache): pass", "Did you mean `affine_backwards`?"),
        ("from math import sqrt\nimport numpy as np", "The file defines no functions."),
    ],
)
def test_a_missing_function_lists_what_was_found(fault: Faulty, source: str, said: str) -> None:
    reply = fault(source)
    assert reply.kind is FaultKind.MISSING_FUNCTION
    assert said in reply.message


def test_the_other_targets_run_when_one_is_missing(grade: Grade) -> None:
    run = grade(HONEST, SIGMOID, AFFINE)
    first, second = run.replies
    assert isinstance(first, Fault)
    assert first.kind is FaultKind.MISSING_FUNCTION
    assert is_right(second)
    assert run.fault is None


@pytest.mark.parametrize(
    "source",
    [
        "def affine_backward(dout): pass",
        "def affine_backward(dout, x, w): pass",
        "def affine_backward(): pass",
        "affine_backward = lambda dout: dout",
        "class Affine:\n def backward(self, dout): return dout",
    ],
)
def test_a_wrong_number_of_parameters_is_a_fault_of_signature(fault: Faulty, source: str) -> None:
    reply = fault(source)
    assert reply.kind is FaultKind.SIGNATURE
    assert "(dout, cache)" in reply.message
    assert reply.line


def test_a_type_error_inside_the_function_is_an_exception(fault: Faulty) -> None:
    reply = fault(body("return len()"))
    assert (reply.kind, reply.line) == (FaultKind.EXCEPTION, 4)
    assert reply.source_line == "return len()"


def test_a_type_error_in_compiled_code_is_no_fault_of_signature(fault: Faulty) -> None:
    assert fault("import operator\naffine_backward = operator.matmul").kind is FaultKind.EXCEPTION


def test_callable_objects_and_partials_are_functions(returned: Good) -> None:
    source = HONEST.replace("affine_backward", "work") + (
        "\nclass Call:\n    def __call__(self, *args): return work(*args)\naffine_backward = Call()\n"
    )
    assert is_right(returned(source))


def test_arguments_are_fresh_writable_and_own_their_data(grade: Grade) -> None:
    check = (
        "assert all(a.flags.writeable and a.flags.owndata and a.flags.c_contiguous for a in (dout, *cache))"
    )
    source = body(check, RIGHT, "dout *= 0", "return g")
    first, second = grade(source, AFFINE, AFFINE).replies
    assert isinstance(first, Returned)
    assert first.mutated == (0,)
    assert is_right(second)


@pytest.mark.parametrize(
    ("line", "mutated"),
    [
        ("cache[0][0, 0] = np.nan", (1,)),
        ("dout += 1; cache[2][:] = 5", (0, 1)),
        ("dout.shape = -1", (0,)),
        ("dout[:] = dout.copy()", ()),
        ("dout = dout + 1", ()),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_changes_in_place_are_seen(returned: Good, line: str, mutated: tuple[int, ...]) -> None:
    assert returned(body("keep = dout.copy()", line, "return keep")).mutated == mutated


def test_nan_in_an_input_is_no_change(returned: Good) -> None:
    assert returned(body("return dout"), Call("affine_backward", (DOUT * np.nan, (X, W, B)))).mutated == ()


FROZEN = X.copy()
FROZEN.setflags(write=False)


@pytest.mark.parametrize(
    ("array", "check"),
    [
        (FROZEN, "not dout.flags.writeable"),
        (np.asfortranarray(np.ones((2, 3))), "dout.flags.f_contiguous and not dout.flags.c_contiguous"),
        (np.ones((2, 6))[:, ::2], "not dout.flags.c_contiguous and not dout.flags.f_contiguous"),
        (np.ones((2, 3), np.float32), "dout.dtype == np.float32"),
        (np.array(3.0), "dout.shape == ()"),
        (np.zeros((0, 3)), "dout.shape == (0, 3)"),
        (np.arange(24.0).reshape(2, 3, 4, 1), "dout[1, 2, 3, 0] == 23"),
    ],
)
def test_the_layout_of_an_argument_is_kept(returned: Good, array: Any, check: str) -> None:
    reply = returned(
        body(f"assert {check}, dout.flags", "return dout"), Call("affine_backward", (array, None))
    )
    np.testing.assert_array_equal(reply.value, array)


def test_numpy_raises_only_inside_a_function_that_asks_for_it(grade: Grade) -> None:
    source = "import numpy as np\nnp.seterr(all='raise')\n"
    tiny = Call("affine_backward", (np.full((2, 2), 1e-200), None))
    square = "def affine_backward(dout, cache):\n    return dout * dout\n"
    assert isinstance(grade(source + square, tiny).replies[0], Returned)
    inside = square.replace("    return", "    np.seterr(all='raise')\n    return")
    assert isinstance(grade(source + inside, tiny).replies[0], Fault)


def test_a_fault_in_one_call_does_not_stop_the_next(grade: Grade) -> None:
    source = body(
        "affine_backward.n = getattr(affine_backward, 'n', 0) + 1",
        "assert affine_backward.n != 1",
        RIGHT,
        "return g",
    )
    first, second = grade(source, AFFINE, AFFINE).replies
    assert isinstance(first, Fault)
    assert is_right(second)


def test_one_process_answers_all_calls_in_order(grade: Grade) -> None:
    source = (
        "import itertools\ncount = itertools.count()\ndef affine_backward(dout, cache): return next(count)"
    )
    assert [int(r.value) for r in grade(source, *[AFFINE] * 5).replies] == [0, 1, 2, 3, 4]  # type: ignore[union-attr,arg-type]


def test_no_calls_and_no_targets_are_a_job_too(sandbox: Sandbox) -> None:
    assert sandbox.run(Job(b"x = 1", (), ())).replies == ()
    assert sandbox.run(Job(b"x = 1", (Target("f"),), ())).fault is None


def test_a_thousand_calls_are_answered(sandbox: Sandbox) -> None:
    run = sandbox.run(Job(HONEST.encode(), TARGETS, (AFFINE,) * 1000))
    assert all(is_right(reply) for reply in run.replies)


def test_random_numbers_are_the_same_in_every_run(returned: Callable[..., Returned]) -> None:
    """So that an upload that is graded again gets the same verdict."""
    source = """
        import random
        import numpy as np
        def affine_backward(dout, cache):
            return np.array([random.random(), np.random.rand()]), dout, dout
    """
    first: Any = returned(source).value
    second: Any = returned(source).value
    assert np.array_equal(first[0], second[0])
