"""What a letter and its mail tell one reader of the meeting: the facts now, and those the reader knew before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from cycle import wording
from cycle.application.dispatches.audience import before_of
from cycle.application.dispatches.letter_history import REACHED
from cycle.application.dispatches.signal_letters import ADDRESSEES, day_of_approval, signals_of
from cycle.application.results import AddressedSignal, LettersResult, read
from cycle.application.year import FACTS, OpenCycle, StepNode, TranslatedYear, dispatch_of, rehearses, site_link
from cycle.catalogue import say
from cycle.errors import ConfigError, Problem
from cycle.letters.fields import changed_facts
from cycle.model import Dispatch, MeetingFacts, SteeringSignal
from cycle.phrases import Phrase
from cycle.services import OSLO


def changes_told(year: TranslatedYear, node: StepNode, readers: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
    """Return what the letters of a dispatch say is changed: its name, how it was and how it is, each once."""
    if year.cycle.dispatch(node).tells != "change":
        return ()
    own = ReaderFacts(year.cycle, node)
    pairs = dict.fromkeys((own.before(year, reader), own.facts(year, reader)) for reader in readers)
    found = [change for before, now in pairs if before for change in changed_facts(before, now, year.language)]
    return tuple(dict.fromkeys((change["label"], change["before"], change["after"]) for change in found))


@dataclass(frozen=True)
class ReaderFacts:
    """What one dispatch tells its readers, each for themselves."""

    cycle: OpenCycle
    node: StepNode

    @cached_property
    def dispatch(self) -> Dispatch:
        """Return the dispatch of the step, with who asked for it."""
        return self.cycle.dispatch(self.node)

    def facts(self, year: TranslatedYear, recipient: str) -> MeetingFacts:
        """Return the facts as the reader is told them: what is called off is the meeting they knew of.

        ConfigError when the letter is to link to a page that nobody has named.
        """
        facts, request = year.facts, self.dispatch.request
        if self.dispatch.tells == "cancellation":
            known = self.before(year, recipient) or facts
            facts = replace(known, change_reason=facts.change_reason, contact=facts.contact)
        if request and request.words and self.dispatch.tells != "meeting":
            facts = replace(facts, change_reason=request.words)
        return replace(facts, page=self._page(facts)) if self.dispatch.after == "archive" else facts

    def before(self, year: TranslatedYear, recipient: str) -> MeetingFacts | None:
        """Return the facts as the reader was told them last; those most were told for one who is told nothing."""
        found = self._before.get(recipient) or next(iter(self._before.values()), None)
        return year.before(found) if found else None

    def letter(self, year: TranslatedYear) -> Dispatch:
        """Return the dispatch as the letter prints it: the title of a correction says which letter it replaces."""
        found = year.dispatch(self.node)
        if self._replaced is None:
            return found
        replaced = wording.long_date(self._replaced, year.language)
        which = say(year.language, "holds in place of the letter of {date}", date=replaced)
        return replace(found, subject=f"{found.subject} ({which})")

    def asked(self, recipient: str) -> tuple[tuple[str, SteeringSignal], ...]:
        """Return the steering signals that the letter tells its reader of, with their numbers; none in most letters."""
        return tuple((signal.id, signal.signal) for signal in self._signals if recipient in signal.people)

    @cached_property
    def approved(self) -> dt.date | None:
        """Return the day people approved these signals electronically; None where nobody has, or there are none."""
        made = self.cycle.record.latest(f"signals.{self.dispatch.id}")
        return day_of_approval(self.cycle, made) if made else None

    def replaces(self, year: TranslatedYear) -> str:
        """Return the date of the letter that a correction replaces, in words; empty for every other letter."""
        return wording.long_date(self._replaced, year.language) if self._replaced else ""

    @cached_property
    def _signals(self) -> tuple[AddressedSignal, ...]:
        return signals_of(self.cycle, self.dispatch) if self.dispatch.audience == ADDRESSEES else ()

    @cached_property
    def _before(self) -> dict[str, MeetingFacts]:
        return before_of(self.cycle, self.dispatch)

    @cached_property
    def _replaced(self) -> dt.date | None:
        request = self.dispatch.request
        if request is None or request.replaces is None:
            return None
        row = self.cycle.memory.outbox.row(request.replaces)
        sent = row.updated_at if row.updated_at and row.state in REACHED else row.date
        made = self.cycle.record.revisions(f"letters.{dispatch_of(row.kind)}")
        dates = [read(LettersResult, result).date for result in made if result.made_at <= sent]
        return dates[-1] if dates else row.date.astimezone(OSLO).date()

    def _page(self, facts: MeetingFacts) -> str:
        if facts.page:
            return facts.page
        if rehearses(self.cycle.services.settings):
            return site_link(self.cycle)
        file = f"{self.cycle.row.meeting}-{self.cycle.year}/{FACTS}"
        what = Phrase("the letter links to a page not named")
        remedy = Phrase('write page = "https://…", the address where the page of the year is on the web')
        raise ConfigError([Problem(file=file, where="page", what=what, remedy=remedy)])
