"""Whether the values of a letter are fit to print: every unfit one is named by recipient and field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docxtpl import InlineImage
from lxml import etree

from cycle.errors import Problem, TemplateError
from cycle.letters.environment import UNFIT
from cycle.letters.order import in_order, whole_shades
from cycle.letters.package import parse_xml
from cycle.letters.patch import RICH
from cycle.letters.picture import Picture

_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Markup:
    """A value that brings its own XML, checked: whole, and in the order the schema wants."""

    def __init__(self, xml: str) -> None:
        self._xml = xml

    def __html__(self) -> str:
        """Return the XML, for Jinja to print as it is."""
        return self._xml

    __str__ = __html__


def clean_values(fields: Mapping[str, Any], *, name: str, recipient: str = "") -> dict[str, Any]:
    """Return the fields with line ends made one newline; TemplateError names every field not fit to print.

    `recipient` is the id that the error names.
    """
    cleaner = _Cleaner(name, recipient)
    cleaned = {key: cleaner.clean(value, str(key)) for key, value in fields.items()}
    if cleaner.problems:
        raise TemplateError(cleaner.problems)
    return cleaned


def is_plain(value: Any) -> bool:
    """Return whether the value is text, numbers, flags, lists and mappings that can be printed without a change.

    Nearly all values of nearly all letters are, so this must be quick.
    """
    kind = type(value)
    if kind is str:
        return value.isprintable() or UNFIT.search(value) is None
    if kind is dict:
        return all(map(is_plain, value.values()))
    if kind is list or kind is tuple:
        return all(map(is_plain, value))
    return kind is int or kind is bool


def brings_xml(fields: Any) -> bool:
    """Return whether anything in the cleaned values brings XML of its own."""
    if isinstance(fields, Mapping):
        return any(map(brings_xml, fields.values()))
    if isinstance(fields, str):
        return False
    if isinstance(fields, Sequence):
        return any(map(brings_xml, fields))
    return isinstance(fields, (Markup, Picture))


def needs_package(fields: Any) -> bool:
    """Return whether a value can only be placed by docxtpl: a picture of its own kind, or rich text with a link."""
    if isinstance(fields, Mapping):
        return any(needs_package(one) for one in fields.values())
    if isinstance(fields, Sequence) and not isinstance(fields, (str, bytes)):
        return any(needs_package(one) for one in fields)
    return isinstance(fields, InlineImage) or (isinstance(fields, RICH) and "r:id=" in str(fields))


class _Cleaner:
    """Makes the values of one letter fit to print, keeping what is wrong with those that cannot be."""

    def __init__(self, name: str, recipient: str) -> None:
        self.problems: list[Problem] = []
        self._name = name
        self._recipient = recipient

    def clean(self, value: Any, path: str) -> Any:
        """Return the value, fit to print; what cannot be is noted with its path."""
        if isinstance(value, Mapping):
            return {key: self.clean(one, f"{path}.{key}") for key, one in value.items()}
        if isinstance(value, str):
            return self._text(value, path)
        if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
            return [self.clean(one, f"{path}[{index}]") for index, one in enumerate(value)]
        if isinstance(value, RICH):
            return self._markup(str(value), path)
        if not isinstance(value, (int, Picture, InlineImage)):
            self._problem(
                path, f"a value of kind {type(value).__name__}", "give text, a whole number, a flag or a list"
            )
        return value

    def _text(self, text: str, path: str) -> str:
        text = str(text).replace("\r\n", "\n").replace("\r", "\n")
        found = UNFIT.search(text)
        if found:
            what = f"the character U+{ord(found.group()):04X} cannot be printed"
            self._problem(path, what, "remove it where the value is kept")
        return text

    def _markup(self, xml: str, path: str) -> Markup | str:
        found = UNFIT.search(xml)
        try:
            if found:
                raise ValueError(f"the character U+{ord(found.group()):04X} cannot be printed")
            parse_xml(f'<w:p xmlns:w="{_WORDS}" xmlns:r="{_LINKS}">{xml}</w:p>'.encode())
        except (ValueError, etree.XMLSyntaxError) as error:
            self._problem(path, f"rich text that cannot be printed ({error})", "make it of plain words and properties")
            return ""
        return Markup(whole_shades(in_order(xml, element="rPr")))

    def _problem(self, path: str, what: str, remedy: str) -> None:
        where = f"recipient {self._recipient}: {path}" if self._recipient else path
        self.problems.append(Problem(file=self._name, where=where, what=what, remedy=remedy))
