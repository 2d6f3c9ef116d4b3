"""Text of strangers, made harmless for a terminal."""

from __future__ import annotations

import unicodedata

KEPT = "\n\t"
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
"""Categories of Unicode that show nothing and may steer: control, direction, separators, and the like."""


def plain(text: str) -> str:
    r"""The text with every character that could steer a terminal written out, such as `\x1b`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if _harmless(character) else _escape(character) for character in text)


def _harmless(character: str) -> bool:
    return character in KEPT or unicodedata.category(character) not in HIDDEN


def _escape(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
