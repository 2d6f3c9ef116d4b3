"""A job as the bytes that the child reads."""

from __future__ import annotations

import marshal
from functools import lru_cache

from grader.messages import Call, Job, Target
from worker.sandbox.inside import codec, protocol


def encode_job(job: Job) -> bytes:
    """Blocks for the source, the targets, the driver, the number of calls, and each call.

    Raises:
        CodecError: a planned value cannot cross; that is a fault of the plan, not of the upload.
    """
    blocks = [job.source, codec.encode(tuple(map(_target, job.targets))), _compiled(job.driver)]
    blocks.append(codec.encode((len(job.calls),)))
    blocks += [codec.encode(_call(call)) for call in job.calls]
    return b"".join(protocol.BLOCK.pack(len(block)) + block for block in blocks)


@lru_cache(maxsize=16)
def _compiled(driver: str) -> bytes:
    """The driver's code, compiled once here and not in every child: it is ours, and both run one Python."""
    return marshal.dumps(compile(driver, protocol.DRIVER, "exec", dont_inherit=True)) if driver else b""


def _target(target: Target) -> tuple[str, str, tuple[str, ...]]:
    return target.function, target.forward, target.classes


def _call(call: Call) -> tuple[object, ...]:
    return call.function, call.args, call.forward_args, call.own_cache, call.through, call.own_caches
