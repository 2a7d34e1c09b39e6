"""A PDF that is published holds its pages and nothing beside them."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pypdfium2
import pytest

from cycle.archive.cleaning import cleaned_pdf, readers_lack
from cycle.archive.inspection import inspect, weight_of
from cycle.archive.inspection.camera_data import without_metadata
from tests.archive.hiding import pdf, photograph
from tests.archive.inspection.test_inspection import HIDING, annotated

LEFT_BEHIND = [
    (kind, data)
    for kind, files in HIDING.items()
    for name, data in files
    if name.endswith(".pdf") and kind not in {"encrypted", "unreadable", "hidden_layer"}
]


@pytest.mark.parametrize(
    ("kind", "data"), LEFT_BEHIND, ids=[f"{at}-{kind}" for at, (kind, _) in enumerate(LEFT_BEHIND)]
)
def test_what_is_beside_the_pages_is_left_behind(kind: str, data: bytes) -> None:
    assert kind in {finding.kind for finding in inspect(data, name="a.pdf")}
    assert inspect(cleaned_pdf(data), name="a.pdf") == ()


def test_an_earlier_version_of_the_file_is_left_behind() -> None:
    first = pdf(text="utkast")
    twice = first + first[first.index(b"xref") if b"xref" in first else -60 :]
    assert "earlier_version" in {finding.kind for finding in inspect(twice, name="a.pdf")}
    assert inspect(cleaned_pdf(twice), name="a.pdf") == ()


def test_pages_links_and_title_stay() -> None:
    address = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org")
    made = pdf(text="Samhandling", change=annotated(Subtype=pikepdf.Name.Link, A=address))
    with pikepdf.open(io.BytesIO(cleaned_pdf(made, title="Vegen vidare", language="nn-NO"))) as cleaned:
        assert str(cleaned.pages[0].obj.Annots[0].A.URI) == "https://example.org"
        assert (str(cleaned.docinfo["/Title"]), str(cleaned.Root.Lang)) == ("Vegen vidare", "nn-NO")
    assert words_of(cleaned_pdf(made)) == "Samhandling"


def test_a_title_of_its_own_is_not_written_over() -> None:
    def titled(made: pikepdf.Pdf, _page: object) -> None:
        made.docinfo["/Title"] = "Sin eigen"

    with pikepdf.open(io.BytesIO(cleaned_pdf(pdf(change=titled), title="Vår"))) as cleaned:
        assert str(cleaned.docinfo["/Title"]) == "Sin eigen"


def test_the_same_file_gives_the_same_bytes() -> None:
    made = pdf(text="Samhandling")
    assert cleaned_pdf(made) == cleaned_pdf(made)
    assert cleaned_pdf(cleaned_pdf(made)) == cleaned_pdf(made)


def test_a_photograph_keeps_its_picture_and_nothing_else() -> None:
    taken = photograph()
    bare = without_metadata(taken)
    assert b"Exif" in taken
    assert b"Exif" not in bare
    assert without_metadata(bare) == bare


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"no picture", b"\xff\xd8\xff\xe1\xff\xff", photograph()[:40]])
def test_a_damaged_photograph_stays_as_it_is(data: bytes) -> None:
    assert without_metadata(data) == data


def test_what_cannot_be_left_behind_is_refused_not_cleaned() -> None:
    hidden = HIDING["hidden_layer"][0][1]
    assert {weight_of(finding) for finding in inspect(hidden, name="a.pdf")} == {"refused"}


def words_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        page = document[0].get_textpage()
        words = str(page.get_text_bounded())
        page.close()
    return words


def test_what_a_program_keeps_at_a_group_is_left_behind() -> None:
    def grouped(made: pikepdf.Pdf, page: Any) -> None:
        kept = pikepdf.Dictionary(App=pikepdf.Dictionary(Private="hemmeleg"))
        form: dict[str, Any] = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Form, "PieceInfo": kept}
        page.Resources.XObject = pikepdf.Dictionary(Fm1=pikepdf.Stream(made, b"", BBox=[0, 0, 9, 9], **form))

    data = pdf(text="Samhandling", change=grouped)
    assert [finding.at for finding in inspect(data, name="a.pdf")] == ["PieceInfo"]
    assert inspect(cleaned_pdf(data), name="a.pdf") == ()


def test_a_photograph_with_bytes_that_only_fill_loses_its_position_too() -> None:
    taken = photograph()
    filled = taken[:2] + b"\xff\xff" + taken[2:]
    assert b"Exif" not in without_metadata(filled)


def test_colours_are_read_as_before() -> None:
    def illustrated(made: pikepdf.Pdf, page: Any) -> None:
        size: dict[str, Any] = {"Width": 8, "Height": 8, "BitsPerComponent": 8, "ColorSpace": pikepdf.Name.DeviceRGB}
        stated = {"Subtype": pikepdf.Name.Image, "Filter": pikepdf.Name.DCTDecode, **size}
        how = pikepdf.Dictionary(ColorTransform=0)
        page.Resources.XObject = pikepdf.Dictionary(Im1=pikepdf.Stream(made, photograph(), DecodeParms=how, **stated))
        page.Contents = made.make_stream(b"/Im1 Do")

    with pikepdf.open(io.BytesIO(cleaned_pdf(pdf(change=illustrated)))) as cleaned:
        assert int(cleaned.pages[0].Resources.XObject.Im1.DecodeParms.ColorTransform) == 0


@pytest.mark.parametrize("odd", ["names", "off", "off number", "parent"])
def test_a_structure_that_no_standard_knows_is_told_as_a_file_that_cannot_be_read(odd: str) -> None:
    def broken(made: pikepdf.Pdf, page: Any) -> None:
        match odd:
            case "names":
                made.Root.Names = pikepdf.Array([1])
            case "off":
                made.Root.OCProperties = pikepdf.Dictionary(D=pikepdf.Dictionary(OFF=pikepdf.Array([1])))
            case "off number":
                made.Root.OCProperties = pikepdf.Dictionary(D=pikepdf.Dictionary(OFF=3))
            case _:
                annotated(Subtype=pikepdf.Name.Widget, Parent=3)(made, page)

    found = {finding.kind for finding in inspect(pdf(change=broken), name="a.pdf")}
    assert found <= {"unreadable", "script", "hidden_layer"}


def test_layers_that_are_all_hidden_are_found() -> None:
    def layered(made: pikepdf.Pdf, _page: object) -> None:
        made.Root.OCProperties = pikepdf.Dictionary(D=pikepdf.Dictionary(BaseState=pikepdf.Name.OFF))

    assert {finding.kind for finding in inspect(pdf(change=layered), name="a.pdf")} == {"hidden_layer"}


def font_of(page: Any) -> Any:
    return page.Resources.Font.F1


def tagged(made: pikepdf.Pdf, _page: object) -> None:
    made.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    made.Root.StructTreeRoot = pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=pikepdf.Array())


def embedded(made: pikepdf.Pdf, page: Any) -> None:
    font = font_of(page)
    font.BaseFont = pikepdf.Name("/ABCDEF+Carlito")
    font.FontDescriptor = made.make_indirect(pikepdf.Dictionary(FontFile2=made.make_stream(b"drawing")))


def marked_without_a_tree(made: pikepdf.Pdf, _page: object) -> None:
    made.Root.MarkInfo = pikepdf.Dictionary(Marked=True)


def tree_without_a_mark(made: pikepdf.Pdf, page: Any) -> None:
    tagged(made, page)
    made.Root.MarkInfo = pikepdf.Dictionary(Marked=False)


def empty_tree(made: pikepdf.Pdf, page: Any) -> None:
    tagged(made, page)
    del made.Root.StructTreeRoot["/K"]


def described_without_drawing(made: pikepdf.Pdf, page: Any) -> None:
    tagged(made, page)
    font_of(page).FontDescriptor = pikepdf.Dictionary(FontName=pikepdf.Name.Helvetica)


def composite(made: pikepdf.Pdf, page: Any) -> None:
    """A font of many signs names another font, which is not in the file."""
    tagged(made, page)
    other = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2, BaseFont=pikepdf.Name("/MS-Mincho")
    )
    font_of(page).Subtype = pikepdf.Name.Type0
    font_of(page).DescendantFonts = pikepdf.Array([made.make_indirect(other)])


def drawn_by_itself(made: pikepdf.Pdf, page: Any) -> None:
    tagged(made, page)
    font_of(page).Subtype = pikepdf.Name.Type3


def whole(made: pikepdf.Pdf, page: Any) -> None:
    tagged(made, page)
    embedded(made, page)


@pytest.mark.parametrize(
    ("change", "tags", "fonts"),
    [
        (None, True, ("Helvetica",)),
        (tagged, False, ("Helvetica",)),
        (embedded, True, ()),
        (marked_without_a_tree, True, ("Helvetica",)),
        (tree_without_a_mark, True, ("Helvetica",)),
        (empty_tree, True, ("Helvetica",)),
        (described_without_drawing, False, ("Helvetica",)),
        (composite, False, ("MS-Mincho",)),
        (drawn_by_itself, False, ()),
        (whole, False, ()),
    ],
)
def test_a_pdf_without_tags_or_without_its_fonts_is_known_also_when_it_is_cleaned(
    change: Any, tags: bool, fonts: tuple[str, ...]
) -> None:
    for data in (made := pdf(text="Samhandling", change=change), cleaned_pdf(made)):
        lack = readers_lack(data)
        assert (lack.tags, lack.fonts) == (tags, fonts)


def test_of_what_is_no_pdf_nothing_is_said() -> None:
    lack = readers_lack(b"%PDF-1.7 broken")
    assert (lack.tags, lack.fonts) == (False, ())
