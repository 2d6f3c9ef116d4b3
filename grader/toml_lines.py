"""Finds the line of a key in a TOML text; `tomllib` says it for bad syntax only."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]
_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")


def lines(text: str) -> dict[Path, int]:
    """Line number, from 1, of every table and key, by its path: `("function", 0, "check", 2, "points")`."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    quote = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if quote:
            if quote in line:
                quote = ""
            continue
        if header := _HEADER.match(line):
            here = _enter(header[2].split("."), header[1] == "[[", counts)
            found[here] = number
        elif key := _KEY.match(line):
            found[(*here, key[1])] = number
            quote = _opened(line[key.end() :])
    return found


def _enter(names: list[str], is_list: bool, counts: dict[Path, int]) -> Path:
    """The path of a header; a table in a list belongs to the list's newest entry."""
    path: Path = ()
    for depth, name in enumerate(names):
        path = (*path, name)
        if depth == len(names) - 1 and is_list:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _opened(rest: str) -> str:
    """The quotation mark of a text that goes on over the end of the line, or nothing."""
    for quote in ('"""', "'''"):
        if rest.count(quote) == 1:
            return quote
    return ""
