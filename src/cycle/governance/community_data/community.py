"""The community as data: what community.toml and a row of organisations.csv may say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from cycle.governance.community_data.strict import Defaults, PrintedSource, Sentence, Slug, Strict
from cycle.governance.community_data.table_errors import table_error
from cycle.model import (
    Area,
    Basis,
    Body,
    BodySeat,
    Break,
    Community,
    Contact,
    Coordinator,
    Language,
    LanguageDecision,
    Organisation,
    ParticipantsOnPage,
    RegisterLayout,
    Reminders,
    Side,
    WideSeat,
)
from cycle.phrases import Phrase
from cycle.wording import long_date

ADDRESS = r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$"
"""One e-mail address without a name, as a pattern for editors."""


def _checked_number(number: str) -> str:
    if not number:
        return number  # nobody has looked it up; `cycle doctor` says so
    weights = (3, 2, 7, 6, 5, 4, 3, 2)
    if len(number) != 9 or not (number.isascii() and number.isdigit()):
        raise table_error(Phrase("an organisation number has nine digits"), Phrase("look the number up again"))
    rest = -sum(weight * int(digit) for weight, digit in zip(weights, number, strict=False)) % 11
    if rest != int(number[8]):  # a rest of 10 never equals a digit
        raise table_error(Phrase("the check digit does not fit"), Phrase("look the number up again"))
    return number


def _checked_day_of_year(day: str) -> str:
    try:
        if day and (len(day) != 5 or dt.date.fromisoformat(f"2027-{day}") is None):
            raise ValueError
    except ValueError:
        raise table_error(Phrase("is no day of every year"), Phrase("write month and day as 10-01")) from None
    return day


def _empty_is_none(value: Any) -> Any:
    return None if value == "" else value


OrganisationNumber = Annotated[str, AfterValidator(_checked_number)]
OptionalDay = Annotated[dt.date | None, BeforeValidator(_empty_is_none)]
DayOfYear = Annotated[str, AfterValidator(_checked_day_of_year)]
ColumnKey = Literal[
    "organisation",
    "function",
    "seat",
    "name",
    "address",
    "role_address",
    "shared",
    "language",
    "phone",
    "valid_from",
    "valid_to",
    "decided_by",
    "person_id",
    "note",
]
"""What a column of the register holds."""


class OrganisationRow(Strict):
    """A row of organisations.csv."""

    id: Slug
    name: str = Field(min_length=1)
    short: str = Field(min_length=1)
    side: str = ""
    number: OrganisationNumber
    area: str = ""
    municipality_number: str = Field(default="", pattern=r"^(\d{4})?$")
    language_decision: LanguageDecision
    valid_from: OptionalDay = None
    valid_to: OptionalDay = None
    successor: str = ""
    source: PrintedSource


class NamedTable(Strict):
    """A side or an area: id and printed name."""

    id: Slug
    name: str


class SourceTable(Strict):
    """Where something was read (kjelde)."""

    title: str
    address: str = ""
    updated: dt.date | None = None

    def __str__(self) -> str:
        """Return it as printed behind a fact: title, address, day."""
        day = f"oppdatert {long_date(self.updated)}" if self.updated else ""
        return ", ".join(part for part in (self.title, self.address, day) if part)


class ContactTable(Strict):
    """The secretariat's contact; `address` is an e-mail address."""

    name: str
    organisation: str
    address: str = Field(pattern=ADDRESS)
    phone: str = ""
    title: str = ""
    web: str = ""
    postal: str = ""


class CoordinatorTable(Strict):
    """Somebody who decides at the gates and gets a mail when one waits."""

    name: str = Field(min_length=1, description="Fornamn og etternamn, as written in the form of a gate.")
    address: str = Field(pattern=ADDRESS, description="E-mail address.")
    language: Language | None = Field(default=None, description="`nn` or `nb`; the community's when left out.")
    steps: tuple[str, ...] = Field(
        default=(),
        description="Steps to be told of, `invitations` or `letters.folgebrev`; every step when left out.",
    )
    side: str = Field(default="", description="Id of the side this person decides for, where `both_sides` asks.")


class RemindersTable(Strict):
    """[reminders]: when those who decide are reminded, in working days they are not away."""

    gentle: int = Field(default=3, ge=1, description="First reminder, gentle.")
    firm: int = Field(default=6, ge=1, description="Firm reminder.")
    others: int = Field(default=9, ge=1, description="The deputy and the secretariat are told too.")
    again: int = Field(default=5, ge=1, description="How long after that it is said again.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.gentle < self.firm < self.others:
            raise table_error(
                Phrase("the reminders are not in order"), Phrase("write gentle < firm < others, such as 3, 6 and 9")
            )
        return self


class BodySeatTable(Strict):
    """`[[bodies.seats]]`: a seat of a body with what it rests on."""

    id: Slug
    title: str
    clause: str
    source: PrintedSource
    basis: Basis
    why: Sentence
    named_by: str = Field(default="", description="Who names the seat: id of a body or organisation, or in print.")
    optional: bool = False
    deputies: int = Field(default=0, ge=0)
    term_years: int | None = Field(default=None, ge=1)
    side: str = ""
    per: Literal["organisation"] | None = Field(
        default=None, description="One such seat for every organisation (of the side, or of `organisations`)."
    )
    organisations: tuple[Slug, ...] = Field(default=(), description="With per = organisation: only these.")

    @model_validator(mode="after")
    def _for_some(self) -> Self:
        if self.organisations and self.per is None:
            raise table_error(Phrase("organisations goes with per = 'organisation'"))
        return self


class BodyTable(Strict):
    """A standing body."""

    id: Slug
    name: str
    short: str = ""
    kind: str = ""
    area: str = ""
    organisation: str = ""
    clause: str = Field(default="", description="Empty where the sources do not say.")
    source: PrintedSource
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    seats: tuple[BodySeatTable, ...] = ()


class ParticipantsTable(Strict):
    """[participants]: what the public page says of who was at the meeting, body by body; left out, nothing."""

    show: Literal["names", "numbers"] = Field(description="Names with functions, or only how many came.")
    only_counted: tuple[str, ...] = Field(
        default=(),
        description="Bodies, organisations or seats (`ssu.fastlege`) that are counted and never named; `tillegg` is "
        "all who are added by a decision.",
    )


class BreakTable(Strict):
    """Weeks or days when schools are closed or many are away."""

    name: str = Field(min_length=1, description="As printed, `vinterferien i skulane`.")
    weeks: tuple[Annotated[int, Field(ge=1, le=53)], ...] = Field(default=(), description="ISO weeks.")
    first: dt.date | None = Field(default=None, description="Or the first day.")
    last: dt.date | None = Field(default=None, description="And the last day.")
    years: tuple[int, ...] = Field(default=(), description="The years it holds; every year when left out.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        days = self.first is not None and self.last is not None
        if bool(self.weeks) == days or (self.first is None) != (self.last is None):
            raise table_error(Phrase("give either weeks, or first and last"))
        if self.first and self.last and self.last < self.first:
            raise table_error(Phrase("last is before first"), Phrase("correct one of them"))
        return self


class WideSeatTable(Strict):
    """Columns that tell who holds one seat of the organisation of the row."""

    function: Slug = Field(description="The function in the seat's id, `ordforar`.")
    name: tuple[str, ...] = Field(min_length=1, description="Headers of the column with the person's name.")
    address: tuple[str, ...] = Field(min_length=1, description="Headers of the column with the e-mail address.")
    phone: tuple[str, ...] = Field(default=(), description="Headers of the column with the telephone number.")


class RegisterTable(Strict):
    """How the community's own spreadsheets of people differ from the usual ones."""

    columns: dict[ColumnKey, tuple[str, ...]] = Field(
        default_factory=dict, description="More header spellings, by what the column holds."
    )
    wide: tuple[WideSeatTable, ...] = Field(
        default=(), description="For a sheet with one row for each organisation: the columns of each seat."
    )


class CommunityTable(Strict):
    """community.toml."""

    defaults: Defaults = Field(default=Defaults(), description="Source and basis of what names none.")
    name: str
    language: Language
    meetings: tuple[Slug, ...] = Field(min_length=1)
    contact: ContactTable
    gates: dict[str, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    both_sides: tuple[str, ...] = Field(default=(), description="Steps that one from each side must approve.")
    four_eyes: bool | None = Field(
        default=None,
        description="Whether another must approve what somebody made by hand; left out: where two or more may decide.",
    )
    coordinators: tuple[CoordinatorTable, ...] = Field(default=(), description="Who gets a mail when a gate waits.")
    reminders: RemindersTable = Field(default=RemindersTable(), description="When those who decide are reminded.")
    next_year_on: DayOfYear = Field(default="", description="When the secretariat is told to open next year, 10-01.")
    breaks: tuple[BreakTable, ...] = Field(default=(), description="When schools are closed; else weeks 9 and 41.")
    participants: ParticipantsTable | None = Field(
        default=None, description="What the public page says of who was at the meeting; nothing when left out."
    )
    register_: RegisterTable = Field(default_factory=RegisterTable, alias="register")
    sources: dict[str, SourceTable]
    sides: tuple[NamedTable, ...] = Field(default=(), description="Left out where nothing goes by sides.")
    areas: tuple[NamedTable, ...] = ()
    bodies: tuple[BodyTable, ...] = ()


def community_of(table: CommunityTable, rows: Sequence[OrganisationRow], *, community_id: str) -> Community:
    """Return the community as the value all rooms exchange."""
    return Community(
        id=community_id,
        name=table.name,
        language=table.language,
        sides=tuple(Side(**named.model_dump()) for named in table.sides),
        areas=tuple(Area(**named.model_dump()) for named in table.areas),
        organisations=tuple(Organisation(**row.model_dump()) for row in rows),
        contact=Contact(**table.contact.model_dump()),
        next_year_on=table.next_year_on,
        meetings=table.meetings,
        bodies=tuple(_body(body, rows) for body in table.bodies),
        breaks=tuple(Break(**break_.model_dump()) for break_ in table.breaks),
        register=RegisterLayout(
            columns={str(key): names for key, names in table.register_.columns.items()},
            wide=tuple(WideSeat(**seat.model_dump()) for seat in table.register_.wide),
        ),
        gates=dict(table.gates),
        both_sides=table.both_sides,
        four_eyes=table.four_eyes,
        participants=ParticipantsOnPage(**table.participants.model_dump()) if table.participants else None,
        reminders=Reminders(**table.reminders.model_dump()),
        coordinators=tuple(
            Coordinator(**{**coordinator.model_dump(), "language": coordinator.language or table.language})
            for coordinator in table.coordinators
        ),
    )


def own_seats(table: BodySeatTable, rows: Sequence[OrganisationRow]) -> Iterator[BodySeat]:
    """Yield the seat, or one for each organisation while that exists, named after its latest name."""
    plain = table.model_dump(exclude={"per", "organisations"})
    if table.per is None:
        yield BodySeat(**plain)
        return
    by_id: dict[str, list[OrganisationRow]] = {}
    for row in rows:
        if row.id in table.organisations if table.organisations else table.side in {"", row.side}:
            by_id.setdefault(row.id, []).append(row)
    for organisation, some in by_id.items():
        names = {"organisation": some[-1].name, "title": "{title}"}
        title = table.title if "{organisation}" in table.title else f"{table.title} for {some[-1].short}"
        yield BodySeat(
            **plain
            | {
                "id": f"{table.id}-{organisation}",
                "title": title.replace("{organisation}", some[-1].short),
                "why": table.why.format(**names),
                "named_by": table.named_by or organisation,
                "valid_from": some[0].valid_from,
                "valid_to": some[-1].valid_to,
            }
        )


def _body(table: BodyTable, rows: Sequence[OrganisationRow]) -> Body:
    plain = table.model_dump(exclude={"seats"})
    return Body(
        **plain, seats=tuple(seat for body_seat_table in table.seats for seat in own_seats(body_seat_table, rows))
    )
