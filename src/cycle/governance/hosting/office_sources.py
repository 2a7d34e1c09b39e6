"""All that an answer about an office is made of: rules, history, decisions, days, and who there is in a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cycle.catalogue import say, sentence
from cycle.governance.community_data.history import History, PastEdition
from cycle.governance.community_data.office_rules import Override
from cycle.governance.community_data.rule import holds, holds_in
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.hosting.turns import Meetings, family
from cycle.model import Community, OfficeAnswer, Organisation
from cycle.wording import long_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """All that an answer about an office is made of."""

    rules: MeetingRules
    history: History
    community: Community
    overrides: Sequence[Override] = ()
    """Decisions of the years' own folders, beside those in the rules."""
    printed: Mapping[str, tuple[str, str]] | None = None
    """Seats as printed, for offices that the holders of seats have."""
    days: Mapping[int, dt.date] = field(default_factory=dict)
    """The day of the meeting in years that have one set."""
    ordinary_days: Mapping[int, dt.date] = field(default_factory=dict)
    """Of a year's further meeting: the day of the ordinary one."""
    meetings: Meetings = field(default_factory=Meetings)
    present: int = 0
    """The year it is, whose earlier years are spoken of in the past tense; 0 for an answer that is kept, whose words
    must be the same when the year is over."""

    def past(self, year: int) -> bool:
        """Return whether the year is over for whoever asks."""
        return year < self.present

    def ordinary(self) -> Sources:
        """Return the same for the ordinary meeting of the year."""
        return replace(self, rules=self.rules.ordinary(), days=self.ordinary_days)

    def edition(self, year: int) -> PastEdition | None:
        """Return the ordinary meeting of the year in the history; the extra one for a year's further meeting."""
        of = [edition for edition in self.history.of(year) if edition.meeting in family(self.rules)]
        if not self.rules.occasion_of:
            return next((edition for edition in of if not edition.extra), None)
        extra = [edition for edition in of if edition.extra]
        number = self.rules.place_in_year - 2
        return extra[number] if number < len(extra) else None

    def override(self, office_id: str, year: int) -> Override | None:
        """Return what is decided for the office at that meeting; a year's own folder wins over the rules."""
        given = [
            override
            for override in (*self.rules.overrides, *self.overrides)
            if (override.year, override.office) == (year, office_id)
        ]
        return next(
            (override for override in reversed(given) if (override.meeting or self.rules.type_id) == self.rules.id),
            None,
        )

    def day(self, year: int) -> dt.date | None:
        """Return the day of the year's meeting as far as it is known: as it is set, else as the history has it."""
        edition = self.edition(year)
        return self.days.get(year) or (edition.date.value if edition and edition.date else None)

    def is_there(self, organisation: Organisation, year: int) -> bool:
        """Return whether the organisation exists at the year's meeting; some day of the year while no day is set."""
        return _is_there(organisation, year, self.day(year))

    def all_there(self, year: int) -> Iterator[Organisation]:
        """Yield the organisations that exist at the year's meeting."""
        day = self.day(year)
        return (organisation for organisation in self.community.organisations if _is_there(organisation, year, day))

    def organisation(self, organisation_id: str, year: int) -> Organisation:
        """Return the organisation as it is at the year's meeting; as it was last where it no longer exists."""
        named = [organisation for organisation in self.community.organisations if organisation.id == organisation_id]
        return next((organisation for organisation in reversed(named) if self.is_there(organisation, year)), named[-1])

    def say(self, text: str, /, **values: object) -> str:
        """Return a sentence of the catalogue in the form of the community."""
        return say(self.community.language, text, **values)

    def doubt(self, text: str, /, **values: object) -> str:
        """Return a doubt, with what is to be done about it."""
        return self.say("{said} Decide it and write it down.", said=self.say(text, **values))

    def side_name(self, side: str) -> str:
        """Return the side as printed."""
        return self.community.side(side).name

    def gone(self, organisation: Organisation) -> str:
        """Return what became of an organisation that does not exist then, as the end of a sentence."""
        name, language = organisation.name, self.community.language
        if organisation.valid_to is None:
            if organisation.valid_from is None:
                return self.say("{organisation}, which does not exist then.", organisation=name)
            first = long_date(organisation.valid_from, language)
            return self.say("{organisation}, which does not exist until {day}.", organisation=name, day=first)
        last = long_date(organisation.valid_to, language)
        successors = [
            successor.name for successor in self.community.organisations if successor.id == organisation.successor
        ]
        if not successors:
            return self.say("{organisation}, which existed until {day}.", organisation=name, day=last)
        became = sentence("{organisation}, which existed until {day} and became part of {successor}.")
        return self.say(became, organisation=name, day=last, successor=successors[-1])


def of_side(answer: OfficeAnswer, sources: Sources, side: str, year: int) -> OfficeAnswer:
    """Return the answer with the side, and with its organisation when it has only one that year."""
    there = {organisation.id: organisation for organisation in sources.all_there(year) if organisation.side == side}
    only = next(iter(there.values())) if len(there) == 1 else None
    return replace(
        answer,
        side=side,
        organisation=only.name if only else "",
        organisation_id=only.id if only else "",
        holder=sources.side_name(side),
    )


def _is_there(organisation: Organisation, year: int, day: dt.date | None) -> bool:
    first, last = organisation.valid_from, organisation.valid_to
    return holds(first, last, day) if day else holds_in(first, last, year)
