"""What counts for many, from the few attempts that can decide it: the same as from all of them."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import event, insert

from submissions import access
from submissions.database import Database
from submissions.models import Assignment, Membership, Person, Role, State, Submission, Verdict, new_id
from submissions.models_teaching import Extension
from submissions.store import counting, deciding, reviewing
from tests.submissions.conftest import START, Three

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
DAY = timedelta(days=1)
RULES: tuple[dict[str, object], ...] = (
    {},
    {"counts": "last"},
    {"late_days": 9, "late_per_day": 2},
    {"late_days": 9, "late_per_day": 15, "late_unit": "percent", "late_floor": 0.25, "grace_minutes": 30},
    {"late_days": 9, "late_per_day": 1, "counts": "last"},
)


def fill(database: Database, three: Three, random: Random, people: int) -> None:
    """Histories of every kind: ties, some that wait or are broken, regraded ones, extensions, decisions."""
    ids = [new_id() for _ in range(people)]
    rows, verdicts = [], []
    for person in ids:
        at = START
        for _ in range(random.randint(0, 6)):
            at += timedelta(hours=random.choice([0, 1, 7, 30]), microseconds=1)
            state = random.choice([State.GRADED] * 4 + [State.QUEUED, State.RUNNING, State.BROKEN])
            rows.append(
                {
                    "id": new_id(),
                    "assignment_id": three.assignment,
                    "person_id": person,
                    "filename": "a.py",
                    "upload": b"x",
                    "created_at": at,
                    "state": state,
                    "priority": 0,
                    "tries": 1,
                }
            )
            graded = {State.GRADED: random.choice([1, 1, 2]), State.QUEUED: random.choice([0, 1])}
            for turn in range(graded.get(state, 0)):
                points = float(random.choice([0, 0, 3, 7.5, 7.5, 12, 20, 25]))
                verdicts.append(
                    {
                        "id": new_id(),
                        "submission_id": rows[-1]["id"],
                        "lease": new_id(),
                        "points": points,
                        "report": {},
                        "created_at": at + timedelta(minutes=turn),
                    }
                )
    with database.write() as session:
        session.execute(insert(Person), [{"id": p, "name": p, "created_at": START} for p in ids])
        session.execute(
            insert(Membership),
            [{"course_id": three.course, "person_id": p, "role": Role.STUDENT} for p in ids],
        )
        session.execute(insert(Submission), rows)
        session.execute(insert(Verdict), verdicts)
        for person in ids[::5]:
            session.add(
                Extension(
                    assignment_id=three.assignment,
                    person_id=person,
                    due_at=START + 2 * DAY,
                    reason="ill",
                    created_at=START,
                )
            )
        for row in rows[::9]:
            given = random.choice([None, 0.0, 11.0])
            reviewing.override(session, str(row["id"]), three.tutor, given, "so", START + DAY)


def test_it_is_the_same_as_from_all_attempts_by_whatever_rules(database: Database, three: Three) -> None:
    fill(database, three, Random(7), 150)
    for rules in RULES:
        with database.write() as session:
            found = session.get_one(Assignment, three.assignment)
            found.rules, found.due_at = rules, START + DAY
        with database.read() as session:
            assignment = access.assignment_for(session, three.tutor, three.assignment)
            whole = {
                person: deciding.Total(one.counted, len(one.attempts))
                for person, one in counting.for_everyone(session, assignment).items()
            }
            assert deciding.totals(session, assignment) == whole
            some = list(whole)[3:20]
            assert deciding.totals(session, assignment, some) == {one: whole[one] for one in some}
    assert len(whole) > 100


def test_few_rows_are_read_and_few_queries_asked(database: Database, three: Three) -> None:
    fill(database, three, Random(8), 40)
    statements: list[str] = []
    with database.read() as session:
        assignment = access.assignment_for(session, three.tutor, three.assignment)
        event.listen(database.engine, "before_cursor_execute", lambda *what: statements.append(what[2]))
        deciding.totals(session, assignment)
    asked = [text for text in statements if text.upper().startswith(("SELECT", "WITH"))]
    assert len(asked) == 8  # three, and for those with decisions the five of `for_everyone`
