"""Who may do what: taken in from the community's file, changed here, and nothing lost between the two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cycle.application.actions.deciding.decide import decide_by_hand
from cycle.application.persons import (
    PersonRow,
    active,
    add_person,
    asked_to_decide,
    at_terminal,
    change_person,
    may,
    may_decide,
    new_in_mailboxes,
    people,
    remove_person,
)
from cycle.application.persons.identified import identified
from cycle.errors import BusyError, InputError
from cycle.model import Absence, Deputy, Identified, KnownPerson
from cycle.store.people.persons import Persons
from tests.desk import Desk

TODAY = dt.date(2026, 11, 23)
KARI = '[[coordinators]]\nname = "Kari Koordinator"\naddress = "kari.koordinator@kommunane.example"\n'


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


def known(desk: Desk) -> dict[str, PersonRow]:
    return {row.person.key: row for row in people(desk.services)}


def in_file(desk: Desk, old: str, new: str) -> None:
    path = desk.community / "community.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_the_file_of_the_community_is_taken_in_once(desk: Desk) -> None:
    found = known(desk)
    assert {key: (row.person.roles, row.person.steps, row.person.language) for key, row in found.items()} == {
        "kari-koordinator": (("coordinator",), (), "nn"),
        "ola-andrehand": (("coordinator",), ("committee", "host", "invitations", "letters"), "nb"),
        "samarbeidssekretariatet": (("secretariat",), (), "nn"),
    }
    assert known(desk) == found
    assert {row.version for row in found.values()} == {1}


def test_what_changed_in_the_file_alone_is_taken_in(desk: Desk) -> None:
    known(desk)
    in_file(desk, "kari.koordinator@kommunane.example", "kari@ny.example")
    row = known(desk)["kari-koordinator"]
    assert (row.person.address, row.conflicts) == ("kari@ny.example", {})
    in_file(desk, "Kari Koordinator", "Kari K. Koordinator")
    assert known(desk)["kari-koordinator"].person.name == "Kari K. Koordinator"


def test_what_changed_here_alone_stands(desk: Desk) -> None:
    row = known(desk)["ola-andrehand"]
    change_person(desk.services, row, replace(row.person, steps=("host",), language="nn"), by="Sekretariatet")
    in_file(desk, KARI, KARI.replace("Kari", "Kåre").replace("kari", "kaare"))
    row = known(desk)["ola-andrehand"]
    assert (row.person.steps, row.person.language, row.conflicts, row.changed_by) == (
        ("host",),
        "nn",
        {},
        "Sekretariatet",
    )


def test_what_changed_in_both_stands_here_and_is_told_until_somebody_answers(desk: Desk) -> None:
    row = known(desk)["kari-koordinator"]
    change_person(desk.services, row, replace(row.person, address="kari@her.example"), by="Sekretariatet")
    in_file(desk, "kari.koordinator@kommunane.example", "kari@fil.example")
    for _ in range(2):
        row = known(desk)["kari-koordinator"]
        assert (row.person.address, row.conflicts) == ("kari@her.example", {"address": "kari@fil.example"})
    change_person(desk.services, row, row.person, by="Sekretariatet")
    row = known(desk)["kari-koordinator"]
    assert (row.person.address, row.conflicts) == ("kari@her.example", {})


def test_both_saying_the_same_is_no_conflict(desk: Desk) -> None:
    row = known(desk)["kari-koordinator"]
    change_person(desk.services, row, replace(row.person, address="kari@ny.example"), by="Sekretariatet")
    in_file(desk, "kari.koordinator@kommunane.example", "kari@ny.example")
    assert known(desk)["kari-koordinator"].conflicts == {}


def test_who_is_gone_from_the_file_is_taken_out_unless_changed_here(desk: Desk) -> None:
    row = known(desk)["ola-andrehand"]
    change_person(
        desk.services, row, replace(row.person, absences=(Absence(first=TODAY, last=TODAY),)), by="Sekretariatet"
    )
    text = (desk.community / "community.toml").read_text("utf-8")
    start, end = text.index("[[coordinators]]"), text.index("[sources]")
    (desk.community / "community.toml").write_text(text[:start] + text[end:], "utf-8")
    found = known(desk)
    assert found["kari-koordinator"].removed_at is not None
    assert (found["ola-andrehand"].removed_at, found["ola-andrehand"].conflicts) == (None, {"gone": True})
    (desk.community / "community.toml").write_text(text, "utf-8")
    found = known(desk)
    assert [row.person.name for row in found.values() if row.removed_at is None] == [
        "Kari Koordinator",
        "Ola Andrehand",
        "Samarbeidssekretariatet",
    ]


def test_who_was_taken_out_here_stays_out_and_the_file_is_told_of_when_it_says_more(desk: Desk) -> None:
    remove_person(desk.services, known(desk)["kari-koordinator"], by="Sekretariatet")
    assert known(desk)["kari-koordinator"].removed_at is not None
    in_file(desk, "kari.koordinator@kommunane.example", "kari@ny.example")
    row = known(desk)["kari-koordinator"]
    assert (row.removed_at is not None, row.conflicts) == (True, {"back": True})
    change_person(desk.services, row, row.person, by="Sekretariatet")
    assert known(desk)["kari-koordinator"].removed_at is None


@pytest.mark.parametrize(
    ("old", "name", "key"),
    [
        ("Kari Koordinator", "Per Ny", "per-ny"),
        ("Kari Koordinator", "Kari Ny", "kari-ny"),
        ("Kari Koordinator", "Ola Koordinator", "ola-koordinator"),
        ("Kari Koordinator", "Кари Координатор", "person"),
        ("Samarbeidssekretariatet", "Sekretariatet i vest", "sekretariatet-i-vest"),
    ],
)
def test_who_has_anothers_mailbox_in_the_file_is_somebody_new(desk: Desk, old: str, name: str, key: str) -> None:
    [before] = [row for row in known(desk).values() if row.person.name == old]
    in_file(desk, f'name = "{old}"', f'name = "{name}"')
    found = known(desk)
    assert (found[before.person.key].person.name, found[before.person.key].removed_at is None) == (old, False)
    assert (found[key].person.name, found[key].person.address) == (name, before.person.address)
    begins = f"community.toml: {name} has the mailbox of {old}, who is taken out and logged out."
    assert [words.startswith(begins) for words in new_in_mailboxes(desk.services, "bergensomradet")] == [True]
    in_file(desk, f'name = "{name}"', f'name = "{old}"')
    found = known(desk)
    assert [found[before.person.key].removed_at is None, found[key].removed_at is None] == [True, False]


def test_who_was_changed_here_is_taken_out_too_when_the_file_gives_the_mailbox_to_another(desk: Desk) -> None:
    row = known(desk)["kari-koordinator"]
    away = (Absence(first=TODAY, last=TODAY),)
    change_person(desk.services, row, replace(row.person, absences=away, subject="s", issuer="i"), by="Sekretariatet")
    in_file(desk, 'name = "Kari Koordinator"', 'name = "Per Ny"')
    found = known(desk)
    assert (found["kari-koordinator"].removed_at is None, found["per-ny"].person.subject) == (False, "")


@pytest.mark.parametrize("name", ["Kari K. Koordinator", "KARI KOORDINATOR", "Kári  Koordinator", "Kari-Koordinator"])
def test_another_spelling_of_a_name_in_the_file_is_the_same_person(desk: Desk, name: str) -> None:
    known(desk)
    in_file(desk, 'name = "Kari Koordinator"', f'name = "{name}"')
    assert (len(known(desk)), new_in_mailboxes(desk.services, "bergensomradet")) == (3, ())


def test_who_was_given_a_new_name_here_first_is_the_same_person_in_the_file(desk: Desk) -> None:
    row = known(desk)["kari-koordinator"]
    change_person(desk.services, row, replace(row.person, name="Kari Nordmann"), by="Sekretariatet")
    in_file(desk, 'name = "Kari Koordinator"', 'name = "Kari Nordmann"')
    row = known(desk)["kari-koordinator"]
    assert (row.person.name, row.removed_at, row.conflicts) == ("Kari Nordmann", None, {})


def test_two_of_one_name_have_a_key_each(desk: Desk) -> None:
    for address in ("a@x.example", "b@x.example"):
        made = KnownPerson(
            community="bergensomradet", key="", name="Åse Ødegård", address=address, language="nn", roles=("reader",)
        )
        add_person(desk.services, made, by="test")
    assert [key for key in known(desk) if key.startswith("ase")] == ["ase-odegard", "ase-odegard-2"]


def test_all_that_is_wrong_with_a_person_is_told_at_once(desk: Desk) -> None:
    row = known(desk)["kari-koordinator"]
    wrong = replace(
        row.person,
        name=" ",
        address="kari",
        roles=(),
        subject="x",
        deputies=(Deputy(person="kari-koordinator"), Deputy(person="nobody")),
        absences=(Absence(first=TODAY, last=TODAY - dt.timedelta(days=1)),),
    )
    with pytest.raises(InputError) as caught:
        change_person(desk.services, row, wrong, by="test")
    assert [problem.where for problem in caught.value.problems] == [
        "name", "address", "roles", "subject", "deputies", "deputies", "absences",
    ]  # fmt: skip


@pytest.mark.parametrize("way", ["change", "remove"])
def test_of_two_of_the_secretariat_who_put_each_other_out_at_once_one_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    kari = known(desk)["kari-koordinator"]
    change_person(desk.services, kari, replace(kari.person, roles=("secretariat",)), by="test")
    seen = known(desk)
    written = Persons.change
    others: list[PersonRow] = [seen["kari-koordinator"]]

    def put_out(row: PersonRow) -> None:
        if way == "change":
            change_person(desk.services, row, replace(row.person, roles=("reader",)), by="test")
        else:
            remove_person(desk.services, row, by="test")

    def meanwhile(table: Persons, row: PersonRow, **more: str) -> PersonRow:
        if others:
            put_out(others.pop())
        return written(table, row, **more)

    monkeypatch.setattr(Persons, "change", meanwhile)
    with pytest.raises(InputError, match="Somebody must have the role of the secretariat"):
        put_out(seen["samarbeidssekretariatet"])
    left = [row.person.key for row in known(desk).values() if "secretariat" in row.person.roles and not row.removed_at]
    assert left == ["samarbeidssekretariatet"]


def test_the_last_of_the_secretariat_stays(desk: Desk) -> None:
    row = known(desk)["samarbeidssekretariatet"]
    with pytest.raises(InputError, match="Somebody must have the role"):
        remove_person(desk.services, row, by="test")
    with pytest.raises(InputError, match="Somebody must have the role"):
        change_person(desk.services, row, replace(row.person, roles=("reader",)), by="test")


def test_of_two_who_change_a_person_at_once_the_second_looks_again(desk: Desk) -> None:
    row = known(desk)["kari-koordinator"]
    change_person(desk.services, row, replace(row.person, name="Kari Ny"), by="first")
    with pytest.raises(BusyError):
        change_person(desk.services, row, replace(row.person, name="Kari Nyare"), by="second")


# --- Who may what ---------------------------------------------------------------------------------------------------


def seen(desk: Desk, key: str, on: dt.date = TODAY) -> Identified:
    persons = active(people(desk.services))
    person = next(person for person in persons if person.key == key)
    return identified(person, persons, on=on, known_by="link", proof="")


def test_roles_say_what_somebody_may(desk: Desk) -> None:
    made = KnownPerson(
        community="bergensomradet", key="", name="Lise Lesar", address="l@x.example", language="nn", roles=("reader",)
    )
    add_person(desk.services, made, by="test")
    office, kari, ola, lise = (
        seen(desk, key) for key in ("samarbeidssekretariatet", "kari-koordinator", "ola-andrehand", "lise-lesar")
    )
    deeds = ("read", "decide", "start", "cancel", "retry", "persons")
    assert [[deed for deed in deeds if may(who, deed)] for who in (office, kari, lise)] == [
        list(deeds), ["read", "decide"], ["read"],
    ]  # fmt: skip
    steps = ("plan", "host", "letters.folgebrev", "mailing.invitasjon", "archive")
    assert [[step for step in steps if may_decide(who, step)] for who in (office, kari, ola, lise)] == [
        list(steps), list(steps), ["host", "letters.folgebrev"], [],
    ]  # fmt: skip


def test_a_deputy_decides_on_the_days_that_are_named_and_else_when_the_other_is_away(desk: Desk) -> None:
    found = known(desk)
    lise = KnownPerson(
        community="bergensomradet", key="", name="Lise Vara", address="l@x.example", language="nn", roles=("reader",)
    )
    add_person(desk.services, lise, by="test")
    away = Absence(first=TODAY, last=TODAY + dt.timedelta(days=2))
    ola = found["ola-andrehand"]
    change_person(
        desk.services, ola, replace(ola.person, deputies=(Deputy(person="lise-vara"),), absences=(away,)), by="test"
    )
    kari = found["kari-koordinator"]
    dated = Deputy(person="ola-andrehand", first=dt.date(2027, 1, 1), last=dt.date(2027, 1, 31))
    change_person(desk.services, kari, replace(kari.person, deputies=(dated,)), by="test")

    def asked(step: str, on: dt.date) -> list[str]:
        return [person.key for person in asked_to_decide(active(people(desk.services)), step, on=on)]

    before = TODAY - dt.timedelta(days=1)
    assert [may_decide(seen(desk, "lise-vara", on), "host") for on in (before, TODAY, away.last)] == [False, True, True]
    assert not may_decide(seen(desk, "lise-vara"), "mailing.invitasjon")
    assert (asked("host", before), asked("host", TODAY)) == (
        ["kari-koordinator", "ola-andrehand"],
        ["kari-koordinator", "lise-vara"],
    )
    january = dt.date(2027, 1, 15)
    assert may_decide(seen(desk, "ola-andrehand", january), "plan")
    assert asked("plan", january) == ["kari-koordinator", "ola-andrehand"]


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Desk]:
    """A home where log-in is on."""
    made = Desk(tmp_path, identity="link")
    made.start()
    yield made
    made.close()


def test_who_decides_at_the_terminal_is_named_and_vouched_for_by_the_machines_user(locked: Desk) -> None:
    services, community = locked.services, locked.cycle().loaded.community
    who = at_terminal(services, community, "kari KOORDINATOR", user="root@maskin (terminal)")
    assert (who.person, who.name, who.known_by) == ("kari-koordinator", "Kari Koordinator", "terminal")
    assert who.proof == "root@maskin (terminal)"
    assert not may_decide(at_terminal(services, community, "ola-andrehand", user="x"), "plan")
    with pytest.raises(InputError, match="fits nobody who may decide; name one of kari-koordinator, ola-andrehand"):
        at_terminal(services, community, "Ukjend Person", user="x")


def test_a_decision_at_the_terminal_holds_who_it_was_and_nobody_decides_on_anothers_step(locked: Desk) -> None:
    locked.compute("plan")
    said = decide_by_hand(locked.cycle(), "plan", decision="approve", name="Ola Andrehand", user="x")
    assert "avgjer ikkje dette steget" in said
    assert decide_by_hand(locked.cycle(), "plan", decision="approve", name="kari-koordinator", user="root@m") == ""
    [row] = locked.services.memory.decisions.of(locked.cycle().id)
    assert (row.name, row.person, row.known_by, row.proof) == (
        "Kari Koordinator",
        "kari-koordinator",
        "terminal",
        "root@m",
    )
