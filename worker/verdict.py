"""From the bytes of an upload to its report: the same for the service and for `dout check`."""

from __future__ import annotations

from dataclasses import replace

from grader import grading, uploads
from grader.grading import Plan
from grader.messages import Fault
from grader.report import Report
from worker.sandbox.host import Sandbox


def verdict(plan: Plan, sandbox: Sandbox, data: bytes, filename: str) -> Report:
    """Read the upload, run it in the sandbox, and judge what came back.

    Raises:
        SandboxError, ValueError: the fault is ours.
    """
    upload = uploads.read(data, filename, plan.assignment)
    if isinstance(upload, Fault):
        return grading.refuse(plan.assignment, plan.seed, upload)
    run = sandbox.run(plan.job(upload.source))
    return grading.judge(plan, replace(run, notes=(*upload.notes, *run.notes)))
