"""How far gradings are that take a while.

On the way back the hints are lost; nothing rests on them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "progress",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("lease", sa.String(length=36), nullable=False),
        sa.Column("calls", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name="fk_progress_submission_id_submission",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", name="pk_progress"),
    )


def downgrade() -> None:
    op.drop_table("progress")
