"""Reads what an assignment file says of a layer that is given by its forward pass alone."""

from __future__ import annotations

from typing import Any

from grader.layers.custom import Custom, Input
from grader.toml_lines import Path
from grader.toml_reader import TomlReader


def read(reader: TomlReader, table: dict[str, Any], path: Path) -> Custom:
    """A layer by its forward pass alone; its source is not looked at here."""
    inputs = []
    for at, entry in reader.tables(table, path, "input"):
        one = reader.table(entry, at, ("name", "shape", "scale", "differentiate"))
        scale, differentiate = one.get("scale", 1.0), one.get("differentiate", True)
        name = reader.text_of(one, at, "name")
        if not name.isidentifier():
            raise reader.fail((*at, "name"), "name must be the name of a Python variable.")
        if isinstance(scale, bool) or not isinstance(scale, int | float) or not 0 < scale <= 1e3:
            raise reader.fail((*at, "scale"), "scale must be a number above 0, at most 1000.")
        if not isinstance(differentiate, bool):
            raise reader.fail((*at, "differentiate"), "differentiate must be true or false.")
        inputs.append(Input(name, _shape(reader, one, at, "shape"), float(scale), differentiate))
    if not any(i.differentiate for i in inputs):
        raise reader.fail(path, "at least one input must be differentiated.")
    holomorphic = table.get("holomorphic", False)
    if not isinstance(holomorphic, bool):
        raise reader.fail((*path, "holomorphic"), "holomorphic must be true or false.")
    source = reader.text_of(table, path, "forward_source")
    return Custom(source, tuple(inputs), _shape(reader, table, path, "output_shape"), holomorphic)


def _shape(reader: TomlReader, table: dict[str, Any], path: Path, key: str) -> tuple[str | int, ...]:
    """A shape in the letters N, D, M and numbers."""
    value = table.get(key)
    ok = isinstance(value, list) and len(value) <= 4
    if not ok or not all(n in ("N", "D", "M") or (type(n) is int and 0 < n <= 8) for n in value or []):
        raise reader.fail(
            (*path, key), f'{key} must be a list such as ["N", "D"], of N, D, M and small numbers.'
        )
    return tuple(value or [])
