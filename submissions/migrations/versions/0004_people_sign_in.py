"""Addresses, passwords, identities elsewhere, invitations, join codes; scopes and last use of tokens.

On the way back all of that is lost, and so are personal tokens.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("email", sa.String(254), nullable=True))
    op.add_column("person", sa.Column("is_admin", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("person", sa.Column("sessions", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_person_email", "person", ["email"], unique=True)
    op.add_column("course", sa.Column("join_code", sa.String(20), nullable=True))
    op.create_index("ix_course_join_code", "course", ["join_code"], unique=True)
    # SQLite makes the table anew for this: nothing refers to a token, so nothing goes with the old one.
    with op.batch_alter_table("access_token") as table:
        table.add_column(sa.Column("scope", sa.String(400), server_default="all", nullable=False))
        table.add_column(sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
        table.alter_column("course_id", existing_type=sa.String(36), nullable=True)
    op.create_table(
        "password",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_password_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_password"),
    )
    op.create_table(
        "identity",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("issuer", sa.String(length=400), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_identity_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_identity"),
        sa.UniqueConstraint("issuer", "subject", name="uq_identity_issuer"),
    )
    op.create_index("ix_identity_person_id", "identity", ["person_id"])
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("course_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name="fk_invitation_course_id_course", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("digest", name="uq_invitation_digest"),
    )
    op.create_index("ix_invitation_course_id", "invitation", ["course_id"])


def downgrade() -> None:
    op.drop_table("invitation")
    op.drop_table("identity")
    op.drop_table("password")
    op.execute("delete from access_token where course_id is null")
    with op.batch_alter_table("access_token") as table:
        table.alter_column("course_id", existing_type=sa.String(36), nullable=False)
        table.drop_column("last_used_at")
        table.drop_column("scope")
    op.drop_index("ix_course_join_code", "course")
    op.drop_column("course", "join_code")
    op.drop_index("ix_person_email", "person")
    op.drop_column("person", "sessions")
    op.drop_column("person", "is_admin")
    op.drop_column("person", "email")
