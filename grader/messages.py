"""Data that crosses a border: what is sent to the sandbox, what comes back, and the report.

The way of the data: `Job` (source, targets, calls) → sandbox → `Run` (one `Reply` per call) → `Report`.
Everything here is frozen, so that what was planned is what is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Floats: TypeAlias = NDArray[np.float64]
Value: TypeAlias = "bool | int | float | str | Array | tuple[Value, ...] | None"
"""What may cross the border of the sandbox: numbers, text, arrays of numbers, and tuples of these."""


class FaultKind(StrEnum):
    """Every way in which a student's upload can fail to answer; the words of the report's `fault.kind`."""

    SYNTAX = "syntax"
    ENCODING = "encoding"
    TOO_LARGE = "too_large"
    IMPORT = "import"
    MISSING_FUNCTION = "missing_function"
    SIGNATURE = "signature"
    EXCEPTION = "exception"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    CRASH = "crash"
    FORBIDDEN = "forbidden"
    BAD_VALUE = "bad_value"
    NOT_SUPPORTED = "not_supported"


@dataclass(frozen=True)
class Fault:
    """The student's fault: a graded result with a sentence that helps. Our own faults are exceptions."""

    kind: FaultKind
    message: str
    line: int | None = None
    source_line: str | None = None


@dataclass(frozen=True)
class Target:
    """A function that the upload must define, and the names under which it may be found.

    The first that exists is taken: a module-level callable `function`; else a class of `classes` with a
    method `backward` (made without arguments, one instance for forward and backward).
    """

    function: str
    forward: str = ""
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Call:
    """One call of a target: `target(*args)`, by convention `args = (dout, cache)`.

    With `forward_args`, the upload's own forward (the method of the class, or the module-level function
    `Target.forward`) is called first, if there is one, and what it returns as cache replaces `args[1]`:
    in class style always, in function style only where `own_cache` is true.

    With `through`, `function` is one of `Job.driver` instead of the upload: it is called as
    `function(*backwards, *args)`, one `backward(dout, cache, inputs)` for each target named in `through`;
    `own_caches` are those of them that `own_cache` is true for.
    """

    function: str
    args: tuple[Value, ...]
    forward_args: tuple[Value, ...] | None = None
    own_cache: bool = False
    through: tuple[str, ...] = ()
    own_caches: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """All that one run of the sandbox needs. `driver` is Python text of ours that calls the targets."""

    source: bytes
    targets: tuple[Target, ...]
    calls: tuple[Call, ...]
    driver: str = ""


@dataclass(frozen=True)
class Returned:
    """A call that returned.

    `mutated` names the positions in `args` that were changed in place. It is said by the child: it may
    cost points and never earn any. `forward` is the output of the upload's own forward where it ran.
    """

    value: Value
    mutated: tuple[int, ...] = ()
    forward: Value = None
    own_forward: bool = False


Reply: TypeAlias = Returned | Fault


@dataclass(frozen=True)
class Run:
    """What came back: one reply per call, in order.

    A call that was never answered carries the fault that ended its target's run. `fault` is set only if
    the upload as a whole could not be run (it could not be parsed, imported, or read).
    """

    replies: tuple[Reply, ...]
    fault: Fault | None = None
    notes: tuple[str, ...] = ()
    stdout: str = ""
    sandbox_ms: float = 0.0
