"""Where `dout login` keeps a token, and for which addresses it does."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import PasswordDeleteError

from worker import login
from worker.login import Login, LoginError

HERE = Login("https://dout.example.org", "dout_" + "0" * 64)


class Memory(KeyringBackend):
    """A keyring that works."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "dout" / "login.json"


@pytest.fixture(params=[Memory, fail.Keyring, null.Keyring])
def backend(request: pytest.FixtureRequest) -> Iterator[KeyringBackend]:
    """A keyring that works, one that says it does not, and one that takes everything and keeps nothing."""
    before = keyring.get_keyring()
    keyring.set_keyring(request.param())
    yield keyring.get_keyring()
    keyring.set_keyring(before)


def test_what_is_kept_is_found_again_and_forgotten(file: Path, backend: KeyringBackend) -> None:
    with pytest.raises(LoginError, match="dout login URL"):
        login.kept()
    login.keep(HERE)
    assert login.kept() == HERE
    assert login.forget()
    assert not file.exists()
    assert not login.forget()
    with pytest.raises(LoginError):
        login.kept()


def test_a_token_in_the_keyring_stands_in_no_file(file: Path, backend: KeyringBackend) -> None:
    where = login.keep(HERE)
    assert (HERE.token in file.read_text()) is (where != "the system's keyring")
    assert (where == "the system's keyring") is isinstance(backend, Memory)


def test_nobody_else_reads_the_file(file: Path, backend: KeyringBackend) -> None:
    for _ in range(2):
        login.keep(HERE)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["login.json"]


def test_another_sign_in_replaces_the_first(file: Path, backend: KeyringBackend) -> None:
    login.keep(Login("https://old.example.org", "dout_old"))
    login.keep(HERE)
    assert login.kept() == HERE
    if isinstance(backend, Memory):
        assert list(backend.kept) == [("dout", HERE.url)]


@pytest.mark.parametrize("content", ["", "[]", "{", '{"url": 1}', '{"token": "x"}', "\0"])
def test_a_file_that_was_broken_is_no_sign_in(file: Path, backend: KeyringBackend, content: str) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(content)
    with pytest.raises(LoginError, match="not signed in"):
        login.kept()
    login.keep(HERE)
    assert login.kept() == HERE


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("dout.example.org", "https://dout.example.org"),
        ("https://dout.example.org/assignments/x?a=1", "https://dout.example.org"),
        ("https://me:pw@dout.example.org:8443/", "https://dout.example.org:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_an_address_may_be_written_loosely(written: str, address: str) -> None:
    assert login.address(written) == address


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("http://dout.example.org", "for all to read"),
        ("ftp://dout.example.org", "no address"),
        ("https://", "no address"),
        ("https://host:port", "no address"),
        ("", "no address"),
    ],
)
def test_other_addresses_are_refused(written: str, told: str) -> None:
    with pytest.raises(LoginError, match=told):
        login.address(written)
