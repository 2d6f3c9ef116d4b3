"""GET /assignments/{id}/review and /submissions/{id}/review: a tutor looks through submissions."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from submissions.database import Database
from submissions.store import latest
from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import Browser, Elements, Grade
from tests.submissions.pages.test_results import join

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
LIST = "/assignments/matrix-derivatives/review"
MISTAKE = "?mistake=batch_mean&function=affine_backward"


def text(html: str) -> str:
    return " ".join(Elements(html).text.split())


def turns(html: str) -> dict[str, str]:
    """Where the links to the previous and the next one lead."""
    return dict(re.findall(r'rel="(prev|next)" href="/submissions/([^/]+)/review', html))


def test_names_are_hidden_until_they_are_asked_for(
    tutor: Browser, database: Database, three: Three, grade: Grade
) -> None:
    grade("batch_mean", filename="ada.py")
    submission = grade("full_marks", filename="ada.py")
    with database.read() as session:
        number = latest.numbers(session, three.course)[three.student]
    page = f"/submissions/{submission}/review"
    for path in (LIST, page):
        assert "Ada" not in tutor.get(path).text
        assert "ada.py" not in tutor.get(path).text
        assert f"Student {number}" in tutor.get(path).text
    answer = tutor.post(
        "/assignments/matrix-derivatives/names", {"names": "shown", "submission": submission}, seen=page
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    for path in (LIST, page):
        assert "Ada" in tutor.get(path).text
    tutor.post("/assignments/matrix-derivatives/names", {"names": "hidden"}, seen=page)
    assert "Ada" not in tutor.get(LIST).text


def test_one_turns_the_pages_of_those_that_share_a_mistake(
    tutor: Browser, database: Database, three: Three, grade: Grade
) -> None:
    people = {join(database, three, name): name for name in ("Bob", "Carl", "Dora")}
    wrong = {person: grade("batch_mean", person=person) for person in people}
    right = grade("full_marks")
    order = [wrong[person] for person in sorted(people)]
    html = tutor.get(LIST + MISTAKE).text
    assert list(re.findall(r'<th scope="row"><a href="/submissions/([^/]+)/', html)) == order
    assert right not in html
    for at, submission in enumerate(order):
        found = tutor.get(f"/submissions/{submission}/review{MISTAKE}").text
        expected = {"prev": order[at - 1]} if at else {}
        expected |= {"next": order[at + 1]} if at < 2 else {}
        assert turns(found) == expected
        assert f"{at + 1} of 3" in text(found)
        assert MISTAKE.replace("&", "&amp;") in found
    outside = tutor.get(f"/submissions/{right}/review{MISTAKE}").text
    assert turns(outside) == {}
    assert "not in this list" in outside


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["full_marks", "batch_mean", "syntax_error", "broken"]),
        (f"?function=affine_backward&check={quote('dW equals Xᵀ · dout')}", ["batch_mean", "syntax_error"]),
        ("?fault=syntax", ["syntax_error"]),
        ("?state=broken", ["broken"]),
        ("?mistake=nothing&function=affine_backward", []),
        ("?state=%00", []),
    ],
)
def test_a_selection_takes_what_has_it_in_common(
    query: str, names: list[str], tutor: Browser, database: Database, three: Three, grade: Grade
) -> None:
    made = {
        name: grade(name, person=join(database, three, name))
        for name in ("full_marks", "batch_mean", "syntax_error", "broken")
    }
    grade("batch_mean", person=three.tutor)
    html = tutor.get(LIST + query).text
    assert {name for name, id_ in made.items() if id_ in html} == set(names)
    assert f"{len(names)} latest" in text(html)


def test_a_submission_that_is_not_graded_yet_has_a_page(tutor: Browser, grade: Grade) -> None:
    submission = grade(state="queued")
    html = tutor.get(f"/submissions/{submission}/review").text
    assert "There is no verdict yet" in text(html)
    assert "affine_backward" in html


def test_only_staff_finds_any_of_it(
    student: Browser, stranger: Browser, nobody: Browser, grade: Grade
) -> None:
    submission = grade("batch_mean")
    for path in (LIST, f"/submissions/{submission}/review"):
        assert student.get(path).status_code == 404
        assert stranger.get(path).status_code == 404
        assert nobody.get(path).status_code == 401
    for path in (
        "/assignments/matrix-derivatives/names",
        f"/submissions/{submission}/comments",
        f"/submissions/{submission}/comments/x/delete",
        f"/submissions/{submission}/points",
    ):
        data = {"text": "x", "points": "3", "reason": "x"}
        assert student.post(path, data).status_code == 404
        assert stranger.post(path, data).status_code == 404
