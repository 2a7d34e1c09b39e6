"""What does not fit together in a community's files: ids used twice, names of nothing, days that overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cycle.errors import Problem, did_you_mean
from cycle.governance.community_data.community import BodySeatTable, CommunityTable, OrganisationRow, own_seats
from cycle.governance.community_data.strict import is_slug
from cycle.model import ADDED, Community
from cycle.phrases import Phrase

STEPS = ("plan", "committee", "host", "invitations", "signals", "letters", "mailing", "archive")
"""The steps a gate may be named for."""


def community_problems(table: CommunityTable, rows: Sequence[OrganisationRow]) -> list[Problem]:
    """Return what does not fit together: ids used twice, names of things that do not exist, days that overlap."""
    file = "community.toml"
    sides = [named.id for named in table.sides]
    areas = [named.id for named in table.areas]
    organisations = list(dict.fromkeys(row.id for row in rows))
    bodies = [body.id for body in table.bodies]
    holders = [*sides, *organisations, *bodies, *table.meetings, *(f"omrade-{area}" for area in areas), "vert"]
    found = _twice(file, "areas", areas) + _twice("community.toml, organisations.csv", "ids", holders)
    found += _row_problems(rows, sides=sides, areas=areas, organisations=organisations)
    for number, body in enumerate(table.bodies):
        at = f"bodies[{number}]"
        found += _twice(file, f"{at}.seats", [deputy for seat in body.seats for deputy in _with_deputies(seat, rows)])
        found += _missing(file, f"{at}.area", body.area, areas) if body.area else []
        found += _missing(file, f"{at}.organisation", body.organisation, organisations) if body.organisation else []
        for place, seat in enumerate(body.seats):
            found += _missing(file, f"{at}.seats[{place}].side", seat.side, sides) if seat.side else []
            if is_slug(seat.named_by):
                words = [*bodies, *organisations, *sides]
                found += _missing(file, f"{at}.seats[{place}].named_by", seat.named_by, words)
            for organisation in seat.organisations:
                found += _missing(file, f"{at}.seats[{place}].organisations", organisation, organisations)
    for step in table.gates:
        found += _missing(file, f"gates.{step}", step.partition(".")[0], STEPS)
    for number, step in enumerate(table.both_sides):
        found += _missing(file, f"both_sides[{number}]", step.partition(".")[0], STEPS)
    for number, coordinator in enumerate(table.coordinators):
        found += _missing(file, f"coordinators[{number}].side", coordinator.side, sides) if coordinator.side else []
    return found


def participant_problems(community: Community, seats: Iterable[str]) -> list[Problem]:
    """Return what is wrong with whom the page counts only: a body, an organisation or a seat that is not there.

    Whoever is added by a decision is named together, by the word that their seats begin with.
    """
    organisations = dict.fromkeys(organisation.id for organisation in community.organisations)
    holders = [*(body.id for body in community.bodies), *organisations, ADDED]
    found = []
    for number, word in enumerate(community.participants.only_counted if community.participants else ()):
        found += _missing("community.toml", f"participants.only_counted[{number}]", word, [*holders, *seats])
    return found


def coordinator_problems(table: CommunityTable, dispatches: Iterable[str]) -> list[Problem]:
    """Return what is wrong with who is told of the gates: the same address twice, a step that no meeting type has."""
    file = "community.toml"
    found = _twice(file, "coordinators", [coordinator.address.casefold() for coordinator in table.coordinators])
    known = steps_to_decide_on(dispatches)
    for number, coordinator in enumerate(table.coordinators):
        for step in coordinator.steps:
            found += _missing(file, f"coordinators[{number}].steps", step, known)
    return found


def steps_to_decide_on(dispatches: Iterable[str]) -> tuple[str, ...]:
    """Return the steps that somebody may be named to decide on: each kind, and those of each dispatch."""
    sent = [f"{kind}.{dispatch}" for dispatch in dispatches for kind in ("signals", "letters", "mailing")]
    return (*STEPS, *dict.fromkeys(sent))


def _row_problems(
    rows: Sequence[OrganisationRow], *, sides: list[str], areas: list[str], organisations: list[str]
) -> list[Problem]:
    file = "organisations.csv"
    found = []
    last: dict[str, tuple[int, OrganisationRow]] = {}
    for line, row in enumerate(rows, start=2):
        found += _missing(file, f"row {line}, column side", row.side, sides) if row.side or sides else []
        found += _missing(file, f"row {line}, column area", row.area, areas) if row.area else []
        if row.successor:
            found += _missing(file, f"row {line}, column successor", row.successor, organisations)
        earlier, before = last.get(row.id, (0, None))
        if before and not (before.valid_to and row.valid_from and before.valid_to < row.valid_from):
            what = Phrase(
                "'{id}' stands in row {earlier} too, and that row does not end before this one begins",
                id=row.id,
                earlier=earlier,
            )
            remedy = Phrase("give each its own id, or valid_to and valid_from when the name or the number has changed")
            found.append(Problem(file=file, where=f"row {line}, column id", what=what, remedy=remedy))
        last[row.id] = (line, row)
    return found


def _with_deputies(seat: BodySeatTable, rows: Sequence[OrganisationRow]) -> list[str]:
    """Return the functions of the seat and those of its deputies, as their ids have them."""
    numbers = ["", *(f"-vara-{number}" if number > 1 else "-vara" for number in range(1, seat.deputies + 1))]
    return [f"{seat.id}{number}" for seat in own_seats(seat, rows) for number in numbers]


def _twice(file: str, where: str, ids: Iterable[str]) -> list[Problem]:
    seen: set[str] = set()
    found = []
    for identifier in ids:
        if identifier in seen:
            found.append(
                Problem(
                    file=file,
                    where=where,
                    what=Phrase("'{word}' stands twice", word=identifier),
                    remedy=Phrase("give each its own id"),
                )
            )
        seen.add(identifier)
    return found


def _missing(file: str, where: str, word: str, known: Iterable[str]) -> list[Problem]:
    words = list(known)
    if word in words:
        return []
    what = Phrase("unknown '{word}'", word=word)
    return [Problem(file=file, where=where, what=what, remedy=did_you_mean(word, words))]
