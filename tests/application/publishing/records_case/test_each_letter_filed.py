"""Each kind of letter that went is a journalpost with its readers by organisation number, also when called off."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from cycle.application.delivery import sent_letters
from cycle.application.year import invitation_list_of
from cycle.archive.noark.validation import MessageFormat
from tests.application.asking import asked, later, sent
from tests.application.meeting_signals import MINUTES
from tests.application.publishing.records_case.test_records_system import registrations, texts, written
from tests.desk import INVITED, Desk
from tests.official import SCHEMAS, needs_schemas

BOTH: tuple[MessageFormat, ...] = ("fiks", "arkivmelding")
CALLED_OFF = {"invitasjon": "Invitasjon", "folgebrev": "Følgjebrev", "avlysing": "Avlysing"}
KINDS = {
    "hald-av-datoen": "Hald av datoen",
    "paminning": "Påminning",
    "invitasjon": "Invitasjon",
    "folgebrev": "Følgjebrev",
    "endring": "Endring",
    "styringsbrev": "Styringssignal",
    "takk": "Takk",
}
"""Each dispatch of a year → how the title of its journalposts begins."""


def with_every_kind(desk: Desk) -> None:
    """A year that sends all that may be asked for beside what every year does."""
    desk.walk(to="mailing.folgebrev")
    for kind in ("hald-av-datoen", "paminning"):
        sent(desk, asked(desk, kind))
    later(desk)
    desk.replace("partnarskapsmote-2027/meeting.toml", "date = 2027-02-18", "date = 2027-02-25")
    for step in ("plan", "committee", "host", "invitations"):
        desk.do(step)
    sent(desk, asked(desk, "endring"))
    there = json.dumps([*INVITED], ensure_ascii=False)
    (desk.year_folder / "referat.toml").write_text(MINUTES.replace('["Tone Kvåle"]', there), "utf-8")
    signals = asked(desk, "styringsbrev")
    desk.do(f"signals.{signals}")
    sent(desk, signals)
    for step, state in desk.states().items():
        if state.split()[0] not in {"done", "cancelled"}:
            desk.do(step)
    sent(desk, asked(desk, "takk"))


def called_off(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    sent(desk, asked(desk, "avlysing"))


@needs_schemas
@pytest.mark.parametrize(("walked", "kinds"), [(with_every_kind, KINDS), (called_off, CALLED_OFF)])
def test_each_letter_is_a_journalpost_with_its_readers_by_organisation_number(
    make_desk: Callable[..., Desk], tmp_path: Path, walked: Callable[[Desk], None], kinds: dict[str, str]
) -> None:
    desk = make_desk(archive_schemas=SCHEMAS)
    walked(desk)
    cycle = desk.cycle()
    letters = sent_letters(cycle)
    assert {letter.dispatch for letter in letters} == kinds.keys()
    numbers = {known.id: known.number for known in cycle.loaded.community.organisations if known.number}
    invitees = {invitee.id: invitee for invitee in invitation_list_of(cycle).invitees}
    for kind in BOTH:
        found = registrations(written(desk, kind, tmp_path / kind))
        journal = {stated(element, "sjekksum")[0]: element for element in found if texts(element, "sendtDato")}
        assert journal.keys() == {letter.letter.sha256 for letter in letters}
        for letter in letters:
            post, reader = journal[letter.letter.sha256], invitees[letter.recipient]
            assert texts(post, "offentligTittel")[0].startswith(kinds[letter.dispatch])
            assert stated(post, "sjekksum")[1:] == [file.sha256 for file in letter.enclosures]
            own = {numbers[seat.organisation_id] for seat in reader.seats if seat.organisation_id in numbers}
            assert numbers_of(post) == own, (kind, letter.dispatch, reader.name)


def stated(post: etree._Element, name: str) -> list[str]:
    """What a journalpost says under a name, as elements or as attributes of ours."""
    return texts(post, name) or [str(held.get(name)) for held in post.iter() if held.get(name)]


def numbers_of(post: etree._Element) -> set[str]:
    """The organisation numbers among the parties of a journalpost."""
    return {text for name in ("organisasjonid", "organisasjonsnummer") for text in stated(post, name)}
