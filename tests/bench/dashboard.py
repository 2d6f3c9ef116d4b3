"""How long a tutor's first page takes in a large course: `python -m tests.bench.dashboard`.

    start     what the web server does beside all else at its start: it counts the board from nothing
    first     the first page of the process after that
    again     nothing has changed since
    changed   one of the submissions has moved on since

The last three are the whole request without the network: processor time, the middle of several. The broker
is asked in vain, since none runs here.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from statistics import median

import structlog
from flask.testing import FlaskClient
from sqlalchemy import insert, update

from grader.assignment import builtin_text
from submissions.app import create_app
from submissions.database import Database
from submissions.models import (
    Assignment,
    Course,
    Membership,
    Person,
    Role,
    State,
    Submission,
    Verdict,
    new_id,
)
from submissions.pages.teaching import warming
from submissions.services import KEY
from submissions.settings import Settings
from tests.signing_in import sign_in

STUDENTS, EACH, TIMES = 2_000, 10, 9
STORED = datetime.now(UTC) - timedelta(days=20)
REPORTS = Path(__file__).parent.parent / "submissions" / "pages" / "reports"
NAMES = ("batch_mean", "full_marks", "wrong_shape", "time_limit", "syntax_error", "full_marks")
PATH = "/assignments/a/results"


def fill(database: Database) -> str:
    """Store the course; the id of a submission."""
    people = [f"p{n}" for n in range(STUDENTS)]
    reports = [json.loads((REPORTS / f"{name}.json").read_text()) for name in NAMES]
    text = builtin_text("matrix-derivatives")
    with database.write() as session:
        session.add(Course(id="c", slug="c", title="Maths", created_at=STORED))
        session.flush()
        session.add(Assignment(id="a", course_id="c", slug="a", text=text, created_at=STORED))
        everyone = [("tutor", Role.TUTOR), *((one, Role.STUDENT) for one in people)]
        session.execute(
            insert(Person),
            [{"id": id_, "name": f"Person {id_}", "created_at": STORED} for id_, _ in everyone],
        )
        session.execute(
            insert(Membership), [{"course_id": "c", "person_id": id_, "role": role} for id_, role in everyone]
        )
        for number in range(EACH):
            told = cycle(reports[number % 3 :] + reports[: number % 3])
            rows = [(person, new_id(), new_id(), next(told)) for person in people]
            at = STORED + timedelta(days=number)
            session.execute(insert(Submission), [_submission(*row[:2], at) for row in rows])
            session.execute(
                insert(Verdict),
                [
                    {
                        "id": verdict,
                        "submission_id": id_,
                        "lease": verdict,
                        "points": report.get("points") or 0.0,
                        "report": report,
                        "created_at": at,
                    }
                    for _, id_, verdict, report in rows
                ],
            )
    return rows[0][1]


def _submission(person: str, id_: str, at: datetime) -> dict[str, object]:
    return {
        "id": id_,
        "assignment_id": "a",
        "person_id": person,
        "filename": "layers.py",
        "upload": b"x" * 1000,
        "created_at": at,
        "state": State.GRADED,
        "tries": 1,
        "sent_at": at,
    }


def _taken(client: FlaskClient) -> float:
    begun = time.thread_time()
    assert client.get(PATH).status_code == 200
    return 1000 * (time.thread_time() - begun)


def main() -> None:
    """Measure and print."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), secret_key="x" * 40)
        database = Database(settings)
        database.migrate()
        one = fill(database)
        app = create_app(settings)
        client = app.test_client()
        sign_in(client, settings, "tutor")
        client.get("/")
        gc.collect()
        gc.freeze()  # as the web server does
        begun = time.process_time()
        warming.read_templates(app)
        warming.begin(app, lambda: True).join()
        start = 1000 * (time.process_time() - begun)
        first, again, changed = _taken(client), [], []
        for _ in range(TIMES):
            again.append(_taken(client))
            with database.write() as session:
                moved = update(Submission).where(Submission.id == one)
                session.execute(moved.values(sent_at=datetime.now(UTC)))
            changed.append(_taken(client))
        print(f"\n{STUDENTS} students, {STUDENTS * EACH} submissions (load {os.getloadavg()[0]:.1f})")
        print(f"  start    {start:8.1f} ms of a processor")
        print(f"  first    {first:8.1f}")
        print(f"  again    {median(again):8.1f}")
        print(f"  changed  {median(changed):8.1f}")
        app.extensions[KEY].database.close()
        app.extensions[KEY].queue.close()
        database.close()


if __name__ == "__main__":
    main()
