"""Whether everybody can read a template, and it looks on paper as in Word: language, headings, pictures, fonts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from cycle.errors import Problem
from cycle.letters.ooxml import DRAWN, W, content_types, part_name, place, read_xml, tagged_parts
from cycle.phrases import Phrase

_LANGUAGES = {"nn-NO", "nb-NO"}
_VML = "{urn:schemas-microsoft-com:vml}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_OF_THEME = ("major", "minor")
_LONG = 1_500
"""Characters of text from which a document needs headings to be found one's way in: about a page."""

_SAME_WIDTH = {
    "Calibri": "Carlito",
    "Cambria": "Caladea",
    "Arial": "Liberation Sans",
    "Times New Roman": "Liberation Serif",
    "Courier New": "Liberation Mono",
}
"""Fonts with the same measures, which LibreOffice uses in place of Microsoft's: the lines stay as they are."""

_SYMBOL_FONTS = {"Symbol", "Wingdings", "OpenSymbol"}
"""Fonts of bullets; LibreOffice brings its own."""


def accessibility_problems(members: Mapping[str, bytes], name: str, fonts: frozenset[str] | None) -> Iterator[Problem]:
    """Yield what is hard to read or will look otherwise, all as warnings; `fonts` None does not look at fonts."""
    for part, kind in tagged_parts(members).items():
        root = read_xml(members[part])
        yield from _picture_problems(root, part, name)
        yield from _marked_problems(root, part, name)
        if kind == "body":
            yield from _heading_problems(root, members, part, name)
    yield from _language_problems(members, name)
    if fonts is not None:
        yield from _font_problems(members, name, fonts)


def _picture_problems(root: etree._Element, part: str, name: str) -> Iterator[Problem]:
    """Yield the pictures that say nothing to those who do not see them, those in Word's old drawings too."""
    drawn = [(element.get("name", ""), element) for element in root.iter(DRAWN) if not element.get("descr")]
    for image in root.iter(f"{_VML}imagedata"):
        shape = image.getparent()
        again = next(image.iterancestors(_FALLBACK), None) is not None
        if shape is not None and not shape.get("alt") and not again:
            drawn.append((shape.get("id", ""), shape))
    for called, element in drawn:
        what = Phrase("the picture '{name}' has no alternative text", name=called)
        remedy = Phrase("add it in Word (right-click, View Alt Text)")
        yield _warning(name, place(element, part=part), what, remedy)


def _marked_problems(root: etree._Element, part: str, name: str) -> Iterator[Problem]:
    """Yield the first text marked as each language that is not Norwegian: it is read aloud as that."""
    reported: set[str] = set()
    for run in root.iter(f"{W}r"):
        marked = run.find(f"{W}rPr/{W}lang")
        language = str(marked.get(f"{W}val", "")) if marked is not None else ""
        words = "".join(element.text or "" for element in run.iter(f"{W}t"))
        if language and language not in _LANGUAGES | reported and any(map(str.isalpha, words)):
            reported.add(language)
            what = Phrase("text marked as '{language}', which is read aloud as that language", language=language)
            remedy = Phrase("mark it in Word, and set its proofing language to Norwegian (Nynorsk or Bokmål)")
            yield _warning(name, place(run, part=part), what, remedy)


def _heading_problems(root: etree._Element, members: Mapping[str, bytes], part: str, name: str) -> Iterator[Problem]:
    text = sum(len(element.text or "") for element in root.iter(f"{W}t"))
    used = {str(element.get(f"{W}val")) for element in root.iter(f"{W}pStyle")}
    if text > _LONG and not used & _heading_styles(members) and root.find(f".//{W}pPr/{W}outlineLvl") is None:
        what = Phrase("a page of text or more without a heading; nobody can find the way by ear")
        yield _warning(name, part_name(part), what, Phrase("give the headings the style Overskrift 1 or 2"))


def _heading_styles(members: Mapping[str, bytes]) -> set[str]:
    styles = members.get("word/styles.xml")
    return {
        str(style.get(f"{W}styleId"))
        for style in (read_xml(styles).iter(f"{W}style") if styles else ())
        if any(
            str(element.get(f"{W}val")).lower().startswith(("heading", "title")) for element in style.iter(f"{W}name")
        )
        or style.find(f"{W}pPr/{W}outlineLvl") is not None
    }


def _language_problems(members: Mapping[str, bytes], name: str) -> Iterator[Problem]:
    styles = members.get("word/styles.xml")
    root = read_xml(styles) if styles else None
    found = None if root is None else root.find(f"{W}docDefaults//{W}lang")
    language = found.get(f"{W}val", "") if found is not None else ""
    for style in () if root is None else root.iter(f"{W}style"):
        own = style.find(f"{W}rPr/{W}lang")
        ordinary = style.get(f"{W}default") in {"1", "true", "on"} and style.get(f"{W}type") == "paragraph"
        if ordinary and own is not None:
            language = own.get(f"{W}val", language)
    if language not in _LANGUAGES:
        what = Phrase("the language of the template is not Norwegian")
        remedy = Phrase(
            "set the proofing language of all text to Norwegian (Nynorsk or Bokmål) and make it the default"
        )
        styled = part_name("word/styles.xml")
        yield _warning(name, styled, what.written_as(f"the document's language is '{language}'"), remedy)


def _font_problems(members: Mapping[str, bytes], name: str, fonts: frozenset[str]) -> Iterator[Problem]:
    parts = [
        *tagged_parts(members),
        *(member for member in ("word/styles.xml", "word/numbering.xml") if member in members),
    ]
    used: dict[str, str] = {}
    theme = _theme_fonts(members)
    for part in parts:
        for element in read_xml(members[part]).iter(f"{W}rFonts"):
            for kind in ("ascii", "hAnsi"):
                of_theme = theme.get(str(element.get(f"{W}{kind}Theme", ""))[:5])
                if font := of_theme or element.get(f"{W}{kind}"):
                    used.setdefault(str(font), part)
    for font, part in used.items():
        if font not in fonts | _SYMBOL_FONTS and _SAME_WIDTH.get(font) not in fonts:
            what = Phrase(
                "the font '{font}' is not on the machine that makes the PDF; another would be used, and lines move",
                font=font,
            )
            here = sorted(wide for wide, same in _SAME_WIDTH.items() if {wide, same} & fonts) or sorted(fonts)[:5]
            remedy = Phrase("install it, or use one of {fonts}", fonts=", ".join(here))
            yield _warning(name, part_name(part), what, remedy)


def _theme_fonts(members: Mapping[str, bytes]) -> dict[str, str]:
    """Return the fonts that styles mean by `major…` (headings) and `minor…` (text), which Word's theme names."""
    part = next((part for part, kind in content_types(members).items() if kind.endswith("theme+xml")), None)
    root = read_xml(members[part]) if part else None
    found = {} if root is None else {kind: root.find(f".//{_DRAWING}{kind}Font/{_DRAWING}latin") for kind in _OF_THEME}
    return {
        kind: str(font.get("typeface")) for kind, font in found.items() if font is not None and font.get("typeface")
    }


def _warning(name: str, where: Phrase, what: Phrase, remedy: Phrase) -> Problem:
    return Problem(file=name, where=where, what=what, remedy=remedy, severity="warning")
