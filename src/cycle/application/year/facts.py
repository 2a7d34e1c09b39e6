"""What people have decided about one year: its facts, host, programme and presentations, read from the year's folder.

The folder `<meeting>-<year>` lies in the community's folder and holds meeting.toml, the programme (program.xlsx, .csv
or .toml) and presentasjonar/. All of it may be missing when date and venue are given at the trigger.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from cycle.application.year.minutes import MINUTES
from cycle.application.year.problem_words import GIVEN
from cycle.errors import ConfigError, Problem
from cycle.governance.additions import Addition, Removal
from cycle.governance.milestones import ANSWERS, INVITATION
from cycle.governance.strict import Slug, Strict, parse
from cycle.model import Contact, Language, MeetingFacts, ProgrammeItem, Right, digest
from cycle.register.addresses import AddressError, read_address
from cycle.register.dates import DATE_REMEDY, TIME_REMEDY, read_date, read_time
from cycle.register.entries import person_id
from cycle.register.programme import check_programme

FACTS = "meeting.toml"
PROGRAMMES = ("program.xlsx", "program.ods", "program.xls", "program.csv", "program.toml")
LANGUAGES: tuple[Language, ...] = ("nn", "nb")
PRESENTATIONS = "presentasjonar"
PRESENTATION_TYPES = frozenset({".pdf", ".pptx", ".ppt", ".odp", ".docx", ".odt"})

START, END = dt.time(9), dt.time(15)
REGISTRATION_BEFORE = dt.timedelta(minutes=30)
REPLY_BEFORE = dt.timedelta(weeks=5)
RECORD_BEFORE = dt.timedelta(weeks=11)
"""How long before the meeting each falls when nobody has said; our choice, no source gives any."""

A_YEAR = dt.timedelta(days=366)
"""The longest a day of a meeting's cycle lies before the meeting."""
MAY_BE_COPIED = (
    "venue",
    "place",
    "reference",
    "theme",
    "aim",
    "signup",
    "prepare",
    "practical",
    "page",
    "note",
    "change_reason",
    "host",
    "contact",
    "additions",
    "removals",
    "nn",
    "nb",
)
"""What a year's file may have from a copy of last year's; days cannot be the same, and times often are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostOverride:
    """A decision that this year's host is another than the rule gives, or which organisation inside the side it is."""

    organisation: str
    reason: str
    decision: str
    """Reference to the decision, `SSU-sak 2026/14`."""
    decided_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearInputs:
    """Everything people have decided about one year's meeting, checked."""

    facts: MeetingFacts
    host: HostOverride | None
    programme: tuple[ProgrammeItem, ...]
    """Empty until the programme committee has made one."""
    presentations: tuple[Path, ...]
    """Files in presentasjonar/, in the order of the programme, the others after them by name."""
    additions: tuple[Addition, ...] = ()
    """Those who are invited though no rule says so."""
    removals: tuple[Removal, ...] = ()
    words: Mapping[Language, Mapping[str, Any]] = field(default_factory=dict)
    """What the facts say in another language than the community's own, by language and fact."""
    programmes: Mapping[Language, tuple[ProgrammeItem, ...]] = field(default_factory=dict)
    """The programme in a written language of its own, where somebody has written it (`program.nb.xlsx`)."""
    warnings: tuple[Problem, ...] = ()

    def facts_in(self, language: Language) -> MeetingFacts:
        """Return the facts with the sentences that are written in this language too."""
        return replace(self.facts, **self.words.get(language, {}))

    @property
    def digest(self) -> str:
        """Return what names the facts, the host and the programme; presentations are named by their own bytes."""
        told: dict[str, Any] = {"facts": self.facts, "host": self.host, "programme": self.programme}
        others = {"words": self.words, "programmes": self.programmes}
        return digest(told | {name: said for name, said in others.items() if said})

    @property
    def by_hand(self) -> str:
        """Return what names those who are added and taken off by hand; empty when there are none."""
        return digest([self.additions, self.removals]) if self.additions or self.removals else ""


def _no_days(_date: dt.date) -> Mapping[str, dt.date]:
    return {}


def load_year(
    folder: Path,
    *,
    meeting: str,
    year: int,
    given: Mapping[str, Any] | None = None,
    ruled: Callable[[dt.date], Mapping[str, dt.date]] = _no_days,
) -> YearInputs:
    """Return the year's inputs; `folder` is the community's, `given` (from a form or a command) goes before its files.

    `ruled` gives the days of the milestones for a date of the meeting: when answers are due where nobody has said, and
    what days cannot be.

    Raises ConfigError with every problem of the files and the given values at once.
    """
    home = folder / f"{meeting}-{year}"
    given = {key: value for key, value in (given or {}).items() if value not in (None, "")}
    problems: list[Problem] = []
    table = _table(home / FACTS, year=year, given=given, ruled=ruled, problems=problems)
    programme = _programme(home, problems, PROGRAMMES)
    programmes = {one: _programme(home, problems, programmes_in(one)) for one in LANGUAGES}
    presentations = _presentations(home, programme, problems)
    problems.extend(_strangers(home))
    errors = [one for one in problems if one.severity == "error"]
    if errors or table is None:
        raise ConfigError(errors)
    return YearInputs(
        facts=table.facts(year, ruled),
        host=table.host.override() if table.host else None,
        programme=programme,
        presentations=presentations,
        additions=tuple(one.value() for one in table.additions),
        removals=tuple(Removal(**one.model_dump()) for one in table.removals),
        words=table.words(),
        programmes={one: items for one, items in programmes.items() if items},
        warnings=tuple(one for one in problems if one.severity == "warning"),
    )


def host_as_written(home: Path, *, given: Mapping[str, Any]) -> tuple[HostOverride | None, dt.date | None]:
    """Return the host and the day that a year's folder or what was given says, None for what cannot be read.

    For those who look at another year than their own: what is wrong in a folder is told of its own year.
    """
    try:
        written = tomllib.loads((home / FACTS).read_text("utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        written = {}
    try:
        day = read_date({**written, **given}.get("date"))
    except ValueError:
        return None, None
    try:
        return HostTable.model_validate(written["host"]).override(), day
    except (KeyError, ValidationError):
        return None, day


def _day(value: Any) -> dt.date:
    try:
        return read_date(value)
    except ValueError as error:
        raise PydanticCustomError("date", "{text}", {"text": str(error), "remedy": DATE_REMEDY}) from None


def _clock(value: Any) -> dt.time:
    try:
        return read_time(value)
    except ValueError as error:
        raise PydanticCustomError("time", "{text}", {"text": str(error), "remedy": TIME_REMEDY}) from None


def _mailbox(value: Any) -> str:
    try:
        return read_address(str(value))
    except AddressError as error:
        raise PydanticCustomError("address", "{text}", {"text": str(error), "remedy": error.remedy}) from None


Day = Annotated[dt.date, BeforeValidator(_day)]
Clock = Annotated[dt.time, BeforeValidator(_clock)]
Mailbox = Annotated[str, BeforeValidator(_mailbox)]


class HostTable(Strict):
    """[host]: which organisation hosts, decided by people."""

    organisation: Slug
    reason: str = Field(min_length=1)
    decision: str = Field(min_length=1)
    decided_on: Day | None = None

    def override(self) -> HostOverride:
        """Return the decision as a value."""
        return HostOverride(**self.model_dump())


class ContactTable(Strict):
    """[contact]: who answers questions about this meeting."""

    name: str = Field(min_length=1)
    organisation: str = Field(min_length=1)
    address: Mailbox
    phone: str = ""
    title: str = ""
    web: str = ""
    postal: str = ""


class AdditionTable(Strict):
    """[[additions]]: somebody who is invited though no rule says so."""

    name: str = Field(min_length=1)
    address: Mailbox
    role: str = Field(min_length=1)
    organisation: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    decided_by: str = Field(min_length=1)
    language: Language = "nn"
    right: Right = "attend"

    def value(self) -> Addition:
        """Return the addition as a value, with the id the register would give the person."""
        return Addition(**self.model_dump(), id=person_id(self.name))


class RemovalTable(Strict):
    """[[removals]]: a person, or one seat, that is taken off the list."""

    who: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    decided_by: str = Field(min_length=1)


class FactsInWords(Strict):
    """[nb] or [nn]: what the facts say in the other written language; what is not here stands as it is."""

    venue: str = ""
    place: str = ""
    theme: str = ""
    aim: str = ""
    signup: str = ""
    prepare: str = ""
    practical: str = ""
    change_reason: str = ""

    def said(self) -> dict[str, str]:
        """Return the facts that are written."""
        return {key: one for key, one in self.model_dump().items() if one}


class MeetingTable(Strict):
    """meeting.toml: date and venue must be known, everything else has a default."""

    date: Day
    venue: str = Field(min_length=1)
    place: str = ""
    start: Clock = START
    end: Clock = END
    registration: Clock | None = None
    reply_by: Day | None = None
    record_date: Day | None = None
    reference: str = ""
    theme: str = ""
    aim: str = ""
    signup: str = ""
    prepare: str = ""
    practical: str = ""
    page: str = ""
    change_reason: str = ""
    note: str = ""
    host: HostTable | None = None
    contact: ContactTable | None = None
    additions: tuple[AdditionTable, ...] = ()
    removals: tuple[RemovalTable, ...] = ()
    nn: FactsInWords | None = None
    nb: FactsInWords | None = None

    def words(self) -> Mapping[Language, Mapping[str, Any]]:
        """Return what the facts say in another language, by language and fact."""
        tables: Mapping[Language, FactsInWords | None] = {"nn": self.nn, "nb": self.nb}
        return {language: one.said() for language, one in tables.items() if one is not None}

    def facts(self, year: int, ruled: Callable[[dt.date], Mapping[str, dt.date]]) -> MeetingFacts:
        """Return the facts of the year, with what nobody has said counted back from the meeting."""
        beside = {"host", "contact", "additions", "removals", "registration", "reply_by", "record_date", "nn", "nb"}
        written = self.model_dump(exclude=beside)
        return MeetingFacts(
            **written,
            year=year,
            registration=self.registration or _before(self.start),
            reply_by=self.reply_by or ruled(self.date).get(ANSWERS, self.date - REPLY_BEFORE),
            record_date=self.record_date or self.date - RECORD_BEFORE,
            contact=Contact(**self.contact.model_dump()) if self.contact else None,
        )


def _before(start: dt.time) -> dt.time:
    moment = dt.datetime.combine(dt.date(2000, 1, 2), start) - REGISTRATION_BEFORE
    return moment.time() if moment.date() == dt.date(2000, 1, 2) else start


def _table(
    file: Path,
    *,
    year: int,
    given: Mapping[str, Any],
    ruled: Callable[[dt.date], Mapping[str, dt.date]],
    problems: list[Problem],
) -> MeetingTable | None:
    """Return the facts as written and given, None when problems were found."""
    name = f"{file.parent.name}/{file.name}"
    try:
        written = tomllib.loads(file.read_text("utf-8-sig")) if file.is_file() else {}
        table = parse(MeetingTable, {**written, **given}, file=name)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        what, remedy = f"this is not TOML: {error}", "correct the line; the file is saved as UTF-8"
        problems.append(Problem(file=name, where="", what=what, remedy=remedy))
        return None
    except OSError as error:
        what, remedy = f"cannot be read: {error.strerror}", "let the service's user read it"
        problems.append(Problem(file=name, where="", what=what, remedy=remedy))
        return None
    except ConfigError as error:
        problems.extend(_explained(error.problems, given=given))
        return None
    found = list(_contradictions(table, year=year, file=name, given=given, ruled=ruled))
    problems.extend(found)
    return None if any(one.severity == "error" for one in found) else table


def _explained(problems: Iterable[Problem], *, given: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems with the place they come from, and what to give where a fact is missing."""
    for one in problems:
        remedy = one.remedy
        if one.what == "missing" and one.where in {"date", "venue"}:
            example = {"date": "18.02.2027", "venue": "Kulturhuset"}[one.where]
            remedy = f'give it when you start the year ({example}) or write {one.where} = "{example}" in the file'
        file = GIVEN if one.where.partition(".")[0] in given else one.file
        yield Problem(file=file, where=one.where, what=one.what, remedy=remedy)


def _contradictions(
    table: MeetingTable,
    *,
    year: int,
    file: str,
    given: Mapping[str, Any],
    ruled: Callable[[dt.date], Mapping[str, dt.date]],
) -> Iterator[Problem]:
    """Yield every pair of facts that cannot both hold."""
    facts = table.facts(year, ruled)

    def problem(key: str, what: str, remedy: str) -> Problem:
        return Problem(file=GIVEN if key in given else file, where=key, what=what, remedy=remedy)

    if facts.date.year != year:
        what = f"the date {facts.date} is not in {year}"
        yield problem("date", what, f"write the date of the meeting in {year}, or start the year {facts.date.year}")
    if facts.end <= facts.start:
        yield problem(
            "end", f"the meeting ends {facts.end:%H.%M}, not after its start {facts.start:%H.%M}", TIME_REMEDY
        )
    if facts.registration > facts.start:
        what = f"registration opens {facts.registration:%H.%M}, after the start {facts.start:%H.%M}"
        yield problem("registration", what, "let it open at the start or before")
    invitation = ruled(facts.date).get(INVITATION)
    usual = ruled(facts.date).get(ANSWERS, facts.date - REPLY_BEFORE)
    leave_out = f"write a day before the meeting, or leave it out: it is then {usual}"
    if facts.reply_by >= facts.date:
        yield problem("reply_by", f"answers are due {facts.reply_by}, not before the meeting {facts.date}", leave_out)
    elif facts.date - facts.reply_by > A_YEAR:
        what = f"answers are due {facts.reply_by}, more than a year before the meeting {facts.date}"
        yield problem("reply_by", f"{what}: the day is of another year's meeting", leave_out)
    elif invitation is not None and facts.reply_by <= invitation:
        what = f"answers are due {facts.reply_by}, not after the day the invitation goes, {invitation}"
        yield problem("reply_by", what, f"write a later day, or leave it out: it is then {usual}")
    early = f"write an earlier day, or leave it out: it is then {facts.date - RECORD_BEFORE}"
    if facts.record_date >= facts.date:
        what = f"the record date {facts.record_date} is not before the meeting {facts.date}"
        yield problem("record_date", what, early)
    elif facts.date - facts.record_date > A_YEAR:
        what = f"the record date {facts.record_date} is more than a year before the meeting {facts.date}"
        later = f"write a later day, or leave it out: it is then {facts.date - RECORD_BEFORE}"
        yield problem("record_date", f"{what}: the day is of another year's meeting", later)
    elif facts.record_date > facts.reply_by and facts.date - facts.reply_by <= A_YEAR:
        what = f"the record date {facts.record_date} is after the day answers are due {facts.reply_by}"
        yield problem("record_date", what, "the list must be made before people can answer; write an earlier day")


def copied_from(folder: Path, *, meeting: str, year: int) -> tuple[str, ...]:
    """Return the facts in the year's file that stand word for word as in the file of the year before, by their keys."""
    now, before = (_written(folder / f"{meeting}-{one}" / FACTS) for one in (year, year - 1))
    return tuple(key for key, value in now.items() if key in MAY_BE_COPIED and value and before.get(key) == value)


def _written(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}


def check_programme_file(
    file: Path, *, language: Language
) -> tuple[tuple[ProgrammeItem, ...] | None, tuple[Problem, ...]]:
    """Return the items of a programme that lies anywhere, None when it has errors, and every problem."""
    return check_programme(file.read_bytes(), name=file.name, language=language)


def programmes_in(language: Language) -> tuple[str, ...]:
    """Return what the file of a programme in this written language may be called, `program.nb.xlsx`."""
    return tuple(one.replace(".", f".{language}.") for one in PROGRAMMES)


def _programme(home: Path, problems: list[Problem], names: Collection[str]) -> tuple[ProgrammeItem, ...]:
    files = [file for file in _files(home) if file.name.casefold() in names]
    if len(files) > 1:
        what = f"there are {len(files)} programmes: {', '.join(file.name for file in files)}"
        problems.append(Problem(file=home.name, where="", what=what, remedy="keep one of them"))
        return ()
    if not files:
        return ()
    items, found = _checked(files[0].read_bytes(), name=f"{home.name}/{files[0].name}")
    problems.extend(found)
    return items or ()


@lru_cache(maxsize=4)
def _checked(data: bytes, *, name: str) -> tuple[tuple[ProgrammeItem, ...] | None, tuple[Problem, ...]]:
    """Return what the programme's file holds; the same bytes are read once, since every step looks at them."""
    return check_programme(data, name=name)


def _presentations(home: Path, programme: Iterable[ProgrammeItem], problems: list[Problem]) -> tuple[Path, ...]:
    """Return the presentation files, and warn of those that the programme and the folder do not agree about."""
    folder = home / PRESENTATIONS
    named = [item.file for item in programme if item.file]
    found = {file.name: file for file in _files(folder)}
    for name, file in list(found.items()):
        if file.suffix.casefold() not in PRESENTATION_TYPES:
            problems.append(_warning(folder, name, "is not a presentation and is not published", "save it as PDF"))
            del found[name]
        elif programme and name not in named:
            problems.append(_warning(folder, name, "is named by no programme item", "write it under Presentasjon"))
    for name in named:
        if name not in found:
            problems.append(_warning(folder, name, "is named in the programme but not there yet", "put the file there"))
    first = [found.pop(name) for name in dict.fromkeys(named) if name in found]
    return (*first, *(found[name] for name in sorted(found)))


def _strangers(home: Path) -> Iterator[Problem]:
    for file in _files(home):
        if file.name.casefold() not in {FACTS, MINUTES, *PROGRAMMES, *chain(*map(programmes_in, LANGUAGES))}:
            there = f"known files are {FACTS}, {', '.join(PROGRAMMES)}, {MINUTES}, {PRESENTATIONS}/"
            yield _warning(home, file.name, "is not read", there)


def _files(folder: Path) -> list[Path]:
    """Return the folder's own files by name, without hidden ones, Office's lock files and links that lead elsewhere."""
    if not folder.is_dir():
        return []
    inside = folder.resolve()
    return sorted(
        one
        for one in folder.iterdir()
        if one.is_file() and not one.name.startswith((".", "~$")) and one.resolve().parent == inside
    )


def _warning(folder: Path, name: str, what: str, remedy: str) -> Problem:
    return Problem(file=folder.name, where=name, what=f"the file {what}", remedy=remedy, severity="warning")
