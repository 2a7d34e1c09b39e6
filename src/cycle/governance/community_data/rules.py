"""The rules of one meeting type as data: what its TOML file may say."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from cycle.catalogue import say, sentence
from cycle.governance.community_data.office_rules import NOBODY, NamedOffice, Office, Override
from cycle.governance.community_data.rule import Rule, holds
from cycle.governance.community_data.seat_rules import SeatRule
from cycle.governance.community_data.strict import Defaults, LetterText, Slug, Strict
from cycle.governance.community_data.table_errors import table_error
from cycle.model import Audience, CalendarForm, Dispatch, Language, Right, Tells
from cycle.phrases import Phrase

OpenTo = Literal["participants", "invited_guests", "public", "unstated"]
"""Who may be in the room."""


class Purpose(Rule):
    """What the meeting is for (formål), one line each."""

    text: tuple[str, ...] = Field(description="Each as letters say it after `skal`: `drøfte mål og rammer`.")
    audience: LetterText = Field(default="", description="Who the meeting is for, in whole sentences, for letters.")
    about: LetterText = Field(default="", description="What the meeting is, in whole sentences, for letters.")


class Form(Strict):
    """A form the meeting is held in (møteform): the ordinary yearly meeting, a short one, an extraordinary one."""

    id: Slug
    title: str
    each_year: int | None = Field(default=None, ge=1, description="How many a year, where the source says so.")
    length: Literal["full_day", "half_day", "short", "unstated"] = "unstated"
    extraordinary: bool = False
    when: str = Field(default="", description="What calls for it, as printed.")


class Frequency(Rule):
    """How many meetings a calendar year has: at least, and at most; the same number for both is exactly."""

    minimum: int = Field(ge=0)
    maximum: int | None = Field(default=None, ge=1)
    extraordinary: Literal["allowed", "not_allowed", "unstated"] = "unstated"
    forms: tuple[Form, ...] = ()

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.maximum is not None and self.maximum < self.minimum:
            raise table_error(Phrase("maximum is less than minimum"), Phrase("correct one of them"))
        return self


class MeetingPart(Rule):
    """A part of the meeting with members and rights of its own (møtedel)."""

    id: Slug
    title: str
    length: Literal["full_day", "half_day", "short", "unstated"] = "unstated"
    openness: OpenTo | None = Field(default=None, description="Who may be in the room; else as the whole meeting.")
    host: Slug | None = Field(default=None, description="Id of the office that hosts this part; else the host.")
    chair: Slug | None = Field(default=None, description="Id of the office that chairs this part; else the chair.")


UNSTATED = Phrase("or unstated = true where the sources do not say")


class CommitteeRule(Rule):
    """The programme committee (programkomité): another body, a list of its own, or not stated."""

    name: str
    body: Slug | None = None
    seats: tuple[SeatRule, ...] = ()
    unstated: bool = Field(default=False, description="true: the sources do not say who it is.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(bool(way) for way in (self.body, self.seats, self.unstated)) != 1:
            more = None if self.body or self.seats else UNSTATED
            raise table_error(Phrase("give either body or [[committee.seats]], one of them"), more)
        return self


class Secretariat(Rule):
    """Who is secretariat for the meeting (sekretariat): a body, several bodies or organisations, or not stated."""

    body: Slug | None = None
    together: tuple[Slug, ...] = ()
    unstated: bool = Field(default=False, description="true: the sources do not say who it is.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(bool(way) for way in (self.body, self.together, self.unstated)) != 1:
            more = None if self.body or self.together else UNSTATED
            raise table_error(Phrase("give either body or together, one of them"), more)
        return self


class Costs(Rule):
    """Who pays for the meeting."""

    bearer: Literal["host", "each_own", "shared", "organisation", "unstated"]
    organisation: Slug | None = Field(default=None, description="With bearer = organisation: who pays.")

    @model_validator(mode="after")
    def _named(self) -> Self:
        if (self.bearer == "organisation") != bool(self.organisation):
            raise table_error(Phrase("bearer = 'organisation' and organisation go together"))
        return self


class Rights(Rule):
    """The right of a seat that says nothing about it."""

    default: Right


class DecisionRules(Rule):
    """How the meeting comes to a decision (avgjerdsreglar)."""

    about: str = Field(default="", description="What is decided so, in words, where there are several rules.")
    how: Literal["discuss", "endorse", "adopt", "consensus", "vote", "unstated"]
    majority: str = ""
    quorum: str = ""


class Output(Rule):
    """What the meeting may leave behind (resultat)."""

    id: Slug
    title: str
    kind: Literal["steering_signal", "strategy", "action_plan", "annual_report", "election", "commission", "minutes"]
    to: tuple[Slug, ...] = Field(default=(), description="The bodies it goes to.")


class Openness(Rule):
    """Who may be in the room (opne eller lukka møte)."""

    to: OpenTo


class SideEvent(Rule):
    """Something that belongs to the meeting but lies beside it: a pre-meeting, a dialogue meeting, local treatment."""

    id: Slug
    title: str
    kind: Literal["pre_meeting", "dialogue_meeting", "co_located", "local_treatment", "follow_up"]
    side: Slug | None = Field(default=None, description="Only for this side.")
    hours_before: int | None = Field(default=None, ge=0)
    days_before: int | None = Field(default=None, ge=0)
    days_after: int | None = Field(default=None, ge=0)


OFFSETS = ("days_before", "weeks_before", "workdays_before", "days_after", "weeks_after", "workdays_after")


class MilestoneRule(Strict):
    """A day counted from the meeting date."""

    id: Slug
    title: str
    days_before: int | None = Field(default=None, ge=0)
    weeks_before: int | None = Field(default=None, ge=0)
    workdays_before: int | None = Field(default=None, ge=1, description="Counted in working days.")
    days_after: int | None = Field(default=None, ge=0)
    weeks_after: int | None = Field(default=None, ge=0)
    workdays_after: int | None = Field(default=None, ge=1, description="Counted in working days.")
    free_day: Literal["away", "earlier", "later", "stay"] = Field(
        default="away", description="Where it goes from a weekend or public holiday: away from the meeting, or so."
    )
    firm: bool = Field(default=False, description="A meeting date that would put it in the past is refused.")

    @model_validator(mode="after")
    def _one_offset(self) -> Self:
        given = [offset for offset in OFFSETS if getattr(self, offset) is not None]
        if len(given) != 1:
            raise table_error(Phrase("give exactly one of {keys}", keys=", ".join(OFFSETS)))
        return self

    @property
    def days(self) -> int:
        """Calendar days from the meeting date, negative before it; 0 for one that is counted in working days."""
        before = (self.days_before or 0) + 7 * (self.weeks_before or 0)
        return (self.days_after or 0) + 7 * (self.weeks_after or 0) - before

    @property
    def workdays(self) -> int:
        """Working days from the meeting date, negative before it; 0 for one that is counted in calendar days."""
        return (self.workdays_after or 0) - (self.workdays_before or 0)


class DispatchRule(Strict):
    """One sending of letters (utsending); see `cycle.model.Dispatch`."""

    id: Slug
    title: str
    template: str
    subject: str
    milestone: Slug = Field(default="", description="The day it is sent, or when to think of asking.")
    mail: Slug
    common: tuple[str, ...] = ()
    calendar: bool | CalendarForm = Field(default="none", description="true is the same as file.")
    enclosures: tuple[str, ...] = ()
    audience: Audience = "everyone"
    after: Literal["invitations", "archive"] = "invitations"
    by: Literal["milestone", "request"] = Field(default="milestone", description="Every year, or only when asked for.")
    tells: Tells = "meeting"

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.by == "milestone" and not self.milestone:
            raise table_error(Phrase("name its milestone, or write by = 'request'"))
        if self.tells != "meeting" and (self.by, self.audience) != ("request", "told"):
            raise table_error(Phrase("a change or cancellation is by = 'request' and audience = 'told'"))
        if self.audience == "addressees" and self.by != "request":
            raise table_error(Phrase("steering signals are sent when somebody asks: by = 'request'"))
        return self

    def value(self) -> Dispatch:
        """Return the sending as the value the other rooms know."""
        forms: dict[bool | str, CalendarForm] = {True: "file", False: "none"}
        given = self.model_dump()
        return Dispatch(**given | {"calendar": forms.get(self.calendar, given["calendar"])})


NOT_STATED: dict[str, Any] = {"clause": "", "source": "", "basis": "ours"}
NO_COMMITTEE = CommitteeRule(
    name=sentence("The programme committee"),
    unstated=True,
    why=sentence("The rules do not say who the programme committee is."),
    **NOT_STATED,
)
NO_SECRETARIAT = Secretariat(unstated=True, why=sentence("The rules do not say who the secretariat is."), **NOT_STATED)
NO_COSTS = Costs(bearer="unstated", why=sentence("The rules do not say who pays."), **NOT_STATED)
"""What stands where a meeting type has no such table."""


FURTHER = ("2", "3", "4")
"""What a year's further meetings are numbered, where the rules name no form of them."""


class MeetingRules(Strict):
    """All rules of one meeting type."""

    defaults: Defaults = Field(default=Defaults(), description="Source and basis of what names none.")
    id: Slug = Field(description="The file's name without `.toml`; filled in by the service.")
    occasion_of: str = Field(default="", description="Of a year's further meeting: its meeting type; filled in.")
    name: str
    name_definite: str
    version: str = Field(description="Changes when the rules change; printed beside what they gave.")
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    purpose: Purpose
    frequency: Frequency
    parts: tuple[MeetingPart, ...] = Field(
        default=(), description="Parts with members or rights of their own; none is one."
    )
    host: Office = Field(default=NOBODY, description="Left out: the meeting has no host.")
    chair: Office = Field(default=NOBODY, description="Left out: nobody is said to chair.")
    offices: tuple[NamedOffice, ...] = Field(default=(), description="Other offices that somebody has in turn.")
    committee: CommitteeRule = Field(default=NO_COMMITTEE, description="Left out: not stated.")
    secretariat: Secretariat = Field(default=NO_SECRETARIAT, description="Left out: not stated.")
    costs: Costs = Field(default=NO_COSTS, description="Left out: not stated.")
    rights: Rights
    decisions: tuple[DecisionRules, ...] = Field(default=(), description="One table, or several with `about`.")
    outputs: tuple[Output, ...] = ()
    openness: Openness | None = None
    beside: tuple[SideEvent, ...] = ()
    seats: tuple[SeatRule, ...] = Field(min_length=1)
    milestones: tuple[MilestoneRule, ...]
    dispatches: tuple[DispatchRule, ...] = Field(min_length=1)
    overrides: tuple[Override, ...] = ()

    @field_validator("decisions", mode="before", json_schema_input_type=DecisionRules | tuple[DecisionRules, ...])
    @classmethod
    def _several(cls, written: Any) -> Any:
        """Return one rule, written as a table, as a list of one."""
        return [written] if isinstance(written, dict) else written

    def dispatch_values(self) -> tuple[Dispatch, ...]:
        """Return the sendings of letters in order, as the values the other rooms know."""
        return tuple(dispatch.value() for dispatch in self.dispatches)

    def holds(self, on: dt.date) -> bool:
        """Return whether the meeting type is valid on this day."""
        return holds(self.valid_from, self.valid_to, on)

    @property
    def type_id(self) -> str:
        """The meeting type: of a year's further meeting the one it is an occasion of."""
        return self.occasion_of or self.id

    def occasion(self, occasion_id: str) -> MeetingRules | None:
        """Return the rules of a further meeting of the year (ekstra møte), by its id; None when they know no such.

        The id is the meeting type's with a form after the first, `partnarskapsmote-ekstraordinaert`, or with a number
        as far as the frequency allows, `partnarskapsmote-2`.
        """
        number = occasion_id.removeprefix(f"{self.id}-")
        if self._form(self.id, occasion_id) is None and (number not in FURTHER or not self._allows(int(number))):
            return None
        said = self._which(self.id, occasion_id)
        names = {"name": f"{self.name}{said}", "name_definite": f"{self.name_definite}{said}"}
        return self.model_copy(update={"id": occasion_id, "occasion_of": self.id, **names})

    def ordinary(self) -> MeetingRules:
        """Return the rules of the year's ordinary meeting: of a further one what it is an occasion of."""
        if not self.occasion_of:
            return self
        said = self._which(self.occasion_of, self.id)
        names = {"name": self.name.removesuffix(said), "name_definite": self.name_definite.removesuffix(said)}
        return self.model_copy(update={"id": self.occasion_of, "occasion_of": "", **names})

    def further(self) -> list[str]:
        """Return the ids of the further meetings that a year may have."""
        names = [*(form.id for form in self.frequency.forms[1:]), *FURTHER]
        return [name for name in (f"{self.id}-{name}" for name in names) if self.occasion(name) is not None]

    @property
    def place_in_year(self) -> int:
        """The number of the meeting in its year: 1 of the ordinary, 2 of the first further one."""
        if not self.occasion_of:
            return 1
        number = self.id.removeprefix(f"{self.occasion_of}-")
        return int(number) if number in FURTHER else 2

    def _form(self, type_id: str, occasion_id: str) -> Form | None:
        return next((form for form in self.frequency.forms[1:] if occasion_id == f"{type_id}-{form.id}"), None)

    def _which(self, type_id: str, occasion_id: str) -> str:
        form = self._form(type_id, occasion_id)
        return f" ({form.title})" if form else f" nr. {occasion_id.removeprefix(f'{type_id}-')}"

    def _allows(self, meetings: int) -> bool:
        most = self.frequency.maximum
        return most is None or meetings <= most or self.frequency.extraordinary == "allowed"

    def office(self, office_id: str) -> Office:
        """Return the office with this id, `host`, `chair` or one of its own; KeyError when there is none."""
        return {"host": self.host, "chair": self.chair, **{office.id: office for office in self.offices}}[office_id]

    def part_titles(self, language: Language = "nn") -> dict[str, str]:
        """Return the printed name of each part by id; a meeting without parts is one part, `main`."""
        return {part.id: part.title for part in self.parts} or {"main": _the_whole(language)}


@cache
def _the_whole(language: Language) -> str:
    """Return what a meeting without parts is called; asked for every seat there is."""
    return say(language, "the meeting")
