"""What stands in the file of a whole course. Each thing is named by a key with a meaning in the file only, as
`p3`: ids belong to a server, and are drawn anew where the file is read.

Not in it: passwords, tokens, invitations, webhooks, the join code, and the audit trail of the server.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from submissions.models import Role, State

Key = Annotated[str, Field(pattern=r"^[pgas][0-9]{1,9}$")]
Slug = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+([._-]+[A-Za-z0-9]+)*$", max_length=80)]
Points = Annotated[float, Field(ge=0, allow_inf_nan=False)]


def _at_rest(state: State) -> State:
    if state is State.RUNNING:
        raise ValueError("nobody grades it any more: it is queued")
    return state


class Part(BaseModel):
    """Unknown fields are refused: they would be lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonPart(Part):
    """Somebody whom the course has to do with."""

    key: Key
    name: str = Field(max_length=200)
    email: str | None = Field(max_length=254)
    created_at: AwareDatetime


class GroupPart(Part):
    """A group."""

    key: Key
    name: str = Field(max_length=100)


class MemberPart(Part):
    """What a person is in the course."""

    person: Key
    role: Role
    group: Key | None
    external_id: str | None = Field(max_length=100)


class EarlierPart(Part):
    """A file that an assignment had."""

    digest: str = Field(max_length=64)
    text: str
    replaced_at: AwareDatetime


class ExtensionPart(Part):
    """What a person gets beyond the rest."""

    person: Key
    due_at: AwareDatetime | None
    more_attempts: int = Field(ge=0, le=100_000)
    reason: str = Field(max_length=500)
    created_at: AwareDatetime


class AssignmentPart(Part):
    """An assignment with the files it had, and the extensions in it."""

    key: Key
    slug: Slug
    text: str
    opens_at: AwareDatetime | None
    due_at: AwareDatetime | None
    rules: dict[str, Any]
    published: bool
    created_at: AwareDatetime
    earlier: list[EarlierPart]
    extensions: list[ExtensionPart]


class CoursePart(Part):
    """The course itself."""

    slug: Slug
    title: str = Field(max_length=200)
    time_zone: str = Field(max_length=60)
    created_at: AwareDatetime


class CourseFile(Part):
    """`course.json`: everything but what was handed in."""

    format: Literal["dout course"] = "dout course"
    version: Literal[1] = 1
    course: CoursePart
    people: list[PersonPart]
    groups: list[GroupPart]
    members: list[MemberPart]
    assignments: list[AssignmentPart]


class MeasurementPart(Part):
    """How long a grading took."""

    ended_at: AwareDatetime
    outcome: str = Field(max_length=20)
    tries: int
    waiting: float
    sandbox: float
    judge: float
    total: float


class VerdictPart(Part):
    """A verdict."""

    points: Points | None
    report: dict[str, Any]
    created_at: AwareDatetime
    measurement: MeasurementPart | None


class OverridePart(Part):
    """Points by hand."""

    points: Points | None
    reason: str = Field(max_length=1000)
    by: Key | None
    created_at: AwareDatetime


class CommentPart(Part):
    """A comment."""

    line: int | None
    text: str = Field(max_length=100_000)
    by: Key | None
    created_at: AwareDatetime


class SubmissionPart(Part):
    """A line of `submissions.jsonl`; its upload stands in `uploads/` under its key, unless it is empty."""

    key: Key
    assignment: Key
    person: Key
    filename: str = Field(max_length=200)
    answers: dict[str, str] | None
    created_at: AwareDatetime
    state: Annotated[State, AfterValidator(_at_rest)]
    priority: int = Field(ge=0, le=9)
    verdicts: list[VerdictPart]
    overrides: list[OverridePart]
    comments: list[CommentPart]
