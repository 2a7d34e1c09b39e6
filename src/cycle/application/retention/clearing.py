"""What personal matter has outlived its time (kassasjon), shown first and deleted when somebody says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field

from cycle.application.year import (
    LoadedCommunity,
    approved_list,
    community_id,
    find_cycle,
    load_named_community,
)
from cycle.catalogue import sentence
from cycle.errors import ConfigError, CycleError, Problem
from cycle.governance.community_data.retention import FILE, RetentionFile, retention_problems, rules_on
from cycle.governance.community_data.strict import parse
from cycle.model import RetentionRule
from cycle.phrases import Phrase
from cycle.reading import toml_of
from cycle.services import OSLO, Services
from cycle.store.people.retention import FIELDS, HeldMatter, RetentionAct

ROUND = "kassasjon"
"""The round that looks for it each month, which deletes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionLine:
    """What one rule would delete of one year or community."""

    of: str
    """The field."""
    where: str
    """The year or the community; empty where it belongs to none."""
    number: int
    since: dt.datetime
    """The oldest of it."""
    due: dt.date
    """The day the oldest of it was due."""
    rule: Phrase
    """The rule in words, with its purpose and where it stands."""
    stays: Phrase


PROOF = sentence("proof of notice: to where the letters on paper went, in the approved lists, letters and packages")
"""Why the postal addresses of a year stay when those that were printed by are deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAddresses:
    """The private postal addresses that stay with what was approved of a year: the record is never rewritten."""

    where: str
    """The year."""
    number: int
    why: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPlan:
    """What would be deleted now, and what would not."""

    lines: tuple[RetentionLine, ...]
    unfinished: tuple[RetentionAct, ...]
    """Acts that were begun and not ended; they are ended with the next one."""
    problems: tuple[Problem, ...]
    """Years whose day cannot be told, so that nothing of them is deleted."""
    matters: Mapping[str, tuple[HeldMatter, ...]]
    """By rule: the very values."""
    kept: tuple[KeptAddresses, ...] = ()
    """Postal addresses that no rule reaches, by year."""
    unruled: Mapping[str, int] = field(default_factory=dict)
    """Field → how many values of it are here, where no rule of today is of it: they are kept without an end."""


def retention_plan(services: Services, *, community: str = "") -> RetentionPlan:
    """Return what has outlived its time today, by the community's `retention.toml`; nothing is deleted.

    ConfigError with every problem of that file.
    """
    loaded = load_named_community(services.settings, community)
    problems: list[Problem] = []
    meetings = _MeetingDays(services, loaded, problems)
    lines: list[RetentionLine] = []
    matters: dict[str, tuple[HeldMatter, ...]] = {}
    rules = tuple(_rules(services, loaded))
    for rule, where in rules:
        due = [
            (day, matter)
            for matter in services.memory.retention.held(rule.of)
            if _is_of(matter, loaded) and (day := _due(rule, matter, meetings)) and day <= services.today
        ]
        if due:
            matters[rule.of] = tuple(matter for _, matter in due)
            lines += _lines(rule, where, due)
    acts = services.memory.retention.acts()
    return RetentionPlan(
        lines=tuple(lines),
        unfinished=tuple(act for act in acts if act.done_at is None),
        problems=tuple(dict.fromkeys(problems)),
        matters=matters,
        kept=tuple(_kept(services, loaded)),
        unruled=dict(_unruled(services, loaded, {rule.of for rule, _ in rules})),
    )


def _unruled(services: Services, loaded: LoadedCommunity, ruled: Set[str]) -> Iterator[tuple[str, int]]:
    """Yield each field that no rule is of with how many values of it are here; none for a field that holds nothing."""
    for of in FIELDS:
        if of not in ruled and (number := sum(_is_of(matter, loaded) for matter in services.memory.retention.held(of))):
            yield of, number


def _kept(services: Services, loaded: LoadedCommunity) -> Iterator[KeptAddresses]:
    """Yield how many postal addresses of people stand in the approved list of each year."""
    for row in services.memory.cycles.all():
        if row.community != loaded.community.id:
            continue
        try:
            cycle = find_cycle(services, community=str(loaded.folder), meeting=row.meeting, year=row.year)
            approved = approved_list(cycle)
        except CycleError:  # its files cannot be read; that is told where they are
            continue
        found = {invitee.postal for invitee in approved.invitees if invitee.postal} if approved else set()
        if found:
            yield KeptAddresses(where=row.id, number=len(found), why=Phrase(PROOF))


def look_for_outlived(services: Services) -> Mapping[str, int]:
    """Return community → how many values have outlived their time, and write their sum down for the front page.

    Nothing is deleted. What was deleted before, while somebody read, is taken out of the database's journal now.
    ConfigError where the files of the configured community cannot be read; those of another are told each morning.
    """
    found = _outlived(services)
    _note_outlived(services, found)
    services.memory.retention.empty_journal()
    return found


def _outlived(services: Services) -> Mapping[str, int]:
    own = community_id(services.settings)
    plan = retention_plan(services)
    found = {own: _number(plan) + sum(act.marks for act in plan.unfinished)}
    for community in sorted({row.community for row in services.memory.cycles.all()} - {own}):
        with suppress(CycleError):
            found[community] = _number(retention_plan(services, community=community))
    return found


def _number(plan: RetentionPlan) -> int:
    return sum(line.number for line in plan.lines)


def _note_outlived(services: Services, found: Mapping[str, int]) -> None:
    number = sum(found.values())
    services.memory.rounds.made(ROUND, now=services.now(), trouble=str(number) if number else "")


def carry_out(services: Services, plan: RetentionPlan, *, name: str) -> int:
    """Delete what the plan names, each rule as an act that is written first, and return how many values went.

    What was begun earlier and not ended is ended first; doing it twice is harmless.
    """
    retention = services.memory.retention
    done = sum(retention.finish(act.number, now=services.now()) for act in plan.unfinished)
    whys = {line.of: line.rule for line in plan.lines}
    for of, matters in plan.matters.items():
        number = retention.intend(matters, rule=of, why=whys[of], who=name, now=services.now())
        done += retention.finish(number, now=services.now())
    with suppress(CycleError):  # whose files cannot be read has what stood there before
        _note_outlived(services, _outlived(services))
    return done


def _rules(services: Services, loaded: LoadedCommunity) -> Iterator[tuple[RetentionRule, str]]:
    """Yield each rule that holds today with where it stands; the words of answers have one without the file too."""
    table = RetentionFile(rules=())
    if loaded.retention is not None:
        table = parse(RetentionFile, toml_of(loaded.retention, file=FILE), file=FILE)
    rules = [row.value() for row in table.rules]
    if problems := tuple(retention_problems(rules)):
        raise ConfigError(problems)
    held = rules_on(rules, services.today)
    if not any(rule.of == "reply_words" for rule in held):
        days, why = services.settings.mail_words_days, Phrase("to read the answers")
        yield RetentionRule(of="reply_words", days=days, purpose=why), "CYCLE_MAIL_WORDS_DAYS"
    for rule in held:
        yield rule, f"{FILE}: rules[{rules.index(rule)}]"


def _is_of(matter: HeldMatter, loaded: LoadedCommunity) -> bool:
    return matter.community in {"", loaded.community.id}


class _MeetingDays:
    """The day of each meeting that something was kept for; a year that cannot be read is told once."""

    def __init__(self, services: Services, loaded: LoadedCommunity, problems: list[Problem]) -> None:
        self._services, self._loaded, self._problems = services, loaded, problems
        self._known: dict[str, dt.date | None] = {}

    def of(self, cycle: str) -> dt.date | None:
        """Return the day, or None where it cannot be told."""
        if cycle not in self._known:
            _, meeting, year = cycle.split("/")
            try:
                found = find_cycle(self._services, community=str(self._loaded.folder), meeting=meeting, year=int(year))
                self._known[cycle] = found.year_inputs.facts.date
            except CycleError as error:
                self._known[cycle] = None
                remedy = Phrase("mend that, or nothing of the year is deleted")
                self._problems.append(
                    Problem(file=cycle, where="", what=_why(error), remedy=remedy, severity="warning")
                )
        return self._known[cycle]


def _why(error: CycleError) -> str:
    return error.message or Phrase("the year cannot be read").written_as(str(error))


def _due(rule: RetentionRule, matter: HeldMatter, meetings: _MeetingDays) -> dt.date | None:
    start = matter.since.astimezone(OSLO).date() if rule.after == "written" else meetings.of(matter.of)
    return None if start is None else start + dt.timedelta(days=rule.days)


def _lines(rule: RetentionRule, where: str, due: Sequence[tuple[dt.date, HeldMatter]]) -> Iterator[RetentionLine]:
    for of in dict.fromkeys(matter.of for _, matter in due):
        some = [(day, matter) for day, matter in due if matter.of == of]
        yield RetentionLine(
            of=rule.of,
            where=of,
            number=len(some),
            since=min(matter.since for _, matter in some),
            due=min(day for day, _ in some),
            rule=_in_words(rule, where),
            stays=Phrase(FIELDS[rule.of].kept),
        )


def _in_words(rule: RetentionRule, where: str) -> Phrase:
    words = sentence("{time} after it was written, kept {purpose}{basis} ({where})")
    if rule.after == "meeting":
        words = sentence("{time} after the meeting, kept {purpose}{basis} ({where})")
    basis = f", {rule.basis}" if rule.basis else ""
    time = Phrase("one day") if rule.days == 1 else Phrase("{number} days", number=rule.days)
    return Phrase(words, time=time, purpose=rule.purpose, basis=basis, where=where)
