"""What people write about themselves: their name and their e-mail address, made harmless or refused.

Names hold every script, but nothing that shows nothing and steers what stands next to it: direction marks,
zero-width characters, controls (Unicode Technical Report 36, section 2). Such characters are dropped.
"""

from __future__ import annotations

import unicodedata

from email_validator import EmailNotValidError, validate_email

from submissions.wording import later

LONGEST_NAME = 200
LONGEST_EMAIL = 254
MOST_MARKS = 4
"""Marks on one letter: enough for every written language, too few to paint over the lines above and below."""
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of Unicode that show nothing of their own."""
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and symbols that look like nothing."""


class WrittenError(ValueError):
    """What was written cannot be used; the message says what to write instead."""


def name(text: str) -> str:
    """A person's (or a course's) name on one line, in Unicode's normal form C.

    Raises:
        WrittenError: nothing is left of it, or it is too long.
    """
    cleaned = _cleaned(text)
    if not any(unicodedata.category(character)[0] in "LN" for character in cleaned):
        raise WrittenError(later("Write a name with at least one letter."))
    if len(cleaned) > LONGEST_NAME:
        raise WrittenError(f"This name has {len(cleaned)} characters; at most {LONGEST_NAME} fit.")
    return cleaned


def email(text: str) -> str:
    """An e-mail address in lower case, as it is kept and compared. It is not tried whether mail arrives.

    Raises:
        WrittenError: it is no address.
    """
    text = text.strip()
    if not text:
        raise WrittenError(later("Write your e-mail address."))
    no_address = later("This is no e-mail address. Write one such as ada@example.org.")
    try:
        found = validate_email(
            text, check_deliverability=False, allow_smtputf8=False, globally_deliverable=False
        )
    except (EmailNotValidError, UnicodeError):
        raise WrittenError(no_address) from None
    if "." not in found.domain:  # a slip of the hand rather than a host without a domain
        raise WrittenError(no_address)
    if len(found.normalized) > LONGEST_EMAIL:
        raise WrittenError(f"This address is too long; at most {LONGEST_EMAIL} characters fit.")
    return found.normalized.lower()


def _cleaned(text: str) -> str:
    spaced = " ".join(text.split())  # every kind of space and line break
    shown = "".join(
        character
        for character in unicodedata.normalize("NFC", spaced)
        if unicodedata.category(character) not in UNSEEN and character not in BLANKS
    )
    return " ".join(_few_marks(shown).split())


def _few_marks(text: str) -> str:
    kept: list[str] = []
    marks = MOST_MARKS  # none before the first letter
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
