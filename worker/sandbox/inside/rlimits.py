"""Resource limits of a child: processor time, memory, and nothing else at all."""

from __future__ import annotations

import resource

DESCRIPTORS = 4  # /dev/null, twice the output pipe, the job's socket: all taken
STACK_BYTES = 16 << 20
SECONDS_TO_EXPLAIN = 1  # between SIGXCPU, which names the line, and SIGKILL, which cannot be caught


def limits(cpu_seconds: int, memory_bytes: int) -> dict[int, tuple[int, int]]:
    """Soft and hard limits by resource number."""
    none = (0, 0)
    return {
        resource.RLIMIT_CPU: (cpu_seconds, cpu_seconds + SECONDS_TO_EXPLAIN),
        resource.RLIMIT_AS: (memory_bytes, memory_bytes),
        resource.RLIMIT_NOFILE: (DESCRIPTORS, DESCRIPTORS),
        resource.RLIMIT_STACK: (STACK_BYTES, STACK_BYTES),
        resource.RLIMIT_NPROC: none,
        resource.RLIMIT_FSIZE: none,
        resource.RLIMIT_CORE: none,
        resource.RLIMIT_MEMLOCK: none,
        resource.RLIMIT_MSGQUEUE: none,
    }


def impose(cpu_seconds: int, memory_bytes: int) -> None:
    """Put the limits in force for this process. Raises OSError or ValueError."""
    for number, pair in limits(cpu_seconds, memory_bytes).items():
        resource.setrlimit(number, pair)
