"""One child of the launcher: its command, its log, and whether it is ready."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from worker.serve import kernel, probes
from worker.serve.errors import StartError

LOG_KEPT_BYTES = 4 << 20
TAIL_LINES = 15


@dataclass
class Child:
    """A program that the launcher keeps running.

    Attributes:
        name: what it is called in messages and in the name of its log.
        command: program and arguments.
        probe: a question that tells whether it answers.
        tells: it says itself when it is ready, through a pipe whose number it gets by `--ready-fd`.
        fds: descriptors that it inherits.
        needs: name of the child with which it is restarted.
        grace: seconds from SIGTERM to SIGKILL.
        nice: how far it steps back for the others, 0 to 19 (nice(2)).
    """

    name: str
    command: list[str]
    log: Path
    probe: Callable[[], bool] | None = None
    tells: bool = False
    fds: tuple[int, ...] = ()
    needs: str = ""
    grace: float = 5.0
    nice: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    ready: bool = field(default=False, init=False)
    _pipe: int | None = field(default=None, init=False)

    def start(self, environ: Mapping[str, str]) -> None:
        """Start it in a session of its own: Ctrl-C reaches the launcher only, which stops all in order.

        Raises:
            StartError: the program cannot be run.
        """
        _turn(self.log)
        self.ready = False
        command, fds, told = self.command, self.fds, None
        if self.tells:
            told = self._open_pipe()
            command, fds = [*command, "--ready-fd", str(told)], (*fds, told)
        handle = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            self.process = subprocess.Popen(  # noqa: S603 - the command is ours
                command,
                stdin=subprocess.DEVNULL,
                stdout=handle,
                stderr=handle,
                env=dict(environ),
                pass_fds=fds,
                start_new_session=True,
                preexec_fn=kernel.leash(self.nice),
            )
        except OSError as error:
            raise StartError(f"The {self.name} cannot be run: {self.command[0]}: {error.strerror}") from None
        finally:
            os.close(handle)
            if told is not None:
                os.close(told)

    def _open_pipe(self) -> int:
        """Open the pipe through which the child says that it is ready, and return its writing end."""
        if self._pipe is not None:
            os.close(self._pipe)
        self._pipe, told = os.pipe()
        os.set_blocking(self._pipe, False)
        return told

    def became_ready(self) -> bool:
        """Whether it is ready now and was not before."""
        if self.ready:
            return False
        if self.tells:
            self.ready = self._pipe is not None and probes.told(self._pipe)
        else:
            self.ready = self.probe is None or self.probe()
        return self.ready

    @property
    def pid(self) -> int | None:
        """Process id, while it is known."""
        return self.process.pid if self.process else None

    def ended(self) -> int | None:
        """The exit status if it has ended."""
        return self.process.poll() if self.process else 0

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the child alone, which passes it on in its own way."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def kill_group(self) -> None:
        """Kill all that is left of its process group."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def tail(self) -> str:
        """The last lines of its log."""
        try:
            lines = self.log.read_text(errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join(f"  {line}" for line in lines[-TAIL_LINES:])


def _turn(log: Path) -> None:
    """Put a log that has grown long aside; the one before it is dropped."""
    with suppress(OSError):
        if log.stat().st_size > LOG_KEPT_BYTES:
            log.replace(log.with_suffix(".log.1"))


def how_it_ended(status: int) -> str:
    """An exit status in words."""
    if status < 0:
        try:
            return f"ended by {signal.Signals(-status).name}"
        except ValueError:
            return f"ended by signal {-status}"
    return f"ended with status {status}"
