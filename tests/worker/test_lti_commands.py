"""`dout lti`: from nothing to a learning system that is let in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from submissions.settings import Settings
from worker.cli import main

Run = Callable[..., Result]
LMS = "https://lms.example.org"


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("DOUT_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("DOUT_SECRET_KEY", settings.secret_key)
    monkeypatch.setenv("DOUT_PUBLIC_URL", "https://dout.example.org")
    return lambda *arguments: CliRunner().invoke(main, ["lti", *arguments])


def register(run: Run, *more: str) -> Result:
    urls = ("--authorization-url", f"{LMS}/auth", "--token-url", f"{LMS}/token", "--jwks-url", f"{LMS}/jwks")
    return run("register", "--issuer", LMS, "--client-id", "c1", "--deployment", "1", *urls, *more)


def test_a_platform_is_registered_shown_forbidden_allowed_and_removed(run: Run) -> None:
    assert "login https://dout.example.org/lti/login" in run("list").output
    made = register(run, "--name", "Our Moodle").output.strip()[:8]
    assert "Our Moodle: allowed" in run("list").output
    assert run("deployment", made, "2").exit_code == 0
    assert "deployments 1, 2" in run("list").output
    assert run("forbid", made).exit_code == 0
    assert "NOT YET ALLOWED" in run("list").output
    assert run("allow", made, "--host", ".lms.example.org").exit_code == 0
    assert "hosts .lms.example.org lms.example.org" in run("list").output
    assert run("remove", made, "--yes").exit_code == 0
    assert "Our Moodle" not in run("list").output


def test_a_link_for_a_host_is_printed_and_keys_are_replaced(run: Run) -> None:
    assert run("invite", LMS).output.startswith("https://dout.example.org/lti/register/")
    assert run("rotate-key").output.strip() != run("rotate-key").output.strip()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("invite", "no host"), "is no name of a host"),
        (("allow", "zzz"), "see `dout lti list`"),
        (("deployment", "zzz", "1"), "see `dout lti list`"),
        (
            (
                "register",
                "--issuer",
                "http://lms.example.org",
                *("--client-id", "c"),
                *("--token-url", LMS),
                *("--authorization-url", LMS),
                *("--jwks-url", LMS),
            ),
            "must begin with https",
        ),
    ],
)
def test_what_cannot_be_done_is_one_line(run: Run, arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert told in done.output
    assert "Traceback" not in done.output


def test_nothing_is_registered_twice(run: Run) -> None:
    assert register(run).exit_code == 0
    assert "registered already" in register(run).output
