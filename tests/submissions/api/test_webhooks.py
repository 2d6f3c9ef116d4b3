"""/api/v1/courses/{id}/webhooks and what lies below it."""

from __future__ import annotations

from typing import Any

import pytest
import redis
from sqlalchemy import select

from grader.assignment import builtin_text
from submissions.database import Database
from submissions.models_programs import Webhook
from submissions.models_teaching import AuditEntry
from submissions.queue import DELIVER
from submissions.settings import Settings
from submissions.store import webhooks
from submissions.webhooks import secrets
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import Three

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
ALL = "/courses/maths/webhooks"
URL = "https://lms.example.org/dout"


def made(tutor: Api, **more: Any) -> dict[str, Any]:
    answer = tutor.ask("POST", ALL, json={"url": URL, **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json or {})


def test_the_secret_is_shown_once_and_kept_encrypted(
    tutor: Api, database: Database, settings: Settings, three: Three
) -> None:
    webhook = made(tutor, events=["override.made", "submission.graded"])
    assert webhook["secret"].startswith("whsec_")
    assert webhook["events"] == ["submission.graded", "override.made"]
    [listed] = (tutor.get(ALL).json or {})["webhooks"]
    del webhook["secret"], webhook["created_at"], listed["created_at"]
    assert listed == webhook
    with database.read() as session:
        row = session.get_one(Webhook, webhook["id"])
        assert secrets.decrypted(settings, row.secret).startswith("whsec_")
        line = session.scalars(select(AuditEntry)).one()
    assert (line.action, line.subject_id, line.actor_id) == ("webhook.made", row.id, three.tutor)
    assert "whsec" not in str(line.details)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://127.0.0.1/", "private or reserved"),
        ("http://169.254.169.254/latest/meta-data/", "private or reserved"),
        ("http://[::1]/", "private or reserved"),
        ("http://[::ffff:127.0.0.1]/", "private or reserved"),
        ("http://2130706433/", "four decimal numbers"),
        ("http://localhost/", "this machine"),
        ("ftp://lms.example.org/", "must begin with https://"),
        ("https://lms.example.org:6379/", "port"),
        ("https://lms.example.org/\0", "ASCII"),
        ("nonsense", "must begin with https://"),
    ],
)
def test_an_address_that_leads_inside_is_refused_with_its_field(tutor: Api, url: str, says: str) -> None:
    answer = tutor.ask("POST", ALL, json={"url": url})
    assert_problem(answer, 422, says)
    assert (answer.json or {})["errors"][0]["pointer"] == "/url"
    webhook = made(tutor)
    headers = {"If-Match": "*"}
    assert tutor.ask("PATCH", f"{ALL}/{webhook['id']}", json={"url": url}, headers=headers).status_code == 422


def test_an_unknown_event_is_refused_with_those_that_there_are(tutor: Api) -> None:
    assert_problem(tutor.ask("POST", ALL, json={"url": URL, "events": ["lunch"]}), 422, "submission.graded")


def test_there_is_an_end_to_the_webhooks_of_a_course(tutor: Api) -> None:
    for _ in range(webhooks.MOST):
        made(tutor)
    assert_problem(tutor.ask("POST", ALL, json={"url": URL}), 409, "at most")


def test_a_webhook_is_changed_by_who_knows_its_version(tutor: Api) -> None:
    one = f"{ALL}/{made(tutor)['id']}"
    etag = tutor.get(one).headers["ETag"]
    tutor.ask("POST", f"{one}/ping")
    change = {"active": False, "events": ["submission.broken"]}
    assert tutor.ask("PATCH", one, json=change).status_code == 428
    answer = tutor.ask("PATCH", one, json=change, headers={"If-Match": etag})
    assert answer.status_code == 200
    assert answer.json
    assert (answer.json["active"], answer.json["events"]) == (False, ["submission.broken"])
    assert tutor.ask("PATCH", one, json={"active": True}, headers={"If-Match": etag}).status_code == 412
    assert_problem(tutor.ask("POST", f"{one}/ping"), 409, "switched off")
    [message] = (tutor.get(f"{one}/deliveries").json or {})["deliveries"]
    assert (message["tries"], message["next_at"], message["delivered_at"]) == (0, None, None)


def test_a_new_secret_is_another_one_and_the_one_of_before_stays_a_while(tutor: Api) -> None:
    before = made(tutor)
    answer = tutor.ask("POST", f"{ALL}/{before['id']}/secret").json
    assert answer
    assert answer["secret"] != before["secret"]
    assert answer["old_secret_until"]


def test_the_log_comes_in_windows_and_a_message_can_be_sent_again(tutor: Api) -> None:
    one = f"{ALL}/{made(tutor)['id']}"
    sent = [(tutor.ask("POST", f"{one}/ping").json or {})["id"] for _ in range(3)]
    first = tutor.get(f"{one}/deliveries?limit=2")
    assert first.json
    assert 'rel="next"' in first.headers["Link"]
    seen = [line["id"] for line in first.json["deliveries"]]
    rest = tutor.get(f"{one}/deliveries?limit=2&after={seen[-1]}")
    assert rest.json
    assert "Link" not in rest.headers
    assert sorted(seen + [line["id"] for line in rest.json["deliveries"]]) == sorted(sent)
    again = tutor.ask("POST", f"{one}/deliveries/{sent[0]}/again")
    assert (again.status_code, (again.json or {})["id"], (again.json or {})["tries"]) == (202, sent[0], 0)
    assert tutor.ask("POST", f"{one}/deliveries/none/again").status_code == 404
    assert_problem(tutor.get(f"{one}/deliveries?after=none"), 422, "after")


def test_a_removed_webhook_is_gone_with_its_log(tutor: Api) -> None:
    one = f"{ALL}/{made(tutor)['id']}"
    tutor.ask("POST", f"{one}/ping")
    assert tutor.ask("DELETE", one).status_code == 204
    assert tutor.get(f"{one}/deliveries").status_code == 404


@pytest.mark.parametrize("who", ["student", "stranger"])
def test_nobody_else_sees_a_webhook_or_may_change_one(
    tutor: Api, who: str, request: pytest.FixtureRequest
) -> None:
    one = f"{ALL}/{made(tutor)['id']}"
    other = request.getfixturevalue(who)
    for path in (ALL, one, f"{one}/deliveries"):
        assert other.get(path).status_code == 404
    refused = 403 if who == "student" else 404
    for method, path in (("POST", ALL), ("DELETE", one), ("POST", f"{one}/secret"), ("POST", f"{one}/ping")):
        assert other.ask(method, path, json={"url": URL}).status_code == refused
    assert len((tutor.get(ALL).json or {})["webhooks"]) == 1


def test_a_webhook_is_not_reached_by_way_of_another_course(tutor: Api, stranger: Api) -> None:
    webhook = made(tutor)
    assert stranger.get(f"/courses/physics/webhooks/{webhook['id']}").status_code == 404


def test_points_by_hand_and_a_published_assignment_are_told(
    tutor: Api, student: Api, database: Database, three: Three
) -> None:
    webhook = made(tutor)
    submission = (student.send_file("matrix-derivatives").json or {})["id"]
    tutor.ask("POST", f"/submissions/{submission}/overrides", json={"points": 3, "reason": "neat"})
    path, headers = f"/assignments/{three.assignment}", {"If-Match": "*"}
    for published in (True, False, True):  # it is published already
        answer = tutor.ask("PATCH", path, json={"published": published}, headers=headers)
        assert answer.status_code == 200, answer.text
    with database.read() as session:
        told = [row.payload for row in webhooks.deliveries(session, webhook["id"])][::-1]
    assert [one["type"] for one in told] == ["override.made", "assignment.published"]
    assert told[0]["data"]["points"] == 3
    assert told[1]["data"]["assignment"] == three.assignment


def test_what_is_told_is_sent_at_once_and_only_when_it_is_stored(
    tutor: Api, student: Api, broker: redis.Redis, three: Three
) -> None:
    webhook = made(tutor)
    sent = student.send_file(three.assignment).get_json()["id"]
    path = f"/assignments/{three.assignment}"

    def told(answer: Any, status: int) -> int:
        assert answer.status_code == status, answer.text
        hints = broker.llen(DELIVER)
        broker.delete(DELIVER)
        return int(str(hints))

    points = {"points": 3, "reason": "a right idea"}
    assert told(tutor.post(f"/submissions/{sent}/overrides", points), 201) == 1
    assert told(tutor.post(f"/submissions/{sent}/overrides", {**points, "points": 99}), 422) == 0
    assert told(tutor.change(path, {"published": False}), 200) == 0
    assert told(tutor.change(path, {"published": True}), 200) == 1
    assert told(tutor.change(path, {"due_at": None}), 200) == 0
    new = {"text": builtin_text("activations"), "published": True}
    assert told(tutor.post(f"/courses/{three.course}/assignments", new), 201) == 1
    assert told(tutor.ask("POST", f"{ALL}/{webhook['id']}/ping"), 202) == 1
    messages = tutor.get(f"{ALL}/{webhook['id']}/deliveries").get_json()["deliveries"]
    assert {one["event"] for one in messages} == {"override.made", "assignment.published", "ping"}
    again = f"{ALL}/{webhook['id']}/deliveries/{messages[0]['id']}/again"
    assert told(tutor.ask("POST", again), 202) == 1
