"""Reading of JSON that may lack anything: each function gives an empty value instead of an error."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def text(holder: Mapping[str, Any], key: str) -> str:
    """The text under `key`; a number as its digits; empty for anything else."""
    value = holder.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def number(holder: Mapping[str, Any], key: str) -> float | None:
    """The finite number under `key`, or None."""
    value = holder.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return value if math.isfinite(value) else None
    except OverflowError:
        return None


def flag(holder: Mapping[str, Any], key: str) -> bool:
    """Whether `key` is true; nothing else than true counts."""
    return holder.get(key) is True


def mapping(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object under `key`, or an empty one."""
    value = holder.get(key)
    return value if isinstance(value, dict) else {}


def items(holder: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
    """The objects in the list under `key`."""
    value = holder.get(key)
    return tuple(item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def strings(holder: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The texts in the list under `key`."""
    value = holder.get(key)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def words(identifier: str) -> str:
    """An identifier as words: `batch_mean` is `Batch mean`."""
    spaced = identifier.replace("_", " ").replace(".", " ").strip()
    return spaced[:1].upper() + spaced[1:]
