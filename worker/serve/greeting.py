"""What is printed: plain lines for a person, which a terminal that has gone away cannot turn into a crash."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path

DEMO_FILE = "demo.json"


def say(line: str) -> None:
    """Print a line at once."""
    with suppress(OSError):
        print(line, flush=True)


def complain(line: str) -> None:
    """Print a line for which something should be done."""
    with suppress(OSError):
        print(f"dout: {line}", file=sys.stderr, flush=True)


def ready(url: str, folder: Path) -> str:
    """The lines of a service that is ready; in a demo with the ways to sign in."""
    lines = [f"Dout is ready at {url}", ""]
    demo = _demo(folder / DEMO_FILE)
    for about, key in (("As a student", "student_url"), ("As a tutor", "tutor_url")):
        if key in demo:
            lines.append(f"  {about:<14} {demo[key]}")
    if "api_token" in demo:
        lines.append(f"  {'API token':<14} in {folder / DEMO_FILE} (api_token)")
    lines += [f"  {'Logs':<14} {folder / 'log'}", f"  {'To stop':<14} Ctrl-C"]
    return "\n".join(lines)


def _demo(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
