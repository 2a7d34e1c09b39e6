"""A file that is no Word document is told by what it is, with the way to one; .docx of other programs is read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

import pytest

from cycle.catalogue import say
from cycle.letters.checks.lint import check_template
from cycle.letters.ooxml.other_formats import FOREIGN_KINDS
from cycle.wording import LANGUAGE_NAMES
from tests.letters.conftest import body, paragraph, speaks, with_parts, write_word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
MAIN = b"wordprocessingml.document.main"
DOCX = write_word("Hei", title="T")


def stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + bytes(500)


def packed(members: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


def typed(kind: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(DOCX)) as archive:
        types = archive.read("[Content_Types].xml")
    whole = b"application/vnd.openxmlformats-officedocument." + MAIN + b"+xml"
    return with_parts(DOCX, {"[Content_Types].xml": types.replace(whole, kind)})


def found_in(data: bytes, name: str = "brev.docx") -> list[str]:
    found = check_template(data, name=name, known=None)
    assert all(speaks(problem) for problem in found)
    return [re.sub(r" \(File.*", "", problem.what) for problem in found if problem.severity == "error"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the file is empty"),
        (bytes(4096), "the file has room and no content"),
        (DOCX[: len(DOCX) // 2], "the file stops in the middle"),
        (stream("EncryptedPackage"), "the document has a password, and cannot be read"),
        (stream("WordDocument"), "this is a document of an old Word (.doc)"),
        (stream("Workbook"), "this is a workbook of Excel"),
        (
            typed(b"application/vnd.ms-word.document.macroEnabled.main+xml"),
            "this is a Word document with macros (.docm)",
        ),
        (
            typed(b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
            "this is a template of Word's own kind (.dotx)",
        ),
        (
            typed(b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml"),
            "this is a template of Word's own kind with macros (.dotm)",
        ),
        (
            typed(b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
            "this is a workbook of Excel",
        ),
        (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "this is a document of LibreOffice (.odt)"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "this is a workbook of Excel"),
        (packed({"Index/Document.iwa": ""}), "this is a document of Pages"),
        (packed({"brev.docx": "x"}), "this is a folder packed as a zip file"),
        (b"{\\rtf1\\ansi Hei}", "this is rich text (.rtf)"),
        (b"%PDF-1.7", "this is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "this is a picture"),
        (b"<!DOCTYPE html><html>", "this is a web page (.htm, .mht)"),
        (b"MIME-Version: 1.0\r\n", "this is a web page (.htm, .mht)"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><w:wordDocument/>", "this is a file of XML"),
        (b"[InternetShortcut]\nURL=https://fjord.example", "this is a shortcut to a document"),
        ("Kjære {{ recipient.name }} på Øya".encode(), "this is plain text"),
        (b"\x01\x02\x03" * 50, "this is not a whole Word file"),
    ],
)
def test_each_kind_of_file_is_called_what_it_is(data: bytes, what: str) -> None:
    assert found_in(data) == [what]


def test_the_note_of_an_open_document_is_told_by_its_name_or_its_form() -> None:
    note = bytes([4]) + b"Kari" + bytes(157)
    assert (
        found_in(note, "~$brev.docx")
        == found_in(note)
        == ["this is the note Word keeps beside a document that is open"]
    )


@pytest.mark.parametrize("said", FOREIGN_KINDS.values(), ids=lambda entry: entry[0])
def test_the_way_to_a_word_document_is_told_in_both_forms(said: tuple[str, str]) -> None:
    what, helps = said
    nynorsk, bokmål = (f"{say(form, what)} {say(form, helps)}" for form in LANGUAGE_NAMES)
    assert not re.search(r"\b(?:ikke|en|et|fra|åpne|velg|filen)\b", nynorsk)
    assert not re.search(r"\b(?:ikkje|ein|eit|frå|opne|vel|fila)\b", bokmål)
    assert all((what, helps))


def test_a_bare_docx_of_a_small_program_is_read() -> None:
    """WordPad and Google Docs leave out styles, properties and settings."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    text = body(paragraph("Hei {{ recipient.name }}")).decode()
    assert found_in(packed({"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": text})) == []


def test_a_marked_list_whose_deeper_levels_count_is_no_list_that_counts() -> None:
    """LibreOffice gives each list nine levels, of which only the first has marks."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    level = '<w:lvl w:ilvl="{}"><w:numFmt w:val="{}"/></w:lvl>'
    numbering = (
        f'<w:numbering {space}><w:abstractNum w:abstractNumId="1">{level.format(0, "bullet")}'
        f"{level.format(1, 'decimal')}</w:abstractNum>"
        '<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    for depth, counts in ((0, False), (1, True)):
        item = paragraph("{{ a }}").replace(
            "<w:p>", f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="7"/></w:numPr></w:pPr>'
        )
        xml = paragraph("{%p for a in l %}") + item + paragraph("{%p endfor %}")
        data = with_parts(write_word(xml=xml, title="T"), {"word/numbering.xml": numbering.encode()})
        found = check_template(data, name="brev.docx", known=None)
        assert any("goes on counting" in problem.what for problem in found) == counts
