"""Which submissions a tutor looks at, or grades anew: all newest ones, or those with something in common.

It travels in the query of an address: `?mistake=batch_mean&function=affine_backward`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from submissions.models import State
from submissions.pages.languages import say
from submissions.pages.reading import words
from submissions.pages.teaching.findings import Findings
from submissions.pages.titles import fault_title, mistake, told
from submissions.store.verdicts import Attempt
from submissions.wording import later

STATES: dict[str, str] = {
    State.QUEUED: later("waiting"),
    State.RUNNING: later("running"),
    State.GRADED: later("graded"),
    State.BROKEN: later("could not be graded"),
}


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
        said = []
        if self.mistake:
            said.append(self._inside(mistake(self.mistake)))
        if self.check:
            said.append(self._inside(say("failed “%(check)s”", check=told(self.check))))
        if self.fault:
            said.append(fault_title(self.fault))
        if self.state:
            said.append(say(STATES.get(self.state) or words(self.state)))
        return ", ".join(said)

    def _inside(self, what: str) -> str:
        return say("%(what)s in %(function)s", what=what, function=self.function) if self.function else what

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
