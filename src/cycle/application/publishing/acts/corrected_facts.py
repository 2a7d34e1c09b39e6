"""Holds what a fact of a closed year is corrected to against what a meeting can be, as the facts of a year are held."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import chain

from cycle import wording
from cycle.application.publishing.acts.act_refusals import ActRefusal, act_refused
from cycle.application.year import OpenCycle, live_community
from cycle.archive.public_site.pages import Edition
from cycle.catalogue import say, sentence
from cycle.governance.calendar.days import holidays
from cycle.model import Language
from cycle.register.dates import read_date, read_time
from cycle.store.years.archive_acts import ArchiveAct

TIMES = frozenset({"start", "end", "registration"})
NEVER_EMPTY = frozenset({"venue", "host"})
SUNDAY = 6
_UNSEEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
_TURNS = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
"""What is never seen, and turns round or hides what is."""


def value_of(act: ArchiveAct) -> dt.date | dt.time | str:
    """Return what a field is to hold; ValueError for what is no date or time."""
    if act.what == "date":
        return read_date(act.new)
    return read_time(act.new) if act.what in TIMES else act.new.strip()


def unseen_refusals(**texts: str) -> Iterator[ActRefusal]:
    """Yield a refusal for each text with a sign that nobody sees: a page could not be written with it, or would lie."""
    hidden = sentence("There are signs here that nobody sees. Write it again without them.")
    for where, text in texts.items():
        if any(_is_unseen(letter) for letter in text):
            yield ActRefusal(where=where, sentence=hidden)


def refuse_implausible(cycle: OpenCycle, act: ArchiveAct, edition: Edition) -> None:
    """Raise InputError where a fact is corrected to what no meeting of the year can have; a value unread is no fact."""
    try:
        new = value_of(act)
    except ValueError:
        return
    if found := [*_implausible(cycle, act, edition, new)]:
        raise act_refused(*found)


def free_day(act: ArchiveAct, language: Language) -> tuple[str, ...]:
    """Return what the approver is to know of a day that hardly any meeting is on."""
    if act.what != "date":
        return ()
    day = read_date(act.new)
    free = holidays(day) or ((sentence("a Sunday"),) if day.weekday() == SUNDAY else ())
    odd = sentence("{day} is {name}. Look whether the meeting was on that day.")
    named = say(language, free[0]) if free else ""
    return (say(language, odd, day=wording.full_date(day, language), name=named),) if free else ()


def _implausible(
    cycle: OpenCycle, act: ArchiveAct, edition: Edition, new: dt.date | dt.time | str
) -> Iterator[ActRefusal]:
    values, where = {"new": act.new}, act.what
    if where == "date" and isinstance(new, dt.date) and new.year != edition.year:
        other = sentence("The date {new} is not in {year}.")
        yield ActRefusal(where=where, sentence=other, values={**values, "year": f"{edition.year}"})
    if where in NEVER_EMPTY and not new:
        yield ActRefusal(where="new", sentence=sentence("Write what is right. It cannot be left empty."))
    elif where == "host" and act.new not in (names := _organisations(cycle)).values():
        known = names.get(act.new.casefold()) or next(iter(get_close_matches(act.new, [*names.values()], n=1)), "")
        absent = sentence("There is no organisation “{new}”. Write its name as it was called that year.")
        meant = sentence("There is no organisation “{new}”. Did you mean “{near}”?")
        near = {"near": known} if known else {}
        yield ActRefusal(where=where, sentence=meant if known else absent, values=values | near)
    if where in TIMES and isinstance(new, dt.time):
        at = {name: getattr(edition, name) for name in TIMES} | {where: new}
        start, end, opens = at["start"], at["end"], at["registration"]
        if where != "registration" and start and end and end <= start:
            times = {"start": wording.clock(start), "end": wording.clock(end)}
            ends = sentence("The meeting ends {end}, not after its start {start}.")
            yield ActRefusal(where=where, sentence=ends, values=times)
        if where != "end" and start and opens and opens > start:
            times = {"start": wording.clock(start), "opens": wording.clock(opens)}
            late = sentence("The registration opens {opens}, after the start {start}.")
            yield ActRefusal(where=where, sentence=late, values=times)


def _organisations(cycle: OpenCycle) -> dict[str, str]:
    """Return name → name of each organisation of then and now, and id, in small letters, → name."""
    known = [*chain(cycle.loaded.community.organisations, live_community(cycle).community.organisations)]
    ids = {organisation.id.casefold(): organisation.name for organisation in known}
    small = {organisation.name.casefold(): organisation.name for organisation in known}
    return ids | small | {organisation.name: organisation.name for organisation in known}


def _is_unseen(letter: str) -> bool:
    return letter in _TURNS or (unicodedata.category(letter) in _UNSEEN and letter not in "\n\r\t")
