"""A form as it was sent: what was typed, and what is wrong with it, by the field's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import request

from submissions.auth.written_names import WrittenError
from submissions.pages.languages import say

LONGEST = 4096
"""Characters of one field that are looked at."""


@dataclass
class Form:
    """`typed` is what the page shows again, `values` what was understood, `errors` what is wrong.

    An error under "" is of no field in particular.
    """

    typed: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def first(self) -> str | None:
        """The first field that has an error, in the order of the form: there the cursor goes."""
        return next((name for name in self.typed if name in self.errors), None)

    def refuse(self, name: str, message: str) -> None:
        """Say what is wrong with a field, unless something is already; translated where it is known."""
        self.errors.setdefault(name, say(message))


def read(**fields: Callable[[str], str]) -> Form:
    """Read these fields of the request; each is checked by its function, which raises WrittenError."""
    form = Form()
    for name, understood in fields.items():
        form.typed[name] = request.form.get(name, "")[:LONGEST]
        try:
            form.values[name] = understood(form.typed[name])
        except WrittenError as error:
            form.refuse(name, str(error))
    return form


def as_typed(text: str) -> str:
    """A field of which nothing is asked here."""
    return text


def needed(message: str) -> Callable[[str], str]:
    """A field that must not be empty."""

    def understood(text: str) -> str:
        if not text.strip():
            raise WrittenError(message)
        return text

    return understood
