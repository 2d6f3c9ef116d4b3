"""The people of the filled demo: made-up names from many countries, the same for the same seed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
GIVEN, FAMILY = (
    (HERE / f"{kind}_names.txt").read_text(encoding="utf-8").split() for kind in ("given", "family")
)
GROUPS = ("Monday 10:00", "Monday 14:00", "Tuesday 12:00", "Wednesday 16:00", "Thursday 10:00", "Friday 8:30")
SPELT = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "ł": "l"}


@dataclass(frozen=True)
class Student:
    """A student as a roster has them."""

    name: str
    email: str
    number: str
    group: str


def students(count: int, random: Random) -> list[Student]:
    """So many people, no two of one name.

    Raises:
        ValueError: more than there are names.
    """
    pairs = random.sample([(given, family) for given in GIVEN for family in FAMILY], count)
    numbers = random.sample(range(3_600_000, 3_800_000), count)
    return [
        Student(
            name=f"{given} {family}",
            email=f"{_letters(given)}.{_letters(family)}@example.org",
            number=f"0{number}",
            group=random.choice(GROUPS),
        )
        for (given, family), number in zip(pairs, numbers, strict=True)
    ]


def _letters(name: str) -> str:
    spelt = "".join(SPELT.get(letter, letter) for letter in name.lower())
    return "".join(
        letter for letter in unicodedata.normalize("NFD", spelt) if letter in "abcdefghijklmnopqrstuvwxyz-"
    )
