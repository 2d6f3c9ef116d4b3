"""The pages of a long list."""

from __future__ import annotations

from dataclasses import dataclass

from submissions.pages.languages import say


@dataclass(frozen=True)
class Pages:
    """`number` counts from 1 and is always a page that is there; an empty list has one page."""

    number: int
    last: int
    size: int
    total: int

    @classmethod
    def of(cls, total: int, size: int, wanted: str | None) -> Pages:
        """For a list of `total`; `wanted` is what stands in the address."""
        last = max(1, -(-total // size))
        asked = int(wanted) if wanted and wanted.isascii() and wanted.isdigit() and len(wanted) < 8 else 1
        return cls(min(max(asked, 1), last), last, size, total)

    @property
    def part(self) -> slice:
        """Where the page lies in the list."""
        return slice((self.number - 1) * self.size, self.number * self.size)

    @property
    def words(self) -> str:
        """Which ones are shown, such as `101–200 of 2000`."""
        first = min(self.total, self.part.start + 1)
        return say(
            "%(first)s–%(last)s of %(total)s",
            first=first,
            last=min(self.total, self.part.stop),
            total=self.total,
        )
