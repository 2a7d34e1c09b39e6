"""What differs between two invitation lists, and the cause of each difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from cycle import catalogue
from cycle.model import ADDED, Change, InvitationList, InvitedSeat, Invitee, Language, Vacancy
from cycle.wording import LANGUAGE_NAMES, right_in_words, seat_phrase

SayChange = Callable[..., str]
"""Returns a sentence of the catalogue in the community's form, filled in."""


def changes(
    old: InvitationList, new: InvitationList, language: Language = "nn", *, meetings: Mapping[str, str] | None = None
) -> tuple[Change, ...]:
    """Return the differences seat by seat in the new list's order, then person by person; nothing when they agree.

    `meetings` are the printed names of the meeting types by id.
    """
    say = partial(catalogue.say, language)
    before, after = _seats(old, say), _seats(new, say)
    rules = _rules(old, new, say, meetings or {})
    taken_out = {left_out.seat: left_out.why for left_out in new.left_out if left_out.seat}
    found = list(_vanished(before, after, say, rules=rules, taken_out=taken_out))
    for seat, now in after.items():
        cause = say("added by decision: {clause}", clause=now.clause) if seat.startswith(f"{ADDED}.") else rules
        found += _seat_changes(before.get(seat), now, language, rules=cause)
    return (*found, *_person_changes(old, new, say))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seat:
    label: str
    clause: str
    right: str
    invitee: Invitee | None
    vacant: str
    """What stands for the name of nobody."""

    @property
    def person(self) -> str:
        return self.invitee.id if self.invitee else ""

    @property
    def name(self) -> str:
        return self.invitee.name if self.invitee else self.vacant


def _seats(invitations: InvitationList, say: SayChange) -> Mapping[str, _Seat]:
    found = {seat.seat: _filled(seat, invitee, say) for invitee in invitations.invitees for seat in invitee.seats}
    return found | {vacancy.seat: _vacant(vacancy, say) for vacancy in invitations.vacancies}


def _filled(seat: InvitedSeat, invitee: Invitee, say: SayChange) -> _Seat:
    return _Seat(label=_label(seat), clause=seat.clause, right=seat.right, invitee=invitee, vacant=say("vacant"))


def _vacant(vacancy: Vacancy, say: SayChange) -> _Seat:
    return _Seat(label=_label(vacancy), clause=vacancy.clause, right="", invitee=None, vacant=say("vacant"))


def _label(seat: InvitedSeat | Vacancy) -> str:
    return seat_phrase(seat.title, seat.organisation)


def _rules(old: InvitationList, new: InvitationList, say: SayChange, meetings: Mapping[str, str]) -> str:
    """Return the cause of a seat that comes or goes."""
    if old.meeting != new.meeting:
        was, now = meetings.get(old.meeting, old.meeting), meetings.get(new.meeting, new.meeting)
        return say("another meeting type: {was} → {now}", was=was, now=now)
    if old.rules_version != new.rules_version:
        return say("the rules have changed: {was} → {now}", was=old.rules_version, now=new.rules_version)
    return say("the parties or bodies have changed")


def _vanished(
    before: Mapping[str, _Seat], after: Mapping[str, _Seat], say: SayChange, *, rules: str, taken_out: Mapping[str, str]
) -> Iterator[Change]:
    for seat, then in before.items():
        if seat not in after:
            added = seat.startswith(f"{ADDED}.")
            cause = say("the decision on the addition is gone") if added else taken_out.get(seat, rules)
            yield Change(what=say("{seat}: the seat is gone ({who})", seat=then.label, who=then.name), cause=cause)


def _seat_changes(then: _Seat | None, now: _Seat, language: Language, *, rules: str) -> Iterator[Change]:
    say = partial(catalogue.say, language)
    if then is None:
        yield Change(what=say("{seat}: new seat ({who})", seat=now.label, who=now.name), cause=rules)
        return
    if then.person != now.person:
        yield Change(what=f"{now.label}: {then.name} → {now.name}", cause=_why_another(then, now, say))
    if then.label != now.label:
        renamed = say("{was} is now called {now}", was=then.label, now=now.label)
        yield Change(what=renamed, cause=say("the rules or the name have changed"))
    if then.clause != now.clause:
        yield Change(what=f"{now.label}: {then.clause} → {now.clause}", cause=say("the rule has changed"))
    if then.right and now.right and then.right != now.right:
        was, is_now = right_in_words(then.right, language), right_in_words(now.right, language)
        yield Change(what=f"{now.label}: {was} → {is_now}", cause=say("the rule on rights has changed"))


def _why_another(then: _Seat, now: _Seat, say: SayChange) -> str:
    if not now.person:
        return say("{was} has left the seat, and it is vacant", was=then.name)
    if not then.person:
        return say("the seat was vacant; {now} has been named", now=now.name)
    return say("new mandate: {now} has taken over from {was}", now=now.name, was=then.name)


def _person_changes(old: InvitationList, new: InvitationList, say: SayChange) -> Iterator[Change]:
    before = {invitee.id: invitee for invitee in old.invitees}
    for now in new.invitees:
        then = before.get(now.id)
        if then is None:
            continue
        if then.name != now.name:
            yield Change(what=f"{then.name} → {now.name}", cause=say("the name has changed in the register"))
        if then.address != now.address:
            paper = say("on paper")
            yield Change(
                what=f"{now.name}: {then.address or paper} → {now.address or paper}",
                cause=say("the address has changed in the register"),
            )
        if then.language != now.language:
            what = f"{now.name}: {LANGUAGE_NAMES[then.language]} → {LANGUAGE_NAMES[now.language]}"
            yield Change(what=what, cause=say("the wish or the decision on language has changed"))
