"""Whom a print is limited to is found or named: none of several is left out without a word."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest

from cycle.application.actions.asking import printing
from cycle.application.actions.asking.printing import print_letters
from cycle.application.results import read
from cycle.errors import StepError, StoreError
from cycle.model import Document
from cycle.phrases import said
from cycle.store.mails.printed_letters import PrintedLetter
from tests.desk import CEO, CHIEF, LEADER, MAYOR, SHARED, Desk

BATCH = Document(name="b.pdf", media_type="application/pdf", data=b"%PDF")
ON_PAPER = replace(MAYOR, address="", postal="Postboks 4\n5906 Frekhaug")
TOO = replace(CEO, address="", postal="Ulriksdal 8\n5009 Bergen")


@pytest.fixture
def office(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk that prints for two, without LibreOffice."""
    desk.register(ON_PAPER, TOO, CHIEF, LEADER, *SHARED)
    desk.walk(to="mailing.invitasjon")
    monkeypatch.setattr(printing, "batch_of", lambda *_: BATCH)
    return desk


def test_all_names_that_fit_nobody_are_named_at_once_and_nothing_is_printed(office: Desk) -> None:
    kept: list[bytes] = []
    with pytest.raises(StepError) as refused:
        print_letters(
            office.cycle(), "invitasjon", only=(MAYOR.name, "Tone Kvale", "Ingen", ""), who="Kari", keep=kept.append
        )
    words = said(refused.value.message, "nn")
    assert all(name in words for name in ("«Tone Kvale»", CHIEF.name, "«Ingen»", "«»"))
    assert (kept, office.cycle().record.printed) == ([], ())


def test_whoever_gets_the_letter_by_mail_is_named_and_not_left_out(office: Desk) -> None:
    with pytest.raises(StepError) as refused:
        print_letters(office.cycle(), "invitasjon", only=(MAYOR.name, CHIEF.name), who="Kari")
    assert said(refused.value.message, "nn") == f"Får ikkje brev på papir: {CHIEF.name}. Ingenting er skrive ut."


def test_names_are_found_however_they_are_spelt(office: Desk) -> None:
    made = print_letters(office.cycle(), "invitasjon", only=(f"  {MAYOR.name.upper()}",), who="Kari")
    assert (made.names, made.noted) == ((MAYOR.name,), 1)


def old(office: Desk) -> list[PrintedLetter]:
    """Let what is printed now have been printed before enclosures were written down."""
    print_letters(office.cycle(), "invitasjon", who="Kari")
    made = [replace(letter, enclosures=None) for letter in office.cycle().record.printed]
    with office.services.memory.engine.begin() as connection:
        connection.exec_driver_sql("delete from printed")
    office.services.memory.printed.add(made)
    return made


def test_what_was_printed_before_is_looked_up_once_whatever_number_it_is(office: Desk, monkeypatch) -> None:
    assert len(old(office)) == 2
    looked: list[tuple[str, int]] = []

    def counted(kind, result):
        looked.append((result.step, result.revision))
        return read(kind, result)

    monkeypatch.setattr(import_module("cycle.application.delivery.evidence.sent_letters"), "read", counted)
    assert print_letters(office.cycle(), "invitasjon", who="Kari").noted == 0
    assert len(looked) == len(set(looked)) > 0


def test_where_nothing_can_be_written_down_no_file_is_kept(office: Desk, monkeypatch) -> None:
    old(office)
    kept: list[bytes] = []

    def lost(*_):
        raise StoreError("no step has made the letter")

    monkeypatch.setattr(printing, "enclosures_on_paper", lost)
    with pytest.raises(StoreError):
        print_letters(office.cycle(), "invitasjon", who="Kari", keep=kept.append)
    assert kept == []
