"""Invented letters of those who have less than the example: one seat, no postal address, no theme, no programme yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cycle.letters.fields.example import EXAMPLE_FACTS, invented_letter
from cycle.letters.fields.known_fields import COMMON, PAPER, PERSONAL, Field
from cycle.letters.fields.meeting_papers import paper_fields
from cycle.letters.fields.values import Fields
from cycle.model import Invitee, Minutes, ProgrammeItem

_FACTS = replace(
    EXAMPLE_FACTS, theme="", aim="", prepare="", practical="", page="", place="", reference="", change_reason=""
)


def lesser_examples(known: Field) -> tuple[Fields, ...]:
    """Return the fields of a reader with as little as there may be, and of one in between; none of another document."""
    if known not in (PERSONAL, COMMON, PAPER):
        return ()
    whole = invented_letter.keywords["programme"]
    invitee = invented_letter.args[0]
    barest = replace(invitee, address="", postal="", seats=(replace(invitee.seats[0], reason=""),))
    between = replace(invitee, seats=invitee.seats[:1])
    return _fields(known, barest, (), Minutes()), _fields(known, between, whole[:2], Minutes(chair="Kari Eksempel"))


def _fields(known: Field, invitee: Invitee, programme: Sequence[ProgrammeItem], minutes: Minutes) -> Fields:
    given: dict[str, Any] = {"facts": _FACTS, "programme": programme, "your_reference": ""}
    fields = invented_letter.func(invitee, **{**invented_letter.keywords, **given, "asked": (), "approved": None})
    if known is PERSONAL:
        return fields
    common = {key: value for key, value in fields.items() if key not in {"recipient", "asked"}}
    return paper_fields(common, invitees=[invitee], minutes=minutes) if known is PAPER else common
