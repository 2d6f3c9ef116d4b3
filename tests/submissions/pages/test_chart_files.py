"""The charts as files: GET /assignments/{key}/points.svg and /submissions/{id}/{anchor}.svg."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

from tests.submissions.pages.conftest import Browser, Grade

NAME = "{http://www.w3.org/2000/svg}"


def test_the_points_are_a_picture_with_words_and_no_style_sheet(student: Browser, grade: Grade) -> None:
    path = "/assignments/matrix-derivatives/points.svg"
    grade("batch_mean")
    assert student.get(path).status_code == 404  # one attempt makes no line
    grade("full_marks")
    answer = student.get(path)
    assert answer.content_type.startswith("image/svg+xml")
    assert "attachment" in answer.headers["Content-Disposition"]
    picture = ElementTree.fromstring(answer.text)
    assert picture.findtext(f"{NAME}title") == "Points: Matrix derivatives"
    assert picture.findtext(f"{NAME}desc") == "Points from 13 to 20"
    assert len(list(picture.iter(f"{NAME}circle"))) == 2
    assert "style" not in answer.text
    assert "/points.svg" in student.get("/assignments/matrix-derivatives").text


def test_a_curve_of_the_result_can_be_had_as_a_file(student: Browser, grade: Grade) -> None:
    page = student.get(f"/submissions/{grade('batch_mean')}").text
    found = re.search(r'href="(/submissions/[^"]+\.svg)" download', page)
    assert found
    picture = ElementTree.fromstring(student.get(found[1]).text)
    assert "Yours from" in str(picture.findtext(f"{NAME}desc"))


def test_a_stranger_gets_no_picture(stranger: Browser, student: Browser, grade: Grade) -> None:
    id_ = grade("batch_mean")
    assert stranger.get(f"/submissions/{id_}/f1c10.svg").status_code == 404
    assert stranger.get("/assignments/matrix-derivatives/points.svg").status_code == 404
    assert student.get(f"/submissions/{id_}/f9c9.svg").status_code == 404
