"""What the OpenAPI document cannot learn from the routes: they read bodies and queries themselves, so that
every mistake in them is answered in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from apiflask import APIFlask
from pydantic import BaseModel

from submissions.api import exchange_document, idempotency, schemas
from submissions.api.examples import example
from submissions.api.operation import Operation, declared_by
from submissions.api.schemas_trials import TrialIn, Tried

SUBMISSIONS = "/api/v1/assignments/{assignment_id}/submissions"
TRIALS = "/api/v1/courses/{course_id}/trials"
RESULTS = "/api/v1/assignments/{assignment_id}/results"
EVENTS = "/events"
FOLLOWED = "Server-sent events: each tells whole what it is about, and its id is for `Last-Event-ID`"
FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "The Python source, a notebook or a .zip; needed if there is a function to write",
        }
    },
    "patternProperties": {r"^answers\[[a-z0-9_]+\]$": {"description": "A typed-in answer, by its name"}},
}
KEY = {
    "in": "header",
    "name": idempotency.HEADER,
    "required": False,
    "description": "Sent with a key of its own, a request is done once, however often it is sent in a day.",
    "schema": {"type": "string", "minLength": 1, "maxLength": idempotency.LONGEST, "pattern": "^[!-~]+$"},
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The ETag of what is known, or `*` for whatever there is.",
    "schema": {"type": "string", "examples": ["*"]},
}


def install(app: APIFlask) -> None:
    """Complete the document of `app`."""
    app.security_schemes = {"token": {"type": "http", "scheme": "bearer"}}
    app.description = (
        "Hand in backward passes and read their verdicts, and run the course around them. Errors are problem "
        "details (RFC 9457), whose `detail` says what to do."
    )

    @app.spec_processor
    def complete(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
        return spec if isinstance(spec, str) else _complete(app, spec)  # YAML is not served


def _complete(app: APIFlask, spec: dict[Any, Any]) -> dict[Any, Any]:
    parts = spec.setdefault("components", {}).setdefault("schemas", {})
    for path, method, declared in _operations(app):
        described = spec["paths"][path][method]
        parameters = described.setdefault("parameters", [])
        if declared.takes is not None:
            content: dict[str, Any] = {"schema": _schema(declared.takes, parts)}
            described["requestBody"] = {"required": True, "content": {"application/json": content}}
        if declared.query is not None:
            parameters.extend(_query(declared.query, parts))
        if method == "post":
            parameters.append(KEY)
        if declared.changes:
            parameters.append(IF_MATCH)
        if path.endswith(EVENTS):
            stream = {"text/event-stream": {"schema": {"type": "string"}}}
            described["responses"]["200"] = {"description": FOLLOWED, "content": stream}
            described["responses"]["204"] = {"description": "Nothing new can come"}
    spec["paths"][SUBMISSIONS]["post"]["requestBody"] = {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": FORM},
            "application/json": {"schema": _schema(schemas.SourceIn, parts)},
        },
    }
    spec["paths"][TRIALS]["post"]["requestBody"] = {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": _trial_form(parts)},
            "application/json": {"schema": _schema(TrialIn, parts)},
        },
    }
    table = {"schema": {"type": "string"}}
    spec["paths"][RESULTS]["get"]["responses"]["200"]["content"]["text/csv"] = table
    exchange_document.complete(spec)
    _add_examples(spec, parts)
    return spec


def _trial_form(parts: dict[str, Any]) -> dict[str, Any]:
    """As `FORM`, with the fields that say what is tried out."""
    _schema(Tried, parts)
    named = parts.pop(Tried.__name__)["properties"]
    return {
        **FORM,
        "properties": {**FORM["properties"], **{k: _without_null(its) for k, its in named.items()}},
    }


def _add_examples(spec: dict[Any, Any], parts: dict[str, Any]) -> None:
    for item in spec["paths"].values():
        for described in item.values():
            for body in (described.get("requestBody", {}), *described["responses"].values()):
                content = body.get("content", {}).get("application/json")
                if content is not None and "example" not in content:
                    content["example"] = example(content["schema"], parts)


def _operations(app: APIFlask) -> Iterator[tuple[str, str, Operation]]:
    """Path and method, as they stand in the document, of every operation."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            path = re.sub(r"<([a-z_]+)>", r"{\1}", rule.rule)
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                yield path, method.lower(), declared_by(app.view_functions[rule.endpoint])


def _query(model: type[BaseModel], parts: dict[str, Any]) -> list[dict[str, Any]]:
    schema = _schema(model, parts)
    whole = parts.pop(schema["$ref"].rpartition("/")[2])
    found = []
    for name, its in whole["properties"].items():
        described = _without_null(its)
        found.append(
            {
                "in": "query",
                "name": name,
                "required": False,
                "description": described.pop("description", ""),
                "schema": described,
            }
        )
    return found


def _without_null(its: dict[str, Any]) -> dict[str, Any]:
    """The schema of a field in a query or a form, which have no null: what is not said is left out."""
    described = dict(its)
    options = described.pop("anyOf", None)
    if options is not None:
        described |= next(option for option in options if option.get("type") != "null")
        described.pop("default", None)
    return described


def _schema(model: type[BaseModel], parts: dict[str, Any]) -> dict[str, str]:
    """A reference to the schema, which is put with the others."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    parts |= schema.pop("$defs", {})
    if model.__name__.endswith("Change"):  # what is left out stays: there are no defaults
        for its in schema["properties"].values():
            its.pop("default", None)
        schema["minProperties"] = 1
    parts[model.__name__] = schema
    return {"$ref": f"#/components/schemas/{model.__name__}"}
