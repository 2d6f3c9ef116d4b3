"""The `dout` command: help, settings, doctor, migration."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from submissions.settings import table
from worker.settings_page import page

RECORD = ("backup", "restore", "retention", "person", "admin")
FROM_AFAR = ("login", "logout", "submit")
ROOT = Path(__file__).parent.parent.parent


def dout(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "worker.cli", *arguments],
        env={key: value for key, value in os.environ.items() if not key.startswith("DOUT_")} | environ,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_help_names_every_command_for_people() -> None:
    shown = dout("--help").stdout
    for name in (
        "serve",
        "check",
        "assignment",
        "migrate",
        "worker",
        "beat",
        "web",
        "doctor",
        "settings",
        *RECORD,
        *FROM_AFAR,
    ):
        assert f"\n  {name} " in shown
    assert "prepare" not in shown


def test_every_setting_is_listed_with_its_meaning() -> None:
    shown = dout("settings").stdout
    for name, _, about in table():
        assert f"{name} " in shown
        assert about in shown


def test_the_page_of_settings_is_fresh() -> None:
    assert (ROOT / "docs" / "settings.md").read_text() == page(), "run: make docs"


def test_the_doctor_finds_a_well_machine_well(tmp_path: Path) -> None:
    done = dout("doctor", DOUT_DATA_DIR=str(tmp_path))
    assert done.returncode == 0, done.stdout
    assert "MISSING" not in done.stdout
    assert "seccomp" in done.stdout


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("DOUT_SANDBOX_REQUIRE", "magic", "MISSING  sandbox"),
        ("DOUT_BROKER_URL", "redis://127.0.0.1:1/0", "MISSING  broker"),
        ("DOUT_DATABASE_URL", "postgresql://dout:secret@127.0.0.1:1/dout", "MISSING  database"),
        ("DOUT_DATA_DIR", f"{__file__}/var", "MISSING  data folder"),
    ],
)
def test_the_doctor_says_what_is_missing_and_no_secret(name: str, value: str, line: str) -> None:
    done = dout("doctor", **{name: value})
    assert done.returncode == 1
    assert line in done.stdout
    assert "secret" not in done.stdout.replace("secret_key", "")


def test_a_migrated_database_is_found_up_to_date(tmp_path: Path) -> None:
    assert dout("migrate", DOUT_DATA_DIR=str(tmp_path)).returncode == 0
    assert (tmp_path / "dout.sqlite3").exists()
    assert "ok       database" in dout("doctor", DOUT_DATA_DIR=str(tmp_path)).stdout


def test_a_bad_setting_ends_every_command_with_one_line() -> None:
    for command in ("serve", "migrate", "worker", "beat", "web", "doctor"):
        done = dout(command, DOUT_PORT="many")
        assert done.returncode == 2
        assert done.stderr == "dout: DOUT_PORT must be a number.\n"
