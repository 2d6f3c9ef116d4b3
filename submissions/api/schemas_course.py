"""Courses, members, groups and tokens as the interface takes and shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, Field

from submissions.api.fields import NAME, WORDS, Email, Id, Moment, Name, Slug, Taken, Whole, limited
from submissions.api.windows import MOST, USUAL, Window
from submissions.auth.scopes import Scope
from submissions.models import TIME_ZONE, Role

People = Literal[Role.STUDENT, Role.TUTOR, Role.OWNER]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        raise ValueError("must be the name of a time zone, such as Europe/Berlin") from None
    return name


Zone = Annotated[str, AfterValidator(_zone), Field(min_length=1, max_length=60, examples=["Europe/Berlin"])]
Label = Annotated[str, limited(80, "What the token is for"), WORDS]


class CourseOut(BaseModel):
    """A course."""

    id: str
    slug: str = Field(description="A short name that may stand for the id in every address")
    title: str
    time_zone: str = Field(description="In which its dates are shown, and days of lateness are counted")
    role: Role = Field(description="What the token's holder is in it")
    join_code: str | None = Field(description="Who knows it may join as a student; for staff only")
    created_at: datetime


class Courses(BaseModel):
    """Courses, by their slugs."""

    courses: list[CourseOut]


class CourseIn(Taken):
    """A new course. Who makes it becomes its owner."""

    slug: Slug
    title: Name
    time_zone: Zone = TIME_ZONE


class CourseChange(Taken):
    """What shall be another; what is left out stays."""

    title: Name = ""
    time_zone: Zone = ""
    join_code: Literal["new"] | None = Field(
        None, description='"new" draws another one; null takes it away, so that nobody joins by it'
    )


class MemberOut(BaseModel):
    """A member of a course."""

    person: str = Field(description="Id of the person")
    name: str
    email: str | None
    role: Role
    group: str | None = Field(description="Name of the group")
    external_id: str | None = Field(description="What the university calls the person")


class Members(BaseModel):
    """Members by name. The header Link leads to more."""

    members: list[MemberOut]


class MembersQuery(Window):
    """Which members are listed."""

    role: Role | None = None
    group: Id | None = Field(None, description="Id of a group")


class ResultsQuery(Taken):
    """Which part of everyone's results is shown."""

    limit: int | None = Field(
        None, ge=1, le=MOST, description=f"Lines in one answer; {USUAL} if left out, and as CSV all"
    )
    after: Id | None = Field(
        None, description="The id of a person: those after them are shown; see the header Link"
    )


class MemberIn(Taken):
    """A new member: whoever has this address, or else a new person of this name."""

    name: Name
    email: Email | None = None
    role: People = Role.STUDENT
    group: Id | None = Field(None, description="Id of a group")
    external_id: Annotated[str, limited(100, "What the university calls the person"), WORDS] | None = None


class MemberChange(Taken):
    """What shall be another; what is left out stays."""

    role: People = Role.STUDENT
    group: Id | None = Field(None, description="Id of a group; null for none")
    external_id: Annotated[str, limited(100, "What the university calls the person"), WORDS] | None = None


class GroupOut(BaseModel):
    """A part of a course."""

    id: str
    name: str


class Groups(BaseModel):
    """All groups of a course, by name."""

    groups: list[GroupOut]


class GroupIn(Taken):
    """A group's name."""

    name: Annotated[str, limited(100, "What it is called"), NAME]


class TokenOut(BaseModel):
    """A token, without what is sent."""

    id: str
    label: str
    course: str | None = Field(description="Id of the only course it is for; null for a personal one")
    scope: str = Field(description="Words with spaces between")
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class NewTokenOut(TokenOut):
    """A new token. It is shown this once: only its digest is kept."""

    token: str


class Tokens(BaseModel):
    """Tokens, newest first, also those that have expired."""

    tokens: list[TokenOut]


class TokenIn(Taken):
    """What a new token is for. It can do no more than the one that makes it."""

    label: Label
    scope: list[Literal[Scope.READ, Scope.SUBMIT, Scope.GRADE, Scope.MANAGE, "all"]] = Field(
        min_length=1, max_length=5, description="What it may be used for", examples=[["read", "submit"]]
    )
    expires_at: Moment | None = Field(None, description="null: it never does")


class Me(BaseModel):
    """Who the token stands for, and what it may be used for."""

    person: str
    name: str
    scope: str
    course: str | None = Field(description="Id of the only course it is for; null for all of the person's")
    expires_at: datetime | None
    is_admin: bool


class MeChange(Taken):
    """What one is called."""

    name: Name


class InvitationIn(Taken):
    """Whom a course invites."""

    role: Literal[Role.STUDENT, Role.TUTOR] = Role.STUDENT
    email: Email | None = Field(None, description="Only who has this address may use it; null: whoever comes")
    days: Whole = Field(14, ge=1, le=90, description="How long it is good for")


class InvitationOut(BaseModel):
    """An invitation. Its link is shown this once, and works once."""

    url: str
    role: Role
    email: str | None
    expires_at: datetime


class JoinIn(Taken):
    """What leads into a course: its join code, or an invitation."""

    join_code: Annotated[str, limited(80, "However it is written, such as abcd-efgh")] | None = None
    invitation: Annotated[str, limited(100, "The last part of its link")] | None = None


class EntryOut(BaseModel):
    """One line of the audit trail."""

    id: str
    at: datetime
    actor: str | None = Field(description="Id of who did it; null for the service itself")
    name: str | None = Field(description="Their name; empty for somebody who was deleted")
    action: str = Field(examples=["override.given"])
    subject: str | None = Field(description="Id of what it was done to")
    details: dict[str, Any]


class Trail(BaseModel):
    """Lines of the audit trail, newest first."""

    entries: list[EntryOut]


class TrailQuery(Taken):
    """Where to go on."""

    after: Id | None = Field(None, description="The id of a line: earlier ones are listed")
