"""The way of a submission."""

from __future__ import annotations

from datetime import timedelta

from submissions import lifecycle
from submissions.lifecycle import MOVES, Move
from submissions.models import State


def test_only_a_regrade_leads_out_of_graded_and_broken() -> None:
    ends = frozenset({State.GRADED, State.BROKEN})
    leaving = {move for move, (sources, _) in MOVES.items() if sources & ends}
    assert leaving == {Move.REGRADE, Move.PUBLISH}
    assert MOVES[Move.PUBLISH] == (ends, State.GRADED)
    assert MOVES[Move.REGRADE] == (ends, State.QUEUED)


def test_a_regrade_waits_behind_everyone_and_stays_there() -> None:
    assert max(lifecycle.priority(waiting) for waiting in range(99)) < lifecycle.REGRADE_PRIORITY
    assert lifecycle.next_priority(lifecycle.REGRADE_PRIORITY) == lifecycle.REGRADE_PRIORITY
    assert [lifecycle.next_priority(priority) for priority in lifecycle.PRIORITIES] == [0, 0, 3]


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
