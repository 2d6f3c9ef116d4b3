"""Before the first request: the database is brought up to date, and the demo course is made."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from submissions import demo
from submissions.database import Database
from submissions.settings import Settings
from worker.serve.greeting import DEMO_FILE


def prepare(settings: Settings) -> None:
    """Apply every migration. In a demo, seed its course and write the ways in to `demo.json` (mode 0600)."""
    database = Database(settings)
    try:
        database.migrate()
        if settings.demo:
            with database.write() as session:
                ways_in = demo.seed(session, settings)
            write_private(settings.data_dir / DEMO_FILE, json.dumps(ways_in, indent=2) + "\n")
    finally:
        database.close()


def write_private(path: Path, text: str) -> None:
    """Put a finished file in place that only its owner may read: nobody ever reads half of it."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
