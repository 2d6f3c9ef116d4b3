"""What is called, with what, and what comes back."""

from collections.abc import Callable

import numpy as np
import pytest

from grader.messages import Call, Fault, FaultKind, Returned, Run

from .conftest import AFFINE, HONEST, SIGMOID, X, is_right

Faulty = Callable[..., Fault]
Good = Callable[..., Returned]
Grade = Callable[..., Run]


def test_right_gradients_come_back_as_they_are(returned: Good) -> None:
    reply = returned(HONEST)
    assert is_right(reply)
    assert reply.mutated == ()
