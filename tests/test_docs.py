"""The examples of the documentation are real: they are parsed as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.assignment import parse
from grader.checks.registry import CHECKS
from grader.layers.registry import LAYERS

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "assignments.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
HEAD = 'schema = 1\nid = "example"\ntitle = "Example"\npoints = {points}\n'


def test_the_whole_example_is_an_assignment() -> None:
    assert parse(EXAMPLES[0]).max_points == 6


@pytest.mark.parametrize(("position", "points"), [(1, 1), (2, 2)])
def test_the_parts_are_parts_of_an_assignment(position: int, points: int) -> None:
    assert parse(HEAD.format(points=points) + EXAMPLES[position]).max_points == points


def test_every_layer_and_every_check_is_in_the_tables() -> None:
    for name in (*LAYERS, *CHECKS):
        assert f"`{name}`" in TEXT
    assert len(EXAMPLES) == 3
