"""What was sent is what is kept: the archive rests on what left the house, whatever was made since."""

from __future__ import annotations

import json
from pathlib import Path

from cycle.application.delivery import sent_letters
from cycle.application.results import ArchiveResult, LettersResult, read
from cycle.application.steps.archive import remarks_of
from cycle.application.year import mark_of
from cycle.model import DOCX, Document, StoredFile
from cycle.store.printed_letters import PrintedLetter
from tests.desk import MEMBER, Desk, letter_of, sha256, words

ADDED = "<w:p><w:r><w:t>Eit avsnitt som kom til etterpå.</w:t></w:r></w:p>"


def package(desk: Desk) -> Path:
    [folder] = [path for path in (desk.home / "packages").iterdir() if path.is_dir()]
    return folder / "data"


def letters_kept(desk: Desk) -> set[str]:
    """The sha256 of every letter in the package."""
    return {sha256(path.read_bytes()) for path in (package(desk) / "brev").rglob("*") if path.is_file()}


def letters_sent(desk: Desk) -> set[str]:
    """The sha256 of the letter in every mail that left."""
    return {sha256(letter_of(mail).data) for mail in desk.mails() if mail.attachments}


def change_a_template_and_go_on(desk: Desk) -> None:
    """Add a paragraph when all is sent, approve what became due (0 to send), and the archive."""
    desk.edit_template("folgebrev.docx", "</w:body>", f"{ADDED}</w:body>")
    for step in ("letters.folgebrev", "mailing.folgebrev"):
        assert desk.do(step).revision == 2
    desk.do("archive")


def test_a_letter_that_is_made_anew_and_sent_to_nobody_is_not_in_the_package(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    before = letters_sent(desk)
    change_a_template_and_go_on(desk)
    assert letters_sent(desk) == before, "nobody got a letter twice"
    assert letters_kept(desk) == before


def test_every_mail_in_the_package_names_the_letter_it_brought(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    change_a_template_and_go_on(desk)
    rows = json.loads((package(desk) / "utsendingar.json").read_text("utf-8"))
    named = {letter["file"]: letter["sha256"] for row in rows for letter in row["letters"] if row["state"] == "sent"}
    kept = {
        path.relative_to(package(desk)).as_posix(): sha256(path.read_bytes())
        for path in (package(desk) / "brev").rglob("*")
        if path.is_file()
    }
    assert named == kept
    documents = {sha256(path.read_bytes()) for path in (package(desk) / "dokument").iterdir()}
    assert {sha for row in rows for letter in row["letters"] for sha in letter["enclosures"]} == documents


def public_invitation(desk: Desk) -> bytes:
    """The invitation on the public page."""
    [edition] = [
        document
        for document in read(ArchiveResult, desk.newest("archive")).edition.documents
        if document.kind == "invitation"
    ]
    assert isinstance(edition.file, StoredFile)
    return desk.services.memory.files.document(edition.file).data


def test_the_public_invitation_is_the_one_that_was_sent_though_the_meeting_was_moved_since(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    desk.compute("archive")
    before = public_invitation(desk)
    desk.replace("partnarskapsmote-2027/meeting.toml", "date = 2027-02-18", "date = 2027-02-25")
    for step in ("plan", "committee", "host", "invitations", "letters.invitasjon", "mailing.invitasjon"):
        desk.do(step)
    for step in ("letters.folgebrev", "mailing.folgebrev", "archive"):
        desk.do(step)
    assert read(LettersResult, desk.newest("letters.invitasjon")).public is not None
    assert public_invitation(desk) == before
    assert "18. februar" in words([Document(name="i.docx", media_type=DOCX, data=before)])


def test_a_dispatch_that_reached_nobody_is_on_no_page(desk: Desk) -> None:
    desk.register(MEMBER)
    desk.walk()
    assert [document.kind for document in read(ArchiveResult, desk.newest("archive")).edition.documents] == []


def test_a_letter_is_kept_though_its_dispatch_left_the_rules(desk: Desk) -> None:
    desk.walk()
    before = letters_kept(desk)
    desk.replace("partnarskapsmote.toml", 'id = "folgebrev"', 'id = "folgjebrev"')
    desk.replace("partnarskapsmote.toml", 'milestone = "folgebrev"', 'milestone = "folgjebrev"')
    assert {sha256(desk.services.memory.files.read(sent.letter)) for sent in sent_letters(desk.cycle())} == before


def test_a_letter_that_is_printed_while_the_archive_waits_asks_again(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    desk.compute("archive")
    desk.approve("archive")
    print_one(desk)
    assert desk.states()["archive"] != "approved 1"
    desk.do("archive")
    [paper] = json.loads((package(desk) / "papir.json").read_text("utf-8"))
    assert sha256((package(desk) / paper["file"]).read_bytes()) == paper["sha256"]


def test_that_nobody_has_written_the_minutes_or_who_was_there_stands_at_the_gate_of_the_archive(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    for written, place in (
        ("", "referat.toml: det finst ikkje"),
        ('taker = "Kari"', "present: ingen har"),
    ):
        (desk.year_folder / "referat.toml").write_text(written, "utf-8")
        desk.compute("archive")
        said = remarks_of(desk.services.memory, read(ArchiveResult, desk.newest("archive")))
        assert [line for line in said if place in line] != []
    (desk.year_folder / "referat.toml").write_text('present = ["Tone Kvåle"]', "utf-8")
    desk.compute("archive")
    remarks = remarks_of(desk.services.memory, read(ArchiveResult, desk.newest("archive")))
    assert not [line for line in remarks if "referat.toml" in line]


def test_minutes_that_change_while_the_archive_waits_ask_again_and_what_is_approved_is_packaged(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    written = desk.year_folder / "referat.toml"
    desk.compute("archive")
    desk.approve("archive")
    written.write_text('present = ["Tone Kvåle"]', "utf-8")
    assert desk.states()["archive"] == "due 2"
    written.write_text('present = ["Tone Kvåle", "Ein Gjest"]', "utf-8")
    desk.compute("archive")
    said = remarks_of(desk.services.memory, read(ArchiveResult, desk.newest("archive")))
    assert [line for line in said if "Ein Gjest" in line] != []
    written.write_text('present = ["Tone Kvåle"]', "utf-8")
    desk.do("archive")
    approved = read(ArchiveResult, desk.newest("archive")).filed
    assert {file.path: file.file.sha256 for file in approved} == {
        path.relative_to(package(desk)).as_posix(): sha256(path.read_bytes())
        for path in (package(desk) / "noark").rglob("*")
        if path.is_file()
    }
    assert json.loads((package(desk) / "referat.json").read_text("utf-8"))["present"] == ["Tone Kvåle"]
    assert len(approved) > 1


def test_a_letter_that_is_printed_after_the_year_was_published_opens_nothing(desk: Desk) -> None:
    desk.walk()
    print_one(desk)
    assert desk.states()["archive"] == "done 1"


def print_one(desk: Desk) -> None:
    letter = next(sent for sent in sent_letters(desk.cycle()) if sent.dispatch == "invitasjon")
    printed = PrintedLetter(
        cycle=desk.cycle().id,
        kind=f"invitasjon{mark_of(desk.services.settings)}",
        recipient=letter.recipient,
        content=letter.letter.sha256,
        postal="Veg 1",
        who="Kari",
        at=desk.moment,
    )
    desk.services.memory.printed.add([printed])
