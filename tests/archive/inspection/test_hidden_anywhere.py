"""Whatever part of a file somebody's matter lies in, and whatever makes words unseen, it is told of or taken out."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pypdfium2
import pytest

from cycle.archive.cleaning import cleaned_pdf
from cycle.archive.inspection import inspect
from tests.archive.hiding import (
    ODF,
    A,
    P,
    R,
    W,
    deck,
    layered_deck,
    opendocument,
    pdf,
    relations,
    repacked,
    shape,
    word,
    workbook,
)
from tests.archive.inspection.test_private_numbers import PERSON

Change = Callable[[pikepdf.Pdf, Any], None]
M = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
C = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
V = 'xmlns:v="urn:schemas-microsoft-com:vml"'
RUNS = f"<a:p><a:r><a:t>{PERSON[:5]}</a:t></a:r><a:r><a:t>{PERSON[5:]}</a:t></a:r></a:p>"


def sheet(inside: str) -> bytes:
    return repacked(workbook(), xl__worksheets__sheet1_dot_xml=f"<worksheet {M}><sheetData/>{inside}</worksheet>")


def book(inside: str) -> bytes:
    sheets = '<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets>'
    return repacked(workbook(), xl__workbook_dot_xml=f"<workbook {M} {R}>{inside}{sheets}</workbook>")


def structured(made: pikepdf.Pdf, _page: Any) -> None:
    figure = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Figure, Alt=PERSON))
    made.Root.StructTreeRoot = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=figure))


def bookmarked(made: pikepdf.Pdf, _page: Any) -> None:
    with made.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(PERSON, 0))


def placed(made: pikepdf.Pdf, page: Any) -> None:
    place = pikepdf.Array([page.obj, pikepdf.Name.Fit])
    made.Root.Names = pikepdf.Dictionary(Dests=pikepdf.Dictionary(Names=pikepdf.Array([PERSON, place])))


def numbered(made: pikepdf.Pdf, _page: Any) -> None:
    made.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Dictionary(P=PERSON)]))


def linked(address: str) -> Change:
    def change(made: pikepdf.Pdf, page: Any) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=address)
        box = pikepdf.Array([1, 1, 9, 9])
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=box, A=action)
        page.obj.Annots = pikepdf.Array([made.make_indirect(link)])

    return change


def drawn(content: str, **page_holds: Any) -> bytes:
    """Return a page with this content."""

    def change(made: pikepdf.Pdf, page: Any) -> None:
        page.obj.Contents = made.make_stream(content.encode("latin-1"))
        for key, value in page_holds.items():
            page.obj[f"/{key}"] = value

    return pdf(change=change)


def off_by_use(made: pikepdf.Pdf, _page: Any) -> None:
    usage = pikepdf.Dictionary(View=pikepdf.Dictionary(ViewState=pikepdf.Name.OFF))
    layer = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Utkast", Usage=usage))
    layers = pikepdf.Array([layer])
    made.Root.OCProperties = pikepdf.Dictionary(OCGs=layers, D=pikepdf.Dictionary(ON=layers))


NUMBER = {
    "mail merge": ("a.docx", word(word__settings_dot_xml=f'<w:settings {W}><w:x w:val="{PERSON}"/></w:settings>')),
    "words for who cannot see": (
        "a.docx",
        word(f'<w:r><w:drawing><wp:x {WP}><wp:docPr id="1" name="x" descr="{PERSON}"/></wp:x></w:drawing></w:r>'),
    ),
    "bookmark": ("a.docx", word(f'<w:bookmarkStart w:id="0" w:name="p{PERSON}"/>')),
    "content control": ("a.docx", word(f'<w:sdt><w:sdtPr><w:alias w:val="{PERSON}"/></w:sdtPr></w:sdt>')),
    "building blocks": (
        "a.docx",
        word(word__glossary__document_dot_xml=f"<w:g {W}><w:p><w:r><w:t>{PERSON}</w:t></w:r></w:p></w:g>"),
    ),
    "tip of a link": ("a.docx", word(f'<w:hyperlink w:tooltip="{PERSON}"><w:r><w:t>x</w:t></w:r></w:hyperlink>')),
    "field": ("a.docx", word(f'<w:r><w:instrText>QUOTE "{PERSON}"</w:instrText></w:r>')),
    "old drawing": ("a.docx", word(f'<w:r><w:pict><v:shape {V} alt="{PERSON}"/></w:pict></w:r>')),
    "enclosed text": ("a.docx", word(word__afchunk_dot_mht=PERSON)),
    "SmartArt": ("a.pptx", deck("Hei", ppt__diagrams__data1_dot_xml=f"<d {A}>{RUNS}</d>")),
    "figures behind a chart": ("a.pptx", deck("Hei", ppt__charts__c1_dot_xml=f"<c:c {C}><c:v>{PERSON}</c:v></c:c>")),
    "master": ("a.pptx", deck("Hei", ppt__slideMasters__m1_dot_xml=f"<p:m {P} {A}>{RUNS}</p:m>")),
    "master of notes": ("a.pptx", deck("Hei", ppt__notesMasters__m1_dot_xml=f"<p:m {P} {A}>{RUNS}</p:m>")),
    "master of handouts": ("a.pptx", deck("Hei", ppt__handoutMasters__m1_dot_xml=f"<p:m {P} {A}>{RUNS}</p:m>")),
    "section": ("a.pptx", deck("Hei", ppt__presProps_dot_xml=f'<p:p {P}><s name="{PERSON}"/></p:p>')),
    "tag": (
        "a.pptx",
        deck("Hei", ppt__tags__t1_dot_xml=f'<p:tagLst {P}><p:tag name="SAK" val="{PERSON}"/></p:tagLst>'),
    ),
    "name of a shape": ("a.pptx", deck(shape("Hei", title=PERSON))),
    "picture in text": ("a.pptx", deck("Hei", ppt__media__b_dot_svg=f"<svg><desc>{PERSON}</desc></svg>")),
    "slide off the list": (
        "a.pptx",
        deck("Hei", ppt__slides__slide9_dot_xml=f"<p:sld {P} {A}>{shape(PERSON)}</p:sld>"),
    ),
    "name in a book": ("a.xlsx", book(f'<definedNames><definedName name="x">"{PERSON}"</definedName></definedNames>')),
    "foot of a sheet": ("a.xlsx", sheet(f"<headerFooter><oddFooter>{PERSON}</oddFooter></headerFooter>")),
    "what is asked for in a cell": ("a.xlsx", sheet(f'<dataValidations><v prompt="{PERSON}"/></dataValidations>')),
    "drawing on a sheet": ("a.xlsx", repacked(workbook(), xl__drawings__d_dot_xml=f"<x {A}>{RUNS}</x>")),
    "old comment": ("a.xlsx", repacked(workbook(), xl__drawings__v_dot_vml=f"<xml><t>{PERSON}</t></xml>")),
    "head of a table": ("a.xlsx", repacked(workbook(), xl__tables__t_dot_xml=f'<table {M} name="{PERSON}"/>')),
    "log of changes": ("a.xlsx", repacked(workbook(), xl__revisions__l_dot_xml=f"<x>{PERSON}</x>")),
    "words for who cannot see (odp)": (
        "a.odp",
        opendocument(f"<draw:frame><svg:desc>{PERSON}</svg:desc></draw:frame>"),
    ),
    "settings": ("a.odp", opendocument("", settings_dot_xml=f"<office:s {ODF}><x>{PERSON}</x></office:s>")),
    "variable": ("a.odt", opendocument(f'<text:user-field-decl office:string-value="{PERSON}"/>')),
    "formula": ("a.ods", opendocument(f'<table:table-cell table:formula="of:=&quot;{PERSON}&quot;"/>')),
    "statement about the file": ("a.odt", opendocument("", manifest_dot_rdf=f"<rdf>{PERSON}</rdf>")),
    "words for who cannot see (pdf)": ("a.pdf", pdf(change=structured)),
    "bookmark (pdf)": ("a.pdf", pdf(change=bookmarked)),
    "named place": ("a.pdf", pdf(change=placed)),
    "number of a page": ("a.pdf", pdf(change=numbered)),
    "address of a link": ("a.pdf", pdf(change=linked(f"https://x.example/?p={PERSON}"))),
    "beside the page": ("a.pdf", drawn(f"BT /F1 12 Tf -400 700 Td ({PERSON}) Tj ET")),
}


@pytest.mark.parametrize(("name", "data"), NUMBER.values(), ids=NUMBER)
def test_an_identity_number_is_found_in_whichever_part_it_lies(name: str, data: bytes) -> None:
    assert "identity_number" in {finding.kind for finding in inspect(data, name=name)}


HIDES_ALL = f'<w:styles {W}><w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
BASED_ON_IT = '<w:style w:styleId="B"><w:basedOn w:val="H"/></w:style></w:styles>'
UNDISPLAYED = '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
OFF = '<draw:layer-set><draw:layer draw:name="L" draw:display="none"/></draw:layer-set>'
HIDDEN = {
    "hidden by a style of its letters": (
        "hidden_text",
        "a.docx",
        word(
            '<w:r><w:rPr><w:rStyle w:val="H"/></w:rPr><w:t>x</w:t></w:r>', word__styles_dot_xml=HIDES_ALL + BASED_ON_IT
        ),
    ),
    "hidden by a style that is based on one": (
        "hidden_text",
        "a.docx",
        word(
            '<w:pPr><w:pStyle w:val="B"/></w:pPr><w:r><w:t>x</w:t></w:r>', word__styles_dot_xml=HIDES_ALL + BASED_ON_IT
        ),
    ),
    "a section that is not shown": (
        "hidden_text",
        "a.odt",
        opendocument('<text:section text:display="none"><text:p>x</text:p></text:section>'),
    ),
    "words in a style that is not shown": (
        "hidden_text",
        "a.odt",
        opendocument('<text:p><text:span text:style-name="T1">x</text:span></text:p>', styles=UNDISPLAYED),
    ),
    "a layer that is off": (
        "hidden_text",
        "a.odp",
        opendocument('<draw:frame draw:layer="L"><text:p>x</text:p></draw:frame>', styles=OFF),
    ),
    "a layer that is off, where LibreOffice keeps it": ("hidden_text", "a.odp", layered_deck("Hei", off="x")),
    "a layer that is printed and not shown": ("hidden_text", "a.odp", layered_deck("Hei", off="x", display="printer")),
    "a slide that no list has": ("hidden_slide", "a.pptx", deck("Hei", ppt__slides__slide9_dot_xml=f"<p:sld {P}/>")),
    "who changed the deck": ("author", "a.pptx", deck("Hei", ppt__changesInfos__c_dot_xml='<x><y name="Kari"/></x>')),
    "who changed a style": (
        "author",
        "a.docx",
        word(word__styles_dot_xml=f'<w:styles {W}><w:rPrChange w:author="Kari"/></w:styles>'),
    ),
    "who has the book open": ("author", "a.xlsx", book('<fileSharing userName="Kari Vik"/>')),
    "what letters were merged from": (
        "property",
        "a.docx",
        word(word__settings_dot_xml=f'<w:s {W}><w:mailMerge><w:query w:val="SELECT 1"/></w:mailMerge></w:s>'),
    ),
    "earlier versions": ("earlier_version", "a.odt", opendocument("", Versions__Version1="x")),
    "a link into a network (docx)": (
        "inside_link",
        "a.docx",
        word(word___rels__x_dot_rels=relations(("r1", "hyperlink", "file://server/lon/per.xlsx"))),
    ),
    "a link into a network (pptx)": (
        "inside_link",
        "a.pptx",
        deck("Hei", related=(("r7", "hyperlink", "file://server/lon/per.xlsx"),)),
    ),
    "a link into a network (odt)": (
        "inside_link",
        "a.odt",
        opendocument('<text:a xlink:href="file://server/lon/per.ods">x</text:a>'),
    ),
    "a link into a network (pdf)": ("inside_link", "a.pdf", pdf(change=linked(r"\\server\lon\per.xlsx"))),
    "a layer that is off when it is looked at": ("hidden_layer", "a.pdf", pdf(change=off_by_use)),
}


@pytest.mark.parametrize(("kind", "name", "data"), HIDDEN.values(), ids=HIDDEN)
def test_what_is_hidden_is_told(kind: str, name: str, data: bytes) -> None:
    assert kind in {finding.kind for finding in inspect(data, name=name)}


WORDS = "(loynde ord) Tj ET"
UNSEEN = {
    "white on white": drawn(f"1 g BT /F1 12 Tf 50 700 Td {WORDS}"),
    "drawn as nothing": drawn(f"BT /F1 12 Tf 3 Tr 50 700 Td {WORDS}"),
    "under a black box": drawn(f"BT /F1 12 Tf 50 700 Td {WORDS} 0 g 40 690 200 40 re f"),
    "beside the page": drawn(f"BT /F1 12 Tf -400 700 Td {WORDS}"),
    "too small to read": drawn(f"BT /F1 0.3 Tf 50 700 Td {WORDS}"),
    "cut away": drawn(f"BT /F1 12 Tf 50 700 Td {WORDS}", CropBox=pikepdf.Array([0, 0, 300, 300])),
}


def test_a_page_as_large_as_a_wall_is_drawn_small_and_its_unseen_words_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn_as, real = [], pypdfium2.PdfPage.render

    def render(page: pypdfium2.PdfPage, *, scale: float) -> pypdfium2.PdfBitmap:
        drawn_as.append(page.get_width() * page.get_height() * scale * scale)
        return real(page, scale=scale)

    monkeypatch.setattr(pypdfium2.PdfPage, "render", render)
    large = drawn(f"1 g BT /F1 400 Tf 50 7000 Td {WORDS}", MediaBox=pikepdf.Array([0, 0, 14_400, 14_400]))
    assert [finding.kind for finding in inspect(large, name="a.pdf")].count("unseen_text") == 1
    assert [dots for dots in drawn_as if dots > 8_100_000] == []
    assert drawn_as


@pytest.mark.parametrize("data", UNSEEN.values(), ids=UNSEEN)
def test_words_that_nobody_sees_on_the_page_are_told_with_the_page(data: bytes) -> None:
    [found] = [finding for finding in inspect(data, name="a.pdf") if finding.kind == "unseen_text"]
    assert (found.unit, found.at) == ("page", "1")


@pytest.mark.parametrize(
    "content",
    [
        f"BT /F1 12 Tf 50 700 Td {WORDS}",
        f"0.9 g BT /F1 12 Tf 50 700 Td {WORDS}",
        f"0 0 0.4 rg 0 600 595 200 re f 1 g BT /F1 12 Tf 50 700 Td {WORDS}",
        f"BT /F1 4 Tf 50 700 Td {WORDS}",
        f"q 0 1 -1 0 500 100 cm BT /F1 12 Tf 50 100 Td {WORDS} Q",
    ],
    ids=["black", "light grey", "white on blue", "small", "turned"],
)
def test_words_that_are_seen_are_not_told(content: str) -> None:
    assert inspect(drawn(content), name="a.pdf") == ()
    turned = drawn(content, Rotate=90)
    assert inspect(turned, name="a.pdf") == ()


def test_a_link_into_a_network_is_out_of_what_is_published_and_others_stay() -> None:
    for address, stays in (("file://server/lon/per.xlsx", False), ("https://saman.no/", True), ("mailto:a@b.no", True)):
        with pikepdf.open(io.BytesIO(cleaned_pdf(pdf(change=linked(address))))) as made:
            there = [str(link.A.URI) for link in made.pages[0].obj.get("/Annots", []) if "/A" in link]
        assert there == ([address] if stays else [])
