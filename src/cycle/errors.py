"""Every error this service raises on purpose; each says where, what is wrong and what would be right.

CycleError
├── InputError            one or many problems of something a person wrote: a TOML file, a spreadsheet, a template
│   ├── ConfigError       a file under config/
│   │   └── SettingError  a setting of the machine
│   ├── RegisterError     a register or programme table
│   └── TemplateError     a Word, mail or page template
├── MissingToolError      a program this machine lacks (LibreOffice), with how to install it
├── ConversionError       LibreOffice ran and no good PDF came out
├── StepError             a step asked for in a state that does not allow it
├── BusyError             another run of the same step of the same year is at work
├── HeldError             a mailing waits until a person says that it may go on
├── StoreError            the database or the stored files are not as they were left
│   └── FullDiskError     there was no room to write: nothing of it was written
└── DeliveryError         a mail server's answer, translated once at the door
    ├── Refused           final: the server said no to this recipient
    ├── Unavailable       passing: nothing was accepted, try again later
    └── Uncertain         the reply was lost after the final dot: a person or evidence decides
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Self

from cycle.phrases import Phrase, said

if TYPE_CHECKING:
    from cycle.model import Language


_FEW_WORDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with one place of one input, as listed by every `check` command."""

    file: str
    where: str
    """Key, cell or paragraph: `Register!C7`, `seats[3].per`, `paragraph 12`; a `Phrase` where people read of it."""
    what: str
    """A `Phrase` wherever those who prepare the year may read it; words of others stand as they are."""
    remedy: str = ""
    severity: str = "error"
    """`error` stops the work, `guess` waits until a person has seen it, `warning` is shown and the work goes on."""

    def __str__(self) -> str:
        """Return *where: what is wrong; what would be right* on one line."""
        return self._line(self.where, self.what, self.remedy)

    def said(self, language: Language) -> str:
        """Return the same line for somebody who reads this language."""
        return self._line(*(said(text, language) for text in (self.where, self.what, self.remedy)))

    def written_in(self, language: Language) -> Self:
        """Return the same problem with its texts in this language, for those who read them one by one."""
        where, what, remedy = (
            text.written_in(language) if isinstance(text, Phrase) else text
            for text in (self.where, self.what, self.remedy)
        )
        return replace(self, where=where, what=what, remedy=remedy)

    def _line(self, where: str, what: str, remedy: str) -> str:
        place = ": ".join(part for part in (self.file, where) if part)
        return (f"{place}: " if place else "") + what + (f"; {remedy}" if remedy else "")


class CycleError(Exception):
    """Something this service refuses, in words for the person who can mend it.

    The text is for who runs the machine, and says where. Where it is a `Phrase`, it is for those who run the year too.
    """

    message: Phrase | None = None
    """What it says to those who run the year, and what they can do; without it they are told by the kind of error."""

    def __init__(self, *said: object) -> None:
        super().__init__(*said)
        if said and isinstance(said[0], Phrase):
            self.message = said[0]

    def with_message(self, message: Phrase) -> Self:
        """Return the error with what it says to those who run the year."""
        self.message = message
        return self


class InputError(CycleError):
    """All problems of one input at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Problem, ...]], dict[str, object]]:
        """Make a copy of the problems and not of their text."""
        return type(self), (self.problems,), dict(vars(self))


class ConfigError(InputError):
    """A file under config/ does not fit its format."""


class SettingError(ConfigError):
    """A setting of the machine is missing or wrong: a matter of whoever runs it, also where a year stops at it."""


class RegisterError(InputError):
    """A register or programme table has rows that cannot be used."""


class TemplateError(InputError):
    """A template would give a wrong letter."""


class MissingToolError(CycleError):
    """A program this machine lacks."""


class ConversionError(CycleError):
    """LibreOffice ran, but no good PDF came out. `failures` says of which file, and why, where there are several."""

    def __init__(self, text: str, *, failures: Mapping[str, Phrase] | None = None) -> None:
        self.failures = dict(failures or {})
        super().__init__(text)


class StepError(CycleError):
    """A step was asked for in a state that does not allow it."""


class BusyError(CycleError):
    """Another run of the same step of the same year is at work."""


class HeldError(CycleError):
    """A mailing waits until a person says that it may go on; said in the language of that person."""


class StoreError(CycleError):
    """The database or the stored files are not as they were left."""


class FullDiskError(StoreError):
    """There was no room for a transaction; nothing of it was written."""


class DeliveryError(CycleError):
    """A mail server's answer. `code` is the SMTP code or None, `text` the server's own words."""

    def __init__(self, text: str, *, code: int | None = None) -> None:
        self.code = code
        self.text = text
        super().__init__(f"{code} {text}" if code else text)


class Refused(DeliveryError):
    """Final: the server said no to this recipient."""


class Unavailable(DeliveryError):
    """Passing: nothing was accepted; trying again later is safe.

    `said` is the SMTP code of an answer that is about us and not about one mail, when there was one.
    """

    def __init__(self, text: str, *, code: int | None = None, said: int | None = None) -> None:
        self.said = code or said
        super().__init__(text, code=code)


class Uncertain(DeliveryError):
    """The reply was lost after the final dot; nothing is sent again until evidence or a person decides."""


def did_you_mean(word: str, known: Iterable[str]) -> Phrase:
    """Return `did you mean 'x'?` when a known word is near, else the list of known words."""
    words = sorted(known)
    near = nearest(word, words)
    if near:
        return Phrase("did you mean '{near}'?", near=near)
    return Phrase("known: {words}", words=", ".join(words))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word or text that was probably meant, empty when none is near."""
    return next(iter(get_close_matches(word, _worth_comparing(word, sorted(known)), n=1, cutoff=0.6)), "")


def _worth_comparing(word: str, known: Sequence[str]) -> Sequence[str]:
    """Return the texts that share half the words of a whole sentence; all of them for a word or two.

    Comparing letters takes a millisecond for two sentences, and a home can have hundreds of each.
    """
    words = set(word.split())
    if len(words) <= _FEW_WORDS:
        return known
    return [text for text in known if 2 * len(words.intersection(text.split())) >= len(words)]
