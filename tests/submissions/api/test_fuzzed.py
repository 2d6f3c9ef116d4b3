"""The whole interface, fuzzed by its own description: nothing answers what it does not say.

A tutor and a student each ask for what there is, by the ids of things that exist. `make soak` asks much more.
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from limits import parse
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.pytest.lazy import get_all_tests
from sqlalchemy import select

from submissions.api import rate_limit
from submissions.auth import tokens
from submissions.database import Database
from submissions.models import AccessToken, Membership, Person, Role
from submissions.store import attempts, courses, reviewing, webhooks
from submissions.webhooks import events
from tests.submissions.api.test_matrix import try_out
from tests.submissions.conftest import START, Three

FEW, MANY = 1, 100
"""Examples of each operation, beside those that try each part of its description once."""
SECRET = "dout_" + "f" * 64
HEADERS = {"Authorization": f"Bearer {SECRET}"}


@pytest.fixture
def ids(database: Database, three: Three) -> dict[str, str]:
    """What there is to be asked for, by the names of the parameters."""
    with database.write() as session:
        submission = attempts.add(
            session,
            assignment_id=three.assignment,
            person_id=three.student,
            filename="a.py",
            upload=b"x",
            now=START,
        ).id
        claimed = attempts.claim(session, submission, "task", START, 60)
        assert claimed
        attempts.finish(session, submission, claimed.lease, {"points": 1.0, "functions": []}, START)
        comment = reviewing.comment(session, submission, three.tutor, None, "good", START).id
        group = courses.make_group(session, three.course, "Monday").id
        webhook = webhooks.make(session, three.course, "https://lms.example.org/", "all", "", START).id
        message = events.put(session, webhook, events.PING, {}, START).id
        trial = try_out(session, three)
    return {
        "course_id": three.course,
        "assignment_id": three.assignment,
        "submission_id": submission,
        "person_id": three.student,
        "group_id": group,
        "webhook_id": webhook,
        "delivery_id": message,
        "comment_id": comment,
        "token_id": "none",
        "regrade_id": "none",
        "trial_id": trial,
    }


def description(app: Flask, ids: dict[str, str]) -> Any:
    config = SchemathesisConfig.from_dict(
        {
            "parameters": {f"path.{name}": value for name, value in ids.items()},
            # Every request carries the token: who has none is the matrix's business
            "generation": {"with-security-parameters": False},
            "checks": {
                # Names that are nothing but invisible, dates in the wrong order: no schema tells these
                "positive_data_acceptance": {
                    "expected-statuses": ["2xx", "401", "403", "404", "409", "412", "422", "428"]
                },
                "negative_data_rejection": {
                    "expected-statuses": [
                        *("400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422"),
                        "428",
                    ]
                },
                "missing_required_header": {"expected-statuses": ["401", "403", "404", "428"]},
            },
        }
    )
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, config=config)
    return schema.exclude(path_regex="/events$")


def signed_in_as(database: Database, person_id: str) -> None:
    with database.write() as session:
        made = tokens.make(
            session,
            person_id=person_id,
            course_id=None,
            label="",
            words=["all"],
            now=START,
            expires_at=None,
        )
        session.flush()
        its = AccessToken.digest == tokens.digest(made)
        session.scalars(select(AccessToken).where(its)).one().digest = tokens.digest(SECRET)


@pytest.fixture(autouse=True)
def no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "PER_TOKEN", parse("1000000 per minute"))


def fuzz(app: Flask, ids: dict[str, str], examples: int, *, only_reading: bool = False) -> None:
    """Ask for everything, what takes something away last, and tell of all that is not as described."""
    few = settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    def ask(case: Any) -> None:
        case.call_and_validate(headers=HEADERS)

    assert app.test_client().get("/api/v1/me", headers=HEADERS).status_code == 200
    whole = description(app, ids)
    asked = whole.include(method="GET") if only_reading else whole
    tests = get_all_tests(schema=asked, test_func=ask, settings=few, given_kwargs={})
    found = [one.ok() for one in tests if isinstance(one, Ok)]
    assert len(found) > 15
    wrong = []
    for operation, test in sorted(found, key=lambda pair: pair[0].method == "delete"):
        try:
            test()
        except BaseExceptionGroup as error:
            wrong += [f"{operation.label}: {one}" for one in error.exceptions]
        except Exception as error:
            wrong.append(f"{operation.label}: {error}")
    assert not wrong, "\n\n".join(wrong)


amounts = pytest.mark.parametrize("examples", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])


@amounts
def test_an_owner_gets_what_is_described(
    app: Flask, database: Database, three: Three, ids: dict[str, str], examples: int
) -> None:
    with database.write() as session:
        session.get_one(Person, three.tutor).is_admin = True
        session.get_one(Membership, (three.course, three.tutor)).role = Role.OWNER
    signed_in_as(database, three.tutor)
    fuzz(app, ids, examples)


@amounts
def test_a_student_gets_what_is_described(
    app: Flask, database: Database, three: Three, ids: dict[str, str], examples: int
) -> None:
    signed_in_as(database, three.student)
    fuzz(app, ids, examples, only_reading=examples == FEW)
