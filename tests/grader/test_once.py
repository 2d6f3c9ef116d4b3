from __future__ import annotations

from dataclasses import dataclass, field

from grader.once import once


@dataclass(frozen=True)
class Counted:
    calls: list[int] = field(default_factory=list)

    @once
    def value(self) -> int:
        """What was computed."""
        self.calls.append(1)
        return len(self.calls)


def test_it_is_computed_once_for_each_object() -> None:
    one, other = Counted(), Counted()
    assert (one.value, one.value, other.value) == (1, 1, 1)
    assert one.calls == other.calls == [1]


def test_the_class_shows_what_it_says() -> None:
    assert Counted.value.__doc__ == "What was computed."
