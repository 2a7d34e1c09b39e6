"""What a check of the archive found (funn): which file, what is the matter, and what would mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cycle.application.publishing.integrity.whereabouts import STORE
from cycle.catalogue import say, sentence
from cycle.errors import Problem
from cycle.model import Language

ArchiveFindingKind = Literal[
    "missing",
    "changed",
    "forged",
    "extra",
    "link",
    "unknown",
    "unknown site",
    "set aside",
    "damaged",
    "interrupted",
    "left",
    "hidden",
    "top link",
    "unlisted",
    "list changed",
    "list lost",
    "address changed",
    "result lost",
    "result changed",
    "mail lost",
    "mail changed",
    "mail gone",
    "mail times",
    "row changed",
    "row added",
    "row lost",
    "year flaw",
    "year unread",
    "misnamed",
    "orphan",
    "copy absent",
    "not copied",
    "no package",
]
_REPAIR = sentence("`cycle archive repair` takes it from where it is whole; else restore it from a backup")
_DATABASE = sentence("restore the database from a backup, or find out who changed it")
_ROW = sentence(
    "restore the database from a backup, or find out who changed it; where a year is closed rightly as it stands, "
    "`cycle archive build` with a name and a reason writes that into the log"
)
_AGAIN = sentence("do the archive step of the year again")

WORDS: Mapping[ArchiveFindingKind, tuple[str, str]] = {
    "missing": (sentence("is missing"), _REPAIR),
    "changed": (sentence("has changed since it was published"), _REPAIR),
    "forged": (
        sentence("is not what was published, though the package's manifest fits it: the manifest was made again"),
        _REPAIR,
    ),
    "extra": (sentence("was not there when it was published"), sentence("take it out")),
    "link": (sentence("is a link, and no file"), sentence("take it out")),
    "unknown": (sentence("the store knows of no such package"), sentence("take it out, or restore the database")),
    "unknown site": (
        sentence("the store knows of no such site, and whoever reads the site can read it"),
        sentence("take it out, or restore the database"),
    ),
    "set aside": (
        sentence("lay where a package of the year was put, and the store knew of no such package"),
        sentence("find out which of the two is right, keep it elsewhere or restore the database, then take it out"),
    ),
    "damaged": (sentence("cannot be read as a package"), _REPAIR),
    "interrupted": (sentence("was being published when the service stopped"), _AGAIN),
    "left": (sentence("was left behind when the service stopped"), sentence("the next publishing takes it away")),
    "hidden": (
        sentence("is a file that a system hides, and none of ours"),
        sentence("nothing takes it away; take it out if it is not the disk's own"),
    ),
    "top link": (
        sentence("is a link: a copy of the home folder has the link alone"),
        sentence("see that it leads where you mean, and that what it leads to is backed up"),
    ),
    "unlisted": (
        sentence("was published before the store kept lists"),
        sentence("`cycle archive build` makes the list of a site, and the next publishing that of a package"),
    ),
    "list changed": (sentence("the store's own list of it was changed since it was written"), _DATABASE),
    "list lost": (sentence("the package's manifest names it, and the store's list does not"), _DATABASE),
    "address changed": (
        sentence("whose this address is does not stand as the store's lists say it was given first"),
        _DATABASE,
    ),
    "result lost": (sentence("a package holds this result, and the store does not"), _DATABASE),
    "result changed": (sentence("this result of the store is not what its digest says"), _DATABASE),
    "mail lost": (sentence("a package tells of this mail, and the outbox tells otherwise"), _DATABASE),
    "mail changed": (sentence("this mail of the store is not what was handed to the mail server"), _DATABASE),
    "mail gone": (sentence("this mail was handed to the mail server, and the store has kept it no more"), _DATABASE),
    "mail times": (sentence("the database tells two things of when this mail was handed over, or arrived"), _DATABASE),
    "row changed": (sentence("this row of the database is not as the log of what people did says"), _ROW),
    "row added": (sentence("the log of what people did does not tell of this row of the database"), _ROW),
    "row lost": (sentence("the log of what people did tells of this row, and the database has it no more"), _ROW),
    "year flaw": (sentence("the year does not hold against its log: see `cycle status --verify`"), _DATABASE),
    "year unread": (
        sentence("the decisions and mails of the year were not looked at, for it cannot be opened"),
        sentence("mend what it says; `cycle doctor` says more"),
    ),
    "misnamed": (sentence("is no stored file: its name is not its sha256"), sentence("take it out")),
    "orphan": (sentence("nothing on record refers to this file"), sentence("it does no harm")),
    "copy absent": (
        sentence("the second copy is not there, and nothing was compared"),
        sentence("see that its disk is mounted, and that CYCLE_ARCHIVE_COPY names it"),
    ),
    "not copied": (sentence("is not in the second copy yet"), sentence("`cycle archive repair` copies it")),
    "no package": (sentence("there is no archive package: no year is published"), ""),
}
"""What is the matter, and the remedy."""
WARNINGS: frozenset[ArchiveFindingKind] = frozenset(
    {"interrupted", "left", "hidden", "top link", "unlisted", "orphan", "year unread"}
)
"""What stops nobody: the next publishing mends it, or it harms nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFinding:
    """One thing that is not as it was published."""

    kind: ArchiveFindingKind
    place: str
    """`site/bergensomradet`, `packages/…-2027`, `files/…`."""
    path: str = ""
    in_copy: bool = False

    @property
    def is_error(self) -> bool:
        """Return whether something must be done."""
        return self.kind not in WARNINGS

    def problem(self, language: Language | None = None) -> Problem:
        """Return it in words: English for those who run the machine, else in the reader's language."""
        what, remedy = WORDS[self.kind]
        if language is not None:
            what, remedy = say(language, what), say(language, remedy) if remedy else ""
        return Problem(
            file=f"copy/{self._file}" if self.in_copy else self._file,
            where="",
            what=what,
            remedy=remedy,
            severity="error" if self.is_error else "warning",
        )

    @property
    def _file(self) -> str:
        if self.kind in {"year flaw", "year unread"}:
            return f"{self.place}: {self.path}"
        if self.place.startswith(f"{STORE}/"):
            return f"{STORE}/{self.path}"
        return self.place if self.place.endswith(self.path) else f"{self.place}/{self.path}"
