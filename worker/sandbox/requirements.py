"""Which layers an operator insists on: `seccomp,landlock|userns` means seccomp, and one of the other two."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from worker.sandbox.errors import SandboxRefused
from worker.sandbox.inside.protocol import LAYERS

ADVICE = {
    "userns": "allow user namespaces (sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces)",
    "emptyroot": "allow user namespaces, which it needs",
    "landlock": "use Linux 5.13 or newer with Landlock enabled (lsm= on the kernel's command line)",
    "seccomp": "run on Linux with seccomp, on x86_64 or aarch64",
}


def check(require: str, in_force: dict[str, Any], refused: dict[str, str]) -> None:
    """Refuse to go on unless every required layer holds.

    Raises:
        SandboxRefused: a name is unknown, or a layer is not in force; with the reason and what to do.
    """
    for group in filter(None, (part.strip() for part in require.split(","))):
        names = [name.strip() for name in group.split("|")]
        for name in names:
            if name not in LAYERS:
                near = get_close_matches(name, LAYERS, n=1)
                hint = f" Did you mean {near[0]}?" if near else f" Known are {', '.join(LAYERS)}."
                raise SandboxRefused(f"There is no layer {name!r} of the sandbox.{hint}")
        if not any(in_force.get(name) for name in names):
            reasons = "; ".join(_reason(name, refused) for name in names)
            raise SandboxRefused(f"The sandbox needs {' or '.join(names)}, which is not in force. {reasons}.")


def _reason(name: str, refused: dict[str, str]) -> str:
    advice = ADVICE.get(name)
    return f"{name}: {refused.get(name, 'unknown')}" + (f"; to have it, {advice}" if advice else "")
