"""Between the record date and the meeting the world goes on: who ends, who begins, who follows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.application.year.community_rules.community import LoadedCommunity
from cycle.application.year.community_rules.legality import list_changes, rule_checks
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.hosting.host import hosts
from cycle.governance.inviting.invitations import invitation_list
from cycle.model import Community, InvitationList, Mandate, Meanwhile, Organisation, Person, Register, RuleCheck
from tests.governance.conftest import LOADED, RECORD_DATE, SEATS_2027, register_of

RULES = LOADED.meeting("partnarskapsmote")
MEETING = dt.date(2027, 2, 18)
NEW_YEAR = dt.date(2027, 1, 1)
NEW_YEARS_EVE = dt.date(2026, 12, 31)
FULL = {seat: f"p{number}" for number, seat in enumerate(SEATS_2027)}


def with_organisations(*changed: Organisation) -> LoadedCommunity:
    """Return the real community with these organisations in place of those with the same ids, or last."""
    by_id = {organisation.id: organisation for organisation in changed}
    kept = tuple(by_id.pop(organisation.id, organisation) for organisation in LOADED.community.organisations)
    return replace(LOADED, community=replace(LOADED.community, organisations=(*kept, *by_id.values())))


def organisation(organisation_id: str, **changes: Any) -> Organisation:
    return replace(LOADED.community.organisation(organisation_id), **changes)


def answered(
    register: Register,
    *,
    loaded: LoadedCommunity = LOADED,
    rules: MeetingRules = RULES,
    record_date: dt.date = RECORD_DATE,
    meeting: dt.date = MEETING,
) -> tuple[InvitationList, tuple[Meanwhile, ...], dict[str, RuleCheck]]:
    host = hosts(rules, loaded.history, loaded.community, [meeting.year])[0]
    made = invitation_list(rules, loaded.community, register, meeting.year, record_date, host)
    coming = list_changes(loaded, rules, register, host, made, meeting=meeting)
    checks = rule_checks(loaded, rules, register, host, made, planned=[meeting], meeting=meeting, changes=coming)
    return made, coming, {check.id: check for check in checks}


def with_mandates(register: Register, *mandates: Mandate) -> Register:
    """Return the register with these mandates in place of those of the same seats, and their people."""
    seats = {mandate.seat for mandate in mandates}
    known = {person.id for person in register.persons}
    new = [mandate for mandate in dict.fromkeys(mandate.person for mandate in mandates) if mandate not in known]
    return replace(
        register,
        persons=(*register.persons, *(Person(id=text, name=text, address=f"{text}@post.example") for text in new)),
        mandates=(*(mandate for mandate in register.mandates if mandate.seat not in seats), *mandates),
    )


def test_a_municipality_that_ends_before_the_meeting_is_told_with_its_people_and_who_follows() -> None:
    loaded = with_organisations(organisation("fedje", valid_to=NEW_YEARS_EVE, successor="austrheim"))
    register = with_mandates(
        register_of(FULL),
        Mandate(seat="fedje.ordforar", person="Kari"),
        Mandate(seat="fedje.kommunedirektor", person="Ola"),
    )
    made, coming, checks = answered(register, loaded=loaded)

    assert {"Kari", "Ola"} <= {invitee.id for invitee in made.invitees}, "nobody is taken off without a decision"
    assert coming == (
        Meanwhile(
            kind="ends",
            on=NEW_YEAR,
            what="Fedje kommune finst til 31. desember 2026 og går så inn i Austrheim kommune. "
            "Herifrå er Kari (ordførar) og Ola (kommunedirektør) inviterte.",
            seats=("fedje.ordforar", "fedje.kommunedirektor"),
            people=("Kari", "Ola"),
            follows=("austrheim",),
        ),
    )
    assert checks["represented"].state == "ok"
    assert checks["represented"].what == (
        "Alle 29 partar og organ med plass har nokon på lista. Fedje kommune finst ikkje lenger på møtedagen og "
        "er ikkje "
        "rekna med."
    )
    assert (checks["meanwhile"].state, checks["meanwhile"].what) == (
        "unknown",
        "1 ting endrar seg mellom skjeringsdatoen og møtet.",
    )


def test_a_municipality_that_begins_at_new_year_is_missed_with_the_seats_it_will_have() -> None:
    new = organisation("alver", id="nyfjord", name="Nyfjord kommune", short="Nyfjord", valid_from=NEW_YEAR)
    gone = [organisation(name, valid_to=NEW_YEARS_EVE, successor="nyfjord") for name in ("fedje", "austrheim")]
    loaded = with_organisations(*gone, new)
    register = with_mandates(register_of(FULL), Mandate(seat="nyfjord.ordforar", person="Nina", valid_from=NEW_YEAR))
    _, coming, checks = answered(register, loaded=loaded)

    assert [change.kind for change in coming] == ["ends", "ends", "begins"]
    assert coming[2].what == (
        "Nyfjord kommune finst frå 1. januar 2027 og tek over etter Austrheim kommune og Fedje kommune. Reglane "
        "gjev plass "
        "til ordførar (Nina) og kommunedirektør (ingen i registeret), men ingen av dei er på lista."
    )
    assert (coming[2].seats, coming[2].follows) == (("nyfjord.ordforar", "nyfjord.kommunedirektor"), ("Nina",))
    assert checks["represented"].state == "problem"
    assert checks["represented"].what.startswith("Ingen på lista frå Nyfjord kommune.")


def test_the_successor_of_a_successor_is_the_one_that_is_there_on_the_day() -> None:
    loaded = with_organisations(
        organisation("fedje", valid_to=NEW_YEARS_EVE, successor="austrheim"),
        organisation("austrheim", valid_to=dt.date(2027, 1, 31), successor="alver"),
    )
    _, coming, _ = answered(register_of(FULL), loaded=loaded)
    assert [change.follows for change in coming] == [("alver",), ("alver",)]


def test_organisations_that_follow_each_other_in_a_circle_have_no_successor() -> None:
    loaded = with_organisations(
        organisation("fedje", valid_to=NEW_YEARS_EVE, successor="austrheim"),
        organisation("austrheim", valid_to=NEW_YEARS_EVE, successor="fedje"),
    )
    _, coming, _ = answered(register_of(FULL), loaded=loaded)
    assert [change.follows for change in coming] == [(), ()]
    assert "Ingen er skriven inn som etterfølgjar." in coming[0].what


def test_a_new_name_is_no_end() -> None:
    now = LOADED.community.organisation("fedje")
    organisations = [organisation for organisation in LOADED.community.organisations if organisation.id != "fedje"]
    both = (replace(now, valid_to=NEW_YEARS_EVE), replace(now, name="Fedje herad", valid_from=NEW_YEAR))
    loaded = replace(LOADED, community=replace(LOADED.community, organisations=(*organisations, *both)))
    _, coming, checks = answered(register_of(FULL), loaded=loaded)
    assert [(change.kind, change.what) for change in coming] == [
        ("renamed", "Fedje kommune heiter Fedje herad frå 1. januar 2027. Brev frå før det har det gamle namnet.")
    ]
    assert checks["represented"].what == "Alle 30 partar og organ med plass har nokon på lista."


def test_a_mandate_that_ends_before_the_meeting_is_told_with_who_follows_or_who_must_name_somebody() -> None:
    register = with_mandates(
        register_of(FULL),
        Mandate(seat="alver.ordforar", person="Gamal", valid_to=NEW_YEARS_EVE),
        Mandate(seat="alver.ordforar", person="Ny", valid_from=NEW_YEAR),
        Mandate(seat="ssu.ks", person="Kai", valid_to=dt.date(2027, 2, 17)),
        Mandate(seat="voss.ordforar", person="Vera", valid_to=MEETING),
        Mandate(seat="gulen.ordforar", person="Gro", valid_to=NEW_YEARS_EVE),
        Mandate(seat="gulen.ordforar", person="Gro", valid_from=NEW_YEAR),
    )
    _, coming, checks = answered(register)
    assert [(change.kind, change.on, change.what, change.people, change.follows) for change in coming] == [
        (
            "handed_over",
            NEW_YEAR,
            "Gamal har rolla som ordførar (Alver kommune) til 31. desember 2026. Ny tek over og er ikkje på lista.",
            ("Gamal",),
            ("Ny",),
        ),
        (
            "runs_out",
            MEETING,
            (
                "Kai har rolla som representant for KS (Strategisk samarbeidsutval) til 17. februar 2027. Ingen er "
                "skriven "
                "inn etterpå; KS må peike ut ein ny."
            ),
            ("Kai",),
            (),
        ),
    ]
    assert checks["represented"].state == "ok", "Alver's other seat stays"


def test_a_party_whose_people_all_leave_has_nobody_though_they_are_invited() -> None:
    register = with_mandates(
        register_of(FULL),
        Mandate(seat="fedje.ordforar", person="Kari", valid_to=NEW_YEARS_EVE),
        Mandate(seat="fedje.kommunedirektor", person="Ola", valid_to=NEW_YEARS_EVE),
    )
    _, _, checks = answered(register)
    assert (checks["represented"].state, checks["represented"].what) == (
        "problem",
        "Dei som er inviterte frå Fedje kommune, har ikkje rolla på møtedagen.",
    )


def test_an_empty_seat_that_gets_its_person_before_the_meeting_is_told() -> None:
    register = with_mandates(register_of(FULL), Mandate(seat="alver.ordforar", person="Ny", valid_from=NEW_YEAR))
    _, coming, _ = answered(register)
    assert [(change.kind, change.what) for change in coming] == [
        (
            "filled",
            (
                "Plassen som ordførar (Alver kommune) er ledig på skjeringsdatoen; Ny tek til 1. januar 2027 og er "
                "ikkje på "
                "lista."
            ),
        )
    ]


def test_two_people_in_one_seat_on_the_day_of_the_meeting_is_a_question_and_no_crash() -> None:
    register = with_mandates(
        register_of(FULL),
        Mandate(seat="alver.ordforar", person="Ein"),
        Mandate(seat="alver.ordforar", person="To", valid_from=NEW_YEAR),
    )
    _, coming, _ = answered(register)
    assert [change.what for change in coming] == [
        "Ein og To har same plass på møtedagen: ordførar (Alver kommune). Rett registeret."
    ]


@pytest.mark.parametrize(
    ("since", "record_date", "meeting", "reported"),
    [
        (dt.date(2023, 10, 15), dt.date(2027, 9, 1), dt.date(2027, 11, 18), True),
        (None, dt.date(2027, 9, 1), dt.date(2027, 11, 18), True),
        (dt.date(2023, 10, 15), dt.date(2027, 12, 1), dt.date(2028, 2, 17), True),  # nobody has written a new term in
        (dt.date(2027, 10, 14), dt.date(2027, 12, 1), dt.date(2028, 2, 17), False),
        (None, dt.date(2027, 12, 1), dt.date(2028, 2, 17), False),
        (dt.date(2023, 10, 15), dt.date(2026, 12, 1), dt.date(2027, 2, 18), False),
        (dt.date(2023, 10, 15), dt.date(2027, 5, 1), dt.date(2027, 9, 20), False),  # the old council sits in September
    ],
)
def test_a_mayor_whose_term_ends_at_an_election_may_be_another(
    since: dt.date | None, record_date: dt.date, meeting: dt.date, reported: bool
) -> None:
    elected = tuple(
        rule.model_copy(update={"election": "municipal" if rule.id == "ordforar" else None}) for rule in RULES.seats
    )
    register = with_mandates(register_of(FULL), Mandate(seat="alver.ordforar", person="Ada", valid_from=since))
    settled = replace(
        register,
        mandates=tuple(
            mandate if mandate.seat == "alver.ordforar" else replace(mandate, valid_from=dt.date(2027, 10, 20))
            for mandate in register.mandates
        ),
    )
    late = (
        settled
        if record_date >= dt.date(2027, 10, 20)
        else with_mandates(
            Register(persons=(), mandates=()), Mandate(seat="alver.ordforar", person="Ada", valid_from=since)
        )
    )
    rules = RULES.model_copy(update={"seats": elected})
    _, coming, _ = answered(late, rules=rules, record_date=record_date, meeting=meeting)
    assert [change.what for change in coming if change.kind == "election"] == (
        [
            (
                "Etter kommunevalet hausten 2027 kan det vere ein annan på møtedagen: ordførar i Alver kommune. "
                "Registeret seier "
                "ikkje noko om det enno."
            )
        ]
        if reported
        else []
    )


def test_a_term_that_runs_out_before_the_meeting_is_told() -> None:
    terms = tuple(rule.model_copy(update={"term_years": 4}) if rule.id == "fastlege" else rule for rule in RULES.seats)
    register = with_mandates(
        register_of(FULL), Mandate(seat="ssu.fastlege", person="Lege", valid_from=dt.date(2023, 1, 15))
    )
    _, coming, _ = answered(register, rules=RULES.model_copy(update={"seats": terms}))
    assert [(change.on, change.what) for change in coming] == [
        (
            dt.date(2027, 1, 15),
            (
                "Funksjonstida på 4 år som fastlegerepresentant (Strategisk samarbeidsutval) går ut 14. januar 2027 "
                "for Lege. "
                "Høyr om rolla held fram."
            ),
        )
    ]


def test_rules_that_change_before_the_meeting_are_told() -> None:
    old = RULES.model_copy(update={"valid_to": NEW_YEARS_EVE})
    newer = RULES.model_copy(update={"valid_from": NEW_YEAR, "version": "2027", "seats": RULES.seats[:-1]})
    loaded = replace(
        LOADED,
        versions={**LOADED.versions, "partnarskapsmote": (newer, old)},
        meetings={**LOADED.meetings, "partnarskapsmote": newer},
    )
    register = with_mandates(register_of(FULL), Mandate(seat="ssu.hovudsamanslutning", person="Hilde"))
    _, coming, _ = answered(register, loaded=loaded, rules=old)
    assert [(change.kind, change.on) for change in coming] == [("rules", NEW_YEAR), ("seat", MEETING)]
    assert coming[1].people == ("Hilde",)

    _, coming, _ = answered(register, loaded=replace(loaded, versions={"partnarskapsmote": (old,)}), rules=old)
    assert [change.what for change in coming] == [
        "Reglane for partnarskapsmøtet gjeld til 31. desember 2026; på møtedagen gjeld ingen reglar."
    ]


def test_a_meeting_on_its_record_date_has_no_meantime() -> None:
    _, coming, _ = answered(register_of(FULL), meeting=RECORD_DATE)
    assert coming == ()


days = st.dates(dt.date(2026, 10, 1), dt.date(2027, 4, 30))
spans = st.tuples(st.none() | days, st.none() | days).filter(lambda two: None in two or two[0] <= two[1])


@st.composite
def restless(draw: st.DrawFn) -> tuple[Community, Register]:
    """Return the community with parties that merge, end and begin, and a register where people come and go."""
    some = draw(
        st.lists(
            st.sampled_from([organisation.id for organisation in LOADED.community.organisations]),
            max_size=6,
            unique=True,
        )
    )
    ids = [organisation.id for organisation in LOADED.community.organisations]
    changed = {}
    for text in some:
        first, last = draw(spans)
        successor = draw(st.sampled_from(["", *ids]))
        changed[text] = replace(organisation(text), valid_from=first, valid_to=last, successor=successor)
    once = dict.fromkeys(ids)
    organisations = tuple(changed.get(text, organisation(text)) for text in once)
    mandates = []
    for seat in draw(st.lists(st.sampled_from(SEATS_2027), max_size=12, unique=True)):
        handover = draw(days)
        first, second = draw(st.sampled_from(["a", "b", "c"])), draw(st.sampled_from(["a", "b", "c", ""]))
        mandates.append(Mandate(seat=seat, person=first, valid_to=handover))
        if second:
            mandates.append(Mandate(seat=seat, person=second, valid_from=handover + dt.timedelta(days=1)))
    persons = tuple(Person(id=text, name=text.upper(), address=f"{text}@post.example") for text in "abc")
    return replace(LOADED.community, organisations=organisations), Register(persons=persons, mandates=tuple(mandates))


@given(world=restless(), meeting=days)
def test_whoever_is_asked_and_will_not_hold_the_seat_is_told_and_nobody_else(
    world: tuple[Community, Register], meeting: dt.date
) -> None:
    community, register = world
    loaded = replace(LOADED, community=community)
    made, coming, checks = answered(register, loaded=loaded, meeting=meeting)
    later, _, _ = answered(register, loaded=loaded, record_date=max(meeting, RECORD_DATE), meeting=meeting)

    asked = {(seat.seat, invitee.id) for invitee in made.invitees for seat in invitee.seats}
    then = {(seat.seat, invitee.id) for invitee in later.invitees for seat in invitee.seats}
    leaving = {(seat, who) for seat, who in asked - then}
    reported = {
        (seat, who)
        for change in coming
        if change.kind in {"ends", "runs_out", "handed_over", "seat"}
        for seat in change.seats
        for who in change.people
        if (seat, who) in asked
    }
    assert reported == leaving
    newcomers = {seat for seat, who in then - asked}
    assert newcomers <= {seat for change in coming for seat in change.seats} | {
        seat for seat, who in then if who in {person for _, person in asked}
    }
    assert all(RECORD_DATE < change.on <= max(meeting, RECORD_DATE) for change in coming)
    alive = {
        organisation.id for organisation in community.organisations if (organisation.valid_to or meeting) >= meeting
    }
    if checks["represented"].state == "ok":
        speaking = {seat.partition(".")[0] for seat, who in asked & then}
        assert all(
            organisation.id in speaking
            for organisation in community.organisations
            if organisation.id in alive and (organisation.valid_from or meeting) <= meeting and meeting > RECORD_DATE
        )
