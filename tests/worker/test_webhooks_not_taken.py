"""Messages that a receiver does not take, on both databases: they come again, and hold up no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from submissions.database import Database
from submissions.models_programs import Delivery, Webhook
from submissions.models_teaching import AuditEntry
from submissions.settings import Settings
from submissions.store import webhooks
from submissions.webhooks import backoff
from tests.submissions.conftest import Three
from tests.submissions.webhooks.receiver import Receiver, receiving
from tests.worker.messages import made, make_due, ping, stored
from worker import webhooks as webhooks_of_the_worker
from worker.webhooks import Courier

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


def test_a_message_that_is_not_taken_comes_again_with_the_same_id_until_it_is(
    database: Database, courier: Courier, receiver: Receiver, webhook: str
) -> None:
    receiver.answers = [500, 404, 200]
    message = ping(database, webhook)
    for tries, status in ((1, 500), (2, 404)):
        courier.round()
        courier.round()  # it is not due
        row = stored(database, message)
        assert (row.tries, row.last_status, row.delivered_at) == (tries, status, None)
        assert row.next_at
        assert row.next_at > row.created_at
        assert str(status) in str(row.last_error)
        make_due(database)
    courier.round()
    row = stored(database, message)
    assert (row.tries, row.last_status, row.last_error, row.next_at) == (3, 200, None, None)
    assert {got.headers["webhook-id"] for got in receiver.got} == {message}


def test_after_the_last_try_it_is_given_up_and_can_be_sent_again_by_hand(
    database: Database, courier: Courier, receiver: Receiver, webhook: str
) -> None:
    receiver.answers = [500]
    message = ping(database, webhook)
    for _ in range(backoff.TRIES + 2):
        courier.round()
        make_due(database)
    assert len(receiver.got) == backoff.TRIES
    assert stored(database, message).next_at is None
    receiver.answers = [200]
    with database.write() as session:
        row = webhooks.delivery(session, webhook, message)
        assert row
        webhooks.send_again(row, datetime.now(UTC))
    courier.round()
    assert stored(database, message).delivered_at
    assert receiver.got[-1].headers["webhook-id"] == message


def test_a_message_that_was_lost_with_every_process_that_sent_it_is_given_up(
    database: Database, courier: Courier, receiver: Receiver, webhook: str
) -> None:
    message = ping(database, webhook)
    with database.write() as session:
        session.execute(update(Delivery).values(tries=backoff.TRIES))
    courier.round()
    assert receiver.got == []
    assert (stored(database, message).next_at, stored(database, message).tries) == (None, backoff.TRIES + 1)


def test_gone_switches_the_webhook_off_with_all_that_waits(
    database: Database, courier: Courier, receiver: Receiver, webhook: str
) -> None:
    receiver.answers = [410]
    messages = [ping(database, webhook) for _ in range(3)]
    courier.round()
    make_due(database)
    courier.round()
    assert len(receiver.got) == 1
    assert [stored(database, message).next_at for message in messages] == [None] * 3
    with database.read() as session:
        assert not session.get_one(Webhook, webhook).active
        assert session.scalars(select(AuditEntry.action)).all() == ["webhook.switched_off"]


def test_a_receiver_that_fails_is_asked_once_in_a_round_and_holds_up_nobody(
    settings: Settings, database: Database, three: Three, courier: Courier, receiver: Receiver, webhook: str
) -> None:
    receiver.answers = [500]
    with receiving() as other:
        both = Courier(replace(settings, webhook_allow=f"{receiver.allowed} {other.allowed}"), database)
        good = made(settings, database, three.course, other.url)
        for _ in range(4):
            ping(database, webhook)
            ping(database, good)
        both.round()
        assert (len(receiver.got), len(other.got)) == (1, 4)


def test_a_receiver_that_fails_holds_up_nobody_however_much_waits_for_it(
    settings: Settings,
    database: Database,
    three: Three,
    receiver: Receiver,
    webhook: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(webhooks_of_the_worker, "AT_ONCE", 1)
    receiver.answers = [500]
    with receiving() as other:
        both = Courier(replace(settings, webhook_allow=f"{receiver.allowed} {other.allowed}"), database)
        good = made(settings, database, three.course, other.url)
        for name in (webhook, webhook, good):
            ping(database, name)
        both.round()
        assert (len(receiver.got), len(other.got)) == (1, 1)


def test_a_secret_of_another_key_is_our_fault_and_told(
    settings: Settings, database: Database, courier: Courier, receiver: Receiver, webhook: str
) -> None:
    message = ping(database, webhook)
    Courier(replace(settings, secret_key="quite another secret"), database).round()
    assert receiver.got == []
    assert "make a new secret" in str(stored(database, message).last_error)
    assert stored(database, message).next_at


def test_an_address_that_is_not_allowed_any_more_is_not_sent_to(
    settings: Settings, database: Database, receiver: Receiver, webhook: str
) -> None:
    message = ping(database, webhook)
    Courier(settings, database).round()
    assert receiver.got == []
    assert "must be 80" in str(stored(database, message).last_error)
