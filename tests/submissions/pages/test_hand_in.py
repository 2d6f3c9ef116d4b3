"""POST /assignments/{id}/submissions: the form of the page."""

from __future__ import annotations

import io

import pytest
import redis
from sqlalchemy import func, select

from submissions.database import Database
from submissions.models import Submission
from submissions.queue import GRADE
from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import Browser, Elements

PATH = "/assignments/matrix-derivatives/submissions"
SEEN = "/assignments/matrix-derivatives"


def stored(database: Database) -> list[tuple[str, str, bytes]]:
    with database.read() as session:
        rows = session.execute(select(Submission.id, Submission.filename, Submission.upload)).all()
        return [(row.id, row.filename, row.upload) for row in rows]


def test_a_file_is_stored_sent_and_shown(student: Browser, database: Database, broker: redis.Redis) -> None:
    response = student.post(PATH, {"file": (io.BytesIO(b"x = 1\r\n"), "layers.py")}, SEEN)
    [(id_, filename, upload)] = stored(database)
    assert (response.status_code, response.headers["Location"]) == (303, f"/submissions/{id_}")
    assert (filename, upload) == ("layers.py", b"x = 1\r\n")
    assert broker.llen(GRADE) == 1
    assert student.get(f"/submissions/{id_}").status_code == 200


def test_pasted_text_is_stored_with_plain_line_ends(student: Browser, database: Database) -> None:
    response = student.post(PATH, {"source": "x = 'é'\r\ny = 2\r\n"}, SEEN)
    assert response.status_code == 303
    [(_, filename, upload)] = stored(database)
    assert (filename, upload) == ("pasted.py", "x = 'é'\ny = 2\n".encode())


@pytest.mark.parametrize(
    ("data", "says", "field"),
    [
        ({"file": (io.BytesIO(b""), "")}, "No file is chosen yet", "file"),
        ({"file": (io.BytesIO(b""), "layers.py")}, "This file is empty", "file"),
        ({"file": (io.BytesIO(b" \n"), "layers.py")}, "This file is empty", "file"),
        ({"source": " \r\n\t"}, "The box is empty", "source"),
        ({}, "The box is empty", "source"),
    ],
)
def test_nothing_is_refused_in_place(
    student: Browser, database: Database, data: dict[str, object], says: str, field: str
) -> None:
    response = student.post(PATH, dict(data), SEEN)
    assert response.status_code == 422
    page = Elements(response.text)
    assert says in page.text
    [marked] = [attributes for _, attributes in page.tags if attributes.get("aria-invalid")]
    assert (marked["id"], str(marked["aria-describedby"]).split()[0]) == (field, f"{field}-error")
    assert response.text.startswith("<!doctype html>")
    assert "<title>Error: " in response.text
    assert stored(database) == []


def test_too_much_text_is_refused_and_kept(student: Browser, database: Database) -> None:
    text = "\n</textarea><script>" + "x" * 270_000
    response = student.post(PATH, {"source": text}, SEEN)
    assert response.status_code == 413
    assert "256 KiB" in response.text
    # A browser drops the first line break after <textarea>, so two stand there.
    assert ">\n\n&lt;/textarea&gt;&lt;script&gt;xxx" in response.text
    assert response.text.count("x" * 270_000) == 1
    assert stored(database) == []


def test_too_large_a_file_is_refused_in_place(student: Browser, database: Database) -> None:
    response = student.post(PATH, {"file": (io.BytesIO(b"#" * 270_000), "layers.py")}, SEEN)
    assert response.status_code == 413
    assert 'id="file-error" role="alert"' in response.text
    assert stored(database) == []


def test_far_too_large_a_file_gets_a_page_with_a_way_back(student: Browser, database: Database) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="layers.py"\r\n\r\n'
    response = student.client.post(
        PATH, data=head + b"#" * 2_000_000 + b"\r\n--b--\r\n", content_type="multipart/form-data; boundary=b"
    )
    assert response.status_code == 413
    assert "too large" in response.text
    assert 'href="/"' in response.text
    assert stored(database) == []


def test_a_form_without_its_token_is_refused(student: Browser, database: Database) -> None:
    response = student.client.post(PATH, data={"source": "x = 1"})
    assert response.status_code == 400
    assert "load the page again" in response.text
    assert stored(database) == []


def test_a_tutor_may_try_it(tutor: Browser) -> None:
    assert tutor.post(PATH, {"source": "x = 1"}, SEEN).status_code == 303


def test_a_stranger_hands_nothing_in(stranger: Browser, three: Three, database: Database) -> None:
    path = f"/assignments/{three.assignment}/submissions"
    assert stranger.post(path, {"source": "x = 1"}).status_code == 404
    assert stored(database) == []


def test_nobody_hands_anything_in(nobody: Browser, database: Database) -> None:
    assert nobody.post(PATH, {"source": "x = 1"}).status_code in {400, 401}
    with database.read() as session:
        assert session.scalar(select(func.count(Submission.id))) == 0
