"""`dout login`, `dout submit` and `dout logout` against the running service."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.service import ROOT, Dout, free_port

SOLUTIONS = ROOT / "tests" / "solutions"
RIGHT, MEAN = SOLUTIONS / "right" / "matmul.py", SOLUTIONS / "wrong" / "dw_mean.py"
SHEET = ("--assignment", "matrix-derivatives")


class Terminal:
    """Somebody's computer with the `dout` command."""

    def __init__(self, home: Path) -> None:
        self.environ = {
            "PATH": "/usr/bin:/bin",
            "XDG_CONFIG_HOME": str(home),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }

    def dout(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run the command; no setting of a service is there."""
        return subprocess.run(
            [sys.executable, "-P", "-m", "worker.cli", *arguments],
            env=self.environ,
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
        )


@pytest.fixture
def terminal(tmp_path: Path, dout: Dout) -> Terminal:
    """Signed in."""
    terminal = Terminal(tmp_path / "config")
    done = terminal.dout("login", dout.url, typed=dout.api_token + "\n")
    assert done.returncode == 0, done.stderr
    assert "You are signed in: 4 assignments are open to you." in done.stdout
    assert dout.api_token not in done.stdout
    return terminal


def test_a_file_is_handed_in_and_judged_as_dout_check_does(terminal: Terminal, dout: Dout) -> None:
    right = terminal.dout("submit", str(RIGHT), *SHEET)
    assert (right.returncode, right.stderr) == (0, "")
    assert "20 of 20 points" in right.stdout
    wrong = terminal.dout("submit", str(MEAN), *SHEET, "--course", "demo")
    assert wrong.returncode == 1
    link = wrong.stdout.split()[-1]
    assert link.startswith(f"{dout.url}/submissions/")
    report = dout.report(link.rpartition("/")[2])
    offline = terminal.dout("check", str(MEAN), *SHEET, "--seed", report["seed"])
    assert wrong.stdout == offline.stdout + link + "\n"


def test_the_report_may_be_had_as_json(terminal: Terminal) -> None:
    done = terminal.dout("submit", str(MEAN), *SHEET, "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["state"] == "graded"
    assert 0 < report["points"] < report["max_points"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((str(RIGHT), "--assignment", "nothing"), "There are: matrix-derivatives in demo"),
        ((str(RIGHT), *SHEET, "--course", "other"), "in other"),
        (("nowhere.py", *SHEET), "cannot be read"),
    ],
)
def test_what_is_not_taken_is_one_line(terminal: Terminal, arguments: tuple[str, ...], told: str) -> None:
    done = terminal.dout("submit", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.startswith("dout: ")
    assert done.stderr.count("\n") == 1


def test_an_empty_file_is_refused_in_the_services_own_words(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "empty.py").touch()
    done = terminal.dout("submit", str(tmp_path / "empty.py"), *SHEET)
    assert done.returncode == 2
    assert "empty" in done.stderr


def test_who_is_not_signed_in_is_told_how_to(tmp_path: Path, dout: Dout) -> None:
    done = Terminal(tmp_path).dout("submit", str(RIGHT), *SHEET)
    assert (done.returncode, done.stderr) == (2, "dout: You are not signed in. Begin with: dout login URL\n")


@pytest.mark.parametrize("typed", ["", "dout_unknown\n", "\x1b[2J\n", "ü\n"])
def test_a_wrong_token_is_not_kept(tmp_path: Path, dout: Dout, typed: str) -> None:
    terminal = Terminal(tmp_path)
    assert terminal.dout("login", dout.url, typed=typed).returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_a_service_that_is_not_there_is_no_fault_of_the_person(tmp_path: Path) -> None:
    done = Terminal(tmp_path).dout("login", f"http://127.0.0.1:{free_port()}", typed="dout_x\n")
    assert done.returncode == 3
    assert "cannot be reached" in done.stderr


def test_after_signing_out_nothing_is_left(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal.dout("logout").stdout == "The token is forgotten.\n"
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
    assert terminal.dout("logout").stdout == "You were not signed in.\n"
