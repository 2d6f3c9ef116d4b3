"""The lock files hold what pyproject.toml asks for, and nothing that it no longer asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = [Requirement(text) for text in PROJECT["dependencies"]]
DEV = RUNTIME + [Requirement(text) for text in PROJECT["optional-dependencies"]["dev"]]
LOCKS = [("requirements.lock", RUNTIME), ("requirements-dev.lock", DEV)]
PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)(?:\[(?P<extras>[^\]]*)\])?==(?P<version>[^ ;\\]+)", re.MULTILINE)
BLOCK = re.compile(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", re.MULTILINE | re.DOTALL)


def pins(name: str) -> dict[str, set[str]]:
    """Versions by package: a lock for several Pythons may hold more than one."""
    found: dict[str, set[str]] = {}
    for match in PIN.finditer((ROOT / name).read_text(encoding="utf-8")):
        found.setdefault(canonicalize_name(match["name"]), set()).add(match["version"])
    return found


@pytest.mark.parametrize(("name", "wanted"), LOCKS, ids=[name for name, _ in LOCKS])
def test_every_requirement_is_pinned_at_a_version_that_satisfies_it(
    name: str, wanted: list[Requirement]
) -> None:
    locked = pins(name)
    for requirement in wanted:
        versions = locked.get(canonicalize_name(requirement.name), set())
        assert versions, f"{name} lacks {requirement}: make lock"
        assert all(requirement.specifier.contains(v, prereleases=True) for v in versions), (
            f"{requirement}: make lock"
        )


@pytest.mark.parametrize(("name", "wanted"), LOCKS, ids=[name for name, _ in LOCKS])
def test_nothing_is_pinned_for_a_requirement_that_is_gone(name: str, wanted: list[Requirement]) -> None:
    names = {canonicalize_name(requirement.name) for requirement in wanted}
    for block in BLOCK.findall((ROOT / name).read_text(encoding="utf-8")):
        if "dout (pyproject.toml)" in block and (pin := PIN.match(block)):
            assert canonicalize_name(pin["name"]) in names, f"{pin['name']} is gone: make lock"


@pytest.mark.parametrize("name", [name for name, _ in LOCKS])
def test_every_pin_has_hashes_and_no_registry_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    for block in BLOCK.findall(text):
        assert "--hash=sha256:" in block


def test_both_lock_files_agree() -> None:
    dev = pins("requirements-dev.lock")
    for name, versions in pins("requirements.lock").items():
        if name != "setuptools":
            assert dev[name] == versions, f"{name} differs: make lock"
