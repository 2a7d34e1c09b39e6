"""Letters are made once, also without LibreOffice, and a folder of them keeps every one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cycle.application.actions.deciding.decide import save_letters
from cycle.application.documents import letters as documents
from cycle.application.steps.letters import STEP
from cycle.application.year.cycle import look_at
from cycle.errors import ConversionError, MissingToolError, TemplateError
from tests.desk import INVITED, MAYOR, PEOPLE, SHARED, YEAR, Desk
from tests.letters.conftest import fragile_office

LETTERS = "letters.invitasjon"


def test_without_libreoffice_nothing_goes_out_and_the_error_says_how_to_install_it(desk: Desk) -> None:
    desk.settle(pdf="required")
    desk.walk(to="invitations")
    with pytest.raises(MissingToolError) as caught:
        desk.compute(LETTERS)
    assert str(caught.value).startswith(f"LibreOffice: nothing to run at {desk.given['office']}; PDF letters need it: ")
    assert "apt-get install" in str(caught.value)
    assert desk.states()[LETTERS] == "due 1"


def test_without_libreoffice_word_letters_go_when_the_setting_allows(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    assert {letter["pdf"] for letter in desk.newest(LETTERS).body["letters"]} == {None}
    assert {mail.attachments[0].name for mail in desk.mails()} == {"Invitasjon til partnarskapsmøtet 2027.docx"}
    cycle = desk.cycle()
    node = next(node for node in cycle.graph if node.name == LETTERS)
    gate_text = STEP.present(cycle, node, desk.newest(LETTERS)).markdown
    assert "**PDF manglar: LibreOffice er ikkje installert. Breva går som Word-filer.**" in gate_text


@pytest.mark.office
def test_a_sign_that_no_font_has_stops_the_letters_before_the_first_is_made(
    make_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine whose fonts lack the dash of `kl. 09.00–15.00`, every letter would have a box there."""
    desk = make_desk()
    desk.walk(to="invitations")
    desk.settle(pdf="required", office="")
    before = desk.stored()
    monkeypatch.setattr(documents, "installed_glyphs", lambda: frozenset(map(ord, "‑«»•·…—")))
    with pytest.raises(TemplateError) as caught:
        desk.compute(LETTERS)
    [problem] = [problem for problem in caught.value.problems if "meeting.times" in problem.where]
    assert problem.what.startswith("the character – (U+2013, en dash) is in no font here")
    assert desk.stored() == before


def test_letters_made_before_libreoffice_came_are_not_made_anew_as_word_files(desk: Desk) -> None:
    desk.walk(to=LETTERS)
    before = desk.stored()
    desk.settle(pdf="required")
    with pytest.raises(MissingToolError):
        desk.compute(LETTERS)
    assert desk.stored() == before


def test_a_batch_done_ahead_is_not_done_again(desk: Desk) -> None:
    desk.walk(to="invitations")
    cycle = desk.cycle()
    node = next(node for node in cycle.graph if node.name == LETTERS)
    [batch] = STEP.batches(cycle, node)
    assert STEP.work(cycle, node, batch) == len(INVITED)
    before = desk.stored()
    assert STEP.work(cycle, node, batch[:2]) == 2
    desk.compute(LETTERS)
    assert desk.stored() == before


def test_a_folder_of_letters_holds_one_for_each_and_opens_no_year(desk: Desk, tmp_path: Path) -> None:
    saved = save_letters(look_at(desk.services, year=YEAR), tmp_path / "brev")
    assert sorted(saved) == sorted(
        [
            *(f"invitasjon/Invitasjon partnarskapsmøte 2027 – {name}.docx" for name in INVITED),
            *(f"folgebrev/Følgjebrev partnarskapsmøte 2027 – {name}.docx" for name in INVITED),
            "folgebrev/Program for partnarskapsmøtet 2027.docx",
        ]
    )
    assert all((tmp_path / "brev" / name).stat().st_size > 1000 for name in saved)
    assert desk.services.memory.cycles.all() == ()


def test_two_people_of_one_name_get_a_file_each(desk: Desk, tmp_path: Path) -> None:
    namesake = replace(SHARED[0], name=MAYOR.name, address="adne@fedje.example", shared=False)
    long = replace(SHARED[1], name="Å" + "å" * 59 + " " + "Ø" + "ø" * 59, address="lang@fedje.example", shared=False)
    desk.register(MAYOR, namesake, long, *PEOPLE[6:])
    saved = save_letters(look_at(desk.services, year=YEAR), tmp_path)
    [first, second, cut] = sorted(text for text in saved if text.startswith("invitasjon/"))
    assert (first, second) == (
        "invitasjon/Invitasjon partnarskapsmøte 2027 – Ådne Bjørnsen Øy (2).docx",
        "invitasjon/Invitasjon partnarskapsmøte 2027 – Ådne Bjørnsen Øy.docx",
    )
    assert "Ååå" in cut
    assert (tmp_path / first).read_bytes() != (tmp_path / second).read_bytes()


@pytest.mark.office
def test_a_letter_that_breaks_libreoffice_is_named_by_id_and_a_retry_makes_only_that_one(
    make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = make_desk()
    desk.walk(to="invitations")
    desk.settle(pdf="required", office=str(fragile_office(tmp_path, dies_of=MAYOR.name.split()[-1])))
    with pytest.raises(ConversionError) as caught:
        desk.compute(LETTERS)
    first, last = str(caught.value).splitlines()
    [recipient] = [
        invitee["id"]
        for invitee in desk.newest("invitations").body["list"]["invitees"]
        if invitee["name"] == MAYOR.name
    ]
    assert first.startswith(f"{recipient}.docx: LibreOffice made no PDF")
    assert last.startswith(f"{len(INVITED)} other letters are done")  # the public one among them
    assert MAYOR.name not in str(caught.value)
    before = desk.stored()
    desk.settle(office="")
    desk.compute(LETTERS)
    after = desk.stored()
    letters = desk.newest(LETTERS).body["letters"]
    new = {letter["pdf"]["sha256"] for letter in letters if letter["pdf"]["sha256"] not in before}
    assert new == {letter["pdf"]["sha256"] for letter in letters if letter["name"] == MAYOR.name}
    assert {sha: after[sha] for sha in before} == before
