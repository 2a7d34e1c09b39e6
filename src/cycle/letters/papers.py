"""The papers of the meeting day: what name badges, table signs, attendance list and minutes are filled with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from cycle import wording
from cycle.letters.values import Fields
from cycle.model import Invitee, Language, Minutes

PaperName = Literal["namneskilt", "bordskilt", "deltakarliste", "referat", "styringssignal"]
PAPERS: tuple[PaperName, ...] = ("namneskilt", "bordskilt", "deltakarliste", "referat", "styringssignal")
"""Word templates of the papers, by the name of their file."""


def paper_fields(common: Fields, *, invitees: Sequence[Invitee], minutes: Minutes, language: Language = "nn") -> Fields:
    """Return what a paper may mention: `common` of `programme_fields`, and the people and the minutes.

    Nobody present is noted before the minutes are written; then everyone invited stands among those who are expected.
    """
    people = [_person(one, language) for one in sorted(invitees, key=_by_surname)]
    came = set(minutes.present)
    return {
        **common,
        "people": people,
        "pairs": [
            {"left": left, "right": right}
            for left, right in zip(people[::2], [*people[1::2], *([_NOBODY] * (len(people) % 2))], strict=True)
        ],
        "minutes": {
            "chair": minutes.chair,
            "taker": minutes.taker,
            "present": [one for one in people if not came or one["name"] in came],
            "absent": [one for one in people if came and one["name"] not in came],
            "matters": _matters(minutes) or _planned(common),
            "signals": [
                {"number": str(number), "to": one.to, "text": one.text, "due": one.due}
                for number, one in enumerate(minutes.signals, start=1)
            ],
        },
    }


_NOBODY: Fields = {"name": "", "title": "", "organisation": "", "titles": "", "right": ""}


def _person(invitee: Invitee, language: Language) -> Fields:
    first = invitee.seats[0]
    return {
        "name": invitee.name,
        "title": first.title,
        "organisation": "" if first.organisation in first.title else first.organisation,
        "titles": wording.listed([wording.seat_label(seat) for seat in invitee.seats], language),
        "right": wording.right_of(first, language),
    }


def _by_surname(invitee: Invitee) -> tuple[str, str]:
    """Return what sorts people as a list at the door does: by the last word of the name, with æ, ø and å last."""
    surname = invitee.name.rpartition(" ")[2]
    return wording.alphabetical(surname), wording.alphabetical(invitee.name)


def _matters(minutes: Minutes) -> list[Fields]:
    return [
        {
            "number": str(number),
            "title": one.title,
            "text": one.text,
            "decision": one.decision,
            "responsible": one.responsible,
            "due": one.due,
        }
        for number, one in enumerate(minutes.matters, start=1)
    ]


def _planned(common: Fields) -> list[Fields]:
    """Return the programme's posts as matters that somebody has yet to write about."""
    empty = {"text": "", "decision": "", "responsible": "", "due": ""}
    posts = [one for one in common["programme"] if not one["is_break"]]
    return [{"number": str(number), "title": one["title"], **empty} for number, one in enumerate(posts, start=1)]
