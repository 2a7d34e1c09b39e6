"""The letters of one job: every value is tried before the first letter is out, and docxtpl is asked now and then.

The first letter and every n-th are also made by docxtpl itself, and compared part by part. A difference is told, and
the whole job is left to docxtpl. They are held against the template's own words as well, read without docxtpl: what the
two lose alike, no comparison of them shows. All of it is known before the first letter is out.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from lxml import etree

from cycle.errors import Problem, TemplateError
from cycle.letters.fields import Picture
from cycle.letters.language import grouped
from cycle.letters.ooxml import CORE, W, parse_xml, part_name, read_package, tagged_parts
from cycle.letters.render.template import Template
from cycle.letters.render.value_checks import brings_xml
from cycle.phrases import Phrase

EVERY = 50
"""How often docxtpl is asked as well; it takes some fifty times as long as the letter itself."""

_REMEDY = Phrase("send the template to those who develop the service")
_UNORDERED = {f"{W}tcPr", f"{W}rPr"}
Shape: TypeAlias = tuple[str, tuple[tuple[str, str], ...], str, str, tuple["Shape", ...]]
"""An element: its name, attributes, text, the text after it, and its children."""


class LetterJob:
    """Letters of one template to many recipients. `problems` tells what the shadow check has found."""

    def __init__(self, template: Template, wanted: Mapping[str, Mapping[str, Any]], *, every: int = EVERY) -> None:
        """Try every letter; TemplateError names each recipient and field that stands in the way, all at once."""
        self.problems: tuple[Problem, ...] = ()
        self._template, self._wanted, self._every = copy.copy(template), wanted, every
        compiled = self._try(wanted)
        if self._template.mode == "docxtpl":
            self._try(compiled)  # they were made before it was known that docxtpl makes the letters

    def letters(self) -> Iterator[tuple[str, bytes]]:
        """Yield recipient and letter (.docx), in order."""
        for recipient, fields in self._wanted.items():
            yield recipient, self._template.render(fields, recipient=recipient)

    def _try(self, recipients: Iterable[str]) -> list[str]:
        """Make each letter and return those that were not left to docxtpl; TemplateError with the problems of all."""
        found: list[Problem] = []
        compiled: list[str] = []
        for number, recipient in enumerate(recipients):
            try:
                letter = self._template.render(self._wanted[recipient], recipient=recipient)
            except TemplateError as error:
                found += error.problems
                continue
            if number % self._every == 0:
                found += self._unsaid(recipient, letter)
            if self._template.mode == "docxtpl":
                continue
            compiled.append(recipient)
            if number % self._every == 0 and self._differs(recipient, letter):
                self._template.mode = "docxtpl"
        if found:
            raise TemplateError(grouped(found))
        return compiled

    def _unsaid(self, recipient: str, letter: bytes) -> Iterator[Problem]:
        """Yield what the template says of its own accord and the letter does not, though no condition keeps it out."""
        for words in self._template.unsaid(self._wanted[recipient], letter)[:1]:
            what = Phrase(
                "the words «{words}» of the template are not in the letter to recipient {recipient}",
                words=words.words[:40],
                recipient=recipient,
            )
            yield Problem(file=self._template.name, where=words.where, what=what, remedy=_REMEDY)

    def _differs(self, recipient: str, letter: bytes) -> bool:
        """Return whether docxtpl makes another letter, and tell so; when docxtpl can make none, only tell.

        Where there are pictures the two are compared with a word in the place of each: docxtpl numbers them otherwise.
        """
        fields = self._wanted[recipient]
        try:
            if brings_xml(fields):
                fields = _unpictured(fields)
                letter = self._template.render(fields, recipient=recipient)
            found = differing_parts(letter, self._template.reference(fields, recipient=recipient))
        except TemplateError as error:
            self.problems += tuple(replace(problem, severity="warning") for problem in error.problems)
            return False
        what = Phrase(
            "the letter to recipient {recipient} is not the one docxtpl makes; docxtpl makes all of them",
            recipient=recipient,
        )
        self.problems += tuple(
            Problem(file=self._template.name, where=part_name(part), what=what, remedy=_REMEDY, severity="warning")
            for part in found
        )
        return bool(found)


def differing_parts(letter: bytes, reference: bytes) -> tuple[str, ...]:
    """Return the parts that say something else in the two letters; how XML is spelled does not count."""
    ours, theirs = read_package(letter, name="letter"), read_package(reference, name="docxtpl")
    kinds = tagged_parts(ours)
    found = [part for part in kinds if part not in theirs or _canonical(ours[part]) != _canonical(theirs[part])]
    if CORE in ours and CORE in theirs and _texts(ours[CORE]) != _texts(theirs[CORE]):
        found.append(CORE)
    return tuple(found)


def _unpictured(value: Any) -> Any:
    if isinstance(value, Picture):
        return value.alt or "bilete"
    if isinstance(value, Mapping):
        return {key: _unpictured(number) for key, number in value.items()}
    return [_unpictured(item) for item in value] if isinstance(value, list | tuple) else value


def _canonical(part: bytes) -> Shape:
    return _shape(parse_xml(part))


def _shape(element: etree._Element) -> Shape:
    """Return the element with all it holds, whatever prefixes its namespaces have; properties in one order."""
    children = [_shape(element) for element in element if isinstance(element.tag, str)]
    if element.tag in _UNORDERED:
        children.sort(key=lambda part: part[0])
    attributes = tuple(sorted((str(key), str(value)) for key, value in element.attrib.items()))
    return str(element.tag), attributes, element.text or "", element.tail or "", tuple(children)


def _texts(part: bytes) -> set[tuple[str, str]]:
    """Return what the document properties say; the dates are when it was saved."""
    return {
        (str(element.tag), element.text)
        for element in parse_xml(part)
        if element.text and not str(element.tag).endswith(("}created", "}modified", "}revision", "}lastModifiedBy"))
    }
