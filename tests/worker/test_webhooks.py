"""From a change in the record to a message at a real receiver, on both databases."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from sqlalchemy import update

from submissions.database import Database
from submissions.models import new_id
from submissions.models_programs import Webhook
from submissions.settings import Settings
from submissions.store import attempts, regrade_items, regrades, webhooks
from submissions.webhooks import events, secrets, signing
from tests.service import until
from tests.submissions.conftest import START, Three
from tests.submissions.webhooks.receiver import Receiver
from tests.worker.messages import SECRET, made, ping, stored
from worker.webhooks import Courier

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


def signed_by(secret: str, got: dict[str, str], body: bytes) -> bool:
    """As the specification tells receivers to do it, without our own code."""
    content = f"{got['webhook-id']}.{got['webhook-timestamp']}.{body.decode()}".encode()
    digest = hmac.new(base64.b64decode(secret[6:]), content, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}" in got["webhook-signature"].split(" ")


def test_a_verdict_is_told_in_the_transaction_that_stores_it_and_arrives_signed(
    database: Database, three: Three, courier: Courier, receiver: Receiver, webhook: str
) -> None:
    with database.write() as session:
        submission = attempts.add(
            session,
            assignment_id=three.assignment,
            person_id=three.student,
            filename="a.py",
            upload=b"x",
            now=START,
        ).id
        claimed = attempts.claim(session, submission, "task", START, 60)
        assert claimed
        report = {"points": 12.5, "max_points": 20.0}
        assert attempts.finish(session, submission, claimed.lease, report, START)
        assert events.verdict_stored(session, submission, claimed.lease, START) == 1
        assert events.verdict_stored(session, submission, new_id(), START) == 0
    courier.round()
    [got] = receiver.got
    assert signed_by(SECRET, got.headers, got.body)
    assert json.loads(got.body) == {
        "type": "submission.graded",
        "timestamp": START.isoformat(),
        "data": {
            "submission": submission,
            "assignment": three.assignment,
            "assignment_slug": "matrix-derivatives",
            "person": three.student,
            "handed_in": START.isoformat(),
            "state": "graded",
            "points": 12.5,
            "max_points": 20.0,
        },
    }
    with database.read() as session:
        [message] = webhooks.deliveries(session, webhook)
    assert message.delivered_at
    assert (message.id, message.next_at, message.last_status) == (got.headers["webhook-id"], None, 204)


def test_what_is_rolled_back_is_not_told(
    database: Database, three: Three, courier: Courier, receiver: Receiver, webhook: str
) -> None:
    def change() -> None:
        with database.write() as session:
            assert events.enqueue(session, three.course, events.OVERRIDDEN, {}, START) == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change()
    courier.round()
    assert receiver.got == []


def test_only_who_asked_for_an_event_of_the_course_is_told(
    settings: Settings, database: Database, three: Three, receiver: Receiver
) -> None:
    for course, wanted in (
        (three.course, events.GRADED),
        (three.course, f"{events.GRADED} {events.OVERRIDDEN}"),
        (three.other_course, "all"),
    ):
        made(settings, database, course, receiver.url, wanted)
    with database.write() as session:
        assert events.enqueue(session, three.course, events.OVERRIDDEN, {}, START) == 1
        assert events.enqueue(session, three.course, events.PUBLISHED, {}, START) == 0
        session.execute(update(Webhook).values(active=False))
        assert events.enqueue(session, three.course, events.OVERRIDDEN, {}, START) == 0


def test_after_a_rotation_both_secrets_sign_for_a_day(
    settings: Settings, database: Database, courier: Courier, receiver: Receiver, webhook: str
) -> None:
    new = signing.new_secret()
    with database.write() as session:
        row = session.get_one(Webhook, webhook)
        webhooks.rotate(row, secrets.encrypted(settings, new), datetime.now(UTC))
    ping(database, webhook)
    courier.round()
    with database.write() as session:
        session.get_one(Webhook, webhook).old_until = datetime.now(UTC) - timedelta(seconds=1)
    ping(database, webhook)
    courier.round()
    first, second = receiver.got
    assert signed_by(new, first.headers, first.body)
    assert signed_by(SECRET, first.headers, first.body)
    assert signed_by(new, second.headers, second.body)
    assert not signed_by(SECRET, second.headers, second.body)


def test_of_several_couriers_each_message_is_sent_by_one(
    settings: Settings, database: Database, receiver: Receiver, webhook: str
) -> None:
    messages = {ping(database, webhook) for _ in range(12)}
    allowed = replace(settings, webhook_allow=receiver.allowed)
    couriers = [Courier(allowed, Database(settings)) for _ in range(3)]
    threads = [threading.Thread(target=courier.round) for courier in couriers]
    for thread in threads:
        thread.start()
    for thread, courier in zip(threads, couriers, strict=True):
        thread.join()
        courier._database.close()
    assert sorted(got.headers["webhook-id"] for got in receiver.got) == sorted(messages)


def test_who_is_woken_sends_in_a_thread_of_its_own(
    database: Database, courier: Courier, receiver: Receiver, webhook: str
) -> None:
    done = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(204)
        handler.end_headers()
        done.set()

    receiver.answers = [answer]
    ping(database, webhook)
    courier.wake()
    assert done.wait(30)


def test_a_worker_that_shall_not_send_leaves_it_to_the_courier_of_its_own(
    settings: Settings, database: Database, receiver: Receiver, webhook: str
) -> None:
    message = ping(database, webhook)
    of_a_worker = Courier(
        replace(settings, webhook_allow=receiver.allowed, webhooks_by_worker=False), database
    )
    of_a_worker.wake()
    of_a_worker.close()
    assert stored(database, message).tries == 0
    environ = {
        "DOUT_DATA_DIR": str(settings.data_dir),
        "DOUT_DATABASE_URL": settings.database_url,
        "DOUT_SECRET_KEY": settings.secret_key,
        "DOUT_WEBHOOK_ALLOW": receiver.allowed,
    }
    command = [sys.executable, "-P", "-m", "worker.cli", "courier"]
    with subprocess.Popen(command, env={**os.environ, **environ}, stdout=subprocess.DEVNULL) as process:
        try:
            until(lambda: stored(database, message).delivered_at is not None)
        finally:
            process.terminate()
        assert process.wait(30) == 0


def test_old_messages_are_forgotten_and_waiting_ones_kept(
    database: Database, courier: Courier, receiver: Receiver, webhook: str
) -> None:
    receiver.answers = [500]
    now = datetime.now(UTC)
    with database.write() as session:
        old = now - webhooks.KEPT - timedelta(days=1)
        ended, waiting = (events.put(session, webhook, events.PING, {}, old) for _ in range(2))
        ended.next_at = None
        waiting.next_at = now + timedelta(hours=1)
        recent = events.put(session, webhook, events.PING, {}, now)
        recent.next_at = None
    courier.round()
    with database.read() as session:
        left = {message.id for message in webhooks.deliveries(session, webhook)}
    assert left == {waiting.id, recent.id}


def test_a_regrade_is_told_once_it_is_published(
    database: Database, three: Three, courier: Courier, receiver: Receiver, webhook: str
) -> None:
    with database.write() as session:
        submission = attempts.add(
            session,
            assignment_id=three.assignment,
            person_id=three.student,
            filename="a.py",
            upload=b"x",
            now=START,
        ).id
        claimed = attempts.claim(session, submission, "task", START, 60)
        assert claimed
        attempts.finish(session, submission, claimed.lease, {"points": 1.0}, START)
        regrade = regrades.begin(session, three.assignment, [submission], three.tutor, "why", START).id
        [item] = regrade_items.waiting(session, START, START)
        assert regrade_items.take(session, item)
        assert regrade_items.finish(session, item, {"points": 7.5, "max_points": 20.0})
    courier.round()
    assert receiver.got == []
    for _ in range(2):
        with database.write() as session:
            regrades.publish(session, regrade, START)
    courier.round()
    [got] = receiver.got
    data = json.loads(got.body)["data"]
    assert (data["submission"], data["points"], data["max_points"]) == (submission, 7.5, 20.0)
