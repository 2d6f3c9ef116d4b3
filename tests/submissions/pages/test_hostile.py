"""Text of others never becomes markup, on any page."""

from __future__ import annotations

import pytest

from submissions.database import Database
from submissions.models import Person
from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import Browser, Elements, Grade

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}"
PATHS = ("/", "/assignments/matrix-derivatives", "/assignments/matrix-derivatives/results", "")


@pytest.mark.parametrize("path", PATHS)
def test_hostile_text_is_text(
    tutor: Browser, three: Three, database: Database, grade: Grade, path: str
) -> None:
    with database.write() as session:
        for id_ in (three.student, three.tutor):
            person = session.get(Person, id_)
            assert person
            person.name = HOSTILE
    code = f'"""{HOSTILE}"""\n</code></pre>{HOSTILE}\n'.encode()
    seen = [grade("hostile", person=p, code=code, filename=HOSTILE) for p in (three.student, three.tutor)]
    html = tutor.get(path or f"/submissions/{seen[0]}").text
    page = Elements(html)
    assert HOSTILE in page.text
    assert "{{7*7}}" in page.text
    assert not page.all("img")
    assert {str(script.get("src")).split("?")[0] for script in page.all("script")} <= {
        "/static/handing_in.js",
        "/static/live.js",
        "/static/live_results.js",
        "/static/time_left.js",
        "/static/unfold.js",
        "/static/writing.js",
    }
    for tag, attributes in page.tags:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag


@pytest.mark.parametrize("path", ["/<script>alert(1)</script>", "/submissions/<img src=x onerror=a>"])
def test_an_address_is_text(student: Browser, path: str) -> None:
    response = student.get(path)
    assert response.status_code == 404
    assert not Elements(response.text).all("script")
    assert not Elements(response.text).all("img")
