"""What differs between two invitation lists, and the cause of each difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cycle.governance.additions import HOLDER
from cycle.model import Change, InvitationList, InvitedSeat, Invitee, Vacancy
from cycle.wording import RIGHTS

LANGUAGES = {"nn": "nynorsk", "nb": "bokmål"}


def changes(old: InvitationList, new: InvitationList) -> tuple[Change, ...]:
    """Return the differences seat by seat in the new list's order, then person by person; nothing when they agree."""
    before, after = _seats(old), _seats(new)
    rules = _rules(old, new)
    taken_out = {one.seat: one.why for one in new.left_out if one.seat}
    found = list(_vanished(before, after, rules=rules, taken_out=taken_out))
    for seat, now in after.items():
        cause = f"lagt til ved vedtak: {now.clause}" if seat.startswith(f"{HOLDER}.") else rules
        found += _seat_changes(before.get(seat), now, rules=cause)
    return (*found, *_person_changes(old, new))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seat:
    label: str
    clause: str
    right: str
    invitee: Invitee | None

    @property
    def person(self) -> str:
        return self.invitee.id if self.invitee else ""

    @property
    def name(self) -> str:
        return self.invitee.name if self.invitee else "ledig"


def _seats(one: InvitationList) -> Mapping[str, _Seat]:
    found = {seat.seat: _filled(seat, invitee) for invitee in one.invitees for seat in invitee.seats}
    return found | {vacancy.seat: _vacant(vacancy) for vacancy in one.vacancies}


def _filled(seat: InvitedSeat, invitee: Invitee) -> _Seat:
    return _Seat(label=_label(seat), clause=seat.clause, right=seat.right, invitee=invitee)


def _vacant(vacancy: Vacancy) -> _Seat:
    return _Seat(label=_label(vacancy), clause=vacancy.clause, right="", invitee=None)


def _label(seat: InvitedSeat | Vacancy) -> str:
    return f"{seat.title}, {seat.organisation}"


def _rules(old: InvitationList, new: InvitationList) -> str:
    """Return the cause of a seat that comes or goes."""
    if old.meeting != new.meeting:
        return f"ein annan møtetype: {old.meeting} → {new.meeting}"
    if old.rules_version != new.rules_version:
        return f"reglane er endra: {old.rules_version} → {new.rules_version}"
    return "partane eller organa er endra"


def _vanished(
    before: Mapping[str, _Seat], after: Mapping[str, _Seat], *, rules: str, taken_out: Mapping[str, str]
) -> Iterator[Change]:
    for seat, then in before.items():
        if seat not in after:
            cause = "vedtaket om tillegget er borte" if seat.startswith(f"{HOLDER}.") else taken_out.get(seat, rules)
            yield Change(what=f"{then.label}: plassen er borte ({then.name})", cause=cause)


def _seat_changes(then: _Seat | None, now: _Seat, *, rules: str) -> Iterator[Change]:
    if then is None:
        yield Change(what=f"{now.label}: ny plass ({now.name})", cause=rules)
        return
    if then.person != now.person:
        yield Change(what=f"{now.label}: {then.name} → {now.name}", cause=_why_another(then, now))
    if then.label != now.label:
        yield Change(what=f"{then.label} heiter no {now.label}", cause="reglane eller namnet er endra")
    if then.clause != now.clause:
        yield Change(what=f"{now.label}: {then.clause} → {now.clause}", cause="regelen er endra")
    if then.right and now.right and then.right != now.right:
        yield Change(what=f"{now.label}: {_right(then)} → {_right(now)}", cause="regelen om rettar er endra")


def _right(seat: _Seat) -> str:
    return RIGHTS["nn"].get(seat.right, seat.right)


def _why_another(then: _Seat, now: _Seat) -> str:
    if not now.person:
        return f"{then.name} har slutta i vervet, og plassen er ledig"
    if not then.person:
        return f"plassen var ledig; {now.name} har fått vervet"
    return f"nytt verv: {now.name} har teke over etter {then.name}"


def _person_changes(old: InvitationList, new: InvitationList) -> Iterator[Change]:
    before = {one.id: one for one in old.invitees}
    for now in new.invitees:
        then = before.get(now.id)
        if then is None:
            continue
        if then.name != now.name:
            yield Change(what=f"{then.name} → {now.name}", cause="namnet er endra i registeret")
        if then.address != now.address:
            yield Change(
                what=f"{now.name}: {then.address or 'på papir'} → {now.address or 'på papir'}",
                cause="adressa er endra i registeret",
            )
        if then.language != now.language:
            what = f"{now.name}: {LANGUAGES[then.language]} → {LANGUAGES[now.language]}"
            yield Change(what=what, cause="ønsket eller språkvedtaket er endra")
