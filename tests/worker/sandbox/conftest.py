"""One sandbox for all tests, and short ways to grade a source with it."""

import textwrap
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from grader.messages import Call, Fault, Job, Reply, Returned, Run, Target
from worker.sandbox.host import Limits, Sandbox

TARGETS = (
    Target("affine_backward", "affine_forward", ("Affine", "AffineLayer")),
    Target("sigmoid_backward", "sigmoid_forward", ("Sigmoid",)),
)
DOUT = np.array([[2.0, 2.0], [10.0, 10.0]])
X = np.array([[0.0, 1.0], [2.0, 3.0]])
W = np.array([[1.0, 1.0], [1.0, 3.0]])
B = np.zeros(2)
AFFINE = Call("affine_backward", (DOUT, (X, W, B)))
SIGMOID = Call("sigmoid_backward", (DOUT, X), forward_args=(X,))

HONEST = """
def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
"""

Grade = Callable[..., Run]

RIGHT = "x, w, b = cache; g = (dout @ w.T, x.T @ dout, dout.sum(axis=0))"
"""First lines of a body, which has the right gradients as `g`."""


def body(*lines: str) -> str:
    """An `affine_backward` with these lines, numpy imported."""
    return "import numpy as np\n\ndef affine_backward(dout, cache):\n" + textwrap.indent(
        "\n".join(lines), "    "
    )


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """The sandbox as it is in production, but with less time to compute."""
    with Sandbox(Limits(wall_seconds=10.0, cpu_seconds=1)) as sandbox:
        yield sandbox


@pytest.fixture
def own() -> Iterator[Sandbox]:
    """One of its own for a test that breaks it."""
    with Sandbox(Limits(wall_seconds=5.0, cpu_seconds=5, jobs_per_zygote=3)) as sandbox:
        yield sandbox


@pytest.fixture
def grade(sandbox: Sandbox) -> Grade:
    """Run a source on calls; text is dedented."""

    def run(source: str | bytes, *calls: Call, targets: tuple[Target, ...] = TARGETS) -> Run:
        data = textwrap.dedent(source).encode() if isinstance(source, str) else source
        return sandbox.run(Job(data, targets, calls or (AFFINE,)))

    return run


@pytest.fixture
def fault(grade: Grade) -> Callable[..., Fault]:
    """The fault of the first call."""

    def run(source: str | bytes, *calls: Call) -> Fault:
        reply = grade(source, *calls).replies[0]
        assert isinstance(reply, Fault), reply
        return reply

    return run


@pytest.fixture
def returned(grade: Grade) -> Callable[..., Returned]:
    """What the first call returned."""

    def run(source: str | bytes, *calls: Call) -> Returned:
        reply = grade(source, *calls).replies[0]
        assert isinstance(reply, Returned), reply
        return reply

    return run


def is_right(reply: Reply) -> bool:
    """Whether a reply to `AFFINE` holds the three right gradients."""
    if not isinstance(reply, Returned) or type(reply.value) is not tuple or len(reply.value) != 3:
        return False
    wanted = (DOUT @ W.T, X.T @ DOUT, DOUT.sum(axis=0))
    return all(
        isinstance(got, np.ndarray) and got.shape == want.shape and np.array_equal(got, want)
        for got, want in zip(reply.value, wanted, strict=True)
    )
