"""A finished year with LibreOffice: its letters, its public page and its package hold what they must, and no more."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import bagit
import pypdfium2
import pytest

from cycle.archive.bag.fixity import verify_package
from cycle.model import PDF, Document, StoredFile, from_plain
from tests.desk import APPROVERS, INVITED, MEMBER, PEOPLE, Desk

pytestmark = pytest.mark.office

PACKAGE = "bergensomradet-partnarskapsmote-2027"


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A year that walked from plan to archive once; look, do not touch."""
    desk = Desk(tmp_path_factory.mktemp("finished"), office="", pdf="required")
    desk.walk()
    yield desk
    desk.close()


def stored(desk: Desk, plain: object) -> Document:
    file = from_plain(StoredFile, plain)  # type: ignore[arg-type]
    return desk.services.memory.files.document(file)


def pdf_text(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_letter_is_a_pdf_naming_its_addressee_and_nobody_else(finished: Desk) -> None:
    for step in ("letters.invitasjon", "letters.folgebrev"):
        letters = {letter["name"]: stored(finished, letter["pdf"]) for letter in finished.newest(step).body["letters"]}
        assert tuple(letters) == INVITED
        for name, letter in letters.items():
            text = " ".join(pdf_text(letter.data).split())
            assert [other for other in INVITED if other in text] == [name]


def test_the_mail_carries_the_stored_pdf_byte_for_byte(finished: Desk) -> None:
    planned = {
        mail["recipient"]: [file["sha256"] for file in mail["files"]]
        for mail in finished.newest("mailing.folgebrev").body["mails"]
    }
    letters = {
        letter["recipient"]: letter["pdf"]["sha256"] for letter in finished.newest("letters.folgebrev").body["letters"]
    }
    [programme] = finished.newest("letters.folgebrev").body["common"]
    assert planned == {key: [letter, programme["pdf"]["sha256"]] for key, letter in letters.items()}
    mails = [mail for mail in finished.mails() if mail.subject.startswith("Følgjebrev")]
    sent = sorted(tuple(document.data for document in mail.attachments) for mail in mails)
    files = finished.services.memory.files
    assert sent == sorted(tuple(files.get(sha) for sha in attached) for attached in planned.values())
    assert {document.media_type for mail in mails for document in mail.attachments} == {PDF}


def test_the_approver_sees_a_picture_of_chosen_letters(finished: Desk) -> None:
    sheet = stored(finished, finished.newest("letters.invitasjon").body["contact_sheet"])
    assert (sheet.media_type, sheet.data[:4]) == ("image/png", b"\x89PNG")


def test_the_public_letters_name_no_addressee(finished: Desk) -> None:
    edition = finished.newest("archive").body["edition"]
    titles = [document["title"] for document in edition["documents"]]
    assert titles == [
        "Program for partnarskapsmøtet 2027",
        "Invitasjon til partnarskapsmøtet 2027",
        "Følgjebrev til partnarskapsmøtet 2027",
    ]
    for entry in edition["documents"]:
        document = stored(finished, entry["file"])
        text = " ".join(pdf_text(document.data).split())
        assert [person.name for person in PEOPLE if person.name in text or person.address in text] == []
        if entry["kind"] != "programme":
            assert "Deltakarane i partnarskapsmøtet 2027" in text


def test_the_public_site_names_nobody_of_the_register_and_no_approver(finished: Desk) -> None:
    site = finished.home / "site" / "bergensomradet"
    private = [*APPROVERS, *(row.name for row in PEOPLE), *(row.address for row in PEOPLE)]
    pages = {path: html.unescape(path.read_text("utf-8")) for path in site.rglob("*.html")}
    found = [(path.name, word) for path, text in pages.items() for word in private if word in text]
    assert (len(pages) > 5, found) == (True, [])


def test_the_page_of_the_year_has_its_documents_programme_and_presentations(finished: Desk) -> None:
    folder = finished.home / "site" / "bergensomradet" / "partnarskapsmote" / "2027"
    page = (folder / "index.html").read_text("utf-8")
    for words_of_the_page in ("torsdag 18. februar 2027", "Region Nordhordland Helsehus", "Alver kommune", "PDF"):
        assert words_of_the_page in page
    there = sorted(path.name for path in folder.rglob("*.pdf"))
    assert [name for name in there if name not in page] == []
    assert len(there) == 3 + 4


def test_the_package_verifies_by_our_own_reading_and_by_the_library_of_congress(finished: Desk) -> None:
    package = finished.home / "packages" / PACKAGE
    assert verify_package(package) == ()
    assert verify_package(package.with_suffix(".zip")) == ()
    assert bagit.Bag(str(package)).validate()


def test_the_package_keeps_every_letter_decision_and_mail_and_no_secret(finished: Desk) -> None:
    package = files(finished.home / "packages" / PACKAGE)
    inside = set(package.values())
    for step in ("letters.invitasjon", "letters.folgebrev"):
        for letter in finished.newest(step).body["letters"]:
            assert stored(finished, letter["pdf"]).data in inside
    whole = b"\n".join(package.values())
    for word in (*APPROVERS, *INVITED, MEMBER.name):
        assert word.encode() in whole
    assert (finished.home / "secret").read_bytes() not in whole
    with zipfile.ZipFile(io.BytesIO((finished.home / "packages" / f"{PACKAGE}.zip").read_bytes())) as zipped:
        assert {name.partition("/")[2] for name in zipped.namelist() if not name.endswith("/")} == set(package)


def test_walking_the_finished_year_again_makes_nothing_anew(finished: Desk) -> None:
    before, mails = finished.stored(), [mail.path.stat().st_mtime_ns for mail in finished.mails()]
    finished.walk()
    assert set(finished.states().values()) == {"done 1"}
    assert finished.stored() == before
    assert [mail.path.stat().st_mtime_ns for mail in finished.mails()] == mails
