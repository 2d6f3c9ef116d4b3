"""Webhooks of a course: addresses that are told what happens in it, by the Standard Webhooks rules."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from submissions.access import NotFoundError
from submissions.api import loading, versions, windows
from submissions.api.blueprint import operation
from submissions.api.caller import actor
from submissions.api.operation import Who
from submissions.api.received import asked, received, refuse
from submissions.api.schemas_webhooks import (
    Deliveries,
    DeliveryOut,
    NewWebhookOut,
    WebhookChange,
    WebhookIn,
    WebhookOut,
    Webhooks,
)
from submissions.api.versions import Answer, with_etag
from submissions.api.windows import Window
from submissions.auth.scopes import Scope
from submissions.models_programs import Delivery, Webhook
from submissions.problems import ProblemError
from submissions.services import services
from submissions.store import webhooks as store
from submissions.store.webhooks import TooManyError
from submissions.webhooks import managing
from submissions.webhooks.addresses import AddressError

ALL = "/courses/<course_id>/webhooks"
ONE = f"{ALL}/<webhook_id>"
MESSAGES = f"{ONE}/deliveries"
FULL = f"A course has at most {store.MOST} webhooks: remove one that is not used any more."


@operation("GET", ALL, scope=Scope.READ, who=Who.STAFF, answers=Webhooks)
def course_webhooks(course_id: str) -> dict[str, Any]:
    """List the webhooks of a course."""
    with services().database.read() as session:
        found, _ = loading.course(session, course_id)
        return {"webhooks": [_shown(webhook) for webhook in store.of_course(session, found.id)]}


@operation(
    "POST",
    ALL,
    scope=Scope.MANAGE,
    who=Who.STAFF,
    answers=NewWebhookOut,
    status=201,
    takes=WebhookIn,
    secret=True,
    about="The secret is shown in this answer only. Messages are signed, and sent again for three days until "
    "they are answered by a status of 200 to 299; they may come twice, with the same `webhook-id`.",
)
def make_webhook(course_id: str) -> Answer:
    """Make a webhook."""
    part = services()
    with part.database.write() as session:
        course, _ = loading.course(session, course_id)
        body = received(WebhookIn)
        try:
            made, secret = managing.make(
                session, part.settings, course.id, body.url, body.events, actor(), datetime.now(UTC)
            )
        except AddressError as error:
            raise refuse("url", str(error)) from None
        except TooManyError:
            raise ProblemError(409, FULL) from None
        shown = _shown(made)
    answer, status, headers = with_etag(shown, 201)
    return {**answer, "secret": secret}, status, headers


@operation("GET", ONE, scope=Scope.READ, who=Who.STAFF, answers=WebhookOut)
def webhook(course_id: str, webhook_id: str) -> Answer:
    """Show a webhook."""
    with services().database.read() as session:
        return with_etag(_shown(_webhook(session, course_id, webhook_id)))


@operation(
    "PATCH",
    ONE,
    scope=Scope.MANAGE,
    who=Who.STAFF,
    answers=WebhookOut,
    takes=WebhookChange,
    changes=True,
    about="Messages that wait go to the new address; where it is switched off, they are given up.",
)
def change_webhook(course_id: str, webhook_id: str) -> Answer:
    """Change a webhook, or switch it off and on."""
    part = services()
    with part.database.write() as session:
        found = _webhook(session, course_id, webhook_id)
        versions.check(_shown(found))
        body = received(WebhookChange)
        sent = body.model_fields_set
        if not sent:
            raise refuse("url", "Nothing is to be changed: send at least one field.")
        try:
            managing.change(
                session,
                part.settings,
                found,
                actor(),
                url=body.url if "url" in sent else None,
                words=body.events if "events" in sent else None,
                active=body.active if "active" in sent else None,
            )
        except AddressError as error:
            raise refuse("url", str(error)) from None
        shown = _shown(found)
    return with_etag(shown)


@operation("DELETE", ONE, scope=Scope.MANAGE, who=Who.STAFF, status=204, about="Its log goes with it.")
def remove_webhook(course_id: str, webhook_id: str) -> tuple[str, int]:
    """Remove a webhook."""
    with services().database.write() as session:
        managing.remove(session, _webhook(session, course_id, webhook_id), actor())
    return "", 204


@operation(
    "POST",
    f"{ONE}/secret",
    scope=Scope.MANAGE,
    who=Who.STAFF,
    answers=NewWebhookOut,
    secret=True,
    about="It is shown in this answer only. For 24 hours messages are signed by the secret of before, too.",
)
def renew_secret(course_id: str, webhook_id: str) -> Answer:
    """Give a webhook a new secret."""
    part = services()
    with part.database.write() as session:
        found = _webhook(session, course_id, webhook_id)
        secret = managing.rotate(session, part.settings, found, actor(), datetime.now(UTC))
        shown = _shown(found)
    answer, status, headers = with_etag(shown)
    return {**answer, "secret": secret}, status, headers


@operation(
    "POST",
    f"{ONE}/ping",
    scope=Scope.MANAGE,
    who=Who.STAFF,
    answers=DeliveryOut,
    status=202,
    about="It tells nothing. Look into the log for what became of it.",
)
def ping(course_id: str, webhook_id: str) -> tuple[dict[str, Any], int]:
    """Send a message for trying a webhook out."""
    with services().database.write() as session:
        found = _webhook(session, course_id, webhook_id)
        if not found.active:
            raise ProblemError(409, "The webhook is switched off: switch it on by `active`.")
        shown = _message(managing.ping(session, found, datetime.now(UTC)))
    services().queue.deliver()
    return shown, 202


@operation("GET", MESSAGES, scope=Scope.READ, who=Who.STAFF, answers=Deliveries, query=Window)
def deliveries(course_id: str, webhook_id: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """List the messages to a webhook, newest first: those of the last 30 days."""
    with services().database.read() as session:
        found = _webhook(session, course_id, webhook_id)
        query = asked(Window)
        if query.after is not None and store.delivery(session, found.id, query.after) is None:
            raise windows.no_such_line()
        lines, more = windows.cut(
            store.deliveries(session, found.id, query.after, query.limit + 1), query.limit
        )
    headers = windows.link(lines[-1].id, query, course_id=course_id, webhook_id=webhook_id) if more else {}
    return {"deliveries": [_message(line) for line in lines]}, 200, headers


@operation(
    "POST",
    f"{MESSAGES}/<delivery_id>/again",
    scope=Scope.MANAGE,
    who=Who.STAFF,
    answers=DeliveryOut,
    status=202,
    about="Its id stays the same, so that a receiver knows it.",
)
def send_again(course_id: str, webhook_id: str, delivery_id: str) -> tuple[dict[str, Any], int]:
    """Send a message again."""
    with services().database.write() as session:
        found = _webhook(session, course_id, webhook_id)
        message = store.delivery(session, found.id, delivery_id)
        if message is None:
            raise NotFoundError("There is no such message (any more).")
        if not found.active:
            raise ProblemError(409, "The webhook is switched off: switch it on by `active`.")
        store.send_again(message, datetime.now(UTC))
        session.flush()
        shown = _message(message)
    services().queue.deliver()
    return shown, 202


def _webhook(session: Session, course_id: str, webhook_id: str) -> Webhook:
    course, _ = loading.course(session, course_id)
    found = store.find(session, course.id, webhook_id)
    if found is None:
        raise NotFoundError("There is no such webhook in this course.")
    return found


def _shown(webhook: Webhook) -> dict[str, Any]:
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": webhook.events.split(),
        "active": webhook.active,
        "created_at": webhook.created_at,
        "old_secret_until": webhook.old_until,
    }


def _message(message: Delivery) -> dict[str, Any]:
    return {
        "id": message.id,
        "event": message.event,
        "payload": message.payload,
        "created_at": message.created_at,
        "tries": message.tries,
        "next_at": message.next_at,
        "delivered_at": message.delivered_at,
        "last_status": message.last_status,
        "last_error": message.last_error,
    }
