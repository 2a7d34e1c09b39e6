"""What is another than before (endringane), line by line: rows of a list, words of letters and mails, days, facts."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cycle import wording
from cycle.application.actions import FACT_NAMES
from cycle.application.dispatches import STATUS
from cycle.application.results import (
    CommitteeResult,
    HostResult,
    InvitationsResult,
    LettersResult,
    MailingResult,
    PlanResult,
    read_result,
)
from cycle.application.year import OpenCycle
from cycle.letters.ooxml import written_lines
from cycle.model import Contact, Invitee, StoredFile, Vacancy
from cycle.store.files import Files
from cycle.store.opened import cycle_id
from cycle.store.results import Result

MOST_READ = 25
"""Letters whose words are held against those before; the rest are only counted."""
FROM_YEAR_TO_YEAR = frozenset({"plan", "committee", "host", "invitations"})
"""The kinds of step that say something about last year's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """One line that is not as it was. `before` is empty for what came in, `now` for what went out."""

    what: str
    before: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChanges:
    """All that differs from an earlier result."""

    year: int
    revision: int
    lines: tuple[LineChange, ...]
    keys: frozenset[str] = frozenset()
    """Names of those who are on a line that is another."""


def since_revision(cycle: OpenCycle, result: Result) -> LineChanges | None:
    """Return what differs from the revision before; None for the first one."""
    earlier = [row for row in cycle.record.revisions(result.step) if row.revision < result.revision]
    return _between(cycle, earlier[-1], result, year=cycle.year) if earlier else None


def since_last_year(cycle: OpenCycle, result: Result) -> LineChanges | None:
    """Return what differs from last year's result of the same step; None where there is none or it says nothing."""
    if result.step not in FROM_YEAR_TO_YEAR:
        return None
    last = cycle_id(cycle.row.community, cycle.row.meeting, cycle.year - 1)
    before = cycle.record.once(("result of", last, result.step), lambda: _latest(cycle, last, result.step))
    return _between(cycle, before, result, year=cycle.year - 1) if before else None


def _latest(cycle: OpenCycle, year: str, step: str) -> Result | None:
    return cycle.memory.results.latest(year, step)


def _between(cycle: OpenCycle, before: Result, now: Result, *, year: int) -> LineChanges:
    old, new = _lines(cycle, before), _lines(cycle, now)
    found = [
        LineChange(what=(new.get(key) or old[key])[0], before=old.get(key, ("", ""))[1], now=new.get(key, ("", ""))[1])
        for key in dict.fromkeys([*new, *old])
        if old.get(key, ("", ""))[1] != new.get(key, ("", ""))[1]
    ]
    keys = frozenset(name for line in found for name in (line.what, line.now, line.before) if name)
    return LineChanges(year=year, revision=before.revision, lines=(*found, *_words(cycle, before, now)), keys=keys)


def _lines(cycle: OpenCycle, result: Result) -> Mapping[str, tuple[str, str]]:
    """Return key → label and text of each line of a result, in its order."""
    made = read_result(result)
    say = cycle.say
    match made:
        case PlanResult(facts=facts, milestones=milestones):
            found = {
                key: (wording.with_capital(say(label)), _shown(cycle, getattr(facts, key)))
                for key, label in FACT_NAMES.items()
            }
            days = ((milestone.id, milestone.title, milestone.date) for milestone in milestones)
            return found | {f"day {key}": (title, wording.full_date(day, cycle.language)) for key, title, day in days}
        case CommitteeResult(committee=committee):
            seats = {
                member.seat: (wording.seat_phrase(member.title, member.organisation), member.person)
                for member in committee.members
            }
            return seats | _vacant(cycle, committee.vacancies)
        case HostResult(host=host):
            return {
                "host": (say("Host"), host.organisation or host.holder),
                "chair": (say("Chair"), host.chair),
                "status": (say("How certain"), say(STATUS[host.status])),
                **{
                    f"office {office.id}": (office.title, office.organisation or office.holder)
                    for office in host.offices
                },
            }
        case InvitationsResult(list=invited):
            return {
                seat.seat: (wording.seat_phrase(seat.title, seat.organisation), _reached(cycle, invitee))
                for invitee in invited.invitees
                for seat in invitee.seats
            } | _vacant(cycle, invited.vacancies)
        case LettersResult(letters=letters, common=common):
            return {letter.recipient: (say("The letter to"), letter.name) for letter in letters} | {
                f"common {document.docx.name}": (say("Enclosure"), document.docx.name) for document in common
            }
        case MailingResult():
            return {
                "count": (say("Number of recipients"), str(made.count)),
                **{mail.recipient: (mail.name, _mailed(mail.address, mail.files)) for mail in made.mails},
                **{f"out {person.who}": (person.who, say("Gets no mail")) for person in made.left_out},
                **{f"paper {letter.recipient}": (letter.name, say("on paper")) for letter in made.paper.letters},
            }
        case _:
            return {}


def _words(cycle: OpenCycle, before: Result, now: Result) -> Iterator[LineChange]:
    """Yield the paragraphs of letters and mails that are others than before, each once with how many have it."""
    old, new = read_result(before), read_result(now)
    pairs: list[tuple[Sequence[str], Sequence[str]]] = []
    if isinstance(old, LettersResult) and isinstance(new, LettersResult):
        files = cycle.memory.files
        known = {letter.recipient: letter.docx for letter in old.letters}
        changed = [
            (known[letter.recipient], letter.docx)
            for letter in new.letters
            if letter.recipient in known and known[letter.recipient].sha256 != letter.docx.sha256
        ]
        pairs = [(_read(files, first), _read(files, second)) for first, second in changed[:MOST_READ]]
        enclosed = {document.docx.name: document.docx for document in old.common}
        pairs += [
            (_read(files, enclosed[document.docx.name]), _read(files, document.docx))
            for document in new.common
            if document.docx.name in enclosed and enclosed[document.docx.name].sha256 != document.docx.sha256
        ]
    if isinstance(old, MailingResult) and isinstance(new, MailingResult):
        yield from _mail_words(cycle, old, new)
    found: dict[tuple[str, str], int] = {}
    for first, second in pairs:
        for change in _paragraphs(first, second):
            found[change] = found.get(change, 0) + 1
    for (was, is_now), number in found.items():
        yield LineChange(what=cycle.count(number, "In {number} letter", "In {number} letters"), before=was, now=is_now)


def _mail_words(cycle: OpenCycle, old: MailingResult, new: MailingResult) -> Iterator[LineChange]:
    """Yield the lines of the mail that are others than before, in each written form."""
    before = {text.language: text for text in old.texts}
    for text in new.texts:
        was = before.get(text.language)
        for first, second in _paragraphs(was.lines if was else (), text.lines):
            yield LineChange(what=cycle.say("In the mail"), before=first, now=second)


def _paragraphs(before: Sequence[str], now: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each paragraph that was, with the one that stands in its place."""
    for kind, from_old, to_old, from_new, to_new in difflib.SequenceMatcher(
        a=before, b=now, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            old, new = before[from_old:to_old], now[from_new:to_new]
            for number in range(max(len(old), len(new))):
                yield (old[number] if number < len(old) else "", new[number] if number < len(new) else "")


def _read(files: Files, file: StoredFile) -> Sequence[str]:
    return _read_once(files, file.sha256)


@lru_cache(maxsize=256)
def _read_once(files: Files, sha256: str) -> Sequence[str]:
    return written_lines(files.get(sha256))


def _shown(cycle: OpenCycle, value: object) -> str:
    """Return a fact of the meeting as it is read."""
    match value:
        case dt.date():
            return wording.full_date(value, cycle.language)
        case dt.time():
            return wording.clock(value)
        case Contact():
            return f"{value.name}, {value.address}"
        case None:
            return ""
        case _:
            return str(value)


def _reached(cycle: OpenCycle, invitee: Invitee) -> str:
    return f"{invitee.name}, {invitee.address or cycle.say('on paper')}"


def _mailed(address: str, files: Sequence[StoredFile]) -> str:
    return f"{address}: {', '.join(file.name for file in files)}"


def _vacant(cycle: OpenCycle, vacancies: Sequence[Vacancy]) -> dict[str, tuple[str, str]]:
    return {
        vacancy.seat: (wording.seat_phrase(vacancy.title, vacancy.organisation), cycle.say("vacant"))
        for vacancy in vacancies
    }
