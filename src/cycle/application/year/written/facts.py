"""What people have decided about one year: its facts, host, programme and presentations, read from the year's folder.

The folder `<meeting>-<year>` lies in the community's folder and holds meeting.toml, the programme (program.xlsx, .csv
or .toml) and presentasjonar/. All of it may be missing when date and venue are given at the trigger.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cycle.application.year.written.meeting_table import (
    HostOverride,
    HostTable,
    MeetingTable,
    Ruled,
    conflicting_facts,
    doubtful_additions,
)
from cycle.application.year.written.problem_words import GIVEN
from cycle.application.year.written.year_files import (
    FACTS,
    PROGRAMMES,
    heard,
    presentations_in,
    programme_with_consents,
    programmes_in,
    unread_in,
)
from cycle.errors import ConfigError, Problem
from cycle.governance.community_data.strict import parse
from cycle.governance.community_data.table_errors import MISSING
from cycle.governance.inviting.additions import Addition, Removal
from cycle.model import LANGUAGES, LATER_FACTS, Consent, Language, MeetingFacts, ProgrammeItem, digest, to_plain
from cycle.phrases import Phrase
from cycle.reading import file_named, read_toml
from cycle.register.dates import read_date

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
class YearFacts:
    """When and where a year's meeting is, and who hosts it where people have decided that, checked."""

    facts: MeetingFacts
    host: HostOverride | None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearInputs(YearFacts):
    """Everything people have decided about one year's meeting, checked."""

    programme: tuple[ProgrammeItem, ...]
    """Empty until the programme committee has made one."""
    consents: tuple[Consent, ...]
    """Whether the presentation of each item may be published; no part of what the letters rest on."""
    presentations: tuple[Path, ...]
    """Files in presentasjonar/, in the order of the programme, the others after them by name."""
    additions: tuple[Addition, ...] = ()
    """Those who are invited though no rule says so."""
    removals: tuple[Removal, ...] = ()
    edited_by: str = ""
    """Who wrote the year's file by hand, as it names them; no part of what the year is made of."""
    words: Mapping[Language, Mapping[str, Any]] = field(default_factory=dict)  # Any: texts, and a Contact
    """What the facts say in another language than the community's own, by language and fact."""
    programmes: Mapping[Language, tuple[ProgrammeItem, ...]] = field(default_factory=dict)
    """The programme in a written language of its own, where somebody has written it (`program.nb.xlsx`)."""
    warnings: tuple[Problem, ...] = ()

    def facts_in(self, language: Language) -> MeetingFacts:
        """Return the facts with the sentences that are written in this language too."""
        return replace(self.facts, **self.words.get(language, {}))

    @property
    def stated_facts(self) -> Mapping[str, object]:
        """Return what digests of the facts are of: a fact that came later is there where somebody has written it.

        So a new version of the program opens no gate of a year that says nothing of the new fact.
        """
        plain: Mapping[str, object] = to_plain(self.facts)
        return {name: said for name, said in plain.items() if said or name not in LATER_FACTS}

    @property
    def digest(self) -> str:
        """Return what names the facts, the host and the programme; presentations are named by their own bytes."""
        content: dict[str, object] = {"facts": self.stated_facts, "host": self.host, "programme": self.programme}
        others = {"words": self.words, "programmes": self.programmes}
        return digest(content | {name: said for name, said in others.items() if said})

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
    given: Mapping[str, object] | None = None,
    ruled: Ruled = _no_days,
    reads: Language = "nn",
) -> YearInputs:
    """Return the year's inputs; `folder` is the community's, `given` (from a form or a command) goes before its files.

    `ruled` gives the days of the milestones for a date of the meeting: when answers are due where nobody has said, and
    what days cannot be; `reads` is the language of whoever reads what is wrong.

    Raises ConfigError with every problem of the files and the given values at once.
    """
    home = folder / f"{meeting}-{year}"
    given = really_given(given)
    problems: list[Problem] = []
    table = _table(home / FACTS, year=year, given=given, ruled=ruled, problems=problems)
    programme, consents = programme_with_consents(home, problems, PROGRAMMES, reads)
    others = {
        language: programme_with_consents(home, problems, programmes_in(language), reads) for language in LANGUAGES
    }
    presentations = presentations_in(home, programme, problems)
    problems.extend(unread_in(home))
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors or table is None:
        raise ConfigError(errors)
    problems.extend(doubtful_additions(table, file=f"{home.name}/{FACTS}"))
    return YearInputs(
        facts=table.facts(year, ruled),
        host=table.host.override() if table.host else None,
        programme=programme,
        consents=heard(programme, consents, others.values()),
        presentations=presentations,
        additions=tuple(addition.value() for addition in table.additions),
        removals=tuple(Removal(**removal.model_dump()) for removal in table.removals),
        edited_by=table.edited_by,
        words=table.words(),
        programmes={language: items for language, (items, _) in others.items() if items},
        warnings=tuple(problem for problem in problems if problem.severity == "warning"),
    )


def load_facts(folder: Path, *, meeting: str, year: int, given: Mapping[str, object] | None = None) -> YearFacts:
    """Return the year's facts and its host, as `load_year` does, for who needs no programme.

    Raises ConfigError with every problem of meeting.toml and the given values at once.
    """
    problems: list[Problem] = []
    home = folder / f"{meeting}-{year}"
    table = _table(home / FACTS, year=year, given=really_given(given), ruled=_no_days, problems=problems)
    if table is None:
        raise ConfigError([problem for problem in problems if problem.severity == "error"])
    return YearFacts(facts=table.facts(year, _no_days), host=table.host.override() if table.host else None)


def host_as_written(home: Path, *, given: Mapping[str, object]) -> tuple[HostOverride | None, dt.date | None]:
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


def really_given(given: Mapping[str, object] | None) -> dict[str, object]:
    """Return what was really given: an empty field of a form changes nothing."""
    return {key: value for key, value in (given or {}).items() if value not in (None, "")}


def _table(
    file: Path,
    *,
    year: int,
    given: Mapping[str, object],
    ruled: Ruled,
    problems: list[Problem],
) -> MeetingTable | None:
    """Return the facts as written and given, None when problems were found."""
    name = f"{file.parent.name}/{file.name}"
    try:
        written = read_toml(file, file=name) if file_named(file.parent, file.name) else {}
    except ConfigError as error:
        problems.extend(error.problems)
        return None
    try:
        table = parse(MeetingTable, {**written, **given}, file=name)
    except ConfigError as error:
        problems.extend(_explained(error.problems, given=given))
        return None
    found = list(conflicting_facts(table, year=year, file=name, given=given, ruled=ruled))
    problems.extend(found)
    return None if any(problem.severity == "error" for problem in found) else table


def _explained(problems: Iterable[Problem], *, given: Mapping[str, object]) -> Iterator[Problem]:
    """Yield the problems with the place they come from, and what to give where a fact is missing."""
    for problem in problems:
        where, remedy = problem.where, problem.remedy
        if problem.what == MISSING and where in {"date", "venue"}:
            example = {"date": "18.02.2027", "venue": "Kulturhuset"}[where]
            remedy = Phrase(
                'give it when you start the year ({example}) or write {key} = "{example}" in the file',
                key=where,
                example=example,
            )
        file = GIVEN if where.partition(".")[0] in given else problem.file
        yield Problem(file=file, where=where, what=problem.what, remedy=remedy)


def copied_from(folder: Path, *, meeting: str, year: int) -> tuple[str, ...]:
    """Return the facts in the year's file that stand word for word as in the file of the year before, by their keys."""
    now, before = (_written(folder / f"{meeting}-{of}" / FACTS) for of in (year, year - 1))
    return tuple(key for key, value in now.items() if key in MAY_BE_COPIED and value and before.get(key) == value)


def _written(file: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}
