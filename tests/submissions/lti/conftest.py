"""A platform that is let in, the application, and people with browsers who come from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
import redis
from flask import Flask
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from submissions.app import create_app
from submissions.database import Database
from submissions.lti import keys, platforms
from submissions.lti.platforms import Described
from submissions.models import Membership, Role, new_id
from submissions.models_lti import LtiContext, LtiKey, LtiLink, LtiMember, LtiPlatform
from submissions.services import KEY
from submissions.settings import Settings
from submissions.store import reviewing
from tests.conftest import SECRET
from tests.submissions.conftest import START, Three
from tests.submissions.lti.platform import CLIENT, COURSE, DEPLOYMENT, LINK, Platform, serving
from tests.submissions.pages.conftest import Browser, grade, nobody, stranger, student, tutor
from worker.lti_scores import ScoreSender

__all__ = ["grade", "nobody", "stranger", "student", "tutor"]

Launch = Callable[..., TestResponse]


@pytest.fixture
def platform() -> Iterator[Platform]:
    with serving() as platform:
        platform.knows("ada", "Learner", name="Ada Lovelace", email="ada@lms.example")
        platform.knows("emmy", "Instructor", name="Emmy Noether")
        platform.knows("max", "Mentor", name="Max")
        yield platform


@pytest.fixture
def lti_settings(settings: Settings, platform: Platform) -> Settings:
    return replace(settings, webhook_allow=platform.allowed)


@pytest.fixture
def registered(lti_settings: Settings, database: Database, platform: Platform) -> str:
    """The platform is let in; its id."""
    platform.tool_keys = lambda: _published(database)
    with database.write() as session:
        session.add(LtiKey(**_own_key()))
        session.flush()
        return platforms.register(
            session,
            lti_settings,
            Described(
                platform.url, CLIENT, f"{platform.url}/auth", f"{platform.url}/token", f"{platform.url}/jwks"
            ),
            deployments=[DEPLOYMENT],
            allowed=True,
            now=START,
        ).id


@cache
def _own_key() -> dict[str, Any]:
    """Our key, made once in a session: to make one takes longer than most tests."""
    with Session(create_engine("sqlite://")) as session:
        LtiKey.metadata.create_all(session.get_bind(), [LtiKey.metadata.tables[LtiKey.__tablename__]])
        keys.rotate(session, Settings(secret_key=SECRET), START)
        made = session.scalars(select(LtiKey)).one()
        return {name: getattr(made, name) for name in ("id", "private", "public", "created_at")}


def _published(database: Database) -> object:
    with database.read() as session:
        return keys.published(session, datetime.now(UTC))


@pytest.fixture
def connected(database: Database, three: Three, registered: str, platform: Platform) -> str:
    """The platform's course and link are those of the three people; the link's id. Their tutor owns it."""
    with database.write() as session:
        context = LtiContext(
            id=new_id(),
            platform_id=registered,
            deployment_id=DEPLOYMENT,
            context_id=COURSE,
            title="Deep Learning",
            memberships_url=f"{platform.url}/members",
            course_id=three.course,
            created_at=START,
        )
        session.add(context)
        session.flush()
        link = LtiLink(
            id=new_id(),
            context_id=context.id,
            resource_link_id=LINK,
            title="Week 1",
            assignment_id=three.assignment,
            lineitem=f"{platform.url}/items/1?kind=1",
            created_at=START,
        )
        session.add(link)
        session.get_one(Membership, (three.course, three.tutor)).role = Role.OWNER
        return link.id


@pytest.fixture
def app(lti_settings: Settings, database: Database, broker: redis.Redis) -> Iterator[Flask]:
    app = create_app(lti_settings)
    app.config["TESTING"] = False  # errors are answered, as in production
    yield app
    app.extensions[KEY].database.close()
    app.extensions[KEY].queue.close()


@pytest.fixture
def browser(app: Flask, three: Three) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def launch(registered: str, platform: Platform, browser: Browser) -> Launch:
    """Comes from the platform: `launch("ada")`; the last answer that is no redirect of the launch itself."""

    def launched(subject: str, browser: Browser = browser, login: str = "") -> TestResponse:
        away = browser.get(login or platform.login_path(subject))
        assert away.status_code == 302, away.text
        form = platform.answer_to(away.headers["Location"])
        answer = browser.client.post("/lti/launch", data=form)
        return browser.get(answer.headers["Location"]) if answer.status_code == 303 else answer

    return launched


@pytest.fixture
def allowed_platform(database: Database, registered: str) -> LtiPlatform:
    with database.read() as session:
        return session.get_one(LtiPlatform, registered)


@pytest.fixture
def sender(lti_settings: Settings, database: Database) -> ScoreSender:
    return ScoreSender(lti_settings, database)


@pytest.fixture
def came(database: Database, three: Three, connected: str) -> None:
    """The student came by the link before, and so did the tutor."""
    with database.write() as session:
        context = session.scalars(select(LtiContext.id)).one()
        for person, role in ((three.student, Role.STUDENT), (three.tutor, Role.TUTOR)):
            session.add(LtiMember(context_id=context, person_id=person, subject=f"sub {role}", role=role))


@pytest.fixture
def override(database: Database, three: Three) -> Callable[[str, float | None], None]:
    def given(submission: str, points: float | None) -> None:
        with database.write() as session:
            reviewing.override(session, submission, three.tutor, points, "why", datetime.now(UTC))

    return given
