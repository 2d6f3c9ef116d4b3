"""SECURITY.md names tests: they are there, under these names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", (TESTS.parent / "SECURITY.md").read_text(encoding="utf-8"))


def test_every_one_of_the_ten_risks_names_tests() -> None:
    lines = (TESTS.parent / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    for number in range(1, 11):
        (line,) = (line for line in lines if line.startswith(f"| API{number} "))
        assert "::test_" in line


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_test_that_is_named_is_there(path: str, name: str) -> None:
    assert f"def {name}(" in (TESTS / path).read_text(encoding="utf-8")
