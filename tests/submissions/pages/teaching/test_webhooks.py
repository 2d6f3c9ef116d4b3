"""/courses/{slug}/webhooks and what lies below it."""

from __future__ import annotations

import re

import pytest

from submissions.database import Database
from submissions.models_programs import Webhook
from submissions.store import webhooks
from tests.submissions.conftest import START, Three
from tests.submissions.pages.conftest import Browser

PATH = "/courses/maths/webhooks"
URL = "https://lms.example.org/dout?a=<b>"


def only(database: Database, three: Three) -> Webhook:
    with database.read() as session:
        [found] = webhooks.of_course(session, three.course)
    return found


@pytest.fixture
def webhook(database: Database, three: Three) -> str:
    with database.write() as session:
        return webhooks.make(session, three.course, URL, "all", "", START).id


def test_a_webhook_is_made_and_its_secret_shown_once(
    tutor: Browser, database: Database, three: Three
) -> None:
    made = tutor.post(PATH, {"url": URL, "events": ["submission.graded", "override.made"]}, PATH)
    assert made.status_code == 200
    assert len(re.findall(r"whsec_[A-Za-z0-9+/=]{44}", made.text)) == 1
    assert "a=&lt;b&gt;" in made.text
    assert "whsec_" not in tutor.get(PATH).text
    assert only(database, three).events == "submission.graded override.made"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"url": "http://127.0.0.1/", "events": "all"}, "private or reserved"),
        ({"url": "<script>", "events": "all"}, "must begin with https://"),
        ({"url": URL}, "Choose at least one event"),
        ({"url": URL, "events": "lunch"}, "There is no event"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(
    tutor: Browser, database: Database, three: Three, typed: dict[str, str], says: str
) -> None:
    answer = tutor.post(PATH, typed, PATH)
    assert answer.status_code == 422
    assert says in answer.text
    assert "<script>" not in answer.text
    with database.read() as session:
        assert webhooks.of_course(session, three.course) == []


def test_a_message_is_sent_to_try_it_and_again_from_the_log(
    tutor: Browser, database: Database, three: Three, webhook: str
) -> None:
    one = f"{PATH}/{webhook}"
    assert tutor.post(f"{one}/ping", {}, one).status_code == 303
    with database.write() as session:
        [message] = webhooks.deliveries(session, webhook)
        message.next_at, message.tries, message.last_error = None, 10, "The answer was 500."
    page = tutor.get(one).text
    assert "given up after 10 tries" in page
    assert "The answer was 500." in page
    assert tutor.post(f"{one}/deliveries/{message.id}/again", {}, one).status_code == 303
    assert tutor.post(f"{one}/deliveries/none/again", {}, one).status_code == 404
    with database.read() as session:
        [message] = webhooks.deliveries(session, webhook)
    assert (message.tries, message.next_at is None) == (0, False)


def test_it_is_switched_off_and_on_gets_a_new_secret_and_is_removed(
    tutor: Browser, database: Database, three: Three, webhook: str
) -> None:
    one = f"{PATH}/{webhook}"
    for active in ("0", "1"):
        tutor.post(f"{one}/switch", {"active": active}, one)
        assert only(database, three).active == (active == "1")
    assert "whsec_" in tutor.post(f"{one}/secret", {}, one).text
    assert only(database, three).old_until
    assert tutor.post(f"{one}/delete", {}, one).status_code == 303
    assert tutor.get(one).status_code == 404


def test_only_staff_of_the_course_finds_them(
    student: Browser, stranger: Browser, nobody: Browser, database: Database, three: Three, webhook: str
) -> None:
    for who, status in ((student, 404), (stranger, 404), (nobody, 401)):
        assert who.get(PATH).status_code == status
        assert who.get(f"{PATH}/{webhook}").status_code == status
    for who in (student, stranger):
        assert who.post(f"{PATH}/{webhook}/delete", {}).status_code == 404
    assert only(database, three).active
    assert stranger.get(f"/courses/physics/webhooks/{webhook}").status_code == 404
