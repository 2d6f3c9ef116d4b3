"""The corpus over many seeds, through the real sandbox: a verdict does not hang on the draws.

`make soak` tries each of SOAK_CORPUS_SEEDS seeds (100 unless the environment says less).
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.corpus import Submission, differences, grade, submissions
from worker.sandbox.host import Limits, Sandbox

SEEDS = int(os.environ.get("SOAK_CORPUS_SEEDS", "100"))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(wall_seconds=10.0, cpu_seconds=5)) as made:
        yield made


def settled(folder: str) -> list[Submission]:
    """The submissions of a folder about which the product is right today."""
    return [s for s in submissions(folder) if not s.expected.xfail]


@pytest.mark.soak
@pytest.mark.parametrize("submission", [*settled("right"), *settled("wrong")], ids=lambda s: s.id)
def test_a_submission_gets_its_verdict_on_every_seed(sandbox: Sandbox, submission: Submission) -> None:
    for number in range(SEEDS):
        found = differences(submission.expected, grade(sandbox, submission, f"{number:064x}"))
        assert found == [], f"seed {number:064x}"
