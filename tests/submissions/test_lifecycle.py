"""The way of a submission."""

from __future__ import annotations

from datetime import timedelta

from submissions import lifecycle
from submissions.lifecycle import MOVES, Move
from submissions.models import State


def test_graded_and_broken_are_ends() -> None:
    sources = {state for states, _ in MOVES.values() for state in states}
    assert sources == {State.QUEUED, State.RUNNING}


def test_only_a_running_submission_ends() -> None:
    for move in (Move.FINISH, Move.GIVE_UP, Move.GIVE_BACK):
        assert MOVES[move][0] == {State.RUNNING}


def test_every_state_can_be_reached_and_every_move_has_a_goal() -> None:
    assert {goal for _, goal in MOVES.values()} == set(State)
    assert set(MOVES) == set(Move)


def test_pauses_grow_and_end_at_the_longest() -> None:
    pauses = [lifecycle.pause(tries) for tries in range(1, 60)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(seconds=5)
    assert pauses[-1] == lifecycle.LONGEST_PAUSE
