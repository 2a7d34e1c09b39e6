"""What a letter holds and nobody can read: words in the colour of what they stand on, tiny ones, lines cut short."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from cycle.catalogue import sentence
from cycle.errors import Problem
from cycle.letters.checks.sight.word_styles import WordStyles
from cycle.letters.ooxml import Members, W, printed_parts, read_xml, tag_places
from cycle.phrases import Phrase

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_OLD = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WHITE = "FFFFFF"
_SEEN, _SMALLEST, _NARROWEST, _WHOLE, _PILED = 1.6, 5.0, 10, 0.75, 0.3
"""The least contrast, size in points, width of letters in per cent, and part of its size a line must have; how much of
their size letters may be drawn together."""
_PICTURES = re.compile(r"(?:symbol|(?:wing|web)dings.*|zapf ?dingbats|marlett|mt extra)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3}|\{\{")
_FAINT = (
    sentence("text in nearly the colour of what it stands on: nobody sees it on paper"),
    sentence("give it another colour in Word (mark it, Home, Font Color), or take it away"),
)
_TINY = (
    sentence("text too small for anybody to read"),
    sentence("make it larger in Word (mark it, Home, Font Size), or take it away"),
)
_PICTURED = (
    sentence("words in a font of pictures: each letter of them is printed as another sign"),
    sentence("give them a font of letters in Word (mark them, Home, Font)"),
)
_CUT = (
    sentence("the line has an exact height that cuts its text"),
    sentence("choose At least in Word (Home, Paragraph, Line spacing)"),
)


_STRUCK = (
    sentence("text that is struck through by hand: it is printed so"),
    sentence("delete it, or take the line away in Word (mark it, Home, Strikethrough)"),
)
_PENS = {
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "white": "FFFFFF",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "C0C0C0",
}
"""The colours of Word's pen."""


def faint_word_problems(members: Members, name: str) -> Iterator[Problem]:
    """Yield a warning for each place with words that are printed and that nobody can read."""
    styles = WordStyles(members)
    kinds: tuple[tuple[tuple[str, str], Callable[[etree._Element, WordStyles], bool]], ...] = (
        (_FAINT, _is_faint),
        (_TINY, _is_tiny),
        (_CUT, _is_cut),
        (_PICTURED, _is_of_pictures),
        (_STRUCK, _is_struck),
    )
    for part in printed_parts(members):
        root = read_xml(members[part])
        runs = [run for run in root.iter(f"{W}r") if _says(run) and next(run.iterancestors(_OLD), None) is None]
        for (what, remedy), is_so in kinds:
            for where in tag_places((run for run in runs if is_so(run, styles)), part=part):
                yield Problem(file=name, where=where, what=Phrase(what), remedy=Phrase(remedy), severity="warning")


def _says(run: etree._Element) -> bool:
    return any((text.text or "").strip() for text in run.iter(f"{W}t"))


def _is_tiny(run: etree._Element, styles: WordStyles) -> bool:
    scale = styles.of_run(run, "w")
    narrow = "" if scale is None else str(scale.get(f"{W}val", "")).rstrip("%")
    spacing = styles.of_run(run, "spacing")
    closer = "" if spacing is None else str(spacing.get(f"{W}val", "")).removeprefix("-")
    piled = spacing is not None and str(spacing.get(f"{W}val", "")).startswith("-") and closer.isdigit()
    return (
        styles.size(run) < _SMALLEST
        or (narrow.isdigit() and 0 < int(narrow) < _NARROWEST)
        or (piled and int(closer) / 20 > _PILED * styles.size(run))
    )


def _is_struck(run: etree._Element, styles: WordStyles) -> bool:
    lines = (styles.of_run(run, name) for name in ("strike", "dstrike"))
    return any(line is not None and line.get(f"{W}val") not in {"0", "false", "off"} for line in lines)


def _is_of_pictures(run: etree._Element, styles: WordStyles) -> bool:
    """Return whether a whole word or a tag has such a font; a letter alone may be the sign that was chosen."""
    fonts = styles.of_run(run, "rFonts")
    named = {} if fonts is None else {str(key): str(value) for key, value in fonts.attrib.items()}
    latin = (named.get(f"{W}ascii", ""), named.get(f"{W}hAnsi", ""))
    text = "".join(text.text or "" for text in run.iter(f"{W}t"))
    return any(map(_PICTURES.match, latin)) and _WORD.search(text) is not None


def _is_cut(run: etree._Element, styles: WordStyles) -> bool:
    paragraph = next(run.iterancestors(f"{W}p"), None)
    spacing = None if paragraph is None else styles.of_paragraph(paragraph, "spacing")
    if spacing is None or spacing.get(f"{W}lineRule") != "exact":
        return False
    height = str(spacing.get(f"{W}line", ""))
    return height.isdigit() and int(height) / 20 < _WHOLE * styles.size(run)


def _is_faint(run: etree._Element, styles: WordStyles) -> bool:
    if run.find(f"{W}rPr/{_W14}textFill/{_W14}noFill") is not None:
        return True
    found = styles.of_run(run, "color")
    colour, ground = "" if found is None else str(found.get(f"{W}val", "")), _ground(run, styles)
    if ground is None or not _is_colour(colour):
        return False
    dark, light = sorted((_light(colour), _light(ground)))
    return (light + 0.05) / (dark + 0.05) < _SEEN


def _ground(run: etree._Element, styles: WordStyles) -> str | None:
    """Return the colour a run stands on; None where that cannot be told: on a picture, a pattern, in a style of tables.

    White text without a ground of its own is taken to stand on a picture where one lies behind the text.
    """
    marked = styles.of_run(run, "highlight")
    if marked is not None and marked.get(f"{W}val") != "none":
        return _PENS.get(str(marked.get(f"{W}val")))
    paragraph = next(run.iterancestors(f"{W}p"), None)
    shades = [styles.of_run(run, "shd"), None if paragraph is None else styles.of_paragraph(paragraph, "shd")]
    for shade in (shade for shade in shades if shade is not None):
        if (colour := _shade(shade)) != "":
            return colour
    for element in run.iterancestors():
        if element.tag == f"{W}txbxContent" and (colour := _filling(element)) != "":
            return colour
        own = {f"{W}tc": f"{W}tcPr/{W}shd", f"{W}tbl": f"{W}tblPr/{W}shd"}.get(str(element.tag))
        around = element.find(own) if own else None
        if around is not None and (colour := _shade(around)) != "":
            return colour
        if element.tag == f"{W}tbl" and styles.shades(element):
            return None
    behind = run.getroottree().iter(f"{_WP}anchor")
    if any(anchor.get("behindDoc") in {"1", "true"} for anchor in behind):
        return None
    page = next(run.getroottree().iter(f"{W}background"), None) if styles.colours_pages else None
    colour = "" if page is None else str(page.get(f"{W}color", ""))
    return colour if _is_colour(colour) else _WHITE


def _shade(shade: etree._Element) -> str | None:
    """Return the colour of a shading; empty when it has none, None when it is a pattern."""
    kind, fill = shade.get(f"{W}val"), str(shade.get(f"{W}fill", "auto"))
    if kind == "solid":
        pattern = str(shade.get(f"{W}color", "auto"))
        return pattern if _is_colour(pattern) else "000000"
    if kind not in {"clear", "nil", None}:
        return None
    return fill if _is_colour(fill) else ""


def _filling(inside: etree._Element) -> str | None:
    """Return the colour of a text box; empty when it has none, None where it is not told by a colour of its own."""
    shape = next(inside.iterancestors(f"{_WPS}wsp"), None)
    if shape is not None and shape.find(f"{_WPS}spPr/{_A}noFill") is not None:
        return ""
    colour = None if shape is None else shape.find(f"{_WPS}spPr/{_A}solidFill/{_A}srgbClr")
    return None if colour is None else str(colour.get("val"))


def _is_colour(text: str) -> bool:
    return len(text) == 6 and all(sign in "0123456789abcdefABCDEF" for sign in text)


def _light(colour: str) -> float:
    """Return how light a colour is, 0 to 1, as WCAG reckons it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
