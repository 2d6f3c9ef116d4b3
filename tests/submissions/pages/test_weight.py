"""How heavy pages are: with all that they load, but for the editor, which comes later, below 100 KiB."""

from __future__ import annotations

import pytest

from submissions.pages.blueprint import STATIC
from tests.submissions.pages.conftest import Browser, Elements, Grade

MOST = 100 * 1024


@pytest.mark.parametrize("name", ["start", "assignment", "result"])
def test_a_page_and_what_it_loads_is_light(student: Browser, grade: Grade, name: str) -> None:
    id_ = grade("batch_mean")
    path = {"start": "/", "assignment": "/assignments/matrix-derivatives", "result": f"/submissions/{id_}"}[
        name
    ]
    answer = student.get(path)
    assert answer.status_code == 200
    page = Elements(answer.text)
    files = {str(link["href"]) for link in page.all("link")} | {str(it["src"]) for it in page.all("script")}
    assert all(file.startswith("/static/") for file in files)
    names = {file.removeprefix("/static/").partition("?")[0] for file in files}
    assert sum((STATIC / name).stat().st_size for name in names) + len(answer.data) < MOST


def test_what_a_page_loads_is_asked_for_once(student: Browser) -> None:
    page = Elements(student.get("/assignments/matrix-derivatives").text)
    urls = [*(str(it["href"]) for it in page.all("link")), *(str(it["src"]) for it in page.all("script"))]
    editor = next(path for path in (STATIC / "vendor").iterdir() if path.suffix == ".js")
    for url in [*urls, f"/static/vendor/{editor.name}"]:
        with student.get(url) as answer:
            assert "immutable" in answer.headers["Cache-Control"], url
    for url in ("/static/pages.css", "/static/nothing.css?v=1"):
        with student.get(url) as answer:
            assert "immutable" not in answer.headers["Cache-Control"], url
