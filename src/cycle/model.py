"""The nouns all rooms exchange: frozen values without behaviour, files, clock or settings."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, TypeVar, cast

from pydantic import TypeAdapter

Language = Literal["nn", "nb"]
"""Written language of a text: nynorsk or bokmål."""

LanguageDecision = Literal["nynorsk", "bokmål", "nøytral", ""]
"""What a municipality has decided that the state shall write to it (språkvedtak); empty when not looked up."""

Basis = Literal["stated", "inferred", "ours"]
"""Where a fact or rule comes from: printed in the source, inferred from it, or our own reading."""


Right = Literal["vote", "propose", "speak", "attend", "own_item"]
"""What a seat may do in the meeting (rett): `propose` includes speaking, `own_item` is speaking on one's own item."""


# --- The community (helsefellesskap) ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A party (part): a municipality or a hospital party, with the years it exists as such."""

    id: str
    name: str
    """The full name as printed in letters, `Voss herad`; nothing is appended to it."""
    short: str
    """The name in lists, `Voss`."""
    side: str
    """Id of the side it belongs to."""
    number: str
    """Organisation number in the business register (organisasjonsnummer), nine digits."""
    area: str = ""
    """Id of its area (områdeutval); empty for hospital parties."""
    municipality_number: str = ""
    language_decision: LanguageDecision = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    successor: str = ""
    """Id of the organisation it became part of (samanslåing)."""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area of municipalities with a committee of its own (områdeutval, earlier samarbeidsutval)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the sides that take turns: the municipalities, the specialist service."""

    id: str
    name: str
    """As printed in running text, `kommunane`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The secretariat as it signs letters and answers the telephone. `address` is an e-mail address."""

    name: str
    organisation: str
    address: str
    phone: str = ""
    title: str = ""
    web: str = ""
    postal: str = ""
    """Postal address for the letter foot, one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinator:
    """Somebody who decides at the gates and gets a mail when one waits (koordinator)."""

    name: str
    address: str
    language: Language
    steps: tuple[str, ...] = ()
    """The steps this person decides on, `letters` for all letters; empty means every step."""

    def decides_on(self, step: str) -> bool:
        """Return whether this person is asked about the step; `letters.folgebrev` is one of `letters`."""
        return not self.steps or step in self.steps or step.partition(".")[0] in self.steps


@dataclass(frozen=True, slots=True, kw_only=True)
class BodySeat:
    """A seat in a standing body (plass i eit organ), whether or not a meeting type invites it."""

    id: str
    """The function inside the body, `fastlege`; with the body it is the seat id `ssu.fastlege`."""
    title: str
    clause: str
    why: str
    basis: Basis = "stated"
    source: str = ""
    named_by: str = ""
    """Who names the seat, as printed; empty means the body itself."""
    optional: bool = False
    """An empty optional seat is no vacancy."""
    deputies: int = 0
    """How many deputies (vara) are named."""
    term_years: int | None = None
    """Years a person is named for (funksjonstid)."""
    side: str = ""
    """Id of the side the seat belongs to, if any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A standing body of the community (organ): a committee, a user committee, the secretariat, an association."""

    id: str
    name: str
    """As printed, `Strategisk samarbeidsutval`."""
    short: str = ""
    kind: str = ""
    """What bodies of its sort share, `omradeutval`; rules may give a seat to every body of a kind."""
    area: str = ""
    organisation: str = ""
    """Id of the organisation it belongs to, if any."""
    clause: str = ""
    source: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    seats: tuple[BodySeat, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Weeks or days when many are away (ferie): schools closed, the July weeks."""

    name: str
    """As printed, `vinterferien i skulane`."""
    weeks: tuple[int, ...] = ()
    """ISO weeks."""
    first: dt.date | None = None
    last: dt.date | None = None
    years: tuple[int, ...] = ()
    """The years it holds; empty is every year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WideSeat:
    """Columns of a sheet with one row for each organisation that tell who holds one of its seats."""

    function: str
    """The function in the seat's id, `ordforar`."""
    name: tuple[str, ...]
    """Headers of the column with the name."""
    address: tuple[str, ...]
    phone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLayout:
    """How a community's own spreadsheets differ from the usual ones (oppsett)."""

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """More header spellings, by what the column holds."""
    wide: tuple[WideSeat, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """A health community (helsefellesskap) with its sides, areas, organisations and secretariat."""

    id: str
    name: str
    language: Language
    sides: tuple[Side, ...]
    areas: tuple[Area, ...]
    organisations: tuple[Organisation, ...]
    contact: Contact
    meetings: tuple[str, ...]
    """Ids of its meeting types; the first is the default."""
    bodies: tuple[Body, ...] = ()
    register: RegisterLayout = field(default_factory=RegisterLayout)
    breaks: tuple[Break, ...] = ()
    """When schools are closed; empty means the usual weeks around Bergen."""
    gates: Mapping[str, int] = field(default_factory=dict)
    """How many different people must approve a step; a step that is not named needs one."""
    coordinators: tuple[Coordinator, ...] = ()
    """Who gets a mail when a gate waits; nobody does when it is empty."""

    def body(self, body_id: str) -> Body:
        """Return the body with this id; KeyError when there is none."""
        return {one.id: one for one in self.bodies}[body_id]

    def approvers(self, step: str) -> int:
        """Return how many people must approve the step; `letters.folgebrev` follows `letters` unless named itself."""
        return self.gates.get(step, self.gates.get(step.partition(".")[0], 1))

    def organisation(self, organisation_id: str) -> Organisation:
        """Return the organisation with this id; KeyError when there is none."""
        return {one.id: one for one in self.organisations}[organisation_id]

    def parties(self, on: dt.date) -> list[str]:
        """Return the printed names of the organisations that exist on the day, in order."""
        return [
            one.name
            for one in self.organisations
            if (one.valid_from is None or one.valid_from <= on) and (one.valid_to is None or on <= one.valid_to)
        ]

    def side(self, side_id: str) -> Side:
        """Return the side with this id; KeyError when there is none."""
        return {one.id: one for one in self.sides}[side_id]

    def area(self, area_id: str) -> Area:
        """Return the area with this id; KeyError when there is none."""
        return {one.id: one for one in self.areas}[area_id]


# --- People and seats ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person in the register, with the address letters go to; `address` is an e-mail address, empty for none."""

    id: str
    name: str
    address: str
    language: Language | None = None
    """What the person asked for; None follows the organisation, then the community."""
    shared_address: bool = False
    """The address is a mailbox several people read (postmottak)."""
    phone: str = ""
    postal: str = ""
    """Postal address (postadresse), line by line without the name; letters go there when there is no e-mail address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """A person holds a seat (verv) from the first day to the last day, both counted."""

    seat: str
    person: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    decided_by: str = ""
    role_address: str = ""
    """Mailbox of the seat, whoever holds it (rolleadresse); letters for the seat go there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Who holds which seat when (register). Seat ids are `holder.function`: `alver.ordforar`, `ssu.leiar`."""

    persons: tuple[Person, ...]
    mandates: tuple[Mandate, ...]
    invented: bool = False
    """The people are invented examples; printed on lists so that nobody takes them for real."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRight:
    """What a seat may do in one part of the meeting (møtedel)."""

    part: str
    title: str
    """The part as printed, `dialogmøtet`."""
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitedSeat:
    """A seat (plass) that someone is invited for, with the clause that gives it and the reason in print."""

    seat: str
    title: str
    """The function as printed, `ordførar`, `leiar av Strategisk samarbeidsutval`."""
    organisation: str
    """Printed name of the organisation or body the seat belongs to."""
    clause: str
    why: str
    """One sentence in the letter's language, fit to print."""
    right: str
    """The right in the first part the seat is invited to."""
    basis: Basis = "stated"
    part: str = "main"
    organisation_id: str = ""
    rights: tuple[PartRight, ...] = ()
    """The right in each part, where the meeting has several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitee:
    """One person to invite, once, with every seat held."""

    id: str
    name: str
    address: str
    language: Language
    seats: tuple[InvitedSeat, ...]
    shared_address: bool = False
    address_why: str = ""
    """Why the letter goes to this address, in one sentence."""
    postal: str = ""
    """Postal address, line by line without the name."""

    @property
    def on_paper(self) -> bool:
        """Whether the letter goes on paper (på papir): there is no e-mail address."""
        return not self.address


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """A seat without a person on the record date, and who names one (ledig plass)."""

    seat: str
    title: str
    organisation: str
    named_by: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Someone in the register who is not invited, and why."""

    who: str
    """The person's name, or an optional seat that nobody holds."""
    why: str
    seat: str = ""
    clause: str = ""
    """The clause of the rule that leaves it out, where there is one."""
    unreachable: bool = False
    """The rules invite this person, and there is no address to write to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference from an earlier list, and its cause."""

    what: str
    cause: str


Check = Literal["ok", "problem", "unknown"]
"""Whether something is as the rules demand; `unknown` where nobody has written down what it takes to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCheck:
    """One thing the rules demand of the year, and whether it is so (regelsjekk)."""

    id: str
    """frequency, represented, host, seats or terms."""
    state: Check
    what: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationList:
    """The invitation list (invitasjonsliste) on its record date."""

    year: int
    meeting: str
    record_date: dt.date
    invitees: tuple[Invitee, ...]
    vacancies: tuple[Vacancy, ...]
    left_out: tuple[LeftOut, ...]
    changes: tuple[Change, ...] = ()
    rules_version: str = ""

    @property
    def seats(self) -> int:
        """Number of seats the rules give, filled and vacant."""
        return sum(len(one.seats) for one in self.invitees) + len(self.vacancies)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeMember:
    """A member of the programme committee (programkomité) by seat."""

    seat: str
    title: str
    organisation: str
    person: str
    """The person's name."""
    clause: str
    why: str
    basis: Basis = "stated"
    person_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee:
    """The programme committee of a year."""

    year: int
    name: str
    members: tuple[CommitteeMember, ...]
    vacancies: tuple[Vacancy, ...]


HostStatus = Literal["stated", "ruled", "override", "doubtful"]
"""`doubtful`: two readings give different answers, the sources do not say, or the start is our own reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeAnswer:
    """Which side has an office in a year (verv på tur): leader of a body, lead of the secretariat."""

    id: str
    title: str
    side: str
    """Id of the side; empty where no rule names one or all sides have it together."""
    organisation: str
    holder: str
    """Who has it, as printed: organisation, side, sides together, or the seats; empty where nobody has said."""
    status: HostStatus
    why: str
    clause: str
    source: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HostAnswer:
    """Who hosts and chairs (vertskap og møteleiing) a year, and why."""

    year: int
    side: str
    """Id of the side; empty where no rule names one or all sides host together."""
    organisation: str
    """Printed name of the host organisation; empty where no rule or decision names one."""
    chair: str
    """Who chairs, as printed: a side, several sides, seats or a person; empty where nobody has said."""
    status: HostStatus
    why: str
    clause: str
    source: str
    notes: tuple[str, ...] = ()
    """Doubts and contradictions a person should read."""
    holder: str = ""
    """The host as printed: organisation, side, or sides together; empty where nobody has said."""
    offices: tuple[OfficeAnswer, ...] = ()
    """The other offices the rules know that year."""


# --- The meeting of a year -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFacts:
    """What people decide about one year's meeting: when, where, by when to answer."""

    year: int
    date: dt.date
    start: dt.time
    end: dt.time
    registration: dt.time
    venue: str
    place: str
    """Street address or town, as printed after the venue."""
    reply_by: dt.date
    record_date: dt.date
    """The day whose mandates decide who is invited (skjeringsdato)."""
    reference: str = ""
    """Our case reference (vår ref.)."""
    theme: str = ""
    aim: str = ""
    signup: str = ""
    """How to register, one sentence or an address."""
    prepare: str = ""
    """What participants should read or think through beforehand, one or two sentences."""
    practical: str = ""
    """Lunch, cost, travel: what else people need to know, one or two sentences."""
    page: str = ""
    """Web page of the meeting, when it is known."""
    change_reason: str = ""
    """Why date or place was changed, or the meeting called off; one sentence for the letter about it."""
    contact: Contact | None = None
    """Who answers questions about this meeting, when it is not the community's own contact."""
    note: str = ""
    """Remark printed nowhere but shown to coordinators; says for instance that the year is an example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A day something must be done by, counted back from the meeting date (milepæl)."""

    id: str
    title: str
    date: dt.date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A speaker with role and organisation, as printed (innleiar)."""

    name: str
    role: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeItem:
    """One line of the programme (programpost)."""

    start: dt.time
    end: dt.time
    kind: str
    """opening, talk, panel, discussion, break, lunch or summary."""
    title: str
    speakers: tuple[Speaker, ...] = ()
    file: str = ""
    """File name of the presentation, when it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesItem:
    """One matter in the minutes (sak i referatet)."""

    title: str
    text: str = ""
    decision: str = ""
    responsible: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SteeringSignal:
    """What the meeting asks a body to do (styringssignal)."""

    to: str
    text: str
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """What was said and decided in the meeting (referat); empty until somebody has written it."""

    chair: str = ""
    taker: str = ""
    """Who wrote the minutes."""
    present: tuple[str, ...] = ()
    """Names of those who came; empty means that nobody has noted it yet."""
    matters: tuple[MinutesItem, ...] = ()
    signals: tuple[SteeringSignal, ...] = ()


Audience = Literal["everyone", "silent", "told", "present"]
"""Who gets a dispatch: all on the list, those without a standing answer, those who were sent an earlier dispatch of the
year, or those who came."""

CalendarForm = Literal["none", "file", "invitation"]
"""How the meeting comes to the calendar: not, as a file with the letter, or as a mail of its own."""

Tells = Literal["meeting", "change", "cancellation"]
"""What a dispatch tells of the meeting: that it is held, that it is moved, that it is called off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRequest:
    """Somebody asked for a dispatch (bestilling av utsending): once more, of those sent on request, or a correction."""

    cycle: str
    id: str
    """What the dispatch is called: `endring`, `endring.2`, `invitasjon.retting1`."""
    dispatch: str
    """Id of the dispatch in the rules."""
    number: int
    asked_by: str
    why: str
    """The reason for asking, for our own records."""
    at: dt.datetime
    chosen: tuple[str, ...] = ()
    """Person ids; empty means those the dispatch is for."""
    include: tuple[str, ...] = ()
    """Groups that are left out unless chosen: doubtful, returned."""
    words: str = ""
    """A sentence or two printed in the mail, and for a change or cancellation in the letter."""
    replaces: int | None = None
    """Outbox row of the mail that a correction replaces."""
    withdrawn_by: str = ""
    withdrawn_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One sending of letters (utsending): data of the meeting type, not code."""

    id: str
    title: str
    """Printed name, `Invitasjon`."""
    template: str
    """Word template of the personal letter."""
    subject: str
    """Subject of the mail and title of the letter; `{year}` and `{meeting}` are filled in."""
    milestone: str
    """When it is sent, or, where it is sent on request, when it may be time to ask for it; empty for no day."""
    mail: str
    """Name of the mail body template."""
    common: tuple[str, ...] = ()
    """Word templates rendered once and enclosed with every letter."""
    calendar: CalendarForm = "none"
    enclosures: tuple[str, ...] = ()
    """Printed names of the enclosures, in order."""
    audience: Audience = "everyone"
    after: Literal["invitations", "archive"] = "invitations"
    """What must be done first: the approved list, or the published page."""
    by: Literal["milestone", "request"] = "milestone"
    """Whether every year has it, or only those where somebody asks for it."""
    tells: Tells = "meeting"
    request: DispatchRequest | None = None
    """Who asked for it, where somebody did."""


# --- The outbox -----------------------------------------------------------------------------------------------------

OutboxState = Literal["queued", "sending", "sent", "refused", "failed", "uncertain"]

OUTBOX_MOVES: Mapping[OutboxState, frozenset[OutboxState]] = {
    "queued": frozenset({"sending", "refused", "failed", "uncertain"}),
    "sending": frozenset({"sent", "refused", "queued", "uncertain"}),
    "uncertain": frozenset({"sent", "queued"}),
    "refused": frozenset({"queued"}),
    "failed": frozenset({"queued"}),
    "sent": frozenset(),
}
"""Every move a row may make. `sending` is entered right before the final dot and never left by guessing; `refused`,
`failed` and `uncertain` go back to `queued` only when a person says so. `queued` becomes `uncertain` when the database
is a restored one, which may not know what was sent since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """One mail to one person (utboksrad): intended once, with Message-ID and Date fixed in advance."""

    id: int
    cycle: str
    kind: str
    """The dispatch it belongs to, `invitasjon`."""
    recipient: str
    """Person id."""
    address: str
    message_id: str
    token: str
    """Names the recipient in Message-ID, return path and calendar UID without saying who it is."""
    date: dt.datetime
    """The Date header, aware, frozen when the row was made."""
    content: str
    """Digest of what the mail carries: subject, bodies and enclosed files."""
    state: OutboxState
    attempt: int = 0
    not_before: dt.datetime | None = None
    code: int | None = None
    text: str = ""
    """The server's last words."""
    sha256: str = ""
    """Of the bytes handed to the server, set when `sending`."""
    updated_at: dt.datetime | None = None


# --- What comes back ------------------------------------------------------------------------------------------------

Heard = Literal[
    "accepted", "declined", "tentative", "proposed", "wrote", "automatic", "returned", "delayed", "delivered"
]
"""What somebody or some server said about a mail: an answer to the invitation, words for a person to read (`proposed`
is another time), an automatic answer, or a report on the delivery."""

ReplySource = Literal["calendar", "mail", "typed"]
"""Whether a mail program answered the calendar invitation, a mail came, or the secretariat typed it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One thing heard from or about one recipient (svar): never changed, the newest answer stands."""

    key: str
    """Names the incoming mail, or the typed answer; with the recipient it is unique, so that twice is harmless."""
    cycle: str
    recipient: str
    """Person id."""
    kind: str
    """The kind of mail it answers, as in the outbox; empty when somebody typed it in without one."""
    what: Heard
    source: ReplySource
    at: dt.datetime
    """When it was said, aware: the mail's Date, or when it was read or typed."""
    code: str = ""
    """Enhanced status code of a report by RFC 3463, `5.1.1`."""
    text: str = ""
    """A few words of the person or the server, one line."""
    who: str = ""
    """Who typed it in."""
    sequence: int | None = None
    """SEQUENCE of the invitation a calendar answer is about; None where the mail program left it out."""
    stamp: dt.datetime | None = None
    """DTSTAMP of a calendar answer, aware: when the person answered, by the clock of their mail program."""


# --- Files and digests -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file in the content-addressed store: its sha256 is its identity. `size` is in bytes."""

    sha256: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A finished document in memory, before it is stored or sent."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
PNG = "image/png"
ICS = "text/calendar"
ICS_FILE = "application/ics"
"""A calendar file as an attachment: no mail program takes the whole mail for a meeting request, as with ICS."""


T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Return the value as JSON-ready plain data: dates as ISO, tuples as lists."""
    return _adapter(Any).dump_python(value, mode="json")


def from_plain(kind: type[T], plain: Mapping[str, Any]) -> T:
    """Return the frozen value that `to_plain` made this of; pydantic's ValidationError when it does not fit."""
    return cast(T, _adapter(cast(Hashable, kind)).validate_python(plain))


def digest(value: Any) -> str:
    """Return the sha256 (hex) of the value's canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(to_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    """Return what reads and writes a kind of value; making one takes longer than all it then does for a letter."""
    return TypeAdapter(cast(Any, kind))
