"""Histories of submissions with several tasks and clocks that jump, against a model in plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from submissions import lifecycle
from submissions.database import Database
from submissions.models import State, Submission, Verdict
from submissions.store import attempts, regrading, waiting
from submissions.store.attempts import Claimed
from tests.submissions.conftest import START, Three

LEASE = 60
REPORT: dict[str, Any] = {"state": "graded", "points": 1.0, "max_points": 2.0}
moments = st.integers(-6, 6).map(lambda steps: START + timedelta(seconds=20 * steps))
tasks = st.sampled_from(["one", "two", "three"])


@dataclass
class Expected:
    """What the model believes of one submission."""

    state: State
    sent_at: datetime | None
    tries: int = 0
    task: str | None = None
    lease: str | None = None
    lease_until: datetime | None = None
    not_before: datetime | None = None
    verdicts: list[str] = field(default_factory=list)
    """Leases of the verdicts, in the order in which they came."""


class Histories(RuleBasedStateMachine):
    """Every rule is one transaction of the store; the model says what must come of it."""

    submitted: Bundle[str] = Bundle("submitted")
    claims: Bundle[Claimed] = Bundle("claims")

    def __init__(self, database: Database, three: Three) -> None:
        super().__init__()
        self.database, self.three = database, three
        self.model: dict[str, Expected] = {}
        with database.write() as session:
            session.execute(delete(Submission))

    @rule(target=submitted, now=moments)
    def add(self, now: datetime) -> str:
        with self.database.write() as session:
            submission = attempts.add(
                session,
                assignment_id=self.three.assignment,
                person_id=self.three.student,
                filename="a.py",
                upload=b"x",
                now=now,
            )
        self.model[submission.id] = Expected(State.QUEUED, sent_at=now)
        return submission.id

    @rule(target=claims, submission=submitted, task=tasks, now=moments)
    def claim(self, submission: str, task: str, now: datetime) -> Any:
        with self.database.write() as session:
            claimed = attempts.claim(session, submission, task, now, LEASE)
        expected = self.model[submission]
        allowed = lifecycle.may_claim(
            expected.state,
            now=now,
            task=task,
            holder=expected.task,
            lease_until=expected.lease_until,
            not_before=expected.not_before,
            lease_seconds=LEASE,
        )
        assert (claimed is not None) == allowed
        if claimed is None:
            return multiple()
        expected.state, expected.task, expected.lease = State.RUNNING, task, claimed.lease
        expected.lease_until, expected.not_before = now + timedelta(seconds=LEASE), None
        expected.tries += 1
        assert claimed.tries == expected.tries
        return claimed

    @rule(claimed=claims, now=moments)
    def finish(self, claimed: Claimed, now: datetime) -> None:
        with self.database.write() as session:
            stored = attempts.finish(session, claimed.id, claimed.lease, REPORT, now)
        self._ended(claimed, stored, State.GRADED)

    @rule(claimed=claims, now=moments)
    def give_up(self, claimed: Claimed, now: datetime) -> None:
        with self.database.write() as session:
            stored = attempts.give_up(session, claimed.id, claimed.lease, {"points": None}, now)
        self._ended(claimed, stored, State.BROKEN)

    def _ended(self, claimed: Claimed, stored: bool, state: State) -> None:
        expected = self.model[claimed.id]
        holds = expected.state is State.RUNNING and expected.lease == claimed.lease
        if holds:
            if state is State.GRADED or not expected.verdicts:
                expected.verdicts.append(claimed.lease)
            expected.state = state
            expected.task = expected.lease = expected.lease_until = None
        assert stored == (holds or claimed.lease in expected.verdicts)

    @rule(claimed=claims, now=moments)
    def give_back(self, claimed: Claimed, now: datetime) -> None:
        with self.database.write() as session:
            given = attempts.give_back(session, claimed.id, claimed.lease, now)
        expected = self.model[claimed.id]
        assert given == (expected.state is State.RUNNING and expected.lease == claimed.lease)
        if given:
            expected.state, expected.not_before = State.QUEUED, now + lifecycle.pause(expected.tries)
            expected.task = expected.lease = expected.lease_until = expected.sent_at = None

    @rule()
    def regrade_all(self) -> None:
        with self.database.write() as session:
            moved = regrading.queue_again(session, list(self.model))
        ended = [row for row in self.model.values() if row.state in {State.GRADED, State.BROKEN}]
        assert moved == len(ended)
        for row in ended:
            row.state, row.tries, row.sent_at, row.not_before = State.QUEUED, 0, None, None

    @rule(claimed=consumes(claims))
    def lose_the_process(self, claimed: Claimed) -> None:
        """Nothing is said to the record: only a lease or a message that comes again helps."""

    @rule(submission=submitted)
    def fail_to_send(self, submission: str) -> None:
        with self.database.write() as session:
            waiting.not_sent(session, submission)
        self.model[submission].sent_at = None

    @rule(now=moments, patience=st.sampled_from([0, 20, 60]))
    def sweep(self, now: datetime, patience: int) -> None:
        before = now - timedelta(seconds=patience)
        with self.database.write() as session:
            found = waiting.lost(session, now, before, LEASE)
        wanted = set()
        for submission, row in self.model.items():
            overdue = row.sent_at is None or row.sent_at < before or row.sent_at > now
            ready = row.state is State.QUEUED and lifecycle.pause_is_over(row.not_before, now)
            forsaken = row.state is State.RUNNING and lifecycle.lease_is_over(row.lease_until, now, LEASE)
            if overdue and (ready or forsaken):
                wanted.add(submission)
                row.sent_at = now
        assert set(found) == wanted
        assert len(found) == len(wanted)

    @invariant()
    def the_record_agrees(self) -> None:
        with self.database.read() as session:
            rows = {row.id: row for row in session.scalars(select(Submission))}
            verdicts = session.execute(
                select(Verdict.submission_id, Verdict.lease).order_by(Verdict.created_at)
            ).all()
        assert {key: (row.state, row.tries, row.lease) for key, row in rows.items()} == {
            key: (row.state, row.tries, row.lease) for key, row in self.model.items()
        }
        assert {
            key: [lease for submission, lease in verdicts if submission == key] for key in self.model
        } == {key: row.verdicts for key, row in self.model.items()}

    @invariant()
    def attempts_are_in_the_order_they_came(self) -> None:
        with self.database.read() as session:
            ordered = session.scalars(select(Submission.id).order_by(Submission.created_at)).all()
        assert list(ordered) == list(self.model)


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_every_history_is_as_the_model_says(database: Database, three: Three) -> None:
    class Here(Histories):
        def __init__(self) -> None:
            super().__init__(database, three)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
