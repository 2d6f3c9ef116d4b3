"""Runs Alembic on the connection it is given; `submissions.database.Database.migrate` gives it one."""

from alembic import context

from submissions import models_lti, models_programs, models_sign_in, models_teaching  # noqa: F401 - they add tables
from submissions.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
