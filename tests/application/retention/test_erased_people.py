"""Whoever asks to be forgotten is found wherever the store has them, and what stays is named with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from cycle.application.retention import carry_out, erase, erasure_of, retention_plan
from cycle.application.year import check_file, import_register, load_named_community
from cycle.errors import StepError
from cycle.model import Register, Substitute
from cycle.register.workbooks.workbook import RegisterRow, write_register
from cycle.store.people.retention import ERASED
from tests.application.retention.test_retention import RULES, fields, heard, left, reply, words
from tests.desk import MAYOR, NOON, PEOPLE, Desk

__all__ = ["heard", "left"]


def looked_at(desk: Desk, rows: Iterable[RegisterRow]) -> None:
    """Import a register after somebody looked at what it changes."""
    loaded, file = load_named_community(desk.services.settings), desk.root / "ny.xlsx"
    file.write_bytes(write_register(tuple(rows), invented=True))
    import_register(desk.services, loaded, check_file(desk.services, loaded, file).id)


VARA = Substitute(name="Vara Vik", role="varaordførar", address="vara@fedje.example")


def came_instead(desk: Desk, **more: Any) -> None:
    rows = desk.services.memory.outbox.rows(cycle=desk.cycle().id)
    said = reply(rows[2].recipient, desk.cycle().id, "d" * 64, what="accepted", substitute=VARA, **more)
    assert desk.services.memory.replies.add([said])


def stands_in(desk: Desk) -> list[tuple[str, str, str]]:
    said = [row.substitute for row in desk.services.memory.replies.of(desk.cycle().id) if row.key == "d" * 64]
    return [(instead.name, instead.role, instead.address) for instead in said]


def test_who_came_instead_is_erased_by_name_and_nothing_of_whom_they_came_for(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    came_instead(desk, text="Eg et ikkje fisk")
    found = erasure_of(desk.services, "vara  vik")
    assert found.number == {"substitute_addresses": 1, "substitute_names": 1, "substitute_roles": 1}
    assert erase(desk.services, found, name="Kari", why="bad om det") == 3
    assert stands_in(desk) == [(ERASED, "", "")]
    assert "Eg et ikkje fisk" in words(desk)
    with pytest.raises(StepError, match="nobody in the register is called so"):
        erasure_of(desk.services, VARA.name)


def test_erasing_whom_somebody_came_for_leaves_who_came(left: Desk) -> None:
    own = erasure_of(left.services, MAYOR.name)
    said = reply(own.person, left.cycle().id, "d" * 64, what="accepted", text="Vara kjem", substitute=VARA)
    assert left.services.memory.replies.add([said])
    found = erasure_of(left.services, MAYOR.name)
    assert found.number["reply_words"] == 1
    erase(left.services, found, name="Kari", why="bad om det")
    assert stands_in(left) == [(VARA.name, VARA.role, VARA.address)]


def test_words_and_addresses_of_others_that_are_of_somebody_go_too(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    came_instead(desk, by=VARA.address)
    who = desk.services.memory.outbox.rows(cycle=desk.cycle().id)[0].recipient
    others = [
        reply(who, desk.cycle().id, "e" * 64, what="accepted", text="Vara Vik et ikkje fisk"),
        reply(who, desk.cycle().id, "f" * 64, what="accepted", text="Vara Vikane et fisk"),
    ]
    assert desk.services.memory.replies.add(others)
    found = erasure_of(desk.services, VARA.name)
    assert (found.number["reply_words"], found.number["reply_addresses"]) == (1, 1)
    erase(desk.services, found, name="Kari", why="bad om det")
    assert {"", "Vara Vikane et fisk"} <= set(words(desk))


def test_what_of_who_came_instead_stays_with_a_closed_year_is_named_with_the_reason(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    came_instead(desk)
    year = desk.cycle().id
    kept = f"{year}: the answers and the minutes as they were when it was closed, with who came instead"
    assert kept not in erasure_of(desk.services, VARA.name).stays
    desk.walk()
    assert "package" in erasure_of(desk.services, VARA.name).stays[kept]


def test_who_came_instead_goes_by_a_rule_when_its_time_is_over(heard: Desk) -> None:
    more = "".join(
        f'\n[[rules]]\nof = "{of}"\ndays = 30\nafter = "meeting"\npurpose = "to know who comes"\n'
        for of in ("substitute_names", "substitute_roles")
    )
    (heard.community / "retention.toml").write_text(RULES + more, "utf-8")
    came_instead(heard)
    heard.moment = NOON + dt.timedelta(days=200)
    assert {("substitute_names", 2), ("substitute_roles", 1)} <= set(fields(heard))
    carry_out(heard.services, retention_plan(heard.services), name="Kari")
    assert stands_in(heard) == [(ERASED, "", VARA.address)]
    assert not {"substitute_names", "substitute_roles"} & {of for of, _ in fields(heard)}


def test_who_is_in_an_earlier_register_alone_is_erased_there(left: Desk) -> None:
    looked_at(left, [row for row in PEOPLE if row is not MAYOR])
    found = erasure_of(left.services, MAYOR.name)
    assert found.number["register_person"] == 1
    erase(left.services, found, name="Kari", why="bad om det")
    with left.services.memory.engine.connect() as connection:
        bodies = [str(row[0]) for row in connection.execute(text("SELECT body FROM registers"))]
    assert not [body for body in bodies if MAYOR.address in body]


def test_somebody_under_an_earlier_spelling_is_named(left: Desk) -> None:
    registers = left.services.memory.registers
    newest = registers.newest("bergensomradet")
    assert newest is not None
    whose = {person.name: person.id for person in newest.register.persons}[MAYOR.name]
    since = dt.date(2023, 10, 1)

    def known_as(**called: str) -> Register:
        one = called.get("id", whose)
        return replace(
            newest.register,
            persons=tuple(replace(of, **called) if of.id == whose else of for of in newest.register.persons),
            mandates=tuple(
                replace(of, person=one, valid_from=since) if of.person == whose else of
                for of in newest.register.mandates
            ),
        )

    for register in (known_as(), known_as(id="oyen", name="Aadne B. Øyen", address="aadne@alver.example")):
        registers.add("bergensomradet", register, source="x", now=left.moment)
    stays = erasure_of(left.services, "Aadne B. Øyen").stays
    alike = [(what, why) for what, why in stays.items() if what.startswith(MAYOR.name)]
    assert [why for _, why in alike] == ["if that is the same person under another spelling, erase that one too"]
    assert erasure_of(left.services, MAYOR.name).number["register_person"] == 2


def test_who_is_in_the_file_alone_is_told_of_where_to_go_on(desk: Desk) -> None:
    past = replace(MAYOR, valid_to=dt.date(2026, 12, 31))
    desk.register(*(past if row is MAYOR else row for row in PEOPLE))
    desk.walk(to="mailing.invitasjon")
    desk.moment = NOON + dt.timedelta(days=60)
    mails = desk.services.memory.outbox.rows(cycle=desk.cycle().id)
    [who] = [row.recipient for row in mails if row.address == MAYOR.address]
    assert desk.services.memory.replies.add([reply(who, desk.cycle().id, "d" * 64, what="accepted", text="Ja")])
    for called in (MAYOR.name, who):
        found = erasure_of(desk.services, called)
        assert found.number == {"reply_words": 1}
        assert "the file with the register of bergensomradet" in found.stays
