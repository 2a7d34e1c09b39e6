"""The milestones of a year, and moving its meeting: every old and new day first, then with consent."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import tomlkit

from cycle.application.steps import plan
from cycle.application.year import A_YEAR, FACTS, OpenCycle, look_at, ruled_days
from cycle.errors import InputError, Problem
from cycle.governance.calendar.milestones import INVITATION, Moved, earliest_date, moved, too_close
from cycle.model import Milestone
from cycle.phrases import Phrase
from cycle.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The milestones of a year, and what moves when its meeting does."""

    year: int
    date: dt.date
    milestones: tuple[Milestone, ...]
    warnings: tuple[str, ...]
    earliest: dt.date
    """The first date that leaves time for every firm milestone."""
    moves: tuple[Moved, ...] = ()
    written: bool = False
    """Whether the new date is written down."""
    record_date: dt.date | None = None
    """The record date, where somebody has set it and the meeting moves: it stays, and people decide."""


def dates_of(
    services: Services, year: int, *, date: dt.date | None = None, community: str = "", meeting: str = ""
) -> Dates:
    """Return the milestones of a year, or those it would have with another date; nothing is written.

    InputError with all problems when the year's files and the date do not fit.
    """
    cycle = _looked_at(services, year, date=date, community=community, meeting=meeting)
    return _dates(cycle)


def move_meeting(
    services: Services,
    year: int,
    new: dt.date,
    *,
    yes: bool,
    short_notice: str = "",
    community: str = "",
    meeting: str = "",
) -> Dates:
    """Return every milestone's old and new day; with consent the date is written where it stands.

    InputError with the earliest possible date when a firm milestone would be in the past, unless a reason for the short
    notice is given, which is written down beside the date.
    """
    now = _looked_at(services, year, date=None, community=community, meeting=meeting)
    reply_by = _reply_by_then(now, new)
    then = _looked_at(services, year, date=new, reply_by=reply_by, community=community, meeting=meeting)
    done = plan.sent_milestones(now)
    late = too_close(then.rules, new, services.today, done=done)
    if late and not short_notice:
        earliest = earliest_date(then.rules, services.today, done=done)
        raise InputError([_too_close(milestone, new, earliest) for milestone in late])
    moves = moved(now.milestones, then.milestones)
    if yes:
        _write(now, new, reply_by=reply_by, reason=short_notice)
    record_date = then.year_inputs.facts.record_date if _is_set(now, "record_date") else None
    return replace(_dates(then, moves=moves, written=yes), record_date=record_date)


def _looked_at(
    services: Services,
    year: int,
    *,
    date: dt.date | None,
    reply_by: dt.date | None = None,
    community: str,
    meeting: str,
) -> OpenCycle:
    given = {key: day.isoformat() for key, day in (("date", date), ("reply_by", reply_by)) if day}
    return look_at(services, community=community, meeting=meeting, year=year, given=given)


def _dates(cycle: OpenCycle, *, moves: tuple[Moved, ...] = (), written: bool = False) -> Dates:
    facts = cycle.year_inputs.facts
    return Dates(
        year=cycle.year,
        date=facts.date,
        milestones=cycle.milestones,
        warnings=plan.warnings(cycle),
        earliest=earliest_date(cycle.rules, cycle.services.today, done=plan.sent_milestones(cycle)),
        moves=moves,
        written=written,
    )


def _too_close(milestone: Milestone, new: dt.date, earliest: dt.date) -> Problem:
    return Problem(
        file="",
        where=f"{new}",
        what=Phrase(
            "{milestone} would have been on {day}, which is past", milestone=milestone.title, day=milestone.date
        ),
        remedy=Phrase(
            "the earliest possible date is {earliest}; or say why with --short-notice REASON", earliest=earliest
        ),
    )


def _reply_by_then(cycle: OpenCycle, new: dt.date) -> dt.date | None:
    """Return the day answers are due as far from the new date as from the old, when the one that is set cannot stay."""
    facts = cycle.year_inputs.facts
    invitation = ruled_days(cycle.loaded, cycle.rules)(new).get(INVITATION, new - A_YEAR)
    if not _is_set(cycle, "reply_by") or invitation < facts.reply_by < new:
        return None
    return facts.reply_by + (new - facts.date)


def _is_set(cycle: OpenCycle, fact: str) -> bool:
    file = _file(cycle)
    return fact in cycle.row.given or (file.is_file() and fact in tomlkit.parse(file.read_text("utf-8-sig")))


def _file(cycle: OpenCycle) -> Path:
    return cycle.loaded.folder / f"{cycle.row.meeting}-{cycle.year}" / FACTS


def _write(cycle: OpenCycle, new: dt.date, *, reply_by: dt.date | None, reason: str) -> None:
    """Write the date in the year's file, comments kept, and where the year was started with another date."""
    file = _file(cycle)
    today = cycle.services.today
    if file.is_file():
        written = tomlkit.parse(file.read_text("utf-8-sig"))
        why = f": {' '.join(reason.split())}" if reason else ""
        _set(written, "date", new, cycle.say("moved {day}", day=f"{today:%d.%m.%Y}") + why)
        if reply_by is not None and "reply_by" in written:
            _set(written, "reply_by", reply_by, cycle.say("moved {day} with the meeting", day=f"{today:%d.%m.%Y}"))
        _replace(file, tomlkit.dumps(written))
    if "date" in cycle.row.given or not file.is_file():
        cycle.memory.cycles.open(
            cycle.row.community, cycle.row.meeting, cycle.year, given={"date": new.isoformat()}, now=cycle.now
        )


def _set(written: tomlkit.TOMLDocument, fact: str, day: dt.date, comment: str) -> None:
    """Write a day with a comment, after the one that stands there already."""
    old = written[fact].trivia.comment.lstrip("# ") if fact in written else ""
    written[fact] = day
    written[fact].comment("; ".join(said for said in (old, comment) if said))


def _replace(file: Path, text: str) -> None:
    scratch = file.with_name(f".{file.name}.new")
    scratch.write_text(text, "utf-8")
    shutil.copymode(file, scratch)
    scratch.replace(file)
