"""Whoever judges the invitation list reads a reason that many have once, and everybody who has it is named there."""

from __future__ import annotations

import datetime as dt

import pytest

from cycle.application.results import stored_list
from cycle.application.steps.invitations import left_out_lines
from cycle.application.year.cycle import look_at
from cycle.model import InvitationList, LeftOut, to_plain
from tests.desk import YEAR, Desk

COMMITTEE = "Strategisk samarbeidsutval"
NONE = "Rollene gjev ikkje plass."


def of(who: str, title: str = "medlem", place: str = COMMITTEE, many: str = NONE) -> LeftOut:
    return LeftOut(who=who, why=f"Vervet som {title} ({place}).", title=title, place=place, why_of_many=many)


def of_all(*people: LeftOut) -> InvitationList:
    return InvitationList(
        year=YEAR,
        meeting="partnarskapsmote",
        record_date=dt.date(2026, 12, 1),
        invitees=(),
        vacancies=(),
        left_out=people,
    )


def lines(desk: Desk, *people: LeftOut) -> list[str]:
    return list(left_out_lines(look_at(desk.services, year=YEAR), of_all(*people)))


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ((), []),
        ((of("Ane"),), [f"Ane: Vervet som medlem ({COMMITTEE})."]),
        (
            (of("Ane"), of("Bo"), of("Eli")),
            [f"{who}: Vervet som medlem ({COMMITTEE})." for who in ("Ane", "Bo", "Eli")],
        ),
        (
            (of("Ane", "leiar"), of("Bo"), of("Eli", "vara"), of("Ola")),
            [f"{COMMITTEE} (4): Ane (leiar), Bo (medlem), Eli (vara), Ola (medlem). {NONE}"],
        ),
        (
            tuple(of(who, "nestleiar i utvalet", f"Utval {who}") for who in ("Ane", "Bo", "Eli", "Ola")),
            [
                "Nestleiar i utvalet (4): Ane (Utval Ane), Bo (Utval Bo), Eli (Utval Eli), Ola (Utval Ola). " + NONE,
            ],
        ),
        (
            (of("Ane"), of("Bo", many="Rollene gjekk ut 31. juli 2026."), of("Eli"), of("Ola"), of("Per")),
            [
                f"{COMMITTEE} (4): Ane (medlem), Eli (medlem), Ola (medlem), Per (medlem). {NONE}",
                f"Bo: Vervet som medlem ({COMMITTEE}).",
            ],
        ),
        (
            tuple(LeftOut(who=who, why="Står utan verv.", why_of_many="Står utan verv.") for who in "ABCD"),
            ["A, B, C, D (4): Står utan verv."],
        ),
        ((of("Ola"),) * 4, [f"{COMMITTEE} (4): Ola (medlem), Ola (medlem), Ola (medlem), Ola (medlem). {NONE}"]),
        (
            tuple(LeftOut(who="styremedlem i Helse Vik HF", why="Plassen er valfri.") for _ in range(5)),
            ["styremedlem i Helse Vik HF: Plassen er valfri. Det gjeld 5 plassar."],
        ),
        ((LeftOut(who="Ane", why="Har inga adresse.", unreachable=True),), []),
        (
            tuple(LeftOut(who=who, why=f"Feil ved {who}.") for who in "ABCDE"),
            [f"{who}: Feil ved {who}." for who in "ABCDE"],
        ),
    ],
    ids=(
        "none",
        "one",
        "few",
        "place",
        "title",
        "other reason",
        "no seat",
        "one name",
        "optional",
        "unreachable",
        "slips",
    ),
)
def test_a_reason_that_many_have_is_one_line(desk: Desk, people: tuple[LeftOut, ...], said: list[str]) -> None:
    assert lines(desk, *people) == said


def test_a_list_of_an_earlier_version_weighs_what_it_weighed() -> None:
    """Last year's list is an input of this year's: an upgrade must not open its gate again."""
    new = {"title", "place", "why_of_many"}
    old = to_plain(of_all(LeftOut(who="Ane", why="Står utan verv."), LeftOut(who="Bo", why="Feil.", seat="a.b")))
    old["left_out"] = [{key: said for key, said in row.items() if key not in new} for row in old["left_out"]]
    made = of_all(LeftOut(who="Ane", why="Står utan verv."), LeftOut(who="Bo", why="Feil.", seat="a.b"))
    assert stored_list(made) == old
    [row] = to_plain(stored_list(of_all(of("Ane"))))["left_out"]
    assert new <= row.keys()
