"""What links, fields and notes draw of their own is found where it is, and no link brings it to the public page."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pypdfium2
import pytest

from cycle.archive.cleaning import cleaned_pdf
from cycle.archive.inspection import inspect, weight_of, words_of_pdf
from tests.archive.hiding import pdf
from tests.archive.inspection.test_left_by_programs import unpacked
from tests.archive.inspection.test_private_numbers import PERSON

Change = Callable[[pikepdf.Pdf, Any], None]
SECRET = "Hemmeleg Kari"
BOX = (72, 600, 372, 650)


def drawn_as(made: pikepdf.Pdf, page: Any, words: str) -> pikepdf.Stream:
    stated: dict[str, Any] = {"BBox": pikepdf.Array([0, 0, 300, 50]), "Resources": page.Resources}
    drawing = f"BT /F1 12 Tf 5 5 Td ({words}) Tj ET".encode("latin-1")
    return made.make_stream(drawing, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, **stated)


def with_note(subtype: str, drawing: Callable[[pikepdf.Pdf, Any], Any], *, form: bool = False, **stated: Any) -> bytes:
    """Return a page with a link, a field or a note that draws itself; `form` says that the file has fields."""

    def change(made: pikepdf.Pdf, page: Any) -> None:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{subtype}"), Rect=pikepdf.Array(BOX), **{"F": 4, **stated}
        )
        note.AP = drawing(made, page)
        page.obj.Annots = pikepdf.Array([made.make_indirect(note)])
        if form:
            made.Root.AcroForm = pikepdf.Dictionary(Fields=page.obj.Annots if subtype == "Widget" else pikepdf.Array())

    return pdf(text="Samhandling", change=change)


def link(drawing: Callable[[pikepdf.Pdf, Any], Any], **stated: Any) -> bytes:
    return with_note("Link", drawing, A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://saman.no/"), **stated)


def at_rest(words: str) -> Callable[[pikepdf.Pdf, Any], Any]:
    return lambda made, page: pikepdf.Dictionary(N=drawn_as(made, page, words))


def on_and_off(words: str) -> Callable[[pikepdf.Pdf, Any], Any]:
    return lambda made, page: pikepdf.Dictionary(N=pikepdf.Dictionary(On=drawn_as(made, page, words)))


def when_pressed(words: str) -> Callable[[pikepdf.Pdf, Any], Any]:
    return lambda made, page: pikepdf.Dictionary(N=drawn_as(made, page, ""), D=drawn_as(made, page, words))


def within(words: str) -> Callable[[pikepdf.Pdf, Any], Any]:
    """Draw by something that draws something else."""

    def drawing(made: pikepdf.Pdf, page: Any) -> Any:
        outer = drawn_as(made, page, "")
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm0=drawn_as(made, page, words)))
        outer.write(b"/Fm0 Do")
        return pikepdf.Dictionary(N=outer)

    return drawing


def unstated(words: str) -> Callable[[pikepdf.Pdf, Any], Any]:
    """Draw by a stream that does not say what it is."""

    def drawing(made: pikepdf.Pdf, page: Any) -> Any:
        drawing = drawn_as(made, page, words)
        for key in ("/Type", "/Subtype", "/BBox"):
            del drawing[key]
        return pikepdf.Dictionary(N=drawing)

    return drawing


DRAWINGS = [at_rest, on_and_off, when_pressed, within, unstated]


@pytest.mark.parametrize("form", [False, True], ids=["no form", "a form"])
@pytest.mark.parametrize("drawing", DRAWINGS)
def test_what_a_link_draws_is_told_and_not_published_and_the_link_stays(drawing: Any, form: bool) -> None:
    made = link(drawing(SECRET), form=form)
    [found] = inspect(made, name="a.pdf")
    assert (found.kind, found.unit, found.at, SECRET in found.quote) == ("link_drawing", "page", "1", True)
    cleaned = cleaned_pdf(made)
    assert SECRET.encode() not in unpacked(cleaned)
    assert words_of_pdf(cleaned) == "Samhandling"
    with pikepdf.open(io.BytesIO(cleaned)) as opened:
        assert [str(there.A.URI) for there in opened.pages[0].obj.Annots] == ["https://saman.no/"]


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_an_identity_number_that_a_link_draws_stops_the_document(drawing: Any) -> None:
    assert "identity_number" in {finding.kind for finding in inspect(link(drawing(f"f. {PERSON}")), name="a.pdf")}


@pytest.mark.parametrize("subtype", ["Stamp", "FreeText", "Widget", "Watermark", "Text", "Highlight"])
def test_an_identity_number_that_a_note_or_a_field_draws_stops_the_document(subtype: str) -> None:
    made = with_note(subtype, at_rest(f"Signert {PERSON}"), form=subtype == "Widget")
    assert "identity_number" in {finding.kind for finding in inspect(made, name="a.pdf")}


def test_a_link_that_draws_a_picture_alone_is_told_and_draws_it_no_more() -> None:
    def drawing(made: pikepdf.Pdf, page: Any) -> Any:
        drawing = drawn_as(made, page, "")
        drawing.write(b"0 g 0 0 300 50 re f")
        return pikepdf.Dictionary(N=drawing)

    made = link(drawing)
    assert [finding.kind for finding in inspect(made, name="a.pdf")] == ["link_drawing"]
    assert darkest(made) < 50
    assert darkest(cleaned_pdf(made)) > 200


def darkest(data: bytes) -> int:
    """Return the darkest point of where the link is."""
    with pypdfium2.PdfDocument(data) as document:
        drawn = document[0].render(scale=1).to_pil().convert("L")
        return int(drawn.crop((80, 842 - 645, 370, 842 - 605)).getextrema()[0])


@pytest.mark.parametrize("drawing", [lambda made, page: pikepdf.Dictionary(N=made.make_stream(b" \n")), lambda *_: 3])
def test_a_link_that_draws_nothing_is_as_any_other(drawing: Any) -> None:
    assert inspect(link(drawing), name="a.pdf") == ()


PHONE = "91 23 45 67"


def field(drawing: Any, **stated: Any) -> bytes:
    return with_note(
        "Widget", drawing, form=True, **{"FT": pikepdf.Name.Tx, "T": "svar", "V": f"ring {PHONE}", **stated}
    )


def with_state(**stated: Any) -> bytes:
    """Return a field of a form that says this of all its fields."""
    with pikepdf.open(io.BytesIO(field(at_rest(f"ring {PHONE}")))) as made:
        for key, value in stated.items():
            made.Root.AcroForm[f"/{key}"] = value
        file = io.BytesIO()
        made.save(file)
    return file.getvalue()


BECOMES_PART = {
    "a field": field(at_rest(f"ring {PHONE}")),
    "a field that only readers fill": field(at_rest(f"ring {PHONE}"), Ff=1),
    "a field that is not printed": field(at_rest(f"ring {PHONE}"), F=0),
    "a choice": field(at_rest(f"ring {PHONE}"), FT=pikepdf.Name.Ch, V=pikepdf.Array([f"ring {PHONE}"])),
    "a signature": field(at_rest(f"ring {PHONE}"), FT=pikepdf.Name.Sig, V=pikepdf.Dictionary(Type=pikepdf.Name.Sig)),
    "a field without a value": field(at_rest(f"ring {PHONE}"), V=""),
    "drawn by something drawn": field(within(f"ring {PHONE}")),
    "part of another field": field(at_rest(f"ring {PHONE}"), V=None, Parent=pikepdf.Dictionary(V=f"ring {PHONE}")),
}


@pytest.mark.parametrize("made", BECOMES_PART.values(), ids=BECOMES_PART)
def test_what_a_form_shows_becomes_part_of_the_page_and_is_said_to(made: bytes) -> None:
    [found] = inspect(made, name="a.pdf")
    assert (found.kind, found.at, found.quote) == ("filled_form", "1", f"ring {PHONE}")
    assert weight_of(found) == "warning"
    cleaned = cleaned_pdf(made)
    assert words_of_pdf(cleaned) == f"Samhandling ring {PHONE}"
    assert [finding.kind for finding in inspect(cleaned, name="a.pdf")] == ["telephone"]


STAYS_BEHIND = {
    "hidden": field(at_rest(f"ring {PHONE}"), F=2),
    "not on a screen": field(at_rest(f"ring {PHONE}"), F=36),
    "of no known kind": field(at_rest(f"ring {PHONE}"), F=1),
    "drawn by nothing": field(lambda *_: pikepdf.Dictionary()),
    "drawn when it is opened": with_state(NeedAppearances=True),
    "chosen": field(lambda *_: pikepdf.Dictionary(), FT=pikepdf.Name.Ch, V=pikepdf.Array([f"ring {PHONE}"])),
}


@pytest.mark.parametrize("made", STAYS_BEHIND.values(), ids=STAYS_BEHIND)
def test_what_a_form_does_not_show_is_left_behind_and_said_to_be(made: bytes) -> None:
    [found] = inspect(made, name="a.pdf")
    assert (found.kind, found.at, found.quote) == ("form_field", "1", f"ring {PHONE}")
    cleaned = cleaned_pdf(made)
    assert PHONE.encode() not in unpacked(cleaned)
    assert inspect(cleaned, name="a.pdf") == ()


def test_a_value_that_is_not_what_the_field_shows_is_told_beside_it() -> None:
    made = field(at_rest("Vegen vidare"))
    assert {(finding.kind, finding.quote) for finding in inspect(made, name="a.pdf")} == {
        ("filled_form", "Vegen vidare"),
        ("form_field", f"ring {PHONE}"),
    }
    assert PHONE.encode() not in unpacked(cleaned_pdf(made))


def test_all_that_a_page_shows_of_its_fields_is_one_question_and_what_a_button_is_called_none() -> None:
    def change(made: pikepdf.Pdf, page: Any) -> None:
        said = (("Kari", pikepdf.Name.Tx), ("Ola", pikepdf.Name.Tx), ("Send", pikepdf.Name.Btn))
        stated = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Widget, "Rect": pikepdf.Array(BOX)}
        fields = [
            made.make_indirect(pikepdf.Dictionary(FT=kind, AP=at_rest(words)(made, page), **stated))
            for words, kind in said
        ]
        page.obj.Annots = pikepdf.Array(fields)
        made.Root.AcroForm = pikepdf.Dictionary(Fields=page.obj.Annots)

    [found] = inspect(pdf(change=change), name="a.pdf")
    assert (found.kind, found.quote) == ("filled_form", "Kari; Ola")
