"""What Word itself shows as unfinished: content controls nobody has filled in, fields that ask, text marked by pen."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from cycle.catalogue import sentence
from cycle.errors import Problem
from cycle.letters.ooxml import TAG, W, field_codes, place, tag_places
from cycle.phrases import Phrase

FILL_IN = Phrase("write a field, {{ recipient.name }}, or the words that should stand there")

_PICTURE = Phrase("put the picture in, or take the control out")
_CONTROL = sentence("a content control that nobody has filled in: «{words}»")
ASKING = {"FILLIN", "ASK", "MACROBUTTON", "FORMTEXT", "FORMDROPDOWN", "FORMCHECKBOX"}
"""Word fields that wait for somebody who writes."""

_ASKS = {"PlaceholderText", "Plassholdertekst", "Plasshaldartekst"}
"""The style Word gives the words that ask, by the languages it is made in; they stay when the control is taken out."""

_CHOICES = (f"{W}dropDownList", f"{W}comboBox")
_OFF = {"0", "false", "off"}
_PENS = {"FFFF00", "00FF00", "00FFFF", "FF00FF"}
"""Colours people put behind text to find it again."""


def unfilled_problems(root: etree._Element, part: str, name: str) -> Iterator[Problem]:
    """Yield a warning for each place of a part that Word shows as one to fill in, or that somebody has marked."""
    reported: list[etree._Element] = []
    for control in root.iter(f"{W}sdt"):
        text = _text(control)
        if (
            text
            and not TAG.search(text)
            and not any(element in reported for element in control.iterancestors())
            and _asks(control)
        ):
            reported.append(control)
            yield _warning(control, part, name, Phrase(_CONTROL, words=text[:60]))
        elif not text and control.find(f"{W}sdtPr/{W}picture") is not None and _asks(control):
            what = Phrase("a content control for a picture that nobody has put in")
            yield Problem(file=name, where=place(control, part=part), what=what, remedy=_PICTURE, severity="warning")
    for run in root.iter(f"{W}r"):
        style = run.find(f"{W}rPr/{W}rStyle")
        if (
            style is not None
            and style.get(f"{W}val") in _ASKS
            and not any(element in reported for element in run.iterancestors())
        ):
            text = _text(run)
            if text and not TAG.search(text):
                yield _warning(run, part, name, Phrase(_CONTROL, words=text[:60]))
    for field in field_codes(root):
        if field.name in ASKING:
            what = Phrase("the Word field '{field}' waits for somebody who writes in it", field=field.name)
            yield _warning(field.element, part, name, what)
    for where in tag_places(filter(_is_marked, root.iter(f"{W}r")), part=part):
        what = Phrase("text marked with a coloured pen, and would be printed so")
        remedy = Phrase("take the colour off (Home, Text Highlight Color, No Color)")
        yield Problem(file=name, where=where, what=what, remedy=remedy, severity="warning")


def _asks(control: etree._Element) -> bool:
    """Return whether a content control shows what Word asks for, or a choice that is none."""
    shows = control.find(f"{W}sdtPr/{W}showingPlcHdr")
    if shows is not None and shows.get(f"{W}val") not in _OFF:
        return True
    words = _text(control)
    return any(
        str(element.get(f"{W}displayText", "")).strip() == words and not element.get(f"{W}value")
        for choice in _CHOICES
        for element in control.iterfind(f"{W}sdtPr/{choice}/{W}listItem")
    )


def _is_marked(run: etree._Element) -> bool:
    highlight, shade = run.find(f"{W}rPr/{W}highlight"), run.find(f"{W}rPr/{W}shd")
    marked = highlight is not None and highlight.get(f"{W}val") not in {"none", "white"}
    shaded = shade is not None and str(shade.get(f"{W}fill", "")).upper() in _PENS
    return (marked or shaded) and bool(_text(run))


def _text(element: etree._Element) -> str:
    return " ".join("".join(str(element.text or "") for element in element.iter(f"{W}t")).split())


def _warning(element: etree._Element, part: str, name: str, what: Phrase) -> Problem:
    return Problem(file=name, where=place(element, part=part), what=what, remedy=FILL_IN, severity="warning")
