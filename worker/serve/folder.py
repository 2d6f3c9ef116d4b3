"""The data folder: made on first use, private to its owner, and used by one launcher at a time."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from submissions.settings import Settings
from worker.serve.errors import StartError

LONGEST_SOCKET_PATH = 107
"""Bytes of a unix socket's path that the kernel takes (`sun_path` of unix(7), less the closing NUL)."""

SHORT_FOLDER_PREFIX = "dout-"
LOCK_PATIENCE_SECONDS = 15.0


@dataclass
class Folder:
    """The data folder of one launcher, locked as long as a process of this start lives.

    `lock` is inherited by every child: the kernel lets it go when the last of them has ended, so a new
    start cannot meet the leftovers of the one before.
    """

    path: Path
    lock: int

    @property
    def logs(self) -> Path:
        """Folder of the children's logs."""
        return self.path / "log"

    def close(self) -> None:
        """Give the lock back."""
        with suppress(OSError):
            os.ftruncate(self.lock, 0)
        os.close(self.lock)


def open_folder(path: Path) -> Folder:
    """Make the data folder where it is missing and take its lock.

    Raises:
        StartError: it cannot be written, or another Dout uses it.
    """
    path = path.absolute()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        (path / "log").mkdir(mode=0o700, exist_ok=True)
        lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StartError(
            f"The data folder {path} cannot be written ({error.strerror}): "
            "give Dout a folder of its own with DOUT_DATA_DIR."
        ) from None
    _take(lock, path)
    os.ftruncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())
    return Folder(path, lock)


def _take(lock: int, path: Path) -> None:
    """Take the lock, waiting only while the processes of a launcher that is gone come to their end."""
    deadline = time.monotonic() + LOCK_PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(lock, 32, 0).decode("ascii", "replace").strip()
            if (not holder.isdigit() or _lives(int(holder))) or time.monotonic() > deadline:
                os.close(lock)
                who = f" (process {holder})" if holder.isdigit() else ""
                raise StartError(
                    f"Another Dout{who} uses the data folder {path}: "
                    "stop it first, or set DOUT_DATA_DIR and PORT for a second one."
                ) from None
            time.sleep(0.1)
        else:
            return


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def broker_socket(settings: Settings, folder: Folder) -> Path:
    """Where the bundled broker listens: in the data folder, or in a short private one if that is too deep.

    The short folder is noted in `broker_folder` of the data folder and removed at the next start.
    """
    forget_short_folder(folder)
    path = settings.broker_socket()
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and re.fullmatch(r"[A-Za-z0-9/._-]+", str(path)):
        return path
    short = Path(tempfile.mkdtemp(prefix=SHORT_FOLDER_PREFIX, dir="/tmp"))  # short, and private
    (folder.path / "broker_folder").write_text(f"{short}\n")
    return short / "broker.sock"


def forget_short_folder(folder: Folder) -> None:
    """Remove the short folder of the socket, if there was one."""
    note = folder.path / "broker_folder"
    if note.exists():
        short = Path(note.read_text().strip())
        if short.name.startswith(SHORT_FOLDER_PREFIX) and short.parent == Path("/tmp"):  # noqa: S108
            shutil.rmtree(short, ignore_errors=True)
        note.unlink()
