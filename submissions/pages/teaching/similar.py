"""GET /assignments/<key>/similar: which students' newest uploads are alike. A hint to look, never a verdict.

An upload is never changed, so its fingerprints are remembered by the submission's id. Left out is what says
nothing: the starter file, what the shortest right solutions have, and what very many have.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from flask import render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from grader import uploads
from grader.messages import Fault
from submissions import access
from submissions.assignments import task_of
from submissions.models import Assignment, Submission
from submissions.pages.assignment import starter_text
from submissions.pages.listing import MOST_LINES, Line, lines
from submissions.pages.loading import signed_in, source_of, title_of
from submissions.pages.teaching import board, people
from submissions.pages.teaching.loading import NOTHING, taught_submission
from submissions.pages.teaching.selection import Selection
from submissions.services import services
from submissions.similarity import Pair, alike_throughout, fingerprints, pairs
from submissions.store.verdicts import Attempt

MOST = 400
"""Uploads that are compared: the newest ones."""
SHOWN = 50
SHORTEST = 3
"""So many of the shortest right solutions are taken for what anybody would write."""
MANY = 0.25
"""What this part of all uploads has, and at least `FEW` of them, says nothing."""
FEW = 8
REMEMBERED = 4000
BATCH = 200


@dataclass(frozen=True)
class Side:
    """One of two uploads beside each other; `marked` are the lines that both have."""

    submission: Submission
    name: str
    code: tuple[Line, ...]
    marked: frozenset[int]


@dataclass(frozen=True)
class Compared:
    """Uploads by their ids: `groups` of those that are the same throughout; and `pairs`, the most alike
    first, in which the first of a group stands for it. `whose` they are; `bounded`: there are more than that
    are compared."""

    groups: Sequence[Sequence[str]]
    pairs: Sequence[Pair]
    whose: Mapping[str, str]
    read: int
    bounded: bool


def index(key: str) -> str:
    """The pairs that are most alike."""
    with services().database.read() as record:
        assignment = access.taught_assignment_for(record, signed_in().person_id, key)
        found = compared(record, assignment)
        shown = found.pairs[:SHOWN]
        named = [id_ for pair in shown for id_ in (pair.one, pair.other)]
        named += [id_ for group in found.groups for id_ in group]
        whose = found.whose
        names = people.names(record, assignment.course_id, [whose[id_] for id_ in named])
    return render_template(
        "teaching/similar.html",
        assignment=assignment,
        title=title_of(assignment),
        groups=[[(id_, names[whose[id_]]) for id_ in group] for group in found.groups],
        others={group[0]: len(group) - 1 for group in found.groups},
        pairs=[(pair, names[whose[pair.one]], names[whose[pair.other]]) for pair in shown],
        compared=found.read,
        bound=MOST if found.bounded else None,
        more=len(found.pairs) - len(shown),
    )


def compared(record: Session, assignment: Assignment) -> Compared:
    """The newest uploads of the assignment, each with each."""
    found = board.selected(record, assignment, Selection())
    newest = sorted(found, key=lambda one: one.created_at, reverse=True)[:MOST]
    prints = _prints(record, assignment, [one.id for one in newest])
    common = _common(assignment, newest, prints)
    groups = alike_throughout(prints, common)
    told = {id_ for group in groups for id_ in group[1:]}  # their first stands for all of them
    alike = pairs({id_: found for id_, found in prints.items() if id_ not in told}, common)
    whose = {one.id: one.person_id for one in newest}
    return Compared(groups, alike, whose, len(prints), bounded=len(found) > MOST)


def show(one_id: str, other_id: str) -> str:
    """GET /submissions/<id>/similar/<id>: two uploads beside each other, with the lines that both have."""
    with services().database.read() as record:
        both = [taught_submission(record, id_) for id_ in (one_id, other_id)]
        if both[0].assignment_id != both[1].assignment_id or one_id == other_id:
            raise access.NotFoundError(NOTHING)
        assignment = both[0].assignment
        prints = _prints(record, assignment, [one.id for one in both])
        given = set(fingerprints(_starter(assignment)))
        shared = set(prints.get(one_id, {})) & set(prints.get(other_id, {})) - given
        names = people.names(record, assignment.course_id, [one.person_id for one in both])
        sides = []
        for submission in both:
            source = source_of(record, submission)
            marked = {n for mark in shared for n in prints.get(submission.id, {}).get(mark, ())}
            code = lines(source.text) if source else ()
            sides.append(Side(submission, names[submission.person_id], code, frozenset(marked)))
    return render_template(
        "teaching/similar_pair.html",
        assignment=assignment,
        title=title_of(assignment),
        sides=sides,
        most_lines=MOST_LINES,
    )


def _common(
    assignment: Assignment, newest: Sequence[Attempt], prints: Mapping[str, Mapping[int, object]]
) -> set[int]:
    """Fingerprints that say nothing."""
    task = task_of(assignment)
    right = [
        prints[one.id]
        for one in newest
        if one.id in prints and task and one.points is not None and one.points >= task.max_points
    ]
    common = set(fingerprints(_starter(assignment)))
    if len(right) > 2 * SHORTEST:  # of fewer, the shortest may be the copies that are looked for
        common.update(mark for found in sorted(right, key=len)[:SHORTEST] for mark in found)
    holders = Counter(mark for found in prints.values() for mark in found)
    bound = max(FEW, MANY * len(prints))
    return common | {mark for mark, count in holders.items() if count >= bound}


def _starter(assignment: Assignment) -> str:
    task = task_of(assignment)
    return starter_text(assignment.text) if task and task.functions else ""


def _prints(record: Session, assignment: Assignment, ids: Sequence[str]) -> dict[str, dict[int, set[int]]]:
    """The fingerprints of these uploads with their lines; of those that can be read."""
    known = _MEMORY.known(ids)
    missing = [id_ for id_ in ids if id_ not in known]
    for at in range(0, len(missing), BATCH):
        rows = record.execute(
            select(Submission.id, Submission.upload, Submission.filename).where(
                Submission.id.in_(missing[at : at + BATCH])
            )
        )
        for row in rows:
            known[row.id] = fingerprints(_source(assignment, row.upload, row.filename))
            _MEMORY.learn(row.id, known[row.id])
    return {id_: found for id_, found in known.items() if found}


def _source(assignment: Assignment, upload: bytes, filename: str) -> str:
    found = uploads.read(upload, filename, task_of(assignment)) if upload else None
    return "" if found is None or isinstance(found, Fault) else found.source.decode("utf-8-sig", "replace")


class _Memory:
    def __init__(self) -> None:
        self._kept: OrderedDict[str, dict[int, set[int]]] = OrderedDict()
        self._lock = Lock()

    def known(self, ids: Sequence[str]) -> dict[str, dict[int, set[int]]]:
        with self._lock:
            return {id_: self._kept[id_] for id_ in ids if id_ in self._kept}

    def learn(self, id_: str, found: dict[int, set[int]]) -> None:
        with self._lock:
            self._kept[id_] = found
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)


_MEMORY = _Memory()
