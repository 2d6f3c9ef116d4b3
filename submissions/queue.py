"""The sending end of the queue. Only an id travels, after the row is committed: the row is the truth.

When the broker cannot be reached nothing is lost: the row waits, and the sweep sends its id later.
`celery_app` holds every setting of Celery, for both ends.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import structlog
from celery import Celery
from kombu.entity import Exchange
from kombu.entity import Queue as BrokerQueue
from kombu.exceptions import ChannelError

from submissions import lifecycle
from submissions.settings import Settings
from submissions.workers import Worker, count_restart, known, restarts

GRADE = "dout.grade"
SWEEP = "dout.sweep"
REGRADE = "dout.regrade"
TRIAL = "dout.trial"
DELIVER = "dout.deliver"
HINT_SECONDS = 60.0
"""A hint to send messages is of no use after this long: the sweep has come by meanwhile."""
AMQP = ("amqp", "amqps", "pyamqp")
OVERHEAD_SECONDS = 10.0
"""Time of a task beyond its sandbox: starting the sandbox, judging, two writes to the record."""

log = structlog.get_logger()


def celery_app(settings: Settings) -> Celery:
    """The Celery application. It becomes nobody's default: web and tests may make several."""
    app = Celery("dout", set_as_current=False, changes=_changes(settings))
    app.conf.beat_schedule = {
        SWEEP: {
            "task": SWEEP,
            "schedule": float(settings.sweep_seconds),
            "options": {"expires": settings.sweep_seconds, "queue": SWEEP},
        }
    }
    return app


def _changes(settings: Settings) -> dict[str, Any]:
    sorts = {"x-max-priority": lifecycle.REGRADE_PRIORITY} if _is_amqp(settings) else None
    queues = [
        BrokerQueue(name, Exchange(name), name, queue_arguments=sorts if name == GRADE else None)  # type: ignore[no-untyped-call]
        for name in (GRADE, SWEEP, DELIVER)
    ]
    longest = settings.longest_run_seconds + OVERHEAD_SECONDS
    return {
        "broker_url": settings.celery_broker_url(),
        "broker_connection_retry_on_startup": True,
        "broker_connection_timeout": 2,
        "broker_transport_options": {
            # A message comes back by itself only long after its task must have ended.
            "visibility_timeout": 2 * (settings.lease_seconds + int(longest)),
            # An upload does not wait for a broker that is away: the sweep sends it later.
            "max_retries": 1,
            "interval_start": 0,
            "interval_step": 0.1,
            "interval_max": 0.1,
            "socket_connect_timeout": 2,
            "socket_timeout": 5,
        },
        "accept_content": ["json"],
        "task_serializer": "json",
        "result_backend": None,
        "task_ignore_result": True,
        # A message is acknowledged when its task is done; one whose process died is delivered again.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_acks_on_timeout": False,
        "worker_prefetch_multiplier": 1,
        "task_soft_time_limit": longest,
        "task_time_limit": longest + 5,
        "task_publish_retry": False,
        "task_queues": queues,
        "task_default_queue": GRADE,
        "task_create_missing_queues": False,
        "task_store_errors_even_if_ignored": False,
        "worker_proc_alive_timeout": 60.0,  # a process starts its sandbox before it says that it is up
        # One entry that is due every few seconds: there is nothing to remember in a file.
        "beat_scheduler": "celery.beat:Scheduler",
        "worker_enable_remote_control": False,
        "worker_send_task_events": False,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "enable_utc": True,
        "timezone": "UTC",
    }


def _is_amqp(settings: Settings) -> bool:
    """Whether the broker is RabbitMQ, where the largest priority goes first, and queues must ask for it."""
    return urlsplit(settings.celery_broker_url()).scheme in AMQP


class Queue:
    """Gives ids to the broker, and looks at what waits there."""

    def __init__(self, settings: Settings, app: Celery | None = None) -> None:
        self._app = app or celery_app(settings)
        self._largest_first = _is_amqp(settings)
        self._declared = False

    def send(self, submission_id: str, priority: int = 0) -> bool:
        """Ask for a grading; whether the broker took the message. Call it after the row is committed."""
        return self._send(GRADE, submission_id, priority)

    def _send(self, task: str, id_: str, priority: int) -> bool:
        try:
            turn = lifecycle.REGRADE_PRIORITY - priority if self._largest_first else priority
            # The broker need not be told of the queue each time, which takes a tenth of an upload's time: a
            # worker tells it, too, as soon as it comes or the broker comes back.
            known: dict[str, Any] = {"declare": []} if self._declared else {}
            self._app.send_task(task, (id_,), queue=GRADE, priority=turn, **known)
            self._declared = True
        except Exception as error:  # whatever it is: the row is stored, and the sweep will send its id
            log.warning("the broker took no message", id=id_, kind=type(error).__name__, error=str(error))
            return False
        return True

    def deliver(self) -> None:
        """Ask for the messages to webhooks to be sent now. Without a broker the sweep does it later."""
        try:
            self._app.send_task(DELIVER, queue=DELIVER, expires=HINT_SECONDS)
        except Exception as error:  # whatever it is: the messages are stored
            log.warning("the broker took no message", kind=type(error).__name__, error=str(error))

    def regrade(self, item_id: str) -> bool:
        """Ask for a grading on trial, behind everyone who hands in; whether the broker took the message."""
        return self._send(REGRADE, item_id, lifecycle.REGRADE_PRIORITY)

    def try_out(self, trial_id: str) -> bool:
        """Ask for a trial of an assignment, whose tutor waits for it; whether the broker took the message."""
        return self._send(TRIAL, trial_id, lifecycle.PRIORITIES[0])

    def sweep(self) -> None:
        """Ask for what waits to be sent now. Without a broker the clock of the sweep does it later."""
        try:
            self._app.send_task(SWEEP, queue=SWEEP, expires=HINT_SECONDS)
        except Exception as error:  # whatever it is: what waits is stored
            log.warning("the broker took no message", kind=type(error).__name__, error=str(error))

    def waiting(self) -> int:
        """How many messages wait for a grader. Raises if the broker cannot be reached."""
        with self._app.connection_for_read() as connection, connection.channel() as channel:
            try:
                return int(channel.queue_declare(GRADE, passive=True).message_count)
            except ChannelError:  # nothing was ever sent
                return 0

    def workers(self) -> list[Worker]:
        """The workers that were heard of lately. Raises if the broker cannot be reached."""
        return known(self._app)

    def sandbox_restarted(self) -> None:
        """Count a sandbox that was started anew; a broker that is away counts none."""
        try:
            count_restart(self._app)
        except Exception as error:  # whatever it is: a sandbox is not held up by a count
            log.warning("the broker counts no restart", kind=type(error).__name__, error=str(error))

    def sandbox_restarts(self) -> int:
        """Sandboxes that were started anew since the broker began. Raises if it cannot be reached."""
        return restarts(self._app)

    def ping(self) -> None:
        """Raise if the broker cannot be reached."""
        with self._app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)

    def close(self) -> None:
        """Close every connection."""
        self._app.close()
