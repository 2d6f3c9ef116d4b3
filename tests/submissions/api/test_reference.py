"""GET /api/v1/docs, and the examples that it shows."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
from flask import Flask

from grader.assignment import parse
from submissions.api import schemas_course, schemas_teaching
from submissions.api.schemas_teaching import EXAMPLE
from tests.submissions.api.conftest import Api


def test_every_operation_stands_on_the_page(anonymous: Api) -> None:
    spec: Any = anonymous.get("/openapi.json").get_json()
    page = anonymous.get("/docs")
    assert page.status_code == 200
    assert page.mimetype == "text/html"
    for path, item in spec["paths"].items():
        for method in item:
            assert f"<code>{method.upper()} {path}</code>" in page.text
    ids = re.findall(r' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))


def test_nothing_on_it_comes_from_elsewhere(anonymous: Api) -> None:
    page = anonymous.get("/docs").text
    assert re.findall(r'(?:src|href|action)="(?!/|#)([^"]*)"', page) == []
    assert "<script" not in page


def test_every_example_fits_its_schema(app: Flask, anonymous: Api) -> None:
    spec: Any = anonymous.get("/openapi.json").get_json()
    seen = 0
    for item in spec["paths"].values():
        for described in item.values():
            for body in (described.get("requestBody", {}), *described["responses"].values()):
                for content in body.get("content", {}).values():
                    if "example" in content:
                        seen += 1
                        whole = {**content["schema"], "components": spec["components"]}
                        jsonschema_rs.validate(whole, content["example"])
    assert seen > 50


def test_an_example_that_is_sent_would_be_taken(anonymous: Api) -> None:
    spec: Any = anonymous.get("/openapi.json").get_json()
    taken = 0
    for item in spec["paths"].values():
        for described in item.values():
            content = described.get("requestBody", {}).get("content", {}).get("application/json", {})
            if "example" in content and "$ref" in content["schema"]:
                name = content["schema"]["$ref"].rpartition("/")[2]
                model = getattr(schemas_course, name, None) or getattr(schemas_teaching, name, None)
                if model is not None:
                    model.model_validate(content["example"])
                    taken += 1
    assert taken > 8
    assert parse(EXAMPLE).title == "Affine layer"
