"""Reads a community's folder: who the parties are, the rules of each meeting type, the history."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path

from cycle.application.year.community_rules.community_files import WORDS_FILES, CommunityFiles
from cycle.catalogue import sentence
from cycle.errors import ConfigError, Problem, did_you_mean, nearest
from cycle.governance.community_data.community import CommunityTable, community_of
from cycle.governance.community_data.community_problems import (
    community_problems,
    coordinator_problems,
    participant_problems,
)
from cycle.governance.community_data.doubt import doubt_in, doubt_of_ours_in
from cycle.governance.community_data.filing import FILE as FILING
from cycle.governance.community_data.fit import history_problems, rule_problems
from cycle.governance.community_data.history import History
from cycle.governance.community_data.printed_words import in_words, printed_texts
from cycle.governance.community_data.retention import FILE as RETENTION
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.community_data.strict import is_slug
from cycle.governance.inviting.seats import printed_seats
from cycle.model import Community, Language
from cycle.phrases import Phrase
from cycle.reading import other_capitals
from cycle.settings import Settings

READ = frozenset({"community.toml", "history.toml", "organisations.csv", FILING, RETENTION, *WORDS_FILES.values()})
"""What is read of a community beside its meeting types, whenever it is."""
BESIDE = frozenset({"oppfolging.toml", "bilete", "historie"})
"""What is read of its folder where something is asked of it."""


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

    @property
    def meeting_names(self) -> Mapping[str, str]:
        """Return the printed names of the meeting types by id."""
        return {meeting: rules.name for meeting, rules in self.meetings.items()}

    def in_language(self, language: Language) -> LoadedCommunity:
        """Return the community with its printed words in this language, as far as its file of words goes."""
        if language == self.community.language or not self.words:
            return self
        other = _in_other_words(_SameFiles(self), language)
        return replace(
            self,
            community=other.community,
            versions=other.versions,
            meetings={name: of[0] for name, of in other.versions.items()},
            printed=other.printed,
            words={},
        )

    def words_from(self, language: Language) -> Mapping[str, str]:
        """Return each text in one written form with what it is in the other, whichever of them is the own one now."""
        if self.community.language == language:
            return self.words
        return {there: own for own, there in reversed([*self.words.items()])}

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


@dataclass(frozen=True, slots=True, eq=False)
class _SameFiles:
    """The parts of a community that its printed words are in: the same until one of its files is another."""

    loaded: LoadedCommunity

    def _parts(self) -> tuple[int, int, int]:
        return id(self.loaded.community), id(self.loaded.versions), id(self.loaded.words)

    def __hash__(self) -> int:
        return hash(self._parts())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SameFiles) and self._parts() == other._parts()


@dataclass(frozen=True, slots=True)
class _OtherWords:
    community: Community
    versions: Mapping[str, tuple[MeetingRules, ...]]
    printed: Mapping[str, tuple[str, str]]


@lru_cache(maxsize=64)
def _in_other_words(files: _SameFiles, language: Language) -> _OtherWords:
    """Return what of a community is printed, in its other written language: as long as its files are the same."""
    loaded = files.loaded
    versions = {name: tuple(in_words(rules, loaded.words) for rules in of) for name, of in loaded.versions.items()}
    community = replace(in_words(loaded.community, loaded.words), language=language)
    printed = printed_seats(community, [rules for of in versions.values() for rules in of])
    return _OtherWords(community=community, versions=versions, printed=printed)


def load_named_community(settings: Settings, community: str = "") -> LoadedCommunity:
    """Return the community with this name under `config/communities`, or in this folder; the configured one by default.

    Raises ConfigError, naming the communities there are when there is none such.
    """
    return load_community(community_folder(settings, community))


def community_folder(settings: Settings, community: str = "") -> Path:
    """Return where a community's own files lie, by its id, name or folder; of the configured one by default.

    The configured community may lie anywhere, reached by a link of another name; its id leads to the same folder.
    """
    configured = _folder_named(settings, settings.community)
    return configured if community in {"", configured.resolve().name} else _folder_named(settings, community)


def community_id(settings: Settings, community: str = "") -> str:
    """Return the id of a community, the configured one by default: what its folder is called where it really lies."""
    return community_folder(settings, community).resolve().name


def _folder_named(settings: Settings, name: str) -> Path:
    there, folder = settings.communities / name, Path(name)
    elsewhere = (folder / "community.toml").is_file() and not (there / "community.toml").is_file()
    return folder if elsewhere or "/" in name else there


def has_community(settings: Settings, community: str) -> bool:
    """Return whether there is a folder of this community, whatever is written in it."""
    return (settings.communities / community).is_dir()


ELSEWHERE = sentence(
    "{year} is not started here. It is open in «{community}», a folder that is gone or is called something else now. "
    "Give the folder that name again rather than starting the year a second time."
)


def without_folder(settings: Settings, communities: Iterable[str]) -> str:
    """Return the first of these communities that has no folder any more; empty for none."""
    return next((named for named in communities if not community_folder(settings, named).is_dir()), "")


def load_community(folder: Path) -> LoadedCommunity:
    """Return the community in this folder.

    Raises ConfigError with every problem of every file: file, key, what is wrong, what would be right.
    """
    if problems := tuple(other_capitals(folder, READ.__contains__, inside="")):
        raise ConfigError(problems)
    if not (folder / "community.toml").is_file():
        raise ConfigError([_no_community(folder)])
    loaded = _load(_Place(folder), tuple(_snapshot(folder)))
    if problems := tuple(other_capitals(folder, partial(_is_of_meeting, loaded.meetings), inside="")):
        raise ConfigError(problems)
    beside = tuple(
        replace(found, severity="warning") for found in other_capitals(folder, BESIDE.__contains__, inside="")
    )
    return replace(loaded, folder=folder, warnings=(*loaded.warnings, *beside))


def _is_of_meeting(meetings: Collection[str], name: str) -> bool:
    """Return whether the rules of a meeting type are called so, or the folder of one of its years."""
    return any(re.fullmatch(rf"{re.escape(meeting)}(\..*toml|(-.+)?-\d{{4}})", name) for meeting in meetings)


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
    reader = CommunityFiles(folder, files=dict(files))
    table = reader.toml(CommunityTable, "community.toml")
    sources: Mapping[str, object] | None = None  # none are known of a file that is no TOML, so nobody's is judged
    if table or reader.is_toml("community.toml"):
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
    if community and table:
        seats = {} if reader.problems else printed_seats(community, rules.values())
        reader.problems += _beside_each_other(community, table, rules, history, seats=seats)
    if reader.problems or community is None or history is None:
        raise ConfigError(reader.problems)
    versions = {name: _newest_first(rules for rules in rules.values() if rules.id == name) for name in names}
    words = reader.words(community.language)
    warnings = (
        *_unused_words(words, [community, *rules.values()], history, file=WORDS_FILES[community.language]),
        *(problem for file, rules in rules.items() for problem in _unsaid_reasons(rules, file=file)),
        *(problem for file, rules in rules.items() for problem in _doubtful_texts(rules, file=file)),
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


def _beside_each_other(
    community: Community,
    table: CommunityTable,
    rules: Mapping[str, MeetingRules],
    history: History | None,
    *,
    seats: Mapping[str, tuple[str, str]],
) -> Iterator[Problem]:
    """Yield what does not fit between the files: rules and the community, versions of rules, the history and both."""
    for file, ruleset in rules.items():
        yield from rule_problems(ruleset, community, seats=seats, file=file)
        yield from _unnamed_enclosures(ruleset)
    yield from _overlaps(rules)
    yield from coordinator_problems(table, [dispatch.id for ruled in rules.values() for dispatch in ruled.dispatches])
    if seats:
        yield from participant_problems(community, seats)
    if history:
        offices = {ruled.id: ["host", *(office.id for office in ruled.offices)] for ruled in rules.values()}
        yield from history_problems(history, community, offices, rules=tuple(rules.values()))


def _unused_words(
    words: Mapping[str, str], printed: Iterable[object], history: History, *, file: str
) -> Iterator[Problem]:
    """Yield the texts that are printed nowhere: misspelled, or left when the text they stood for was changed."""
    known = {text for value in printed for text in printed_texts(value)} | set(_texts(history.model_dump()))
    for text in words:
        if text not in known:
            what = Phrase("this text is printed nowhere, so its words are never used")
            yield Problem(file=file, where=text, what=what, remedy=did_you_mean(text, known), severity="warning")


def _texts(value: object) -> Iterator[str]:
    """Yield every text of the history: nearly all of it is printed on a public page."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def _unsaid_reasons(rules: MeetingRules, *, file: str) -> Iterator[Problem]:
    """Yield the rules that have no reason for the letter, which never says what those who judge a rule are told."""
    for number, seat in enumerate(rules.seats):
        given = {"": seat.reason} | {f".exceptions[{at}]": own.reason for at, own in enumerate(seat.exceptions)}
        for where, reason in given.items():
            if not reason:
                what = Phrase("has no reason, so the letter says nothing of why the person is invited")
                remedy = Phrase('write reason = "…", one sentence as the letter is to say it')
                yield Problem(file=file, where=f"seats[{number}]{where}", what=what, remedy=remedy, severity="warning")


def _doubtful_texts(rules: MeetingRules, *, file: str) -> Iterator[Problem]:
    """Yield a warning for each text that letters print and that reads as doubt; what surely is, is refused already."""
    found = {f"purpose.text[{at}]": doubt_of_ours_in(text) for at, text in enumerate(rules.purpose.text)}
    found |= {"purpose.audience": doubt_in(rules.purpose.audience), "purpose.about": doubt_in(rules.purpose.about)}
    for number, seat in enumerate(rules.seats):
        found[f"seats[{number}].reason"] = doubt_in(seat.reason)
        found |= {
            f"seats[{number}].exceptions[{at}].reason": doubt_in(of.reason) for at, of in enumerate(seat.exceptions)
        }
    for where, words in found.items():
        if words:
            what = Phrase("'{found}' reads as doubt, and this text is printed in letters", found=words)
            remedy = Phrase("say it without sources and doubt")
            yield Problem(file=file, where=where, what=what, remedy=remedy, severity="warning")


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


def _no_community(folder: Path) -> Problem:
    beside = folder.parent.iterdir() if folder.parent.is_dir() else ()
    known = sorted(path.name for path in beside if (path / "community.toml").is_file())
    remedy = did_you_mean(folder.name, known) if known else Phrase("name a folder that has a community.toml")
    return Problem(file=str(folder), where="", what=Phrase("there is no community here"), remedy=remedy)
