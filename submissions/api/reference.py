"""GET /api/v1/docs: the description of the interface as a page for people, without anything remote."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any, cast

from apiflask import APIFlask
from flask import Blueprint, current_app, render_template
from markupsafe import Markup, escape

reference = Blueprint("reference", __name__)
METHODS = ("get", "post", "put", "patch", "delete")
FIRST = ("courses", "members", "groups", "assignments", "submissions", "tokens")
"""The headings that come first, in this order."""
TOPICS = {"me": "tokens", "workers": "service"}
"""Under which heading those stand that would be alone."""


@dataclass(frozen=True)
class Field:
    """One thing that is sent: a part of the address, of the query, a header, or a field of the body."""

    name: str
    place: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True)
class Described:
    """One operation, as it is shown."""

    id: str
    topic: str
    method: str
    path: str
    summary: str
    about: tuple[str, ...]
    fields: tuple[Field, ...]
    sent: str
    answered: str
    answers: tuple[tuple[str, str], ...]


@reference.get("/api/v1/docs")
def docs() -> str:
    """Show every operation."""
    spec = cast(APIFlask, current_app).spec
    operations = _described(json.dumps(spec, default=str))
    topics = list(dict.fromkeys(one.topic for one in operations))
    return render_template("pages/reference.html", operations=operations, topics=topics)


@lru_cache(maxsize=2)
def _described(text: str) -> tuple[Described, ...]:
    """The operations of a description; `text` is its JSON."""
    spec = json.loads(text)
    found = [
        _operation(path, method, item[method], spec["components"]["schemas"])
        for path, item in spec["paths"].items()
        for method in METHODS
        if method in item
    ]
    met = dict.fromkeys((*FIRST, *(one.topic for one in found)))
    topics = list(met)
    return tuple(sorted(found, key=lambda one: topics.index(one.topic)))


@reference.app_template_filter("with_code")
def with_code(text: str) -> Markup:
    """The text with what stands between ` as code."""
    parts = text.split("`")
    shown = [
        Markup("<code>{}</code>").format(part) if at % 2 else escape(part) for at, part in enumerate(parts)
    ]
    return Markup("").join(shown)


def _operation(path: str, method: str, described: dict[str, Any], parts: dict[str, Any]) -> Described:
    names = [part for part in path.removeprefix("/api/v1/").split("/") if not part.startswith("{")]
    topic = names[1] if names[0] == "courses" and len(names) > 1 else names[0]
    json_body = described.get("requestBody", {}).get("content", {}).get("application/json", {})
    success: dict[str, Any] = next(
        (body for code, body in described["responses"].items() if code < "300"), {}
    )
    answered = success.get("content", {}).get("application/json", {}).get("example")
    return Described(
        id=f"{method}-{'-'.join(names)}" + ("-one" if path.endswith("}") else ""),
        topic=TOPICS.get(topic, topic),
        method=method.upper(),
        path=path,
        summary=described.get("summary", ""),
        about=tuple(part for part in described.get("description", "").split("\n\n") if part),
        fields=(*_parameters(described), *_body(json_body.get("schema"), parts)),
        sent=_pretty(json_body.get("example")),
        answered=_pretty(answered),
        answers=tuple(
            (f"{code} {HTTPStatus(int(code)).phrase}", body.get("description", ""))
            for code, body in sorted(described["responses"].items())
        ),
    )


def _parameters(described: dict[str, Any]) -> Iterator[Field]:
    for one in described.get("parameters", []):
        kind = _kind(one.get("schema", {}))
        yield Field(one["name"], one["in"], kind, bool(one.get("required")), one.get("description", ""))


def _body(schema: dict[str, Any] | None, parts: dict[str, Any]) -> Iterator[Field]:
    if schema is None:
        return
    whole = parts[schema["$ref"].rpartition("/")[2]]
    for name, its in whole.get("properties", {}).items():
        required = name in whole.get("required", [])
        yield Field(name, "body", _kind(its), required, its.get("description", ""))


def _kind(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_kind(option) for option in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return ", ".join(json.dumps(value) for value in schema["enum"])
    if "const" in schema:
        return json.dumps(schema["const"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "anything")


def _pretty(value: Any) -> str:
    return "" if value is None else json.dumps(value, indent=2, ensure_ascii=False)
