"""The attacks in every set-up that a machine or a container may give: nothing is gained in any of them.

Here are those that end at once and reach for something; tests/soak/test_sandbox_attacks.py takes all.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from .attacking import ATTACKS, Attack

ROOT = Path(__file__).parents[3]
SCRIPT = Path(__file__).with_name("set_ups.py")
PUBLIC_PYTHON = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
NAMESPACES = {"userns", "emptyroot"}
REFUSED = {
    "everything": set(),
    "landlock": NAMESPACES,
    "filter": NAMESPACES | {"uid", "capabilities", "no_new_privileges", "landlock"},
    "nobody": set(),
    "docker": NAMESPACES,
    "docker-user": NAMESPACES,
}
"""Layers that a set-up takes away, on a machine that gives all."""
SLOW = {"time_limit", "memory_limit", "output_limit"}
TELLING = [
    a
    for a in ATTACKS
    if not SLOW & set(a.expected)
    and (a.group in {"escape", "spy"} or a.name.startswith(("forge_a", "tamper_n")))
] + [a for a in ATTACKS if a.name in {"values_peek", "values_pickle", "forge_garbage", "forge_done_at_once"}]


def python_for(name: str) -> str:
    """An ordinary user needs a Python that everybody may read."""
    if name in {"docker", "everything", "landlock", "filter"} or os.geteuid() != 0:
        return sys.executable
    if not Path(PUBLIC_PYTHON).exists():
        pytest.skip("there is no Python that everybody may read")
    return PUBLIC_PYTHON


def run(name: str, attacks: list[Attack]) -> tuple[dict[str, object], dict[str, list[str]]]:
    """The layers in force, and what was wrong by attack."""
    if name == "docker" and os.geteuid() != 0:
        pytest.skip("needs root")
    folders = [str(ROOT), str(Path(np.__file__).parents[1])]
    command = [python_for(name), str(SCRIPT), name, *folders, *(a.name for a in attacks)]
    done = subprocess.run(command, cwd="/", check=True, stdout=subprocess.PIPE, text=True)
    layers, *lines = map(json.loads, done.stdout.splitlines())
    return layers, dict(lines)


def check(name: str, attacks: list[Attack]) -> None:
    layers, wrong = run(name, attacks)
    assert wrong == {a.name: [] for a in attacks}
    assert layers["seccomp"] is True
    assert set(layers["refused"]) >= REFUSED[name]  # type: ignore[call-overload]
    if name.startswith("docker"):
        assert "not permitted" in layers["refused"]["userns"]  # type: ignore[index]


@pytest.mark.parametrize("name", [name for name in REFUSED if name != "everything"])
def test_what_reaches_for_something_gains_nothing(name: str) -> None:
    assert len(TELLING) >= 50
    check(name, TELLING)
