"""What people are called on tutors' pages: by numbers, until the tutor asks for names."""

from __future__ import annotations

from collections.abc import Sequence

from flask import session
from sqlalchemy.orm import Session

from submissions.pages.languages import say
from submissions.store import latest

KEY = "names are shown"
"""Under this word the session remembers that a tutor wants to see names."""


def with_names() -> bool:
    """Whether the tutor wants to see names."""
    return bool(session.get(KEY))


def names(record: Session, course_id: str, person_ids: Sequence[str]) -> dict[str, str]:
    """What these people are called, by their ids; staff, who try things, by their names in any case."""
    known = latest.numbers(record, course_id)
    by_name = set(person_ids) if with_names() else {id_ for id_ in person_ids if id_ not in known}
    named = latest.names(record, by_name)
    return {
        id_: named.get(id_) or say("Student %(number)s", number=known.get(id_, "")).strip()
        for id_ in person_ids
    }
