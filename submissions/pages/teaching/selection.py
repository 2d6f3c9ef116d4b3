"""Which submissions a tutor looks at, or grades anew: all newest ones, or those with something in common.

It travels in the query of an address: `?mistake=batch_mean&function=affine_backward`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from submissions.models import State
from submissions.pages.reading import words
from submissions.pages.teaching.findings import Findings
from submissions.pages.view_report import FAULTS
from submissions.store.verdicts import Attempt


@dataclass(frozen=True)
class Selection:
    """What they have in common; everything that is not empty must fit.

    `mistake` is a misconception's id, `check` the title of one that failed, both in `function`; `fault` is
    the kind that stopped the upload, and `state` one of `State`.
    """

    mistake: str = ""
    check: str = ""
    function: str = ""
    fault: str = ""
    state: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Selection:
        """From the query of an address, or the fields of a form."""
        return cls(**{field.name: query.get(field.name, "")[:300] for field in fields(cls)})

    @property
    def query(self) -> dict[str, Any]:
        """For the query of an address."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name))}

    @property
    def words(self) -> str:
        """What they have in common, in words."""
        inside = f" in {self.function}" if self.function else ""
        said = []
        if self.mistake:
            said.append(f"{words(self.mistake)}{inside}")
        if self.check:
            said.append(f"failed “{self.check}”{inside}")
        if self.fault:
            said.append(FAULTS.get(self.fault) or words(self.fault))
        if self.state:
            said.append("could not be graded" if self.state == State.BROKEN else words(self.state))
        return ", ".join(said)

    def takes(self, one: Attempt, found: Findings | None) -> bool:
        """Whether an attempt belongs to it."""
        if self.state and one.state != self.state:
            return False
        if not (self.mistake or self.check or self.fault):
            return True
        if found is None or (self.fault and found.fault != self.fault):
            return False
        if self.mistake and (self.mistake, self.function) not in found.mistakes:
            return False
        return not self.check or any(
            check.title == self.check and check.function == self.function and check not in found.passed
            for check in found.tried
        )
