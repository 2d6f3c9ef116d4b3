"""The filled demo as plain values: who hands in which bytes and when. The same seed gives the same course."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from random import Random

from tests.corpus import SOLUTIONS, Submission
from tests.demo import moments, people, stories
from tests.demo.people import Student

NAMES = (
    "layers.py",
    "layers.py",
    "exercise_02.py",
    "solution.py",
    "backward.py",
    "ex2_final.py",
    "Blatt2.py",
)
NOTES = (
    "",
    "",
    "# Exercise 2: backward passes\n",
    "# I2DL, exercise 2\n\n",
    '"""Affine and sigmoid layers, backward."""\n\n',
    "# see the lecture notes, chapter 4\n",
    "# TODO: tidy up\n",
)
SPELLINGS: tuple[dict[str, str], ...] = (
    {},
    {},
    {"dx": "d_x", "dw": "d_w", "db": "d_b"},
    {"dx": "grad_x", "dw": "grad_w", "db": "grad_b"},
)
HABITS = (
    "",
    "",
    "    assert dout is not None\n",
    "    n = len(dout)\n",
    "    shape = dout.shape\n    # print(shape)\n",
    "    rows, columns = dout.shape[0], dout.shape[-1]\n",
)
"""Lines with which some begin every function; they change nothing."""
ENDINGS = (
    "",
    "",
    "",
    '\n\nif __name__ == "__main__":\n    print("try me in the notebook")\n',
    "\n\ndef relative_error(a, b):\n    return abs(a - b).max() / max(1e-8, (abs(a) + abs(b)).max())\n",
)
HEAD = re.compile(r"^def \w+_backward\(dout, cache\):\n", re.MULTILINE)
NOT_THEIRS = re.compile(rb"\A(\xef\xbb\xbf)?(# (expect|says|xfail):[^\n]*\n)+")
"""The first lines of a file, which say what the tests expect of it."""


ADA = -1
"""Number of the demo's student."""


@dataclass(frozen=True)
class Upload:
    """One upload of the student with this number; `ADA` is the demo's."""

    student: int
    at: datetime
    filename: str
    data: bytes
    solution: str


@dataclass(frozen=True)
class Hand:
    """How one student writes: the same code looks otherwise, and does the same."""

    note: str
    spelling: dict[str, str]
    habit: str
    ending: str

    def writes(self, data: bytes) -> bytes:
        """The file in this hand; what is no plain Python file stays as it is."""
        if not data.startswith((b"import numpy", b"def ", b"from ")):
            return data
        text = data.decode()
        for word, other in self.spelling.items():
            text = re.sub(rf"\b{word}\b", other, text)
        text = HEAD.sub(lambda head: head[0] + self.habit, text)
        return (self.note + text + self.ending).encode()


@dataclass(frozen=True)
class Plan:
    """A course. Beside these `students` there is the demo's, who has no line in a roster."""

    students: list[Student]
    uploads: list[Upload]


def plan(students: int, uploads: int, seed: int, due: datetime) -> Plan:
    """A course of so many students and uploads until, and a little after, `due`.

    Raises:
        ValueError: there are not so many names, or too few uploads.
    """
    random = Random(seed)
    everyone = people.students(students - 1, random)
    made = _uploads(ADA, list(stories.OF_ADA), due, random)
    for number, attempts in enumerate(stories.counts(students - 1, uploads - len(made), random)):
        made += _uploads(number, stories.story(attempts, random), due, random)
    return Plan(everyone, made)


def _uploads(student: int, files: list[str], due: datetime, random: Random) -> list[Upload]:
    name = random.choice(NAMES)
    hand = Hand(random.choice(NOTES), random.choice(SPELLINGS), random.choice(HABITS), random.choice(ENDINGS))
    return [
        Upload(student, at, _name(name, file), hand.writes(_data(file)), file)
        for at, file in zip(moments.moments(len(files), due, random), files, strict=True)
    ]


def _name(name: str, file: str) -> str:
    return name.rpartition(".")[0] + "." + file.rpartition(".")[2]


@cache
def _data(file: str) -> bytes:
    return NOT_THEIRS.sub(b"", Submission(SOLUTIONS / file).data)
