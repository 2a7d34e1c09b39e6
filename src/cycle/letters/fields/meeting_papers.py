"""The papers of the meeting day: what name badges, table signs, attendance list and minutes are filled with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from cycle import wording
from cycle.catalogue import say
from cycle.letters.fields.values import Fields, signal_fields
from cycle.model import Invitee, Language, Minutes, Substitute

PaperName = Literal["namneskilt", "bordskilt", "deltakarliste", "referat", "styringssignal"]
PAPERS: tuple[PaperName, ...] = ("namneskilt", "bordskilt", "deltakarliste", "referat", "styringssignal")
"""Word templates of the papers, by the name of their file."""


def paper_fields(
    common: Fields,
    *,
    invitees: Sequence[Invitee],
    minutes: Minutes,
    language: Language = "nn",
    substitutes: Mapping[str, Substitute] | None = None,
) -> Fields:
    """Return what a paper may mention: `common` of `programme_fields`, and the people and the minutes.

    Nobody present is noted before the minutes are written; then everyone invited stands among those who are expected.
    Of whom nothing is noted nothing is said: somebody is absent only when that was written.
    `substitutes` are those who come in the place of an invited person, by that person's id.
    """
    instead = substitutes or {}
    people = [
        _person(invitee, language, instead.get(invitee.id))
        for invitee in sorted(invitees, key=lambda invitee: _by_surname(invitee, instead))
    ]
    came, away = set(minutes.present), set(minutes.absent)
    signs = [_held(person) for person in people]
    return {
        **common,
        "people": signs,
        "pairs": [
            {"left": left, "right": right}
            for left, right in zip(signs[::2], [*signs[1::2], *([_NOBODY] * (len(signs) % 2))], strict=True)
        ],
        "minutes": {
            "chair": minutes.chair,
            "taker": minutes.taker,
            "noted": bool(came),
            "present": [person for person in people if not came or person["name"] in came],
            "absent": [person for person in people if person["name"] in away],
            "unnoted": [person for person in people if came and person["name"] not in came | away],
            "matters": _matters(minutes) or _planned(common),
            "signals": [
                signal_fields(str(number), signal, language) for number, signal in enumerate(minutes.signals, start=1)
            ],
        },
    }


_BRACKET = re.compile(r"\([^()]*\)")
_HELD = {ord(" "): "\N{NO-BREAK SPACE}", ord("-"): "\N{NON-BREAKING HYPHEN}"}
_ROOM = 36
"""Signs of a bracket that a badge, 91 mm wide, has room for on one line."""

_NOBODY: Fields = {"name": "", "title": "", "organisation": "", "titles": "", "right": ""}


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
        "organisation": "" if first.organisation in first.title else first.organisation,
        "titles": wording.listed([wording.seat_label(seat) for seat in invitee.seats]),
        "right": wording.right_of(first, language),
    }


def unbroken(text: str) -> str:
    """Return the text for a sign or a badge, where a line does not end inside a bracket that has room on a line."""
    return _BRACKET.sub(lambda found: found[0].translate(_HELD) if len(found[0]) <= _ROOM else found[0], text)


def _held(person: Fields) -> Fields:
    """Return a person for signs and badges: brackets held together, and the body named once."""
    organisation = "" if person["organisation"] in person["title"] else person["organisation"]
    plain = {"name": person["name"], "title": person["title"], "organisation": organisation}
    return person | {key: unbroken(item) for key, item in plain.items()}


def _by_surname(invitee: Invitee, substitutes: Mapping[str, Substitute]) -> tuple[str, str]:
    """Return what sorts people as a list at the door does: by the last word of the name, with æ, ø and å last."""
    substitute = substitutes.get(invitee.id)
    name = substitute.name if substitute else invitee.name
    return wording.alphabetical(name.rpartition(" ")[2]), wording.alphabetical(name)


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
