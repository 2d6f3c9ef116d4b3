"""Webhooks and their messages in the record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from submissions.models import new_id
from submissions.models_programs import Delivery, Webhook

MOST = 20
"""Webhooks of one course."""
WINDOW = 50
"""Messages of one page."""
KEPT = timedelta(days=30)
"""How long what has ended is kept."""
OVERLAP = timedelta(hours=24)
"""How long a replaced secret goes on signing beside the new one."""
LONGEST_ERROR = 400


class TooManyError(Exception):
    """A course has no room for one more webhook."""


@dataclass(frozen=True)
class Due:
    """A message that is ours to send until the lease is over. `tries` counts this one, too."""

    id: str
    webhook_id: str
    course_id: str
    url: str
    secrets: tuple[str, ...]
    payload: dict[str, Any]
    created_at: datetime
    tries: int


def of_course(session: Session, course_id: str) -> list[Webhook]:
    """All webhooks of a course, in the order of their making."""
    wanted = select(Webhook).where(Webhook.course_id == course_id)
    return list(session.scalars(wanted.order_by(Webhook.created_at, Webhook.id)))


def find(session: Session, course_id: str, webhook_id: str) -> Webhook | None:
    """The webhook of the course with this id, which nobody else changes until a writing transaction ends."""
    if "\0" in webhook_id:
        return None
    return session.scalar(
        select(Webhook).where(Webhook.id == webhook_id, Webhook.course_id == course_id).with_for_update()
    )


def make(session: Session, course_id: str, url: str, events: str, secret: str, now: datetime) -> Webhook:
    """A new webhook; `secret` is encrypted already.

    Raises:
        TooManyError: the course has `MOST` of them.
    """
    count = session.scalar(select(func.count()).where(Webhook.course_id == course_id)) or 0
    if count >= MOST:
        raise TooManyError
    made = Webhook(
        id=new_id(), course_id=course_id, url=url, events=events, secret=secret, active=True, created_at=now
    )
    session.add(made)
    session.flush()
    return made


def rotate(webhook: Webhook, secret: str, now: datetime) -> None:
    """Give it a new secret, encrypted already. The one from before signs beside it for `OVERLAP`."""
    webhook.old_secret, webhook.old_until = webhook.secret, now + OVERLAP
    webhook.secret = secret


def deliveries(
    session: Session, webhook_id: str, before: str | None = None, limit: int = WINDOW
) -> list[Delivery]:
    """Messages to a webhook, newest first: at most `limit`, those older than the message `before`."""
    wanted = select(Delivery).where(Delivery.webhook_id == webhook_id)
    if before is not None:
        mark = select(Delivery.created_at, Delivery.id).where(
            Delivery.id == before, Delivery.webhook_id == webhook_id
        )
        wanted = wanted.where(tuple_(Delivery.created_at, Delivery.id) < mark.scalar_subquery())
    wanted = wanted.order_by(Delivery.created_at.desc(), Delivery.id.desc()).limit(limit)
    return list(session.scalars(wanted))


def delivery(session: Session, webhook_id: str, delivery_id: str) -> Delivery | None:
    """The message to the webhook with this id."""
    if "\0" in delivery_id:
        return None
    return session.scalar(
        select(Delivery).where(Delivery.id == delivery_id, Delivery.webhook_id == webhook_id)
    )


def send_again(message: Delivery, now: datetime) -> None:
    """Have a message sent once more, from the first try on. Its id stays the same."""
    message.tries = 0
    message.next_at = now
    message.delivered_at = message.last_status = message.last_error = None


def due(session: Session, now: datetime, limit: int, left: Collection[str] = ()) -> list[tuple[str, str]]:
    """Ids of messages that are to be sent, each with its webhook's, the one that has waited longest first;
    without those of webhooks that are `left` for later."""
    rows = session.execute(
        select(Delivery.id, Delivery.webhook_id)
        .join(Webhook, Webhook.id == Delivery.webhook_id)
        .where(Delivery.next_at <= now, Webhook.active, Delivery.webhook_id.not_in(left))
        .order_by(Delivery.next_at, Delivery.created_at, Delivery.id)
        .limit(limit)
    )
    return [(row.id, row.webhook_id) for row in rows]


def claim(session: Session, delivery_id: str, now: datetime, lease: timedelta) -> Due | None:
    """Take a message to send it now; None if another has it. A lost one is due again after `lease`."""
    taken = cast(
        "CursorResult[Any]",
        session.execute(
            update(Delivery)
            .where(Delivery.id == delivery_id, Delivery.next_at <= now)
            .values(tries=Delivery.tries + 1, next_at=now + lease)
            .execution_options(synchronize_session=False)
        ),
    )
    if taken.rowcount != 1:
        return None
    message, webhook = session.execute(
        select(Delivery, Webhook)
        .join(Webhook, Webhook.id == Delivery.webhook_id)
        .where(Delivery.id == delivery_id)
    ).one()
    secrets = [webhook.secret]
    if webhook.old_secret is not None and webhook.old_until is not None and now < webhook.old_until:
        secrets.append(webhook.old_secret)
    return Due(
        message.id,
        webhook.id,
        webhook.course_id,
        webhook.url,
        tuple(secrets),
        message.payload,
        message.created_at,
        message.tries,
    )


def taken(session: Session, message: Due, status: int, now: datetime) -> None:
    """Note that the receiver has it."""
    _note(session, message, next_at=None, delivered_at=now, last_status=status, last_error=None)


def failed(
    session: Session, message: Due, status: int | None, error: str | None, next_at: datetime | None
) -> None:
    """Note that a try was in vain; without `next_at` it was the last one."""
    shown = error[:LONGEST_ERROR] if error else None
    _note(session, message, next_at=next_at, last_status=status, last_error=shown)


def switch_off(session: Session, webhook_id: str) -> None:
    """Send nothing more there, also nothing of what waits."""
    session.execute(update(Webhook).where(Webhook.id == webhook_id).values(active=False))
    session.execute(
        update(Delivery)
        .where(Delivery.webhook_id == webhook_id, Delivery.next_at.is_not(None))
        .values(next_at=None)
    )


def forget(session: Session, now: datetime) -> None:
    """Delete messages that ended long ago."""
    session.execute(delete(Delivery).where(Delivery.next_at.is_(None), Delivery.created_at < now - KEPT))


def _note(session: Session, message: Due, **values: Any) -> None:
    """Only if nobody had it sent again meanwhile."""
    session.execute(
        update(Delivery)
        .where(Delivery.id == message.id, Delivery.tries == message.tries)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
