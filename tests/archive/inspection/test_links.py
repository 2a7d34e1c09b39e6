"""A link of a published document leads to the web or to mail: what else it leads to is told and taken out."""

from __future__ import annotations

import io

import pikepdf
import pytest

from cycle.archive.cleaning import cleaned_pdf
from cycle.archive.inspection import inspect
from tests.archive.hiding import deck, opendocument, pdf, relations, word
from tests.archive.inspection.test_hidden_anywhere import linked
from tests.archive.inspection.test_inspection import kinds
from tests.archive.inspection.test_left_by_programs import unpacked
from tests.archive.inspection.test_private_numbers import PERSON

INSIDE = [
    "file:///H:/kari.docx",
    "FILE%3A///C:/kari",
    "%66ile:///C:/kari",
    "file%253A///C:/kari",
    " file:///C:/kari",
    "fi\nle:///C:/kari",
    "ms-word:ofe|u|file:///H:/kari.docx",
    r"C:\Users\kari\Pasient.docx",
    "%5C%5Cserver%5Clon%5Cper.xlsx",
    "https://helsebergen-my.sharepoint.com/personal/kari_nordmann/Documents/a.docx",
    "https://onedrive.live.com/edit.aspx?resid=1",
    "https://d.docs.live.net/abc/a.docx",
    "http://intranett/sak/12",
    "http://sak.helse.local/12",
    "http://10.0.0.4/sak",
    "http://localhost:8080/",
    "https://kari:passord@saman.no/",
]
OTHER = [
    "javascript:alert(1)",
    "JavaScript%3Aalert(1)",
    "java\tscript:alert(1)",
    "vbscript:x",
    "data:text/html,<b>x</b>",
    "ms-word:ofe|u|https://saman.no/a.docx",
    "onenote:https://saman.no/a.one",
    "ftp://saman.no/a",
    "callto:kari",
    "skype:kari?call",
    "outlook:0001",
]
BESIDE = ["Pasient%20Vik.docx", "../Dokument/kari.docx", "data:image/png;base64,AAAA"]
OPEN = [
    "https://saman.no/",
    "HTTP://SAMAN.NO/a%20b?c=d%2Fe#f",
    "https://ålesund.kommune.no/",
    "http://93.184.216.34/",
    "mailto:post@saman.no?subject=P%C3%A5melding",
    "www.saman.no",
    "#page=2",
]


def addresses(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as made:
        return [str(link.A.URI) for link in made.pages[0].obj.get("/Annots", []) if "/A" in link]


@pytest.mark.parametrize(
    ("address", "kind"),
    [*((way, "inside_link") for way in INSIDE), *((way, "other_link") for way in (*OTHER, *BESIDE))],
)
def test_a_link_that_nobody_else_can_follow_or_that_does_something_is_told_and_taken_out(
    address: str, kind: str
) -> None:
    made = pdf(change=linked(address))
    assert kinds(made, "a.pdf") == {kind}
    assert addresses(cleaned_pdf(made)) == []
    assert inspect(cleaned_pdf(made), name="a.pdf") == ()


@pytest.mark.parametrize("address", OPEN)
def test_a_link_to_the_web_or_to_mail_stays(address: str) -> None:
    made = pdf(change=linked(address))
    assert inspect(made, name="a.pdf") == ()
    assert addresses(cleaned_pdf(made)) == [address]


@pytest.mark.parametrize(
    ("address", "kind"), [*((way, "inside_link") for way in INSIDE), *((way, "other_link") for way in OTHER)]
)
def test_such_a_link_is_told_in_office_files_too(address: str, kind: str) -> None:
    stated = address.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "&#10;").replace("\t", "&#9;")
    files = {
        "a.pptx": deck("Hei", related=(("r7", "hyperlink", stated),)),
        "a.docx": word(word___rels__x_dot_rels=relations(("r1", "hyperlink", stated))),
        "a.odt": opendocument(f'<text:a xlink:href="{stated}">x</text:a>'),
    }
    for name, data in files.items():
        assert kind in kinds(data, name), name


@pytest.mark.parametrize("address", ["../media/a.png", "Pictures/1.png", "#Side 2", "data:image/png;base64,AA", *OPEN])
def test_what_an_office_file_is_made_of_is_no_such_link(address: str) -> None:
    found = kinds(opendocument(f'<text:a xlink:href="{address}">x</text:a>'), "a.odt")
    assert found & {"inside_link", "other_link"} == set()


SPLIT = f"{PERSON[:6]}%20{PERSON[6:]}"


@pytest.mark.parametrize("way", [SPLIT, f"{PERSON[:6]}%C2%A0{PERSON[6:]}", f"{PERSON[:6]}%2520{PERSON[6:]}"])
def test_an_identity_number_with_its_signs_written_as_addresses_do_stops_the_document(way: str) -> None:
    address = f"https://saman.no/?pasient={way}"
    assert "identity_number" in kinds(pdf(change=linked(address)), "a.pdf")
    assert "identity_number" in kinds(deck("Hei", related=(("r7", "hyperlink", address),)), "a.pptx")
    assert "identity_number" in kinds(opendocument(f'<text:a xlink:href="{address}">x</text:a>'), "a.odt")


CALLED = ["tel:+4791234567", "tel:91234567", "TEL:+47%2091%2023%2045%2067", "https://wa.me/4791234567"]
CALLED += ["https://api.whatsapp.com/send?phone=4791234567&text=Hei"]


@pytest.mark.parametrize("address", CALLED)
def test_whom_a_link_calls_is_asked_about_unless_the_page_says_it(address: str) -> None:
    [found] = inspect(pdf(text="Ring", change=linked(address)), name="a.pdf")
    assert (found.kind, found.unit, found.at) == ("telephone", "page", "1")
    assert found.quote.endswith("91234567")
    both = inspect(pdf(text="Ring 91 23 45 67", change=linked(address)), name="a.pdf")
    assert [(finding.kind, finding.quote) for finding in both] == [("telephone", "91 23 45 67")]
    assert addresses(cleaned_pdf(pdf(change=linked(address)))) == [address]


@pytest.mark.parametrize(("flags", "stays"), [(2, False), (32, False), (6, False), (4, True), (0, True), (1, True)])
def test_a_link_that_nobody_sees_is_told_and_taken_out(flags: int, stays: bool) -> None:
    def change(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
        linked("mailto:kari.privat@saman.no?body=Hemmeleg")(made, page)
        page.obj.Annots[0].F = flags

    made = pdf(change=change)
    assert kinds(made, "a.pdf") == (set() if stays else {"annotation"})
    assert (b"kari.privat" in unpacked(cleaned_pdf(made))) is stays
