"""Nothing private is published: whatever hides in a document is found, and a document without secrets is left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cycle.archive.inspection import Finding, inspect, weight_of
from tests.archive.hiding import (
    P,
    W,
    deck,
    opendocument,
    packed,
    pdf,
    photograph,
    repacked,
    shape,
    word,
    workbook,
)
from tests.archive.inspection.test_private_numbers import PERSON, invented


def kinds(data: bytes, name: str) -> set[str]:
    return {finding.kind for finding in inspect(data, name=name)}


def named(name: str, value: str) -> Callable[[pikepdf.Pdf, Any], None]:
    def change(made: pikepdf.Pdf, _page: Any) -> None:
        made.docinfo[name] = value

    return change


def annotated(**stated: Any) -> Callable[[pikepdf.Pdf, Any], None]:
    def change(made: pikepdf.Pdf, page: Any) -> None:
        box = pikepdf.Array([10, 10, 30, 30])
        annotation = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Rect=box, **stated)
        page.Annots = pikepdf.Array([made.make_indirect(annotation)])
        if annotation.Subtype == pikepdf.Name.Widget:
            made.Root.AcroForm = pikepdf.Dictionary(Fields=page.Annots)

    return change


def attached(made: pikepdf.Pdf, _page: Any) -> None:
    made.attachments["løn.xlsx"] = b"secret"


def scripted(made: pikepdf.Pdf, _page: Any) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def illustrated(made: pikepdf.Pdf, page: Any) -> None:
    size: dict[str, Any] = {"Width": 8, "Height": 8, "BitsPerComponent": 8, "ColorSpace": pikepdf.Name.DeviceRGB}
    stated = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Image, "Filter": pikepdf.Name.DCTDecode, **size}
    page.Resources.XObject = pikepdf.Dictionary(Im1=pikepdf.Stream(made, photograph(), **stated))


def layered(made: pikepdf.Pdf, _page: Any) -> None:
    layer = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Utkast"))
    made.Root.OCProperties = pikepdf.Dictionary(
        OCGs=pikepdf.Array([layer]), D=pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
    )


CLEAN = {
    "vedtak.docx": word(),
    "innlegg.pptx": deck("Samhandling", "Vegen vidare"),
    "tal.xlsx": workbook(),
    "innlegg.odp": opendocument('<draw:page draw:name="1"><text:p>Samhandling</text:p></draw:page>'),
    "innlegg.pdf": pdf(text="Samhandling 2027, telefon 815 49 300 er ikkje her"[:16]),
}

COMMENTS = (
    f"<w:comments {W}><w:comment w:id='0' w:author='Kari'><w:p><w:r><w:t>er dette sant?</w:t></w:r></w:p>"
    "</w:comment></w:comments>"
)
SLIDE_COMMENT = f"<p:cmLst {P}><p:cm authorId='0'><p:text>ikkje ta med</p:text></p:cm></p:cmLst>"
ENCRYPTED = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:encryption-data/></m:manifest>'
CUSTOM = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties">'
    '<property name="Saksnr"><v>2026/117</v></property></Properties>'
)
NOTES = "<presentation:notes><text:p>hugs</text:p></presentation:notes>"
AUTHORS = f"<p:cmAuthorLst {P}><p:cmAuthor name='Kari Vik'/></p:cmAuthorLst>"
HIDDEN_PAGE = (
    '<style:style style:name="dp2"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
)
HIDING: dict[str, list[tuple[str, bytes]]] = {
    "comment": [
        ("a.docx", word(word__comments_dot_xml=COMMENTS)),
        ("a.xlsx", workbook(comment="løna hans")),
        (
            "a.odt",
            opendocument("<office:annotation><dc:creator>Kari</dc:creator>hm</office:annotation>"),
        ),
        (
            "a.pptx",
            deck(
                "Hei",
                related=(("rId3", "comments", "../comments/comment1.xml"),),
                ppt__comments__comment1_dot_xml=SLIDE_COMMENT,
            ),
        ),
    ],
    "author": [
        ("a.docx", word(clean=False)),
        (
            "a.pptx",
            deck("Hei", ppt__commentAuthors_dot_xml=AUTHORS),
        ),
        ("a.odp", opendocument("", meta="<meta:initial-creator>Kari Vik</meta:initial-creator>")),
        ("a.pdf", pdf(change=named("/Author", "Kari Vik"))),
    ],
    "company": [("a.pdf", pdf(change=named("/Company", "Konsulent AS")))],
    "property": [
        ("a.docx", word(docProps__custom_dot_xml=CUSTOM)),
        ("a.docx", word(customXml__item1_dot_xml="<sak><intern>2026/117</intern></sak>")),
        ("a.pdf", pdf(change=named("/Saksnr", "2026/117"))),
        ("a.odp", opendocument("", meta='<meta:user-defined meta:name="Sak">2026/117</meta:user-defined>')),
    ],
    "tracked_change": [
        ("a.docx", word("<w:ins w:id='1' w:author='Kari'><w:r><w:t>ny</w:t></w:r></w:ins>")),
        ("a.docx", word("<w:del w:id='1' w:author='Kari'><w:r><w:delText>gamal</w:delText></w:r></w:del>")),
        ("a.docx", word("<w:r><w:rPr><w:rPrChange w:id='1' w:author='Kari'/></w:rPr><w:t>x</w:t></w:r>")),
        ("a.odt", opendocument("<text:tracked-changes><text:changed-region/></text:tracked-changes>")),
    ],
    "hidden_text": [
        ("a.docx", word("<w:r><w:rPr><w:vanish/></w:rPr><w:t>løynd</w:t></w:r>")),
        ("a.pptx", deck(shape("Løynd", hidden="1"))),
        ("a.odt", opendocument("<text:p><text:hidden-text>løynd</text:hidden-text></text:p>")),
    ],
    "notes": [
        ("a.pptx", deck("Hei", notes="ikkje sei dette")),
        (
            "a.odp",
            opendocument(f"<draw:page>{NOTES}</draw:page>"),
        ),
    ],
    "hidden_slide": [
        ("a.pptx", deck("Hei", "Reserve", hidden=2)),
        ("a.odp", opendocument('<draw:page draw:style-name="dp2"/>', styles=HIDDEN_PAGE)),
    ],
    "hidden_sheet": [("a.xlsx", workbook(hidden_sheet="Løner"))],
    "hidden_cells": [
        ("a.xlsx", workbook(hidden_row=4)),
        ("a.xlsx", repacked(workbook(), xl__pivotCache__pivotCacheDefinition1_dot_xml="<x/>")),
        (
            "a.ods",
            opendocument(
                '<table:table table:name="A"><table:table-row table:visibility="collapse"><text:p>x</text:p>'
                "</table:table-row></table:table>"
            ),
        ),
    ],
    "macros": [
        ("a.docx", word(word__vbaProject_dot_bin=b"x")),
        ("a.pptx", deck("Hei", ppt__vbaProject_dot_bin=b"x")),
        ("a.xlsx", repacked(workbook(), xl__macrosheets__sheet1_dot_xml="<x/>")),
        ("a.odp", opendocument("", Basic__Standard__Module1_dot_xml="<x/>")),
    ],
    "program": [
        ("a.docx", word(word__activeX__activeX1_dot_xml="<x/>")),
        ("a.pptx", deck("Hei", ppt__media__kalkulator_dot_exe=b"MZ")),
    ],
    "attachment": [
        ("a.docx", word(word__embeddings__oleObject1_dot_bin=b"x")),
        ("a.pptx", deck("Hei", ppt__embeddings__Microsoft_Excel_Sheet_dot_xlsx=b"x")),
        ("a.odp", opendocument("", **{"Object 1__content_dot_xml": "<x/>"})),
        ("a.pdf", pdf(change=attached)),
        ("a.pdf", pdf(change=annotated(Subtype=pikepdf.Name.FileAttachment, Contents="vedlegg"))),
    ],
    "loads_from_outside": [
        ("a.pptx", deck("Hei", related=(("rId5", "image", "https://spor.example/x.png"),))),
        ("a.docx", word("<w:r><w:instrText>INCLUDEPICTURE https://spor.example/x.png</w:instrText></w:r>")),
        ("a.odp", opendocument('<draw:page><draw:image xlink:href="https://spor.example/x.png"/></draw:page>')),
        ("a.odp", opendocument('<draw:page><draw:image xlink:href="../../heime/x.png"/></draw:page>')),
        ("a.odt", opendocument('<text:section-source xlink:href="file:///etc/passwd"/>')),
        ("a.ods", opendocument('<table:table-source xlink:href="/etc/hosts"/>')),
    ],
    "script": [
        ("a.pdf", pdf(change=scripted)),
        ("a.odp", opendocument('<script:event-listener xlink:href="vnd.sun.star.script:x"/>')),
    ],
    "annotation": [("a.pdf", pdf(change=annotated(Subtype=pikepdf.Name.Text, T="Kari", Contents="stryk dette")))],
    "form_field": [
        ("a.pdf", pdf(change=annotated(Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="namn", V="Per Dal"))),
    ],
    "hidden_layer": [("a.pdf", pdf(change=layered))],
    "encrypted": [
        ("a.pdf", pdf(encryption=pikepdf.Encryption(owner="x", user="y"))),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
        (
            "a.odp",
            opendocument(
                "",
                **{"META-INF__manifest_dot_xml": ENCRYPTED},
            ),
        ),
    ],
    "unreadable": [
        ("a.pdf", b"%PDF-1.7 half a file"),
        ("a.pdf", b"<html>"),
        ("a.pptx", b"PK\x03\x04 broken"),
        ("a.pptx", repacked(deck("Hei"), ppt__presentation_dot_xml="<p:presentation")),
        ("a.docx", word(word__document_dot_xml='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;')),
    ],
    "other_kind": [
        ("a.pptx", word()),
        ("a.docx", packed({"notat.txt": "x"})),
        ("a.pptx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 from before 2007"),
    ],
    "picture_position": [
        ("a.pptx", deck("Hei", ppt__media__image1_dot_jpg=photograph())),
        ("a.pdf", pdf(change=illustrated)),
    ],
}
PARAGRAPH = f"<w:p><w:r><w:t>{PERSON}</w:t></w:r></w:p>"
NUMBER_PLACES = {
    "on a slide, cut into runs": ("a.pptx", deck(f"{PERSON[:4]}|{PERSON[4:]}")),
    "in the notes": ("a.pptx", deck("Hei", notes=f"Per er {PERSON[:6]} {PERSON[6:]}")),
    "in the words for who cannot see a picture": ("a.pptx", deck(shape("Hei", descr=PERSON))),
    "in a comment": (
        "a.pptx",
        deck(
            "Hei",
            related=(("rId3", "comments", "../comments/comment1.xml"),),
            ppt__comments__comment1_dot_xml=f"<p:cmLst {P}><p:cm><p:text>{PERSON}</p:text></p:cm></p:cmLst>",
        ),
    ),
    "in a document": ("a.docx", word(text=f"Fnr. {PERSON}.")),
    "in a header": (
        "a.docx",
        word(word__header3_dot_xml=f"<w:hdr {W}>{PARAGRAPH}</w:hdr>"),
    ),
    "in a footnote": (
        "a.docx",
        word(word__footnotes_dot_xml=f"<w:footnotes {W}>{PARAGRAPH}</w:footnotes>"),
    ),
    "in a variable": (
        "a.docx",
        word(word__settings_dot_xml=f"<w:settings {W}><w:docVar w:name='f' w:val='{PERSON}'/></w:settings>"),
    ),
    "in a cell": ("a.xlsx", workbook(value=f"fnr {PERSON}")),
    "in a cell that is a number and has lost its nought": ("a.xlsx", workbook(value=int(invented(1, 1)))),
    "in an OpenDocument": ("a.odt", opendocument(f"<text:p>{PERSON[:6]}<text:s/>{PERSON[6:]}</text:p>")),
    "in a property": ("a.odt", opendocument("", meta=f"<dc:description>{PERSON}</dc:description>")),
    "on the page of a PDF": ("a.pdf", pdf(text=f"Per Dal {PERSON}")),
    "in a property of a PDF": ("a.pdf", pdf(change=named("/Keywords", PERSON))),
    "in a note on a PDF": ("a.pdf", pdf(change=annotated(Subtype=pikepdf.Name.Text, Contents=PERSON))),
    "in the file's name": (f"uttale {PERSON}.pdf", pdf()),
}


@pytest.mark.parametrize("name", CLEAN)
def test_a_document_without_secrets_is_left_alone(name: str) -> None:
    assert inspect(CLEAN[name], name=name) == ()


@pytest.mark.parametrize(
    ("kind", "name", "data"),
    [(kind, name, data) for kind, files in HIDING.items() for name, data in files],
    ids=[f"{kind}-{at}-{name}" for kind, files in HIDING.items() for at, (name, _) in enumerate(files)],
)
def test_what_hides_is_found(kind: str, name: str, data: bytes) -> None:
    assert kind in kinds(data, name)


@pytest.mark.parametrize("place", NUMBER_PLACES)
def test_an_identity_number_is_found_wherever_it_stands(place: str) -> None:
    name, data = NUMBER_PLACES[place]
    assert "identity_number" in kinds(data, name)


@pytest.mark.parametrize("data", [b"%PDF-1.7 half a file", pdf()[:-200], pdf().replace(b"/Root", b"/Rot")])
def test_a_broken_pdf_is_told_without_the_names_of_a_program(data: bytes) -> None:
    for finding in inspect(data, name="a.pdf"):
        assert "_io" not in finding.quote
        assert "0x" not in finding.quote


def test_a_finding_never_quotes_a_whole_identity_number() -> None:
    for name, data in NUMBER_PLACES.values():
        findings = [finding for finding in inspect(data, name=name) if finding.kind == "identity_number"]
        assert all(PERSON not in finding.quote and finding.quote.endswith("*****") for finding in findings)


def test_a_slide_is_counted_as_it_is_shown_not_as_its_file_is_called() -> None:
    found = inspect(deck("Ein", "To", "Tre", hidden=3), name="a.pptx")
    assert [(finding.kind, finding.unit, finding.at) for finding in found] == [("hidden_slide", "slide", "3")]


@pytest.mark.parametrize("kind", ["notes", "comment", "author", "attachment", "annotation"])
def test_what_can_be_left_behind_stops_nothing(kind: Any) -> None:
    assert weight_of(Finding(kind=kind)) == "removed"


@pytest.mark.parametrize("kind", ["identity_number", "macros", "encrypted", "tracked_change", "unreadable", "script"])
def test_what_cannot_be_left_behind_stops_the_document(kind: Any) -> None:
    assert weight_of(Finding(kind=kind)) == "refused"


def test_a_link_that_waits_to_be_pressed_is_no_secret() -> None:
    linked = annotated(Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org"))
    assert inspect(pdf(change=linked), name="a.pdf") == ()
    pressed = deck("Hei", related=(("rId5", "hyperlink", "https://example.org"),))
    assert inspect(pressed, name="a.pptx") == ()


def test_a_bomb_is_told_as_a_file_that_cannot_be_read() -> None:
    bomb = repacked(deck("Hei"), ppt__presentation_dot_xml=b" " * 61_000_000)
    assert kinds(bomb, "a.pptx") == {"unreadable"}


@given(st.binary(max_size=400), st.sampled_from([".pdf", ".docx", ".pptx", ".xlsx", ".odp", ".ods", ".odt"]))
def test_no_bytes_make_it_fail(data: bytes, ending: str) -> None:
    assert all(isinstance(finding, Finding) for finding in inspect(data, name=f"a{ending}"))


@given(st.integers(0, 100_000), st.integers(0, 255), st.sampled_from(sorted(CLEAN)))
@example(place=22217, byte=0, name="innlegg.pptx")  # the name of a part begins with NUL
def test_no_changed_byte_makes_it_fail(place: int, byte: int, name: str) -> None:
    data = bytearray(CLEAN[name])
    data[place % len(data)] = byte
    assert all(isinstance(finding, Finding) for finding in inspect(bytes(data), name=name))
