"""Who is invited, once, with every reason; who is missing and who is left out."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cycle.governance.inviting.invitations import invitation_list
from cycle.governance.inviting.seats import printed_seats
from cycle.model import InvitationList, LeftOut, Mandate, Person, Register, digest
from tests.governance.conftest import HOST_2027, LOADED, RECORD_DATE, SEATS_2027, register_of

RULES = LOADED.meeting("partnarskapsmote")

registers = st.dictionaries(st.sampled_from(SEATS_2027), st.sampled_from([f"p{number}" for number in range(40)])).map(
    register_of
)


def made(register: Register) -> InvitationList:
    printed = printed_seats(LOADED.community, LOADED.meetings.values())
    return invitation_list(RULES, LOADED.community, register, 2027, RECORD_DATE, HOST_2027, printed=printed)


def test_an_empty_register_gives_sixty_vacancies_each_with_who_names_it() -> None:
    empty = made(Register(persons=(), mandates=()))

    assert (empty.seats, empty.invitees) == (60, ())
    named_by = {vacancy.seat: vacancy.named_by for vacancy in empty.vacancies}
    assert named_by["voss.ordforar"] == "Voss herad"
    assert named_by["ou-voss.leiar"] == "Områdeutval Voss"
    assert named_by["ssu.ks"] == "KS"
    assert named_by["ssu.fastlege"] == "Strategisk samarbeidsutval"
    assert named_by["brukarutval-helse-bergen.partnarskapsmote"] == "Brukarutvalet i Helse Bergen"
    assert all(vacancy.named_by and vacancy.clause for vacancy in empty.vacancies)


def test_a_person_with_two_seats_is_invited_once_with_both_reasons() -> None:
    (invitee,) = made(register_of({"ssu.leiar": "kari", "osteroy.kommunedirektor": "kari"})).invitees

    assert [(seat.seat, seat.title, seat.organisation, seat.clause) for seat in invitee.seats] == [
        ("osteroy.kommunedirektor", "kommunedirektør", "Osterøy kommune", "Overordna samarbeidsavtale kap. 5.1"),
        (
            "ssu.leiar",
            "leiar av Strategisk samarbeidsutval",
            "Strategisk samarbeidsutval",
            "Retningsline for deltaking og representasjon pkt. 2.1, jf. samarbeidsavtalen kap. 5.2",
        ),
    ]
    assert [seat.why for seat in invitee.seats][1] == "Leiaren av Strategisk samarbeidsutval skal inviterast."
    assert {seat.right for seat in invitee.seats} == {"propose"}


def test_two_people_behind_one_shared_mailbox_stay_two() -> None:
    mailbox = "postmottak@fedje.example"
    register = Register(
        persons=tuple(Person(id=name, name=name, address=mailbox, shared_address=True) for name in ("a", "b")),
        mandates=(Mandate(seat="fedje.ordforar", person="a"), Mandate(seat="fedje.kommunedirektor", person="b")),
    )
    assert [(invitee.id, invitee.address, invitee.shared_address) for invitee in made(register).invitees] == [
        ("a", mailbox, True),
        ("b", mailbox, True),
    ]


def test_language_is_the_persons_wish_then_the_organisations_decision_then_the_communitys() -> None:
    held = {"bergen.byradsleiar": "bergen", "voss.ordforar": "voss", "ssu.ks": "ks", "askoy.ordforar": "wish"}
    register = register_of(held)
    wishes = tuple(replace(person, language="nb") if person.id == "wish" else person for person in register.persons)
    bokmal = replace(LOADED.community, language="nb")
    found = invitation_list(RULES, bokmal, replace(register, persons=wishes), 2027, RECORD_DATE, HOST_2027)

    assert {invitee.id: invitee.language for invitee in found.invitees} == {
        "bergen": "nb",
        "voss": "nn",
        "wish": "nb",
        "ks": "nb",
    }
    assert {invitee.id: invitee.language for invitee in made(register).invitees} == dict.fromkeys(
        ("bergen", "voss", "wish", "ks"), "nn"
    )


def test_a_language_decision_counts_while_the_row_that_says_it_is_valid() -> None:
    changed = RECORD_DATE + dt.timedelta(days=1)
    now = LOADED.community.organisation("voss")
    organisations = (
        *(organisation for organisation in LOADED.community.organisations if organisation.id != "voss"),
        replace(now, language_decision="nynorsk", valid_from=None, valid_to=RECORD_DATE),
        replace(now, language_decision="bokmål", valid_from=changed),
    )
    community = replace(LOADED.community, organisations=organisations)
    register = register_of({"voss.ordforar": "voss"})
    written = {
        day: [
            invitee.language for invitee in invitation_list(RULES, community, register, 2027, day, HOST_2027).invitees
        ]
        for day in (RECORD_DATE, changed)
    }
    assert written == {RECORD_DATE: ["nn"], changed: ["nb"]}


def test_a_language_decision_nobody_has_looked_up_leaves_the_choice_to_the_community() -> None:
    organisations = tuple(
        replace(organisation, language_decision="") for organisation in LOADED.community.organisations
    )
    community = replace(LOADED.community, organisations=organisations, language="nb")
    register = register_of({"voss.ordforar": "voss"})
    found = invitation_list(RULES, community, register, 2027, RECORD_DATE, HOST_2027)
    assert [invitee.language for invitee in found.invitees] == ["nb"]


def test_who_is_left_out_is_told_by_which_rule() -> None:
    persons = tuple(
        Person(id=text, name=name, address=f"{text}@post.example")
        for text, name in (
            ("bergen", "Bergen i SSU"),
            ("gone", "Gjekk av"),
            ("long", "Lenge sidan"),
            ("next", "Neste ordførar"),
            ("none", "Utan rolle"),
            ("old", "Leia arrangøren"),
            ("typo", "Feilskriven plass"),
        )
    )
    register = Register(
        persons=persons,
        mandates=(
            Mandate(seat="ssu.bergen", person="bergen"),
            Mandate(seat="alver.ordforar", person="gone", valid_to=dt.date(2026, 11, 30)),
            Mandate(seat="fedje.ordforar", person="long", valid_to=dt.date(2019, 10, 31)),
            Mandate(seat="alver.ordforar", person="next", valid_from=dt.date(2026, 12, 2)),
            Mandate(seat="helse-bergen.arrangor", person="old"),
            Mandate(seat="alver.ordforrar", person="typo"),
        ),
    )
    found = made(register)

    assert found.invitees == ()
    assert found.left_out == (
        LeftOut(
            who="Bergen i SSU",
            why="Rolla som kommunal representant for Bergen (Strategisk samarbeidsutval) gjev ikkje plass i møtet: "
            "reglane gjev 7 plassar herifrå, og denne er ikkje med (Retningsline for deltaking og "
            "representasjon pkt. 2.1, jf. samarbeidsavtalen kap. 5.2).",
            title="kommunal representant for Bergen",
            place="Strategisk samarbeidsutval",
            why_of_many="Rollene gjev ikkje plass i møtet: reglane gjev 7 plassar frå same stad, og desse er ikkje "
            "med (Retningsline for deltaking og representasjon pkt. 2.1, jf. samarbeidsavtalen kap. 5.2).",
        ),
        LeftOut(
            who="Feilskriven plass",
            why="Reglane for partnarskapsmøtet kjenner ikkje plassen «alver.ordforrar»; sjå etter skrivefeil.",
        ),
        LeftOut(
            who="Gjekk av",
            why="Rolla som ordførar (Alver kommune) gjekk ut 30. november 2026.",
            title="ordførar",
            place="Alver kommune",
            why_of_many="Rollene gjekk ut 30. november 2026.",
        ),
        LeftOut(
            who="Leia arrangøren",
            why="Rolla som representant for arrangøren (Helse Bergen HF) gjev ikkje plass i møtet: reglane gjev "
            "2 plassar herifrå, og denne er ikkje med (Overordna samarbeidsavtale kap. 5.1).",
            title="representant for arrangøren",
            place="Helse Bergen HF",
            why_of_many="Rollene gjev ikkje plass i møtet: reglane gjev 2 plassar frå same stad, og desse er ikkje "
            "med (Overordna samarbeidsavtale kap. 5.1).",
        ),
        LeftOut(
            who="Neste ordførar",
            why="Rolla som ordførar (Alver kommune) tek til 2. desember 2026, etter skjeringsdatoen 1. desember 2026.",
            title="ordførar",
            place="Alver kommune",
            why_of_many="Rollene tek til 2. desember 2026, etter skjeringsdatoen 1. desember 2026.",
        ),
        LeftOut(who="Utan rolle", why="Står i registeret utan rolle.", why_of_many="Står i registeret utan rolle."),
    )


def test_the_rules_version_stands_on_the_list() -> None:
    assert made(register_of({})).rules_version == RULES.version == "2022-08-01"


@given(register=registers)
def test_every_held_seat_is_invited_exactly_once_and_every_other_is_vacant(register: Register) -> None:
    found = made(register)

    invited = [(seat.seat, invitee.id) for invitee in found.invitees for seat in invitee.seats]
    vacant = [vacancy.seat for vacancy in found.vacancies]
    assert sorted(invited) == sorted((mandate.seat, mandate.person) for mandate in register.mandates)
    assert sorted([seat for seat, _ in invited] + vacant) == sorted(SEATS_2027)
    assert found.seats == 60
    assert len({invitee.id for invitee in found.invitees}) == len(found.invitees)
    assert all(seat.clause and seat.why for invitee in found.invitees for seat in invitee.seats)


@given(register=registers, seed=st.integers())
def test_the_order_of_the_registers_rows_never_changes_the_list(register: Register, seed: int) -> None:
    shuffle = random.Random(seed)
    other = Register(
        persons=tuple(shuffle.sample(register.persons, len(register.persons))),
        mandates=tuple(shuffle.sample(register.mandates, len(register.mandates))),
        invented=register.invented,
    )
    assert digest(made(register)) == digest(made(other))


@given(register=registers)
@settings(max_examples=30)
def test_an_unrelated_person_never_changes_anothers_invitation(register: Register) -> None:
    stranger = Person(id="framand", name="Framand", address="framand@post.example")
    joined = Register(
        persons=(stranger, *register.persons),
        mandates=(Mandate(seat="ssu.bergen", person="framand"), *register.mandates),
    )
    before, after = made(register), made(joined)
    assert (after.invitees, after.vacancies) == (before.invitees, before.vacancies)
    assert [left_out.who for left_out in after.left_out if left_out not in before.left_out] == ["Framand"]
