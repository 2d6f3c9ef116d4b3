"""The ways into the demo: `{url}/enter/{token}`, signed, for one of its people and this one purpose.

A link is valid as long as the secret key is, since the demo is open to everyone who reaches it; outside of a
demo there is none, and none is taken. The start page offers `demo_links(settings)`; each has `.name`, `.role`
("student" or "tutor") and `.url`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from submissions import secret_key
from submissions.models import Role
from submissions.settings import Settings

NAMESPACE = uuid.UUID("6b0f5cb4-2f6f-4c0c-8a3b-6f1d8d0a5c11")
"""Under which the demo's identifiers are drawn, so that its links outlive a restart."""
STUDENT = ("Ada (demo student)", Role.STUDENT)
TUTOR = ("Emmy (demo tutor)", Role.TUTOR)


@dataclass(frozen=True)
class DemoLink:
    """A way into the demo as one of its people."""

    name: str
    role: Role
    url: str


def path(settings: Settings, person_id: str) -> str:
    """The path that signs `person_id` in, if it is one of the demo's people."""
    token = _serializer(settings).dumps({"person": person_id})
    return f"/enter/{token}"


def person_of(settings: Settings, token: str) -> str | None:
    """The person a link was made for; None if we did not make it, or made it for another purpose, or if
    there is no demo, or if the person is none of the demo's."""
    if not settings.demo:
        return None
    try:
        person_id = str(_serializer(settings).loads(token)["person"])
    except (BadSignature, KeyError, TypeError):
        return None
    return person_id if person_id in {demo_id(name) for name, _ in (STUDENT, TUTOR)} else None


def demo_id(what: str) -> str:
    """The identifier of something in the demo; the same at every start."""
    return str(uuid.uuid5(NAMESPACE, what))


def demo_links(settings: Settings) -> tuple[DemoLink, ...]:
    """The ways into the demo, as paths; empty outside of a demo."""
    if not settings.demo:
        return ()
    return tuple(DemoLink(name, role, path(settings, demo_id(name))) for name, role in (STUDENT, TUTOR))


def _serializer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key.derive(settings, "sign-in links"), salt="enter")
