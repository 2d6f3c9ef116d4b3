"""Finding the graded functions in an upload: a function by its name, or a class with a `backward`."""

from __future__ import annotations

import difflib
import linecache
import types
from collections.abc import Callable
from typing import Any, NamedTuple

from .loading import MODULE, Upload
from .placeholder import Placeholder
from .trouble import FILE, Reported, Trouble


class Wanted(NamedTuple):
    """What the worker asks for: see `grader.messages.Target`."""

    function: str
    forward: str
    classes: tuple[str, ...]

    def names(self) -> set[str]:
        """The names under which an upload may define it."""
        return {self.function, *self.classes}


class Found(NamedTuple):
    """The callables to use; `forward` is None where the upload has none."""

    title: str
    backward: Callable[..., Any]
    forward: Callable[..., Any] | None
    in_class: bool
    line: int | None
    """Where the backward is defined, if that can be told."""


def find(wanted: Wanted, upload: Upload) -> Found:
    """The callables for `wanted`. Raises Reported with what was found instead, or what __init__ raised."""
    value = upload.names.get(wanted.function)
    if callable(value) and not isinstance(value, Placeholder):
        forward = upload.names.get(wanted.forward) if wanted.forward else None
        own = callable(forward) and not isinstance(forward, Placeholder)
        return Found(wanted.function, value, forward if own else None, False, _line(value))
    for name in wanted.classes:
        candidate = upload.names.get(name)
        if isinstance(candidate, type) and callable(getattr(candidate, "backward", None)):
            return _of_class(name, candidate)
    raise Reported(_missing(wanted, upload))


def refuse_if_nothing_came(wanted: list[Wanted], upload: Upload) -> None:
    """Raise Reported where code outside of functions took its time before it defined any function."""
    if upload.slow and not any(want.names() & upload.names.keys() for want in wanted):
        raise Reported(upload.slow)


def _of_class(name: str, candidate: type) -> Found:
    try:
        instance = candidate()
    except TypeError as error:
        if error.__traceback__ is None or error.__traceback__.tb_next is not None:
            raise
        raise Reported(
            Trouble("signature", f"The class {name} must be made without arguments, as {name}(): {error}")
        ) from None
    forward = getattr(instance, "forward", None)
    forward = forward if callable(forward) else None
    return Found(f"{name}.backward", instance.backward, forward, True, _line(instance.backward))


def _line(function: Any) -> int | None:
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return code.co_firstlineno if isinstance(code, types.CodeType) and code.co_filename == FILE else None


def _missing(wanted: Wanted, upload: Upload) -> Trouble:
    """Why there is nothing to call, from the most telling reason to the least."""
    if upload.slow and not wanted.names() & upload.names.keys():
        return upload.slow
    for name in (wanted.function, *wanted.classes):
        if name in upload.skipped:
            trouble = upload.skipped[name]
            return trouble._replace(message=f"`{name}` could not be defined. {trouble.message}")
        value = upload.names.get(name)
        if isinstance(value, Placeholder):
            return Trouble(
                "import", f"`{name}` is imported from a module that is not available: paste its code."
            )
    value = upload.names.get(wanted.function)
    found = _listing(upload)
    if wanted.function in upload.names:
        return Trouble(
            "missing_function", f"`{wanted.function}` is {_kind_of(value)}, not a function. {found}"
        )
    for name, value in list(upload.names.items()):
        if isinstance(value, type) and value.__module__ == MODULE:
            if name in wanted.classes:
                return Trouble("missing_function", f"The class `{name}` has no method `backward`. {found}")
            if callable(getattr(value, wanted.function, None)):
                message = (
                    f"`{wanted.function}` is defined inside the class `{name}`: move it out of the class."
                )
                return Trouble("missing_function", message)
    return _indented(wanted.function) or _misspelt(wanted, upload)


def _misspelt(wanted: Wanted, upload: Upload) -> Trouble:
    near = difflib.get_close_matches(wanted.function, _defined(upload), n=1, cutoff=0.75)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    return Trouble("missing_function", f"There is no function `{wanted.function}`.{hint} {_listing(upload)}")


def _indented(name: str) -> Trouble | None:
    """That a function of this name is defined, but inside of something else."""
    start = f"def {name}("
    for number, line in enumerate(linecache.getlines(FILE), start=1):
        if line[:1] in {" ", "\t"} and line.lstrip().startswith(start):
            message = (
                f"`{name}` stands in line {number} inside something else, so the file itself has no such "
                "function: move it to the left margin, out of any other function or `if`."
            )
            return Trouble("missing_function", message, number, line.strip())
    return None


def _kind_of(value: object) -> str:
    return "None" if value is None else f"of type {type(value).__name__}"


def _defined(upload: Upload) -> list[str]:
    """Functions and classes that the file itself defines, in its order."""
    kinds = (types.FunctionType, type)
    return [
        name
        for name, value in list(upload.names.items())
        if isinstance(name, str) and isinstance(value, kinds) and value.__module__ == MODULE
    ]


def _listing(upload: Upload) -> str:
    names = _defined(upload)
    if not names:
        return "The file defines no functions."
    return "Found: " + ", ".join(names[:12]) + (", …" if len(names) > 12 else ".")
