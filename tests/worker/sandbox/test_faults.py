"""How a run ends badly, and what its student reads."""

import signal
from collections.abc import Callable

import pytest

from grader.messages import Fault, FaultKind, Job, Returned, Run
from worker.sandbox import faults
from worker.sandbox.errors import SandboxBroken
from worker.sandbox.exchange import Outcome
from worker.sandbox.host import Limits, Sandbox
from worker.sandbox.inside import protocol

from .conftest import AFFINE, HONEST, TARGETS, is_right

Faulty = Callable[..., Fault]
Grade = Callable[..., Run]


def in_call(*lines: str, imports: str = "import os, sys, time, signal, ctypes") -> str:
    return f"{imports}\ndef affine_backward(dout, cache):\n" + "".join(f"    {line}\n" for line in lines)


CTYPES = "libc = ctypes.CDLL(None)"


@pytest.mark.parametrize(
    ("line", "tells_the_cache"),
    [("x, w = cache", True), ("x, w, b, out = cache", True), ("n, d, rest = cache[0].shape", False)],
)
def test_what_the_cache_holds_is_told_where_a_line_takes_the_cache_apart(
    fault: Faulty, line: str, tells_the_cache: bool
) -> None:
    said = fault(in_call(line)).message
    assert "to unpack" in said
    assert ("cache holds 3 arrays here" in said) is tells_the_cache


@pytest.mark.parametrize(
    ("lines", "kind", "line", "said"),
    [
        (["return 1 / 0"], FaultKind.EXCEPTION, 3, "Line 3 raised ZeroDivisionError: division by zero"),
        (["np.dot(1, 2)"], FaultKind.EXCEPTION, 3, "import numpy as np"),
        (["xrange(3)"], FaultKind.EXCEPTION, 3, "Python 3 calls it `range`"),
        (["raise ValueError"], FaultKind.EXCEPTION, 3, "raised ValueError."),
        (["raise KeyboardInterrupt"], FaultKind.EXCEPTION, 3, "KeyboardInterrupt"),
        (["sys.exit(0)"], FaultKind.EXCEPTION, 3, "ended the program"),
        (["exit()"], FaultKind.EXCEPTION, 3, "ended the program"),
        (["input('x')"], FaultKind.EXCEPTION, 3, "keyboard input"),
        (["def f(): return f()", "return f()"], FaultKind.EXCEPTION, 3, "calls itself without end"),
        (["open('x.npy')"], FaultKind.EXCEPTION, 3, "no files here"),
        (["open('x.npy', 'w')"], FaultKind.EXCEPTION, 3, "no files here"),
        (["os.fork()"], FaultKind.FORBIDDEN, 3, "Line 3 made the system call clone, which is forbidden"),
        (["os.kill(1, 9)"], FaultKind.FORBIDDEN, 3, "call kill,"),
        (["os.setuid(0)"], FaultKind.FORBIDDEN, 3, "call setuid,"),
        (["os.mkdir('x')"], FaultKind.FORBIDDEN, 3, "call mkdir,"),
        (["import socket", "socket.socket()"], FaultKind.FORBIDDEN, 4, "call socket,"),
        (["import subprocess", "subprocess.run('ls')"], FaultKind.FORBIDDEN, 4, "call pipe2,"),
        (["import mmap", "mmap.mmap(-1, 4096, prot=5)"], FaultKind.FORBIDDEN, 4, "call mmap,"),
        (["raise PermissionError(13, 'no')"], FaultKind.FORBIDDEN, 3, "something that is forbidden"),
        (["os.system('ls')"], FaultKind.BAD_VALUE, 2, "None"),
        (["while True: pass"], FaultKind.TIME_LIMIT, 3, "Stopped after 1 s of computing: line 3"),
        (["x = []", "while True: x.append(bytearray(10 ** 7))"], FaultKind.MEMORY_LIMIT, 4, "512 MB"),
        (["x = []", "while True: x.append([0.5] * 10 ** 6)"], FaultKind.MEMORY_LIMIT, 4, "512 MB"),
        (["return bytearray(10 ** 10)"], FaultKind.MEMORY_LIMIT, 3, "512 MB"),
        (["while True: os.write(1, b'x' * 10 ** 5)"], FaultKind.OUTPUT_LIMIT, None, "Print less"),
        (["os._exit(0)"], FaultKind.CRASH, None, "ended itself"),
        (["os._exit(71)"], FaultKind.CRASH, None, "ended itself"),
        (["os.close(3)"], FaultKind.CRASH, None, "ended itself"),
        (["ctypes.string_at(0)"], FaultKind.CRASH, None, "SIGSEGV"),
        (["os.abort()"], FaultKind.CRASH, None, "crashed"),
        ([CTYPES, "libc.syscall(1 << 30)"], FaultKind.FORBIDDEN, None, "no computation needs"),
        (["os.write(3, b'x' * 100)"], FaultKind.FORBIDDEN, None, "interfered"),
        (["os.write(3, bytes(5 * 100))"], FaultKind.FORBIDDEN, None, "interfered"),
    ],
)
def test_each_way_to_fail_has_its_kind_and_its_line(
    fault: Faulty, lines: list[str], kind: FaultKind, line: int | None, said: str
) -> None:
    reply = fault(in_call(*lines))
    assert reply.kind is kind, reply
    assert reply.line == line, reply
    assert said in reply.message, reply
    assert len(reply.message) < 300


def test_the_line_that_sleeps_is_named(
    sandbox: Sandbox, fault: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "limits", Limits(wall_seconds=0.5))
    reply = fault(in_call("time.sleep(60)"))
    assert (reply.kind, reply.line) == (FaultKind.TIME_LIMIT, 3)
    assert reply.message.startswith("Stopped after more than 0.5 s: line 3 was still running.")


def test_a_time_limit_with_the_memory_nearly_full_is_a_memory_limit(fault: Faulty) -> None:
    """On a busy machine the time may be up before the memory is."""
    reply = fault(in_call("taken = bytearray(250 << 20)", "while True: pass"))
    assert (reply.kind, reply.line) == (FaultKind.MEMORY_LIMIT, 4)
    assert "most of the 512 MB" in reply.message


def test_a_time_limit_with_memory_left_stays_one(fault: Faulty) -> None:
    reply = fault(in_call("taken = bytearray(50 << 20)", "while True: pass"))
    assert (reply.kind, reply.line) == (FaultKind.TIME_LIMIT, 4)


def test_the_calls_before_the_end_keep_their_replies(grade: Grade) -> None:
    source = HONEST + (
        "\nwork, n = affine_backward, []\n"
        "def affine_backward(dout, cache):\n"
        "    n.append(1)\n"
        "    while len(n) == 3: pass\n"
        "    return work(dout, cache)\n"
    )
    first, second, third, fourth = grade(source, *[AFFINE] * 4).replies
    assert is_right(first)
    assert is_right(second)
    assert isinstance(third, Fault)
    assert third.kind is FaultKind.TIME_LIMIT
    assert fourth == third


def test_a_process_that_dies_between_calls_leaves_its_fault_on_the_rest(grade: Grade) -> None:
    source = in_call("n.append(1)", "if len(n) == 2: os._exit(0)", "return dout", imports="import os\nn = []")
    first, second, third = grade(source, *[AFFINE] * 3).replies
    assert isinstance(first, Returned)
    assert isinstance(second, Fault)
    assert second == third
    assert second.kind is FaultKind.CRASH


def test_what_is_printed_comes_back_cut_and_in_order(grade: Grade) -> None:
    run = grade(HONEST + "\nimport sys\nprint('one')\nprint('two', file=sys.stderr)\nprint('x' * 10 ** 7)")
    assert run.stdout.startswith("one\ntwo\nxxx")
    assert len(run.stdout) == 4096
    assert run.stdout.endswith("…")
    assert is_right(run.replies[0])


def test_a_chatty_honest_program_is_graded(grade: Grade) -> None:
    run = grade(HONEST + "\nfor i in range(50_000): print('epoch', i, flush=True)")
    assert is_right(run.replies[0])


def test_text_of_the_child_is_fit_to_store_and_show(fault: Faulty) -> None:
    reply = fault(in_call(r"raise ValueError('a\0b\x1b[31m\ud800<b>\u202e' + 'x' * 10 ** 6)"))
    assert reply.message.isprintable()
    assert reply.message.encode()
    assert "\0" not in reply.message
    assert len(reply.message) == faults.MESSAGE_LENGTH


@pytest.mark.parametrize(
    "raised",
    [
        "class E(Exception):\n        def __str__(self): raise RuntimeError\n    raise E",
        "class E(Exception):\n        def __str__(self): return 5\n    raise E",
        "raise type('N' * 10 ** 6, (Exception,), {})",
        "raise ExceptionGroup('g', [ValueError(i) for i in range(1000)])",
        "e = ValueError('x'); e.__cause__ = e; raise e",
    ],
)
def test_exceptions_that_fail_to_print_are_exceptions(fault: Faulty, raised: str) -> None:
    reply = fault(f"def affine_backward(dout, cache):\n    {raised}")
    assert reply.kind is FaultKind.EXCEPTION
    assert reply.line


def test_clean_replaces_what_cannot_be_shown() -> None:
    assert faults.clean("a\0b\tc\nd\x1b\x7f\u202e") == "a\ufffdb\tc\nd\ufffd\ufffd\ufffd"
    assert faults.clean("x" * 50, 10) == "x" * 9 + "…"


def test_returning_too_much_in_all_is_a_limit_and_no_interference(grade: Grade) -> None:
    source = in_call("return np.zeros(1_000_000)", imports="import numpy as np")
    run = grade(source, *[AFFINE] * 6)
    assert isinstance(run.replies[0], Returned)
    assert isinstance(run.replies[-1], Fault)
    assert run.replies[-1].kind is FaultKind.OUTPUT_LIMIT
    assert "32 MB" in run.replies[-1].message


def test_a_source_that_is_too_large_is_not_run(sandbox: Sandbox) -> None:
    run = sandbox.run(Job(b"#" * (sandbox.limits.source_bytes + 1), TARGETS, (AFFINE,)))
    assert run.fault
    assert run.fault.kind is FaultKind.TOO_LARGE
    assert run.replies == (run.fault,)


def test_a_kill_from_outside_is_our_fault_and_one_for_computing_too_long_is_not() -> None:
    killed = Outcome(status=signal.SIGKILL, cpu_seconds=0.1)
    with pytest.raises(SandboxBroken, match="out of memory"):
        faults.of_end(killed, Limits())
    killed.cpu_seconds = 3.0
    assert faults.of_end(killed, Limits()).kind is FaultKind.TIME_LIMIT


@pytest.mark.parametrize(
    "number", [signal.SIGILL, signal.SIGFPE, signal.SIGBUS, signal.SIGTERM, signal.SIGRTMIN + 3]
)
def test_every_signal_has_a_sentence(number: int) -> None:
    fault = faults.of_end(Outcome(status=number), Limits())
    assert fault.kind is FaultKind.CRASH
    assert fault.message.endswith(".")


def test_the_deadline_of_the_zygote_is_a_time_limit() -> None:
    fault = faults.of_end(Outcome(status=9, reason=protocol.REASON_WALL), Limits(wall_seconds=2.5))
    assert fault.kind is FaultKind.TIME_LIMIT
    assert "2.5 s" in fault.message


def test_limits_that_cannot_work_are_refused() -> None:
    for wrong in ({"wall_seconds": 0}, {"cpu_seconds": 0}, {"memory_mib": 1}):
        with pytest.raises(ValueError, match="limits"):
            Limits(**wrong)
