"""Whether the values of a letter are fit to print: every unfit one is named by its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from cycle.catalogue import sentence
from cycle.errors import Problem, TemplateError
from cycle.letters.fields import Picture, read_picture
from cycle.letters.language import RICH, UNFIT, DocxtplPicture
from cycle.letters.ooxml import R, in_schema_order, parse_xml, whole_shades
from cycle.phrases import Phrase

_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


_TEXT = {str}
_UNPRINTED = sentence("the character {code} cannot be printed")


class Markup:
    """A value that brings its own XML, checked: whole, and in the order the schema wants."""

    def __init__(self, xml: str) -> None:
        self._xml = xml

    def __html__(self) -> str:
        """Return the XML, for Jinja to print as it is."""
        return self._xml


def clean_values(fields: Mapping[str, Any], *, name: str) -> dict[str, Any]:
    """Return the fields with line ends made one newline; TemplateError names every field not fit to print."""
    cleaner = _Cleaner(name)
    cleaned: dict[str, Any] = cleaner.mapping(fields) if isinstance(fields, Mapping) else cleaner.clean(None, "fields")
    if cleaner.problems:
        raise TemplateError(cleaner.problems)
    return cleaned


def is_plain(value: Any) -> bool:
    """Return whether the value is text, numbers, flags, lists and mappings that can be printed without a change.

    Nearly all values of nearly all letters are, so this must be quick.
    """
    kind = type(value)
    if kind is dict:
        return _are_plain(value.values()) and ({*map(type, value)} <= _TEXT) and _are_plain(("".join(value),))
    if kind is list or kind is tuple:
        return _are_plain(value)
    return _are_plain((value,))


def _are_plain(values: Iterable[Any]) -> bool:
    for value in values:
        kind = type(value)
        if kind is str:
            if not (value.isprintable() or UNFIT.search(value) is None):
                return False
        elif kind is dict or kind is list or kind is tuple:
            if not is_plain(value):
                return False
        elif kind is not int and kind is not bool:
            return False
    return True


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
    """Return whether a value can only be placed by docxtpl: a picture of its own kind."""
    if isinstance(fields, Mapping):
        return any(needs_package(field) for field in fields.values())
    if isinstance(fields, Sequence) and not isinstance(fields, (str, bytes)):
        return any(needs_package(field) for field in fields)
    return isinstance(fields, DocxtplPicture)


class _Cleaner:
    """Makes the values of one letter fit to print, keeping what is wrong with those that cannot be."""

    def __init__(self, name: str) -> None:
        self.problems: list[Problem] = []
        self._name = name

    def mapping(self, values: Mapping[Any, Any], path: str = "") -> dict[Any, Any]:
        """Return the mapping, its keys and values fit to print."""
        inside = f"{path}." if path else ""
        return {self._key(key, path): self.clean(value, f"{inside}{_shown(key)}") for key, value in values.items()}

    def clean(self, value: Any, path: str) -> Any:
        """Return the value, fit to print; what cannot be is noted with its path."""
        if isinstance(value, Mapping):
            return self.mapping(value, path)
        if isinstance(value, str):
            return self._text(value, path)
        if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
            return [self.clean(item, f"{path}[{index}]") for index, item in enumerate(value)]
        if isinstance(value, RICH):
            return self._markup(str(value), path)
        if isinstance(value, int):
            return value if type(value) is bool else int.__int__(value)
        if isinstance(value, Picture):
            self._picture(value, path)
        elif not isinstance(value, DocxtplPicture):
            what = Phrase("a value of kind {kind}", kind=type(value).__name__)
            self._problem(path, what, Phrase("give text, a whole number, a flag or a list"))
        return value

    def _key(self, key: Any, path: str) -> Any:
        """Return the name of a field or the key of a mapping, which a template may print as well."""
        if isinstance(key, int):
            return int.__int__(key)
        if not isinstance(key, str) or UNFIT.search(key):
            what = Phrase("the key {key} of a mapping cannot be printed", key=_shown(key))
            self._problem(path, what, Phrase("give it a name of ordinary text"))
            return ""
        return str.__str__(key)

    def _picture(self, picture: Picture, path: str) -> None:
        try:
            read_picture(picture)
        except TemplateError as error:
            self.problems += [replace(problem, file=self._name, where=path) for problem in error.problems]

    def _text(self, text: str, path: str) -> str:
        text = str.replace(text, "\r\n", "\n").replace("\r", "\n")  # of str itself: a kind of text may have its own
        found = UNFIT.search(text)
        if found:
            what = Phrase(_UNPRINTED, code=f"U+{ord(found.group()):04X}")
            self._problem(path, what, Phrase("remove it where the value is kept"))
        return text

    def _markup(self, xml: str, path: str) -> Markup | str:
        found = UNFIT.search(xml)
        try:
            if found:
                raise ValueError(_UNPRINTED.format(code=f"U+{ord(found.group()):04X}"))
            root = parse_xml(f'<w:p xmlns:w="{_WORDS}" xmlns:r="{R[1:-1]}">{xml}</w:p>'.encode())
        except (ValueError, etree.XMLSyntaxError) as error:
            what = Phrase("rich text that cannot be printed")
            what = what.written_as(f"{what} ({error})")
            self._problem(path, what, Phrase("make it of plain words and properties"))
            return ""
        if any(str(key).startswith(R) for element in root.iter(etree.Element) for key in element.attrib):
            what = Phrase("rich text with a link, whose address is in another file than the letter")
            remedy = Phrase("give the address as text, or make the link in the template, in Word")
            self._problem(path, what, remedy)
            return ""
        return Markup(whole_shades(in_schema_order(xml, element="rPr")))

    def _problem(self, path: str, what: Phrase, remedy: Phrase) -> None:
        self.problems.append(Problem(file=self._name, where=path, what=what, remedy=remedy))


def _shown(key: Any) -> str:
    """Return a key as an error can show it."""
    return ascii(key)[:40] if not isinstance(key, str) or UNFIT.search(key) else str.__str__(key)
