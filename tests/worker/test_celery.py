"""A real worker process on a real broker: nothing is lost, and nothing is graded twice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
from sqlalchemy import func, select, update

from grader.assignment import builtin_text
from submissions.database import Database
from submissions.models import Assignment, Course, Person, State, Submission, Verdict, new_id
from submissions.models_programs import Delivery
from submissions.queue import GRADE, Queue
from submissions.settings import Settings
from submissions.store import attempts, webhooks
from tests.conftest import SECRET

ROOT = Path(__file__).parent.parent.parent
WRONG = b"def affine_backward(dout, cache):\n    return dout\n"
SLOW = b"import time\ntime.sleep(1)\n" + WRONG
PATIENCE = 30.0


class Service:
    """A record, a broker, and one worker with one process that grades."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings)
        self.queue = Queue(settings)
        self.processes: list[subprocess.Popen[bytes]] = []
        self.assignment, self.person = new_id(), new_id()

    def start(self) -> None:
        """Start the worker, and the clock of the sweep."""
        flags = ("--without-gossip", "--without-mingle", "--concurrency", "1")
        schedule = ("--schedule", str(self.settings.data_dir / "beat"), "--pidfile", "")
        self.processes = [self._celery("worker", *flags), self._celery("beat", *schedule)]

    def _celery(self, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {
            "PATH": os.environ["PATH"],
            "DOUT_DATA_DIR": str(self.settings.data_dir),
            "DOUT_BROKER_URL": self.settings.broker_url,
            "DOUT_SECRET_KEY": SECRET,
            "DOUT_SWEEP_SECONDS": "1",
        }
        with (self.settings.data_dir / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "worker.app", *arguments, "--loglevel", "WARNING"],
                cwd=ROOT,
                env=environment,
                stderr=log,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End everything without a chance to say goodbye."""
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def pool(self) -> list[int]:
        """The processes that grade."""
        worker = self.processes[0].pid
        return [int(pid) for pid in Path(f"/proc/{worker}/task/{worker}/children").read_text().split()]

    def hand_in(self, upload: bytes) -> str:
        """A row, whose id is not sent yet."""
        with self.database.write() as session:
            return attempts.add(
                session,
                assignment_id=self.assignment,
                person_id=self.person,
                filename="a.py",
                upload=upload,
                now=datetime.now(UTC),
            ).id

    def state(self, submission: str) -> str:
        """Where it is."""
        with self.database.read() as session:
            return session.get_one(Submission, submission).state

    def wait_until(self, submission: str, state: State) -> None:
        """Wait for a state; fail with the worker's log."""
        end = time.monotonic() + PATIENCE
        while self.state(submission) != state:
            assert time.monotonic() < end, (self.settings.data_dir / "log").read_text()[-4000:]
            time.sleep(0.005)

    def verdicts(self, submission: str) -> int:
        """How many there are."""
        with self.database.read() as session:
            count = select(func.count()).select_from(Verdict).where(Verdict.submission_id == submission)
            return session.scalar(count) or 0


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, broker_socket: Path
) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, folder / "dout.sqlite3")
    # A database of the broker that no other test empties.
    url = f"redis+socket://{broker_socket}?virtual_host=1"
    service = Service(Settings(data_dir=folder, broker_url=url, secret_key=SECRET))
    now = datetime.now(UTC)
    with service.database.write() as session:
        session.add(Course(id="c", slug="c", title="Maths", created_at=now))
        session.add(Person(id=service.person, name="Ada", created_at=now))
        session.flush()
        text = builtin_text("matrix-derivatives")
        session.add(Assignment(id=service.assignment, course_id="c", slug="a", text=text, created_at=now))
    service.start()
    yield service
    service.kill()
    service.queue.close()
    service.database.close()


@pytest.fixture
def client(broker_socket: Path) -> Iterator[redis.Redis]:
    with redis.Redis(unix_socket_path=str(broker_socket), db=1) as client:
        yield client


def test_what_is_sent_is_graded(service: Service) -> None:
    submission = service.hand_in(WRONG)
    assert service.queue.send(submission)
    service.wait_until(submission, State.GRADED)


def test_a_process_killed_while_it_grades_is_replaced_and_the_verdict_arrives(service: Service) -> None:
    submission = service.hand_in(SLOW)
    service.queue.send(submission)
    service.wait_until(submission, State.RUNNING)
    for process in service.pool():
        os.kill(process, signal.SIGKILL)
    service.wait_until(submission, State.GRADED)
    assert service.verdicts(submission) == 1
    with service.database.read() as session:
        assert session.get_one(Submission, submission).tries == 2


def test_a_message_sent_five_times_gives_one_verdict(service: Service) -> None:
    submission, last = service.hand_in(WRONG), service.hand_in(WRONG)
    for _ in range(5):
        service.queue.send(submission)
    service.queue.send(last)
    service.wait_until(last, State.GRADED)
    assert service.verdicts(submission) == 1


def test_what_was_never_sent_is_found_by_the_sweep(service: Service) -> None:
    submission = service.hand_in(WRONG)
    service.wait_until(submission, State.GRADED)


def test_messages_that_the_broker_lost_are_sent_again(service: Service, client: redis.Redis) -> None:
    blocking, lost = service.hand_in(SLOW), [service.hand_in(WRONG) for _ in range(3)]
    for submission in (blocking, *lost):
        service.queue.send(submission)
    service.wait_until(blocking, State.RUNNING)
    client.flushdb()
    assert not client.exists(GRADE)
    for submission in lost:
        service.wait_until(submission, State.GRADED)
    assert [service.verdicts(submission) for submission in lost] == [1, 1, 1]


def test_what_a_dead_worker_held_is_graded_when_its_lease_has_run_out(service: Service) -> None:
    submission = service.hand_in(WRONG)
    with service.database.write() as session:
        hour_ago = datetime.now(UTC) - timedelta(hours=1)
        assert attempts.claim(session, submission, "of a dead worker", hour_ago, 60)
    service.wait_until(submission, State.GRADED)
    assert service.verdicts(submission) == 1


def test_what_came_while_no_worker_ran_is_graded_when_one_starts(service: Service) -> None:
    service.kill()
    sent, unsent = service.hand_in(WRONG), service.hand_in(WRONG)
    service.queue.send(sent)
    service.start()
    service.wait_until(sent, State.GRADED)
    service.wait_until(unsent, State.GRADED)


def test_what_has_priority_overtakes(service: Service) -> None:
    blocking = service.hand_in(SLOW)
    service.queue.send(blocking)
    service.wait_until(blocking, State.RUNNING)
    bulk, one = [service.hand_in(WRONG) for _ in range(3)], service.hand_in(WRONG)
    with service.database.write() as session:
        session.execute(update(Submission).where(Submission.id.in_(bulk)).values(priority=9))
    for submission in bulk:
        service.queue.send(submission, priority=9)
    service.queue.send(one, priority=0)
    for submission in (one, *bulk):
        service.wait_until(submission, State.GRADED)
    with service.database.read() as session:
        order = session.scalars(
            select(Verdict.submission_id)
            .where(Verdict.submission_id.in_([one, *bulk]))
            .order_by(Verdict.created_at)
        ).all()
    assert order.index(one) <= 1, "only what the worker had taken already goes before"


def test_a_verdict_is_told_by_the_process_that_grades_and_an_address_inside_is_refused(
    service: Service,
) -> None:
    with service.database.write() as session:
        course = session.get_one(Assignment, service.assignment).course_id
        webhook = webhooks.make(session, course, "http://127.0.0.1:1/", "all", "", datetime.now(UTC)).id
    submission = service.hand_in(WRONG)
    service.queue.send(submission)
    service.wait_until(submission, State.GRADED)
    service.queue.deliver()
    end = time.monotonic() + PATIENCE
    while not (told := _messages(service, webhook)) or told[0].last_error is None:
        assert time.monotonic() < end, (service.settings.data_dir / "log").read_text()[-4000:]
        time.sleep(0.02)
    assert [(message.event, message.tries >= 1) for message in told] == [("submission.graded", True)]
    assert told[0].payload["data"]["submission"] == submission


def _messages(service: Service, webhook: str) -> list[Delivery]:
    with service.database.read() as session:
        return webhooks.deliveries(session, webhook)
