"""Webhooks and their messages, made and looked at without the pages."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import update

from submissions.database import Database
from submissions.models_programs import Delivery
from submissions.settings import Settings
from submissions.store import webhooks
from submissions.webhooks import events, secrets, signing
from tests.submissions.conftest import START

SECRET = signing.new_secret()


def made(settings: Settings, database: Database, course: str, url: str, wanted: str = "all") -> str:
    with database.write() as session:
        kept = secrets.encrypted(settings, SECRET)
        return webhooks.make(session, course, url, wanted, kept, START).id


def ping(database: Database, webhook: str) -> str:
    with database.write() as session:
        return events.put(session, webhook, events.PING, {}, datetime.now(UTC)).id


def stored(database: Database, message: str) -> Delivery:
    with database.read() as session:
        return session.get_one(Delivery, message)


def make_due(database: Database) -> None:
    with database.write() as session:
        session.execute(update(Delivery).where(Delivery.next_at.is_not(None)).values(next_at=START))
