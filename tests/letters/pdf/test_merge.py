"""Letters made as one document and taken apart again look, read and count as if each had been made alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
import pytest
from lxml import etree

from cycle.errors import ConversionError
from cycle.letters.fields.example import example_fields
from cycle.letters.fields.picture import Picture
from cycle.letters.ooxml.word_package import W
from cycle.letters.pdf import libreoffice_process as libreoffice
from cycle.letters.pdf.conversion import convert, find_office
from cycle.letters.pdf.merge import merged, title_of
from cycle.letters.pdf.merge_rules import NotMergeableError
from cycle.letters.pdf.page_pictures import pages
from cycle.letters.pdf.pdfa import check_pdf, normalise, read_pdf
from cycle.letters.pdf.sandbox import run_sandboxed
from cycle.letters.pdf.scratch_folder import scratch_folder
from cycle.letters.pdf.split import split
from cycle.letters.render.template import Template, compile_template
from cycle.model import DOCX, Document
from tests.letters.conftest import TEMPLATES, body, paragraph, png, table, with_parts, write_word

INVITATION = Template((TEMPLATES / "invitasjon.docx").read_bytes(), name="invitasjon.docx")
SECTION = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1000" w:bottom="1000"/></w:sectPr>'


def letter(number: int, *, seats: int = 2) -> Document:
    """Return a letter of one page, or of two when it has many seats."""
    fields = example_fields()
    fields["recipient"] |= {"name": f"Kari Nr {number}", "address_lines": [f"Kari Nr {number}", "Fjord kommune"]}
    fields["recipient"]["seats"] = [fields["recipient"]["seats"][0]] * seats
    fields["letter"]["title"] = f"Invitasjon nr. {number}"
    return Document(name=f"brev-{number}.docx", media_type=DOCX, data=INVITATION.render(fields))


def member(data: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def alone(one: Document) -> bytes:
    return convert([one], office=find_office())[0].data


def tags(data: bytes) -> list[tuple[int, str]]:
    """Return the kinds of elements in reading order, each with how deep it lies."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return list(_walked(pdf.Root.StructTreeRoot.K, 0))


def outline(data: bytes) -> list[tuple[str, int, list[str]]]:
    """Return the headings one can jump to, the page of each, and those right below it."""
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as found:
        pages = [page.objgen for page in pdf.pages]
        every = [*found.root, *(below for entry in found.root for below in entry.children)]
        return [
            (entry.title, pages.index(entry.destination[0].objgen), [it.title for it in entry.children])
            for entry in every
        ]


def _walked(element: Any, depth: int) -> Iterator[tuple[int, str]]:
    for object in element if isinstance(element, pikepdf.Array) else [element]:
        if isinstance(object, pikepdf.Dictionary) and "/S" in object:
            yield depth, str(object.S)
            yield from _walked(object.get("/K", pikepdf.Array()), depth + 1)


@pytest.mark.office
def test_letters_of_one_and_two_pages_look_and_read_as_if_each_were_made_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their headers hold the title, which is another in each."""
    letters = [letter(number, seats=30 if number % 2 else 1) for number in range(4)]
    taken_apart: list[int] = []

    def counted(data: bytes, titles: Sequence[str]) -> list[bytes]:
        found = split(data, titles)
        taken_apart.append(len(found))
        return found

    monkeypatch.setattr(libreoffice, "split", counted)
    together = convert(letters, office=find_office(), workers=1)
    assert taken_apart == [4]
    assert [read_pdf(document.data).pages for document in together] == [1, 2, 1, 2]
    for number, document in enumerate(together):
        single = alone(letters[number])
        assert pages(document.data) == pages(single), "not one pixel may differ"
        assert tags(document.data) == tags(single)
        assert outline(document.data) == outline(single) != []
        ours, theirs = read_pdf(document.data), read_pdf(single)
        assert (ours.text, ours.title, ours.language, ours.conformance, ours.tagged) == (
            theirs.text,
            f"Invitasjon nr. {number}",
            "nn-NO",
            "2B",
            True,
        )
    assert "Side 2 av 2" in read_pdf(together[1].data).text


@pytest.mark.office
def test_each_mark_on_a_page_leads_back_to_its_element() -> None:
    together = convert([letter(number, seats=30) for number in range(3)], office=find_office())
    with pikepdf.open(io.BytesIO(together[1].data)) as pdf:
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        by_page = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
        for number, page in enumerate(pdf.pages):
            assert int(page.obj.StructParents) == number
            for at, element in enumerate(by_page[number]):
                assert element is None or at in {int(element) for element in element.K if isinstance(element, int)}
        assert "/Annots" not in pdf.pages[0].obj or all("/A" in element for element in pdf.pages[0].obj.Annots)
        assert len(pdf.pages) == 2
        assert "/Dests" not in pdf.Root


@pytest.mark.office
def test_letters_that_do_not_go_together_are_made_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two templates in one call: every letter comes out, though they cannot be one document."""
    tried = []
    monkeypatch.setattr(libreoffice, "split", lambda *given: tried.append(given))
    other = [write_word(f"Hei {number}", title="Anna brev") for number in range(2)]
    letters = [letter(0), Document(name="a.docx", media_type=DOCX, data=other[0]), letter(1)]
    made = convert(letters, office=find_office(), workers=1)
    assert ["Kari Nr 0" in read_pdf(made[0].data).text, "Hei 0" in read_pdf(made[1].data).text] == [True, True]
    assert tried == []


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        (paragraph("Hei") + table(("a", "b")) + SECTION, "begin and end with a paragraph"),
        (paragraph("Hei"), "several sections"),
        (
            '<w:p><w:bookmarkStart w:id="1" w:name="her"/><w:bookmarkEnd w:id="1"/></w:p>' + SECTION,
            "bookmarks of its own",
        ),
        (
            "<w:p><w:r><w:instrText> NUMPAGES </w:instrText></w:r></w:p>" + SECTION,
            "goes on over the end of the letter",
        ),
        ('<w:p><w:fldSimple w:instr=" PAGEREF her "/></w:p>' + SECTION, "looks across the document"),
        (paragraph("Hei") + "<w:sectPr/>", "how large its page is"),
    ],
)
def test_what_would_look_different_in_company_is_refused_with_the_reason(xml: str, why: str) -> None:
    one = with_parts(write_word("Hei"), {"word/document.xml": body(xml)})
    with pytest.raises(NotMergeableError, match=why):
        merged([one, one])


def test_a_header_that_says_the_same_is_inherited_and_one_that_does_not_is_each_letters_own() -> None:
    """The invitation has two headers, one of them with the title, and two footers that say how many pages there are."""
    same = etree.fromstring(member(merged([letter(1).data, letter(1).data]), "word/document.xml"))
    other = etree.fromstring(member(merged([letter(1).data, letter(2).data]), "word/document.xml"))
    edges = [f"{W}headerReference", f"{W}footerReference"]
    counted = [
        [len(list(element.iter(edge))) for edge in edges]
        for root in (same, other)
        for element in root.iter(f"{W}sectPr")
    ]
    assert counted == [[2, 2], [0, 2], [2, 2], [1, 2]]


def test_numbered_lists_and_other_surroundings_are_refused() -> None:
    good = with_parts(write_word("Hei"), {"word/document.xml": body(paragraph("Hei") + SECTION)})
    item = '<w:p><w:pPr><w:pStyle w:val="ListNumber"/></w:pPr><w:r><w:t>Sak</w:t></w:r></w:p>'
    numbered = with_parts(good, {"word/document.xml": body(item + paragraph("Hei") + SECTION)})
    with pytest.raises(NotMergeableError, match="go on counting"):
        merged([numbered, numbered])
    bullet = with_parts(good, {"word/document.xml": body(item.replace("ListNumber", "ListBullet") + SECTION)})
    assert merged([bullet, bullet])
    with pytest.raises(NotMergeableError, match="differ from letter to letter"):
        merged([good, with_parts(good, {"word/styles.xml": b"<x/>"})])


def test_the_title_of_a_letter_is_read_from_its_properties() -> None:
    assert title_of(write_word("Hei", title="Innkalling & svar")) == "Innkalling & svar"
    assert title_of(with_parts(write_word("Hei"), {})) == ""


def test_a_pdf_that_does_not_say_where_letters_start_is_not_taken_apart() -> None:
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(buffer)
    with pytest.raises(ConversionError, match="cannot be taken apart"):
        split(buffer.getvalue(), ["a", "b"])
    with pytest.raises(ConversionError, match="cannot be taken apart"):
        split(b"no pdf", ["a"])


def described_picture(number: int, *, alt: str) -> Document:
    template = compile_template(write_word("Brev til {{ name }}", "{{ picture }}", "Helsing", title="Brev"))
    picture = Picture(data=png(), width=30, alt=alt)
    data = template.render({"name": f"Nr. {number}", "picture": picture})
    return Document(name=f"{number}.docx", media_type=DOCX, data=data)


@pytest.mark.office
@pytest.mark.parametrize("count", [1, 3])
def test_a_letter_for_everybody_says_so_and_one_with_a_picture_nobody_has_described_does_not(count: int) -> None:
    """PDF/UA: alone and taken apart alike."""
    described = convert([described_picture(n, alt="Signatur") for n in range(count)], office=find_office())
    silent = convert([described_picture(n, alt="") for n in range(count)], office=find_office())
    assert [check_pdf(document.data).universal for document in described] == [True] * count
    assert [check_pdf(document.data).universal for document in silent] == [False] * count
    assert {read_pdf(document.data).against_universal for document in silent} == {
        ("alternative text of every picture",)
    }


@pytest.mark.office
def test_a_link_stays_in_the_order_of_reading_when_letters_are_taken_apart() -> None:
    """LibreOffice 7.4 makes no links in archive PDFs; newer ones do, as is done by hand here."""
    whole = pikepdf.open(io.BytesIO(whole_pdf([letter(number) for number in range(3)])))
    elements = whole.Root.StructTreeRoot.K[0].K
    for number, page in enumerate(whole.pages):
        link = whole.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                Rect=[0, 0, 9, 9],
                A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"https://x.example/{number}"),
            )
        )
        inside = whole.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Dest="x"))
        page.obj.Annots = pikepdf.Array([inside, link])
        mine = next(element for element in elements if element.get("/Pg") == page.obj)
        for dictionary in (inside, link):
            mine.K.append(pikepdf.Dictionary(Type=pikepdf.Name.OBJR, Obj=dictionary))
    buffer = io.BytesIO()
    whole.save(buffer)
    for number, dictionary in enumerate(split(buffer.getvalue(), ["Brev"] * 3)):
        assert check_pdf(dictionary).universal
        with pikepdf.open(io.BytesIO(dictionary)) as pdf:
            [link] = pdf.pages[0].obj.Annots
            assert str(link.A.URI) == f"https://x.example/{number}"
            entries = pdf.Root.StructTreeRoot.ParentTree.Nums
            parent = entries[list(entries).index(int(link.StructParent)) + 1]
            assert [element.Obj.objgen for element in parent.K if not isinstance(element, int)] == [link.objgen]


def whole_pdf(letters: list[Document]) -> bytes:
    """Return the PDF of all letters as it is before it is taken apart."""
    with scratch_folder() as folder:
        (folder / "all.docx").write_bytes(merged([document.data for document in letters]))
        order = libreoffice.command(find_office(), folder, "whole", [folder / "all.docx"])
        run_sandboxed(order, folder, "whole", 60.0)
        return normalise((folder / "whole" / "all.pdf").read_bytes(), finished=False)
