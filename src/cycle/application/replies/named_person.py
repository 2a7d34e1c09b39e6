"""Finds whom somebody means: the one person on the list who goes by an id, an address, a name or a seat."""

from __future__ import annotations

import re
from difflib import get_close_matches

from cycle.application.replies.answers import ReplyLine
from cycle.application.year import NameOffer, chosen_among
from cycle.errors import StepError, did_you_mean
from cycle.phrases import Phrase


def person_among(lines: tuple[ReplyLine, ...], who: str) -> ReplyLine:
    """Return the one person who goes by an id, an address or a name; StepError when nobody or more than one does."""
    wanted = " ".join(who.split()).casefold()
    chosen = chosen_among([named_line(line) for line in lines], who)
    found = [line for line in lines if line.recipient == chosen]
    found = found or [line for line in lines if wanted in {line.recipient.casefold(), line.address.casefold()}]
    found = found or [line for line in lines if wanted in {line.name.casefold(), named_line(line).words.casefold()}]
    found = found or [line for line in lines if wanted and wanted in line.name.casefold()]
    found = found or [line for line in lines if _by_seat(line, wanted)]
    if len(found) == 1:
        return found[0]
    raise _several(found, who) if found else _unknown(lines, who)


def named_line(line: ReplyLine) -> NameOffer:
    """Return who a line is about, as forms offer them."""
    return NameOffer(id=line.recipient, name=line.name, seats=line.seats)


def _by_seat(line: ReplyLine, wanted: str) -> bool:
    """Return whether every word says something of the person: `vik fedje`, `Vik, ordførar`."""
    words = re.findall(r"\w+", wanted)
    known = f"{line.name} {' '.join(line.seats)}".casefold()
    return bool(words) and all(re.search(rf"\b{re.escape(word)}", known) for word in words)


def _several(found: list[ReplyLine], who: str) -> StepError:
    ids = ", ".join(line.recipient for line in found)
    return StepError(f"{who!r}: {len(found)} people are called so; use the id: {ids}").with_message(
        Phrase(
            "“{who}” fits {number} people: {names}. Write the name and the seat as they stand here.",
            who=who,
            number=len(found),
            names=tuple(named_line(line).words for line in found),
        )
    )


def _unknown(lines: tuple[ReplyLine, ...], who: str) -> StepError:
    names = [line.name for line in lines]
    error = StepError(f"{who!r}: nobody on the list is called so; {did_you_mean(who, names)}")
    near = get_close_matches(who, names, n=1)
    if near:
        meant = Phrase("Nobody on the list is called “{who}”. Did you mean “{near}”?", who=who, near=near[0])
        return error.with_message(meant)
    return error.with_message(
        Phrase("Nobody on the list is called “{who}”. Write the name as it stands on the list.", who=who)
    )
