"""The tasks: `dout.grade` takes one submission to its verdict, `dout.sweep` sends again what was lost, and
`dout.deliver` has the messages to webhooks sent, by a thread beside the grading.

Every process of the worker's pool has one `Grader` with a sandbox of its own, started before the first task.
A message may come twice, late, or for a submission that is long graded: the claim decides.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from celery import Celery, Task
from celery.signals import worker_init, worker_process_init, worker_process_shutdown, worker_ready

from grader import grading
from grader.assignment import AssignmentError
from grader.report import SCHEMA, Report
from submissions import secret_key
from submissions.assignments import parsed
from submissions.database import Database
from submissions.queue import DELIVER, GRADE, REGRADE, SWEEP, TRIAL, Queue
from submissions.settings import Settings
from submissions.store import attempts, progress, waiting
from submissions.store.attempts import Claimed
from submissions.webhooks import events
from worker import regrading, trials
from worker.heartbeat import install as install_heartbeat
from worker.sandbox.host import Limits, Sandbox, SandboxError, SandboxRefused
from worker.telling import Teller
from worker.verdict import verdict
from worker.webhooks import Courier

RESEND = timedelta(minutes=2)
"""A message that waits in the broker is not doubted before this long."""
GAVE_UP = (
    "We could not grade this submission: our grading failed {tries} times. "
    "This is not your fault, and no points are lost. Your tutor can see it, too."
)

log = structlog.get_logger()


class Grader:
    """What one process needs to grade: the record, the broker, and a sandbox that is ready to run."""

    def __init__(self, settings: Settings, app: Celery) -> None:
        self.settings = settings
        self.database = Database(settings, can_be_redone=True)
        self.queue = Queue(settings, app)
        self.courier = Courier(settings, self.database)
        self.teller = Teller(self.database)
        self._sandbox: Sandbox | None = None
        self._starts = 0

    def sandbox(self) -> Sandbox:
        """The sandbox, started. Raises SandboxRefused, SandboxBroken."""
        if self._sandbox is None:
            self._sandbox = _sandbox(self.settings)
        if self._sandbox.starts > self._starts > 0:
            self.queue.sandbox_restarted()
        self._starts = self._sandbox.starts
        return self._sandbox

    def warm_up(self) -> None:
        """Do before the first task what need not wait for it."""
        try:
            self.sandbox()
        except SandboxError:  # tried anew with each task
            log.exception("the sandbox does not start")

    def close(self) -> None:
        """End the sandbox and the threads, and close every connection to the record."""
        self.teller.close()
        self.courier.close()
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None
        self.database.close()

    def grade(self, submission_id: str, task_id: str) -> None:
        """Take a submission to its verdict, unless another does, or has."""
        with self.database.write() as session:
            claimed = attempts.claim(
                session, submission_id, task_id, datetime.now(UTC), self.settings.lease_seconds
            )
        if claimed is None:
            log.info("nothing to grade", submission=submission_id)
        elif claimed.tries > self.settings.max_tries:  # every try before took its process with it
            self._give_up(claimed)
        else:
            self._try(claimed)

    def sweep(self) -> None:
        """Send the ids of submissions that no message leads to any more."""
        now = datetime.now(UTC)
        interval = timedelta(seconds=self.settings.sweep_seconds)
        patience = RESEND if self.queue.waiting() else interval  # an empty broker holds nothing back
        with self.database.write() as session:
            lost = waiting.lost(session, now, now - patience, self.settings.lease_seconds)
            progress.forget(session)
        for submission_id, priority in lost.items():
            log.info("sent again", submission=submission_id)
            if not self.queue.send(submission_id, priority):
                with self.database.write() as session:
                    waiting.not_sent(session, submission_id)
        regrading.sweep(self, now, now - patience)
        trials.sweep(self, now, now - patience)
        self.courier.wake()

    def _try(self, claimed: Claimed) -> None:
        try:
            report = self._report(claimed).to_json()
            with self.database.write() as session:
                stored = attempts.finish(
                    session, claimed.id, claimed.lease, report, datetime.now(UTC), claimed.claimed_at
                )
                events.verdict_stored(session, claimed.id, claimed.lease, datetime.now(UTC))
        except Exception as error:  # whatever it is, it is ours: an upload's faults are no exceptions here
            self._ours(claimed, error)
            return
        log.info("graded" if stored else "graded too late", submission=claimed.id, tries=claimed.tries)
        self.courier.wake()

    def _report(self, claimed: Claimed) -> Report:
        assignment = parsed(claimed.assignment_text)
        seed = secret_key.seed_of(self.settings, claimed.id)
        plan = grading.plan(assignment, seed)
        with self.teller.following(claimed.id, claimed.lease) as how_far:
            return verdict(plan, self.sandbox(), claimed.upload, claimed.filename, claimed.answers, how_far)

    def _ours(self, claimed: Claimed, error: Exception) -> None:
        """A fault of ours: later again, and after the last try no more."""
        log.error(
            "our fault", submission=claimed.id, tries=claimed.tries, exc_info=error, kind=type(error).__name__
        )
        if claimed.tries >= self.settings.max_tries:
            self._give_up(claimed)
            return
        with self.database.write() as session:
            attempts.give_back(session, claimed.id, claimed.lease, datetime.now(UTC))

    def _give_up(self, claimed: Claimed) -> None:
        report = _broken(claimed, secret_key.seed_of(self.settings, claimed.id), self.settings.max_tries)
        with self.database.write() as session:
            attempts.give_up(
                session, claimed.id, claimed.lease, report, datetime.now(UTC), claimed.claimed_at
            )
            events.verdict_stored(session, claimed.id, claimed.lease, datetime.now(UTC))
        self.courier.wake()
        log.error("broken", submission=claimed.id, tries=claimed.tries)


def _broken(claimed: Claimed, seed: str, tries: int) -> dict[str, Any]:
    reason = GAVE_UP.format(tries=tries)
    try:
        return grading.broken(parsed(claimed.assignment_text), seed, reason).to_json()
    except AssignmentError:  # the assignment itself is what is broken
        return {"schema": SCHEMA, "state": "broken", "points": None, "functions": [], "notes": [reason]}


def install(app: Celery, settings: Settings) -> None:
    """Register the tasks with `app`, and start a grader with each process of the pool."""
    grader = _per_process(settings, app)
    heartbeat = install_heartbeat(app, settings)

    @app.task(name=GRADE, bind=True)  # type: ignore[untyped-decorator]
    def grade(task: Task, submission_id: str) -> None:
        grader().grade(submission_id, task.request.id)

    @app.task(name=REGRADE)  # type: ignore[untyped-decorator]
    def regrade(item_id: str) -> None:
        regrading.grade(grader(), item_id)

    @app.task(name=TRIAL)  # type: ignore[untyped-decorator]
    def try_out(trial_id: str) -> None:
        trials.grade(grader(), trial_id)

    @app.task(name=SWEEP)  # type: ignore[untyped-decorator]
    def sweep() -> None:
        grader().sweep()

    @app.task(name=DELIVER)  # type: ignore[untyped-decorator]
    def deliver() -> None:
        grader().courier.wake()

    def check(**_: Any) -> None:
        """Do not take what cannot be graded: without a sandbox the worker ends before its first task."""
        try:
            with _sandbox(settings) as sandbox:
                heartbeat.saw(sandbox)
        except SandboxRefused as error:
            raise SystemExit(str(error)) from None

    def ready(**_: Any) -> None:
        """What was lost while no worker ran need not wait for the first beat."""
        app.send_task(SWEEP, queue=SWEEP)

    worker_init.connect(check, weak=False)
    worker_process_init.connect(lambda **_: grader().warm_up(), weak=False)
    worker_process_shutdown.connect(lambda **_: grader().close(), weak=False)
    worker_ready.connect(ready, weak=False)


def _per_process(settings: Settings, app: Celery) -> Callable[[], Grader]:
    """The grader of the current process; what a parent made before a fork is not the child's to use."""
    graders: dict[int, Grader] = {}

    def grader() -> Grader:
        if os.getpid() not in graders:
            graders[os.getpid()] = Grader(settings, app)
        return graders[os.getpid()]

    return grader


def _sandbox(settings: Settings) -> Sandbox:
    limits = Limits(
        wall_seconds=settings.sandbox_wall_seconds,
        busy_seconds=settings.sandbox_busy_seconds,
        cpu_seconds=settings.sandbox_cpu_seconds,
        memory_mib=settings.sandbox_memory_mib,
    )
    return Sandbox(limits, require=settings.sandbox_require)
