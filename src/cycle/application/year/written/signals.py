"""Every steering signal that a community's meetings have given, with what was reported of it since."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import Field, field_validator

from cycle.application.year.written.meeting_table import MeetingDay
from cycle.application.year.written.minutes import MINUTES, NUMBER, load_minutes
from cycle.application.year.written.year_files import FACTS
from cycle.archive.inspection import in_text
from cycle.archive.tree import only_writer, whole_file
from cycle.errors import ConfigError, InputError, Problem, did_you_mean
from cycle.governance.community_data.strict import Strict, parse
from cycle.governance.community_data.table_errors import table_error
from cycle.governance.inviting.addressees import addressees
from cycle.model import Community, FollowUp, SignalStatus, SteeringSignal, TrackedSignal
from cycle.phrases import Phrase
from cycle.reading import file_named, read_toml
from cycle.register.dates import read_date
from cycle.written_days import DateError

FOLLOW_UPS = "oppfolging.toml"
"""The file of what was reported, in the community's folder: it grows while the years themselves are closed."""

STATUSES: Mapping[str, SignalStatus] = {
    **dict.fromkeys(("open", "ope", "åpen", "åpent"), "open"),
    **dict.fromkeys(("answered", "svara", "svart", "i arbeid"), "answered"),
    **dict.fromkeys(("done", "ferdig", "gjort", "utført"), "done"),
    **dict.fromkeys(("dropped", "bortfalle", "bortfalt", "fell bort"), "dropped"),
}
"""What may be written about where a signal stands."""


class FollowUpTable(Strict):
    """[[followups]]: what was reported of one signal, on one day."""

    signal: str = Field(pattern=NUMBER)
    on: MeetingDay
    status: str
    text: str = Field(min_length=1)
    by: str = Field(min_length=1)

    @field_validator("status")
    @classmethod
    def _known_status(cls, value: str) -> str:
        if value.casefold() not in STATUSES:
            what = Phrase("'{value}' does not say where a signal stands", value=value)
            raise table_error(what, Phrase("write one of: {words}", words="svara, ferdig, bortfalle"))
        return STATUSES[value.casefold()]

    def value(self) -> FollowUp:
        """Return the report as a value."""
        return FollowUp(on=self.on, status=STATUSES[self.status], text=self.text, by=self.by)


class FollowUpsTable(Strict):
    """oppfolging.toml: reports of follow-up, in any order."""

    followups: tuple[FollowUpTable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """The signals of all years, the oldest first, and what is wrong with the files they are read from."""

    all: tuple[TrackedSignal, ...] = ()
    problems: tuple[Problem, ...] = ()
    days: Mapping[tuple[str, int], dt.date] = field(default_factory=dict)
    """Meeting and year → the day it is on, of those that say it."""

    @property
    def open(self) -> tuple[TrackedSignal, ...]:
        """Return those that the next meeting has to look at."""
        return tuple(signal for signal in self.all if signal.is_open)

    def before(self, meeting: dt.date, *, year: int) -> Signals:
        """Return those given before the day of a meeting: in earlier years, and by earlier meetings of its year."""
        return replace(self, all=tuple(signal for signal in self.all if self._is_before(signal, meeting, year)))

    def _is_before(self, signal: TrackedSignal, meeting: dt.date, year: int) -> bool:
        given = int(signal.id[:4])
        return given < year or (given == year and self.days.get((signal.meeting, given), meeting) < meeting)


def load_signals(
    folder: Path,
    community: Community,
    *,
    approved: Mapping[str, TrackedSignal] | None = None,
    days: Mapping[tuple[str, int], dt.date] | None = None,
) -> Signals:
    """Return every signal of every year folder; a file that cannot be read is a problem.

    `approved` are those of the store by their number, which stand as people approved them, whatever minutes say since.
    One of them that no minutes give any more is told of. What is neither approved nor readable is absent. `days` are
    those of meetings, by meeting and year, that go before the days of the files.
    """
    stands = approved or {}
    problems: list[Problem] = []
    given: dict[str, TrackedSignal] = {}
    days = {**_days_written(folder, community), **(days or {})}
    for meeting, year, home in _year_folders(folder, community):
        try:
            minutes = load_minutes(home)
        except ConfigError as error:
            problems += error.problems
            continue
        on = days.get((meeting, year), dt.date(year, 1, 1))
        problems += addressee_problems(minutes.signals, community, file=f"{home.name}/{MINUTES}", on=on)
        for number, signal in enumerate(minutes.signals, start=1):
            tracked = TrackedSignal(id=signal_number(community, meeting, year, number), meeting=meeting, signal=signal)
            if tracked.id in given:
                problems.append(_doubled(home.name, tracked, given[tracked.id]))
            else:
                given[tracked.id] = tracked
    problems += [_gone(number, tracked) for number, tracked in stands.items() if number not in given]
    given |= stands
    problems += list(_strange_parents(given))
    try:
        table = _follow_ups(folder)
    except ConfigError as error:
        table, problems = FollowUpsTable(), [*problems, *error.problems]
    problems += [
        _no_signal(f"followups[{at}].signal", report.signal, given)
        for at, report in enumerate(table.followups)
        if report.signal not in given
    ]
    return Signals(
        all=tuple(
            replace(tracked, reports=_reports(table.followups, tracked.id))
            for tracked in sorted(given.values(), key=lambda tracked: signal_order(tracked.id))
        ),
        problems=tuple(problems),
        days=days,
    )


def signal_number(community: Community, meeting: str, year: int, number: int) -> str:
    """Return what a signal is called: `2027-1`; `2027-2-1` of a year's second meeting, `partnarskapsmote-2`."""
    return f"{year}{meeting.removeprefix(_kind_of(community, meeting))}-{number}"


def signal_order(signal: str) -> tuple[int, str, int]:
    """Return what sorts signals by their numbers: by year, meeting, and number in its minutes."""
    further, _, number = signal.rpartition("-")
    return int(further[:4]), further[4:], int(number)


def file_reports(folder: Path) -> Iterator[tuple[str, FollowUp]]:
    """Yield signal and what was reported of it, of each report; ConfigError when the file cannot be read."""
    yield from ((report.signal, report.value()) for report in _follow_ups(folder).followups)


def report_signal(
    folder: Path,
    community: Community,
    signal: str,
    *,
    on: dt.date,
    status: str,
    text: str,
    by: str,
    approved: Mapping[str, TrackedSignal] | None = None,
    today: dt.date = dt.date.max,
) -> TrackedSignal:
    """Return the signal with one more report, which is written at the end of oppfolging.toml; twice is written once.

    InputError when there is no such signal, a national identity number in the words, or a day after `today`, which
    would stand last for ever; ConfigError, and nothing is written, when the file cannot be read, or not once the report
    is at its end. Of several who report at once one writes at a time.
    """
    if problems := [*_identity_numbers("text", text), *_identity_numbers("by", by), *_to_come(on, today)]:
        raise InputError(problems)
    with only_writer(folder):
        return _reported(
            folder, community, signal, FollowUp(on=on, status=STATUSES[status], text=text, by=by), approved
        )


def _reported(
    folder: Path,
    community: Community,
    signal: str,
    report: FollowUp,
    approved: Mapping[str, TrackedSignal] | None,
) -> TrackedSignal:
    there = {tracked.id: tracked for tracked in load_signals(folder, community, approved=approved).all}
    if signal not in there:
        raise InputError([_no_signal("signal", signal, there)])
    _follow_ups(folder)
    if report in there[signal].reports:
        return there[signal]
    words = {
        "signal": signal,
        "on": report.on.isoformat(),
        "status": report.status,
        "text": report.text,
        "by": report.by,
    }
    lines = [f"{key} = {_quoted(value)}" for key, value in words.items()]
    file = folder / FOLLOW_UPS
    written = file.read_bytes() if file.is_file() else b""
    made = written + "\n".join(["", "[[followups]]", *lines, ""]).encode()
    try:
        tomllib.loads(made.decode("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:  # a list of reports that is written in another way: followups = [ … ]
        raise ConfigError([_no_room()]) from error
    with whole_file(file) as target:
        target.write(made)
    return {tracked.id: tracked for tracked in load_signals(folder, community, approved=approved).all}[signal]


def addressee_problems(
    signals: Sequence[SteeringSignal], community: Community, *, file: str, on: dt.date
) -> Iterator[Problem]:
    """Yield a problem for each signal to nobody that the community's files know, with the nearest name."""
    known = tuple(addressees(community, on=on))
    names = {name.casefold() for name in known}
    for at, signal in enumerate(signals):
        if signal.to.casefold() not in names:
            what = Phrase("'{value}' is no body, party or side of the community", value=signal.to)
            yield Problem(file=file, where=f"signals[{at}].to", what=what, remedy=did_you_mean(signal.to, known))


def _no_room() -> Problem:
    what = Phrase("a report cannot be added at the end of this file as it is written")
    remedy = Phrase("write each report as a table of its own, [[followups]], and no list followups = [ … ]")
    return Problem(file=FOLLOW_UPS, where="followups", what=what, remedy=remedy)


def _to_come(on: dt.date, today: dt.date) -> Iterator[Problem]:
    if on > today:
        what = Phrase("{day} is still to come", day=on.isoformat())
        yield Problem(file=FOLLOW_UPS, where="on", what=what, remedy=Phrase("write the day it was reported"))


def _identity_numbers(where: str, text: str) -> Iterator[Problem]:
    """Yield a problem for each national identity number: no page could be made while it stands in the file."""
    for finding in in_text(text, unit="file"):
        if finding.kind == "identity_number":
            what = Phrase("a national identity number «{number}» is in what was reported", number=finding.quote)
            yield Problem(file=FOLLOW_UPS, where=where, what=what, remedy=Phrase("write the report without it"))


def _kind_of(community: Community, meeting: str) -> str:
    """Return the meeting type that a meeting is one of, a year's second among them; empty for no meeting."""
    return next((known for known in community.meetings if meeting == known or meeting.startswith(f"{known}-")), "")


def _year_folders(folder: Path, community: Community) -> Iterator[tuple[str, int, Path]]:
    """Yield meeting, year and folder of each year that has one."""
    for home in sorted(folder.iterdir()) if folder.is_dir() else ():
        name, _, year = home.name.rpartition("-")
        if _kind_of(community, name) and re.fullmatch(r"\d{4}", year) and home.is_dir():
            yield name, int(year), home


def _days_written(folder: Path, community: Community) -> dict[tuple[str, int], dt.date]:
    """Return meeting and year → its day, of each year folder that says a day which can be read."""
    found: dict[tuple[str, int], dt.date] = {}
    for meeting, year, home in _year_folders(folder, community):
        with suppress(ConfigError, DateError):
            written = read_toml(home / FACTS, file=FACTS) if file_named(home, FACTS) else {}
            if "date" in written:
                found[meeting, year] = read_date(written["date"])
    return found


def _follow_ups(folder: Path) -> FollowUpsTable:
    file = file_named(folder, FOLLOW_UPS)
    if file is None:
        return FollowUpsTable()
    return parse(FollowUpsTable, read_toml(file, file=FOLLOW_UPS), file=FOLLOW_UPS)


def _quoted(text: str) -> str:
    """Return a text as TOML quotes it: as JSON does, and DEL is escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _reports(written: Sequence[FollowUpTable], signal: str) -> tuple[FollowUp, ...]:
    reports = [report.value() for report in written if report.signal == signal]
    return tuple(sorted(reports, key=lambda report: report.on))


def _doubled(home: str, signal: TrackedSignal, first: TrackedSignal) -> Problem:
    what = Phrase("the number {id} is given by {meeting} too", id=signal.id, meeting=first.meeting)
    remedy = Phrase("write the signals of a year in the minutes of one of its meetings")
    return Problem(file=f"{home}/{MINUTES}", where="signals", what=what, remedy=remedy)


def _gone(number: str, tracked: TrackedSignal) -> Problem:
    what = Phrase("the steering signal {id} is approved, and the minutes give it no more or cannot be read", id=number)
    remedy = Phrase("put the minutes back as they were; until then it stands as it was approved")
    file = f"{tracked.meeting}-{number[:4]}/{MINUTES}"
    return Problem(file=file, where="signals", what=what, remedy=remedy, severity="warning")


def _strange_parents(given: Mapping[str, TrackedSignal]) -> Iterator[Problem]:
    """Yield a problem for each signal that goes on from one that is not there, or from itself or a later one."""
    for tracked in given.values():
        parent = tracked.signal.parent
        if parent and (parent not in given or signal_order(parent) >= signal_order(tracked.id)):
            yield replace(
                _no_signal(f"signals[{int(tracked.id.rpartition('-')[2]) - 1}].parent", parent, given),
                file=f"{tracked.meeting}-{tracked.id[:4]}/{MINUTES}",
            )


def _no_signal(where: str, signal: str, given: Mapping[str, TrackedSignal]) -> Problem:
    what = Phrase("there is no earlier signal {id}", id=signal)
    return Problem(file=FOLLOW_UPS, where=where, what=what, remedy=did_you_mean(signal, given))
