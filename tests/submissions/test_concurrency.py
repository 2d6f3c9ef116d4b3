"""Many threads and processes at once: everyone waits for their turn, and nobody is told that it is locked."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from submissions.database import Database
from submissions.models import State, Submission, Verdict
from submissions.settings import Settings
from submissions.store import attempts, verdicts, waiting
from tests.submissions.conftest import START, Three

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
ROOT = Path(__file__).parent.parent.parent
REPORT = {"state": "graded", "points": 1.0}
PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from submissions.database import Database
from submissions.settings import Settings
from submissions.store import attempts

folder, url, assignment, person, count = sys.argv[1:]
database = Database(Settings(data_dir=Path(folder), database_url=url))
for number in range(int(count)):
    with database.write() as session:
        new = attempts.add(session, assignment_id=assignment, person_id=person, filename="a.py",
                           upload=b"x" * 9999, now=datetime.now(UTC))
    with database.write() as session:
        claimed = attempts.claim(session, new.id, "task", datetime.now(UTC), 60)
    with database.write() as session:
        attempts.finish(session, new.id, claimed.lease, {"points": 1.0}, datetime.now(UTC))
"""


def test_of_many_claimers_one_gets_it(database: Database, three: Three) -> None:
    with database.write() as session:
        ids = [
            attempts.add(
                session,
                assignment_id=three.assignment,
                person_id=three.student,
                filename="a.py",
                upload=b"x",
                now=START,
            ).id
            for _ in range(10)
        ]

    def work(task: int) -> int:
        mine = 0
        for submission in ids:
            with database.write() as session:
                claimed = attempts.claim(session, submission, f"task {task}", START, 60)
            if claimed:
                mine += 1
                with database.write() as session:
                    assert attempts.finish(session, submission, claimed.lease, REPORT, START)
        return mine

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == len(ids)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Verdict)) == len(ids)


def test_processes_and_threads_together_are_never_told_that_it_is_locked(
    settings: Settings, database: Database, three: Three
) -> None:
    arguments = [str(settings.data_dir), settings.database_url, three.assignment, three.tutor, "25"]
    others = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, *arguments], cwd=ROOT, stderr=subprocess.PIPE)
        for _ in range(3)
    ]

    def hand_in_and_look(_: int) -> None:
        with database.write() as session:
            attempts.add(
                session,
                assignment_id=three.assignment,
                person_id=three.student,
                filename="a.py",
                upload=b"x",
                now=datetime.now(UTC),
            )
        with database.read() as session:
            verdicts.standings(session, three.assignment)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(hand_in_and_look, range(60)))
    assert [other.communicate()[1] for other in others] == [b"", b"", b""]
    with database.read() as session:
        states = session.execute(select(Submission.state, func.count()).group_by(Submission.state)).all()
    assert dict(states) == {State.QUEUED: 60, State.GRADED: 75}


def test_several_processes_may_migrate_at_once(settings: Settings, tmp_path: Path) -> None:
    if settings.database_url:
        database = Database(settings)
        database.migrate("base")
        database.close()
    else:
        settings = replace(settings, data_dir=tmp_path / "new")
    program = (
        "import sys; from pathlib import Path; from submissions.database import Database;"
        "from submissions.settings import Settings;"
        "Database(Settings(data_dir=Path(sys.argv[1]), database_url=sys.argv[2])).migrate()"
    )
    arguments = [sys.executable, "-c", program, str(settings.data_dir), settings.database_url]
    others = [subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(4)]
    assert [other.communicate()[1] for other in others] == [b"", b"", b"", b""]
    database = Database(settings)
    assert database.is_current()
    database.close()


def test_two_sweeps_at_once_send_each_id_once(database: Database, three: Three) -> None:
    with database.write() as session:
        for _ in range(50):
            new = attempts.add(
                session,
                assignment_id=three.assignment,
                person_id=three.student,
                filename="a.py",
                upload=b"x",
                now=START,
            )
            waiting.not_sent(session, new.id)

    def sweep(_: int) -> list[str]:
        with database.write() as session:
            return list(waiting.lost(session, START, START, 60))

    with ThreadPoolExecutor(4) as pool:
        sent = [submission for found in pool.map(sweep, range(8)) for submission in found]
    assert len(sent) == len(set(sent)) == 50
