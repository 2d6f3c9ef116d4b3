"""LTI 1.3: platforms, our keys, launches, what their courses and links are here, and the scores for them.

On the way back all of it is lost, and so is the connection to learning systems; people and marks stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = (
    "lti_platform",
    "lti_deployment",
    "lti_key",
    "lti_launch",
    "lti_context",
    "lti_member",
    "lti_link",
    "lti_score",
)


def upgrade() -> None:
    op.create_table(
        "lti_platform",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=400), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("authorization_url", sa.String(length=2000), nullable=False),
        sa.Column("token_url", sa.String(length=2000), nullable=False),
        sa.Column("jwks_url", sa.String(length=2000), nullable=False),
        sa.Column("audience", sa.String(length=2000), nullable=True),
        sa.Column("hosts", sa.String(length=2000), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("invitation", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lti_platform"),
        sa.UniqueConstraint("invitation", name="uq_lti_platform_invitation"),
        sa.UniqueConstraint("issuer", "client_id", name="uq_lti_platform_issuer"),
    )
    op.create_table(
        "lti_deployment",
        sa.Column("platform_id", sa.String(length=36), nullable=False),
        sa.Column("deployment_id", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["platform_id"],
            ["lti_platform.id"],
            name="fk_lti_deployment_platform_id_lti_platform",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("platform_id", "deployment_id", name="pk_lti_deployment"),
    )
    op.create_table(
        "lti_key",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("private", sa.Text(), nullable=False),
        sa.Column("public", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_lti_key"),
    )
    op.create_table(
        "lti_launch",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("platform_id", sa.String(length=36), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("binding", sa.String(length=64), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("again", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["platform_id"],
            ["lti_platform.id"],
            name="fk_lti_launch_platform_id_lti_platform",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lti_launch"),
        sa.UniqueConstraint("platform_id", "nonce", name="uq_lti_launch_platform_id"),
    )
    op.create_index("ix_lti_launch_created_at", "lti_launch", ["created_at"])
    op.create_table(
        "lti_context",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("platform_id", sa.String(length=36), nullable=False),
        sa.Column("deployment_id", sa.String(length=255), nullable=False),
        sa.Column("context_id", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("memberships_url", sa.String(length=2000), nullable=True),
        sa.Column("course_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name="fk_lti_context_course_id_course", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["platform_id"],
            ["lti_platform.id"],
            name="fk_lti_context_platform_id_lti_platform",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lti_context"),
        sa.UniqueConstraint("platform_id", "deployment_id", "context_id", name="uq_lti_context_platform_id"),
    )
    op.create_index("ix_lti_context_course_id", "lti_context", ["course_id"])
    op.create_table(
        "lti_member",
        sa.Column("context_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["lti_context.id"],
            name="fk_lti_member_context_id_lti_context",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_lti_member_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("context_id", "person_id", name="pk_lti_member"),
        sa.UniqueConstraint("context_id", "subject", name="uq_lti_member_context_id"),
    )
    op.create_index("ix_lti_member_person_id", "lti_member", ["person_id"])
    op.create_table(
        "lti_link",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("context_id", sa.String(length=36), nullable=False),
        sa.Column("resource_link_id", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("assignment_id", sa.String(length=36), nullable=True),
        sa.Column("lineitem", sa.String(length=2000), nullable=True),
        sa.Column("lineitems", sa.String(length=2000), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name="fk_lti_link_assignment_id_assignment",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["context_id"], ["lti_context.id"], name="fk_lti_link_context_id_lti_context", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lti_link"),
        sa.UniqueConstraint("context_id", "resource_link_id", name="uq_lti_link_context_id"),
    )
    op.create_index("ix_lti_link_assignment_id", "lti_link", ["assignment_id"])
    op.create_table(
        "lti_score",
        sa.Column("link_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sent_version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_points", sa.Double(), nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["link_id"], ["lti_link.id"], name="fk_lti_score_link_id_lti_link", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_lti_score_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("link_id", "person_id", name="pk_lti_score"),
    )
    op.create_index("ix_lti_score_next_at", "lti_score", ["next_at"])
    op.create_index("ix_lti_score_person_id", "lti_score", ["person_id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
