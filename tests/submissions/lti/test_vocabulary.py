"""Roles of the standard, and what they are here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from submissions.lti import vocabulary as v
from submissions.models import Role

both = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
LATE = timedelta(days=3)


def test_the_roles_that_count_are_those_in_the_course() -> None:
    prefix = "http://purl.imsglobal.org/vocab/lis/v2/"
    rows: list[tuple[list[Any], Role | None]] = [
        (["membership#Learner"], Role.STUDENT),
        (["membership#Instructor"], Role.TUTOR),
        (["membership#Learner", "membership#Instructor"], Role.TUTOR),
        (["membership/Instructor#TeachingAssistant"], Role.TUTOR),
        (["membership/Learner#ExternalLearner"], Role.STUDENT),
        (["membership#Administrator"], Role.TUTOR),
        (["membership#Mentor"], None),
        (["institution/person#Administrator"], None),
        (["system/person#SysAdmin", "institution/person#Student"], None),
        ([], None),
    ]
    for words, role in rows:
        assert v.role([prefix + word for word in words]) is role, words
    assert v.role(["Learner"]) is Role.STUDENT
    assert v.role([1, None, {}]) is None
    assert v.role(["https://evil.example/vocab/lis/v2/membership#Instructor"]) is None
