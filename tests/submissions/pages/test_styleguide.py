"""GET /styleguide."""

from __future__ import annotations

from flask import Flask

from submissions.pages.styleguide import variables
from tests.submissions.pages.conftest import Browser


def test_it_is_there_in_debug_mode_only(app: Flask, nobody: Browser) -> None:
    assert nobody.get("/styleguide").status_code == 404
    app.debug = True
    page = nobody.get("/styleguide")
    assert page.status_code == 200
    assert all(f"--{name}" in page.text for name in variables())
    assert "accent" in variables()
