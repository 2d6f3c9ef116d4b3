"""POST /api/v1/assignments/{id}/submissions."""

from __future__ import annotations

import io
import json

import pytest
import redis
from sqlalchemy import func, select

from submissions.database import Database
from submissions.models import State, Submission
from submissions.queue import GRADE
from submissions.settings import Settings
from tests.submissions.api.conftest import SOURCE, Api, assert_problem
from tests.submissions.conftest import Three

SLUG = "matrix-derivatives"
KIB = 1024


def stored(database: Database) -> list[Submission]:
    with database.read() as session:
        rows = session.scalars(select(Submission).order_by(Submission.created_at)).all()
        for row in rows:
            assert row.upload is not None
        return list(rows)


def test_a_file_is_stored_and_its_id_is_sent(
    student: Api, database: Database, three: Three, broker: redis.Redis
) -> None:
    response = student.send_file(SLUG)
    assert response.status_code == 202
    assert response.json
    assert response.headers["Location"] == f"/api/v1/submissions/{response.json['id']}"
    assert (response.json["state"], response.json["place"], response.json["report"]) == ("queued", 1, None)
    assert response.json["max_points"] == 20.0
    [row] = stored(database)
    assert (row.id, row.person_id, row.upload) == (response.json["id"], three.student, SOURCE)
    assert broker.llen(GRADE) == 1


def test_json_does_the_same(student: Api, database: Database) -> None:
    response = student.send_json(SLUG, {"source": "x = 'é'\n", "filename": "a.py"})
    assert response.status_code == 202
    [row] = stored(database)
    assert (row.upload, row.filename) == ("x = 'é'\n".encode(), "a.py")


def test_the_assignment_may_be_named_by_its_id(student: Api, three: Three) -> None:
    assert student.send_file(three.assignment).status_code == 202


@pytest.mark.parametrize("who", ["student", "tutor", "system"])
def test_everyone_in_the_course_may_hand_in(who: str, request: pytest.FixtureRequest) -> None:
    assert request.getfixturevalue(who).send_file(SLUG).status_code == 202


def test_a_stranger_gets_the_answer_for_what_is_not_there(stranger: Api, three: Three) -> None:
    hidden = stranger.send_file(three.assignment)
    missing = stranger.send_file("11111111-1111-1111-1111-111111111111")
    assert_problem(hidden, 404, "no such assignment")
    assert hidden.json == missing.json


def test_without_a_token_nothing_is_taken(anonymous: Api, three: Three, database: Database) -> None:
    response = anonymous.send_file(SLUG)
    assert_problem(response, 401, "Authorization: Bearer")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="dout"'
    assert stored(database) == []


@pytest.mark.parametrize("token", ["", "wrong", "dout_" + 64 * "0", "ü", 9000 * "a"])
def test_a_wrong_token_is_refused(anonymous: Api, three: Three, token: str) -> None:
    anonymous.token = token
    response = anonymous.send_file(SLUG)
    assert_problem(response, 401, "not known")
    assert "invalid_token" in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize("header", ["Basic YTpi", "Digest x", "dout_" + 64 * "0", "Bearer", "bearer  x"])
def test_another_way_to_sign_in_is_refused(anonymous: Api, three: Three, header: str) -> None:
    response = anonymous.ask(
        "POST", f"/assignments/{SLUG}/submissions", data=b"", headers={"Authorization": header}
    )
    assert_problem(response, 401, "Authorization: Bearer")


def test_the_scheme_is_read_in_any_case(student: Api, anonymous: Api) -> None:
    headers = {"Authorization": f"bEARER {student.token}"}
    assert anonymous.ask("GET", "/assignments", headers=headers).status_code == 200


@pytest.mark.parametrize("content", [b"\0\1\2", b"\xff\xfe", b"not python", b" ", b"PK\3\4", b"def f(:\n"])
def test_what_is_no_python_is_taken_and_graded(student: Api, database: Database, content: bytes) -> None:
    assert student.send_file(SLUG, content).status_code == 202
    assert [row.upload for row in stored(database)] == [content]


def test_the_limit_is_for_the_file_and_not_for_the_form(student: Api, database: Database) -> None:
    assert student.send_file(SLUG, b"#" * 256 * KIB).status_code == 202
    response = student.send_file(SLUG, b"#" * (256 * KIB + 1))
    assert_problem(response, 413, "256 KiB")
    assert response.json
    assert response.json["limit_bytes"] == 256 * KIB
    assert len(stored(database)) == 1


def test_json_may_escape_every_character(student: Api) -> None:
    source = "\x01" * 256 * KIB
    assert student.send_json(SLUG, {"source": source}).status_code == 202
    assert_problem(student.send_json(SLUG, {"source": source + "#"}), 413, "256 KiB")


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=b", "application/json"])
def test_a_much_larger_body_is_not_read_to_its_end(student: Api, kind: str) -> None:
    body = io.BytesIO(b"x" * 9 * KIB * KIB)
    response = student.ask(
        "POST", f"/assignments/{SLUG}/submissions", input_stream=body, content_length=9 * KIB * KIB,
        content_type=kind,
    )  # fmt: skip
    assert_problem(response, 413, "256 KiB")
    assert body.tell() < 5 * KIB * KIB


def test_an_empty_file_is_refused(student: Api) -> None:
    assert_problem(student.send_file(SLUG, b""), 422, "empty")
    assert_problem(student.send_json(SLUG, {"source": ""}), 422, "empty")


def test_a_wrong_field_is_named(student: Api) -> None:
    response = student.send_file(SLUG, field="upload")
    assert_problem(response, 422, 'Send the file in the field `file`. The request has only "upload"')


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "Send the file in the field `file`"),
        (b"garbage", "Send the file in the field `file`"),
        (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="\xff"\r\n\r\nx\r\n--b--\r\n',
            "file names must be UTF-8",
        ),
        (b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--\r\n', "holds text"),
        (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--b--\r\n',
            "No file was chosen",
        ),
        (
            2 * b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n'
            + b"--b--\r\n",
            "Send one file",
        ),
    ],
)
def test_a_form_without_one_file_says_what_to_do(student: Api, body: bytes, says: str) -> None:
    response = student.ask(
        "POST", f"/assignments/{SLUG}/submissions", data=body, content_type="multipart/form-data; boundary=b"
    )
    assert_problem(response, 422, says)


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (400, b"", "not JSON"),
        (400, b"{", "not JSON"),
        (400, b"\xff", "not JSON"),
        (400, b"[" * 100_000, "nested too deep"),
        (400, b"1" * 10_000, "not JSON"),
        (422, b"[]", "JSON object"),
        (422, b"null", "JSON object"),
        (422, b'"source"', "JSON object"),
        (422, b"{}", "`source` must be a string"),
        (422, b'{"source": 1}', "`source` must be a string"),
        (422, b'{"source": ["x"]}', "`source` must be a string"),
        (422, b'{"source": "x", "filename": 1}', "`filename` must be a string"),
        (422, b'{"source": "ab\\ud800"}', "character 2 is half of a surrogate pair"),
    ],
)
def test_wrong_json_says_what_is_wrong(student: Api, status: int, body: bytes, says: str) -> None:
    response = student.ask(
        "POST", f"/assignments/{SLUG}/submissions", data=body, content_type="application/json"
    )
    assert_problem(response, status, says)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "nonsense", "a/b;;=\xff"]
)
def test_an_unknown_media_type_is_refused(student: Api, kind: str) -> None:
    response = student.ask("POST", f"/assignments/{SLUG}/submissions", data=b"x", content_type=kind)
    assert_problem(response, 415, "multipart/form-data")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\work\\layers.py", "layers.py"),
        ("a\0b.py", "ab.py"),
        ("\u202eyp.x\u200b.py", "yp.x.py"),
        ("..", "upload.py"),
        ("\ud800.py", "py"),
        ("x" * 500 + ".py", "x" * 97 + ".py"),
        ("<b>&.py", "<b>&.py"),
        ("blätter 1.py", "blätter 1.py"),
        ("", "upload.py"),
    ],
)
def test_a_hostile_name_is_stored_harmless(student: Api, database: Database, sent: str, kept: str) -> None:
    assert student.send_json(SLUG, {"source": "x", "filename": sent}).status_code == 202
    assert [row.filename for row in stored(database)] == [kept]


@pytest.mark.parametrize("name", [b"a\0b.py", "ü.py".encode(), b"%00.py", b"a\x1b[31m.py"])
def test_a_form_with_a_hostile_name_is_taken(student: Api, name: bytes) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="' + name + b'"\r\n\r\nx\r\n--b--\r\n'
    )
    response = student.ask(
        "POST", f"/assignments/{SLUG}/submissions", data=body, content_type="multipart/form-data; boundary=b"
    )
    assert response.status_code == 202
    assert response.json
    assert "\0" not in response.json["filename"]


def test_when_the_broker_is_away_the_upload_is_kept_for_the_sweep(
    student: Api, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = student._client.application
    app.extensions["dout"].queue._app.conf.broker_url = f"redis+socket://{settings.data_dir}/none.sock"
    assert student.send_file(SLUG).status_code == 202
    [row] = stored(database)
    assert (row.state, row.sent_at) == (State.QUEUED, None)


def test_attempts_are_not_limited(student: Api, database: Database) -> None:
    for _ in range(20):
        assert student.send_json(SLUG, {"source": "x"}).status_code == 202
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 20


def test_no_answer_repeats_the_source(student: Api) -> None:
    response = student.send_json(SLUG, {"source": "secret_word = 1"})
    assert "secret_word" not in json.dumps(response.json)
