"""A job as the bytes that the child reads."""

from __future__ import annotations

from grader.messages import Call, Job, Target
from worker.sandbox.inside import codec, protocol


def encode_job(job: Job) -> bytes:
    """Blocks for the source, the targets, the driver, the number of calls, and each call.

    Raises:
        CodecError: a planned value cannot cross; that is a fault of the plan, not of the upload.
    """
    blocks = [job.source, codec.encode(tuple(map(_target, job.targets))), job.driver.encode()]
    blocks.append(codec.encode((len(job.calls),)))
    blocks += [codec.encode(_call(call)) for call in job.calls]
    return b"".join(protocol.BLOCK.pack(len(block)) + block for block in blocks)


def _target(target: Target) -> tuple[str, str, tuple[str, ...]]:
    return target.function, target.forward, target.classes


def _call(call: Call) -> tuple[object, ...]:
    return call.function, call.args, call.forward_args, call.own_cache, call.through
