"""GET /api/v1/openapi.json: made from the code, and true to it."""

from __future__ import annotations

import re

from flask import Flask

from tests.submissions.api.conftest import Api, assert_problem


def test_every_route_is_described(app: Flask, anonymous: Api) -> None:
    document = anonymous.get("/openapi.json").json
    assert document
    assert document["openapi"].startswith("3.1")
    described = {(path, method.upper()) for path, item in document["paths"].items() for method in item}
    routes = {
        (re.sub(r"<([a-z_]+)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == routes


def test_both_ways_to_send_a_file_are_described(anonymous: Api) -> None:
    document = anonymous.get("/openapi.json").json
    assert document
    post = document["paths"]["/api/v1/assignments/{assignment_id}/submissions"]["post"]
    content = post["requestBody"]["content"]
    assert set(content) == {"multipart/form-data", "application/json"}
    assert set(content["multipart/form-data"]["schema"]["properties"]) == {"file"}
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/SourceIn"}
    source = document["components"]["schemas"]["SourceIn"]
    assert set(source["properties"]) == {"source", "filename", "answers"}
    refused = {"400", "401", "403", "404", "409", "413", "415", "422", "429", "503"}
    assert set(post["responses"]) == {"202", *refused}


def test_nothing_in_it_points_nowhere(anonymous: Api) -> None:
    text = anonymous.get("/openapi.json").text
    document = anonymous.get("/openapi.json").json
    assert document
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', text))
    assert names
    assert names <= set(document["components"]["schemas"])
    assert "#/$defs" not in text


def test_an_unknown_address_below_it_is_a_problem(anonymous: Api) -> None:
    assert_problem(anonymous.get("/nothing"), 404, "openapi.json")
