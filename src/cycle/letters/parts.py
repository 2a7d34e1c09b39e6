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
from cycle.letters.container import Deflated, Pieces, deflated
from cycle.letters.environment import letter_environment
from cycle.letters.package import parse_xml
from cycle.letters.patch import PROPERTIES, break_lines, cut_title, fit_columns, patched, property_name
from cycle.letters.prove import NotProvenError, prove, text_at

_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_PICTURE = re.compile(r"(<wp:docPr\b[^>]*?\bid=\")[^\"]*(\")")
_CELL_TAGS = re.compile(r"\{[%#]\s*(?:tc|colspan|hm|vm)\b")
_XML_SIGNS = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}


class Part:
    """A body, header, footer or footnotes part, proven to give whole XML and ready to be filled in."""

    def __init__(self, data: bytes, *, part: str, kind: str, file: str) -> None:
        """Compile and prove; TemplateError with the place when some branch, loop or value could break a letter."""
        self.part, self._file = part, file
        source = patched(data)
        try:
            prove(source)
        except NotProvenError as error:
            where = f"{part} «{text_at(source, error.line)}»"
            remedy = "let each block begin and end in the same paragraph, cell or row"
            raise TemplateError([Problem(file=file, where=where, what=str(error), remedy=remedy)]) from error
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
        self._always_whole = self._fits_tables or self._numbers_pictures or "\n" in inside or "\t" in inside

    def fill(self, values: Mapping[str, Any], *, plain: bool) -> Deflated:
        """Return the part filled in and packed; TemplateError for a field without a value.

        `plain` says that no value brings XML of its own; what one brings is outside the proof, and is read again.
        """
        texts = run(self._template, values, part=self.part, file=self._file)
        if plain and not self._always_whole and not self._broken(texts):
            return self._pieces.deflate(texts)
        return deflated(self._whole("".join(texts), plain=plain).encode())

    def _broken(self, texts: list[str]) -> bool:
        """Return whether a value has line breaks or tabs, which become Word's own."""
        known = self._known
        return any(("\n" in one or "\t" in one) for one in texts if one not in known)

    def _whole(self, xml: str, *, plain: bool) -> str:
        xml = _DECLARATION + break_lines(xml.removeprefix(_DECLARATION))
        if not plain:
            try:
                parse_xml(xml.encode())
            except etree.XMLSyntaxError as error:
                what = f"a picture or rich text stands where it breaks the document ({error.msg})"
                remedy = "print it in a paragraph of text"
                raise TemplateError([Problem(file=self._file, where=self.part, what=what, remedy=remedy)]) from error
        if self._fits_tables:
            xml = _DECLARATION + etree.tostring(fit_columns(xml.removeprefix(_DECLARATION)), encoding="unicode")
        return _numbered(xml) if self._numbers_pictures else xml


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
        filled = {
            mark: cut_title("".join(run(template, values, part=self.part, file=self._file))).translate(_XML_SIGNS)
            for mark, template in self._templates.items()
        }
        return self._pieces.deflate(filled.get(text, text) for text in self._texts)


def run(template: jinja2.Template, values: Mapping[str, Any], *, part: str, file: str) -> list[str]:
    """Return the filled-in pieces in order; TemplateError for a field without a value or a sum that cannot be done."""
    try:
        return list(template.root_render_func(template.new_context(dict(values))))
    except jinja2.UndefinedError as error:
        what = f"a field without a value: {error.message}"
        raise TemplateError([Problem(file=file, where=part, what=what)]) from error
    except (jinja2.TemplateError, ArithmeticError, TypeError, ValueError, LookupError, AttributeError) as error:
        what = f"a tag that cannot be filled in: {error}"
        raise TemplateError([Problem(file=file, where=part, what=what)]) from error


def _constants(code: CodeType) -> Iterator[str]:
    for one in code.co_consts:
        if isinstance(one, str):
            yield one
        elif isinstance(one, CodeType):
            yield from _constants(one)


def _tables_may_change(data: bytes) -> bool:
    """Return whether docxtpl's fitting of columns can do anything: cells come and go, or a grid is unlike its rows."""
    root = parse_xml(data)
    text = "".join(str(one) for one in root.itertext())
    if _CELL_TAGS.search(text):
        return True
    before = etree.tostring(root, method="c14n")
    try:
        return before != etree.tostring(fit_columns(etree.tostring(root, encoding="unicode")), method="c14n")
    except (TypeError, AttributeError):
        return True


def _picture_in_a_block(source: str) -> bool:
    parsed = letter_environment(autoescape=True).parse(source)
    blocks = parsed.find_all((nodes.If, nodes.For))
    return any(_PICTURE.search(one.data) for block in blocks for one in block.find_all(nodes.TemplateData))


def _numbered(xml: str) -> str:
    """Return the XML with its pictures numbered in order from 1001, as docxtpl does."""
    numbers = iter(range(1001, 1_000_000))
    return _PICTURE.sub(lambda found: f"{found.group(1)}{next(numbers)}{found.group(2)}", xml)
