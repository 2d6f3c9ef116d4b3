"""Groups, rules of assignments, extensions, overrides, comments, regrades, and the audit trail.

The audit trail is append-only: triggers refuse to change or delete a line. On the way back all of it is lost.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


HISTORY = ("ix_submission_history", "submission", ["assignment_id", "person_id", "created_at"])
VERDICTS = ("ix_verdict_submission", "verdict", ["submission_id", "created_at"])
"""Indexes that hold more from here on: all that a tutor's page reads of everyone at once."""


def upgrade() -> None:
    for (name, of, columns), more in ((HISTORY, ["state", "sent_at", "id"]), (VERDICTS, ["points", "id"])):
        op.drop_index(name, of)
        op.create_index(name, of, [*columns, *more])
    op.create_table(
        "course_group",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("course_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name="fk_course_group_course_id_course", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_course_group"),
        sa.UniqueConstraint("course_id", "name", name="uq_course_group_course_id"),
    )
    op.create_table(
        "earlier_version",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("assignment_id", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name="fk_earlier_version_assignment_id_assignment",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_earlier_version"),
    )
    op.create_index("ix_earlier_version_assignment_id", "earlier_version", ["assignment_id"])
    op.create_table(
        "extension",
        sa.Column("assignment_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("more_attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name="fk_extension_assignment_id_assignment",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_extension_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("assignment_id", "person_id", name="pk_extension"),
    )
    op.create_index("ix_extension_person_id", "extension", ["person_id"])
    op.create_table(
        "override",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("points", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name="fk_override_by_id_person", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name="fk_override_submission_id_submission",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_override"),
    )
    op.create_index("ix_override_by_id", "override", ["by_id"])
    op.create_index("ix_override_submission", "override", ["submission_id", "created_at"])
    op.create_table(
        "comment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name="fk_comment_by_id_person", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name="fk_comment_submission_id_submission",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
    )
    op.create_index("ix_comment_by_id", "comment", ["by_id"])
    op.create_index("ix_comment_submission", "comment", ["submission_id", "created_at"])
    op.create_table(
        "regrade",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("assignment_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name="fk_regrade_assignment_id_assignment",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name="fk_regrade_by_id_person", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_regrade"),
    )
    op.create_index("ix_regrade_assignment_id", "regrade", ["assignment_id"])
    op.create_index("ix_regrade_by_id", "regrade", ["by_id"])
    op.create_table(
        "regrade_item",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("regrade_id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("points", sa.Double(), nullable=True),
        sa.Column("report", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["regrade_id"], ["regrade.id"], name="fk_regrade_item_regrade_id_regrade", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name="fk_regrade_item_submission_id_submission",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_regrade_item"),
    )
    op.create_index("ix_regrade_item_regrade_id", "regrade_item", ["regrade_id"])
    op.create_index("ix_regrade_item_submission", "regrade_item", ["submission_id"])
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("course_id", sa.String(length=36), nullable=True),
        sa.Column("actor_id", sa.String(length=36), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.String(length=80), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_course", "audit_entry", ["course_id", "at"])
    op.create_index("ix_audit_entry_subject_id", "audit_entry", ["subject_id"])
    op.add_column("assignment", sa.Column("rules", sa.JSON(), server_default="{}", nullable=False))
    op.add_column(
        "assignment", sa.Column("published", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    with op.batch_alter_table("membership") as table:
        table.add_column(sa.Column("group_id", sa.String(36), nullable=True))
        table.add_column(sa.Column("external_id", sa.String(100), nullable=True))
        table.create_index("ix_membership_group_id", ["group_id"])
        table.create_foreign_key(
            "fk_membership_group_id_course_group", "course_group", ["group_id"], ["id"], ondelete="SET NULL"
        )
    _protect()


def downgrade() -> None:
    for name, of, columns in (HISTORY, VERDICTS):
        op.drop_index(name, of)
        op.create_index(name, of, columns)
    _unprotect()
    with op.batch_alter_table("membership") as table:
        table.drop_constraint("fk_membership_group_id_course_group", type_="foreignkey")
        table.drop_index("ix_membership_group_id")
        table.drop_column("external_id")
        table.drop_column("group_id")
    op.drop_column("assignment", "published")
    op.drop_column("assignment", "rules")
    op.drop_table("audit_entry")
    op.drop_table("regrade_item")
    op.drop_table("regrade")
    op.drop_table("comment")
    op.drop_table("override")
    op.drop_table("extension")
    op.drop_table("earlier_version")
    op.drop_table("course_group")


def _protect() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for move in ("update", "delete"):
            op.execute(
                f"create trigger audit_entry_no_{move} before {move} on audit_entry "
                "begin select raise(abort, 'the audit trail is append-only'); end"
            )
        return
    op.execute(
        "create function audit_entry_is_append_only() returns trigger language plpgsql as "
        "$$ begin raise exception 'the audit trail is append-only'; end $$"
    )
    op.execute(
        "create trigger audit_entry_append_only before update or delete on audit_entry "
        "for each statement execute function audit_entry_is_append_only()"
    )


def _unprotect() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for move in ("update", "delete"):
            op.execute(f"drop trigger audit_entry_no_{move}")
        return
    op.execute("drop trigger audit_entry_append_only on audit_entry")
    op.execute("drop function audit_entry_is_append_only()")
