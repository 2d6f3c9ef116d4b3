"""`dout course export` and `import`: what goes out comes in again, and nothing else does."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from submissions.database import Database
from submissions.exchange.archive import ArchiveError
from submissions.models import (
    Assignment,
    Course,
    Group,
    Membership,
    Person,
    State,
    Submission,
    Verdict,
    new_id,
)
from submissions.models_teaching import AuditEntry, EarlierVersion, Extension
from submissions.settings import Settings
from submissions.store import attempts, reviewing
from tests.submissions.conftest import START, Three
from worker.cli import main
from worker.course_commands import bring_in, export

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
REPORT: dict[str, Any] = {"schema": 1, "points": 12.5, "max_points": 20.0, "functions": [], "timing": {}}


@pytest.fixture
def full(database: Database, three: Three) -> Three:
    """A course with everything that a course can have."""
    with database.write() as session:
        group = Group(id=new_id(), course_id=three.course, name="Monday")
        session.add(group)
        session.flush()
        member = session.get_one(Membership, (three.course, three.student))
        member.group_id, member.external_id = group.id, "S-1"
        session.get_one(Person, three.student).email = "ada@example.org"
        assignment = session.get_one(Assignment, three.assignment)
        assignment.rules, assignment.due_at = {"attempts": 3, "counts": "last"}, START + timedelta(days=9)
        session.add(
            EarlierVersion(
                id=new_id(), assignment_id=assignment.id, digest="d", text="was", replaced_at=START
            )
        )
        session.add(
            Extension(
                assignment_id=assignment.id,
                person_id=three.student,
                due_at=START + timedelta(days=12),
                more_attempts=1,
                reason="ill",
                created_at=START,
            )
        )
        for minutes in range(3):
            now = START + timedelta(minutes=minutes)
            upload = bytes([0, 255, minutes])
            made = attempts.add(
                session,
                assignment_id=assignment.id,
                person_id=three.student,
                filename="läyers.py",
                upload=upload if minutes else b"",
                now=now,
                answers=None if minutes else {"a": "1"},
            )
            if minutes == 2:
                continue
            claimed = attempts.claim(session, made.id, "task", now, 60)
            assert claimed
            attempts.finish(session, made.id, claimed.lease, REPORT, now)
            reviewing.override(session, made.id, three.tutor, 15.0, "neat", now)
            reviewing.comment(session, made.id, three.tutor, 2, "<b>why?</b>", now)
    return three


def content(path: Path) -> dict[str, Any]:
    """All that stands in an archive."""
    with zipfile.ZipFile(path) as archive:
        found: dict[str, Any] = {name: archive.read(name) for name in archive.namelist()}
    found["course.json"] = json.loads(found["course.json"])
    found["submissions.jsonl"] = [json.loads(line) for line in found["submissions.jsonl"].splitlines()]
    return found


def test_a_course_that_goes_out_comes_in_and_goes_out_again_the_same(
    full: Three, database: Database, tmp_path: Path
) -> None:
    export(database, "maths", tmp_path / "a.zip")
    assert bring_in(database, tmp_path / "a.zip", "again") == "again"
    export(database, "again", tmp_path / "b.zip")
    first, second = content(tmp_path / "a.zip"), content(tmp_path / "b.zip")
    second["course.json"]["course"]["slug"] = "maths"
    assert first == second
    assert [len(first["submissions.jsonl"]), sum(name.startswith("uploads/") for name in first)] == [3, 2]
    assert first["uploads/s2"] == bytes([0, 255, 1])
    with database.read() as session:
        course = session.scalars(select(Course).where(Course.slug == "again")).one()
        assert course.id != full.course
        assert session.get_one(Membership, (course.id, full.student)).external_id == "S-1"  # by the address
        rows = session.scalars(
            select(Submission).join(Assignment).where(Assignment.course_id == course.id)
        ).all()
        assert sorted(row.state for row in rows) == [State.GRADED, State.GRADED, State.QUEUED]
        assert not {row.id for row in rows} & {line["key"] for line in first["submissions.jsonl"]}
        assert len(session.scalars(select(Verdict)).all()) == 4
        assert session.scalars(select(AuditEntry.action).where(AuditEntry.course_id == course.id)).all() == [
            "course.imported"
        ]


def test_a_file_of_a_course_is_readable_by_its_owner_only_and_never_overwritten(
    full: Three, database: Database, tmp_path: Path
) -> None:
    target = tmp_path / "a.zip"
    export(database, "maths", target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(ArchiveError, match="exists already"):
        export(database, "maths", target)
    with pytest.raises(ArchiveError, match="There are: maths, physics"):
        export(database, "none", tmp_path / "b.zip")
    assert [path.name for path in tmp_path.iterdir() if "zip" in path.name or "dout-course" in path.name] == [
        "a.zip"
    ]


def change(source: Path, edit: Callable[[dict[str, Any]], None]) -> Path:
    """The archive, written anew after `edit` has changed what stands in it."""
    found = content(source)
    edit(found)
    target = source.with_name("changed.zip")
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in found.items():
            if name == "course.json":
                part = json.dumps(part)
            elif name == "submissions.jsonl":
                part = "\n".join(json.dumps(line) for line in part)
            archive.writestr(name, part)
    return target


def _course(found: dict[str, Any]) -> Any:
    return found["course.json"]


def _line(found: dict[str, Any]) -> Any:
    return found["submissions.jsonl"][0]


EDITS: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("version", lambda f: _course(f).update(version=2)),
    ("Extra", lambda f: _course(f).update(more=1)),
    ("time zone", lambda f: _course(f)["course"].update(time_zone="Mars/Olympus")),
    ("slug", lambda f: _course(f)["course"].update(slug="../../etc")),
    ("NUL", lambda f: _course(f)["course"].update(title="a\0b")),
    ("surrogates", lambda f: _course(f)["course"].update(title="\ud800")),
    ("no such rule|no rule", lambda f: _course(f)["assignments"][0]["rules"].update(colour="red")),
    ("two assignments|two things", lambda f: _course(f)["assignments"].append(_course(f)["assignments"][0])),
    ("member twice", lambda f: _course(f)["members"].append(_course(f)["members"][0])),
    ("two things", lambda f: _course(f)["people"].append(_course(f)["people"][0])),
    ("no e-mail", lambda f: _course(f)["people"][0].update(email="nonsense")),
    ("at least one letter", lambda f: _course(f)["people"][0].update(name="\u202e\u200b", email=None)),
    ("role", lambda f: _course(f)["members"][0].update(role="admin")),
    ("nothing of the key", lambda f: _line(f).update(person="p99")),
    ("key", lambda f: _line(f).update(key="../s1")),
    ("there twice", lambda f: f["submissions.jsonl"].append(_line(f))),
    ("queued", lambda f: _line(f).update(state="running")),
    ("points", lambda f: _line(f)["verdicts"][0].update(points=-1)),
    ("NaN", lambda f: _line(f)["verdicts"][0].update(points=float("nan"))),
    ("created_at", lambda f: _line(f).update(created_at="2026-01-01T00:00:00")),
    ("belongs to no submission", lambda f: f.update({"uploads/s77": b"x"})),
    ("does not belong", lambda f: f.update({"../../evil.py": b"x"})),
    ("does not belong", lambda f: f.update({"/etc/passwd": b"x"})),
    ("no course.json", lambda f: f.pop("course.json")),
]


@pytest.mark.parametrize(("says", "edit"), EDITS)
def test_what_is_wrong_with_a_file_is_said_and_nothing_of_it_comes_in(
    full: Three, database: Database, tmp_path: Path, says: str, edit: Callable[[dict[str, Any]], None]
) -> None:
    export(database, "maths", tmp_path / "a.zip")
    with database.read() as session:
        before = len(session.scalars(select(Submission.id)).all())
    with pytest.raises(ArchiveError, match=says):
        bring_in(database, change(tmp_path / "a.zip", edit), "again")
    with database.read() as session:
        assert session.scalar(select(Course.id).where(Course.slug == "again")) is None
        assert len(session.scalars(select(Submission.id)).all()) == before


def test_a_bomb_is_refused(
    full: Three, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(database, "maths", tmp_path / "a.zip")
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("submissions.jsonl", b"")
        archive.writestr("course.json", b" " * (65 * 1024 * 1024))
    with pytest.raises(ArchiveError, match="larger than 64 MiB"):
        bring_in(database, bomb)
    monkeypatch.setattr("submissions.exchange.archive.LARGEST_WHOLE", 1000)
    with pytest.raises(ArchiveError, match="holds more than"):
        bring_in(database, tmp_path / "a.zip", "again")


def test_the_commands_say_what_they_did_or_why_not(
    full: Three, settings: Settings, database: Database, tmp_path: Path
) -> None:
    environment = {
        "DOUT_DATA_DIR": str(settings.data_dir),
        "DOUT_DATABASE_URL": settings.database_url,
        "DOUT_SECRET_KEY": settings.secret_key,
    }
    runner, target = CliRunner(env=environment), str(tmp_path / "a.zip")
    done = runner.invoke(main, ["course", "export", "maths", target])
    assert (done.exit_code, "keep it safe" in done.output) == (0, True)
    taken = runner.invoke(main, ["course", "import", target])
    assert (taken.exit_code, "give another slug" in taken.output) == (2, True)
    done = runner.invoke(main, ["course", "import", target, "--slug", "again"])
    assert (done.exit_code, done.output) == (0, "The course again is there.\n")
    (tmp_path / "text").write_text("no zip")
    refused = runner.invoke(main, ["course", "import", str(tmp_path / "text")])
    assert (refused.exit_code, "no archive of a course" in refused.output) == (2, True)
