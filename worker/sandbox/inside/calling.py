"""One call of a graded function: the arguments, the call, and what became of them."""

from __future__ import annotations

import contextvars
import inspect
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from . import protocol, values
from .loading import Upload
from .targets import Found
from .trouble import MissingModule, Reported, Trouble, at_line, line_of, of_exception


class Asked(NamedTuple):
    """What the worker asks for: see `grader.messages.Call`."""

    function: str
    args: tuple[Any, ...]
    forward_args: tuple[Any, ...] | None
    own_cache: bool
    through: tuple[str, ...]
    own_caches: tuple[str, ...]


class Answer(NamedTuple):
    """See `grader.messages.Returned`."""

    value: Any
    mutated: tuple[int, ...]
    forward: Any
    own_forward: bool


QUIET = contextvars.copy_context()
QUIET.run(np.seterr, all="ignore")
"""An upload that asks numpy to raise must not fail at inputs where rounding to zero is right, and none is
told that its sigmoid overflows at inputs that we chose: each call runs in a copy of this context."""


def has_own_cache(asked: Asked, found: Found) -> bool:
    """Whether the upload's own forward makes the cache of this call."""
    return asked.forward_args is not None and bool(found.forward) and (found.in_class or asked.own_cache)


def answer(asked: Asked, found: Found) -> Answer:
    """Call the upload. Raises Reported, or whatever the upload raises."""
    return QUIET.copy().run(_answer, asked, found)


def _answer(asked: Asked, found: Found) -> Answer:
    args, output, own_forward = _arguments(asked, found)
    before = values.snapshot(args)
    value = values.tidy(_call(found.backward, args, found.title), found.title)
    mutated = tuple([i for i, arg in enumerate(args) if not values.unchanged(arg, before[i])])
    return Answer(value, mutated, output, own_forward)


def _value(asked: Asked, found: Found) -> Any:
    """What it returned; nobody asks what became of the arguments."""
    args, _, _ = _arguments(asked, found)
    return values.tidy(_call(found.backward, args, found.title), found.title)


def _arguments(asked: Asked, found: Found) -> tuple[list[Any], Any, bool]:
    """The arguments, with the cache of the upload's own forward where that has to be used, and its output."""
    args = list(asked.args)
    if not found.forward or not has_own_cache(asked, found):
        return args, None, False
    title = found.title.replace("backward", "forward")
    output, cache = _pair(_call(found.forward, asked.forward_args, title), title)
    args[1:2] = [cache]
    return args, values.tidy(output, title), True


def drive(asked: Asked, driver: Callable[..., Any], found: Sequence[Found]) -> Answer:
    """Call a driver with the upload's backward passes. Raises what they raise."""

    def backward(name: str, target: Found) -> Callable[..., Any]:
        def call(dout: Any, cache: Any, inputs: Any) -> Any:
            one = Asked(name, (dout, cache), inputs, name in asked.own_caches, (), ())
            return QUIET.copy().run(_value, one, target)

        return call

    try:
        value = driver(*map(backward, asked.through, found), *asked.args)
    except (ValueError, TypeError, IndexError) as error:
        if not _raised_by_driver(error):
            raise
        message = f"What your functions returned does not fit together: {error}."
        raise Reported(Trouble("bad_value", message)) from None
    return Answer(values.tidy(value, asked.function), (), None, False)


def _raised_by_driver(error: BaseException) -> bool:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code.co_filename == protocol.DRIVER


def _call(function: Callable[..., Any], args: Any, title: str) -> Any:
    try:
        return function(*args)
    except TypeError as error:
        own_frame_only = error.__traceback__ is not None and error.__traceback__.tb_next is None
        if own_frame_only and not _accepts(function, args):
            names = "arguments, (dout, cache)" if "backward" in title else "argument(s)"
            message = f"{title} is called with {len(args)} {names}: {error}.{_left_self(function)}"
            raise Reported(Trouble("signature", message)) from None
        raise


def _left_self(function: Callable[..., Any]) -> str:
    """A sentence on a method that was copied out of its class."""
    code = getattr(function, "__code__", None)  # a method of an instance has its `self` already
    if inspect.ismethod(function) or code is None or code.co_varnames[: code.co_argcount][:1] != ("self",):
        return ""
    return " Its first parameter is self: a function outside of a class has none."


def _accepts(function: Callable[..., Any], args: Any) -> bool:
    """Whether the signature takes that many arguments, as far as it can be told."""
    try:
        inspect.signature(function).bind(*args)
    except TypeError:
        return False
    except ValueError:
        return True
    return True


def _pair(returned: Any, title: str) -> tuple[Any, Any]:
    if isinstance(returned, tuple | list) and len(returned) == 2:
        return returned[0], returned[1]
    what = "None" if returned is None else f"a value of type {type(returned).__name__}"
    raise Reported(Trouble("bad_value", f"{title} returned {what}; it must return the pair (out, cache)."))


def explain(error: BaseException, upload: Upload, found: Found | None) -> Trouble:
    """The trouble of a call, with the line of the called function where there is no better one.

    A name that is missing because its own statement failed is traced to that statement.
    """
    if isinstance(error, Reported) and error.trouble.line is None and found:
        return at_line(error.trouble.kind, error.trouble.message, found.line)
    if isinstance(error, NameError) and error.name and not isinstance(error, UnboundLocalError):
        cause = upload.skipped.get(error.name)
        if cause:
            return cause._replace(message=f"`{error.name}` is missing. {cause.message}")
        if upload.unknown_stars and not isinstance(error, MissingModule):
            line = line_of(error.__traceback__)
            modules = " or ".join(f"`{name}`" for name in upload.unknown_stars)
            message = (
                f"`{error.name}` is not defined here: it may come from {modules}, which is not available."
            )
            return at_line("import", f"Line {line}: {message}", line)
    return of_exception(error, upload.memory_mb)
