"""LTI 1.3: platforms and our keys, what their courses and links are here, and the scores that they are told.

A platform is a learning system such as a Moodle. It has deployments, and courses ("contexts"), in which links
("resource links") lead here. Source: LTI 1.3 Core, https://www.imsglobal.org/spec/lti/v1p3
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from submissions.models import Assignment, Base, Course, Person, new_id


class LtiPlatform(Base):
    """A learning system that may send people here, once it is `allowed`.

    `hosts`, with spaces between, are those that requests may be sent to; one that begins with a dot stands
    for all names that end so. `audience` is what the token service calls itself, where it is not its address.
    `invitation` is the digest of the link by which the platform registered itself.
    """

    __tablename__ = "lti_platform"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200))
    issuer: Mapped[str] = mapped_column(String(400))
    client_id: Mapped[str] = mapped_column(String(255))
    authorization_url: Mapped[str] = mapped_column(String(2000))
    token_url: Mapped[str] = mapped_column(String(2000))
    jwks_url: Mapped[str] = mapped_column(String(2000))
    audience: Mapped[str | None] = mapped_column(String(2000))
    hosts: Mapped[str] = mapped_column(String(2000))
    allowed: Mapped[bool]
    invitation: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]


class LtiDeployment(Base):
    """One installation of this tool at a platform; launches of others are refused."""

    __tablename__ = "lti_deployment"
    platform_id: Mapped[str] = mapped_column(
        ForeignKey("lti_platform.id", ondelete="CASCADE"), primary_key=True
    )
    deployment_id: Mapped[str] = mapped_column(String(255), primary_key=True)


class LtiKey(Base):
    """A key pair of ours; its id is the `kid`. `private` is encrypted. The newest one signs, those that are
    not `retired_at` yet are published."""

    __tablename__ = "lti_key"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    private: Mapped[str] = mapped_column(Text)
    public: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class LtiLaunch(Base):
    """A message of a platform whose signature is checked, until it has led somewhere. Its nonce comes once.

    The id is the SHA-256 of the code in the address that goes on with it, `binding` that of the cookie of the
    browser that began it.
    """

    __tablename__ = "lti_launch"
    __table_args__ = (UniqueConstraint("platform_id", "nonce"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    platform_id: Mapped[str] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"))
    nonce: Mapped[str] = mapped_column(String(64))
    binding: Mapped[str] = mapped_column(String(64))
    claims: Mapped[dict[str, Any]]
    again: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    platform: Mapped[LtiPlatform] = relationship()


class LtiContext(Base):
    """A course of a platform, and which course it is here; None until staff say it."""

    __tablename__ = "lti_context"
    __table_args__ = (UniqueConstraint("platform_id", "deployment_id", "context_id"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    platform_id: Mapped[str] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"))
    deployment_id: Mapped[str] = mapped_column(String(255))
    context_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(200))
    memberships_url: Mapped[str | None] = mapped_column(String(2000))
    course_id: Mapped[str | None] = mapped_column(ForeignKey("course.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    platform: Mapped[LtiPlatform] = relationship()
    course: Mapped[Course | None] = relationship()


class LtiMember(Base):
    """Somebody who came from a context, as what, and what the platform calls them."""

    __tablename__ = "lti_member"
    __table_args__ = (UniqueConstraint("context_id", "subject"),)
    context_id: Mapped[str] = mapped_column(
        ForeignKey("lti_context.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[str] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    subject: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(10))
    person: Mapped[Person] = relationship()
    context: Mapped[LtiContext] = relationship()


class LtiLink(Base):
    """A link in a course of a platform, and which assignment it is here. Scores go to its `lineitem`, or to
    one that is made at `lineitems`; without either the platform wants none."""

    __tablename__ = "lti_link"
    __table_args__ = (UniqueConstraint("context_id", "resource_link_id"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    context_id: Mapped[str] = mapped_column(ForeignKey("lti_context.id", ondelete="CASCADE"))
    resource_link_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(200))
    assignment_id: Mapped[str | None] = mapped_column(
        ForeignKey("assignment.id", ondelete="SET NULL"), index=True
    )
    lineitem: Mapped[str | None] = mapped_column(String(2000))
    lineitems: Mapped[str | None] = mapped_column(String(2000))
    created_at: Mapped[datetime]
    context: Mapped[LtiContext] = relationship()
    assignment: Mapped[Assignment | None] = relationship()


class LtiScore(Base):
    """That a platform is to be told what counts for a person: how much is looked up when it is sent.

    `version` rises with each change; `next_at` is None where the platform knows, or was tried in vain too
    often; then `sent_version` lags behind.
    """

    __tablename__ = "lti_score"
    __table_args__ = (Index("ix_lti_score_person_id", "person_id"),)
    link_id: Mapped[str] = mapped_column(ForeignKey("lti_link.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]
    sent_version: Mapped[int]
    changed_at: Mapped[datetime]
    tries: Mapped[int]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    sent_points: Mapped[float | None]
    last_status: Mapped[int | None]
    last_error: Mapped[str | None] = mapped_column(String(400))
    link: Mapped[LtiLink] = relationship()
    person: Mapped[Person] = relationship()
