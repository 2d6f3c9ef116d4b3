"""Settings are read once, and what cannot work is refused by name."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from submissions.settings import Settings, SettingsError, table


def test_every_setting_has_its_line_in_the_table() -> None:
    assert [name for name, _, _ in table()] == [f"DOUT_{f.name.upper()}" for f in fields(Settings)]
    assert all(about for _, _, about in table())


def test_values_are_read_by_their_type() -> None:
    settings = Settings.from_environment(
        {"PORT": "9000", "DOUT_DEMO": "1", "DOUT_DATA_DIR": "/tmp/x", "DOUT_SANDBOX_WALL_SECONDS": "2.5"}
    )
    assert (settings.port, settings.demo, settings.data_dir) == (9000, True, Path("/tmp/x"))
    assert settings.sandbox_wall_seconds == 2.5


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"DOUT_DATABSE_URL": "x"}, "Did you mean DOUT_DATABASE_URL"),
        ({"DOUT_WORKERS": "many"}, "DOUT_WORKERS must be a number"),
        ({"DOUT_DEMO": "perhaps"}, "DOUT_DEMO must be 1 or 0"),
        ({"PORT": "99999"}, "PORT must lie between"),
        ({"DOUT_DATABASE_URL": "mysql://u:hunter2@h/d"}, "DOUT_DATABASE_URL must start with"),
        ({"DOUT_BROKER_URL": "hunter2"}, "DOUT_BROKER_URL must be a URL"),
        ({"DOUT_PUBLIC_URL": "dout.example.org"}, "DOUT_PUBLIC_URL must be a URL"),
        ({"DOUT_DEMO": "1", "DOUT_HOST": "0.0.0.0"}, "works on 127.0.0.1 only"),
        ({"DOUT_DEMO": "1", "DOUT_PUBLIC_URL": "https://dout.example.org"}, "works on 127.0.0.1 only"),
        ({"DOUT_LOG_LEVEL": "loud"}, "DOUT_LOG_LEVEL must be one of"),
        ({"DOUT_LEASE_SECONDS": "10"}, "DOUT_LEASE_SECONDS must be longer"),
        ({"DOUT_SANDBOX_BUSY_SECONDS": "50"}, "DOUT_LEASE_SECONDS must be longer"),
        ({"DOUT_SESSION_IDLE_DAYS": "0"}, "DOUT_SESSION_IDLE_DAYS must lie between"),
        ({"DOUT_SESSION_DAYS": "6"}, "DOUT_SESSION_IDLE_DAYS must lie between"),
        ({"DOUT_TRUSTED_PROXIES": "-1"}, "DOUT_TRUSTED_PROXIES must be 0 or more"),
        ({"DOUT_OIDC_ISSUER": "https://id.example.org"}, "DOUT_OIDC_ISSUER needs DOUT_OIDC_CLIENT_ID"),
        ({"DOUT_OIDC_ISSUER": "http://hunter2.example", "DOUT_OIDC_CLIENT_ID": "x"}, "starts with https://"),
        ({"DOUT_OIDC_ISSUER": "hunter2", "DOUT_OIDC_CLIENT_ID": "x"}, "starts with https://"),
    ],
)
def test_what_cannot_work_is_refused_by_name_and_without_its_value(
    environment: dict[str, str], says: str
) -> None:
    with pytest.raises(SettingsError, match=says) as refused:
        Settings.from_environment(environment)
    assert "hunter2" not in str(refused.value)


def test_postgresql_is_spoken_to_by_psycopg() -> None:
    settings = Settings(database_url="postgresql://h/d")
    assert settings.sqlalchemy_url() == "postgresql+psycopg://h/d"


def test_the_public_address() -> None:
    assert Settings(port=8001).url() == "http://127.0.0.1:8001"
    assert Settings(host="::1").url() == "http://[::1]:8000"
    assert Settings(public_url="https://dout.example.org/").url() == "https://dout.example.org"


def test_the_url_of_the_database_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql://dout:hidden@db/dout\n")
    settings = Settings.from_environment({"DOUT_DATABASE_URL_FILE": str(file)})
    assert settings.sqlalchemy_url() == "postgresql+psycopg://dout:hidden@db/dout"
    with pytest.raises(SettingsError, match="DOUT_DATABASE_URL_FILE"):
        Settings.from_environment({"DOUT_DATABASE_URL_FILE": str(tmp_path / "none")})
    file.write_text("mysql://dout:hidden@db/dout")
    with pytest.raises(SettingsError, match="must start with one of") as refused:
        Settings.from_environment({"DOUT_DATABASE_URL_FILE": str(file)})
    assert "hidden" not in str(refused.value)


def test_the_secret_of_the_openid_client_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("hidden\n")
    environment = {
        "DOUT_OIDC_ISSUER": "https://id.example.org",
        "DOUT_OIDC_CLIENT_ID": "dout",
        "DOUT_OIDC_CLIENT_SECRET_FILE": str(file),
    }
    assert Settings.from_environment(environment).oidc_client_secret == "hidden"
    file.unlink()
    with pytest.raises(SettingsError, match="DOUT_OIDC_CLIENT_SECRET_FILE"):
        Settings.from_environment(environment)
