"""What a platform says of a person, in a message or as a member of a course: the names of OpenID Connect Core
1.0, section 5.1. It may leave out any of it (LTI 1.3 Core, section 5.3.6.1)."""

from __future__ import annotations

from typing import Any

from submissions.auth import identities, written_names
from submissions.auth.written_names import WrittenError


def name(said: dict[str, Any]) -> str:
    """What people call them."""
    whole = " ".join(str(said.get(part) or "") for part in ("given_name", "family_name")).strip()
    for text in (said.get("name"), whole):
        try:
            if isinstance(text, str) and text:
                return written_names.name(text[: written_names.LONGEST_NAME])
        except WrittenError:
            continue
    return identities.NAMELESS


def email(said: dict[str, Any]) -> str | None:
    """Their address, which proves nothing; None if there is none that can be written to."""
    text = said.get("email")
    try:
        return written_names.email(text) if isinstance(text, str) and text else None
    except WrittenError:
        return None
