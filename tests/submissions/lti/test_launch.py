"""From a link in a learning system to the page of the assignment, signed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from submissions.auth import identities, passwords
from submissions.database import Database
from submissions.lti import launches, platforms
from submissions.lti import vocabulary as v
from submissions.models import Assignment, Course, Membership, Person, Role
from submissions.models_lti import LtiContext, LtiLaunch, LtiLink, LtiMember, LtiPlatform
from submissions.models_sign_in import Identity
from submissions.models_teaching import AuditEntry
from tests.submissions.conftest import START, Three
from tests.submissions.lti.conftest import Launch
from tests.submissions.lti.platform import Platform, key_pair
from tests.submissions.pages.conftest import PASSWORD, Browser

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


def nobody_came(database: Database, browser: Browser) -> bool:
    """Nobody is signed in, and nobody was made."""
    with database.read() as session:
        made = session.scalar(select(func.count()).select_from(Identity))
    return browser.get("/account").status_code == 401 and made == 0


def people(database: Database) -> dict[str, Person]:
    with database.read() as session:
        return {person.name: person for person in session.scalars(select(Person))}


@both
def test_a_student_lands_on_the_assignment_signed_in_and_is_the_same_person_the_next_time(
    launch: Launch, browser: Browser, database: Database, three: Three, connected: str, app: Flask
) -> None:
    landed = launch("ada")
    assert (landed.status_code, landed.headers["Location"]) == (303, f"/assignments/{three.assignment}")
    page = browser.get(landed.headers["Location"])
    assert page.status_code == 200
    assert "Ada Lovelace" in page.text
    other = Browser(app.test_client())
    assert launch("ada", other).headers["Location"] == f"/assignments/{three.assignment}"
    made = people(database)["Ada Lovelace"]
    assert made.email == "ada@lms.example"
    with database.read() as session:
        assert session.get_one(Membership, (three.course, made.id)).role == Role.STUDENT
        assert session.scalars(select(LtiLaunch.claims)).all() == [{}, {}], "what was said is forgotten"
        [line] = session.scalars(select(AuditEntry).where(AuditEntry.action == "member.added"))
        assert (line.subject_id, line.course_id) == (made.id, three.course)
    with database.write() as session:
        launches.forget(session, datetime.now(UTC) + timedelta(days=2))
        assert session.scalars(select(LtiLaunch)).all() == []


def test_a_tutor_is_asked_for_an_account_then_for_the_course_and_then_for_the_assignment(
    launch: Launch, browser: Browser, database: Database, three: Three
) -> None:
    asked = launch("emmy")
    assert asked.status_code == 200
    assert "Do you have an account here?" in asked.text
    assert nobody_came(database, browser)
    here = asked.request.path
    connect = browser.post(here, {"who": "new"}, here).headers["Location"]
    assert connect.startswith("/lti/contexts/")
    assert "Deep Learning" in browser.get(connect).text
    link = urlsplit(connect).query.partition("=")[2]
    assert browser.post(connect, {"course": three.course, "link": link}, connect).status_code == 422, (
        "not hers"
    )
    onwards = browser.post(connect, {"course": "new", "title": "Deep Learning", "link": link}, connect)
    assert onwards.headers["Location"] == f"/lti/links/{link}"
    assert "no assignment in this course yet" in browser.get(f"/lti/links/{link}").text
    with database.write() as session:
        course = session.scalars(select(Course).where(Course.slug == "deep-learning")).one()
        emmy = session.scalars(select(Membership).where(Membership.course_id == course.id)).one()
        assert emmy.role == Role.OWNER
        session.get_one(Assignment, three.assignment).course_id = course.id
    page = f"/lti/links/{link}"
    assert browser.post(page, {"assignment": "other"}, page).status_code == 422
    done = browser.post(page, {"assignment": three.assignment}, page)
    assert done.headers["Location"] == f"/assignments/{three.assignment}"
    assert launch("emmy").headers["Location"] == f"/assignments/{three.assignment}"


def test_an_owner_links_their_account_and_connects_the_course_that_is_there(
    launch: Launch, browser: Browser, database: Database, three: Three
) -> None:
    with database.write() as session:
        session.get_one(Person, three.tutor).email = "emmy@example.org"
        passwords.put(session, three.tutor, PASSWORD, START)
        session.get_one(Membership, (three.course, three.tutor)).role = Role.OWNER
    here = launch("emmy").request.path
    form = {"email": "emmy@example.org", "password": PASSWORD, "next": here}
    assert browser.post("/sign-in", form, f"/sign-in?next={here}").headers["Location"] == here
    assert "Yes, link them" in browser.get(here).text
    connect = browser.post(here, {"who": "link"}, here).headers["Location"]
    link = urlsplit(connect).query.partition("=")[2]
    browser.post(connect, {"course": three.course, "link": link}, connect)
    with database.read() as session:
        assert session.scalars(select(LtiContext.course_id)).all() == [three.course]
        assert session.scalars(select(Identity.person_id)).all() == [three.tutor]


@pytest.mark.parametrize("role", [Role.TUTOR, Role.STUDENT])
def test_who_does_not_own_a_course_does_not_connect_it(
    launch: Launch, browser: Browser, database: Database, three: Three, role: Role
) -> None:
    here = launch("emmy").request.path
    connect = browser.post(here, {"who": "new"}, here).headers["Location"]
    with database.write() as session:
        emmy = session.scalars(select(Identity.person_id)).one()
        session.add(Membership(course_id=three.course, person_id=emmy, role=role))
    assert "Maths" not in browser.get(connect).text
    assert browser.post(connect, {"course": three.course}, connect).status_code == 422


def test_only_who_teaches_it_there_connects_a_course_and_only_staff_a_link(
    launch: Launch, app: Flask, database: Database, three: Three, connected: str
) -> None:
    ada = Browser(app.test_client())
    launch("ada", ada)
    with database.write() as session:
        context = session.scalars(select(LtiContext)).one()
        context.course_id = None
    assert ada.get(f"/lti/contexts/{context.id}").status_code == 404
    assert ada.post(f"/lti/contexts/{context.id}", {"course": "new", "title": "x"}).status_code == 404
    assert ada.get(f"/lti/links/{connected}").status_code == 404
    nobody = Browser(app.test_client())
    assert nobody.get(f"/lti/contexts/{context.id}").status_code == 401


def test_a_student_comes_before_the_course_is_connected(
    launch: Launch, browser: Browser, database: Database
) -> None:
    answer = launch("ada")
    assert answer.status_code == 404
    assert "not connected yet" in answer.text
    assert nobody_came(database, browser)


def test_an_address_alone_makes_nobody_somebody_else(
    launch: Launch, browser: Browser, database: Database, three: Three, connected: str
) -> None:
    with database.write() as session:
        session.get_one(Person, three.student).email = "ada@lms.example"
    here = launch("ada").request.path
    assert "Do you have an account here?" in browser.get(here).text
    browser.post(here, {"who": "link"}, here)  # nobody is signed in to be linked to
    with database.read() as session:
        [identity] = session.scalars(select(Identity))
        assert identity.person_id != three.student
        assert session.get_one(Person, identity.person_id).email is None


def test_a_role_that_was_given_here_stays_and_none_is_given_by_a_role_elsewhere(
    launch: Launch, platform: Platform, database: Database, three: Three, connected: str
) -> None:
    launch("ada")
    platform.knows("ada", "Instructor")
    launch("ada")
    ada = people(database)["Ada Lovelace"].id
    with database.read() as session:
        assert session.get_one(Membership, (three.course, ada)).role == Role.STUDENT


def test_a_link_says_by_itself_which_assignment_it_is(
    launch: Launch, platform: Platform, database: Database, three: Three, connected: str
) -> None:
    with database.write() as session:
        session.get_one(LtiLink, connected).assignment_id = None
    assert launch("ada").headers["Location"] == "/"
    platform.message[v.CUSTOM] = {"assignment": three.other_course}
    assert launch("ada").headers["Location"] == "/"
    platform.message = {v.TARGET: f"http://127.0.0.1:8000/assignments/{three.assignment}"}
    assert launch("ada").headers["Location"] == f"/assignments/{three.assignment}"


def test_a_hidden_assignment_is_not_shown_by_a_launch(
    launch: Launch, browser: Browser, database: Database, three: Three, connected: str
) -> None:
    with database.write() as session:
        session.get_one(Assignment, three.assignment).published = False
    assert launch("ada").headers["Location"] == "/"
    assert "not open to you (yet)" in browser.get("/").text


def test_a_platform_that_was_forbidden_lets_nobody_in_also_not_on_the_way(
    launch: Launch, browser: Browser, platform: Platform, database: Database, connected: str, registered: str
) -> None:
    form = platform.answer_to(browser.get(platform.login_path("ada")).headers["Location"])
    later = platform.answer_to(browser.get(platform.login_path("ada")).headers["Location"])
    onwards = browser.client.post("/lti/launch", data=form).headers["Location"]
    with database.write() as session:
        platforms.forbid(session, session.get_one(LtiPlatform, registered))
    assert browser.get(onwards).status_code == 403
    assert browser.client.post("/lti/launch", data=later).status_code == 403
    answer = browser.get(platform.login_path("ada"))
    assert answer.status_code == 403
    assert "not let in yet" in answer.text
    assert nobody_came(database, browser)


def test_the_platform_may_say_no(browser: Browser, platform: Platform, connected: str) -> None:
    form = platform.answer_to(browser.get(platform.login_path("ada")).headers["Location"])
    answer = browser.client.post("/lti/launch", data={"state": form["state"], "error": "login_required"})
    assert answer.status_code == 400
    assert "did not let you go on" in answer.text


def test_a_new_key_of_the_platform_is_found_and_its_keys_are_kept(
    launch: Launch, platform: Platform, connected: str, app: Flask
) -> None:
    launch("ada")
    launch("ada")
    assert [got.path for got in platform.got].count("/jwks") == 1
    keys = app.extensions["dout-lti"].keys
    keys._kept = {url: type(kept)(kept.keys, kept.at - 60) for url, kept in keys._kept.items()}
    platform.keys.append(key_pair("newer"))
    assert launch("ada").status_code == 303


def test_a_platform_whose_keys_are_away_has_a_kind_page(
    browser: Browser, platform: Platform, database: Database, connected: str, registered: str
) -> None:
    with database.write() as session:
        session.get_one(LtiPlatform, registered).jwks_url = f"{platform.url}/nothing"
    form = platform.answer_to(browser.get(platform.login_path("ada")).headers["Location"])
    answer = browser.client.post("/lti/launch", data=form)
    assert answer.status_code == 503
    assert "does not answer just now" in answer.text
    asked = len(platform.got)
    form = platform.answer_to(browser.get(platform.login_path("ada")).headers["Location"])
    assert browser.client.post("/lti/launch", data=form).status_code == 503
    assert len(platform.got) == asked + 1, "and nobody waits for it again at once"


def test_who_was_signed_in_before_is_not_any_more(
    launch: Launch, browser: Browser, app: Flask, three: Three, connected: str
) -> None:
    launch("ada")
    platform_person = browser.get("/account").text
    assert "Ada Lovelace" in platform_person
    with browser.client.session_transaction() as session:
        session["planted"] = "x"
    launch("ada")
    with browser.client.session_transaction() as session:
        assert "planted" not in session


def test_an_account_that_was_linked_later_takes_the_place_of_the_first(
    launch: Launch, database: Database, three: Three, connected: str, platform: Platform
) -> None:
    launch("ada")
    with database.write() as session:
        [identity] = session.scalars(select(Identity))
        session.delete(identity)
        session.flush()
        identities.link(session, three.student, platform.url, "ada", datetime.now(UTC))
    launch("ada")
    with database.read() as session:
        assert session.scalars(select(LtiMember.person_id)).all() == [three.student]
