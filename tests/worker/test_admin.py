"""`dout admin`: from an empty record to a course with an owner, students and a token."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from grader.assignment import builtin_text
from submissions.app import create_app
from submissions.database import Database
from submissions.models import AccessToken, Course, Membership, Person
from submissions.models_teaching import AuditEntry
from submissions.services import KEY
from submissions.settings import Settings
from tests.submissions.pages.conftest import PASSWORD, Browser
from worker.cli import main

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
Run = Callable[..., Result]
ENVIRONMENT = ("DOUT_DATA_DIR", "DOUT_SECRET_KEY", "DOUT_DATABASE_URL", "DOUT_BROKER_URL")


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `dout admin …`; the URL of what it prints is https://dout.example.org."""
    values = (settings.data_dir, settings.secret_key, settings.database_url, settings.broker_url)
    for name, value in zip(ENVIRONMENT, values, strict=True):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("DOUT_PUBLIC_URL", "https://dout.example.org")

    def ran(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["admin", *arguments])

    return ran


def told(done: Result) -> str:
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


def path(link: str) -> str:
    assert link.startswith("https://dout.example.org/")
    return link.removeprefix("https://dout.example.org")


@both
def test_a_new_deployment_gets_its_first_course_owner_student_and_token(run: Run, settings: Settings) -> None:
    link = told(run("create-admin", "--email", "Emmy@Example.org", "--name", "Emmy Noether"))
    code = told(run("course", "create", "dl", "--title", "Deep learning"))
    assert re.fullmatch(r"(\S{4}-\S{4})  https://dout\.example\.org/join/\1", code)
    owner = told(run("member", "add", "dl", "emmy@example.org", "--role", "owner"))
    assert owner == "emmy@example.org is owner of dl."
    assert path(told(run("assignment", "add", "dl", "matrix-derivatives"))).startswith("/assignments/")
    token = told(run("token", "create", "dl", "--label", "Moodle", "--scope", "read", "--scope", "submit"))
    app = create_app(settings)
    try:
        emmy, ada = Browser(app.test_client()), Browser(app.test_client())
        assert emmy.post(path(link), {"password": PASSWORD}, seen=path(link)).status_code == 303
        assert "See everyone’s results" in emmy.get("/").text
        join = path(code.split()[1])
        sent = {"name": "Ada", "email": "ada@example.org", "password": PASSWORD}
        assert ada.post(join, sent, seen=join).status_code == 303
        assert "Matrix derivatives" in ada.get("/").text
        answer = app.test_client().get("/api/v1/assignments", headers={"Authorization": f"Bearer {token}"})
        assert "matrix-derivatives" in answer.text
    finally:
        app.extensions[KEY].database.close()
        app.extensions[KEY].queue.close()


@both
def test_the_trail_tells_what_was_done(run: Run, database: Database) -> None:
    told(run("create-admin", "--email", "emmy@example.org"))
    told(run("course", "create", "dl", "--title", "Deep learning"))
    told(run("member", "add", "dl", "ada@example.org"))
    told(run("invite", "dl", "--role", "tutor", "--email", "max@example.org"))
    told(run("course", "join-code", "dl", "--new"))
    with database.read() as session:
        actions = session.scalars(select(AuditEntry.action)).all()
    assert sorted(actions) == [
        "admin.made",
        "course.made",
        "invitation.made",
        "join_code.changed",
        "member.changed",
    ]


def test_a_new_member_gets_a_link_and_a_known_one_another_role(run: Run, database: Database) -> None:
    told(run("course", "create", "dl", "--title", "Deep learning"))
    assert path(told(run("member", "add", "dl", "ada@example.org", "--name", "Ada"))).startswith("/reset/")
    assert told(run("member", "add", "dl", "ADA@example.org", "--role", "tutor")).endswith("is tutor of dl.")
    with database.read() as session:
        rows = session.execute(select(Person.name, Membership.role).join(Membership)).all()
    assert [tuple(row) for row in rows] == [("Ada", "tutor")]


def test_an_administrator_who_is_known_stays_who_they_are(run: Run, database: Database) -> None:
    for _ in range(2):
        told(run("create-admin", "--email", "emmy@example.org"))
    with database.read() as session:
        person = session.scalars(select(Person)).one()
    assert (person.name, person.is_admin) == ("emmy", True)
    assert path(told(run("reset-password", "emmy@example.org"))).startswith("/reset/")


def test_the_join_code_is_shown_renewed_and_taken_away(run: Run, database: Database) -> None:
    first = told(run("course", "create", "dl", "--title", "Deep learning"))
    assert told(run("course", "join-code", "dl")) == first
    assert told(run("course", "join-code", "dl", "--new")) != first
    assert "Nobody joins" in told(run("course", "join-code", "dl", "--none"))
    with database.read() as session:
        assert session.scalars(select(Course.join_code)).one() is None


def test_a_token_is_of_the_course_and_expires(run: Run, database: Database) -> None:
    told(run("course", "create", "dl", "--title", "Deep learning"))
    told(run("token", "create", "dl", "--label", "Moodle", "--scope", "all", "--expires", "30"))
    with database.read() as session:
        row = session.scalars(select(AccessToken)).one()
    assert row.course_id
    assert row.expires_at
    assert (row.label, row.scope, (row.expires_at - row.created_at).days) == ("Moodle", "all", 30)


def test_an_assignment_of_ones_own_is_added(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(builtin_text("activations").replace('id = "activations"', 'id = "own"'))
    told(run("course", "create", "dl", "--title", "Deep learning"))
    told(run("assignment", "add", "dl", str(file)))
    again = run("assignment", "add", "dl", str(file))
    assert (again.exit_code, again.stderr) == (2, "dout: dl has an assignment own already.\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("create-admin", "--email", "emmy"), "no e-mail address"),
        (("reset-password", "nobody@example.org"), "Nobody has the address"),
        (("course", "create", "Deep Learning", "--title", "x"), "lower-case words"),
        (("course", "create", "dl", "--title", "x"), "There is a course dl already"),
        (("course", "create", "x", "--title", "\u200b"), "at least one letter"),
        (("course", "create", "x", "--title", "x", "--time-zone", "Berlin"), "Did you mean Europe/Berlin?"),
        (("course", "join-code", "ml"), "There is no course 'ml'. There are dl"),
        (("member", "add", "ml", "ada@example.org"), "There is no course"),
        (("invite", "ml"), "There is no course"),
        (("token", "create", "dl", "--label", "x", "--scope", "write"), "There is no scope 'write'"),
        (("assignment", "add", "dl", "matrix-derivative"), "Did you mean 'matrix-derivatives'?"),
        (("assignment", "add", "dl", "nowhere.toml"), "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    run: Run, database: Database, arguments: tuple[str, ...], words: str
) -> None:
    told(run("course", "create", "dl", "--title", "Deep learning"))
    done = run(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stderr.startswith("dout: ")
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
    with database.read() as session:
        assert session.scalars(select(Person)).all() == []
        assert len(session.scalars(select(AuditEntry)).all()) == 1
