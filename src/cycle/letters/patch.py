"""The one door to docxtpl: its reading of tags in Word's XML, so that a tag means here what it means there."""

from __future__ import annotations

import io

import jinja2
from docxtpl import DocxTemplate
from lxml import etree

from cycle.letters.environment import letter_environment
from cycle.letters.package import parse_xml

_DOCXTPL = DocxTemplate(io.BytesIO())
"""Its patching needs no file of its own."""

_LITERALS = {"{_{": "{{", "}_}": "}}", "{_%": "{%", "%_}": "%}"}
"""How a template writes braces that are to be printed; docxtpl puts them in after filling in, in the data too."""


def compile_part(data: bytes) -> jinja2.Template:
    """Return a part of a Word file as a Jinja template; jinja2's TemplateSyntaxError when the tags do not fit."""
    source = etree.tostring(parse_xml(data), encoding="unicode")
    patched = str(_DOCXTPL.patch_xml(source))
    for mark, literal in _LITERALS.items():
        patched = patched.replace(mark, f"{{{{ '{literal}' }}}}")
    return letter_environment(autoescape=True).from_string(patched)


def break_lines(xml: str) -> str:
    """Return the XML with newlines and tabs inside texts as Word's own line breaks and tabs."""
    return str(_DOCXTPL.resolve_listing(xml)) if "\n" in xml or "\t" in xml else xml


def fit_columns(xml: str) -> etree._Element:
    """Return the body with each table's columns fitted to the cells its rows came to have."""
    tree: etree._Element = _DOCXTPL.fix_tables(xml)
    return tree
