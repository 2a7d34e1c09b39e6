"""What cameras and programs leave in a PDF is found behind whatever it is packed in, and is on no page."""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from cycle.archive.cleaning import cleaned_pdf, readers_lack
from cycle.archive.inspection import UnreadableError, inspect
from cycle.archive.inspection.camera_data import beside_the_picture, without_metadata
from tests.archive.hiding import pdf
from tests.archive.inspection.test_cleaning import tagged
from tests.archive.inspection.test_hidden_anywhere import drawn, linked
from tests.archive.inspection.test_inspection import annotated, kinds
from tests.archive.inspection.test_private_numbers import PERSON

Change = Callable[[pikepdf.Pdf, Any], None]
SECRET = "Kari Nordmann"
SIZE: dict[str, Any] = {"Width": 16, "Height": 16, "BitsPerComponent": 8, "ColorSpace": pikepdf.Name.DeviceRGB}


def shot(kind: str = "JPEG", **saving: Any) -> bytes:
    """Return a picture with colours that says where it was taken and by whom."""
    picture, file = Image.linear_gradient("L").resize((16, 16)).convert("RGB"), io.BytesIO()
    exif = picture.getexif()
    exif[0x013B] = SECRET
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (60.0, 23.0, 0.0)
    if kind == "JPEG":
        picture.save(file, kind, exif=exif, **saving)
        return file.getvalue()
    picture.save(file, kind, **saving)
    box = b"uuidJpgTiffExif->JP2" + exif.tobytes().removeprefix(b"Exif\0\0")
    return file.getvalue() + (len(box) + 4).to_bytes(4, "big") + box


def small_picture(jpeg: bytes) -> bytes:
    """Return the picture with a small one of another view in its head (JFIF)."""
    head = b"\xff\xe0" + (16 + 3).to_bytes(2, "big") + b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x01abc"
    return jpeg[:2] + head + jpeg[2:]


def hexed(data: bytes) -> bytes:
    return data.hex().encode() + b">"


def lettered(data: bytes) -> bytes:
    return base64.a85encode(data) + b"~>"


def predicted(data: bytes) -> bytes:
    """Return data packed as PNG does: a nought before each row of one byte."""
    return zlib.compress(b"".join(b"\x00" + bytes([byte]) for byte in data))


DCT, JPX, FLATE = pikepdf.Name.DCTDecode, pikepdf.Name.JPXDecode, pikepdf.Name.FlateDecode
A85, HEX = pikepdf.Name.ASCII85Decode, pikepdf.Name.ASCIIHexDecode
ROWS = pikepdf.Dictionary(Predictor=12, Columns=1)
COLOURS = pikepdf.Dictionary(ColorTransform=1)
PACKED: dict[str, tuple[bytes, Any, Any]] = {
    "alone": (shot(), DCT, None),
    "in a list": (shot(), [DCT], None),
    "by a program": (zlib.compress(shot()), [FLATE, DCT], None),
    "by a distiller": (lettered(shot()), [A85, DCT], None),
    "in two": (lettered(zlib.compress(shot())), [A85, FLATE, DCT], None),
    "by hex": (hexed(shot()), [HEX, DCT], None),
    "with how": (zlib.compress(shot()), [FLATE, DCT], [None, COLOURS]),
    "by rows": (predicted(shot()), [FLATE, DCT], [ROWS, COLOURS]),
    "by many scans": (zlib.compress(shot(progressive=True)), [FLATE, DCT], None),
    "with bytes that fill": (zlib.compress(shot()[:2] + b"\xff\xff" + shot()[2:]), [FLATE, DCT], None),
    "with a second behind it": (without_metadata(shot()) + shot(), DCT, None),
    "JPEG 2000": (shot("JPEG2000"), JPX, None),
    "JPEG 2000, packed": (zlib.compress(shot("JPEG2000")), [FLATE, JPX], None),
}


def shown(data: bytes, filters: Any, how: Any = None) -> Change:
    def change(made: pikepdf.Pdf, page: Any) -> None:
        image = pikepdf.Stream(made, data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, **SIZE)
        image.Filter = pikepdf.Array(filters) if isinstance(filters, list) else filters
        if how is not None:
            image.DecodeParms = pikepdf.Array(how)
        page.Resources.XObject = pikepdf.Dictionary(Im1=made.make_indirect(image))
        page.Contents = made.make_stream(b"q 160 0 0 160 100 500 cm /Im1 Do Q")

    return change


def in_the_midst(data: bytes, filters: str) -> bytes:
    stated = f"BI /W 16 /H 16 /CS /RGB /BPC 8 /F {filters} ID "
    return drawn(f"q 160 0 0 160 100 500 cm {stated}" + data.decode("latin-1") + "\nEI Q")


def pixels(data: bytes) -> bytes:
    with pypdfium2.PdfDocument(data) as document:
        return bytes(document[0].render(scale=1).to_pil().convert("RGB").tobytes())


def unpacked(data: bytes) -> bytes:
    """Return all that the file holds, each stream as far as it can be unpacked, and its words as they are read."""
    with pikepdf.open(io.BytesIO(data)) as made:
        texts = [made.trailer.unparse(resolved=True)]
        for held in made.objects:
            texts.append(held.unparse(resolved=True) if not isinstance(held, pikepdf.Stream) else b"")
            if isinstance(held, pikepdf.Stream):
                texts.append(held.stream_dict.unparse(resolved=True))
                is_picture = {"/DCTDecode", "/JPXDecode"} & set(map(str, held.get("/Filter", "").__str__().split()))
                texts.append(held.read_raw_bytes() if is_picture else held.read_bytes())
        return b"\n".join(texts)


@pytest.mark.parametrize("packed", PACKED)
def test_a_photograph_is_found_however_it_is_packed_and_keeps_its_picture_alone(packed: str) -> None:
    made = pdf(change=shown(*PACKED[packed]))
    assert {"picture_position", "author"} <= kinds(made, "a.pdf")
    cleaned = cleaned_pdf(made)
    assert inspect(cleaned, name="a.pdf") == ()
    with pikepdf.open(io.BytesIO(cleaned)) as opened:
        picture = opened.pages[0].Resources.XObject.Im1
        assert str(picture.Filter) in {"/DCTDecode", "/JPXDecode"}
        assert SECRET.encode() not in picture.read_raw_bytes()
    assert pixels(cleaned) == pixels(made)
    assert len(set(pixels(cleaned))) > 5  # it is drawn


@pytest.mark.parametrize(
    ("data", "filters"),
    [
        (shot(), "/DCT"),
        (shot(), "[/DCTDecode]"),
        (lettered(shot()), "[/A85 /DCT]"),
        (zlib.compress(shot()), "[/Fl /DCT]"),
        (hexed(shot()), "[/AHx /DCT] /DP [null <</ColorTransform 1>>]"),
    ],
)
def test_a_photograph_in_the_midst_of_a_page_is_found_and_keeps_its_picture_alone(data: bytes, filters: str) -> None:
    made = in_the_midst(data, filters)
    assert {"picture_position", "author"} <= kinds(made, "a.pdf")
    cleaned = cleaned_pdf(made)
    assert inspect(cleaned, name="a.pdf") == ()
    with pikepdf.open(io.BytesIO(cleaned)) as opened:
        assert SECRET.encode() not in opened.pages[0].Contents.read_bytes()
    assert pixels(cleaned) == pixels(made)
    assert len(set(pixels(cleaned))) > 5


@pytest.mark.parametrize("filters", [[DCT, FLATE], [JPX, DCT]])
def test_a_photograph_that_nothing_unpacks_is_told_as_a_file_that_cannot_be_read(filters: Any) -> None:
    made = pdf(change=shown(shot(), filters))
    assert "unreadable" in kinds(made, "a.pdf")
    with pytest.raises(UnreadableError):
        cleaned_pdf(made)


def test_a_damaged_photograph_with_what_a_camera_wrote_is_not_published() -> None:
    with pytest.raises(UnreadableError):
        cleaned_pdf(pdf(change=shown(b"\n" + shot(), DCT)))


def test_a_small_picture_of_a_photograph_is_left_behind() -> None:
    made = small_picture(without_metadata(shot()))
    assert beside_the_picture(made) == (b"\x01\x01abc",)
    assert b"abc" not in without_metadata(made)
    assert Image.open(io.BytesIO(without_metadata(made))).tobytes() == Image.open(io.BytesIO(made)).tobytes()


def held_by(where: str, key: str, value: Any) -> Change:
    def change(made: pikepdf.Pdf, page: Any) -> None:
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[1, 1, 9, 9],
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org"),
        )
        page.obj.Annots = pikepdf.Array([made.make_indirect(link)])
        with made.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Vegen vidare", 0))
        tagged(made, page)
        figure = pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Figure, P=made.Root.StructTreeRoot)
        made.Root.StructTreeRoot.K = made.make_indirect(figure)
        made.Root.Names = pikepdf.Dictionary()
        layer = pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Tekst", Usage=pikepdf.Dictionary())
        layers = pikepdf.Array([made.make_indirect(layer)])
        made.Root.OCProperties = pikepdf.Dictionary(OCGs=layers, D=pikepdf.Dictionary(ON=layers))
        form = pikepdf.Stream(made, b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
        page.Resources.XObject = pikepdf.Dictionary(Fm1=made.make_indirect(form))
        held = {
            "trailer": made.trailer,
            "catalogue": made.Root,
            "names": made.Root.Names,
            "page": page.obj,
            "pages": made.Root.Pages,
            "link": link,
            "address": link.A,
            "bookmark": made.Root.Outlines.First,
            "tag": made.Root.StructTreeRoot.K,
            "tags": made.Root.StructTreeRoot,
            "layer": layer.Usage,
            "layers": made.Root.OCProperties,
            "form": form,
        }[where]
        held[key] = value(made) if callable(value) else value
        page.obj.Annots = pikepdf.Array([made.make_indirect(link)])

    return change


def said() -> pikepdf.Dictionary:
    return pikepdf.Dictionary(Said=SECRET)


def source(made: pikepdf.Pdf) -> pikepdf.Array:
    return pikepdf.Array([pikepdf.Name("/application#2fodt"), made.make_stream(SECRET.encode())])


LEFT = [
    ("trailer", "/AdditionalStreams", source, "attachment"),
    ("trailer", "/Firm", SECRET, "property"),
    *(("catalogue", f"/{key}", said(), "property") for key in ("DPartRoot", "Perms", "Legal", "Threads", "Firm")),
    *(("catalogue", f"/{key}", said(), None) for key in ("Extensions", "Requirements")),
    ("catalogue", "/URI", pikepdf.Dictionary(Base=f"file://intern/{SECRET}"), "inside_link"),
    ("names", "/IDS", said(), "property"),
    ("page", "/Firm", SECRET, "property"),
    ("page", "/PieceInfo", said(), "property"),
    ("page", "/LastModified", SECRET, None),
    ("pages", "/Firm", SECRET, "property"),
    ("link", "/Contents", f"{SECRET} sa nei", "annotation"),
    ("link", "/T", SECRET, "annotation"),
    ("link", "/NM", SECRET, None),
    ("link", "/Firm", SECRET, "property"),
    ("address", "/Next", pikepdf.Dictionary(S=pikepdf.Name.GoToR, F=SECRET), "loads_from_outside"),
    ("bookmark", "/Firm", SECRET, "property"),
    ("bookmark", "/A", pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"file://intern/{SECRET}"), "inside_link"),
    ("tag", "/Firm", SECRET, "property"),
    ("tag", "/A", pikepdf.Dictionary(O=pikepdf.Name.UserProperties, P=pikepdf.Array([said()])), "property"),
    ("tags", "/Firm", SECRET, "property"),
    ("layer", "/User", pikepdf.Dictionary(Name=SECRET), "property"),
    ("layers", "/Configs", pikepdf.Array([said()]), "property"),
    ("form", "/PTEX.FileName", SECRET, "property"),
    ("form", "/Ref", said(), "property"),
    ("form", "/Metadata", lambda made: made.make_stream(SECRET.encode()), None),
]


@pytest.mark.parametrize(("where", "key", "value", "kind"), LEFT, ids=[f"{where}{key}" for where, key, *_ in LEFT])
def test_what_no_reader_needs_is_told_and_left_behind(where: str, key: str, value: Any, kind: str | None) -> None:
    made = pdf(text="Samhandling", change=held_by(where, key, value))
    assert SECRET.encode() in unpacked(made)
    assert kinds(made, "a.pdf") == ({kind} if kind else set())
    cleaned = cleaned_pdf(made)
    assert SECRET.encode() not in unpacked(cleaned)
    assert inspect(cleaned, name="a.pdf") == ()
    assert pixels(cleaned) == pixels(made)
    assert not readers_lack(cleaned).tags
    with pikepdf.open(io.BytesIO(cleaned)) as opened:
        assert str(opened.pages[0].obj.Annots[0].A.URI) == "https://example.org"
        assert [str(item.title) for item in opened.open_outline().root] == ["Vegen vidare"]


def test_who_hears_a_link_is_told_its_address() -> None:
    made = pdf(text="Samhandling", change=held_by("link", "/Contents", "https://example.org"))
    assert inspect(made, name="a.pdf") == ()
    with pikepdf.open(io.BytesIO(cleaned_pdf(pdf(change=held_by("link", "/Contents", SECRET))))) as opened:
        assert str(opened.pages[0].obj.Annots[0].Contents) == "https://example.org"


def test_words_at_a_link_that_stand_on_the_page_are_no_secret() -> None:
    assert (
        inspect(pdf(text="Les om samhandling", change=held_by("link", "/Contents", "samhandling")), name="a.pdf") == ()
    )


def test_an_address_that_all_links_start_from_stays_when_everybody_can_open_it() -> None:
    base = pikepdf.Dictionary(Base="https://example.org/")
    with pikepdf.open(io.BytesIO(cleaned_pdf(pdf(change=held_by("catalogue", "/URI", base))))) as opened:
        assert str(opened.Root.URI.Base) == "https://example.org/"


def test_a_note_that_a_tag_leads_to_is_left_behind() -> None:
    def change(made: pikepdf.Pdf, page: Any) -> None:
        annotated(Subtype=pikepdf.Name.Text, T="Kari", Contents=SECRET)(made, page)
        tagged(made, page)
        leads = pikepdf.Dictionary(Type=pikepdf.Name.OBJR, Obj=page.obj.Annots[0])
        tag = pikepdf.Dictionary(S=pikepdf.Name.Annot, P=made.Root.StructTreeRoot, K=leads)
        made.Root.StructTreeRoot.K = made.make_indirect(tag)

    assert SECRET.encode() not in unpacked(cleaned_pdf(pdf(change=change)))


REMARK = f"% fnr {PERSON} {SECRET}\n"


def form_of(drawing: str) -> bytes:
    def change(made: pikepdf.Pdf, page: Any) -> None:
        form = made.make_stream(drawing.encode(), Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
        page.Resources.XObject = pikepdf.Dictionary(Fm1=form)
        page.Contents = made.make_stream(b"/Fm1 Do")

    return pdf(change=change)


def parted() -> bytes:
    def change(made: pikepdf.Pdf, page: Any) -> None:
        parts = [made.make_stream(b"q BT /F1 12 Tf 50 700 Td"), made.make_stream(f"(Hei) Tj ET {REMARK}Q".encode())]
        page.obj.Contents = pikepdf.Array(parts)

    return pdf(change=change)


@pytest.mark.parametrize(
    "made",
    [drawn(f"q {REMARK}Q"), drawn(f"BT /F1 12 Tf 50 700 Td (50 % av) Tj ET {REMARK}"), form_of(REMARK), parted()],
)
def test_a_number_in_a_remark_of_a_program_is_found_and_the_remark_left_behind(made: bytes) -> None:
    assert kinds(made, "a.pdf") == {"identity_number"}
    cleaned = cleaned_pdf(made)
    assert SECRET.encode() not in unpacked(cleaned)
    assert pixels(cleaned) == pixels(made)


def test_what_is_a_sign_of_percent_in_words_stays() -> None:
    made = drawn("BT /F1 12 Tf 50 700 Td (50 % av alle) Tj ET % slutt\n")
    with pikepdf.open(io.BytesIO(cleaned_pdf(made))) as opened:
        assert opened.pages[0].Contents.read_bytes().split() == b"BT /F1 12 Tf 50 700 Td (50 % av alle) Tj ET".split()


PHONE, STREET = "91 23 45 67", "Storgata 5, 5003 Bergen"


@pytest.mark.parametrize(("words", "kind"), [(PHONE, "telephone"), (STREET, "private_address")])
def test_bookmarks_and_words_for_who_cannot_see_are_asked_about(words: str, kind: str) -> None:
    places = {
        "bookmark": held_by("bookmark", "/Title", words),
        "alt": held_by("tag", "/Alt", words),
    }
    for unit, change in places.items():
        found = inspect(pdf(text="Samhandling", change=change), name="a.pdf")
        assert [(finding.kind, finding.unit) for finding in found] == [(kind, unit)]
        seen = inspect(pdf(text=words, change=change), name="a.pdf")
        assert [(finding.kind, finding.unit) for finding in seen] == [(kind, "page")]


def test_a_number_said_of_what_is_drawn_is_found() -> None:
    made = drawn(f"/Span <</ActualText ({PERSON})>> BDC EMC")
    assert kinds(made, "a.pdf") == {"identity_number"}


def test_a_bookmark_that_starts_a_program_stops_the_document() -> None:
    start = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="kalkulator.exe")
    assert "script" in kinds(pdf(change=held_by("bookmark", "/A", start)), "a.pdf")


def test_a_link_of_the_page_is_no_private_key() -> None:
    assert inspect(pdf(change=linked("https://example.org")), name="a.pdf") == ()
