"""The one door to docxtpl: its reading of tags in Word's XML, so that a tag means here what it means there."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, Listing, RichText, RichTextParagraph
from lxml import etree

from cycle.letters.fields import Picture
from cycle.letters.language.environment import letter_environment
from cycle.letters.ooxml import FOOTNOTES, in_schema_order, parse_xml, write_docx

MAX_TITLE = 255
"""Longest document property that Word keeps."""

RICH = (RichText, RichTextParagraph, Listing)
"""docxtpl's values that bring XML of their own and need nothing of the package."""

DocxtplPicture = InlineImage
"""docxtpl's own picture, a value that only docxtpl can place."""

PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
"""The document properties that docxtpl fills in, as python-docx calls them."""

_NAMES = {"creator": "author", "description": "comments"}
"""What the file calls two of python-docx's properties."""

_DOCXTPL = DocxTemplate(io.BytesIO())
"""Its patching needs no file of its own."""

_LITERALS = {"{_{": "{{", "}_}": "}}", "{_%": "{%", "%_}": "%}"}
"""How a template writes braces that are to be printed; docxtpl puts them in after filling in, in the data too."""


def patched(data: bytes) -> str:
    """Return a part of a Word file as the source of a Jinja template, with docxtpl's tags made into Jinja's."""
    return _patched(etree.tostring(parse_xml(data), encoding="unicode"))


def break_lines(xml: str) -> str:
    """Return the XML with newlines and tabs inside texts as Word's own line breaks and tabs."""
    return str(_DOCXTPL.resolve_listing(xml)) if "\n" in xml or "\t" in xml else xml


def fit_columns(xml: str) -> etree._Element:
    """Return the body with each table's columns fitted to the cells its rows came to have."""
    tree: etree._Element = _DOCXTPL.fix_tables(xml)
    return tree


def open_by_docxtpl(data: bytes) -> None:
    """Return when docxtpl can open the file; whatever python-docx raises when it cannot."""
    DocxTemplate(io.BytesIO(data)).init_docx()


def property_name(element: etree._Element) -> str:
    """Return what python-docx calls a document property; one of `PROPERTIES` when its tags are filled in."""
    name = etree.QName(element).localname
    return _NAMES.get(name, name)


def docxtpl_letter(data: bytes, values: Mapping[str, Any]) -> bytes:
    """Return the letter as docxtpl itself makes it, less the faults it is known for (`_Mended`).

    The same values give the same bytes; docxtpl writes the time of day into the file. jinja2's errors and lxml's
    XMLSyntaxError are let through.
    """
    document = _Mended(io.BytesIO(data))
    document.render(_tied(dict(values), document), letter_environment(autoescape=True), autoescape=True)
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as archive:
        return write_docx({name: archive.read(name) for name in archive.namelist()})


class _Mended(DocxTemplate):  # type: ignore[misc]
    """docxtpl, where each part is filled in once, nothing is repaired by dropping text, and `&` stays one `&`."""

    def patch_xml(self, src_xml: str) -> str:
        """Return docxtpl's patched XML, braces to be printed as values of their own, cells in the schema's order."""
        return _patched(src_xml)

    def render_xml_part(self, src_xml: str, part: Any, context: Mapping[str, Any], jinja_env: Any = None) -> str:
        """Return the part filled in; braces in a value stay as they are."""
        self.current_rendering_part = part
        filled = jinja_env.from_string(src_xml).render(context)
        parse_xml(filled.encode())
        return break_lines(filled)

    def render_properties(self, context: Mapping[str, Any], jinja_env: Any = None) -> None:
        """Fill in the document properties; they are text, not XML, and Word keeps 255 characters."""
        environment = letter_environment(autoescape=False)
        properties = self.docx.core_properties
        for name in PROPERTIES:
            template = getattr(properties, name)
            if "{" in template:
                setattr(properties, name, cut_title(environment.from_string(template).render(context)))

    def render_footnotes(self, context: Mapping[str, Any], jinja_env: Any = None) -> None:
        """Fill in the footnotes once; docxtpl does it once a section, and so runs what a value says."""
        for part in self.docx.part.package.iter_parts():
            if part.content_type == FOOTNOTES:
                source = self.patch_xml(etree.tostring(parse_xml(part.blob), encoding="unicode"))
                part._blob = self.render_xml_part(source, part, context, jinja_env).encode()


class _Shown(InlineImage):  # type: ignore[misc]
    """Our picture as docxtpl shows one, with the words for those who do not see it."""

    def __init__(self, picture: Picture, document: DocxTemplate) -> None:
        wide, high = (None if side is None else Mm(side) for side in (picture.width, picture.height))
        super().__init__(document, io.BytesIO(picture.data), wide, high)
        self._alt = picture.alt

    def _insert_image(self) -> str:
        described = f"<wp:docPr descr={quoteattr(self._alt)} " if self._alt else "<wp:docPr "
        return str(super()._insert_image()).replace("<wp:docPr ", described, 1)


class _Printed:
    """A picture of docxtpl's that can be printed and nothing else: its XML is not text to be changed."""

    def __init__(self, picture: InlineImage) -> None:
        self._picture = picture

    def __html__(self) -> str:
        return str(self._picture)


def cut_title(text: str) -> str:
    """Return a document property as long as Word keeps it."""
    return text if len(text) <= MAX_TITLE else text[: MAX_TITLE - 1] + "…"


def _tied(value: Any, document: DocxTemplate) -> Any:
    """Return the value with its pictures tied to the document that is being made, as docxtpl wants them."""
    if isinstance(value, dict):
        return {key: _tied(item, document) for key, item in value.items()}
    if isinstance(value, list):
        return [_tied(item, document) for item in value]
    if isinstance(value, Picture):
        return _Printed(_Shown(value, document))
    if not isinstance(value, InlineImage):
        return value
    picture = copy.copy(value)
    picture.tpl = document
    return _Printed(picture)


def _patched(source: str) -> str:
    found = in_schema_order(str(DocxTemplate.patch_xml(_DOCXTPL, source)))
    return re.sub(r"\{_\{|\}_\}|\{_%|%_\}", lambda mark: f"{{{{ '{_LITERALS[mark.group()]}' }}}}", found)
