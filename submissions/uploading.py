"""From what a request carries to a stored submission whose id is sent: one way in, for pages and API.

Bytes are taken as they are. A file that cannot be read as Python is the grader's to judge, so that nobody
loses what they sent. Refused is only what is no upload: nothing at all, or more than the limit.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from pathlib import PurePosixPath

from submissions.models import Submission
from submissions.problems import ProblemError
from submissions.services import services
from submissions.store import attempts

LONGEST_NAME = 100
"""Characters of a file name that are kept."""
DEFAULT_NAME = "upload.py"


def clean_filename(name: str | None) -> str:
    """A name that is safe to show and store: no folders, nothing invisible, at most `LONGEST_NAME` long."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] not in "CZ" or letter == " ")
    shown = unicodedata.normalize("NFC", shown).strip(" .")
    if len(shown) > LONGEST_NAME:
        suffix = PurePosixPath(shown).suffix[:10]
        shown = shown[: LONGEST_NAME - len(suffix)] + suffix
    return shown or DEFAULT_NAME


def store(assignment_id: str, person_id: str, filename: str | None, upload: bytes) -> Submission:
    """Store an upload, then send its id. If the broker cannot be reached, the sweep will send it.

    Raises:
        ProblemError: 422 for an empty file, 413 for one that is larger than the limit.
    """
    part = services()
    limit = part.settings.max_upload_kib * 1024
    if not upload:
        raise ProblemError(422, "The file is empty. Send the file that defines your functions.")
    if len(upload) > limit:
        raise too_large(limit)
    with part.database.write() as session:
        submission = attempts.add(
            session,
            assignment_id=assignment_id,
            person_id=person_id,
            filename=clean_filename(filename),
            upload=upload,
            now=datetime.now(UTC),
        )
    if not part.queue.send(submission.id, submission.priority):
        with part.database.write() as session:
            attempts.not_sent(session, submission.id)
    return submission


def too_large(limit: int) -> ProblemError:
    """The problem of an upload beyond `limit` bytes."""
    return ProblemError(
        413,
        f"The file is larger than the limit of {limit // 1024} KiB. "
        "Send the Python source only, without data or pictures.",
        limit_bytes=limit,
    )
