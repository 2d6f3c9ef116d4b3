"""How long each grading took, for the operator's numbers.

Verdicts from before have no measurement. On the way back the measurements are lost, and nothing else.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measurement",
        sa.Column("verdict_id", sa.String(36), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Double(), nullable=False),
        sa.Column("sandbox", sa.Double(), nullable=False),
        sa.Column("judge", sa.Double(), nullable=False),
        sa.Column("total", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("verdict_id", name="pk_measurement"),
        sa.ForeignKeyConstraint(
            ["verdict_id"], ["verdict.id"], name="fk_measurement_verdict_id_verdict", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_measurement_ended_at", "measurement", ["ended_at"])


def downgrade() -> None:
    op.drop_table("measurement")
