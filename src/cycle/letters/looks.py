"""Whether everybody can read a template, and it looks on paper as in Word: language, headings, pictures, fonts."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping

from lxml import etree

from cycle.errors import Problem
from cycle.letters.opc import DRAWN
from cycle.letters.package import W, parse_xml, tagged_parts

_LANGUAGES = {"nn-NO", "nb-NO"}
_LONG = 1_500
"""Signs of text from which a document needs headings to be found one's way in: about a page."""

_SAME_WIDTH = {
    "Calibri": "Carlito",
    "Cambria": "Caladea",
    "Arial": "Liberation Sans",
    "Times New Roman": "Liberation Serif",
    "Courier New": "Liberation Mono",
}
"""Fonts with the same measures, which LibreOffice uses in place of Microsoft's: the lines stay as they are."""

_SIGNS = {"Symbol", "Wingdings", "OpenSymbol"}
"""Fonts of bullets; LibreOffice brings its own."""


def looks_problems(members: Mapping[str, bytes], name: str, fonts: frozenset[str] | None) -> Iterator[Problem]:
    """Yield what is hard to read or will look otherwise, all as warnings; `fonts` None does not look at fonts."""
    for part, kind in tagged_parts(members).items():
        root = parse_xml(members[part])
        for picture in root.iter(DRAWN):
            if not picture.get("descr"):
                what = f"the picture '{picture.get('name', '')}' has no alternative text"
                yield _warning(name, part, what, "add it in Word (right-click, View Alt Text)")
        if kind == "body":
            yield from _heading_problems(root, members, part, name)
    yield from _language_problems(members, name)
    if fonts is not None:
        yield from _font_problems(members, name, fonts)


def installed_fonts() -> frozenset[str] | None:
    """Return the font families of this machine; None when it cannot say."""
    program = shutil.which("fc-list")
    if program is None:
        return None
    order = [program, ":", "family"]
    try:
        found = subprocess.run(order, capture_output=True, text=True, timeout=20, check=True).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return frozenset(family.strip() for line in found.splitlines() for family in line.split(","))


def _heading_problems(root: etree._Element, members: Mapping[str, bytes], part: str, name: str) -> Iterator[Problem]:
    text = sum(len(one.text or "") for one in root.iter(f"{W}t"))
    used = {str(one.get(f"{W}val")) for one in root.iter(f"{W}pStyle")}
    if text > _LONG and not used & _heading_styles(members) and root.find(f".//{W}pPr/{W}outlineLvl") is None:
        what = "a page of text or more without a heading; nobody can find the way by ear"
        yield _warning(name, part, what, "give the headings the style Overskrift 1 or 2")


def _heading_styles(members: Mapping[str, bytes]) -> set[str]:
    styles = members.get("word/styles.xml")
    return {
        str(style.get(f"{W}styleId"))
        for style in (parse_xml(styles).iter(f"{W}style") if styles else ())
        if any(str(one.get(f"{W}val")).lower().startswith(("heading", "title")) for one in style.iter(f"{W}name"))
        or style.find(f"{W}pPr/{W}outlineLvl") is not None
    }


def _language_problems(members: Mapping[str, bytes], name: str) -> Iterator[Problem]:
    styles = members.get("word/styles.xml")
    found = parse_xml(styles).find(f"{W}docDefaults//{W}lang") if styles else None
    language = found.get(f"{W}val", "") if found is not None else ""
    if language not in _LANGUAGES:
        what = f"the document's language is '{language}'"
        remedy = "set the proofing language of all text to Norwegian (Nynorsk or Bokmål) and make it the default"
        yield _warning(name, "word/styles.xml", what, remedy)


def _font_problems(members: Mapping[str, bytes], name: str, fonts: frozenset[str]) -> Iterator[Problem]:
    parts = [*tagged_parts(members), *(one for one in ("word/styles.xml", "word/numbering.xml") if one in members)]
    used: dict[str, str] = {}
    for part in parts:
        for one in parse_xml(members[part]).iter(f"{W}rFonts"):
            for kind in ("ascii", "hAnsi"):
                if font := one.get(f"{W}{kind}"):
                    used.setdefault(str(font), part)
    for font, part in used.items():
        if font not in fonts | _SIGNS and _SAME_WIDTH.get(font) not in fonts:
            what = f"the font '{font}' is not on the machine that makes the PDF; another would be used, and lines move"
            yield _warning(name, part, what, f"install it, or use one of {', '.join(sorted(_SAME_WIDTH))}")


def _warning(name: str, part: str, what: str, remedy: str) -> Problem:
    return Problem(file=name, where=part, what=what, remedy=remedy, severity="warning")
