"""An example of everything that is sent or answered, made from its schema, so that it is true to it."""

from __future__ import annotations

from typing import Any

ID = "8e5b7a52-0f5e-4c3a-9d2b-1c6f0a4b7e11"
BY_NAME: dict[str, Any] = {
    "name": "Ada Lovelace",
    "title": "Matrix derivatives",
    "slug": "matrix-derivatives",
    "email": "ada@example.org",
    "label": "Moodle",
    "reason": "Ill for a week, with a certificate",
    "filename": "layers.py",
    "source": "def affine_backward(dout, cache):\n    …",
    "sentence": "Attempt 3 counts: it is the best, 18 of 20.",
    "external_id": "s0123456",
    "scope": "read submit",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "course": "maths",
}
"""What stands under these names where it is a plain text."""


def example(schema: dict[str, Any], parts: dict[str, Any], name: str = "") -> Any:
    """An example of what fits the schema; `parts` are those that it may refer to, `name` is the field's."""
    if "$ref" in schema:
        return example(parts[schema["$ref"].rpartition("/")[2]], parts, name)
    for given in ("examples", "enum"):
        if schema.get(given):
            return schema[given][0]
    if "const" in schema:
        return schema["const"]
    if "anyOf" in schema:
        options = [option for option in schema["anyOf"] if option.get("type") != "null"]
        return example(options[0], parts, name)
    return _plain(schema, parts, name)


def _plain(schema: dict[str, Any], parts: dict[str, Any], name: str) -> Any:
    kind = schema.get("type")
    if kind == "object":
        return {key: example(its, parts, key) for key, its in schema.get("properties", {}).items()}
    if kind == "array":
        return [example(schema.get("items", {}), parts, name)]
    if kind in {"integer", "number"}:
        return schema.get("default") or schema.get("minimum") or 1
    if kind == "boolean":
        return True
    if schema.get("format") == "date-time":
        return "2026-11-24T18:00:00Z"
    return BY_NAME.get(name, ID if name in {"id", "person", "submission", "group", "actor", "by"} else name)
