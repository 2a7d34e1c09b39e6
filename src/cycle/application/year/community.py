"""Reads a community's folder: who the parties are, the rules of each meeting type, the history."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, TypeVar

from cycle.errors import ConfigError, Problem, did_you_mean, nearest
from cycle.governance.community import (
    CommunityTable,
    OrganisationRow,
    community_of,
    community_problems,
    coordinator_problems,
)
from cycle.governance.filing import FILE as FILING
from cycle.governance.fit import history_problems, rule_problems
from cycle.governance.history import History
from cycle.governance.retention import FILE as RETENTION
from cycle.governance.rules import MeetingRules
from cycle.governance.seats import printed_seats
from cycle.governance.strict import Strict, is_slug, parse
from cycle.governance.words import in_words, printed_texts
from cycle.model import Community, Language, digest
from cycle.phrases import Phrase
from cycle.reading import text_of, toml_of, unreadable
from cycle.settings import Settings
from cycle.wording import doubt_in

WORDS: Mapping[Language, str] = {"nn": "bokmal.toml", "nb": "nynorsk.toml"}
"""The file of words for the other written language, by the language the community's own files are in."""

Table = TypeVar("Table", bound=Strict)
Written = TypeVar("Written", dict[str, Any], list[Any])  # Any: TOML before it is checked


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCommunity:
    """A community with its rules and history. `digest` is the sha256 (hex) of all the files read."""

    community: Community
    meetings: Mapping[str, MeetingRules]
    """The rules of each meeting type, the newest version."""
    versions: Mapping[str, tuple[MeetingRules, ...]]
    """All versions of the rules of each meeting type, the newest first."""
    history: History
    digest: str
    folder: Path = field(compare=False)
    printed: Mapping[str, tuple[str, str]] = field(compare=False, repr=False)
    """Every seat that any rule gives, by its id: organisation and function in words."""
    words: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Printed texts in the community's other written language, by the text in its own."""
    filing: bytes | None = field(default=None, compare=False, repr=False)
    """`noark.toml` as it lies there, read where the year is filed; no part of the rules."""
    retention: bytes | None = field(default=None, compare=False, repr=False)
    """`retention.toml` as it lies there, likewise."""
    warnings: tuple[Problem, ...] = field(default=(), compare=False, repr=False)
    """What is wrong with those words, and reasons that letters leave out; nothing else is read that is half right."""

    def in_language(self, language: Language) -> LoadedCommunity:
        """Return the community with its printed words in this language, as far as its file of words goes."""
        if language == self.community.language or not self.words:
            return self
        versions = {name: tuple(in_words(rules, self.words) for rules in of) for name, of in self.versions.items()}
        community = replace(in_words(self.community, self.words), language=language)
        return replace(
            self,
            community=community,
            versions=versions,
            meetings={name: of[0] for name, of in versions.items()},
            printed=printed_seats(community, [rules for of in versions.values() for rules in of]),
            words={},
        )

    def meeting(self, meeting_id: str = "", *, on: dt.date | None = None) -> MeetingRules:
        """Return the rules of a meeting type, the first when none is named, in the version that holds on the day.

        Without a day, or when no version holds on it, the newest. ConfigError names the meeting types that exist.
        """
        chosen = meeting_id or self.community.meetings[0]
        versions = self.versions_of(chosen)
        if not versions:
            near, known = nearest(chosen, self.meetings), ", ".join(self.meetings)
            remedy = (
                Phrase("did you mean '{near}'? the meeting types are {known}", near=near, known=known)
                if near
                else Phrase("the meeting types are {known}", known=known)
            )
            what = Phrase("there is no meeting type '{meeting}'", meeting=chosen)
            raise ConfigError([Problem(file="community.toml", where="meetings", what=what, remedy=remedy)])
        return next((rules for rules in versions if on is not None and rules.holds(on)), versions[0])

    def versions_of(self, meeting_id: str) -> tuple[MeetingRules, ...]:
        """Return the versions of a meeting type, or of a further meeting of a year; nothing when there is no such."""
        if meeting_id in self.versions:
            return self.versions[meeting_id]
        bases = (of for name, of in self.versions.items() if meeting_id.startswith(f"{name}-"))
        return tuple(found for of in bases for rules in of if (found := rules.occasion(meeting_id)) is not None)

    def all_versions(self) -> list[MeetingRules]:
        """Return every version of every meeting type's rules, in order, the newest of each first."""
        return [rules for versions in self.versions.values() for rules in versions]


def load_named_community(settings: Settings, community: str = "") -> LoadedCommunity:
    """Return the community with this name under `config/communities`, or in this folder; the configured one by default.

    Raises ConfigError, naming the communities there are when there is none such.
    """
    named = community or settings.community
    configured, folder = settings.communities / named, Path(named)
    elsewhere = (folder / "community.toml").is_file() and not (configured / "community.toml").is_file()
    return load_community(folder if elsewhere or "/" in named else configured)


def load_community(folder: Path) -> LoadedCommunity:
    """Return the community in this folder.

    Raises ConfigError with every problem of every file: file, key, what is wrong, what would be right.
    """
    if not (folder / "community.toml").is_file():
        raise ConfigError([_no_community(folder)])
    loaded = _load(_Place(folder), tuple(_snapshot(folder)))
    return loaded if loaded.folder == folder else replace(loaded, folder=folder)


def _snapshot(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the files that may be read, so that files that have not changed are read once."""
    for path in sorted(folder.iterdir()):
        if path.suffix in {".toml", ".csv"} and path.is_file():
            with suppress(OSError):  # told when it is needed
                yield path.name, path.read_bytes()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a community's files lie: the same files under the same name are the same community, wherever."""

    folder: Path = field(compare=False)
    name: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.folder.resolve().name)


@lru_cache(maxsize=32)
def _load(place: _Place, files: tuple[tuple[str, bytes], ...]) -> LoadedCommunity:
    folder = place.folder
    reader = _Reader(folder, files=dict(files))
    table = reader.toml(CommunityTable, "community.toml")
    sources = table.sources if table else reader.written("community.toml", "sources", dict)
    names = table.meetings if table else reader.written("community.toml", "meetings", list)
    defaults = reader.written("community.toml", "defaults", dict)
    rows = reader.rows("organisations.csv", sources=sources, defaults=defaults)
    community = None
    if table and not reader.problems:
        reader.problems += community_problems(table, rows)
        community = community_of(table, rows, community_id=place.name)
    rules = {file: rules for name in names if is_slug(name) for file, rules in reader.rules(name, sources=sources)}
    history: History | None = History()
    if "history.toml" in reader.files:
        history = reader.history(sources)
    if community:
        seats = {} if reader.problems else printed_seats(community, rules.values())
        for file, ruleset in rules.items():
            reader.problems += [
                *rule_problems(ruleset, community, seats=seats, file=file),
                *_unnamed_enclosures(ruleset),
            ]
        reader.problems += _overlaps(rules)
        dispatches = [dispatch.id for rules in rules.values() for dispatch in rules.dispatches]
        reader.problems += coordinator_problems(table, dispatches) if table else []
        offices = {rules.id: ["host", *(office.id for office in rules.offices)] for rules in rules.values()}
        if history:
            reader.problems += history_problems(history, community, offices, rules=tuple(rules.values()))
    if reader.problems or community is None or history is None:
        raise ConfigError(reader.problems)
    versions = {name: _newest_first(rules for rules in rules.values() if rules.id == name) for name in names}
    words = reader.words(community.language)
    warnings = (
        *_unused_words(words, [community, *rules.values()], file=WORDS[community.language]),
        *(problem for file, rules in rules.items() for problem in _unsaid_reasons(rules, file=file)),
    )
    if reader.problems:
        raise ConfigError(reader.problems)
    return LoadedCommunity(
        community=community,
        meetings={name: of[0] for name, of in versions.items()},
        versions=versions,
        history=history,
        digest=reader.digest(),
        folder=folder,
        printed=printed_seats(community, [rules for of in versions.values() for rules in of]),
        words=words,
        filing=reader.files.get(FILING),
        retention=reader.files.get(RETENTION),
        warnings=warnings,
    )


def _unused_words(words: Mapping[str, str], printed: Iterable[object], *, file: str) -> Iterator[Problem]:
    """Yield the texts that are printed nowhere: misspelled, or left when the text they stood for was changed."""
    known = {text for value in printed for text in printed_texts(value)}
    for text in words:
        if text not in known:
            what = Phrase("this text is printed nowhere, so its words are never used")
            yield Problem(file=file, where=text, what=what, remedy=did_you_mean(text, known), severity="warning")


def _unsaid_reasons(rules: MeetingRules, *, file: str) -> Iterator[Problem]:
    """Yield the rules whose reason is for those who judge them, and that have none for the letter."""
    for number, seat in enumerate(rules.seats):
        given = {"": (seat.why, seat.reason)}
        given |= {
            f".exceptions[{at}]": (exception.why, exception.reason) for at, exception in enumerate(seat.exceptions)
        }
        for where, (why, reason) in given.items():
            if not reason and (found := doubt_in(why)):
                what = Phrase(
                    "why says '{found}', so the letter says nothing of why the person is invited", found=found
                )
                remedy = Phrase('write reason = "…", one sentence as the letter is to say it')
                yield Problem(file=file, where=f"seats[{number}]{where}", what=what, remedy=remedy, severity="warning")


def _newest_first(versions: Iterable[MeetingRules]) -> tuple[MeetingRules, ...]:
    return tuple(sorted(versions, key=lambda rules: rules.valid_from or dt.date.min, reverse=True))


def _overlaps(rules: Mapping[str, MeetingRules]) -> Iterator[Problem]:
    """Yield the versions of one meeting type that hold on the same day."""
    by_day = sorted(rules.items(), key=lambda versioned: (versioned[1].id, versioned[1].valid_from or dt.date.min))
    for (earlier, before), (file, after) in pairwise(by_day):
        if before.id == after.id and not (before.valid_to and after.valid_from and before.valid_to < after.valid_from):
            what = Phrase("these rules hold on days when {earlier} holds too", earlier=earlier)
            remedy = Phrase("let valid_to of the earlier version be the day before valid_from of the later one")
            yield Problem(file=file, where="valid_from", what=what, remedy=remedy)


def _unnamed_enclosures(rules: MeetingRules) -> Iterator[Problem]:
    """Yield the dispatches that enclose a document without saying what the letter shall call it."""
    for number, dispatch in enumerate(rules.dispatches):
        if len(dispatch.common) > len(dispatch.enclosures):
            what = Phrase(
                "{names} names for {number} documents under common",
                number=len(dispatch.common),
                names=len(dispatch.enclosures),
            )
            remedy = Phrase("write the printed name of each, in the same order")
            yield Problem(file=f"{rules.id}.toml", where=f"dispatches[{number}].enclosures", what=what, remedy=remedy)


class _Reader:
    """Reads the files of a folder, keeping every problem and the bytes that were read."""

    def __init__(self, folder: Path, *, files: Mapping[str, bytes]) -> None:
        self.folder = folder
        self.files = files
        self.problems: list[Problem] = []
        self.read: dict[str, bytes] = {}

    def toml(
        self,
        kind: type[Table],
        name: str,
        *,
        sources: Mapping[str, object] | None = None,
        adding: Mapping[str, object] | None = None,
    ) -> Table | None:
        """Return the table in the file with the keys added that it must not hold, or None when it has problems."""
        plain = self._plain(name)
        if plain is None:
            return None
        for key in sorted(set(plain) & set(adding or {})):
            self._problem(name, key, Phrase("this key is filled in by the service"), Phrase("take it away"))
        try:
            return parse(kind, {**plain, **(adding or {})}, file=name, sources=sources)
        except ConfigError as error:
            self.problems += error.problems
        return None

    def rules(self, meeting: str, *, sources: Mapping[str, object] | None) -> Iterator[tuple[str, MeetingRules]]:
        """Yield file and rules of every version of a meeting type: `meeting.toml`, then `meeting.2022-08-01.toml`."""
        older = sorted(file for file in self.files if file.startswith(f"{meeting}.") and file.endswith(".toml"))
        for file in dict.fromkeys([f"{meeting}.toml", *older]):
            found = self.toml(MeetingRules, file, sources=sources, adding={"id": meeting, "occasion_of": ""})
            if found is not None:
                yield file, found

    def history(self, sources: Mapping[str, object] | None) -> History | None:
        """Return the history, with the community's sources beside those that it names itself."""
        name = "history.toml"
        plain = self._plain(name)
        if plain is None:
            return None
        own = plain["sources"] if isinstance(plain.get("sources"), dict) else {}
        for source in sorted(set(own) & set(sources or {})):
            taken, remedy = Phrase("community.toml has a source of this id"), Phrase("give it another id")
            self._problem(name, f"sources.{source}", taken, remedy)
        known = {**own, **(sources or {})}
        try:
            return parse(History, {**plain, "sources": known}, file=name, sources=known)
        except ConfigError as error:
            self.problems += error.problems
        return None

    def written(self, name: str, key: str, kind: type[Written]) -> Written:
        """Return what a file with problems has under a key, empty when it has nothing of that kind."""
        try:
            found = toml_of(self.read.get(name, b""), file=name).get(key)
        except ConfigError:
            found = None
        return found if isinstance(found, kind) else kind()

    def rows(
        self, name: str, *, sources: Mapping[str, object] | None, defaults: Mapping[str, object]
    ) -> tuple[OrganisationRow, ...]:
        """Return the organisations, without the rows that have problems."""
        text = self._text(name)
        if text is None:
            return ()
        table = csv.DictReader(io.StringIO(text, newline=""))
        known = list(OrganisationRow.model_fields)
        header = [heading.strip() for heading in table.fieldnames or ()]
        table.fieldnames = header
        unknown = [column for column in header if column not in known]
        required = [
            column for column in known if OrganisationRow.model_fields[column].is_required() and column not in defaults
        ]
        missing = [column for column in required if column not in header]
        for column, near in [(column, did_you_mean(column, known)) for column in unknown]:
            self._problem(name, "header", Phrase("unknown column '{column}'", column=column), near)
        for column in missing:
            remedy = Phrase("the columns are {columns}", columns=", ".join(known))
            self._problem(name, "header", Phrase("no column '{column}'", column=column), remedy)
        return () if unknown or missing else tuple(self._rows(name, table, sources=sources, defaults=defaults))

    def words(self, language: Language) -> Mapping[str, str]:
        """Return the texts of the file of words for the other written language; empty when there is none."""
        name = WORDS[language]
        plain = self._plain(name) if name in self.files else None
        wrong = [key for key, value in (plain or {}).items() if not isinstance(value, str) or not value.strip()]
        for key in wrong:
            remedy = Phrase('write "{key}" = "the same in the other language"', key=key)
            self._problem(name, key, Phrase("there are no words for this text"), remedy)
        return {key: value for key, value in (plain or {}).items() if key not in wrong}

    def digest(self) -> str:
        """Return the sha256 over the names and bytes of all files read.

        Who is told of the gates is no part of it: a new coordinator must not open again what is approved.
        """
        whole = hashlib.sha256()
        for name in sorted(self.read):
            data = _without_coordinators(self.read[name]) if name == "community.toml" else self.read[name]
            whole.update(f"{name}\0{hashlib.sha256(data).hexdigest()}\0".encode())
        return whole.hexdigest()

    def _rows(
        self,
        name: str,
        table: csv.DictReader[str],
        *,
        sources: Mapping[str, object] | None,
        defaults: Mapping[str, object],
    ) -> Iterator[OrganisationRow]:
        for row in table:
            if None in row or None in row.values():
                what = Phrase("has another number of columns than the header")
                self._problem(name, f"row {table.line_num}", what)
                continue
            try:
                said = {key: value for key, value in row.items() if value or key not in defaults}
                kept = {key: default for key, default in defaults.items() if key in OrganisationRow.model_fields}
                yield parse(OrganisationRow, {**kept, **said}, file=name, sources=sources)
            except ConfigError as error:
                for problem in error.problems:
                    where = f"row {table.line_num}, column {problem.where}"
                    self.problems.append(replace(problem, where=where))

    def _plain(self, name: str) -> dict[str, Any] | None:  # Any: TOML before it is checked
        text = self._text(name)
        if text is None:
            return None
        try:
            return toml_of(text.encode(), file=name)
        except ConfigError as error:
            self.problems += error.problems
        return None

    def _text(self, name: str) -> str | None:
        path = self.folder / name
        try:
            self.read[name] = self.files[name] if name in self.files else path.read_bytes()
            return text_of(self.read[name], file=name)
        except FileNotFoundError:
            there = ", ".join(sorted(path.name for path in self.folder.iterdir() if path.is_file()))
            remedy = Phrase("the folder has {files}", files=there)
            self._problem(name, "", Phrase("there is no such file"), remedy)
        except ConfigError as error:
            self.problems += error.problems
        except OSError as error:
            self.problems.append(unreadable(error, file=name))
        return None

    def _problem(self, file: str, where: str, what: Phrase, remedy: Phrase | Literal[""] = "") -> None:
        self.problems.append(Problem(file=file, where=where, what=what, remedy=remedy))


def _without_coordinators(data: bytes) -> bytes:
    """Return what community.toml says besides who is told of the gates."""
    said = toml_of(data, file="community.toml")
    return digest({key: value for key, value in said.items() if key != "coordinators"}).encode()


def _no_community(folder: Path) -> Problem:
    beside = folder.parent.iterdir() if folder.parent.is_dir() else ()
    known = sorted(path.name for path in beside if (path / "community.toml").is_file())
    remedy = did_you_mean(folder.name, known) if known else Phrase("name a folder that has a community.toml")
    return Problem(file=str(folder), where="", what=Phrase("there is no community here"), remedy=remedy)
