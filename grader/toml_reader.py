"""Reads tables of a TOML file strictly: what is wrong is said with its line and the nearest right name."""

from __future__ import annotations

import math
from difflib import get_close_matches
from typing import Any

from grader.toml_lines import Path, lines


class AssignmentError(ValueError):
    """An assignment file cannot be used; the message says where and what to write instead."""


def near(name: str, known: Any) -> str:
    """The hint at the end of a sentence: the nearest of the known names, or all of them."""
    close = get_close_matches(name, list(known), n=1)
    return f" Did you mean {close[0]!r}?" if close else f" Known: {', '.join(known)}."


class TomlReader:
    """Walks the parsed TOML and says the line where something is wrong."""

    def __init__(self, text: str, data: dict[str, Any]) -> None:
        self.text, self.data, self.lines = text, data, lines(text)

    def fail(self, path: Path, message: str) -> AssignmentError:
        """The error, with the line of `path` or of the nearest table around it."""
        while path and path not in self.lines:
            path = path[:-1]
        where = f"Line {self.lines[path]}: " if path in self.lines else ""
        return AssignmentError(where + message)

    def table(self, value: object, path: Path, known: tuple[str, ...]) -> dict[str, Any]:
        """A table that has no keys but `known`."""
        if not isinstance(value, dict):
            raise self.fail(path, f"{path[-1]} must be a table.")
        for key in value:
            if key not in known:
                raise self.fail((*path, key), f"there is no key {key!r} here.{near(key, known)}")
        return value

    def text_of(self, table: dict[str, Any], path: Path, key: str, default: str | None = None) -> str:
        """A text; without a default the key must be there."""
        value = table.get(key, default)
        if value is None:
            raise self.fail(path, f"the key {key!r} is missing.")
        if not isinstance(value, str):
            raise self.fail((*path, key), f"{key} must be a text in quotation marks.")
        return value

    def points_of(self, table: dict[str, Any], path: Path) -> float:
        """The points of a table."""
        value = table.get("points")
        if value is None:
            raise self.fail(path, "the key 'points' is missing.")
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1000:
            raise self.fail((*path, "points"), "points must be a number between 0 and 1000.")
        return float(value)

    def tables(
        self, table: dict[str, Any], path: Path, key: str, *, needed: bool = True
    ) -> list[tuple[Path, Any]]:
        """The paths and values of a list of tables."""
        value = table.get(key, [])
        if not isinstance(value, list) or (needed and not value):
            raise self.fail(
                path,
                f"at least one [[{'.'.join(str(p) for p in (*path, key) if isinstance(p, str))}]] is needed.",
            )
        return [((*path, key, i), entry) for i, entry in enumerate(value)]

    def differ(self, names: list[str], path: Path, key: str) -> None:
        """No name may stand twice in a list of tables."""
        for i, name in enumerate(names):
            if name in names[:i]:
                raise self.fail((*path, i, key), f"{name} stands here twice.")

    def add_up(self, path: Path, total: float, parts: list[float], what: str) -> None:
        """The points of a whole are those of its parts."""
        given = math.fsum(parts)
        if abs(given - total) > 1e-9:
            raise self.fail(path, f"points = {total:g}, but {what} add up to {given:g}.")
