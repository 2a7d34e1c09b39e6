"""The letters and the programme that everybody may read are opened first, and what hides in them is told in time."""

from __future__ import annotations

import io
import zipfile

import pytest

from cycle.application.results import ArchiveResult, LettersResult, read
from cycle.application.steps.archive import remarks_of
from cycle.errors import InputError
from tests.archive.inspection.test_private_numbers import PERSON
from tests.desk import Desk, sha256

HIDDEN = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Løynd tekst.</w:t></w:r></w:p>"
PRIVATE = f"<w:p><w:r><w:t>Gjeld {PERSON[:6]} {PERSON[6:]}, ring 912 34 567.</w:t></w:r></w:p>"


def add(desk: Desk, template: str, paragraph: str) -> None:
    desk.edit_template(template, "</w:body>", f"{paragraph}</w:body>")


def of_a_firm(desk: Desk, template: str) -> None:
    """Write in a template that it was made at a firm, as Word does there."""
    path = desk.root / "templates" / "docx" / template
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "docProps/app.xml":
                data = data.replace(b"</Properties>", b"<Company>Konsulent AS</Company></Properties>")
                assert b"Konsulent" in data
            target.writestr(info.filename, data)


def at_the_archive(desk: Desk) -> str:
    return "\n".join(remarks_of(desk.services.memory, read(ArchiveResult, desk.newest("archive"))))


@pytest.mark.parametrize("template", ["invitasjon.docx", "program.docx"])
def test_what_a_template_hides_is_told_before_the_letters_go_and_before_they_are_published(
    desk: Desk, template: str
) -> None:
    add(desk, template, HIDDEN)
    of_a_firm(desk, template)
    step = "letters.invitasjon" if template.startswith("inv") else "letters.folgebrev"
    desk.walk(to=step)
    made = read(LettersResult, desk.newest(step))
    *_, line = made.remarks  # before it, that the check of the template has more to say
    assert "namnet på ei verksemd og skjult tekst: følgjer med når fila blir publisert" in line
    assert "Konsulent" not in line
    desk.walk()
    assert "skjult tekst" in at_the_archive(desk)
    edition = read(ArchiveResult, desk.newest("archive")).edition
    shown = {document.file.sha256 for document in edition.documents if document.file}
    assert {file.file.sha256 for file in (made.public, *made.common) if file} <= shown, "as it was sent"


def test_a_letter_with_an_identity_number_in_its_template_is_not_made(desk: Desk) -> None:
    add(desk, "invitasjon.docx", PRIVATE)
    with pytest.raises(InputError, match=f"{PERSON[:6]} \\*"):
        desk.walk(to="letters.invitasjon")


def test_a_letter_of_before_that_cannot_be_published_is_left_out_and_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cycle.application.steps.letters.remarks_on_published", lambda *_: ())
    add(desk, "invitasjon.docx", PRIVATE)
    desk.walk()
    made = read(ArchiveResult, desk.newest("archive"))
    assert [document.kind for document in made.edition.documents if document.kind == "invitation"] == []
    assert f"{PERSON[:6]} *****" in at_the_archive(desk)
    public = read(LettersResult, desk.newest("letters.invitasjon")).public
    assert public
    site = [path for path in (desk.home / "site").rglob("*") if path.is_file()]
    assert [path for path in site if sha256(path.read_bytes()) == public.file.sha256] == []


def test_the_secretariats_own_telephone_and_address_are_no_matter_and_another_is_asked_about(desk: Desk) -> None:
    add(desk, "folgebrev.docx", "<w:p><w:r><w:t>Ring Kari, 912 34 567.</w:t></w:r></w:p>")
    desk.walk()
    found = [line for line in at_the_archive(desk).splitlines() if "telefonnummer" in line or "gateadresse" in line]
    assert [("912 34 567" in line, "lgjebrev" in line) for line in found] == [(True, True)]
