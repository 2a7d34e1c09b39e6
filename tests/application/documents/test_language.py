"""Everyone reads the letter in the written language they asked for, and the host's own pictures stand on it."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import replace

import docx
import pytest
from PIL import Image

from cycle.application.doctor.checks import diagnose
from cycle.errors import ConfigError, TemplateError
from cycle.model import Document, StoredFile, from_plain
from tests.desk import CEO, CHIEF, LEADER, MAYOR, Desk, typed

LETTERS = "letters.invitasjon"
READER = replace(MAYOR, language="nb")


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 20), "red").save(out, "PNG")
    return out.getvalue()


def said(letter: Document) -> str:
    """Return all the text of a Word letter, tables and header included."""
    opened = docx.Document(io.BytesIO(letter.data))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return typed("\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells]))


def in_bokmål(desk: Desk, name: str = "invitasjon", *changes: tuple[str, str]) -> None:
    """Put a bokmål template beside the nynorsk one, as the secretariat would: copied, and its words changed."""
    folder = desk.root / "templates" / "docx"
    shutil.copy(folder / f"{name}.docx", folder / f"{name}.nb.docx")
    for old, new in changes:
        desk.edit_template(f"{name}.nb.docx", old, new)


def test_a_letter_follows_the_language_of_its_reader(desk: Desk) -> None:
    in_bokmål(desk)
    desk.register(READER, CEO, CHIEF, LEADER)
    desk.walk(to=LETTERS)
    letters = desk.letters(LETTERS)
    hers, theirs = said(letters[MAYOR.name]), said(letters[CEO.name])
    assert letters[MAYOR.name].name == f"Invitasjon partnerskapsmøte 2027 – {MAYOR.name}.docx"
    assert "ordfører i Alver kommune" in hers
    assert "Ordføreren møter som politisk leder i kommunen." in hers
    assert "felles strategi for 2027–2030 og gi styringssignaler" in hers
    assert "torsdag 18. februar 2027" in hers
    assert "administrerande direktør i Haraldsplass Diakonale Sykehus AS" in theirs
    assert "felles strategi for 2027–2030 og gje styringssignal" in theirs


def test_the_mail_has_the_subject_and_the_name_of_the_letter_in_the_language_of_its_reader(desk: Desk) -> None:
    in_bokmål(desk)
    desk.register(READER, CEO)
    desk.walk(to="mailing.invitasjon")
    found = {mail.to: (mail.subject, mail.attachments[0].name) for mail in desk.mails()}
    assert found == {
        MAYOR.address: ("Invitasjon til partnerskapsmøtet 2027", "Invitasjon til partnerskapsmøtet 2027.docx"),
        CEO.address: ("Invitasjon til partnarskapsmøtet 2027", "Invitasjon til partnarskapsmøtet 2027.docx"),
    }


def enclosed(desk: Desk) -> dict[str, str]:
    """Return address → name of the programme that was enclosed."""
    return {
        mail.to: attachment.name
        for mail in desk.mails()
        for attachment in mail.attachments
        if attachment.name.startswith("Program")
    }


def test_an_enclosure_comes_in_the_language_of_each_reader(desk: Desk) -> None:
    in_bokmål(desk, "folgebrev")
    in_bokmål(desk, "program")
    shutil.copy(desk.year_folder / "program.xlsx", desk.year_folder / "program.nb.xlsx")
    desk.register(READER, CEO)
    desk.walk(to="mailing.folgebrev")
    assert enclosed(desk) == {
        MAYOR.address: "Program for partnerskapsmøtet 2027.docx",
        CEO.address: "Program for partnarskapsmøtet 2027.docx",
    }


def test_a_programme_that_is_written_once_comes_whole_in_the_language_it_is_written_in(desk: Desk) -> None:
    in_bokmål(desk, "program")
    desk.register(READER, CEO)
    desk.walk(to="mailing.folgebrev")
    assert enclosed(desk) == {
        MAYOR.address: "Program for partnerskapsmøtet 2027.docx",
        CEO.address: "Program for partnarskapsmøtet 2027.docx",
    }, "each mail is in one form, whatever it brings"
    attached = [attachment for mail in desk.mails() for attachment in mail.attachments]
    programmes = [attachment.data for attachment in attached if attachment.name.startswith("Program")]
    assert len(programmes) == 2
    assert len(set(programmes)) == 1, "it is one document all the same"
    assert [document["language"] for document in desk.newest("letters.folgebrev").body["common"]] == ["nn"]
    assert {letter["language"] for letter in desk.newest("letters.folgebrev").body["letters"]} == {"nn", "nb"}


def test_a_programme_written_in_bokmål_opens_the_letters_again_and_is_enclosed_for_its_readers(desk: Desk) -> None:
    desk.register(READER, CEO)
    desk.walk(to="letters.folgebrev")
    (desk.year_folder / "program.nb.csv").write_text("Start;Slutt;Tittel\n09.00;09.30;Hva nå?\n", "utf-8")
    made = desk.compute("letters.folgebrev")
    files = {document["language"]: from_plain(StoredFile, document["docx"]) for document in made.body["common"]}
    assert made.revision == 2
    assert "Hva nå?" in said(desk.services.memory.files.document(files["nb"]))
    assert "Hva nå?" not in said(desk.services.memory.files.document(files["nn"]))


def test_two_programmes_in_one_language_are_refused_and_one_in_each_is_not(desk: Desk) -> None:
    for name in ("program.nb.xlsx", "program.nn.xlsx"):
        shutil.copy(desk.year_folder / "program.xlsx", desk.year_folder / name)
    assert desk.start().year_inputs.warnings == ()
    (desk.year_folder / "program.nb.csv").write_text("Start;Slutt;Tittel\n09.00;09.30;Hva nå?\n", "utf-8")
    with pytest.raises(ConfigError, match=r"there are 2 programmes: program\.nb\.csv, program\.nb\.xlsx"):
        desk.start()


def test_without_a_bokmål_template_the_letter_stays_nynorsk_throughout(desk: Desk) -> None:
    for file in (desk.root / "templates" / "docx").glob("*.nb.docx"):
        file.unlink()
    desk.register(READER)
    desk.walk(to=LETTERS)
    assert "ordførar i Alver kommune" in said(desk.letters(LETTERS)[MAYOR.name])


def test_someone_added_by_decision_keeps_the_words_of_the_decision(desk: Desk) -> None:
    in_bokmål(desk)
    added = """
[[additions]]
name = "Gro Gjest"
address = "gro@gjest.example"
role = "gjest"
organisation = "Statsforvaltaren"
reason = "Skal halde innlegg."
decided_by = "SSU-sak 2026/20"
language = "nb"

[host]"""
    desk.replace("partnarskapsmote-2027/meeting.toml", "\n[host]", added)
    desk.walk(to=LETTERS)
    assert "Skal halde innlegg." in said(desk.letters(LETTERS)["Gro Gjest"])


def test_a_changed_word_in_bokmål_opens_the_letters_again(desk: Desk) -> None:
    desk.walk(to=LETTERS)
    before = desk.newest(LETTERS).digest
    desk.replace("bokmal.toml", '"ordførar" = "ordfører"', '"ordførar" = "ordføreren"')
    for step in ("plan", "committee", "host", "invitations", LETTERS):
        desk.do(step)
    assert desk.newest(LETTERS).input_digest != before


def test_words_for_a_text_that_is_printed_nowhere_are_told_by_the_doctor(desk: Desk) -> None:
    desk.replace("bokmal.toml", '"ordførar" = ', '"ordførarar" = ')
    found = [problem for problem in diagnose(desk.services.settings) if problem.file == "bokmal.toml"]
    assert [(problem.where, problem.severity) for problem in found] == [("ordførarar", "warning")]
    assert "ordførar" in found[0].remedy


def test_a_text_without_words_stops_the_year_and_names_the_line(desk: Desk) -> None:
    desk.replace("bokmal.toml", '"ordførar" = "ordfører"', '"ordførar" = ""')
    with pytest.raises(ConfigError) as caught:
        desk.cycle()
    assert [(problem.file, problem.where) for problem in caught.value.problems] == [("bokmal.toml", "ordførar")]


def test_the_logo_of_the_host_of_the_year_stands_on_the_letter(desk: Desk) -> None:
    desk.edit_template("invitasjon.docx", "{{ letter.title }}", "{{ host.logo }}{{ letter.title }}")
    folder = desk.community / "bilete"
    folder.mkdir(exist_ok=True)
    (folder / "alver.png").write_bytes(png())
    (folder / "helse-bergen.png").write_bytes(png()[:-1] + b"x")
    desk.register(MAYOR)
    desk.walk(to=LETTERS)
    letter = desk.letters(LETTERS)[MAYOR.name]
    pictures = [text for text in zipfile.ZipFile(io.BytesIO(letter.data)).namelist() if text.startswith("word/media/p")]
    assert len(pictures) == 1
    assert zipfile.ZipFile(io.BytesIO(letter.data)).read(pictures[0]) == png()


def test_a_file_that_is_no_picture_is_refused_by_name_before_any_letter_is_made(desk: Desk) -> None:
    folder = desk.community / "bilete"
    folder.mkdir(exist_ok=True)
    (folder / "logo.png").write_bytes(b"ikkje eit bilete")
    desk.walk(to="invitations")
    with pytest.raises(TemplateError) as caught:
        desk.compute(LETTERS)
    assert [problem.file for problem in caught.value.problems] == ["bilete/logo.png"]


def test_a_new_logo_opens_the_letters_again(desk: Desk) -> None:
    desk.walk(to=LETTERS)
    before = desk.newest(LETTERS)
    folder = desk.community / "bilete"
    folder.mkdir(exist_ok=True)
    (folder / "alver.png").write_bytes(png())
    assert desk.states()[LETTERS] != "done 1"
    assert desk.compute(LETTERS).input_digest != before.input_digest
