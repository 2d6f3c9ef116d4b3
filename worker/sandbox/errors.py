"""Our own faults. They are retried, shown to the operator, and never cost a student points."""

from __future__ import annotations


class SandboxError(Exception):
    """The sandbox could not do its work."""


class SandboxBroken(SandboxError):  # noqa: N818
    """The sandbox died or did not answer, twice in a row; the job was not judged and may be sent again."""


class SandboxRefused(SandboxError):  # noqa: N818
    """This machine does not give the layers that are required; the message says what to do."""
