"""The year in one written language: the same rules, parties and facts, in the words the reader reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from cycle import wording
from cycle.application.year.community_rules.community import LoadedCommunity
from cycle.application.year.community_rules.rules_applied import host_answer
from cycle.application.year.cycle import OpenCycle
from cycle.application.year.for_readers.translated_record import TranslatedRecords, translated_record
from cycle.application.year.step_graph import StepNode
from cycle.catalogue import say
from cycle.errors import CycleError
from cycle.governance.calendar.milestones import ANSWERS, milestones
from cycle.governance.community_data.printed_words import in_words
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.inviting.seats import expand
from cycle.model import (
    Community,
    Contact,
    Dispatch,
    HostAnswer,
    InvitedSeat,
    Invitee,
    Language,
    MeetingFacts,
    MeetingKind,
    ProgrammeItem,
)
from cycle.store.years.year_record import NewestRecord, PinnedRecord
from cycle.wording import TEXTS_IN_SENTENCES


def has_words(cycle: OpenCycle, language: Language) -> bool:
    """Return whether everything a letter says is written in this language: else it goes whole in the community's own.

    The community has a file of words for it, and every sentence of the year is in the table of the language.
    """
    loaded, year = cycle.loaded, cycle.year_inputs
    if language == loaded.community.language:
        return True
    said = year.words.get(language, {})
    return bool(loaded.words) and not any(getattr(year.facts, key) and key not in said for key in TEXTS_IN_SENTENCES)


def has_programme(cycle: OpenCycle, language: Language) -> bool:
    """Return whether what prints the programme can be in this language: it is written in it, or there is none yet."""
    year = cycle.year_inputs
    return language == cycle.loaded.community.language or language in year.programmes or not year.programme


def for_reader(cycle: OpenCycle, language: Language) -> OpenCycle:
    """Return the year as somebody reads it who reads this language: to look at and to decide on.

    What nobody has written in that language stands as it is. Nothing is made of it: that is made of what is written.
    """
    own = cycle.as_written
    if language == own.language:
        return own
    year, words = TranslatedYear(cycle=own, language=language), own.loaded.words
    loaded = replace(year.loaded, community=replace(year.loaded.community, language=language))
    given = {ANSWERS: own.year_inputs.facts.reply_by}
    about = (year.rules, own.year_inputs.facts.date, loaded.community.breaks)
    records = own.records
    return replace(
        own,
        loaded=loaded,
        rules=year.rules,
        year_inputs=replace(own.year_inputs, facts=year.facts),
        dispatches=tuple(in_words(dispatch, words) for dispatch in own.dispatches),
        milestones=milestones(*about, decided=given, language=language),
        records=TranslatedRecords(records, words)
        if isinstance(records, NewestRecord)
        else PinnedRecord(translated_record(own.record, words)),
        written=own,
    )


@dataclass(frozen=True)
class TranslatedYear:
    """A year in one language. What nobody has written in that language stands as it is."""

    cycle: OpenCycle
    language: Language

    @cached_property
    def loaded(self) -> LoadedCommunity:
        """Return the community with its rules, its printed words in this language."""
        return self.cycle.loaded.in_language(self.language)

    @property
    def own(self) -> bool:
        """Return whether this is the language everything is written in."""
        return self.language == self.cycle.loaded.community.language

    @property
    def community(self) -> Community:
        """Return the community, its printed words in this language."""
        return self.loaded.community

    @cached_property
    def rules(self) -> MeetingRules:
        """Return the rules of the year's meeting type, their printed words in this language."""
        return self.loaded.meeting(self.cycle.rules.id, on=self.cycle.year_inputs.facts.record_date)

    @cached_property
    def facts(self) -> MeetingFacts:
        """Return the year's facts, with the sentences that are written in this language."""
        facts = self.cycle.year_inputs.facts_in(self.language)
        return replace(facts, contact=in_words(facts.contact, self._words)) if facts.contact else facts

    @property
    def programme(self) -> tuple[ProgrammeItem, ...]:
        """Return the programme in this language where somebody has written it, else as it is."""
        return self.cycle.year_inputs.programmes.get(self.language) or self.cycle.year_inputs.programme

    @property
    def contact(self) -> Contact:
        """Return who signs and answers questions."""
        return self.facts.contact or self.community.contact

    @property
    def meeting(self) -> str:
        """Return the meeting in running text, before its year: `partnarskapsmøtet`."""
        return wording.in_a_sentence(self.rules.name_definite)

    @property
    def kind(self) -> MeetingKind:
        """Return what the community's files say of the kind of meeting."""
        purpose = self.rules.purpose
        return MeetingKind(
            name=wording.in_a_sentence(self.rules.name),
            definite=self.meeting,
            purposes=purpose.text,
            audience=purpose.audience,
            about=purpose.about,
            parts=tuple(part.title for part in self.rules.parts),
        )

    def dispatch(self, node: StepNode) -> Dispatch:
        """Return the dispatch of a step in this language; a correction says in its subject what it is."""
        found = in_words(self.cycle.dispatch(node), self._words)
        corrects = found.request is not None and found.request.replaces is not None
        corrected = say(self.language, "Correction: {subject}", subject=found.subject)
        return replace(found, subject=corrected) if corrects else found

    def subject(self, node: StepNode) -> str:
        """Return the subject of the mail and the letter's title."""
        return self.dispatch(node).subject.format(year=self.cycle.year, meeting=self.meeting)

    def before(self, facts: MeetingFacts) -> MeetingFacts:
        """Return earlier facts with what still stands in this language's words."""
        own, said = self.cycle.year_inputs.facts, self.cycle.year_inputs.words.get(self.language, {})
        return replace(facts, **{key: text for key, text in said.items() if getattr(facts, key) == getattr(own, key)})

    def host(self, approved: HostAnswer) -> HostAnswer:
        """Return the approved host in this year's words; where the rules would now say another, only word by word."""
        if self.own:
            return approved
        if host_answer(self.cycle) == approved:
            return host_answer(replace(self.cycle, loaded=self.loaded, rules=self.rules))
        return in_words(approved, self._words)

    def invitee(self, invitee: Invitee, *, host: HostAnswer) -> Invitee:
        """Return the invitee with every seat as the rules print it in this language."""
        if self.own:
            return invitee
        ruled = self._seats(host)
        return replace(
            invitee, seats=tuple(ruled.get(seat.seat) or in_words(seat, self._words) for seat in invitee.seats)
        )

    @property
    def _words(self) -> Mapping[str, str]:
        return {} if self.own else self.cycle.loaded.words

    def _seats(self, host: HostAnswer) -> Mapping[str, InvitedSeat]:
        key = (host.year, host.organisation_id)
        if key not in self._known:
            try:
                ruled = expand(
                    self.rules.seats, self.rules, self.community, on=self.cycle.year_inputs.facts.record_date, host=host
                )
            except CycleError:  # the rules have changed since the list was approved: its own words are translated
                ruled = ()
            self._known[key] = {seat.id: seat.invited for seat in ruled}
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[int, str], Mapping[str, InvitedSeat]]:
        return {}
