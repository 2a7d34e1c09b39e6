"""What a Word field answers in the PDF: the few that LibreOffice works out as Word does, and all the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from cycle.catalogue import sentence
from cycle.letters.checks.tags.compared import Fault
from cycle.letters.ooxml import FieldCode, Members, W, paragraphs, printed_parts, read_xml, tags
from cycle.letters.pdf import Lists
from cycle.phrases import Phrase

_FORMATS = r"(?: \\\* ?(?:MERGEFORMAT|CHARFORMAT))*"
_NUMBER = r"(?: \\\* ?(?:MERGEFORMAT|CHARFORMAT|Arabic|roman|alphabetic))*"
_RIGHT = re.compile(
    rf"(?:PAGE|NUMPAGES){_NUMBER}|HYPERLINK.*|SHAPE.*|(?:TITLE|SUBJECT|COMMENTS|DOCPROPERTY \S+){_FORMATS}|"
    rf"SEQ [^\s\\]+(?=.*\\)(?: \\[nc]| \\r ?\d+| \\\* ?(?:MERGEFORMAT|CHARFORMAT|Arabic|roman|alphabetic))*|",
    re.IGNORECASE,
)
"""What LibreOffice 7.4.7 works out as Word does; `SEQ Tabell` without a form is printed as it was."""

_UNSEEN = {"TC", "TA", "XE", "RD", "PRIVATE", "ADVANCE", "BIDIOUTLINE", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT"}
"""Fields that keep no answer: they show nothing, move something, or count."""

_PICTURES = re.compile(r"symbol|dings|mt extra", re.IGNORECASE)
_REFERENCE = re.compile(r"(?:PAGE)?REF \"?([^\s\"\\]+)\"?", re.IGNORECASE)
_SWITCH = re.compile(r"\\(?:\* ?\w+|\w)")
_ANY_LOOK = {"\\H", "\\*MERGEFORMAT", "\\*CHARFORMAT"}
_NUMBERED = {"\\R", "\\N", "\\W", "\\T"}
LISTS = {"TOC", "TOA", "INDEX", "BIBLIOGRAPHY"}
"""Fields that Word makes a list of, with other fields in it."""

OTHERWISE = sentence(
    "the Word field '{field}' is worked out by Word, and says something else in the PDF, or an old answer"
)
_LEFT_OUT = sentence("the Word field '{field}' is left out of the PDF, with what it shows in Word")
_TWICE = sentence("the Word field '{field}' prints its sign twice in the PDF")
_NO_PLACE = sentence(
    "the Word field '{field}' refers to a place that is not in the file: an error in English would be printed"
)
_SOME_PLACE = sentence("the Word field '{field}' refers to a place that only some letters have")
_ORDINARY = sentence("write it as ordinary text, with {% if … %} around what only some letters say")
_REFER = sentence(
    "put it in again, for the words or the page of one paragraph (References, Cross-reference), or write it as text"
)
_REMEDIES: Mapping[str, str] = {
    "TOC": sentence("take it out in Word (References, Table of Contents, Remove Table of Contents)"),
    **dict.fromkeys(
        ("TOA", "INDEX", "BIBLIOGRAPHY", "CITATION"), sentence("mark it in Word and delete it, or write it by hand")
    ),
    "SECTIONPAGES": sentence("put the field NumPages in its place (Insert, Quick Parts, Field)"),
    "STYLEREF": sentence("write {{ letter.title }} in its place, or the words as ordinary text"),
    "SEQ": sentence("put the number in again (References, Insert Caption), or write it as ordinary text"),
    **dict.fromkeys(("REF", "PAGEREF"), _REFER),
    "EQ": sentence("write it as ordinary text, or as an equation (Insert, Equation)"),
    "LISTNUM": sentence("write the number as ordinary text, or {{ loop.index }} in a loop"),
    **dict.fromkeys(
        ("DISPLAYBARCODE", "MERGEBARCODE", "BARCODE"), sentence("put it in as a picture (Insert, Pictures)")
    ),
    "SYMBOL": sentence("delete it, and put the sign in as text (Insert, Symbol)"),
}
"""By the kind of field: what is right in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldAnswer:
    """What is wrong with what a Word field answers in the PDF, and how bad it is."""

    fault: Fault
    severity: Literal["error", "warning"] = "warning"


class FieldAnswers:
    """The places of a template that its fields refer to, and what the fields answer."""

    def __init__(self, members: Members) -> None:
        self._lists = Lists(members)
        self._places: dict[str, etree._Element] = {}
        self._blocks: dict[etree._Element, tuple[str, ...]] = {}
        for part in printed_parts(members):
            root = read_xml(members[part])
            marks = list(root.iter(f"{W}bookmarkStart"))
            for mark in marks:
                self._places.setdefault(str(mark.get(f"{W}name", "")), mark)
            if marks or part == "word/document.xml":
                self._blocks |= dict(_blocks(root, part))

    def of(self, field: FieldCode) -> FieldAnswer | None:
        """Return what is wrong with what the field answers; None when the PDF has what Word shows."""
        called = field.name
        if called in {"REF", "PAGEREF"}:
            return self._of_reference(field)
        if _RIGHT.fullmatch(field.instruction) or (called in _UNSEEN and not field.shown.strip()):
            return None
        if called == "SYMBOL":
            if field.shown.strip():
                return _answer(field, _TWICE)
            return _answer(field, OTHERWISE) if _PICTURES.search(field.instruction[len(called) :]) else None
        lost = called in {"EQ", "LISTNUM", "DISPLAYBARCODE", "MERGEBARCODE", "BARCODE"} and not field.shown.strip()
        return _answer(field, _LEFT_OUT if lost else OTHERWISE)

    def _of_reference(self, field: FieldCode) -> FieldAnswer | None:
        """Return what is wrong with a reference to a place, or to the page it is on."""
        found = _REFERENCE.match(field.instruction)
        place = self._places.get(found[1]) if found else None
        if found is None or place is None:
            again = Phrase("delete it in Word, and put it in again (References, Cross-reference)")
            return FieldAnswer(fault=(Phrase(_NO_PLACE, field=field.instruction), again), severity="error")
        switches = {switch.replace(" ", "").upper() for switch in _SWITCH.findall(field.instruction[found.end() :])}
        left = switches - _ANY_LOOK
        if field.name == "PAGEREF":
            right = left <= {"\\*ARABIC"}
        elif left & _NUMBERED:
            paragraph = _paragraph(place)
            right = left <= _NUMBERED and paragraph is not None and self._lists.counts(paragraph)
        else:
            right = not left and _is_printed_whole(place)
        if not right:
            return _answer(field, OTHERWISE)
        around, own = self._around(_paragraph(place)), self._around(field.paragraph)
        if own[: len(around)] != around:
            same = Phrase("put it inside the same {% if … %} as the place, or write it as ordinary text")
            return FieldAnswer(fault=(Phrase(_SOME_PLACE, field=field.instruction), same))
        return None

    def _around(self, paragraph: etree._Element | None) -> tuple[str, ...]:
        return () if paragraph is None else self._blocks.get(paragraph, ())


def _answer(field: FieldCode, fault: str) -> FieldAnswer:
    remedy = _REMEDIES.get(field.name, _ORDINARY)
    return FieldAnswer(fault=(Phrase(fault, field=field.instruction), Phrase(remedy)))


def _is_printed_whole(place: etree._Element) -> bool:
    """Return whether a reference to the place prints its words: some, of one paragraph, outside content controls.

    In a table that a letter begins with, LibreOffice leaves out their first letter.
    """
    root, own = place.getroottree().getroot(), _paragraph(place)
    if own is None:
        return False
    held = any(element.tag == f"{W}sdtContent" for element in own.iterancestors())
    if held or (own is next(root.iter(f"{W}p"), None) and next(own.iterancestors(f"{W}tc"), None) is not None):
        return False
    inside, words = False, ""
    for element in root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}t"):
        if element is place:
            inside = True
        elif inside and element.tag == f"{W}bookmarkEnd" and element.get(f"{W}id") == place.get(f"{W}id"):
            return bool(words.strip())
        elif inside and element.tag == f"{W}t" and (element.text or "").strip():
            words += element.text or ""
            if next(element.iterancestors(f"{W}p"), None) is not own:
                return False
    return False


def _paragraph(place: etree._Element) -> etree._Element | None:
    """Return the paragraph a place begins in, or the first behind it."""
    around = next(place.iterancestors(f"{W}p"), None)
    if around is not None:
        return around
    return next((found for element in place.itersiblings() for found in element.iter(f"{W}p")), None)


def _blocks(root: etree._Element, part: str) -> Iterator[tuple[etree._Element, tuple[str, ...]]]:
    """Yield each paragraph with the conditions and loops that it stands in, each under a name of its own."""
    around: list[str] = []
    begun = 0
    for paragraph in paragraphs(root, part=part):
        yield paragraph.element, tuple(around)
        for tag in tags(paragraph):
            word = tag.inside.split(" ")[0] if tag.kind == "do" else ""
            if word in {"endif", "endfor", "elif", "else"} and around:
                around.pop()
            if word in {"if", "for", "elif", "else"}:
                begun += 1
                around.append(f"{part} {begun}")


def list_remedy(name: str) -> Phrase:
    """Return what to do about a list that Word makes, which puts the tags of its headings in by itself."""
    return Phrase(_REMEDIES[name])
