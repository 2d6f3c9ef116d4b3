"""What staff do with the webhooks of a course, by pages or by the API, with a line in the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from submissions import audit
from submissions.models_programs import Delivery, Webhook
from submissions.settings import Settings
from submissions.store import webhooks
from submissions.webhooks import events, secrets, signing
from submissions.webhooks.addresses import allowed_hosts, parse


def make(
    session: Session,
    settings: Settings,
    course_id: str,
    url: str,
    words: list[str],
    actor: str,
    now: datetime,
) -> tuple[Webhook, str]:
    """A new webhook and its secret, which is to be shown once.

    Raises:
        AddressError: no message may be sent to `url`.
        ValueError: `words` are no events.
        TooManyError: the course has too many.
    """
    chosen = events.chosen(words)
    parse(url, allowed_hosts(settings.webhook_allow))
    secret = signing.new_secret()
    made = webhooks.make(session, course_id, url, chosen, secrets.encrypted(settings, secret), now)
    _note(session, made, actor, "webhook.made", url=url, events=chosen)
    return made, secret


def change(
    session: Session,
    settings: Settings,
    webhook: Webhook,
    actor: str,
    *,
    url: str | None = None,
    words: list[str] | None = None,
    active: bool | None = None,
) -> None:
    """Change what is not None. Messages that wait go to the new address; switched off, they are given up.

    Raises as `make`.
    """
    if words is not None:
        webhook.events = events.chosen(words)
    if url is not None:
        parse(url, allowed_hosts(settings.webhook_allow))
        webhook.url = url
    if active is not None:
        webhook.active = active
    session.flush()
    if active is False:
        webhooks.switch_off(session, webhook.id)
    details: dict[str, Any] = {"url": webhook.url, "events": webhook.events, "active": webhook.active}
    _note(session, webhook, actor, "webhook.changed", **details)


def rotate(session: Session, settings: Settings, webhook: Webhook, actor: str, now: datetime) -> str:
    """A new secret, which is to be shown once; the one from before signs beside it for a day."""
    secret = signing.new_secret()
    webhooks.rotate(webhook, secrets.encrypted(settings, secret), now)
    session.flush()
    _note(session, webhook, actor, "webhook.secret_renewed")
    return secret


def remove(session: Session, webhook: Webhook, actor: str) -> None:
    """Delete it with all its messages."""
    _note(session, webhook, actor, "webhook.removed", url=webhook.url)
    session.delete(webhook)


def ping(session: Session, webhook: Webhook, now: datetime) -> Delivery:
    """A message that only says that it came, for trying the address out."""
    return events.put(
        session, webhook.id, events.PING, {"webhook": webhook.id, "course": webhook.course_id}, now
    )


def _note(session: Session, webhook: Webhook, actor: str, action: str, **details: Any) -> None:
    audit.record(session, actor, action, webhook.id, webhook.course_id, **details)
