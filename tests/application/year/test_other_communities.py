"""The communities shipped as examples: each says something the others cannot, and none needs Python of its own."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from cycle.application.year.community_rules.community import LoadedCommunity, load_community
from cycle.governance.explain import explained
from cycle.governance.hosting.host import hosts
from cycle.governance.inviting.committee import committee_seats
from cycle.governance.inviting.invitations import invitation_list
from cycle.governance.inviting.seats import invited_seats
from cycle.model import HostAnswer, PartRight
from cycle.register.people import check_register
from cycle.register.programmes.programme import check_programme
from cycle.wording import function_and_place, name_without_brackets

COMMUNITIES = Path(__file__).parents[3] / "config" / "communities"
NAMES = sorted(path.name for path in COMMUNITIES.iterdir() if path.is_dir())
DAY = dt.date(2027, 1, 1)


@cache
def community(name: str) -> LoadedCommunity:
    return load_community(COMMUNITIES / name)


def answers(name: str, years: range) -> dict[int, HostAnswer]:
    loaded = community(name)
    found = hosts(loaded.meeting(), loaded.history, loaded.community, years, printed=loaded.printed)
    return {answer.year: answer for answer in found}


def short(name: str, answer: HostAnswer) -> str:
    names = {organisation.name: organisation.short for organisation in community(name).community.organisations}
    return names.get(answer.organisation, answer.side)


def counted(name: str) -> dict[str, int]:
    loaded = community(name)
    seats = [
        seat.id
        for seat in invited_seats(
            loaded.meeting(), loaded.community, on=DAY, host=answers(name, range(2027, 2028))[2027]
        )
    ]
    sides = {organisation.id: organisation.side for organisation in loaded.community.organisations}
    groups = [sides.get(seat.partition(".")[0], seat.partition(".")[0]) for seat in seats]
    return {group: groups.count(group) for group in dict.fromkeys(groups)}


def test_six_communities_are_shipped() -> None:
    assert NAMES == ["agder", "bergensomradet", "forde", "more-og-romsdal", "nordland", "oslo"]


@pytest.mark.parametrize("name", NAMES)
def test_its_register_of_invented_people_fits_its_rules(name: str) -> None:
    loaded = community(name)
    data = (COMMUNITIES / name / "register.xlsx").read_bytes()
    register, problems = check_register(
        data, name="register.xlsx", known_seats=frozenset(loaded.printed), printed=loaded.printed
    )
    assert problems == ()
    assert register is not None
    assert register.invented
    assert all(person.address.endswith(".example") for person in register.persons)
    made = invitation_list(
        loaded.meeting(),
        loaded.community,
        register,
        2027,
        DAY,
        answers(name, range(2027, 2028))[2027],
        printed=loaded.printed,
    )
    assert made.vacancies, "an example without a vacancy shows too little"
    held = Counter(mandate.person for mandate in register.mandates)
    assert max(held.values()) > 1, "an example where nobody has two seats shows too little"
    assert [left_out.who for left_out in made.left_out if "sjå etter skrivefeil" in left_out.why] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_says_its_clause_source_and_why(name: str) -> None:
    loaded = community(name)
    for rules in loaded.all_versions():
        assert [
            rule.where for rule in explained(rules, loaded.community) if not (rule.clause and rule.source and rule.why)
        ] == []


@pytest.mark.parametrize("name", NAMES)
def test_an_organisation_number_is_either_right_or_left_empty(name: str) -> None:
    missing = [
        organisation.id
        for organisation in community(name).community.organisations
        if not organisation.number and not organisation.valid_to
    ]
    assert missing == (["alesund", "haram"] if name == "more-og-romsdal" else [])


def test_forde_names_no_host_and_the_year_it_was_written_down_is_stated() -> None:
    found = answers("forde", range(2023, 2026))
    assert {year: (short("forde", answer), answer.status) for year, answer in found.items()} == {
        2023: ("", "doubtful"),
        2024: ("Helse Førde", "stated"),
        2025: ("", "doubtful"),
    }
    assert found[2025].notes == ("Tvil: reglane seier ikkje kven det er. Avgjer det og skriv det ned.",)


def test_forde_invites_one_from_each_municipality_and_the_county_and_the_whole_board() -> None:
    assert counted("forde") == {"kommunane": 18, "helse-forde-hf": 1 + 11 + 1, "radmannsutvalet": 1}
    said = {rule.where: rule.says for rule in explained(community("forde").meeting(), community("forde").community)}
    assert said["secretariat"] == "Helse Førde HF og KS Sogn og Fjordane saman"
    assert said["costs"] == "Kvar part dekkjer sitt eige"
    assert said["frequency"] == "1 møte i året"


def test_in_oslo_the_city_has_two_years_and_then_two_hospitals_one_each() -> None:
    found = answers("oslo", range(2021, 2031))
    assert {year: short("oslo", answer) for year, answer in found.items()} == {
        2021: "Oslo",
        2022: "Oslo",
        2023: "OUS",
        2024: "Ahus",
        2025: "Oslo",
        2026: "Oslo",
        2027: "Lovisenberg",
        2028: "Diakonhjemmet",
        2029: "Oslo",
        2030: "Oslo",
    }
    assert {answer.status for answer in found.values()} == {"doubtful"}
    assert found[2027].notes[0] == (
        "Tvil: Kildene sier ikke hvilken side som ledet først; vi har regnet med at kommunen begynte i 2021. "
        "Er det feil, blir alle årene feil. Avgjør det og skriv det ned."
    )


def test_in_oslo_the_order_of_the_hospitals_is_our_reading_and_doubtful_where_it_decides() -> None:
    found = answers("oslo", range(2023, 2031))
    doubted = [year for year, answer in found.items() if any("rekkefølge" in note for note in answer.notes)]
    assert doubted == [2023, 2024, 2027, 2028]


def test_oslo_has_one_city_and_four_hospitals() -> None:
    assert counted("oslo") == {"byen": 2, "sykehusene": 8, "ssu": 3}


def test_in_nordland_the_chief_executives_listen_in_the_first_part_and_are_members_of_the_second() -> None:
    loaded = community("nordland")
    seats = {seat.id: seat.invited for seat in invited_seats(loaded.meeting(), loaded.community, on=DAY)}
    assert seats["bodo.kommunedirektor"].rights == (
        PartRight(part="dialog", title="dialogmøtet", right="attend"),
        PartRight(part="partnerskap", title="partnerskapsmøtet", right="propose"),
    )
    assert [right.part for right in seats["bodo.ordforer"].rights] == ["dialog"]
    assert [right.part for right in seats["nordlandssykehuset.direktor"].rights] == ["partnerskap"]
    assert counted("nordland") == {"kommunene": 40, "sykehuset": 2}


def test_in_nordland_leader_and_deputy_swap_when_half_the_term_is_over() -> None:
    found = answers("nordland", range(2021, 2030))
    assert {year: tuple(each.side for each in answer.offices) for year, answer in found.items()} == {
        **dict.fromkeys((2021, 2022, 2023), ("sykehuset", "kommunene")),
        **dict.fromkeys((2024, 2025), ("kommunene", "sykehuset")),
        **dict.fromkeys((2026, 2027), ("sykehuset", "kommunene")),
        **dict.fromkeys((2028, 2029), ("kommunene", "sykehuset")),
    }
    assert found[2027].holder == "kommunene og Nordlandssykehuset sammen"


def test_in_nordland_the_hospital_led_a_year_longer_than_half_a_term_before_they_swapped_and_that_is_told() -> None:
    found = answers("nordland", range(2021, 2028))
    leads = {year: answer.offices[0] for year, answer in found.items()}
    assert [year for year, office in leads.items() if office.status == "stated"] == [2021, 2022, 2023, 2024, 2025]
    against = {
        year: office.notes for year, office in leads.items() if any("imot regelen" in note for note in office.notes)
    }
    assert against == {2021: ("Det er imot regelen: kommunene stod for tur i 2021.",)}


def test_the_meetings_of_nordland_that_are_known_have_the_days_the_sources_give() -> None:
    days = {edition.year: edition.date.value for edition in community("nordland").history.editions if edition.date}
    assert days == {2023: dt.date(2023, 11, 23), 2024: dt.date(2024, 9, 23)}


def test_in_agder_the_lead_changes_every_second_year_as_the_sources_say_and_the_other_side_leads_the_regions() -> None:
    found = answers("agder", range(2020, 2028))
    assert [tuple(each.side for each in answer.offices) for answer in found.values()] == [
        *[("sykehuset", "kommunene")] * 2,
        *[("kommunene", "sykehuset")] * 2,
        *[("sykehuset", "kommunene")] * 2,
        *[("kommunene", "sykehuset")] * 2,
    ]
    against = [
        note for answer in found.values() for each in answer.offices for note in each.notes if "imot regelen" in note
    ]
    assert against == []
    assert [year for year, answer in found.items() if answer.offices[0].status == "stated"] == [
        2020,
        2021,
        2022,
        2024,
        2025,
    ]


def test_agder_has_25_municipalities_and_a_meeting_before_the_meeting() -> None:
    assert counted("agder") == {
        "kommunene": 50,
        "sykehuset": 2,
        "ssu": 1,
        "rs-1": 1,
        "rs-2": 1,
        "rs-3": 1,
        "rs-4": 1,
        "brukerutvalget": 1,
        "ks": 1,
        "arbeidstakerne": 1,
    }
    (before,) = community("agder").meeting().beside
    assert (before.kind, before.side, before.hours_before) == ("pre_meeting", "kommunene", 2)


def test_in_more_og_romsdal_the_lead_of_the_secretariat_and_its_deputy_have_swapped() -> None:
    found = answers("more-og-romsdal", range(2021, 2025))
    assert [tuple(each.side for each in answer.offices) for answer in found.values()] == [
        *[("helseforetaket", "kommunane")] * 2,
        *[("kommunane", "helseforetaket")] * 2,
    ]
    assert found[2021].offices[0].status == "stated"


def test_more_og_romsdal_may_hold_extraordinary_meetings_and_has_a_committee_of_other_bodies_leaders() -> None:
    loaded = community("more-og-romsdal")
    rules = loaded.meeting()
    assert rules.frequency.extraordinary == "allowed"
    assert [form.id for form in rules.frequency.forms if form.extraordinary] == ["ekstraordinaert"]
    [often] = [rule.says for rule in explained(rules, loaded.community) if rule.where == "frequency"]
    assert often == "Minst 1 møte i året: ordinært partnarskapsmøte; ekstraordinært møte (når det trengst)"
    seats = committee_seats(rules, loaded.community, host=answers("more-og-romsdal", range(2027, 2028))[2027], on=DAY)
    assert [seat.id for seat in seats] == [
        *(f"lsu-{place}.leiar" for place in ("kristiansund", "molde", "alesund", "volda")),
        *(f"lsu-{place}.nestleiar" for place in ("kristiansund", "molde", "alesund", "volda")),
        "ssu.brukar-kommune",
        "ssu.brukar-foretak",
        "ssu.praksiskonsulent",
    ]


def test_more_og_romsdal_lets_guests_and_the_leaders_of_the_local_committees_speak() -> None:
    loaded = community("more-og-romsdal")
    seats = [seat.invited for seat in invited_seats(loaded.meeting(), loaded.community, on=DAY)]
    assert [seat.seat for seat in seats if seat.right == "speak"] == [
        *(f"lsu-{place}.leiar" for place in ("kristiansund", "molde", "alesund", "volda")),
        "ks.gjest",
        "statsforvaltaren.gjest",
        "hogskulen-i-volda.gjest",
        "hogskolen-i-molde.gjest",
        "brukarutvalet.gjest",
    ]
    assert {seat.right for seat in seats} == {"propose", "speak"}
    assert counted("more-og-romsdal")["kommunane"] == 2 * 27
    assert counted("more-og-romsdal")["helseforetaket"] == 3


def test_more_og_romsdal_has_one_municipality_more_since_haram_left_alesund() -> None:
    loaded = community("more-og-romsdal")
    municipalities = {
        year: {
            seat.id.partition(".")[0]
            for seat in invited_seats(loaded.meeting(), loaded.community, on=dt.date(year, 1, 1))
            if seat.id.endswith(".ordforar")
        }
        for year in (2023, 2024)
    }
    assert municipalities[2024] - municipalities[2023] == {"haram"}
    assert (len(municipalities[2023]), len(municipalities[2024])) == (26, 27)


def test_bergensomradet_had_24_municipalities_before_the_mergers_of_2020() -> None:
    loaded = community("bergensomradet")
    rules = loaded.meeting("toppleiarmote")

    def municipalities(day: dt.date) -> set[str]:
        seats = invited_seats(rules, loaded.community, on=day)
        return {seat.id.partition(".")[0] for seat in seats if seat.id.endswith(".kommunedirektor")}

    before, after = municipalities(dt.date(2019, 12, 31)), municipalities(dt.date(2020, 1, 16))
    assert (len(before) + 1, len(after) + 1) == (24, 18)  # Bergen has another function
    assert before - after == {"fjell", "sund", "oygarden-gamle", "os", "fusa", "lindas", "meland", "radoy", "granvin"}
    assert {loaded.community.organisation(text).successor for text in before - after} == {
        "oygarden",
        "bjornafjorden",
        "alver",
        "voss",
    }


def test_voss_was_a_municipality_like_the_others_until_it_became_a_herad_with_granvin() -> None:
    loaded = community("bergensomradet")
    rules = loaded.meeting("toppleiarmote")
    called = {
        day: [
            seat.invited.organisation
            for seat in invited_seats(rules, loaded.community, on=day)
            if seat.id in {"voss.ordforar", "granvin.ordforar"}
        ]
        for day in (dt.date(2019, 12, 31), dt.date(2020, 1, 1))
    }
    assert called == {
        dt.date(2019, 12, 31): ["Voss kommune", "Granvin herad"],
        dt.date(2020, 1, 1): ["Voss herad"],
    }


def test_no_language_decision_is_claimed_that_nobody_has_looked_up() -> None:
    claimed = {
        name: Counter(organisation.language_decision for organisation in community(name).community.organisations)
        for name in NAMES
    }
    assert claimed == {
        "agder": {"": 26},
        "bergensomradet": {"nynorsk": 16, "nøytral": 2, "": 10 + 6},
        "forde": {"nynorsk": 18, "": 1},
        "more-og-romsdal": {"": 29},
        "nordland": {"": 21},
        "oslo": {"nøytral": 1, "": 4},
    }


@pytest.mark.parametrize("name", NAMES)
def test_no_two_seats_are_called_the_same_so_that_a_sheet_may_name_them_in_words(name: str) -> None:
    called: dict[tuple[str, str], set[str]] = {}
    for seat, words in community(name).printed.items():
        called.setdefault(words, set()).add(re.sub(r"(-\d+)?(-vara)?(-\d+)?$", "", seat))
    assert {words: seats for words, seats in called.items() if len(seats) > 1} == {}


def test_a_municipality_that_merged_is_no_party_of_a_meeting_after_it() -> None:
    parties = community("bergensomradet").community.parties(dt.date(2027, 2, 18))
    assert len(parties) == 24
    assert "Fjell kommune" not in parties
    assert "Fjell kommune" in community("bergensomradet").community.parties(dt.date(2019, 1, 1))


CHAIRS = "møteleiar"


@pytest.mark.parametrize("file", sorted(COMMUNITIES.glob("*/*/program*.xlsx")), ids=lambda file: file.parents[1].name)
def test_who_speaks_and_is_invited_has_the_role_in_the_programme_that_stands_on_the_badge(file: Path) -> None:
    """Somebody in the committee for the municipal doctors was printed as a municipal doctor employed by it."""
    loaded, folder = community(file.parents[1].name), file.parents[1]
    register, _ = check_register(
        (folder / "register.xlsx").read_bytes(),
        name="register.xlsx",
        known_seats=frozenset(loaded.printed),
        printed=loaded.printed,
    )
    assert register is not None
    host = answers(folder.name, range(2027, 2028))[2027]
    made = invitation_list(
        loaded.meeting(), loaded.community, register, 2027, DAY, host, printed=loaded.printed
    ).invitees
    roles = {
        name_without_brackets(invitee.name): {function_and_place(seat)[0] for seat in invitee.seats} for invitee in made
    }
    programme, problems = check_programme(file.read_bytes(), name=file.name)
    assert problems == ()
    speakers = [speaker for item in programme or () for speaker in item.speakers if speaker.name in roles]
    assert speakers
    assert [
        (speaker.name, speaker.role)
        for speaker in speakers
        if speaker.role != CHAIRS and not any(role.startswith(speaker.role) for role in roles[speaker.name])
    ] == []
