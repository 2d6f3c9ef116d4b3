"""docker-compose.yml: what each service must hold so that a break-in reaches nothing."""

import re
from pathlib import Path
from typing import Any

import pytest

from submissions.settings import PREFIX, Settings, table
from worker.cli import main

ROOT = Path(__file__).parent.parent.parent
yaml = pytest.importorskip("yaml")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat", "courier")
EVERY = pytest.mark.parametrize("name", sorted(SERVICES))


def test_every_part_is_there() -> None:
    assert set(SERVICES) == {*OURS, "redis", "postgres"}


@EVERY
def test_no_service_has_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "devices", "pid", "ipc", "network_mode"} & set(service)


@EVERY
def test_no_service_is_root_or_can_write_its_image(name: str) -> None:
    user, group = str(SERVICES[name]["user"]).split(":")
    assert int(user) > 0
    assert int(group) > 0
    assert SERVICES[name]["read_only"] is True


@EVERY
def test_every_service_is_limited_and_tied_to_the_inner_network(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert int(service["pids_limit"]) <= 128
    assert "backend" in service["networks"]
    assert COMPOSE["networks"]["backend"] == {"internal": True}


def test_only_the_web_server_is_reached_from_outside_and_from_this_machine_only() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    assert SERVICES["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]
    assert [name for name, service in SERVICES.items() if "frontend" in service["networks"]] == ["web"]


def test_only_the_courier_reaches_the_outside() -> None:
    assert [name for name, service in SERVICES.items() if "outside" in service["networks"]] == ["courier"]
    assert SERVICES["worker"]["environment"]["DOUT_WEBHOOKS_BY_WORKER"] == "0"
    assert SERVICES["worker"]["networks"] == ["backend"]


@pytest.mark.parametrize("name", ["web", "worker", "redis", "postgres"])
def test_what_can_ail_is_asked_for_its_health(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


def test_the_worker_needs_both_layers_that_a_container_allows() -> None:
    assert SERVICES["worker"]["environment"]["DOUT_SANDBOX_REQUIRE"] == "seccomp,landlock"
    assert SERVICES["worker"]["init"] is True
    assert "noexec" in SERVICES["worker"]["tmpfs"][0]


def test_secrets_come_in_files() -> None:
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            assert not re.search("PASSWORD$|SECRET_KEY$", key), key
            assert "@" not in str(value), key
    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())


def test_the_web_server_alone_learns_how_people_sign_in_elsewhere() -> None:
    wanted = {name for name, _, _ in table() if name.startswith(f"{PREFIX}OIDC")} - {
        f"{PREFIX}OIDC_CLIENT_SECRET"
    }
    assert wanted <= set(SERVICES["web"]["environment"])
    assert [name for name, one in SERVICES.items() if "oidc_client_secret" in one.get("secrets", ())] == [
        "web"
    ]
    assert "make_once oidc_client_secret" in (ROOT / "deploy" / "secrets").read_text()


def test_without_another_sign_in_the_settings_of_the_web_server_hold(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    given = SERVICES["web"]["environment"]
    environ = {key: re.sub(r"^\$\{\w+:-(.*)\}$", r"\1", str(value)) for key, value in given.items()}
    environ |= {key: str(tmp_path / "empty") for key in given if key.endswith("_FILE")}
    found = Settings.from_environment(environ)
    assert (found.oidc_issuer, found.oidc_client_secret, found.trusted_proxies) == ("", "", 0)


def test_every_setting_and_every_command_exists() -> None:
    known = {name for name, _, _ in table()}
    for name in OURS:
        used = {key for key in SERVICES[name]["environment"] if key.startswith(PREFIX)}
        assert used <= known
        assert SERVICES[name]["command"][0] in main.commands


@EVERY
def test_podman_runs_the_same_service_with_the_same_limits(name: str) -> None:
    script = (ROOT / "deploy" / "podman-up").read_text()
    (line,) = re.findall(rf'^\s*(?:ours "?{name}\b|podman run .*--name dout-{name} ).*', script, re.MULTILINE)
    assert f"--memory {SERVICES[name]['mem_limit']} " in line
    assert f"--pids-limit {SERVICES[name]['pids_limit']} " in line
