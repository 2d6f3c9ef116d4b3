"""Hostile and broken uploads, each with right gradients where it could have them: nothing is gained.

Line 1 of each file in tests/attacks says: group | what is tried | expected verdict | control. The verdict
is the kind of the first fault, `wrong` for gradients that are not right, or `pass` where the attack failed
and the right gradients were graded as usual. A file that reached what it wanted prints GAINED. Those with
`control` are safe to run without any layer, and then do print it: so the test can fail.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.messages import Call, Fault, FaultKind, Job, Reply, Returned, Run, Target
from worker.sandbox import launch
from worker.sandbox.host import Limits, Sandbox
from worker.sandbox.inside import protocol
from worker.sandbox.inside.numbers import numbers

from .conftest import AFFINE, HONEST, TARGETS

FILES = sorted((Path(__file__).parents[2] / "attacks").glob("*.py"))
GROUPS = {"escape", "spy", "starve", "forge", "tamper", "values"}
LIMITS = Limits(wall_seconds=5.0, cpu_seconds=1)
SHORT = Limits(wall_seconds=0.35, cpu_seconds=1)
"""For attacks that end at a time limit, whichever it is."""


def calls() -> tuple[Call, ...]:
    """The call of the sheet and five random ones."""
    rng = np.random.default_rng(0xD0E7)
    shapes = ((2, 2, 2), (3, 4, 5), (1, 7, 2), (2, 2, 2), (6, 1, 1))
    draws = [
        (rng.normal(size=(n, m)), (rng.normal(size=(n, d)), rng.normal(size=(d, m)), rng.normal(size=m)))
        for n, d, m in shapes
    ]
    return (AFFINE, *(Call("affine_backward", args) for args in draws))


CALLS = calls()


def header(path: Path) -> list[str]:
    return [part.strip() for part in path.read_text().splitlines()[0].removeprefix("#").split("|")]


def is_right(call: Call, reply: Reply) -> bool:
    """Exact shapes, real numbers, and equal up to rounding; NaN is never right."""
    if not isinstance(reply, Returned) or type(reply.value) is not tuple or len(reply.value) != 3:
        return False
    args: Any = call.args
    dout, (x, w, _) = args
    wanted = (dout @ w.T, x.T @ dout, dout.sum(axis=0))
    return all(
        isinstance(got, np.ndarray)
        and got.dtype.kind in "fiu"
        and got.shape == want.shape
        and bool(np.all(np.abs(got - want) <= 1e-9))
        for got, want in zip(reply.value, wanted, strict=True)
    )


def verdict(run: Run) -> str:
    faults = [reply for reply in run.replies if isinstance(reply, Fault)]
    if faults:
        return faults[0].kind.value
    right = all(is_right(call, reply) for call, reply in zip(CALLS, run.replies, strict=True))
    return "pass" if right else "wrong"


@pytest.fixture(scope="module")
def target() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as sandbox:
        yield sandbox


def processes() -> set[int]:
    return {process.pid for process in psutil.Process().children(recursive=True)}


def attack(sandbox: Sandbox, path: Path) -> Run:
    """Run an attack, and see that the next honest upload is graded by the same zygote as if nothing was."""
    before = processes()
    sandbox.limits = SHORT if "time_limit" in header(path)[2] else LIMITS
    run = sandbox.run(Job(path.read_bytes(), TARGETS, CALLS))
    sandbox.limits = LIMITS
    assert verdict(sandbox.run(Job(HONEST.encode(), TARGETS, CALLS))) == "pass"
    assert processes() == before
    return run


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_attack_gains_nothing(target: Sandbox, path: Path) -> None:
    run = attack(target, path)
    assert "GAINED" not in run.stdout, run.stdout
    assert verdict(run) in header(path)[2].split(" or "), (run.replies[0], run.notes, run.stdout)
    for text in (*run.notes, run.stdout, *(r.message for r in run.replies if isinstance(r, Fault))):
        assert "\0" not in text
        assert "\x1b" not in text
        text.encode()


def test_escapes_and_spies_gain_nothing_where_only_the_filter_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As in a container on an old kernel, where namespaces and Landlock are refused."""
    monkeypatch.setattr(launch, "WANTED", ("rlimits", "seccomp"))
    with Sandbox(LIMITS) as sandbox:
        for path in FILES:
            group, _, expected, *_ = header(path)
            if group in {"escape", "spy"}:
                run = attack(sandbox, path)
                assert "GAINED" not in run.stdout, (path, run.stdout)
                assert verdict(run) in expected.split(" or "), path


def test_controls_gain_something_without_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "WANTED", ("none",))
    controls = [path for path in FILES if header(path)[3:] == ["control"]]
    with Sandbox(LIMITS, require="") as sandbox:
        gained = {
            path.stem
            for path in controls
            if "GAINED" in sandbox.run(Job(path.read_bytes(), TARGETS, CALLS)).stdout
        }
    assert gained == {path.stem for path in controls}
    assert len(controls) >= 10


CALLS_BY_NUMBER = """
import ctypes
def affine_backward(dout, cache):
    libc = ctypes.CDLL(None, use_errno=True)
    for number in {}:
        result = libc.syscall(number, 0, 0, 0, 0, 0, 0)
        if result != -1 or ctypes.get_errno() != 1024 + number:
            print("GAINED", number, result, ctypes.get_errno())
    return dout
"""
NOTHING_HONEST_CALLS_THESE = """ptrace process_vm_readv process_vm_writev execveat mount umount2 pivot_root
    unshare setns bpf keyctl add_key request_key perf_event_open userfaultfd io_uring_setup io_uring_enter
    io_uring_register memfd_secret init_module finit_module kexec_load reboot process_madvise pidfd_getfd
    kcmp open_by_handle_at name_to_handle_at chroot setuid setgid setresuid setresgid capset personality
    vmsplice splice tee shmget shmat msgget semget mq_open fanotify_init acct prctl kill socket execve
    seccomp landlock_restrict_self prlimit64 ioctl fcntl memfd_create pidfd_open clone wait4"""


def test_a_raw_call_that_is_refused_only_fails(target: Sandbox) -> None:
    table = numbers()
    asked = [table[name] for name in NOTHING_HONEST_CALLS_THESE.split()]
    run = target.run(Job(CALLS_BY_NUMBER.format(asked).encode(), TARGETS, (AFFINE,)))
    assert isinstance(run.replies[0], Returned)
    assert run.stdout == ""


@pytest.mark.parametrize("number", [0x40000000 + 57, 3072, -1, 1 << 31 | 39])
def test_a_number_of_no_table_ends_the_program(target: Sandbox, number: int) -> None:
    run = target.run(Job(CALLS_BY_NUMBER.format([number]).encode(), TARGETS, (AFFINE,)))
    assert isinstance(run.replies[0], Fault)
    assert run.replies[0].kind is FaultKind.FORBIDDEN
    assert run.stdout == ""


def test_every_attack_says_what_it_is() -> None:
    assert len(FILES) >= 60
    for path in FILES:
        group, what, expected, *control = header(path)
        assert group in GROUPS
        assert path.stem.startswith(group)
        assert what
        assert set(expected.split(" or ")) <= {"pass", "wrong", *FaultKind}
        assert control in ([], ["control"])


def test_a_target_that_is_missing_gains_nothing_from_the_others(target: Sandbox) -> None:
    run = target.run(Job(HONEST.encode(), (Target("other"),), (Call("other", CALLS[0].args),)))
    assert verdict(Run(run.replies * 6)) == "missing_function"


FRAMES = st.lists(
    st.one_of(
        st.binary(max_size=30),
        st.tuples(st.sampled_from("SLRFXD?"), st.binary(max_size=30)).map(
            lambda frame: protocol.FRAME.pack(len(frame[1]), ord(frame[0])) + frame[1]
        ),
    ),
    max_size=5,
).map(b"".join)


@settings(max_examples=60)
@given(FRAMES, st.sampled_from(["return dout", "os._exit(0)", "os.close(3)"]))
def test_whatever_a_child_writes_a_run_comes_back_and_is_not_right(
    target: Sandbox, data: bytes, end: str
) -> None:
    source = f"import os\ndef affine_backward(dout, cache):\n    os.write(3, {data!r})\n    {end}\n"
    run = target.run(Job(source.encode(), TARGETS, CALLS))
    assert len(run.replies) == len(CALLS)
    assert verdict(run) != "pass"
    assert verdict(target.run(Job(HONEST.encode(), TARGETS, CALLS))) == "pass"
