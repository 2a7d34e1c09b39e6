"""What is written in a template and stands in no letter that anybody sees: hidden text, headers of no page."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from cycle.catalogue import sentence
from cycle.errors import Problem
from cycle.letters.ooxml import Members, W, parse_xml, part_name, place, printed_parts, read_xml, tag_places
from cycle.phrases import Phrase

_V = "{urn:schemas-microsoft-com:vml}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BODY, _STYLES, _SETTINGS = "word/document.xml", "word/styles.xml", "word/settings.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_OFF = {"0", "false", "off"}
_OF_NO_PAGE = {
    "first": (
        sentence("no page has this: the first page has the same header and footer as the others"),
        sentence("tick Different First Page in Word (Header & Footer), or take the text away there"),
    ),
    "even": (
        sentence("no page has this: even pages have the same header and footer as the others"),
        sentence("tick Different Odd & Even Pages in Word (Header & Footer), or take the text away there"),
    ),
    "midway": (
        sentence("the page this section begins on has the header and footer of the section before it"),
        sentence(
            "choose Link to Previous in Word (Header & Footer), or begin the section on a new page (Layout, Breaks)"
        ),
    ),
}
"""By the kind of pages a header or footer is for: what is wrong where there are none, and what would be right."""


def hidden_word_problems(members: Members, name: str) -> Iterator[Problem]:
    """Yield a warning for each place whose words nobody sees, on paper or on screen."""
    styles = _hiding_styles(members)
    for part in printed_parts(members):
        hidden = (run for run in read_xml(members[part]).iter(f"{W}r") if _says(run) and _is_hidden(run, styles))
        for where in tag_places(hidden, part=part):
            what = Phrase("hidden text: it is in no letter that anybody sees")
            remedy = Phrase("show it in Word (mark it, Home, Font, Hidden), or take it away")
            yield Problem(file=name, where=where, what=what, remedy=remedy, severity="warning")
        for art in filter(_is_formless, read_xml(members[part]).iter(f"{_V}textpath")):
            what = Phrase("WordArt that has lost its form: nothing of it is in the PDF")
            remedy = Phrase("put it in again in Word (Insert, WordArt), or write the words as ordinary text")
            where = place(art, part=part)
            yield Problem(file=name, where=where, what=what, remedy=remedy, severity="warning")
    yield from _of_no_page(members, name)


def _of_no_page(members: Members, name: str) -> Iterator[Problem]:
    if _RELATIONS not in members:
        return
    targets = {str(element.get("Id")): str(element.get("Target")) for element in parse_xml(members[_RELATIONS])}
    settings = parse_xml(members[_SETTINGS]) if _SETTINGS in members else None
    even = settings is not None and _is_on(settings.find(f"{W}evenAndOddHeaders"))
    shown: set[str] = set()
    unseen: dict[str, str] = {}
    for number, section in enumerate(read_xml(members[_BODY]).iter(f"{W}sectPr")):
        first = _is_on(section.find(f"{W}titlePg"))
        begins = section.find(f"{W}type")
        midway = number > 0 and begins is not None and begins.get(f"{W}val") == "continuous"
        for element in section.iter(f"{W}headerReference", f"{W}footerReference"):
            part = f"word/{targets.get(str(element.get(f'{_R}id')), '')}"
            kind = str(element.get(f"{W}type", "default"))
            if {"first": first, "even": even}.get(kind, True):
                if midway:
                    unseen.setdefault(part, "midway")
                else:
                    shown.add(part)
            else:
                unseen[part] = kind
    for part, kind in unseen.items():
        if part in members and part not in shown and any(map(_says, read_xml(members[part]).iter(f"{W}r"))):
            what, remedy = _OF_NO_PAGE[kind]
            where = part_name(part)
            yield Problem(file=name, where=where, what=Phrase(what), remedy=Phrase(remedy), severity="warning")


def _is_formless(art: etree._Element) -> bool:
    """Return whether words are drawn along a form that the part does not have."""
    shape = art.getparent()
    form = "" if shape is None or shape.tag != f"{_V}shape" else str(shape.get("type", "")).removeprefix("#")
    there = {str(element.get("id")) for element in art.getroottree().iter(f"{_V}shapetype")}
    return bool(form) and form not in there and bool(str(art.get("string", "")).strip())


def _says(run: etree._Element) -> bool:
    return any((text.text or "").strip() for text in run.iter(f"{W}t"))


def _is_hidden(run: etree._Element, styles: frozenset[str]) -> bool:
    """Return whether Word hides the run: by itself, by its style, or by that of its paragraph."""
    own = run.find(f"{W}rPr/{W}vanish")
    if own is not None:
        return _is_on(own)
    row = next(run.iterancestors(f"{W}tr"), None)
    if row is not None and _is_on(row.find(f"{W}trPr/{W}hidden")):
        return True
    paragraph = next(run.iterancestors(f"{W}p"), None)
    named = [run.find(f"{W}rPr/{W}rStyle"), None if paragraph is None else paragraph.find(f"{W}pPr/{W}pStyle")]
    return any(style is not None and style.get(f"{W}val") in styles for style in named)


def _hiding_styles(members: Members) -> frozenset[str]:
    """Return the styles whose text Word hides, by themselves or by the one they are based on."""
    if _STYLES not in members:
        return frozenset()
    by_id = {str(style.get(f"{W}styleId")): style for style in parse_xml(members[_STYLES]).iter(f"{W}style")}

    def hides(style: etree._Element | None, left: int = len(by_id)) -> bool:
        if style is None or left < 0:
            return False
        own, on = style.find(f"{W}rPr/{W}vanish"), style.find(f"{W}basedOn")
        return _is_on(own) if own is not None else on is not None and hides(by_id.get(str(on.get(f"{W}val"))), left - 1)

    return frozenset(name for name, style in by_id.items() if hides(style))


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and element.get(f"{W}val") not in _OFF
