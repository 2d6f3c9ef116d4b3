"""The real product, as its user starts it: `dout serve --demo` in a folder and on a port of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from worker.serve.kernel import descendants

ROOT = Path(__file__).parent.parent
READY_SECONDS = 180.0
END_SECONDS = 90.0


def free_port() -> int:
    """A port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], Any], seconds: float = READY_SECONDS, what: str = "it to happen") -> Any:
    """Wait for a truthy answer; fail if none comes."""
    deadline = time.monotonic() + seconds
    while not (answer := true()):
        assert time.monotonic() < deadline, f"waited {seconds:g} s for {what}"
        time.sleep(0.02)
    return answer


@dataclass
class Dout:
    """A service that was started; `ways_in` is what its demo.json says once it is ready."""

    data_dir: Path
    port: int
    process: subprocess.Popen[str]
    ways_in: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_token(self) -> str:
        """The token of the demo."""
        return self.ways_in["api_token"]

    @property
    def student_url(self) -> str:
        """The link that signs the demo's student in."""
        return self.ways_in["student_url"]

    @property
    def tutor_url(self) -> str:
        """The link that signs the demo's tutor in."""
        return self.ways_in["tutor_url"]

    @property
    def output(self) -> str:
        """What it printed so far."""
        return _output(self.data_dir, self.port).read_text()

    def wait_until_ready(self) -> Dout:
        """Wait for the line that says so."""

        def ready() -> bool:
            assert self.process.poll() is None, self.output
            return f"Dout is ready at {self.url}\n" in self.output

        until(ready, what="Dout to be ready")
        self.ways_in = json.loads((self.data_dir / "demo.json").read_text())
        return self

    def processes(self) -> set[int]:
        """The launcher and all that descend from it."""
        return {self.process.pid} | descendants(self.process.pid)

    def find(self, words: str) -> int:
        """The first process whose command line holds `words`."""

        def look() -> int:
            return next((pid for pid in sorted(self.processes()) if words in command_line(pid)), 0)

        return int(until(look, what=f"a process with {words!r}"))

    def api(self, method: str, path: str, **more: Any) -> requests.Response:
        """A request with the demo's token."""
        headers = {"Authorization": f"Bearer {self.api_token}"}
        return requests.request(method, f"{self.url}/api/v1{path}", headers=headers, timeout=30, **more)

    def hand_in(self, source: str | bytes, name: str = "layers.py", to: str = "matrix-derivatives") -> str:
        """Upload a file; the submission's id."""
        answer = self.api("POST", f"/assignments/{to}/submissions", files={"file": (name, source)})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def state(self, submission: str) -> str:
        """Where the submission is."""
        return str(self.api("GET", f"/submissions/{submission}").json()["state"])

    def report(self, submission: str, seconds: float = READY_SECONDS) -> dict[str, Any]:
        """Wait for the verdict; the report."""

        def verdict() -> Any:
            answer = self.api("GET", f"/submissions/{submission}").json()
            return answer if answer["state"] in {"graded", "broken"} else None

        return dict(until(verdict, seconds, f"the verdict on {submission}")["report"])

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Stop it by a signal; its exit status."""
        self.process.send_signal(number)
        return self.process.wait(END_SECONDS)


def command_line(pid: int) -> str:
    """The command line of a process; empty if it is gone."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def alive(pids: set[int]) -> dict[int, str]:
    """Those of the processes that still run, with their command lines."""
    left = {}
    for pid in pids:
        with suppress(OSError):
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX":
                left[pid] = command_line(pid)
    return left


def launch(data_dir: Path, port: int | None = None, environ: Mapping[str, str] | None = None) -> Dout:
    """Start the service without waiting for it."""
    port = port or free_port()
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("DOUT_", "PORT"))}
    with _output(data_dir, port).open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "worker.cli", "serve", "--demo"],
            env=inherited | {"DOUT_DATA_DIR": str(data_dir), "PORT": str(port)} | dict(environ or {}),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
        )
    return Dout(data_dir, port, process)


def _output(data_dir: Path, port: int) -> Path:
    nearest = next(parent for parent in data_dir.parents if parent.is_dir())
    return nearest / f"{data_dir.name}.{port}.out"


@contextmanager
def running(data_dir: Path, environ: Mapping[str, str] | None = None) -> Iterator[Dout]:
    """The service while the block lasts."""
    service = launch(data_dir, environ=environ)
    pids: set[int] = set()
    try:
        yield service.wait_until_ready()
    finally:
        pids = service.processes()
        if service.process.poll() is None:
            service.process.send_signal(signal.SIGTERM)
        try:
            service.process.wait(END_SECONDS)
        finally:
            for pid in alive(pids):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
