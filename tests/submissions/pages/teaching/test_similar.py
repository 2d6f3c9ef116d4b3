"""GET /assignments/{id}/similar, and two uploads beside each other."""

from __future__ import annotations

import re

import pytest

from submissions.database import Database
from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import Browser, Grade
from tests.submissions.pages.teaching.test_review import text
from tests.submissions.pages.test_results import join
from tests.submissions.test_similarity import CODE

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
PATH = "/assignments/matrix-derivatives/similar"
OTHER = "def affine_backward(dout, cache):\n" + "".join(
    f"    {('if', 'while')[at % 2]} cache[{at}] {'<>'[at % 2]} {at}{' + dout' * (at % 5)}:\n        break\n"
    for at in range(25)
)


def test_copies_are_found_under_other_names_and_shown_beside_each_other(
    tutor: Browser, database: Database, three: Three, grade: Grade
) -> None:
    one = grade("full_marks", code=CODE.encode())
    disguised = CODE.replace("dout", "upstream").encode()
    other = grade("batch_mean", person=join(database, three, "Bob"), code=disguised)
    grade("full_marks", person=join(database, three, "Carl"), code=OTHER.encode())
    grade("syntax_error", person=join(database, three, "Dora"), code=b"\xff\x00")
    html = tutor.get(PATH).text
    assert "never a verdict" in html
    assert "Ada" not in html
    assert "100 %" in html
    [leads] = re.findall(r'href="(/submissions/[^"]+/similar/[^"]+)"', html)
    assert {one, other} <= set(leads.split("/"))
    pair = tutor.get(leads).text
    assert "never a verdict" in pair
    assert pair.count('class="alike"') > 20


def test_many_copies_are_one_line_and_not_a_line_for_every_two(
    tutor: Browser, database: Database, three: Three, grade: Grade
) -> None:
    for at in range(5):
        person = join(database, three, f"Copy {at}")
        grade("full_marks", person=person, code=CODE.replace("dout", f"upstream{at}").encode())
    grade("full_marks", code=OTHER.encode())
    html = tutor.get(PATH).text
    assert "Alike throughout" in html
    assert len(set(re.findall(r'href="(/submissions/[^"]+/similar/[^"]+)"', html))) == 4
    assert "100 %" not in html


def test_nothing_stands_out_among_few(tutor: Browser, grade: Grade) -> None:
    grade("full_marks")
    assert "No two uploads stand out" in text(tutor.get(PATH).text)


def test_only_staff_finds_any_of_it(
    student: Browser, stranger: Browser, nobody: Browser, three: Three, grade: Grade
) -> None:
    one, other = grade("full_marks"), grade("full_marks", person=three.tutor)
    for path in (PATH, f"/submissions/{one}/similar/{other}"):
        assert student.get(path).status_code == 404
        assert stranger.get(path).status_code == 404
        assert nobody.get(path).status_code == 401
