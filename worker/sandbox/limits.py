"""What one upload may use."""

from __future__ import annotations

from dataclasses import dataclass


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

    def __post_init__(self) -> None:
        if self.wall_seconds <= 0 or self.cpu_seconds < 1 or self.memory_mib < 256:
            raise ValueError("limits: wall_seconds > 0, cpu_seconds ≥ 1 and memory_mib ≥ 256 are needed")
