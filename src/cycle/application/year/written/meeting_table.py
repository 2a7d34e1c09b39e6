"""What meeting.toml may hold: every key with its kind and its default, and which of them cannot both hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from cycle.application.year.written.problem_words import GIVEN
from cycle.errors import Problem
from cycle.governance.calendar.milestones import ANSWERS, INVITATION
from cycle.governance.community_data.doubt import doubt_of_ours_in
from cycle.governance.community_data.strict import Slug, Strict
from cycle.governance.community_data.table_errors import table_error
from cycle.governance.inviting.additions import Addition
from cycle.model import Contact, Language, MeetingFacts, Right
from cycle.phrases import Phrase
from cycle.register.dates import DATE_REMEDY, TIME_REMEDY, TimeError, read_date, read_time
from cycle.register.mail_addresses import AddressError, read_address
from cycle.register.name_reading.person_ids import person_id
from cycle.written_days import DateError

START, END = dt.time(9), dt.time(15)
REGISTRATION_BEFORE = dt.timedelta(minutes=30)
REPLY_BEFORE = dt.timedelta(weeks=5)
RECORD_BEFORE = dt.timedelta(weeks=11)
"""How long before the meeting each falls when nobody has said; our choice, no source gives any."""

A_YEAR = dt.timedelta(days=366)
"""The longest a day of a meeting's cycle lies before the meeting."""
Ruled = Callable[[dt.date], Mapping[str, dt.date]]
"""The days of the milestones by the rules, for a date of the meeting."""
ConflictingFacts = tuple[str, Phrase, Phrase]
"""The key, what is wrong with it beside another, and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostOverride:
    """A decision that this year's host is another than the rule gives, or which organisation inside the side it is."""

    organisation: str
    reason: str
    decision: str
    """Reference to the decision, `SSU-sak 2026/14`."""
    decided_on: dt.date | None = None


def _day(value: object) -> dt.date:
    try:
        return read_date(value)
    except DateError as error:
        raise table_error(error.message, DATE_REMEDY) from None


def _clock(value: object) -> dt.time:
    try:
        return read_time(value)
    except TimeError as error:
        raise table_error(error.message, TIME_REMEDY) from None


def _mailbox(value: object) -> str:
    try:
        return read_address(str(value))
    except AddressError as error:
        raise table_error(error.message, error.remedy) from None


MeetingDay = Annotated[dt.date, BeforeValidator(_day)]
MeetingTime = Annotated[dt.time, BeforeValidator(_clock)]
Mailbox = Annotated[str, BeforeValidator(_mailbox)]


class HostTable(Strict):
    """[host]: which organisation hosts, decided by people."""

    organisation: Slug
    reason: str = Field(min_length=1)
    decision: str = Field(min_length=1)
    decided_on: MeetingDay | None = None

    def override(self) -> HostOverride:
        """Return the decision as a value."""
        return HostOverride(**self.model_dump())


class MeetingContactTable(Strict):
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
    namesake: bool = False
    """Whether somebody else of the same name is in the register or on the list."""

    def value(self) -> Addition:
        """Return the addition as a value, with the id the register would give the person, or one of their own."""
        own = person_id(self.name, self.address) if self.namesake else person_id(self.name)
        return Addition(**self.model_dump(exclude={"namesake"}), id=own)


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
        return {key: text for key, text in self.model_dump().items() if text}


class MeetingTable(Strict):
    """meeting.toml: date and venue must be known, everything else has a default."""

    date: MeetingDay
    venue: str = Field(min_length=1)
    place: str = ""
    start: MeetingTime = START
    end: MeetingTime = END
    registration: MeetingTime | None = None
    reply_by: MeetingDay | None = None
    record_date: MeetingDay | None = None
    reference: str = ""
    theme: str = ""
    aim: str = ""
    signup: str = ""
    prepare: str = ""
    practical: str = ""
    page: str = ""
    change_reason: str = ""
    note: str = ""
    edited_by: str = ""
    host: HostTable | None = None
    contact: MeetingContactTable | None = None
    additions: tuple[AdditionTable, ...] = ()
    removals: tuple[RemovalTable, ...] = ()
    nn: FactsInWords | None = None
    nb: FactsInWords | None = None

    def words(self) -> Mapping[Language, Mapping[str, Any]]:  # Any: texts, and a Contact
        """Return what the facts say in another language, by language and fact."""
        tables: Mapping[Language, FactsInWords | None] = {"nn": self.nn, "nb": self.nb}
        return {language: words.said() for language, words in tables.items() if words is not None}

    def facts(self, year: int, ruled: Ruled) -> MeetingFacts:
        """Return the facts of the year, with what nobody has said counted back from the meeting."""
        beside = {"host", "contact", "additions", "removals", "registration", "reply_by", "record_date", "nn", "nb"}
        written = self.model_dump(exclude=beside | {"edited_by"})
        return MeetingFacts(
            **written,
            year=year,
            registration=self.registration or _before(self.start),
            reply_by=self.reply_by or ruled(self.date).get(ANSWERS, self.date - REPLY_BEFORE),
            record_date=self.record_date or self.date - RECORD_BEFORE,
            contact=Contact(**self.contact.model_dump()) if self.contact else None,
        )


def conflicting_facts(
    table: MeetingTable, *, year: int, file: str, given: Mapping[str, object], ruled: Ruled
) -> Iterator[Problem]:
    """Yield every pair of facts that cannot both hold."""
    facts = table.facts(year, ruled)
    for check in (_of_the_day(facts, year), _of_the_reply_day(facts, ruled(facts.date)), _of_the_record_date(facts)):
        for key, what, remedy in check:
            yield Problem(file=GIVEN if key in given else file, where=key, what=what, remedy=remedy)


def doubtful_additions(table: MeetingTable, *, file: str) -> Iterator[Problem]:
    """Yield a warning for each reason of an addition that reads as doubt: it is printed in the letter."""
    for number, addition in enumerate(table.additions):
        if found := doubt_of_ours_in(addition.reason):
            what = Phrase("'{found}' reads as doubt, and this text is printed in letters", found=found)
            remedy = Phrase("say it without sources and doubt")
            where = f"additions[{number}].reason"
            yield Problem(file=file, where=where, what=what, remedy=remedy, severity="warning")


def _of_the_day(facts: MeetingFacts, year: int) -> Iterator[ConflictingFacts]:
    if facts.date.year != year:
        what = Phrase("the date {date} is not in {year}", date=facts.date, year=year)
        yield (
            "date",
            what,
            Phrase(
                "write the date of the meeting in {year}, or start the year {other}", year=year, other=facts.date.year
            ),
        )
    if facts.end <= facts.start:
        what = Phrase("the meeting ends {end}, not after its start {start}", end=facts.end, start=facts.start)
        yield "end", what, Phrase("correct one of the times")
    if facts.registration > facts.start:
        opens, start = facts.registration, facts.start
        what = Phrase("registration opens {opens}, after the start {start}", opens=opens, start=start)
        yield "registration", what, Phrase("let it open at the start or before")


def _of_the_reply_day(facts: MeetingFacts, milestones: Mapping[str, dt.date]) -> Iterator[ConflictingFacts]:
    invitation = milestones.get(INVITATION)
    usual = milestones.get(ANSWERS, facts.date - REPLY_BEFORE)
    due, date = facts.reply_by, facts.date
    if due >= date:
        what = Phrase("answers are due {due}, not before the meeting {date}", due=due, date=date)
        yield (
            "reply_by",
            what,
            Phrase("write a day before the meeting, or leave it out: it is then {usual}", usual=usual),
        )
    elif date - due > A_YEAR:
        what = Phrase(
            "answers are due {due}, more than a year before the meeting {date}: the day is of another year's meeting",
            due=due,
            date=date,
        )
        yield "reply_by", what, Phrase("write a later day, or leave it out: it is then {usual}", usual=usual)
    elif invitation is not None and due <= invitation:
        what = Phrase(
            "answers are due {due}, not after the day the invitation goes, {invitation}", due=due, invitation=invitation
        )
        yield "reply_by", what, Phrase("write a later day, or leave it out: it is then {usual}", usual=usual)


def _of_the_record_date(facts: MeetingFacts) -> Iterator[ConflictingFacts]:
    usual, day, date = facts.date - RECORD_BEFORE, facts.record_date, facts.date
    if day >= date:
        what = Phrase("the record date {day} is not before the meeting {date}", day=day, date=date)
        yield (
            "record_date",
            what,
            Phrase("write an earlier day, or leave it out: it is then {usual}", usual=usual),
        )
    elif facts.date - facts.record_date > A_YEAR:
        what = Phrase(
            "the record date {day} is more than a year before the meeting {date}: the day is of another year's meeting",
            day=day,
            date=date,
        )
        yield "record_date", what, Phrase("write a later day, or leave it out: it is then {usual}", usual=usual)
    elif facts.record_date > facts.reply_by and facts.date - facts.reply_by <= A_YEAR:
        what = Phrase("the record date {day} is after the day answers are due {due}", day=day, due=facts.reply_by)
        earlier = Phrase("the list must be made before people can answer; write an earlier day")
        yield "record_date", what, earlier


def _before(start: dt.time) -> dt.time:
    here = dt.datetime.combine(dt.date(2000, 1, 2), start) - REGISTRATION_BEFORE
    return here.time() if here.date() == dt.date(2000, 1, 2) else start
