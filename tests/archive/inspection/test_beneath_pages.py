"""Scripts, files, forms and layers are found whatever leads to them, and numbers that go on at the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from cycle.archive.cleaning import cleaned_pdf
from cycle.archive.inspection import inspect
from tests.archive.hiding import pdf
from tests.archive.inspection.test_inspection import kinds
from tests.archive.inspection.test_left_by_programs import unpacked
from tests.archive.inspection.test_private_numbers import PERSON

Change = Callable[[pikepdf.Pdf, Any], None]
D, A, NAME = pikepdf.Dictionary, pikepdf.Array, pikepdf.Name
ALERT = D(S=NAME.JavaScript, JS="app.alert(1)")


def in_field(**stated: Any) -> Change:
    def change(made: pikepdf.Pdf, _page: Any) -> None:
        made.Root.AcroForm = D(Fields=A([made.make_indirect(D(FT=NAME.Tx, T="x", **stated))]))

    return change


def in_form(packet: Callable[[pikepdf.Pdf], Any]) -> Change:
    def change(made: pikepdf.Pdf, _page: Any) -> None:
        made.Root.AcroForm = D(Fields=A(), XFA=packet(made))

    return change


def with_file(holder: str) -> Change:
    def change(made: pikepdf.Pdf, page: Any) -> None:
        held = made.make_indirect(D(Type=NAME.Filespec, F="kari.xml", EF=D(F=made.make_stream(b"Hemmeleg"))))
        where = {"file": made.Root, "page": page.obj, "picture": page.Resources}[holder]
        where.AF = A([held])

    return change


def as_stream(made: pikepdf.Pdf, page: Any) -> None:
    in_field(AA=D(K=D(S=NAME.JavaScript, JS=made.make_stream(b"app.alert(1)"))))(made, page)


def packed(made: pikepdf.Pdf) -> Any:
    return made.make_stream(f"<xdp><fnr>{PERSON}</fnr></xdp>".encode())


FOUND: dict[str, tuple[set[str], Change]] = {
    "a script of a field on no page": ({"script"}, in_field(AA=D(K=ALERT))),
    "a script as a stream": ({"script"}, as_stream),
    "a script of a field's part": ({"script"}, in_field(Kids=A([D(T="y", AA=D(C=ALERT))]))),
    "a script of a field when it is pressed": ({"script"}, in_field(A=ALERT)),
    "a form of XFA": ({"form_field", "identity_number"}, in_form(packed)),
    "a form of XFA in parts": ({"form_field", "identity_number"}, in_form(lambda made: A(["datasets", packed(made)]))),
    "a file of the file": ({"attachment"}, with_file("file")),
    "a file of a page": ({"attachment"}, with_file("page")),
}


@pytest.mark.parametrize(("found", "change"), FOUND.values(), ids=FOUND)
def test_what_is_on_no_page_is_found_and_left_behind(found: set[str], change: Change) -> None:
    made = pdf(text="Samhandling", change=change)
    assert kinds(made, "a.pdf") == found
    cleaned = cleaned_pdf(made)
    assert inspect(cleaned, name="a.pdf") == ()
    left = unpacked(cleaned)
    assert not any(secret in left for secret in (b"app.alert", PERSON.encode(), b"Hemmeleg"))


def layered(*, usage: Any = None, **rule: Any) -> bytes:
    def change(made: pikepdf.Pdf, page: Any) -> None:
        layer = made.make_indirect(D(Type=NAME.OCG, Name="Utkast", **({"Usage": usage} if usage else {})))
        stated = {key: value(layer) if callable(value) else value for key, value in rule.items()}
        page.Resources.Properties = D(M1=made.make_indirect(D(Type=NAME.OCMD, **stated)) if rule else layer)
        made.Root.OCProperties = D(OCGs=A([layer]), D=D(ON=A([layer])))
        page.obj.Contents = made.make_stream(b"/OC /M1 BDC BT /F1 12 Tf 50 700 Td (Hei) Tj ET EMC")

    return pdf(change=change)


def itself(layer: Any) -> Any:
    return layer


HIDING = {
    "all off": layered(OCGs=itself, P=NAME.AllOff),
    "any off": layered(OCGs=lambda layer: A([layer]), P=NAME.AnyOff),
    "not": layered(VE=lambda layer: A([NAME.Not, layer])),
    "not either": layered(VE=lambda layer: A([NAME.Not, A([NAME.Or, layer, layer])])),
    "both, one not": layered(VE=lambda layer: A([NAME.And, layer, A([NAME.Not, layer])])),
    "only when it is large": layered(usage=D(Zoom=D(min=10))),
    "only when it is small": layered(usage=D(Zoom=D(max=0.2))),
}
SHOWING = {
    "any on": layered(OCGs=itself, P=NAME.AnyOn),
    "no rule": layered(OCGs=itself),
    "either, one not": layered(VE=lambda layer: A([NAME.Or, layer, A([NAME.Not, layer])])),
    "not not": layered(VE=lambda layer: A([NAME.Not, A([NAME.Not, layer])])),
    "of any size": layered(usage=D(Zoom=D(min=0, max=100))),
}


@pytest.mark.parametrize("made", HIDING.values(), ids=HIDING)
def test_a_layer_that_a_rule_hides_stops_the_document(made: bytes) -> None:
    assert "hidden_layer" in kinds(made, "a.pdf")


@pytest.mark.parametrize("made", SHOWING.values(), ids=SHOWING)
def test_a_layer_that_is_shown_does_not(made: bytes) -> None:
    assert "hidden_layer" not in kinds(made, "a.pdf")


def pages(*texts: str) -> bytes:
    def change(made: pikepdf.Pdf, page: Any) -> None:
        for text in texts[1:]:
            other = made.add_blank_page(page_size=(595, 842))
            other.Resources = page.Resources
            other.Contents = made.make_stream(f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode())

    return pdf(text=texts[0], change=change)


@pytest.mark.parametrize(
    "texts",
    [(PERSON[:6], PERSON[6:]), (f"Pasient {PERSON[:6]}", f"{PERSON[6:]} Vik"), ("Hei", PERSON[:8], PERSON[8:])],
)
def test_an_identity_number_that_goes_on_at_the_next_page_stops_the_document(texts: tuple[str, ...]) -> None:
    [found] = [finding for finding in inspect(pages(*texts), name="a.pdf") if finding.kind == "identity_number"]
    assert (found.unit, found.at) == ("page", str(len(texts) - 1))


@pytest.mark.parametrize("texts", [(PERSON[:6], f"side {PERSON[6:]}"), (PERSON[:6], "x", PERSON[6:]), ("12", "34")])
def test_digits_on_two_pages_with_words_between_are_no_number(texts: tuple[str, ...]) -> None:
    assert inspect(pages(*texts), name="a.pdf") == ()
