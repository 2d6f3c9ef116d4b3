"""What programs need: requests that may be sent twice, and webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from submissions.models import Base, Course, new_id


class Replay(Base):
    """The answer to a request with an Idempotency-Key, for when it is sent again; no `status` while it runs.

    `digest` is the SHA-256 of token and key, `fingerprint` that of method, path and body.
    """

    __tablename__ = "replay"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(index=True)


class Webhook(Base):
    """An address that is told what happens in a course. `secret` and `old_secret` are encrypted.

    Source: the Standard Webhooks specification.
    """

    __tablename__ = "webhook"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(String(2000))
    events: Mapped[str] = mapped_column(String(400))
    secret: Mapped[str] = mapped_column(Text)
    old_secret: Mapped[str | None] = mapped_column(Text)
    old_until: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    course: Mapped[Course] = relationship()


class Delivery(Base):
    """One message to a webhook: sent until it is taken, or given up. `next_at` is None once it has ended."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_webhook", "webhook_id", "created_at"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    delivered_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    last_error: Mapped[str | None] = mapped_column(String(400))
    webhook: Mapped[Webhook] = relationship()
