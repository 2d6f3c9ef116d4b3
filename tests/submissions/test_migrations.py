"""Migrations make what the models say, up and down, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from submissions import models_lti, models_programs, models_sign_in, models_teaching  # noqa: F401 - they add tables
from submissions.database import Database, NewerRecordError
from submissions.models import Base, Submission
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


def test_an_older_version_goes_on_after_a_newer_one_has_migrated_and_does_not_start_anew(
    bare: Database,
) -> None:
    bare.migrate()
    newest = bare.revision()
    with bare.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    assert bare.is_current()
    with pytest.raises(NewerRecordError, match=r"newer version .*to 9999.*or restore a backup"):
        bare.migrate()
    assert bare.revision() == "9999"
    with bare.engine.begin() as connection:
        connection.execute(text("delete from alembic_version"))
        connection.execute(text(f"insert into alembic_version values ('{newest}')"))


def test_what_was_handed_in_outlives_a_migration_and_its_way_back(bare: Database) -> None:
    bare.migrate("0001")
    assert not bare.is_current()
    with bare.engine.begin() as connection:
        for statement in (
            "insert into course values ('c', 'c', 'C', 'UTC', '2026-11-24 12:00:00')",
            "insert into person values ('p', 'Ada', '2026-11-24 12:00:00')",
            "insert into assignment (id, course_id, slug, text, created_at)"
            " values ('a', 'c', 'a', 'text', '2026-11-24 12:00:00')",
            "insert into submission (id, assignment_id, person_id, filename, upload, created_at, state,"
            " priority, tries) values ('s', 'a', 'p', 'a.py', 'x', '2026-11-24 12:00:00', 'graded', 0, 1)",
            "insert into verdict values ('v', 's', 'l', 3, '{}', '2026-11-24 12:00:00')",
        ):
            connection.exec_driver_sql(statement)
    bare.migrate()
    with bare.write() as session:
        assert session.get_one(Submission, "s").answers is None
        session.get_one(Submission, "s").answers = {"a": "52"}
    with bare.read() as session:
        assert session.get_one(Submission, "s").answers == {"a": "52"}
    bare.migrate("0001")
    with bare.engine.connect() as connection:
        for table in ("submission", "verdict"):
            assert connection.exec_driver_sql(f"select count(*) from {table}").scalar() == 1
        assert "answers" not in {column["name"] for column in inspect(connection).get_columns("submission")}
    bare.migrate()
    with bare.read() as session:
        assert session.get_one(Submission, "s").filename == "a.py"
