"""What programs keep for themselves in any dictionary of a PDF is told and left behind; pages are drawn as before."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from cycle.archive.cleaning import cleaned_pdf
from cycle.archive.inspection import inspect, words_of_pdf
from tests.archive.hiding import pdf
from tests.archive.inspection.test_hidden_anywhere import drawn
from tests.archive.inspection.test_inspection import kinds
from tests.archive.inspection.test_left_by_programs import SECRET, pixels, unpacked
from tests.desk import ROOT

Change = Callable[[pikepdf.Pdf, Any], None]
D, NAME = pikepdf.Dictionary, pikepdf.Name
TEXT = "BT /F1 12 Tf 50 700 Td (Samhandling) Tj ET"


def everything(made: pikepdf.Pdf, page: Any) -> dict[str, Any]:
    """Lay one of each dictionary that stands nowhere by itself into the file; return them by what they are."""
    font = made.make_indirect(page.Resources.Font.F1)
    page.Resources.Font.F1 = font
    font.FontDescriptor = made.make_indirect(D(Type=NAME.FontDescriptor, FontName=NAME.Helvetica, Flags=32))
    font.Encoding = D(Type=NAME.Encoding, BaseEncoding=NAME.WinAnsiEncoding)
    page.Resources.ExtGState = D(G=D(ca=1, SMask=D(S=NAME.Alpha)))
    page.Resources.Properties = D(M=made.make_indirect(D(MCID=0)), R=D(Type=NAME.OCMD))
    page.Resources.XObject = D(
        Fm1=made.make_stream(
            b"",
            Type=NAME.XObject,
            Subtype=NAME.Form,
            BBox=pikepdf.Array([0, 0, 9, 9]),
            Resources=D(),
            Group=D(S=NAME.T),
        )
    )
    page.Contents = made.make_stream(f"/G gs /Span /M BDC {TEXT} EMC /OC /R BDC EMC /Fm1 Do".encode())
    page.Trans, page.Group, page.BoxColorInfo = D(S=NAME.R), D(S=NAME.Transparency), D(CropBox=D(W=1))
    made.Root.ViewerPreferences, made.Root.MarkInfo = D(DisplayDocTitle=True), D(Marked=True)
    made.Root.OutputIntents = pikepdf.Array([D(S=NAME.GTS_PDFA1, OutputConditionIdentifier="sRGB")])
    layer = made.make_indirect(D(Type=NAME.OCG, Name="Tekst"))
    shown = D(ON=pikepdf.Array([layer]), AS=pikepdf.Array([D(Event=NAME.View)]))
    made.Root.OCProperties = D(OCGs=pikepdf.Array([layer]), D=shown)
    made.Root.StructTreeRoot = D(Type=NAME.StructTreeRoot, ClassMap=D(X=D(O=NAME.Layout)))
    inner = page.Resources.XObject.Fm1
    return {
        "resources": page.Resources,
        "resources within": inner.Resources,
        "font": font,
        "description": font.FontDescriptor,
        "encoding": font.Encoding,
        "way of drawing": page.Resources.ExtGState.G,
        "mask": page.Resources.ExtGState.G.SMask,
        "mark": page.Resources.Properties.M,
        "rule of layers": page.Resources.Properties.R,
        "view": made.Root.ViewerPreferences,
        "marking": made.Root.MarkInfo,
        "colours": made.Root.OutputIntents[0],
        "passing": page.Trans,
        "group": page.Group,
        "group within": inner.Group,
        "boxes": page.BoxColorInfo,
        "box": page.BoxColorInfo.CropBox,
        "layers": made.Root.OCProperties.D,
        "when shown": made.Root.OCProperties.D.AS[0],
        "class": made.Root.StructTreeRoot.ClassMap.X,
    }


def with_key(where: str, key: str = "", value: Any = None) -> Change:
    def change(made: pikepdf.Pdf, page: Any) -> None:
        held = everything(made, page)[where]
        if key:
            held[key] = value(made) if callable(value) else value

    return change


PLACES = [
    *("resources", "resources within", "font", "description", "encoding", "way of drawing", "mask", "mark"),
    *("rule of layers", "view", "marking", "colours", "passing", "group", "group within", "boxes", "box", "layers"),
    *("when shown", "class"),
]
VALUES: dict[str, Any] = {
    "words": SECRET,
    "a table": D(Said=SECRET),
    "a list": pikepdf.Array([SECRET]),
    "a stream": lambda made: made.make_stream(SECRET.encode()),
}


def test_what_readers_need_of_all_these_is_told_of_nobody_and_stays() -> None:
    made = pdf(text="Samhandling", change=with_key("font"))
    assert inspect(made, name="a.pdf") == ()
    cleaned = cleaned_pdf(made)
    assert pixels(cleaned) == pixels(made)
    with pikepdf.open(io.BytesIO(cleaned)) as opened:
        page = opened.pages[0]
        assert set(page.Resources.keys()) >= {"/Font", "/ExtGState", "/Properties", "/XObject"}
        assert float(page.Resources.ExtGState.G.ca) == 1
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        assert bool(opened.Root.MarkInfo.Marked)


def test_what_libreoffice_prints_holds_nothing_of_a_programs_own() -> None:
    talks = sorted(ROOT.glob("config/communities/*/*/presentasjonar/*.pdf"))
    assert talks
    for talk in talks:
        assert [finding.kind for finding in inspect(talk.read_bytes(), name=talk.name)] == ["author"]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("where", PLACES)
def test_a_key_of_a_programs_own_is_told_and_left_behind(where: str, value: str) -> None:
    made = pdf(change=with_key(where, "/Firm", VALUES[value]))
    assert SECRET.encode() in unpacked(made)
    assert [(finding.kind, finding.at) for finding in inspect(made, name="a.pdf")] == [("property", "Firm")]
    cleaned = cleaned_pdf(made)
    assert SECRET.encode() not in unpacked(cleaned)
    assert inspect(cleaned, name="a.pdf") == ()
    assert (pixels(cleaned), words_of_pdf(cleaned)) == (pixels(made), "Samhandling")


@pytest.mark.parametrize(
    ("where", "key"),
    [("description", "FontFamily"), ("colours", "Info"), ("layers", "Creator"), ("layers", "Name")],
)
def test_which_program_and_colours_are_left_behind(where: str, key: str) -> None:
    made = pdf(change=with_key(where, f"/{key}", SECRET))
    assert SECRET.encode() in unpacked(made)
    assert SECRET.encode() not in unpacked(cleaned_pdf(made))


@pytest.mark.parametrize(
    "mark",
    [
        f"/Span <</Note ({SECRET})>> BDC {TEXT} EMC",
        f"/Span <</MCID 0/Note ({SECRET})>> BDC {TEXT} EMC",
        f"/Span<</Note<</Said({SECRET})>>>>BDC {TEXT} EMC",
        f"/Span <</Note <{SECRET.encode().hex()}> /MCID 0>> BDC {TEXT} EMC",
        f"/Span <</Note [({SECRET})]>>\nBDC {TEXT} EMC",
        f"/Firm <</Note ({SECRET})>> DP {TEXT}",
        f"/Artifact <</Type/Pagination/Subtype/Header/Firm({SECRET})>> BDC {TEXT} EMC",
    ],
)
def test_what_a_program_notes_in_the_midst_of_a_page_is_told_and_left_behind(mark: str) -> None:
    made = drawn(mark)
    assert kinds(made, "a.pdf") == {"property"}
    cleaned = cleaned_pdf(made)
    left = unpacked(cleaned)
    assert SECRET.encode() not in left
    assert SECRET.encode().hex().encode() not in left
    assert inspect(cleaned, name="a.pdf") == ()
    assert (pixels(cleaned), words_of_pdf(cleaned)) == (pixels(made), "Samhandling")


@pytest.mark.parametrize(
    "mark",
    [
        f"/Span <</MCID 0/Lang(nn-NO)/ActualText(Samhandling)>> BDC {TEXT} EMC",
        f"/Artifact <</Type/Pagination/Subtype/Header/Attached[/Top]/BBox[0 0 9 9]>> BDC {TEXT} EMC",
        f"/Span /M BDC {TEXT} EMC /Span BMC EMC",
    ],
)
def test_what_readers_need_in_the_midst_of_a_page_stays_to_the_letter(mark: str) -> None:
    made = drawn(mark)
    assert inspect(made, name="a.pdf") == ()
    with pikepdf.open(io.BytesIO(cleaned_pdf(made))) as opened:
        assert opened.pages[0].Contents.read_bytes() == mark.encode()


def labelled(prefix: str, *, deep: bool) -> bytes:
    def change(made: pikepdf.Pdf, _page: Any) -> None:
        numbers = D(Nums=pikepdf.Array([0, D(S=NAME.D, P=prefix)]))
        made.Root.PageLabels = D(Kids=pikepdf.Array([made.make_indirect(numbers)])) if deep else numbers

    return pdf(change=change)


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize("prefix", [SECRET, "Sak Vik ", "kari-"])
def test_words_before_the_number_of_a_page_are_told_and_left_behind(prefix: str, deep: bool) -> None:
    made = labelled(prefix, deep=deep)
    [found] = inspect(made, name="a.pdf")
    assert (found.kind, found.at) == ("property", "PageLabels")
    assert prefix.encode() not in unpacked(cleaned_pdf(made))


@pytest.mark.parametrize("prefix", ["", "A-", "II.", "B 2-"])
def test_a_letter_before_the_number_of_a_page_stays(prefix: str) -> None:
    made = labelled(prefix, deep=False)
    assert inspect(made, name="a.pdf") == ()
    with pikepdf.open(io.BytesIO(cleaned_pdf(made))) as opened:
        assert str(opened.Root.PageLabels.Nums[1].P) == prefix


def leading(old: bool, wrapped: bool, known: bool) -> bytes:
    """Return a link and a bookmark that lead to a named place, in the table of old or the tree of new files."""

    def change(made: pikepdf.Pdf, page: Any) -> None:
        made.add_blank_page()
        place: Any = pikepdf.Array([made.pages[1].obj, NAME.Fit])
        place = made.make_indirect(D(D=place)) if wrapped else place
        name: Any = NAME("/Hemmeleg") if old else pikepdf.String(SECRET)
        if old:
            made.Root.Dests = D({"/Hemmeleg": place})
        else:
            made.Root.Names = D(Dests=D(Kids=pikepdf.Array([D(Names=pikepdf.Array([SECRET, place]))])))
        stated = {"Type": NAME.Annot, "Subtype": NAME.Link, "Rect": pikepdf.Array([1, 1, 9, 9])}
        wanted = name if known else pikepdf.String("ukjend")
        page.obj.Annots = pikepdf.Array([D(Dest=wanted, **stated), D(A=D(S=NAME.GoTo, D=wanted), **stated)])

    return pdf(change=change)


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("wrapped", [False, True])
def test_links_lead_to_their_places_and_the_names_of_these_are_left_behind(old: bool, wrapped: bool) -> None:
    cleaned = cleaned_pdf(leading(old, wrapped, known=True))
    assert SECRET.encode() not in unpacked(cleaned)
    assert b"Hemmeleg" not in unpacked(cleaned)
    with pikepdf.open(io.BytesIO(cleaned)) as opened:
        first, second = opened.pages[0].obj.Annots
        assert first.Dest[0].objgen == second.A.D[0].objgen == opened.pages[1].obj.objgen


def test_a_link_to_a_place_that_is_not_there_leads_nowhere() -> None:
    with pikepdf.open(io.BytesIO(cleaned_pdf(leading(old=False, wrapped=False, known=False)))) as opened:
        assert [set(link.keys()) & {"/Dest", "/A"} for link in opened.pages[0].obj.Annots] == [set(), set()]


@pytest.mark.parametrize("deep", [False, True])
def test_what_a_list_of_layers_says_beside_their_names_is_told_and_left_behind(deep: bool) -> None:
    def change(made: pikepdf.Pdf, page: Any) -> None:
        shown = everything(made, page)["layers"]
        listed = [pikepdf.String(SECRET), made.Root.OCProperties.OCGs[0]]
        shown.Order = pikepdf.Array([pikepdf.Array(listed)] if deep else listed)

    made = pdf(change=change)
    assert [(finding.kind, finding.at) for finding in inspect(made, name="a.pdf")] == [("property", "Order")]
    cleaned = cleaned_pdf(made)
    assert SECRET.encode() not in unpacked(cleaned)
    with pikepdf.open(io.BytesIO(cleaned)) as opened:
        order = opened.Root.OCProperties.D.Order
        assert str((order[0][0] if deep else order[0]).Name) == "Tekst"
