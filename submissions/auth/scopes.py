"""What a bearer token may be used for: a scope is a list of words (RFC 6749, section 3.3).

| word   | allows                                                                     |
|--------|----------------------------------------------------------------------------|
| read   | to read what its person may see                                            |
| submit | to hand in                                                                 |
| grade  | to change what counts: overrides, extensions, regrades, comments           |
| manage | to change the course: members, groups, assignments, invitations, webhooks  |
| all    | all of these, also the words that come later                               |

No word holds another one: a token that hands in and looks at the verdict needs "read submit".
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Scope(StrEnum):
    """One thing that a token may be used for."""

    READ = "read"
    SUBMIT = "submit"
    GRADE = "grade"
    MANAGE = "manage"


ALL = "all"
"""Stands for every scope."""


def allows(scope: str, needed: str) -> bool:
    """Whether a token with this `scope` may be used for what needs the word `needed`."""
    words = scope.split()
    return ALL in words or needed in words


def joined(words: Iterable[str]) -> str:
    """The scope of these words, each once and in the usual order.

    Raises:
        ValueError: there is none, or one that is not known; the message says which there are.
    """
    wanted = {word for given in words for word in given.split()}
    known = (ALL, *Scope)
    unknown = sorted(wanted.difference(known))
    if unknown or not wanted:
        begin = f"There is no scope {unknown[0]!r}." if unknown else "A token needs a scope."
        raise ValueError(f"{begin} The scopes are {', '.join(known)}.")
    return ALL if ALL in wanted else " ".join(word for word in Scope if word in wanted)
