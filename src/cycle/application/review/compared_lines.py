"""What a result says, line by line, so that it can be held against another: rows of lists, days, facts, documents."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cycle import wording
from cycle.application.actions import FACT_NAMES
from cycle.application.dispatches import STATUS
from cycle.application.results import (
    ActResult,
    ArchiveResult,
    CommitteeResult,
    HostResult,
    InvitationsResult,
    LettersResult,
    MailingResult,
    PlanResult,
    SignalsResult,
    StepResult,
)
from cycle.application.year import OpenCycle
from cycle.archive.public_site.pages import Edition, PageDocument, PagePicture, Presentation, sha256_of
from cycle.model import Contact, HostAnswer, InvitedSeat, Invitee, LeftOut, StoredFile, Vacancy, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedLine:
    """One line of a result. Several may have one key: none of them stands in for another."""

    key: str
    """What it is held against: the line of the same key."""
    what: str
    """What it is about."""
    said: str
    whole: str = ""
    """Names all that the row holds, also what the line does not say; empty where years are held against each other."""
    numbered: bool = False
    """What it is about holds a number that is another every year, so that alone makes no other line."""


Lines = Sequence[ComparedLine]


def lines_of(cycle: OpenCycle, made: StepResult, *, years_apart: bool = False) -> Lines:
    """Return each line of a result, in its order; without what is another every year when they are years apart."""
    lines = _lines(cycle, made, years_apart=years_apart)
    return without_whole(lines) if years_apart else tuple(lines)


def _lines(cycle: OpenCycle, made: StepResult, *, years_apart: bool) -> Iterator[ComparedLine]:
    match made:
        case PlanResult():
            yield from _of_plan(cycle, made)
        case CommitteeResult(committee=committee):
            for member in committee.members:
                what = wording.seat_phrase(member.title, member.organisation)
                yield ComparedLine(key=f"seat {member.seat}", what=what, said=member.person, whole=digest(member))
            yield from _vacant(cycle, committee.vacancies)
        case HostResult(host=host):
            yield from lines_of_host(cycle, host)
        case InvitationsResult(list=invited):
            for invitee in invited.invitees:
                yield from (_of_seat(cycle, invitee, seat) for seat in invitee.seats)
            yield from _vacant(cycle, invited.vacancies)
            for person in invited.left_out if not years_apart else ():
                said = f"{cycle.say('Not invited')}: {person.why}"
                yield ComparedLine(key=f"out {person.who}", what=person.who, said=said, whole=_whole_left_out(person))
        case SignalsResult():
            yield from _of_signals(cycle, made, years_apart=years_apart)
        case LettersResult():
            yield from _of_letters(cycle, made)
        case MailingResult():
            yield from _of_mailing(cycle, made, years_apart=years_apart)
        case ArchiveResult():
            yield from lines_of_edition(cycle, made.edition, years_apart=years_apart)
            number = str(made.package.files)
            yield ComparedLine(key="package", what=cycle.say("Files in the archive package"), said=number)
        case ActResult():
            yield from lines_of_edition(cycle, made.edition) if made.edition else ()


def lines_of_host(cycle: OpenCycle, host: HostAnswer) -> Lines:
    """Return who hosts and chairs, and how certain that is."""
    say = cycle.say
    return (
        ComparedLine(key="host", what=say("Host"), said=host.organisation or host.holder),
        ComparedLine(key="chair", what=say("Chair"), said=host.chair),
        ComparedLine(
            key="status",
            what=say("How certain"),
            said=say(STATUS[host.status]),
            whole=digest([host.why, host.clause, host.source, host.notes]),
        ),
        *(
            ComparedLine(
                key=f"office {office.id}",
                what=office.title,
                said=office.organisation or office.holder or say("not decided"),
                whole=digest(office),
            )
            for office in host.offices
        ),
    )


def lines_of_edition(cycle: OpenCycle, edition: Edition, *, years_apart: bool = False) -> Lines:
    """Return what the page of a year says and holds, a line for each document, talk, picture and signal."""
    say = cycle.say
    facts = {
        "date": (say("Date"), _shown(cycle, edition.date)),
        "time": (say("Time"), _hours(edition.start, edition.end)),
        "venue": (say("Venue"), edition.venue),
        "place": (say("Place"), edition.place),
        "host": (say("Host"), edition.host),
        "chair": (say("Chair"), edition.chair),
        "theme": (say("Theme"), edition.theme),
        "aim": (say("Aim"), edition.aim),
        "outcome": (say("Outcome"), edition.outcome),
    }
    lines = [ComparedLine(key=key, what=what, said=said) for key, (what, said) in facts.items() if said]
    lines += _held(cycle, edition, years_apart=years_apart)
    return without_whole(lines) if years_apart else tuple(lines)


def lines_of_meeting(cycle: OpenCycle, edition: Edition) -> Lines:
    """Return what a page of an earlier year says of its meeting, as far as the plan of a year says it too."""
    return tuple(
        ComparedLine(key=key, what=wording.with_capital(cycle.say(label)), said=_shown(cycle, value))
        for key, label in FACT_NAMES.items()
        if (value := getattr(edition, key, None))
    )


def without_whole(lines: Iterable[ComparedLine]) -> Lines:
    """Return lines that are others only when what they say is."""
    return tuple(replace(line, whole="") for line in lines)


def _held(cycle: OpenCycle, edition: Edition, *, years_apart: bool) -> Iterator[ComparedLine]:
    """Yield what stands on a page beside its facts."""
    say = cycle.say
    for document in edition.documents:
        found = document.title if document.file else say("{title} (not found)", title=document.title)
        key = f"document {_of_any_year(document.title)}"
        yield ComparedLine(key=key, what=say("Document"), said=found, whole=_whole_file(document))
    for talk in edition.presentations:
        names = ", ".join([talk.title, *(speaker.name for speaker in talk.speakers)])
        key = f"talk {_of_any_year(talk.title)}"
        yield ComparedLine(key=key, what=say("Presentation"), said=names, whole=_whole_talk(talk))
    if edition.pictures and years_apart:
        yield ComparedLine(key="pictures", what=say("Pictures"), said=str(len(edition.pictures)))
    for picture in edition.pictures if not years_apart else ():
        said = ", ".join(filter(None, (picture.alt, picture.caption)))
        key = f"picture {sha256_of(picture.file)}"
        yield ComparedLine(key=key, what=say("Picture"), said=said, whole=_whole_picture(picture))
    for signal in edition.signals:
        yield ComparedLine(
            key=f"signal {(signal.parent if years_apart else '') or signal.number}",
            what=_numbered(cycle, signal.number),
            said=f"{signal.to}: {signal.text}",
            whole=digest(signal),
            numbered=years_apart,
        )
    for number, erratum in enumerate(edition.errata):
        key = f"erratum {number}"
        yield ComparedLine(key=key, what=say("What the page says was corrected"), said=erratum.text)


def _whole_file(document: PageDocument) -> str:
    file = sha256_of(document.file) if document.file else ""
    return digest([document.title, document.kind, document.note, document.source, file])


def _whole_talk(talk: Presentation) -> str:
    return digest([talk.title, talk.subtitle, talk.speakers, [sha256_of(file) for file in talk.files]])


def _whole_picture(picture: PagePicture) -> str:
    return digest([picture.alt, picture.caption, picture.source, sha256_of(picture.file)])


def _whole_left_out(person: LeftOut) -> str:
    """Name what the line does not say; what is said of several at once is in its words, and in no older result."""
    return digest([person.seat, person.clause, person.unreachable])


def _of_plan(cycle: OpenCycle, made: PlanResult) -> Iterator[ComparedLine]:
    for key, label in FACT_NAMES.items():
        what = wording.with_capital(cycle.say(label))
        yield ComparedLine(key=key, what=what, said=_shown(cycle, getattr(made.facts, key)))
    for milestone in made.milestones:
        day = wording.full_date(milestone.date, cycle.language)
        key = f"day {milestone.id}"
        yield ComparedLine(key=key, what=milestone.title, said=day, whole=digest(milestone))


def _of_seat(cycle: OpenCycle, invitee: Invitee, seat: InvitedSeat) -> ComparedLine:
    """Return a line of the list; all of it but the other seats of the person, which have lines of their own."""
    return ComparedLine(
        key=f"seat {seat.seat}",
        what=wording.seat_phrase(seat.title, seat.organisation),
        said=f"{invitee.name}, {invitee.address or cycle.say('on paper')}",
        whole=digest([seat, invitee.id, invitee.language, invitee.shared_address, invitee.address_why, invitee.postal]),
    )


def _of_signals(cycle: OpenCycle, made: SignalsResult, *, years_apart: bool) -> Iterator[ComparedLine]:
    """Yield the signals; between years one that goes on from another has its key: the two are held together."""
    for numbered in made.signals:
        signal = numbered.signal
        due = [cycle.say("by {day}", day=wording.long_date(signal.due))] if signal.due else []
        yield ComparedLine(
            key=f"signal {(signal.parent if years_apart else '') or numbered.id}",
            what=_numbered(cycle, numbered.id),
            said="; ".join(part for part in (f"{signal.to}: {signal.text}", *due, signal.plan) if part),
            whole=digest(numbered),
            numbered=years_apart,
        )


def _of_letters(cycle: OpenCycle, made: LettersResult) -> Iterator[ComparedLine]:
    """Yield whom letters are to and what is enclosed; what the letters say is held together word by word."""
    for letter in made.letters:
        whole = digest([letter.language, letter.asked, letter.docx.name])
        what = cycle.say("The letter to")
        yield ComparedLine(key=f"to {letter.recipient}", what=what, said=letter.name, whole=whole)
    for document in made.common:
        key = f"common {_of_any_year(document.docx.name)}"
        yield ComparedLine(key=key, what=cycle.say("Enclosure"), said=document.docx.name, whole=document.language)
    for person in made.left_out:
        said = f"{cycle.say('Gets no letter')}: {person.why}"
        yield ComparedLine(key=f"out {person.who}", what=person.who, said=said, whole=_whole_left_out(person))


def _of_mailing(cycle: OpenCycle, made: MailingResult, *, years_apart: bool) -> Iterator[ComparedLine]:
    """Yield whom a mailing goes to; the names of its files hold the year, so they are not held against another's."""
    say = cycle.say
    out_by = wording.full_date(made.send_by, cycle.language) if made.send_by else ""
    yield ComparedLine(key="count", what=say("Number of recipients"), said=str(made.count))
    yield ComparedLine(key="send_by", what=say("To be out by"), said=out_by)
    for mail in made.mails:
        said = mail.address if years_apart else _mailed(mail.address, mail.files)
        whole = digest([mail.sequence, bool(mail.calendar_bytes)])
        yield ComparedLine(key=f"to {mail.recipient}", what=mail.name, said=said, whole=whole)
    for person in made.left_out:
        said = say("Gets no mail") if years_apart else f"{say('Gets no mail')}: {person.why}"
        yield ComparedLine(key=f"out {person.who}", what=person.who, said=said)
    for letter in made.paper.letters:
        key = f"paper {letter.recipient}"
        yield ComparedLine(key=key, what=letter.name, said=say("on paper"), whole=letter.postal)


def _of_any_year(title: str) -> str:
    """Return a title without its year: the programme of one year is held against that of another."""
    return re.sub(r"\b(?:19|20)\d\d\b", "", title)


def _numbered(cycle: OpenCycle, number: str) -> str:
    return cycle.say("Steering signal {number}", number=number)


def _hours(start: dt.time | None, end: dt.time | None) -> str:
    return "–".join(wording.clock(time) for time in (start, end) if time)


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


def _mailed(address: str, files: Sequence[StoredFile]) -> str:
    return f"{address}: {', '.join(file.name for file in files)}"


def _vacant(cycle: OpenCycle, vacancies: Sequence[Vacancy]) -> Iterator[ComparedLine]:
    for vacancy in vacancies:
        what = wording.seat_phrase(vacancy.title, vacancy.organisation)
        yield ComparedLine(key=f"seat {vacancy.seat}", what=what, said=cycle.say("vacant"), whole=digest(vacancy))
