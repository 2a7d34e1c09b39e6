"""What is in a letter and is not seen in it: more than a row or a text box has room for, or below a picture."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from lxml import etree

from cycle.catalogue import sentence
from cycle.errors import Problem
from cycle.letters.checks.sight.word_styles import WordStyles
from cycle.letters.ooxml import Members, W, place, printed_parts, read_xml, tag_places
from cycle.phrases import Phrase

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_OLD = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BODY = "word/document.xml"
_POINT = 12_700
_ROW = (
    sentence("the row has an exact height that cuts its text"),
    sentence("choose At least in Word (Table Layout, Properties, Row, Row height is)"),
)
_BOX = (
    sentence("the text box has a fixed height that cuts its text"),
    sentence("make it higher, or choose Resize shape to fit text in Word (Format Shape, Text Box)"),
)
_ON_TOP = (
    sentence("a picture or a shape lies in front of the text, and may cover it"),
    sentence("choose Square or Behind Text in Word (Layout Options), or move it to an empty place"),
)
_LETTER, _LINE = 0.38, 1.0
"""The least width of a letter and height of a line, as parts of its size: what is said to be cut is cut for sure."""
_TAG = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
_BLOCK = re.compile(r"\{%-?\s*(?:if|for)\b.*?\{%-?\s*end(?:if|for)\b.*?%\}", re.DOTALL)
_OPENS, _CLOSES = re.compile(r"\{%-?p?\s*(?:if|for)\b"), re.compile(r"\{%-?p?\s*end(?:if|for)\b")


def covered_word_problems(members: Members, name: str) -> Iterator[Problem]:
    """Yield a warning for each row or text box that cuts its text, and for what lies on top of text."""
    styles = WordStyles(members)
    for part in printed_parts(members):
        root = read_xml(members[part])
        rows = [run for row in root.iter(f"{W}tr") for run in _beyond_row(row, styles)]
        boxes = [run for shape in root.iter(f"{_WPS}wsp") for run in _beyond_box(shape, styles)]
        for (what, remedy), cut in ((_ROW, rows), (_BOX, boxes)):
            for where in tag_places(cut, part=part):
                yield Problem(file=name, where=where, what=Phrase(what), remedy=Phrase(remedy), severity="warning")
        for anchor in root.iter(f"{_WP}anchor"):
            if _covers(anchor, root, in_body=part == _BODY):
                what, remedy = _ON_TOP
                where = place(anchor, part=part)
                yield Problem(file=name, where=where, what=Phrase(what), remedy=Phrase(remedy), severity="warning")


def _beyond_row(row: etree._Element, styles: WordStyles) -> Iterator[etree._Element]:
    """Yield a run of each cell that holds more than its row of exact height shows, whatever the values are."""
    height = row.find(f"{W}trPr/{W}trHeight")
    if height is None or height.get(f"{W}hRule") != "exact" or not str(height.get(f"{W}val", "")).isdigit():
        return
    for cell in row.findall(f"{W}tc"):
        direction = cell.find(f"{W}tcPr/{W}textDirection")
        if direction is None or direction.get(f"{W}val") in {"lrTb", "lrTbV", "tb"}:
            width = cell.find(f"{W}tcPr/{W}tcW")
            said = "" if width is None or width.get(f"{W}type") != "dxa" else str(width.get(f"{W}w", ""))
            across = int(said) / 20 if said.isdigit() and int(said) else math.inf
            yield from _beyond(cell, int(height.get(f"{W}val", "0")) / 20, across, styles)


def _beyond_box(shape: etree._Element, styles: WordStyles) -> Iterator[etree._Element]:
    """Yield a run of a text box that does not grow with its text, and is too low for it whatever the values are."""
    size, around = shape.find(f"{_WPS}spPr/{_A}xfrm/{_A}ext"), shape.find(f"{_WPS}bodyPr")
    inside = shape.find(f"{_WPS}txbx/{W}txbxContent")
    if inside is None or size is None or around is None or around.find(f"{_A}spAutoFit") is not None:
        return
    if around.get("vert", "horz") == "horz":
        high, across = (int(size.get(key, "0")) / _POINT for key in ("cy", "cx"))
        yield from _beyond(inside, high, across, styles)


def _beyond(holder: etree._Element, high: float, across: float, styles: WordStyles) -> Iterator[etree._Element]:
    written = [paragraph for paragraph in holder.findall(f"{W}p") if _text(paragraph).strip()]
    if written and sum(_heights(holder, across, styles)) > high:
        yield next(written[0].iter(f"{W}r"), written[0])


def _heights(holder: etree._Element, across: float, styles: WordStyles) -> Iterator[float]:
    """Yield the least height of each paragraph that is in every letter."""
    depth = 0
    for paragraph in holder.findall(f"{W}p"):
        text = _text(paragraph)
        halves = _BLOCK.sub("", text)
        if _OPENS.search(halves) or _CLOSES.search(halves):
            depth += len(_OPENS.findall(halves)) - len(_CLOSES.findall(halves))
            continue
        if depth <= 0:
            yield _height(paragraph, text, across, styles)


def _height(paragraph: etree._Element, text: str, across: float, styles: WordStyles) -> float:
    sizes = [styles.size(run) for run in paragraph.iter(f"{W}r")]
    size = min(sizes, default=0.0)
    sure = _TAG.sub("", _BLOCK.sub("", text))
    lines = sum(max(1, math.ceil(len(line) * _LETTER * size / across)) for line in sure.split("\n"))
    spacing = styles.of_paragraph(paragraph, "spacing")
    exact = spacing is not None and spacing.get(f"{W}lineRule") == "exact"
    line = str(spacing.get(f"{W}line", "")) if exact and spacing is not None else ""
    return lines * (int(line) / 20 if line.isdigit() else size * _LINE)


def _text(paragraph: etree._Element) -> str:
    parts = ((element.text or "") if element.tag == f"{W}t" else "\n" for element in paragraph.iter(f"{W}t", f"{W}br"))
    return "".join(parts)


def _covers(anchor: etree._Element, root: etree._Element, *, in_body: bool) -> bool:
    """Return whether something one cannot see through lies where the text of a page is."""
    if anchor.get("behindDoc") in {"1", "true"} or anchor.find(f"{_WP}wrapNone") is None:
        return False
    if next(anchor.iterancestors(_OLD), None) is not None or not _is_opaque(anchor):
        return False
    section = next(root.iter(f"{W}sectPr"), None)
    margins = None if section is None else section.find(f"{W}pgMar")
    place_down, extent = anchor.find(f"{_WP}positionV"), anchor.find(f"{_WP}extent")
    offset = None if place_down is None else place_down.find(f"{_WP}posOffset")
    if place_down is None or extent is None or offset is None:
        return in_body
    top = int(offset.text or 0) / _POINT
    bottom = top + int(extent.get("cy", "0")) / _POINT
    first = abs(int(margins.get(f"{W}top", "1440"))) / 20 if margins is not None else 72.0
    if place_down.get("relativeFrom") in {"page", "topMargin"}:
        return bottom > first if in_body else bottom > 2 * first
    return bottom > 0 if in_body else bottom > 2 * first


def _is_opaque(anchor: etree._Element) -> bool:
    shape = next(anchor.iter(f"{_WPS}spPr"), None)
    filled = shape is not None and shape.find(f"{_A}noFill") is None and shape.find(f"{_A}solidFill") is not None
    return next(anchor.iter(f"{_PIC}pic"), None) is not None or filled
