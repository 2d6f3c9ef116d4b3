"""Migrations make what the models say, up and down, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from submissions.database import Database
from submissions.models import Base
from submissions.settings import Settings

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


@pytest.fixture
def bare(settings: Settings) -> Iterator[Database]:
    """A database without a table; other tests find it migrated again."""
    database = Database(settings)
    database.migrate("base")
    yield database
    database.migrate()
    database.close()


def test_the_migrations_make_the_models_tables(bare: Database) -> None:
    bare.migrate()
    with bare.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_constraints_have_the_models_names(bare: Database) -> None:
    bare.migrate()
    made = inspect(bare.engine)
    for table in Base.metadata.sorted_tables:
        names = {str(c.name) for c in table.constraints if not str(c.name).startswith("pk_")}
        found = (
            made.get_foreign_keys(table.name)
            + made.get_unique_constraints(table.name)
            + made.get_check_constraints(table.name)
        )
        assert {str(c["name"]) for c in found} == names


def test_the_way_back_leaves_no_table(bare: Database) -> None:
    assert not bare.is_current()
    bare.migrate()
    assert bare.is_current()
    bare.migrate("base")
    assert inspect(bare.engine).get_table_names() == ["alembic_version"]


def test_migrating_twice_changes_nothing(bare: Database) -> None:
    bare.migrate()
    bare.migrate()
    assert bare.is_current()
