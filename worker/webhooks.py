"""Brings the messages of the outbox to their webhooks, and scores to learning systems, in a thread
beside the grading or by `dout courier`.

Nothing waits for it: a task only wakes it. A message is claimed by a conditional update, so of several
processes one sends it; one that is lost with its process is due again when its lease is over. Receivers may
therefore get a message twice, and know it by its id.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import structlog

from submissions import audit
from submissions.database import Database
from submissions.lti import launches
from submissions.settings import Settings
from submissions.store import webhooks
from submissions.store.webhooks import Due
from submissions.webhooks import backoff, secrets, signing
from submissions.webhooks.addresses import allowed_hosts
from submissions.webhooks.secrets import UnreadableError
from submissions.webhooks.sending import WHOLE_SECONDS, Outcome, Sender
from worker.lti_scores import ScoreSender

LEASE = timedelta(seconds=6 * WHOLE_SECONDS)
AT_ONCE = 200
"""Messages that are looked for at once."""
SLOW_SECONDS = 2.0
"""A receiver that takes longer gets its next message in the next round: it shall not hold up the others."""
PAUSE_SECONDS = 0.2
"""Who was just looked for is not looked for again before: else each of many verdicts a second would ask."""
FORGET_EVERY = 3600.0
GONE = "The answer was 410 Gone: the webhook is switched off."
LOST = "It was lost again and again on its way."

log = structlog.get_logger()


class Courier:
    """One per process. `wake` may be called from anywhere, `round` from one thread at a time."""

    def __init__(self, settings: Settings, database: Database, sender: Sender | None = None) -> None:
        self._settings = settings
        self._database = database
        self._sender = sender or Sender(allowed_hosts(settings.webhook_allow))
        self._scores = ScoreSender(settings, database)
        self._woken = threading.Event()
        self._closing = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._forgot_at = -FORGET_EVERY

    def wake(self) -> None:
        """Have everything sent that is due, soon; where `dout courier` sends, there is nothing to do."""
        if not self._settings.webhooks_by_worker:
            return
        self._woken.set()
        with self._starting:
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
                self._thread.start()

    def follow(self, every: float = 2.0) -> None:
        """Look for what is due again and again, until `close` is called from elsewhere."""
        while not self._closing.is_set():
            self._attempt()
            self._closing.wait(every)

    def close(self) -> None:
        """Begin nothing new. What is under way is not waited for: it is due again when its lease is over."""
        self._closing.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(1.0)

    def round(self) -> None:
        """Send everything that is due, each webhook in turn; one that fails or is slow is left for later."""
        left: set[str] = set()
        while self._pass(left):
            pass
        if time.monotonic() - self._forgot_at >= FORGET_EVERY:
            self._forgot_at = time.monotonic()
            with self._database.write() as session:
                webhooks.forget(session, datetime.now(UTC))
                launches.forget(session, datetime.now(UTC))

    def _run(self) -> None:
        while not self._closing.is_set():
            self._woken.wait()
            self._woken.clear()
            self._attempt()
            self._closing.wait(PAUSE_SECONDS)

    def _attempt(self) -> None:
        for turn in (self.round, self._scores.round):
            try:
                turn()
            except Exception:  # the record is away, say: it is tried again
                log.exception("messages could not be sent")

    def _pass(self, left: set[str]) -> bool:
        """Whether there may be more to do."""
        with self._database.read() as session:
            found = webhooks.due(session, datetime.now(UTC), AT_ONCE, left)
        for message_id, webhook_id in in_turns(found):
            if self._closing.is_set():
                return False
            if webhook_id in left:
                continue
            began = time.monotonic()
            if not self._deliver(message_id) or time.monotonic() - began > SLOW_SECONDS:
                left.add(webhook_id)
        return len(found) == AT_ONCE

    def _deliver(self, message_id: str) -> bool:
        """Whether the receiver is worth the next message just now."""
        with self._database.write() as session:
            message = webhooks.claim(session, message_id, datetime.now(UTC), LEASE)
        if message is None:
            return True
        outcome = Outcome(None, LOST) if message.tries > backoff.TRIES else self._send(message)
        log.info(
            "message sent" if outcome.taken else "message not taken",
            message=message.id,
            webhook=message.webhook_id,
            tries=message.tries,
            status=outcome.status,
        )
        self._note(message, outcome)
        return outcome.taken

    def _send(self, message: Due) -> Outcome:
        try:
            keys = [secrets.decrypted(self._settings, one) for one in message.secrets]
        except UnreadableError as error:
            return Outcome(None, str(error))
        body = json.dumps(message.payload, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {
            "content-type": "application/json",
            "user-agent": f"Dout/{version('dout')}",
            **signing.headers(keys, message.id, int(time.time()), body),
        }
        return self._sender.send(message.url, headers, body)

    def _note(self, message: Due, outcome: Outcome) -> None:
        now = datetime.now(UTC)
        with self._database.write() as session:
            if outcome.taken and outcome.status is not None:
                webhooks.taken(session, message, outcome.status, now)
            elif outcome.gone:
                webhooks.failed(session, message, outcome.status, GONE, None)
                webhooks.switch_off(session, message.webhook_id)
                audit.record(session, None, "webhook.switched_off", message.webhook_id, message.course_id)
            else:
                pause = backoff.pause(message.tries)
                webhooks.failed(
                    session, message, outcome.status, outcome.error, now + pause if pause else None
                )


def in_turns(messages: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Messages (with their webhooks) in such an order that each webhook gets one, then each its next."""
    rounds: dict[str, int] = {}
    placed = []
    for at, message in enumerate(messages):
        rounds[message[1]] = rounds.get(message[1], 0) + 1
        placed.append((rounds[message[1]], at, message))
    return [message for _, _, message in sorted(placed)]
