"""What stands for a name from a module that is not here: harmless until it is used.

Course files import much that the graded functions never touch. Such an import succeeds, attributes of it
are placeholders again, a class may even inherit from one; but calling it, computing with it or looking
into it raises `MissingModule`, and the line of that use is the one to report.
"""

from __future__ import annotations

from typing import Any, NoReturn

from .trouble import MissingModule

COMPILERS = frozenset({"numba.jit", "numba.njit", "line_profiler.profile"})
"""Decorators that leave what a function computes as it is: without them it is only slower."""


class Placeholder:
    """Stands for `name`, a dotted name that could not be imported."""

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__") and attribute.endswith("__"):
            raise AttributeError(attribute)
        return Placeholder(f"{self._name}.{attribute}")

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Only decorators that leave a function as it is may be called."""
        if self._name not in COMPILERS:
            _used(self)
        if len(args) == 1 and not named and callable(args[0]):
            return args[0]
        return lambda function: function

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[Any, ...]:
        """As a base class: `Absent`, once."""
        first = next(base for base in bases if isinstance(base, Placeholder))
        known = any(isinstance(base, type) and issubclass(base, Absent) for base in bases)
        return (Absent,) if self is first and not known else ()

    def __instancecheck__(self, instance: object) -> bool:
        """Nothing here is an instance of a class that is not here."""
        return False

    def __repr__(self) -> str:
        return f"<{self._name}, not available>"


class Absent:
    """Stands for a base class that is not here."""

    def __init__(self, *_: object, **__: object) -> None:
        """Take whatever the real one would."""


def _used(self: Placeholder, *_: object, **__: object) -> NoReturn:
    raise MissingModule(f"`{self._name}`")


_USES = """getitem setitem delitem iter next len contains bool enter exit array index int float complex
 add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow matmul rmatmul neg pos abs
 invert lt le gt ge and rand or ror xor rxor lshift rlshift rshift rrshift await setattr"""
for _use in _USES.split():
    setattr(Placeholder, f"__{_use}__", _used)
