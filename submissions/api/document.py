"""What the OpenAPI document cannot learn from the routes: they read bodies and queries themselves, so that
every mistake in them is answered in plain words."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask

from submissions.api import schemas
from submissions.api.routes import MOST
from submissions.store.verdicts import WINDOW

SUBMISSIONS = "/api/v1/assignments/{assignment_id}/submissions"
RESULTS = "/api/v1/assignments/{assignment_id}/results"
FORM = {
    "type": "object",
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "The Python source, a notebook or a .zip; needed if there is a function to write",
        }
    },
    "patternProperties": {
        r"^answers\[[a-z0-9_]+\]$": {"type": "string", "description": "A typed-in answer, by its name"}
    },
}


def install(app: APIFlask) -> None:
    """Complete the document of `app`."""
    app.security_schemes = {"token": {"type": "http", "scheme": "bearer"}}
    app.description = (
        "Hand in backward passes and read their verdicts. Errors are problem details (RFC 9457)."
    )
    app.spec_processor(_complete)


def _complete(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
    if isinstance(spec, str):  # YAML, which is not served
        return spec
    item = spec["paths"][SUBMISSIONS]
    item["post"]["requestBody"] = {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": FORM},
            "application/json": {"schema": schemas.SourceIn.model_json_schema()},
        },
    }
    table = {"schema": {"type": "string"}}
    spec["paths"][RESULTS]["get"]["responses"]["200"]["content"]["text/csv"] = table
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": WINDOW}
    item["get"].setdefault("parameters", []).extend(
        [
            {"in": "query", "name": "limit", "schema": limit},
            {"in": "query", "name": "before", "schema": {"type": "string"}},
        ]
    )
    return spec
