"""The layers: required ones hold or nothing is run, and each is seen to fail when it is left out."""

import ctypes
import ctypes.util
import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from grader.messages import Call, Job, Returned, Target
from worker.sandbox import launch
from worker.sandbox.host import Limits, Sandbox, SandboxRefused
from worker.sandbox.inside import protocol, seccomp, syscalls
from worker.sandbox.inside.numbers import ARCHITECTURES, UnsupportedMachineError, numbers
from worker.sandbox.requirements import check

from .conftest import AFFINE, HONEST, TARGETS, is_right

ROOT = Path(__file__).parents[3]


def test_all_layers_hold_here(sandbox: Sandbox) -> None:
    """On the machine that runs the tests; elsewhere the reasons are worth reading."""
    layers = sandbox.layers
    if layers["refused"]:
        pytest.skip(f"this machine refuses {layers['refused']}")
    assert set(protocol.LAYERS) <= set(layers)


def test_the_wall_holds_everywhere(sandbox: Sandbox) -> None:
    assert sandbox.layers["seccomp"] is True
    assert sandbox.layers["rlimits"] is True
    assert sandbox.layers["no_new_privileges"] is True


@pytest.mark.parametrize(
    "require", ["", "seccomp", "seccomp, landlock|userns", "emptyroot|seccomp,uid|seccomp"]
)
def test_requirements_that_hold_are_accepted(require: str) -> None:
    check(require, {"seccomp": True, "landlock": 7}, {"userns": "unshare: refused"})


def test_a_layer_that_does_not_hold_is_refused_with_reason_and_advice() -> None:
    with pytest.raises(SandboxRefused) as refusal:
        check("seccomp,userns|emptyroot", {"seccomp": True}, {"userns": "unshare: Operation not permitted"})
    said = str(refusal.value)
    assert "needs userns or emptyroot" in said
    assert "Operation not permitted" in said
    assert "sysctl" in said


def test_an_unknown_layer_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(SandboxRefused, match="Did you mean landlock"):
        check("landlok", {}, {})
    with pytest.raises(SandboxRefused, match="Known are uid"):
        check("xyzzy", {}, {})


def test_a_sandbox_without_a_required_layer_runs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "WANTED", ("rlimits",))
    with pytest.raises(SandboxRefused, match="seccomp: not asked for"):
        Sandbox()


FORBIDDEN = {
    "open": "import os\ndef f(d, c): return os.open('/', 0)",
    "socket": "import socket\ndef f(d, c): return socket.socket(socket.AF_UNIX).fileno()",
    "fork": "import os\ndef f(d, c):\n    if not os.fork(): os._exit(0)\n    return os.wait()",
    "signal": "import os\ndef f(d, c):\n    os.kill(os.getppid(), 0)\n    return 1",
    "code": "import mmap\ndef f(d, c):\n    mmap.mmap(-1, 4096, prot=5)\n    return 1",
    "prlimit": "import resource\ndef f(d, c): return resource.getrlimit(7)",
}


def attempt(sandbox: Sandbox, name: str) -> bool:
    """Whether the forbidden thing works."""
    run = sandbox.run(Job(FORBIDDEN[name].encode(), (Target("f"),), (Call("f", (1, 2)),)))
    return isinstance(run.replies[0], Returned)


@pytest.fixture(scope="module")
def naked() -> Iterator[Sandbox]:
    """A sandbox with no layer at all: only to see that the tests can fail."""
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(launch, "WANTED", ("none",))
    with Sandbox(Limits(wall_seconds=2.0), require="") as sandbox:
        monkeypatch.undo()
        yield sandbox


@pytest.mark.parametrize("name", [name for name in FORBIDDEN if name not in {"socket", "prlimit"}])
def test_what_is_forbidden_works_without_layers_and_fails_with_them(
    sandbox: Sandbox, naked: Sandbox, name: str
) -> None:
    assert attempt(naked, name)
    assert not attempt(sandbox, name)
    assert not any(naked.layers.get(layer) for layer in protocol.LAYERS)
    assert set(naked.layers["refused"]) == set(protocol.LAYERS)  # type: ignore[call-overload]


def only(monkeypatch: pytest.MonkeyPatch, *layers: str) -> Sandbox:
    monkeypatch.setattr(launch, "WANTED", layers)
    return Sandbox(Limits(wall_seconds=2.0), require="")


@pytest.mark.parametrize("layers", [("seccomp", "rlimits"), ("uid", "landlock", "rlimits", "seccomp")])
def test_without_namespaces_the_filter_is_enough(
    monkeypatch: pytest.MonkeyPatch, layers: tuple[str, ...]
) -> None:
    with only(monkeypatch, *layers) as sandbox:
        assert not any(attempt(sandbox, name) for name in FORBIDDEN)
        assert is_right(sandbox.run(Job(HONEST.encode(), TARGETS, (AFFINE,))).replies[0])
        assert "userns" not in sandbox.layers


def test_landlock_alone_keeps_files_shut(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    if "landlock" not in sandbox.layers:
        pytest.skip("no Landlock here")
    with only(monkeypatch, "landlock") as weak:
        assert weak.layers["landlock"]
        assert not attempt(weak, "open")
        assert attempt(weak, "fork")


def test_namespaces_alone_leave_an_empty_root(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    if "userns" not in sandbox.layers:
        pytest.skip("no user namespaces here")
    source = b"import os\ndef f(d, c): return len(os.listdir('/')), os.getpid(), os.getppid(), os.getuid()"
    with only(monkeypatch, "uid", "userns", "emptyroot", "capabilities") as weak:
        reply = weak.run(Job(source, (Target("f"),), (Call("f", (1, 2)),))).replies[0]
    assert isinstance(reply, Returned)
    files, pid, parent, uid = (int(n) for n in reply.value)  # type: ignore[union-attr,arg-type]
    assert (files, parent, uid) == (0, 1, 65534)
    assert pid < 20


HALF_WAY = """
import errno, os, sys
sys.path[:0] = sys.argv[1:]
from worker.sandbox.inside import kernel, namespaces
real, left = os.write, []
def write(descriptor, data):
    raise OSError(errno.EPERM, "no")
os.write = write
try:
    namespaces.unshare()
except OSError as reason:
    assert reason.errno == errno.EPERM
for _ in range(2):  # in a process namespace whose first process died, the second fork fails
    pid = os.fork()
    if not pid:
        os._exit(0 if os.getpid() != 1 else 1)
    assert os.waitpid(pid, 0)[1] == 0
"""


def test_a_machine_that_lets_a_process_leave_but_not_map_its_user_changes_nothing() -> None:
    folders = [str(ROOT), str(Path(np.__file__).parents[1])]
    subprocess.run([sys.executable, "-c", HALF_WAY, *folders], check=True, cwd="/")


AS_NOBODY = """
import os, sys
sys.path[:0] = sys.argv[1:]
import psutil
from grader.messages import Job
from tests.worker.sandbox.conftest import TARGETS, AFFINE, HONEST, is_right
from worker.sandbox.host import Sandbox
assert os.geteuid() == 65534
with Sandbox() as sandbox:
    assert is_right(sandbox.run(Job(HONEST.encode(), TARGETS, (AFFINE,))).replies[0])
    print(*sandbox.layers)
"""


def test_an_ordinary_user_gets_the_same_walls(sandbox: Sandbox) -> None:
    """Root starts it here with a Python that everybody may read; elsewhere all the tests show it."""
    python = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    if os.geteuid() != 0 or not Path(python).exists():
        pytest.skip("needs root and a Python that everybody may read")
    folders = [str(ROOT), str(Path(np.__file__).parents[1])]
    command = [
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        python,
        "-c",
        AS_NOBODY,
        *folders,
    ]
    done = subprocess.run(command, check=True, capture_output=True, cwd="/")
    assert set(done.stdout.decode().split()) == set(sandbox.layers)


@pytest.mark.parametrize("machine", list(ARCHITECTURES))
def test_the_numbers_of_system_calls_are_those_of_libseccomp(machine: str) -> None:
    name = ctypes.util.find_library("seccomp")
    if not name:
        pytest.skip("libseccomp is not installed")
    library = ctypes.CDLL(name)
    resolve: Callable[..., int] = library.seccomp_syscall_resolve_name_arch
    wrong = {
        name: (number, resolve(ctypes.c_uint32(ARCHITECTURES[machine]), name.encode()))
        for name, number in numbers(machine).items()
        if number < 447  # later ones are newer than some libraries
    }
    assert {name: pair for name, pair in wrong.items() if pair[0] != pair[1]} == {}


def test_every_name_in_the_lists_has_a_number() -> None:
    lists = [
        syscalls.COMPUTE,
        syscalls.FORKING,
        syscalls.NO_SUCH_FILE,
        syscalls.NOT_IMPLEMENTED,
    ]
    assert frozenset().union(*lists) <= numbers("x86_64").keys()
    assert not syscalls.COMPUTE & syscalls.NO_SUCH_FILE


def test_a_machine_without_a_table_is_refused() -> None:
    with pytest.raises(UnsupportedMachineError, match="riscv64"):
        numbers("riscv64")


def decide(program: list[seccomp.Instruction], number: int, arch: int, *arguments: int) -> int:
    """Run a filter on one system call, as the kernel would."""
    memory = {0: number, 4: arch} | {16 + 8 * i: value & 0xFFFFFFFF for i, value in enumerate(arguments)}
    at = accumulator = 0
    while True:
        code, true, false, constant = program[at]
        at += 1
        if code == seccomp.RETURN:
            return constant
        if code == seccomp.RETURN_ACCUMULATOR:
            return accumulator
        if code == seccomp.ADD:
            accumulator = accumulator + constant & 0xFFFFFFFF
            continue
        if code == seccomp.LOAD:
            accumulator = memory.get(constant, 0)
            continue
        holds = {
            seccomp.JUMP_EQUAL: accumulator == constant,
            seccomp.JUMP_GREATER_EQUAL: accumulator >= constant,
            seccomp.JUMP_BITS: bool(accumulator & constant),
        }[code]
        at += true if holds else false


@pytest.mark.parametrize("machine", list(ARCHITECTURES))
def test_the_filter_answers_every_number_as_the_lists_say(machine: str) -> None:
    program = seccomp.assemble(syscalls.COMPUTE, machine)
    names = {number: name for name, number in numbers(machine).items()}
    arch = ARCHITECTURES[machine]
    for number in range(seccomp.TOO_LARGE + 10):
        answer = decide(program, number, arch)
        name = names.get(number, "")
        if name in syscalls.COMPUTE:
            assert answer == seccomp.ALLOW, name
        elif name in syscalls.NO_SUCH_FILE:
            assert answer == seccomp.ERRNO | errno.ENOENT, name
        elif name in syscalls.NOT_IMPLEMENTED:
            assert answer == seccomp.ERRNO | errno.ENOSYS, name
        elif number < seccomp.TOO_LARGE:
            assert answer == seccomp.ERRNO | 1024 + number, name
            assert answer & 0xFFFF <= 4095  # what the kernel can hand over as errno
        else:
            assert answer == seccomp.KILL
    for name in ("mmap", "mprotect"):
        number = numbers(machine)[name]
        assert decide(program, number, arch, 0, 4096, 3) == seccomp.ALLOW
        assert decide(program, number, arch, 0, 4096, 7) == seccomp.ERRNO | 1024 + number
    for name in ("clock_gettime", "clock_getres", "clock_nanosleep"):
        number = numbers(machine)[name]
        assert decide(program, number, arch, 3) == seccomp.ALLOW
        for of_process_1 in (~1 << 3 | 2, (~1 << 3 | 2) & 0xFFFFFFFF):
            assert decide(program, number, arch, of_process_1) == seccomp.ERRNO | 1024 + number
    assert decide(program, 0, 0xC0000000) == seccomp.KILL
    assert decide(program, 0xFFFFFFFF, arch) == seccomp.KILL


def test_a_refused_call_is_named_and_an_errno_of_the_kernel_is_not() -> None:
    table = numbers()
    assert seccomp.refused_call(seccomp.REFUSED + table["ptrace"]) == "ptrace"
    assert seccomp.refused_call(seccomp.REFUSED + 2000) == "number 2000"
    for code in (None, -5, 0, *errno.errorcode, seccomp.REFUSED - 1, seccomp.MAX_ERRNO + 1):
        assert seccomp.refused_call(code) is None


def test_x32_numbers_are_killed() -> None:
    program = seccomp.assemble(syscalls.COMPUTE, "x86_64")
    assert decide(program, 0x40000027, ARCHITECTURES["x86_64"]) == seccomp.KILL
