"""Kinds of fields that occur in several schemas. What the record cannot hold is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, WithJsonSchema

from submissions.auth import written_names

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class Taken(BaseModel):
    """What is sent: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """What is answered."""


def moment(value: object) -> datetime:
    """A moment with its time zone (RFC 3339). Raises ValueError."""
    if isinstance(value, datetime):
        return value
    said = "must be a moment with its time zone, such as 2026-11-24T18:00:00Z"
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError(said)
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(said) from None


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not hold the character NUL")
    return text


def _text(text: str) -> str:
    text = _without_nul(text).replace("\r\n", "\n").strip()
    if not text:
        raise ValueError("must not be empty")
    return text


def limited(most: int, about: str) -> Any:
    """The field of a text of at most so many characters."""
    return Field(min_length=1, max_length=most, description=about)


Moment = Annotated[
    datetime, BeforeValidator(moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
# How long a text is, is looked at before it is cleaned: so the description says it.
WORDS = AfterValidator(_text)
"""Cleans the words of a person."""
NAME = AfterValidator(written_names.name)
"""Cleans what somebody or something is called."""
Source = Annotated[str, AfterValidator(_without_nul)]
Name = Annotated[str, Field(min_length=1, max_length=200), NAME]
Email = Annotated[str, Field(min_length=3, max_length=254), AfterValidator(written_names.email)]
Slug = Annotated[str, Field(pattern=SLUG, max_length=80, description="Lower-case words with hyphens")]
Id = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_without_nul)]
Whole = StrictInt
