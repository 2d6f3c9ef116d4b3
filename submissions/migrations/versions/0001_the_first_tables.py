"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(36), primary_key=True)


def _belongs_to(table: str, *, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(
        f"{table}_id",
        sa.String(36),
        sa.ForeignKey(f"{table}.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
    )


def upgrade() -> None:
    op.create_table(
        "course",
        _id(),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("time_zone", sa.String(60), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.UniqueConstraint("slug", name="uq_course_slug"),
    )
    op.create_table(
        "person",
        _id(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_table(
        "membership",
        _belongs_to("course", primary_key=True),
        _belongs_to("person", primary_key=True),
        sa.Column("role", sa.String(10), nullable=False),
    )
    op.create_index("ix_membership_person_id", "membership", ["person_id"])
    op.create_table(
        "access_token",
        _id(),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        _belongs_to("course"),
        _belongs_to("person"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT),
        sa.UniqueConstraint("digest", name="uq_access_token_digest"),
    )
    op.create_index("ix_access_token_course_id", "access_token", ["course_id"])
    op.create_index("ix_access_token_person_id", "access_token", ["person_id"])
    op.create_table(
        "assignment",
        _id(),
        _belongs_to("course"),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("opens_at", MOMENT),
        sa.Column("due_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.UniqueConstraint("course_id", "slug", name="uq_assignment_course_id"),
    )
    _create_submissions()


def _create_submissions() -> None:
    op.create_table(
        "submission",
        _id(),
        _belongs_to("assignment"),
        _belongs_to("person"),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("upload", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(80)),
        sa.Column("lease", sa.String(36)),
        sa.Column("lease_until", MOMENT),
        sa.Column("not_before", MOMENT),
        sa.Column("sent_at", MOMENT),
        sa.CheckConstraint("state in ('queued', 'running', 'graded', 'broken')", name="state"),
    )
    op.create_index("ix_submission_state", "submission", ["state", "priority", "created_at"])
    op.create_index("ix_submission_history", "submission", ["assignment_id", "person_id", "created_at"])
    op.create_index("ix_submission_person", "submission", ["person_id", "state"])
    op.create_table(
        "verdict",
        _id(),
        _belongs_to("submission"),
        sa.Column("lease", sa.String(36), nullable=False),
        sa.Column("points", sa.Double()),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.UniqueConstraint("lease", name="uq_verdict_lease"),
    )
    op.create_index("ix_verdict_submission", "verdict", ["submission_id", "created_at"])


def downgrade() -> None:
    for table in ("verdict", "submission", "assignment", "access_token", "membership", "person", "course"):
        op.drop_table(table)
