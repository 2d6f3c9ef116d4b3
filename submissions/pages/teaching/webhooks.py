"""The webhooks of a course: making one, its secret, its log, and sending a message again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import flash, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from submissions.access import NotFoundError
from submissions.models import Course
from submissions.models_programs import Webhook
from submissions.pages.languages import say
from submissions.pages.loading import signed_in
from submissions.pages.teaching.loading import NOTHING, taught_course
from submissions.services import services
from submissions.store import webhooks as store
from submissions.store.webhooks import TooManyError
from submissions.webhooks import events, managing
from submissions.webhooks.addresses import AddressError

FULL = f"A course has at most {store.MOST} webhooks: remove one that is not used any more."


@dataclass(frozen=True)
class Form:
    """What was typed, and what is wrong with it: by field, or under "" with the whole."""

    url: str = ""
    chosen: tuple[str, ...] = tuple(events.ABOUT)
    errors: dict[str, str] = field(default_factory=dict)


def index(slug: str) -> str:
    """GET /courses/<slug>/webhooks."""
    with services().database.read() as record:
        return _page(record, taught_course(record, slug), Form())


def make(slug: str) -> Response:
    """POST /courses/<slug>/webhooks: `url`, and `events` (several). The page shows the secret once."""
    part, url, words = services(), request.form.get("url", "").strip(), request.form.getlist("events")
    errors: dict[str, str] = {}
    with part.database.write() as record:
        course = taught_course(record, slug)
        try:
            made, secret = managing.make(
                record, part.settings, course.id, url, words, signed_in().person_id, datetime.now(UTC)
            )
        except AddressError as error:
            errors["url"] = str(error)
        except TooManyError:
            errors[""] = FULL
        except ValueError as error:
            errors["events"] = str(error)
        else:
            return make_response(_page(record, course, Form(), (made.url, secret)))
        return make_response(_page(record, course, Form(url, tuple(words), errors)), 422)


def show(slug: str, webhook_id: str) -> str:
    """GET /courses/<slug>/webhooks/<id>: its log; `?before=` is the last message of the page before."""
    before = request.args.get("before")
    with services().database.read() as record:
        course, webhook = _webhook(record, slug, webhook_id)
        known = before if before and "\0" not in before else None
        messages = store.deliveries(record, webhook.id, known)
        return render_template(
            "teaching/webhook.html",
            course=course,
            webhook=webhook,
            messages=messages,
            more=len(messages) == store.WINDOW,
            now=datetime.now(UTC),
        )


def renew(slug: str, webhook_id: str) -> Response:
    """POST /courses/<slug>/webhooks/<id>/secret: the page shows the new one once."""
    part = services()
    with part.database.write() as record:
        course, webhook = _webhook(record, slug, webhook_id)
        secret = managing.rotate(record, part.settings, webhook, signed_in().person_id, datetime.now(UTC))
        return make_response(_page(record, course, Form(), (webhook.url, secret)))


def switch(slug: str, webhook_id: str) -> Response:
    """POST /courses/<slug>/webhooks/<id>/switch: `active` is 1 or 0."""
    part, active = services(), request.form.get("active") == "1"
    with part.database.write() as record:
        _, webhook = _webhook(record, slug, webhook_id)
        managing.change(record, part.settings, webhook, signed_in().person_id, active=active)
    flash(
        say("The webhook is switched on.")
        if active
        else say("The webhook is switched off: nothing is sent there, also nothing that waits.")
    )
    return _back(slug, webhook_id)


def ping(slug: str, webhook_id: str) -> Response:
    """POST /courses/<slug>/webhooks/<id>/ping: a message to try it out."""
    with services().database.write() as record:
        _, webhook = _webhook(record, slug, webhook_id)
        if webhook.active:
            managing.ping(record, webhook, datetime.now(UTC))
    services().queue.deliver()
    flash(say("A message is on its way. Load the page again to see what became of it."))
    return _back(slug, webhook_id)


def again(slug: str, webhook_id: str, delivery_id: str) -> Response:
    """POST /courses/<slug>/webhooks/<id>/deliveries/<id>/again."""
    with services().database.write() as record:
        _, webhook = _webhook(record, slug, webhook_id)
        message = store.delivery(record, webhook.id, delivery_id)
        if message is None:
            raise NotFoundError(say("There is no such message (any more)."))
        store.send_again(message, datetime.now(UTC))
    services().queue.deliver()
    flash(say("The message is on its way again. Load the page again to see what became of it."))
    return _back(slug, webhook_id)


def remove(slug: str, webhook_id: str) -> Response:
    """POST /courses/<slug>/webhooks/<id>/delete."""
    with services().database.write() as record:
        _, webhook = _webhook(record, slug, webhook_id)
        managing.remove(record, webhook, signed_in().person_id)
    flash(say("The webhook is removed, with its log."))
    return redirect(url_for("teaching.webhooks", slug=slug), 303)


def _page(record: Session, course: Course, form: Form, made: tuple[str, str] | None = None) -> str:
    return render_template(
        "teaching/webhooks.html",
        course=course,
        webhooks=store.of_course(record, course.id),
        form=form,
        made=made,
        about=events.ABOUT,
        all=events.ALL,
    )


def _webhook(record: Session, slug: str, webhook_id: str) -> tuple[Course, Webhook]:
    course = taught_course(record, slug)
    found = store.find(record, course.id, webhook_id)
    if found is None:
        raise NotFoundError(NOTHING)
    return course, found


def _back(slug: str, webhook_id: str) -> Response:
    return redirect(url_for("teaching.webhook", slug=slug, webhook_id=webhook_id), 303)
