"""Pages for what went wrong: each says what to do and has a way back."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from submissions.problems import ProblemError
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


@pytest.mark.parametrize("status", [403, 404, 413, 429, 500, 503])
def test_every_error_has_its_words_and_a_way_on(app: Flask, student: Browser, status: int) -> None:
    def refused(key: str) -> str:
        raise ProblemError(status, "What happened.", headers={"Retry-After": "7"})

    app.view_functions["pages.starter"] = refused
    path = "/assignments/matrix-derivatives/starter.py"
    answer = student.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (status, "7")
    ways = [link["href"] for link in Elements(answer.text).all("a") if "button" in str(link.get("class"))]
    assert ways == ([path, "/"] if status in {429, 500, 503} else ["/"])
    heading = re.search(r"<h1>(.+)</h1>", answer.text)
    assert heading
    german = student.client.get(path, headers={"Accept-Language": "de"}).text
    assert heading[1] not in german
    assert '<p class="lead" lang="en">What happened.' in german


def test_a_session_that_ran_out_while_one_wrote_leads_back_to_the_form(nobody: Browser) -> None:
    page = "/assignments/matrix-derivatives"
    answer = nobody.client.post(
        f"{page}/submissions", data={"source": "x = 1"}, headers={"Referer": f"http://localhost{page}"}
    )
    assert answer.status_code == 401
    assert "What you typed is kept in this tab" in answer.text
    assert [link["href"] for link in Elements(answer.text).all("a") if link.get("class") == "button"] == [
        f"/sign-in?next={page}"
    ]
