"""The rules of an assignment in sentences."""

from __future__ import annotations

from datetime import timedelta

import pytest

from submissions.models import State
from submissions.pages.view_rules import left, terms, what_counts
from submissions.rules.counting import Scored
from submissions.rules.counting import what_counts as counted
from submissions.rules.handing_in import SoFar
from submissions.rules.model import NO_EXTENSION, Extension, Rules
from submissions.store.counting import Standing
from submissions.store.verdicts import Attempt
from tests.submissions.conftest import START

DUE = START + timedelta(days=2, hours=3)


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (timedelta(days=2, hours=3, minutes=9), "in 2 days and 3 hours"),
        (timedelta(days=1), "in 1 day"),
        (timedelta(hours=1, minutes=1), "in 1 hour and 1 minute"),
        (timedelta(minutes=59, seconds=59), "in 59 minutes"),
        (timedelta(seconds=59), "in less than a minute"),
        (timedelta(seconds=-1), "this has passed"),
    ],
)
def test_what_is_left_is_said_in_its_two_largest_units(time: timedelta, said: str) -> None:
    assert left(time) == said


def test_an_extension_moves_the_deadline_and_adds_attempts() -> None:
    rules = Rules(due_at=DUE, attempts=3)
    found = terms(rules, Extension(DUE + timedelta(days=1), 2), SoFar(2), START)
    assert found.due_at == DUE + timedelta(days=1)
    assert "3 of your 5 attempts are left." in found.sentences


def test_what_being_late_costs_is_said_and_the_end_of_it() -> None:
    rules = Rules(due_at=DUE, late_days=2, late_per_day=12.5, late_unit="percent", counts="last")
    said = " ".join(terms(rules, NO_EXTENSION, SoFar(), START).sentences)
    assert (
        "taken late until 28 Nov 2026, 15:00 UTC: each day that has begun costs 12.5% of the points" in said
    )
    assert "Your last attempt counts." in said
    late = terms(rules, NO_EXTENSION, SoFar(), DUE + timedelta(days=3))
    assert "Nothing more is taken" in late.sentences[0]


def test_the_attempt_that_counts_is_named_with_the_reason() -> None:
    rules = Rules(due_at=DUE, late_days=2, late_per_day=1)
    days = (0, 3)
    attempts = [
        Attempt(f"id{n}", n, "p", "a.py", START + timedelta(days=day), State.GRADED, points)
        for n, (day, points) in enumerate(zip(days, (12.0, 18.0), strict=True), start=1)
    ]
    scored = [Scored(a.id, a.number, a.created_at, a.points) for a in attempts]
    found = Standing(counted(scored, rules, NO_EXTENSION, (), 20.0), attempts[::-1])
    assert what_counts(found, rules, 20.0) == (
        "Attempt 2 counts: it is the best, 17 of 20 points. It came 1 day late, which costs 1 point."
    )
