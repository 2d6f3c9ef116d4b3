"""What goes wrong on the way to a learning system: nothing is lost, and nothing goes where it must not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from grader.assignment import builtin_text
from submissions.database import Database
from submissions.lti import contexts, outbox
from submissions.models import Assignment, Membership, Person, Role, new_id
from submissions.models_lti import LtiContext, LtiLink, LtiPlatform, LtiScore
from submissions.settings import Settings
from submissions.webhooks import backoff
from tests.submissions.conftest import START, Three
from tests.submissions.lti.platform import Platform
from tests.submissions.lti.records import make_due, scores
from tests.submissions.pages.conftest import Browser, Grade
from worker import lti_scores
from worker.lti_scores import LEASE, OURS, ScoreSender

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
LATE = timedelta(days=3)


def test_what_fails_is_tried_again_and_given_up_and_sent_by_a_tutor(
    sender: ScoreSender,
    grade: Grade,
    platform: Platform,
    database: Database,
    came: None,
    tutor: Browser,
    student: Browser,
) -> None:
    grade("full_marks")
    platform.answers = [500] * backoff.TRIES
    for tries in range(1, backoff.TRIES + 1):
        sender.round()
        [row] = scores(database)
        assert (row.tries, row.last_status, row.sent_version) == (tries, 500, 0)
        assert (row.next_at is None) == (tries == backoff.TRIES)
        make_due(database)
    page = tutor.get("/courses/maths/lms").text
    assert "The answer was 500." in page
    assert "Ada" in page
    assert student.get("/courses/maths/lms").status_code == 404
    assert student.post("/courses/maths/lms/scores", {}).status_code == 404
    assert tutor.post("/courses/maths/lms/scores", {}, "/courses/maths/lms").status_code == 303
    sender.round()
    assert platform.scores[-1]["scoreGiven"] == 20.0
    assert scores(database)[0].last_error is None
    assert "The answer was 500." not in tutor.get("/courses/maths/lms").text


def test_a_token_that_is_not_taken_any_more_is_asked_for_anew(
    sender: ScoreSender,
    grade: Grade,
    platform: Platform,
    came: None,
    override: Callable[[str, float | None], None],
) -> None:
    submission = grade("full_marks")
    sender.round()
    platform.issued.clear()
    override(submission, 3.0)
    sender.round()
    assert [score["scoreGiven"] for score in platform.scores] == [20.0, 3.0, 3.0]
    assert len(platform.issued) == 1


@both
def test_one_that_is_lost_on_its_way_is_due_again(
    grade: Grade, database: Database, came: None, registered: str
) -> None:
    grade("full_marks")
    [row] = scores(database)
    now = datetime.now(UTC)
    with database.write() as session:
        assert outbox.claim(session, (row.link_id, row.person_id), now, LEASE)
    with database.write() as session:
        assert outbox.claim(session, (row.link_id, row.person_id), now, LEASE) is None, "another has it"
        assert outbox.due(session, now + LEASE / 2, 9) == []
        assert outbox.due(session, now + LEASE, 9) == [(row.link_id, row.person_id, registered)]


@pytest.mark.parametrize(("status", "others"), [(404, 2), (500, 0)])
def test_what_fails_holds_up_nothing_else_however_much_of_it_waits(
    status: int,
    others: int,
    sender: ScoreSender,
    grade: Grade,
    platform: Platform,
    database: Database,
    came: None,
    connected: str,
    three: Three,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lti_scores, "AT_ONCE", 1)
    with database.write() as session:
        link = session.get_one(LtiLink, connected)
        more = {"context_id": link.context_id, "assignment_id": three.assignment, "title": ""}
        item = f"{platform.url}/items/2"
        session.add(LtiLink(id=new_id(), resource_link_id="2", lineitem=item, created_at=START, **more))
        mate = Person(id=new_id(), name="Bob", created_at=START)
        session.add(mate)
        session.flush()
        session.add(Membership(course_id=three.course, person_id=mate.id, role=Role.STUDENT))
        contexts.member(session, link.context, mate.id, "bob", Role.STUDENT)
    grade("full_marks")
    grade("full_marks", person=mate.id)
    make_due(database)
    with database.write() as session:  # the one that fails comes first
        later = START + timedelta(minutes=1)
        session.execute(update(LtiScore).where(LtiScore.link_id != connected).values(next_at=later))
    platform.answers = [status]
    sender.round()
    tried = [got.path for got in platform.got if got.path.startswith("/items")]
    assert tried == ["/items/1/scores?kind=1", *["/items/2/scores"] * others]
    assert len([score for score in scores(database) if score.next_at]) == 4 - others


@both
def test_what_changes_while_it_is_sent_is_sent_after_that(
    sender: ScoreSender,
    grade: Grade,
    platform: Platform,
    database: Database,
    came: None,
    override: Callable[[str, float | None], None],
) -> None:
    submission = grade("full_marks")
    todo = [lambda: override(submission, 3.0)]
    platform.during = lambda: todo.pop()() if todo else None
    sender.round()
    sender.round()
    assert [score["scoreGiven"] for score in platform.scores] == [20.0, 3.0]
    [row] = scores(database)
    assert (row.sent_version, row.next_at) == (row.version, None)


@pytest.mark.parametrize("what", ["host", "platform", "course"])
def test_nothing_is_sent_where_nothing_may_be(
    sender: ScoreSender,
    grade: Grade,
    platform: Platform,
    database: Database,
    came: None,
    connected: str,
    registered: str,
    what: str,
) -> None:
    grade("full_marks")
    with database.write() as session:
        if what == "host":
            session.get_one(LtiLink, connected).lineitem = "https://evil.example/items/1"
        elif what == "platform":
            session.get_one(LtiPlatform, registered).allowed = False
        else:
            session.execute(update(LtiContext).values(course_id=None))
    sender.round()
    assert platform.scores == []
    [row] = scores(database)
    assert row.next_at is not None, "but it is not lost"
    told = "Nothing is sent to evil.example: no operator has confirmed it for this platform."
    assert row.last_error == (told if what == "host" else None)


def test_a_private_network_is_out_of_reach_unless_the_operator_says_so(
    settings: Settings, grade: Grade, platform: Platform, database: Database, came: None
) -> None:
    grade("full_marks")
    ScoreSender(settings, database).round()
    assert platform.got == []
    assert "No access" in (scores(database)[0].last_error or "")


def test_an_assignment_that_cannot_be_read_is_our_fault_and_loses_nothing(
    sender: ScoreSender, grade: Grade, platform: Platform, database: Database, came: None, three: Three
) -> None:
    grade("full_marks")
    with database.write() as session:
        session.get_one(Assignment, three.assignment).text = "this is no assignment"
    sender.round()
    [row] = scores(database)
    assert (row.last_error, row.next_at is not None) == (OURS, True)
    with database.write() as session:
        session.get_one(Assignment, three.assignment).text = builtin_text("matrix-derivatives")
    make_due(database)
    sender.round()
    assert platform.scores[-1]["scoreGiven"] == 20.0


STEPS = st.lists(st.sampled_from(["points", "none", "fails", "works", "lost"]), min_size=1, max_size=8)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happened_the_learning_system_knows_in_the_end_what_counts(
    steps: list[str],
    sender: ScoreSender,
    platform: Platform,
    database: Database,
    graded: str,
    override: Callable[[str, float | None], None],
) -> None:
    override(graded, None)
    points = 20.0
    for number, step in enumerate(steps):
        if step in {"points", "none"}:
            points = float(number) if step == "points" else 20.0
            override(graded, None if step == "none" else points)
        elif step == "lost":
            with database.write() as session:
                for link, person, _ in outbox.due(session, datetime.now(UTC), 9):
                    outbox.claim(session, (link, person), datetime.now(UTC), LEASE)
        else:
            platform.answers = [503] if step == "fails" else []
            sender.round()
    platform.answers = []
    make_due(database)
    sender.round()
    assert platform.scores[-1]["scoreGiven"] == points
    [row] = scores(database)
    assert (row.sent_version, row.next_at) == (row.version, None)


@pytest.fixture
def graded(grade: Grade, came: None, sender: ScoreSender) -> str:
    submission = grade("full_marks")
    sender.round()
    return submission
