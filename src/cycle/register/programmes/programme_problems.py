"""What is wrong with a programme, collected in the words of who made it."""

from __future__ import annotations

from dataclasses import dataclass, field

from cycle.errors import Problem
from cycle.register.words import Say


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeProblems:
    """Collects what is wrong with one programme, in words."""

    file: str
    say: Say
    problems: list[Problem] = field(default_factory=list)

    def add(self, where: str, key: str, severity: str = "error", **values: object) -> None:
        """Note one problem."""
        what, remedy = self.say.both(key, **values)
        self.problems.append(Problem(file=self.file, where=where, what=what, remedy=remedy, severity=severity))
