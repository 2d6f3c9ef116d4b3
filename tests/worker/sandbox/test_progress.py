"""How far a job is, counted from what comes back."""

from __future__ import annotations

import numpy as np

from grader.messages import Call, Job, Target
from worker.sandbox.host import Sandbox
from worker.sandbox.progress import Progress

CALL = Call("a", (np.ones(2), np.ones(2)))
GOOD = "def {0}(dout, cache):\n    return dout\n"
EXIT = "import os\ndef {0}(dout, cache):\n    os._exit(0)\n"


def job(*names: str) -> Job:
    calls = tuple(Call(name, CALL.args) for name in names)
    return Job(b"", tuple(Target(name) for name in sorted({*names})), calls)


def test_answers_are_counted_by_function_in_the_order_of_the_calls() -> None:
    progress, planned = Progress(), job("b", "b", "a")
    assert progress.counts() == {}
    progress.whole(planned)
    progress.begin(planned.calls)
    assert list(progress.counts().items()) == [("b", (0, 2)), ("a", (0, 1))]
    progress.hear()
    progress.hear()
    assert progress.counts() == {"b": (2, 2), "a": (0, 1)}


def test_what_works_together_is_named_so() -> None:
    progress, together = Progress(), Call("trains", (), through=("a", "b"))
    progress.whole(Job(b"", (), (together,)))
    assert progress.counts() == {"a + b": (0, 1)}


def test_nobody_answers_more_than_was_asked() -> None:
    progress, planned = Progress(), job("a", "a")
    progress.whole(planned)
    progress.begin(planned.calls)
    for _ in range(5):
        progress.hear()
    progress.begin(planned.calls)  # the sandbox broke, and the job is sent again
    progress.hear()
    assert progress.counts() == {"a": (2, 2)}


def test_a_run_is_followed_to_its_end_also_where_it_is_sent_in_parts(sandbox: Sandbox) -> None:
    progress = Progress()
    source = EXIT.format("a") + GOOD.format("b")
    planned = job("a", "a", "b", "b", "b")
    sandbox.run(Job(source.encode(), planned.targets, planned.calls), progress)
    assert progress.counts() == {"a": (0, 2), "b": (3, 3)}


def test_faults_are_answers(sandbox: Sandbox) -> None:
    progress, planned = Progress(), job("a", "a")
    sandbox.run(Job(b"def a(dout, cache): raise ValueError", planned.targets, planned.calls), progress)
    assert progress.counts() == {"a": (2, 2)}
