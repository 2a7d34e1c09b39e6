"""The papers of the meeting day: what name badges, table signs, attendance list and minutes are filled with."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from cycle import wording
from cycle.catalogue import say
from cycle.letters.fields.values import Fields, signal_fields
from cycle.model import InvitedSeat, Invitee, Language, Minutes, Nameable, Substitute

PaperName = Literal["namneskilt", "bordskilt", "deltakarliste", "referat", "styringssignal"]
PAPERS: tuple[PaperName, ...] = ("namneskilt", "bordskilt", "deltakarliste", "referat", "styringssignal")
"""Word templates of the papers, by the name of their file."""
SIGNS = frozenset({"namneskilt", "bordskilt"})
"""Those that are worn or stand on a table."""


def paper_fields(
    common: Fields,
    *,
    invitees: Sequence[Invitee],
    minutes: Minutes,
    language: Language = "nn",
    substitutes: Mapping[str, Substitute] | None = None,
    called_off: bool = False,
    on_signs: bool = False,
    marks: Mapping[str, Sequence[str]] | None = None,
) -> Fields:
    """Return what a paper may mention: `common` of `programme_fields`, and the people and the minutes.

    Nobody present is noted before the minutes are written; then everyone invited stands among those who are expected.
    Of whom nothing is noted nothing is said: somebody is absent only when that was written. Whoever chaired or took
    the minutes was there. The minutes are a draft until the meeting is held, it is noted of everybody whether they
    came, and who chaired and who took them, and something is written about every matter.
    `substitutes` are those who come in the place of an invited person, by that person's id; `marks` what tells those of
    one name apart in the minutes. A meeting that is called
    off is never held, also when its day has come. `on_signs` is said of badges and table signs: only they are so wide
    that a line may be kept from ending inside a bracket or a name.
    """
    instead = substitutes or {}
    ordered = sorted(invitees, key=lambda invitee: _by_surname(invitee, instead))
    people = [_person(invitee, language, instead.get(invitee.id)) for invitee in ordered]
    rights = _with_rights(people)
    marked = [
        (person["name"], (marks or {}).get(invitee.id, invitee.marks))
        for person, invitee in zip(people, ordered, strict=True)
    ]
    people = [person | {"name": name_held(person["name"])} for person in people]
    held = common["meeting"]["held"] and not called_off
    apart = [
        _on_a_line_each(person, invitee.seats[0], substitute=invitee.id in instead)
        for person, invitee in zip(people, ordered, strict=True)
    ]
    signs = [_on_a_sign(person) for person in apart]
    return {
        **common,
        "meeting": common["meeting"] | {"held": held},
        "people": signs if on_signs else apart,
        **rights,
        "pairs": _two_by_two(signs),
        "minutes": {
            "called_off": called_off,
            **_noted(minutes, common, people, marked, held=held),
            "signals": _signals(minutes, common["meeting"]["year"], language),
        },
    }


def _noted(
    minutes: Minutes, common: Fields, people: Sequence[Fields], marked: Sequence[Nameable], *, held: bool
) -> Fields:
    """Return who led, wrote and came, and what was said; `marked` are the same people by name with what marks them."""
    came, away, noted = minutes.came(marked), minutes.stayed_away(marked), bool(minutes.attended)
    matters = _matters(minutes) or _planned(common)
    whole = bool(matters) and all(matter["text"] or matter["decision"] for matter in matters)
    rows = list(zip(people, came, away, strict=True))
    unnoted = [person for person, there, gone in rows if noted and not there and not gone]
    return {
        "chair": minutes.chair,
        "taker": minutes.taker,
        "noted": noted,
        "draft": bool(unnoted) or not (held and noted and minutes.chair and minutes.taker and whole),
        "present": [person for person, there, _ in rows if there or not noted],
        "absent": [person for person, _, gone in rows if gone],
        "unnoted": unnoted,
        "matters": matters,
    }


_BRACKET = re.compile(r"\([^()]*\)")
_DOUBLE_NAME = re.compile(r"(?<![\w-])(?=[\w-]{3,20}\b)[A-ZÆØÅ]\w+-[A-ZÆØÅ]\w+\b(?!-)")
"""A given name or surname of two, no longer than the line of a badge."""
_LISTED_NAME = 17
"""Characters of a double name that the narrowest column of a list has room for."""
_HELD = {ord(" "): "\N{NO-BREAK SPACE}", ord("-"): "\N{NON-BREAKING HYPHEN}"}
_ROOM = 36
"""Characters of a bracket that a badge, 91 mm wide, has room for on one line."""

_AFTER_NAME = re.compile(r"(?<=\S),? (?:[js]r\.?|d\. ?[ye]\.|II|III)$", re.IGNORECASE)

_SHORT_RIGHT = 40
"""Characters of a right that stands in a column of its own; longer ones are notes over the table."""

_NOBODY: Fields = dict.fromkeys(("name", "title", "organisation", "titles", "right", "right_in_list"), "")


def _person(invitee: Invitee, language: Language, substitute: Substitute | None) -> Fields:
    first = invitee.seats[0]
    if substitute:
        role = substitute.role or say(language, "deputy")
        instead = say(language, "in the place of {name}", name=invitee.name)
        seats = wording.listed([wording.seat_label(seat) for seat in invitee.seats])
        return {
            "name": substitute.name,
            "title": role,
            "organisation": first.organisation,
            "titles": f"{role}, {instead} ({seats})",
            "right": wording.right_of(first, language),
        }
    return {
        "name": invitee.name,
        "title": first.title,
        "organisation": "" if wording.names(first.title, first.organisation) else first.organisation,
        "titles": wording.listed([wording.seat_label(seat) for seat in invitee.seats]),
        "right": wording.right_of(first, language),
    }


def unbroken(text: str) -> str:
    """Return the text for a sign or a badge, where a line does not end inside a bracket or name that has room on it.

    A bracket that is longer than a line begins on one, and is parted no more than it must be.
    """
    whole = _BRACKET.sub(lambda found: " ".join(line.translate(_HELD) for line in _lines(found[0])), text)
    return _DOUBLE_NAME.sub(lambda found: found[0].translate(_HELD), whole)


def _lines(bracket: str) -> list[str]:
    """Return a bracket in as few lines as a badge takes it in."""
    return textwrap.wrap(bracket, _ROOM, break_long_words=False, break_on_hyphens=False)


def name_held(name: str) -> str:
    """Return a name as lists have it: a double name stands on one line, and a bracket may be parted."""
    inside = [found.span() for found in _BRACKET.finditer(name)]

    def whole(found: re.Match[str]) -> str:
        bracketed = any(start < found.start() < end for start, end in inside)
        return found[0] if bracketed or len(found[0]) > _LISTED_NAME else found[0].translate(_HELD)

    return _DOUBLE_NAME.sub(whole, name)


def _two_by_two(signs: Sequence[Fields]) -> list[Fields]:
    """Return the people two on a row; beside the last of an odd number there is nobody."""
    second = [*signs[1::2], *([_NOBODY] * (len(signs) % 2))]
    return [{"left": left, "right": right} for left, right in zip(signs[::2], second, strict=True)]


def _with_rights(people: Sequence[Fields]) -> Fields:
    """Return what the list says of rights beside people, who each get theirs or the number of its note."""
    rights = list(dict.fromkeys(person["right"] for person in people))
    notes = len(rights) > 1 and any(len(right) > _SHORT_RIGHT for right in rights)
    for person in people:
        person["right_in_list"] = str(rights.index(person["right"]) + 1) if notes else person["right"]
    return {
        "right_of_all": rights[0] if len(rights) == 1 else "",
        "right_notes": [f"{number}: {right}" for number, right in enumerate(rights, start=1)] if notes else [],
    }


def _on_a_line_each(person: Fields, seat: InvitedSeat, *, substitute: bool) -> Fields:
    """Return a person with function and organisation on a line each, however the title says it.

    So two of one name are told apart at a glance: `leiar av Strategisk samarbeidsutval` is `leiar` there.
    """
    shown = replace(seat, title=person["title"], label="") if substitute else seat
    title, organisation = wording.function_and_place(shown)
    return person | {"title": title, "organisation": organisation}


def _on_a_sign(person: Fields) -> Fields:
    """Return a person for badges and table signs, which are wide enough to hold together what belongs together."""
    return person | {key: unbroken(person[key]) for key in ("name", "title", "organisation")}


def _by_surname(invitee: Invitee, substitutes: Mapping[str, Substitute]) -> tuple[str, str]:
    """Return what sorts people as a list at the door does: by the surname, with æ, ø and å last.

    What stands in brackets after a name is not of it, nor is `jr.`, which tells two of one name apart.
    """
    substitute = substitutes.get(invitee.id)
    name = substitute.name if substitute else invitee.name
    own = _AFTER_NAME.sub("", wording.name_without_brackets(name))
    return wording.alphabetical(own.rpartition(" ")[2]), wording.alphabetical(name)


def _signals(minutes: Minutes, year: str, language: Language) -> list[Fields]:
    """Return the signals with the numbers they have in letters about them too."""
    numbered = enumerate(minutes.signals, start=1)
    return [signal_fields(f"{year}-{number}", signal, language) for number, signal in numbered]


def _matters(minutes: Minutes) -> list[Fields]:
    return [
        {
            "number": str(number),
            "title": matter.title,
            "text": matter.text,
            "decision": matter.decision,
            "responsible": matter.responsible,
            "due": matter.due,
        }
        for number, matter in enumerate(minutes.matters, start=1)
    ]


def _planned(common: Fields) -> list[Fields]:
    """Return the programme's posts as matters that somebody has yet to write about."""
    empty = {"text": "", "decision": "", "responsible": "", "due": ""}
    posts = [post for post in common["programme"] if not post["is_break"]]
    return [{"number": str(number), "title": post["title"], **empty} for number, post in enumerate(posts, start=1)]
