"""From the bytes of an upload to its report: the same for the service and for `dout check`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from grader import grading, uploads
from grader.grading import Plan
from grader.messages import Fault, Run
from grader.report import Report
from worker.sandbox.host import Sandbox
from worker.sandbox.progress import Progress


def verdict(
    plan: Plan,
    sandbox: Sandbox,
    data: bytes,
    filename: str,
    typed: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Read the upload, run it in the sandbox, and judge what came back, with the typed-in answers.

    Meanwhile `progress` says how far the upload's calls are.

    Raises:
        ForwardError: the assignment's own forward pass cannot be used.
        SandboxError, ValueError: the fault is ours.
    """
    if not plan.functions:
        return grading.judge(plan, Run(()), typed)
    upload = uploads.read(data, filename, plan.assignment)
    if isinstance(upload, Fault):
        return grading.refuse(plan.assignment, plan.seed, upload, typed=typed)
    references = [sandbox.run(job) for job in plan.references()]
    run = sandbox.run(plan.job(upload.source), progress)
    return grading.judge(
        plan.with_references(references), replace(run, notes=(*upload.notes, *run.notes)), typed
    )
