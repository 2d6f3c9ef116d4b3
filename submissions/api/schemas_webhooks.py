"""Webhooks and their messages as the interface takes and shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, StrictBool

from submissions.api.fields import Taken
from submissions.webhooks import events

NAMES = ", ".join(f"`{name}` ({about[0].lower()}{about[1:]})" for name, about in events.ABOUT.items())


def _events(words: list[str]) -> list[str]:
    return events.chosen(words).split()


Url = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2000,
        description="https:// (or http://), a public host, port 80, 443 or 8000 to 8999",
        examples=["https://lms.example.org/dout"],
    ),
]
Events = Annotated[
    list[str],
    AfterValidator(_events),
    Field(
        min_length=1,
        max_length=20,
        description=f"What is told: {NAMES}; or `{events.ALL}`",
        json_schema_extra={"items": {"enum": [events.ALL, *events.ABOUT], "type": "string"}},
    ),
]


class WebhookIn(Taken):
    """A new webhook."""

    url: Url
    events: Events = [events.ALL]


class WebhookChange(Taken):
    """What shall be another; what is left out stays."""

    url: Url = ""
    events: Events = [events.ALL]
    active: StrictBool = True


class WebhookOut(BaseModel):
    """A webhook; its secret is not shown again."""

    id: str
    url: str
    events: list[str]
    active: bool = Field(description="Whether anything is sent; an answer 410 switches it off")
    created_at: datetime
    old_secret_until: datetime | None = Field(
        description="Until then messages are signed by the secret of before, too"
    )


class NewWebhookOut(WebhookOut):
    """A webhook with its secret, which is shown this once."""

    secret: str = Field(description="Signs every message, by the Standard Webhooks rules: whsec_…")


class Webhooks(BaseModel):
    """The webhooks of a course."""

    webhooks: list[WebhookOut]


class DeliveryOut(BaseModel):
    """A message: its id stands in the header webhook-id, `payload` is its body."""

    id: str
    event: str
    payload: dict[str, Any]
    created_at: datetime
    tries: int
    next_at: datetime | None = Field(description="When it is sent (again); null once it has ended")
    delivered_at: datetime | None = Field(description="When it was taken; null, if it was not")
    last_status: int | None
    last_error: str | None


class Deliveries(BaseModel):
    """Messages, newest first. The header Link leads to more."""

    deliveries: list[DeliveryOut]
