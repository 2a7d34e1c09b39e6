"""What an act on a closed year stores (arkivhandling): the year as it will be, and where its new package is."""

from __future__ import annotations

from dataclasses import dataclass

from cycle.application.results.closing import KeptFile
from cycle.archive.public_site.pages import Edition
from cycle.model import StoredFile


@dataclass(frozen=True, slots=True, kw_only=True)
class ActResult:
    """The page as it is when somebody approves what was asked for."""

    edition: Edition | None
    """None where the year is to be opened again."""
    said: str
    """What the page says of it, or what is done."""
    package: str
    """Name of the package that comes of it; empty where none does."""
    problems: tuple[str, ...] = ()
    """What the approver is to know: where a name that goes away still stands."""
    remarks: StoredFile | None = None
    """What is wrong with the files of past years and with the messages, a line each: it quotes them."""
    filed: tuple[KeptFile, ...] = ()
    """The messages for the records system, as they lie in the package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOutcome:
    """What was done; the package is the one before where a year was opened again."""

    package: str
    zip: str
    zip_sha256: str
