"""Pages for what went wrong: each says what to do and has a way back."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.submissions.pages.conftest import Browser, Elements


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("POST", "/", 405), ("GET", "/enter/forged", 404), ("POST", "/leave", 400)],
)
def test_an_error_has_a_page_with_a_way_back(student: Browser, method: str, path: str, status: int) -> None:
    response = student.client.open(path, method=method)
    assert response.status_code == status
    page = Elements(response.text)
    assert len(page.all("h1")) == 1
    assert "/" in [link["href"] for link in page.all("a") if link.get("class") == "button"]
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")


def test_our_own_error_is_said_to_be_ours(
    app: Flask, student: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "pages.starter", lambda key: 1 / 0)
    response = student.get("/assignments/matrix-derivatives/starter.py")
    assert response.status_code == 500
    assert "our fault, not yours" in response.text
    assert "ZeroDivisionError" not in response.text
