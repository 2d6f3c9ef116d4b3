"""The record's shape over time: one Alembic revision a change, each with its way back."""
