"""Hostile and broken uploads behind all layers: nothing is gained, and the next upload is graded as usual.

`attacking` says what the files say; `test_set_ups` runs them where layers are missing.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.messages import Call, Fault, FaultKind, Job, Returned, Run, Target
from worker.sandbox import launch
from worker.sandbox.host import Sandbox, SandboxBroken
from worker.sandbox.inside import protocol
from worker.sandbox.inside.numbers import numbers

from .attacking import ATTACKS, CALLS, HONEST_JOB, LIMITS, SHORT, Attack, attack, verdict
from .conftest import AFFINE, TARGETS

ROOT = Path(__file__).parents[3]
GROUPS = {"escape", "spy", "starve", "forge", "tamper", "values"}
LAYERS_LEFT = {
    "all layers": ("none",),
    "the filter": ("uid", "userns", "emptyroot", "capabilities"),
}
"""What is still in force where a control gains something."""
SLOW_FATES = {"hung", "filled"}
FATES = {"gained", "passed", "spoiled", "died", *SLOW_FATES}


@pytest.fixture(scope="module")
def target() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as sandbox:
        yield sandbox


@pytest.mark.parametrize("tried", ATTACKS, ids=lambda tried: tried.name)
def test_an_attack_gains_nothing(target: Sandbox, tried: Attack) -> None:
    run, wrong = attack(target, tried)
    assert wrong == []
    for text in (*run.notes, run.stdout, *(r.message for r in run.replies if isinstance(r, Fault))):
        assert "\0" not in text
        assert "\x1b" not in text
        text.encode()


def test_every_attack_says_what_it_is_and_has_a_control_or_a_reason() -> None:
    assert len(ATTACKS) >= 150
    for tried in ATTACKS:
        assert tried.group in GROUPS
        assert tried.name.startswith(tried.group)
        assert tried.what
        assert set(tried.expected) <= {"pass", "wrong", *FaultKind}
        details = {"gains without": LAYERS_LEFT, "naive grader": FATES}
        assert tried.control == "no control" or tried.detail in details[tried.control], tried
        assert tried.detail


@pytest.mark.parametrize("missing", LAYERS_LEFT)
def test_controls_gain_something_where_layers_are_missing(
    monkeypatch: pytest.MonkeyPatch, target: Sandbox, missing: str
) -> None:
    """Something is also gained where the zygote is taken down."""
    if missing == "the filter" and "userns" not in target.layers:
        pytest.skip("without namespaces these would reach this machine")
    monkeypatch.setattr(launch, "WANTED", LAYERS_LEFT[missing])
    controls = [tried for tried in ATTACKS if (tried.control, tried.detail) == ("gains without", missing)]
    assert len(controls) >= 10
    with Sandbox(SHORT, require="") as sandbox:
        assert [tried.name for tried in controls if not gains(sandbox, tried)] == []


def gains(sandbox: Sandbox, tried: Attack) -> bool:
    try:
        return "GAINED" in sandbox.run(Job(tried.path.read_bytes(), TARGETS, CALLS)).stdout
    except SandboxBroken:
        return True


def naive_controls(slow: bool) -> list[Attack]:
    found = [tried for tried in ATTACKS if tried.control == "naive grader"]
    return [tried for tried in found if (tried.detail in SLOW_FATES) is slow]


def check_naive_grader(controls: list[Attack]) -> None:
    command = [sys.executable, "-m", "tests.worker.sandbox.naive_grader"]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [*command, *(str(tried.path) for tried in controls)],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    fates = dict(line.split() for line in done.stdout.splitlines())
    assert fates == {tried.name: tried.detail for tried in controls}


def test_a_naive_grader_falls_for_the_controls() -> None:
    assert len(naive_controls(slow=False)) >= 30
    check_naive_grader(naive_controls(slow=False))


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


def test_a_target_that_is_missing_gains_nothing_from_the_others(target: Sandbox) -> None:
    run = target.run(Job(HONEST_JOB.source, (Target("other"),), (Call("other", CALLS[0].args),)))
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


@settings(max_examples=40)
@given(FRAMES, st.sampled_from(["return dout", "os._exit(0)", "os.close(3)"]))
def test_whatever_a_child_writes_a_run_comes_back_and_is_not_right(
    target: Sandbox, data: bytes, end: str
) -> None:
    source = f"import os\ndef affine_backward(dout, cache):\n    os.write(3, {data!r})\n    {end}\n"
    run = target.run(Job(source.encode(), TARGETS, CALLS))
    assert len(run.replies) == len(CALLS)
    assert verdict(run) != "pass"
    assert verdict(target.run(HONEST_JOB)) == "pass"
