"""Every attack in every set-up, and the controls that a naive grader does not come back from."""

from __future__ import annotations

import pytest

from tests.worker.sandbox.attacking import ATTACKS, Attack
from tests.worker.sandbox.test_attacks import check_naive_grader, naive_controls
from tests.worker.sandbox.test_set_ups import REFUSED, check


@pytest.mark.soak
@pytest.mark.parametrize("name", REFUSED)
def test_no_attack_gains_anything(name: str) -> None:
    check(name, ATTACKS)


@pytest.mark.soak
@pytest.mark.parametrize("tried", naive_controls(slow=True), ids=lambda tried: tried.name)
def test_a_naive_grader_never_comes_back_from_the_slow_controls(tried: Attack) -> None:
    check_naive_grader([tried])
