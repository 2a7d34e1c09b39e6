"""A Word template filled in: parsed once, then one letter for each set of values.

The tags mean what docxtpl means, for docxtpl's own `patch_xml`, `resolve_listing` and `fix_tables` do the Word side.
What docxtpl gets wrong is kept out: every part is rendered exactly once, so that no value is ever read as a template;
values are escaped; nothing is repaired by dropping text; `&` stays one `&` in the title; same values, same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jinja2
from lxml import etree

from cycle.errors import Problem, TemplateError
from cycle.letters.environment import letter_environment
from cycle.letters.fields import PERSONAL, Field
from cycle.letters.lint import check_template
from cycle.letters.package import CORE, parse_xml, read_package, tagged_parts, write_package
from cycle.letters.patch import break_lines, compile_part, fit_columns

MAX_TITLE = 255
"""Longest document property that Word keeps."""

_PROPERTIES = ("title", "subject", "creator", "description", "identifier", "language")
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML forbids or that Word and docxtpl read as orders. Tab and newline are text."""

_CELL_TAGS = re.compile(r"\{[%#]\s*(?:tc|colspan|hm|vm)\b")
_DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


def render(
    template: bytes, fields: Mapping[str, Any], *, name: str = "template.docx", known: Field = PERSONAL
) -> bytes:
    """Return one letter (.docx) made of the template and the fields; TemplateError when either is not fit.

    For many letters of one template, make one `Template` and call its `render`.
    """
    return Template(template, name=name, known=known).render(fields)


class Template:
    """A Word template that has passed the lint, ready to be filled in many times."""

    def __init__(self, data: bytes, *, name: str, known: Field = PERSONAL) -> None:
        """Read and check the template; TemplateError with every problem at once. `known` is what it may mention."""
        problems = [one for one in check_template(data, name=name, known=known) if one.severity == "error"]
        if problems:
            raise TemplateError(problems)
        self.name = name
        self._members = read_package(data, name=name)
        self._kinds = tagged_parts(self._members)
        self._parts = {part: compile_part(self._members[part]) for part in self._kinds}
        self._properties = dict(self._compile_properties())
        self._fix_tables = any(_CELL_TAGS.search(self._members[part].decode()) for part in self._kinds)

    def render(self, fields: Mapping[str, Any]) -> bytes:
        """Return one letter (.docx). TemplateError names the field whose value is not fit to print.

        The same fields give the same bytes. Values are plain: text, numbers, flags, lists and mappings.
        """
        values = clean_values(fields, name=self.name)
        filled = {part: self._fill(part, template, values) for part, template in self._parts.items()}
        if self._properties:
            filled[CORE] = self._fill_properties(values)
        return write_package(self._members | filled)

    def _compile_properties(self) -> Iterator[tuple[str, jinja2.Template]]:
        environment = letter_environment(autoescape=False)
        for element in parse_xml(self._members[CORE]) if CORE in self._members else ():
            property_name = etree.QName(element).localname
            if property_name in _PROPERTIES and "{" in (element.text or ""):
                yield property_name, environment.from_string(element.text or "")

    def _fill(self, part: str, template: jinja2.Template, values: Mapping[str, Any]) -> bytes:
        xml = break_lines(self._run(part, template, values))
        try:
            tree = parse_xml(xml.encode())
        except etree.XMLSyntaxError as error:
            what = f"the tags break the structure of the document ({error.msg})"
            raise self._error(part, what, "let each block begin and end in the same paragraph, cell or row") from error
        if self._fix_tables and self._kinds[part] == "body":
            tree = fit_columns(xml)
        for number, picture in enumerate(tree.iter(_DOC_PR), start=1001):
            picture.set("id", str(number))
        return etree.tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=True)

    def _fill_properties(self, values: Mapping[str, Any]) -> bytes:
        root = parse_xml(self._members[CORE])
        for element in root:
            template = self._properties.get(etree.QName(element).localname)
            if template is not None:
                text = self._run(CORE, template, values)
                element.text = text if len(text) <= MAX_TITLE else text[: MAX_TITLE - 1] + "…"
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)

    def _run(self, part: str, template: jinja2.Template, values: Mapping[str, Any]) -> str:
        try:
            return template.render(values)
        except jinja2.UndefinedError as error:
            raise self._error(part, f"a field without a value: {error.message}") from error
        except (jinja2.TemplateError, TypeError, ValueError, OverflowError) as error:
            raise self._error(part, f"a tag that cannot be filled in: {error}") from error

    def _error(self, part: str, what: str, remedy: str = "") -> TemplateError:
        return TemplateError([Problem(file=self.name, where=part, what=what, remedy=remedy)])


def clean_values(fields: Mapping[str, Any], *, name: str) -> dict[str, Any]:
    """Return the fields with line ends made one newline; TemplateError names every field not fit to print."""
    problems: list[Problem] = []
    cleaned = _clean(fields, "", name, problems)
    if problems:
        raise TemplateError(problems)
    return dict(cleaned)


def _clean(value: Any, path: str, name: str, problems: list[Problem]) -> Any:
    if isinstance(value, Mapping):
        inside = f"{path}." if path else ""
        return {key: _clean(one, f"{inside}{key}", name, problems) for key, one in value.items()}
    if isinstance(value, str):
        return _clean_text(value, path, name, problems)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_clean(one, f"{path}[{index}]", name, problems) for index, one in enumerate(value)]
    if not isinstance(value, int):
        what = f"a value of kind {type(value).__name__}"
        problems.append(Problem(file=name, where=path, what=what, remedy="give text, a number, a flag or a list"))
    return value


def _clean_text(text: str, path: str, name: str, problems: list[Problem]) -> str:
    text = str(text).replace("\r\n", "\n").replace("\r", "\n")
    found = _UNFIT.search(text)
    if found:
        what = f"the character U+{ord(found.group()):04X} cannot be printed"
        problems.append(Problem(file=name, where=path, what=what, remedy="remove it where the value is kept"))
    return text
