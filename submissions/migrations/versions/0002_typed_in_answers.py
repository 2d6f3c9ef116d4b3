"""Typed-in answers of a submission, by name.

On the way back they are lost; the verdicts, which repeat them, stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submission", sa.Column("answers", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("submission", "answers")
