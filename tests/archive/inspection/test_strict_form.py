"""A file saved as *Strict Open XML*, or with parts of other names, is searched as the same file saved as usual is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from cycle.archive.inspection import inspect
from tests.archive.hiding import W, deck, packed, repacked, word, workbook
from tests.archive.inspection.test_hidden_anywhere import HIDDEN, NUMBER
from tests.archive.inspection.test_inspection import CLEAN, HIDING, NUMBER_PLACES

OFFICE = (".docx", ".xlsx", ".pptx")
_USUAL = re.compile(r"http://schemas\.openxmlformats\.org/(\w+)/2006/([\w/-]+)")
_CAMEL = {"extended-properties": "extendedProperties", "custom-properties": "customProperties"}


def _strict_name(usual: re.Match[str]) -> str:
    if usual[1] == "package":
        return usual[0]
    return f"http://purl.oclc.org/ooxml/{usual[1]}/{'/'.join(_CAMEL.get(word, word) for word in usual[2].split('/'))}"


def strict(data: bytes, encoding: str = "utf-8") -> bytes:
    """Return the same file as ISO/IEC 29500-1 has it, each part in an encoding."""
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as usual:
        for name in usual.namelist():
            part = usual.read(name)
            if name.endswith((".xml", ".rels", ".vml")) and name != "[Content_Types].xml":
                text = _USUAL.sub(_strict_name, part.decode("utf-8"))
                part = re.sub(r"<\?xml[^>]*\?>\s*", "", text).encode(encoding)
            parts[name] = part
    return packed(parts)


def renamed(data: bytes, *names: tuple[str, str]) -> bytes:
    """Return the same file with parts of other names, and the relations that lead there."""
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as usual:
        for name in usual.namelist():
            part, called = usual.read(name), name
            for old, new in names:
                called = called.replace(old, new)
                if name.endswith((".rels", "[Content_Types].xml")):
                    part = part.replace(old.encode(), new.encode())
            parts[called] = part
    return packed(parts)


def found_in(data: bytes, name: str) -> set[tuple[str, str]]:
    """Return what is told; the program's own word for where a relation leads may differ."""
    return {(finding.kind, finding.quote) for finding in inspect(data, name=name)}


OF_OFFICE = {
    **{f"{kind}, {at}": held for kind, files in HIDING.items() for at, held in enumerate(files)},
    **NUMBER_PLACES,
    **NUMBER,
    **{name: held for name, (_, *held) in HIDDEN.items()},
    **{name: (name, data) for name, data in CLEAN.items()},
}
WHOLE = {
    what: (name, data)
    for what, (name, data) in OF_OFFICE.items()
    if name.endswith(OFFICE) and not what.startswith(("unreadable", "encrypted", "other_kind"))
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(("name", "data"), WHOLE.values(), ids=WHOLE)
def test_the_strict_form_of_a_file_tells_what_the_usual_form_tells(name: str, data: bytes, encoding: str) -> None:
    assert found_in(strict(data, encoding), name) == found_in(data, name)


OTHER_NAMES: dict[str, tuple[str, bytes, Callable[[bytes], bytes]]] = {
    "a document as Word in a browser calls it": (
        "a.docx",
        word("<w:del w:id='1' w:author='Kari'><w:r><w:delText>gamal</w:delText></w:r></w:del>"),
        lambda data: renamed(data, ("document.xml", "document2.xml")),
    ),
    "a document in a folder of its own": (
        "a.docx",
        word("<w:r><w:rPr><w:vanish/></w:rPr><w:t>løynd</w:t></w:r>"),
        lambda data: renamed(data, ("word/", "tekst/")),
    ),
    "a deck": (
        "a.pptx",
        deck("Hei", "Reserve", hidden=2),
        lambda data: renamed(data, ("presentation.xml", "deck.xml")),
    ),
    "slides": (
        "a.pptx",
        deck("Hei", notes="ikkje sei"),
        lambda data: renamed(data, ("slides/slide", "slides/lysark"), ("_rels/slide", "_rels/lysark")),
    ),
    "a workbook": ("a.xlsx", workbook(hidden_sheet="Løner"), lambda data: renamed(data, ("workbook.xml", "book2.xml"))),
    "words of cells": (
        "a.xlsx",
        workbook(value="fnr 01019010046"),
        lambda data: renamed(data, ("sharedStrings.xml", "strings7.xml")),
    ),
}


@pytest.mark.parametrize(("name", "data", "change"), OTHER_NAMES.values(), ids=OTHER_NAMES)
def test_a_part_is_known_by_what_it_is_and_not_by_its_name(
    name: str, data: bytes, change: Callable[[bytes], bytes]
) -> None:
    assert found_in(change(data), name) == found_in(data, name)
    assert change(data) != data


NOTE = f"<w:footnotes {W}><w:footnote><w:p><w:ins w:author='Kari'><w:r><w:t>ny</w:t></w:r></w:ins></w:p></w:footnote>"
REMARK = f"<w:comments {W}><w:comment w:author='Kari'><w:p><w:r><w:t>sant?</w:t></w:r></w:p></w:comment></w:comments>"


@pytest.mark.parametrize(
    ("part", "words", "kind"),
    [
        ("word/footnotes1.xml", f"{NOTE}</w:footnotes>", "tracked_change"),
        ("word/notar.xml", f"{NOTE}</w:footnotes>", "tracked_change"),
        ("word/comments1.xml", REMARK, "comment"),
        ("word/merknader.xml", REMARK, "comment"),
        ("word/hdr.xml", f"<w:hdr {W}><w:p><w:del w:author='Kari'/></w:p></w:hdr>", "tracked_change"),
    ],
)
def test_a_second_part_of_a_kind_is_read_too(part: str, words: str, kind: str) -> None:
    data = repacked(word(), **{part.replace("/", "__").replace(".", "_dot_"): words})
    assert kind in {finding.kind for finding in inspect(data, name="a.docx")}


def test_a_part_that_is_no_xml_and_that_nothing_leads_to_makes_no_document_unreadable() -> None:
    assert inspect(word(word__rest_dot_xml="<ikkje"), name="a.docx") == inspect(word(), name="a.docx")
