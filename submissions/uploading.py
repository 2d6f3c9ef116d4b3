"""From what a request carries to a stored submission whose id is sent: one way in, for pages and API.

Bytes are taken as they are, and so are typed-in answers. A file that cannot be read as Python, or an answer
that is no number, is the grader's to judge, so that nobody loses what they sent. Refused is only what cannot
be graded at all: nothing, more than the limit, or what the assignment does not ask for.
"""

from __future__ import annotations

import random
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader.assignment import Assignment as Task
from submissions import lifecycle, typed_answers
from submissions.access import STAFF, NotFoundError
from submissions.assignments import parsed
from submissions.models import Assignment, Role, Submission
from submissions.problems import ProblemError
from submissions.rules import handing_in
from submissions.rules.handing_in import Refusal
from submissions.services import services
from submissions.store import attempts, counting, waiting
from submissions.store.attempts import QueueFullError, ShareUsedUpError

LONGEST_NAME = 100
"""Characters of a file name that are kept."""
DEFAULT_NAME = "upload.py"
RETRY_SECONDS = (15, 45)
"""When to try again while too many wait: a moment drawn for each, so that not all come back at once."""
STATUS = {
    handing_in.NOT_OPEN: 403,
    handing_in.CLOSED: 403,
    handing_in.USED_UP: 409,
    handing_in.TOO_FAST: 429,
}
"""What a refusal by the assignment's rules is in HTTP."""


def clean_filename(name: str | None) -> str:
    """A name that is safe to show and store: no folders, nothing invisible, at most `LONGEST_NAME` long."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] not in "CZ" or letter == " ")
    shown = unicodedata.normalize("NFC", shown).strip(" .")
    if len(shown) > LONGEST_NAME:
        suffix = PurePosixPath(shown).suffix[:10]
        shown = shown[: LONGEST_NAME - len(suffix)] + suffix
    return shown or DEFAULT_NAME


def checked(task: Task, upload: bytes | None, answers: object) -> dict[str, str] | None:
    """The answers as they are stored, of what can be graded for the assignment.

    Raises:
        ProblemError: 422 for nothing, an empty file, or answers that cannot be taken; 413 for too large a
            file.
    """
    typed = typed_answers.checked(task, answers)
    _check_file(upload, services().settings.max_upload_kib * 1024, needed=bool(task.functions))
    if not task.functions and not any(answer.strip() for answer in (typed or {}).values()):
        raise ProblemError(422, "No answer is given yet. Type at least one; those left blank earn no points.")
    return typed


def store(
    assignment: Assignment,
    person_id: str,
    role: Role,
    filename: str | None,
    upload: bytes | None,
    answers: object = None,
) -> Submission:
    """Store an upload, then send its id. If the broker cannot be reached, the sweep will send it.

    The rules of the assignment hold for students; staff and learning systems hand in whenever they like.

    Args:
        role: what the person is in the assignment's course.
        upload: the file; None where none was sent, which is right if the assignment has no function.
        answers: what stands under `answers` in the request, not yet looked at.

    Raises:
        ProblemError: 422 for nothing, an empty file, or answers that cannot be taken; 413 for too large a
            file; 403 before it opens and after the deadline, 409 without attempts left, 429 for too many in a
            minute, or too many of one person's that wait; 503 with Retry-After while too many of all wait.
            Nothing is stored then.
        NotFoundError: the assignment, or the person, was deleted at this moment.
        AssignmentError: the assignment's file cannot be used.
    """
    part = services()
    task = parsed(assignment.text)
    typed = checked(task, upload, answers)
    now = datetime.now(UTC)
    try:
        with part.database.write() as session:
            if role not in STAFF:
                _check_rules(session, assignment, person_id, now)
            submission = attempts.add(
                session,
                assignment_id=assignment.id,
                person_id=person_id,
                filename=clean_filename(filename) if upload else "",
                upload=upload or b"",
                now=now,
                answers=typed,
                most_waiting=part.settings.max_waiting,
                # A learning system hands in for a whole course.
                most_of_one=attempts.NO_LIMIT if role in STAFF else lifecycle.MOST_OF_ONE,
            )
    except ShareUsedUpError:
        raise _too_many() from None
    except QueueFullError:
        raise _no_room() from None
    except IntegrityError:
        raise NotFoundError("This assignment was deleted a moment ago: nothing is stored.") from None
    if not part.queue.send(submission.id, submission.priority):
        with part.database.write() as session:
            waiting.not_sent(session, submission.id)
    return submission


def _check_file(upload: bytes | None, limit: int, *, needed: bool) -> None:
    if needed and not upload:
        trouble = "missing" if upload is None else "empty"
        raise ProblemError(422, f"The file is {trouble}. Send the file that defines your functions.")
    if upload and len(upload) > limit:
        raise too_large(limit)


def _check_rules(session: Session, assignment: Assignment, person_id: str, now: datetime) -> None:
    """Refuse what the rules do not allow, in the transaction that stores: two uploads at once are counted."""
    rules = counting.rules_of(assignment)
    if not handing_in.limits(rules):
        return
    counting.take_turn(session, assignment.course_id, person_id)
    refusal = handing_in.may_hand_in(
        rules,
        counting.extension_of(session, assignment.id, person_id),
        counting.so_far(session, assignment.id, person_id, now),
        now,
    )
    if refusal is not None:
        raise _refused(refusal, now)


def _refused(refusal: Refusal, now: datetime) -> ProblemError:
    if refusal.possible_at is None:
        return ProblemError(STATUS[refusal.reason], refusal.sentence, reason=refusal.reason)
    seconds = max(1, -(-(refusal.possible_at - now) // timedelta(seconds=1)))
    return ProblemError(
        STATUS[refusal.reason],
        refusal.sentence,
        headers={"Retry-After": str(seconds)},
        reason=refusal.reason,
        possible_at=refusal.possible_at.isoformat(),
    )


def _a_while() -> int:
    """Seconds until somebody shall come again: not all at once."""
    return random.randint(*RETRY_SECONDS)  # noqa: S311 - nobody gains by guessing it


def _too_many() -> ProblemError:
    seconds = _a_while()
    return ProblemError(
        429,
        f"{lifecycle.MOST_OF_ONE} of your submissions wait to be graded, so this one was not taken: nothing "
        f"is stored. Look at their verdicts first, or send it again in {seconds} seconds.",
        headers={"Retry-After": str(seconds)},
    )


def _no_room() -> ProblemError:
    seconds = _a_while()
    return ProblemError(
        503,
        "Very many submissions wait to be graded just now, so this one was not taken: nothing is stored. "
        f"Send it again in {seconds} seconds.",
        headers={"Retry-After": str(seconds)},
    )


def too_large(limit: int) -> ProblemError:
    """The problem of an upload beyond `limit` bytes."""
    return ProblemError(
        413,
        f"The file is larger than the limit of {limit // 1024} KiB. "
        "Send the Python source only, without data or pictures.",
        limit_bytes=limit,
    )
