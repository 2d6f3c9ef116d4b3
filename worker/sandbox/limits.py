"""What one upload may use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True)
class Limits:
    """Limits of one run; the defaults are ample for a gradient and end a loop that never does.

    `wall_seconds` ends what waits, and what has the processor to itself; on a busy machine, who computes and
    gets little of the processor has `busy_seconds`. `printed_bytes` is what may reach the output pipe before
    the run is ended: `print` itself keeps 64 KiB and drops the rest, so that only writing past it gets there.
    `reply_bytes` bounds all that is sent back. A zygote is replaced after `jobs_per_zygote`, or when its
    memory has grown by `zygote_growth_mib` since its first job.
    """

    wall_seconds: float = 5.0
    busy_seconds: float = 15.0
    cpu_seconds: int = 2
    memory_mib: int = 512
    source_bytes: int = 1 << 20
    printed_bytes: int = 1 << 20
    reply_bytes: int = 32 << 20
    jobs_per_zygote: int = 500
    zygote_growth_mib: int = 32

    @property
    def longest_seconds(self) -> float:
        """No run takes longer."""
        return max(self.wall_seconds, self.busy_seconds)

    def after(self, seconds: float) -> Self | None:
        """What a further run of the same upload may use when those before took `seconds`; None for no run.

        All runs together take `wall_seconds` longer than the longest one may, so that who gets most out of
        each of them does not hold a worker for a multiple of the time.
        """
        left = round(self.longest_seconds + self.wall_seconds - seconds, 1)
        if left <= 0:
            return None
        return replace(
            self, wall_seconds=min(self.wall_seconds, left), busy_seconds=min(self.busy_seconds, left)
        )

    def __post_init__(self) -> None:
        if self.wall_seconds <= 0 or self.cpu_seconds < 1 or self.memory_mib < 256:
            raise ValueError("limits: wall_seconds > 0, cpu_seconds ≥ 1 and memory_mib ≥ 256 are needed")
