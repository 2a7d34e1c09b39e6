"""One part of a template, compiled: docxtpl reads the tags once, and a letter is then only the filling in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import CodeType
from typing import Any

import jinja2
from jinja2 import nodes
from lxml import etree

from cycle.errors import Problem, TemplateError
from cycle.letters.language import (
    PROPERTIES,
    NotProvenError,
    Places,
    break_lines,
    cut_title,
    fill_problem,
    fit_columns,
    holds_text,
    letter_environment,
    patched,
    property_name,
    prove,
    text_at,
)
from cycle.letters.ooxml import Deflated, Pieces, W, deflated, parse_xml, part_place
from cycle.phrases import Phrase

_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_PICTURE = re.compile(r"(<wp:docPr\b[^>]*?\bid=\")[^\"]*(\")")
_ROW_TAG = re.compile(r"\{[%#]tr ")
_CELL_TAGS = re.compile(r"\{[%#]\s*(?:tc|colspan|hm|vm)\b")
_NO_ROW = re.compile(r"<w:tbl(?: [^>]*)?>(?:(?!<w:tr[ >/]).)*?</w:tbl>|<w:tbl(?: [^>]*)?/>", re.DOTALL)
_XML_SIGNS = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}


class CompiledPart:
    """A body, header, footer or footnotes part, proven to give whole XML and ready to be filled in."""

    def __init__(self, data: bytes, *, part: str, kind: str, file: str) -> None:
        """Compile and prove; TemplateError with the place when some branch, loop or value could break a letter."""
        self.part, self._file = part, file
        source = patched(data)
        try:
            proven = prove(source)
        except NotProvenError as error:
            where = part_place(part, text_at(source, error.line))
            raise TemplateError([Problem(file=file, where=where, what=error.what, remedy=error.remedy)]) from error
        self._bare = tuple(text_at(source, line) for line in proven.bare_tables)
        """The words before each table that lacks rows for some values."""
        self._loose = tuple(text_at(source, line) for line in proven.loose_values)
        """The words of each paragraph where a value stands outside the text."""
        self._places = Places(source)
        body = kind == "body"
        self._fits_tables = body and _tables_may_change(data)
        self._numbers_pictures = body and _picture_in_a_block(source)
        if body and not self._numbers_pictures:
            source = _numbered(source)
        self._template = letter_environment(autoescape=True).from_string(_DECLARATION + source)
        constants = set(_constants(self._template.root_render_func.__code__))
        self._pieces = Pieces(constants)
        self._known = constants
        inside = "".join(constants).replace(_DECLARATION, "")
        self._always_whole = (
            bool(self._bare or self._loose)
            or self._fits_tables
            or self._numbers_pictures
            or "\n" in inside
            or "\t" in inside
        )

    def fill(self, values: Mapping[str, Any], *, plain: bool) -> Deflated:
        """Return the part filled in and packed; TemplateError for a field without a value.

        `plain` says that no value brings XML of its own; what one brings is outside the proof, and is read again.
        """
        try:
            texts = list(self._template.root_render_func(self._template.new_context(dict(values))))
        except Exception as error:
            words = self._places.of_failure(self._template.environment, values)
            where = part_place(self.part, words)
            raise TemplateError([fill_problem(error, values, file=self._file, where=where)]) from error
        if plain and not self._always_whole and not self._broken(texts):
            return self._pieces.deflate(texts)
        return deflated(self._whole("".join(texts), plain=plain).encode())

    def _broken(self, texts: list[str]) -> bool:
        """Return whether a value has line breaks or tabs, which become Word's own."""
        known = self._known
        return any(("\n" in text or "\t" in text) for text in texts if text not in known)

    def _whole(self, xml: str, *, plain: bool) -> str:
        xml = _DECLARATION + break_lines(xml.removeprefix(_DECLARATION))
        if not plain:
            try:
                parse_xml(xml.encode())
            except etree.XMLSyntaxError as error:
                what = Phrase("a picture or rich text stands where it breaks the document")
                what = what.written_as(f"{what} ({error.msg})")
                raise self._refused(what, Phrase("print it in a paragraph of text")) from error
        self.check_filled(xml)
        if self._fits_tables:
            try:
                fitted = fit_columns(xml.removeprefix(_DECLARATION))
            except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
                what = Phrase("a table whose columns cannot be fitted to its cells")
                remedy = Phrase("let colspan and the widths of columns be whole numbers")
                raise self._refused(what.written_as(f"{what} ({error})"), remedy) from error
            xml = _DECLARATION + etree.tostring(fitted, encoding="unicode")
        return _numbered(xml) if self._numbers_pictures else xml

    def check_filled(self, xml: str) -> None:
        """Return when every table of the part, filled in, has a row, and all text is where Word shows it.

        TemplateError otherwise.
        """
        if self._loose and any(_is_loose(element) for element in parse_xml(xml.encode()).iter(etree.Element)):
            what = Phrase("plain text in a tag for rich text would stand outside the text, where Word shows nothing")
            remedy = Phrase("write {{ … }} in place of {{r … }} or {{p … }}")
            raise self._refused(what, remedy, words=" … ".join(self._loose))
        if self._bare and _NO_ROW.search(xml):
            what = Phrase("a table without a row, which Word calls damaged")
            remedy = Phrase("give the table a row outside the tags, or ask for the whole table: {%p if … %} before it")
            raise self._refused(what, remedy, words=" … ".join(self._bare))

    def _refused(self, what: Phrase, remedy: Phrase, *, words: str = "") -> TemplateError:
        where = part_place(self.part, words)
        return TemplateError([Problem(file=self._file, where=where, what=what, remedy=remedy)])


class Properties:
    """The document properties that mention a field: the title of the letter, and of its PDF."""

    def __init__(self, data: bytes, *, part: str, file: str) -> None:
        """Compile the properties with tags."""
        environment = letter_environment(autoescape=False)
        self.part, self._file = part, file
        self._templates: dict[str, jinja2.Template] = {}
        self.sources: list[str] = []
        """The properties with tags, as templates of Jinja."""
        root = parse_xml(data)
        for number, element in enumerate(root):
            if isinstance(element.tag, str) and "{" in (element.text or "") and property_name(element) in PROPERTIES:
                mark = f"\ue000{number}\ue000"
                self._templates[mark] = environment.from_string(element.text or "")
                self.sources.append(element.text or "")
                element.text = mark
        xml = _DECLARATION + etree.tostring(root, encoding="unicode")
        self._texts = re.split("(\ue000\\d+\ue000)", xml)
        """What stands between the marks, and the marks."""
        self._pieces = Pieces(text for text in self._texts if text not in self._templates)

    def __bool__(self) -> bool:
        """Return whether any property mentions a field."""
        return bool(self._templates)

    def fill(self, values: Mapping[str, Any]) -> Deflated:
        """Return the properties filled in and packed; text longer than Word keeps is cut."""
        filled = {}
        for mark, template in self._templates.items():
            try:
                text = "".join(template.root_render_func(template.new_context(dict(values))))
            except Exception as error:
                raise TemplateError([fill_problem(error, values, file=self._file, where=self.part)]) from error
            filled[mark] = cut_title(text).translate(_XML_SIGNS)
        return self._pieces.deflate(filled.get(text, text) for text in self._texts)


def _is_loose(element: etree._Element) -> bool:
    """Return whether text stands right in an element of Word's that shows none."""
    if not str(element.tag).startswith(W) or holds_text(f"w:{etree.QName(element).localname}"):
        return False
    return any((text or "").strip() for text in (element.text, *(child.tail for child in element)))


def _constants(code: CodeType) -> Iterator[str]:
    for constant in code.co_consts:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, CodeType):
            yield from _constants(constant)


def _tables_may_change(data: bytes) -> bool:
    """Return whether docxtpl's fitting of columns can do anything: cells come and go, or a grid is unlike its rows."""
    root = parse_xml(data)
    text = "".join(str(piece) for piece in root.itertext())
    if _CELL_TAGS.search(text) or any(_is_uneven(element) for element in root.iter(f"{W}tbl")):
        return True
    before = etree.tostring(root, method="c14n")
    try:
        return before != etree.tostring(fit_columns(etree.tostring(root, encoding="unicode")), method="c14n")
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
        return True


def _is_uneven(table: etree._Element) -> bool:
    """Return whether the rows that may stay or go are not all as wide as the grid."""
    if "{%" not in "".join(str(piece) for piece in table.itertext()):
        return False
    rows = [row for row in table.iter(f"{W}tr") if not _ROW_TAG.search("".join(str(piece) for piece in row.itertext()))]
    columns = sum(1 for _ in table.iterfind(f"{W}tblGrid/{W}gridCol"))
    return any(_width(row) != columns for row in rows)


def _width(row: etree._Element) -> int:
    spans = (cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iterfind(f"{W}tc"))
    wide = ("1" if element is None else str(element.get(f"{W}val")) for element in spans)
    return sum(int(width) if width.isdecimal() else 0 for width in wide)


def _picture_in_a_block(source: str) -> bool:
    parsed = letter_environment(autoescape=True).parse(source)
    blocks = parsed.find_all((nodes.If, nodes.For))
    return any(_PICTURE.search(data.data) for block in blocks for data in block.find_all(nodes.TemplateData))


def _numbered(xml: str) -> str:
    """Return the XML with its pictures numbered in order from 1001, as docxtpl does."""
    numbers = iter(range(1001, 1_000_000))
    return _PICTURE.sub(lambda found: f"{found.group(1)}{next(numbers)}{found.group(2)}", xml)
