"""What is wrong with a template as Jinja reads it: the whole of each part that is filled in, and its properties.

Lint reads the tags of paragraphs, where it can say most about them. Jinja fills in the whole part: equations, the
description of a table, the name of a content control. What stands there is found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import jinja2
from lxml import etree

from cycle.errors import Problem
from cycle.letters.checks.tags.expressions import Scope
from cycle.letters.checks.tags.glued_words import glued_words
from cycle.letters.checks.tags.spaces import joined_words
from cycle.letters.fields import Field
from cycle.letters.language import (
    ESCAPING,
    PROPERTIES,
    NotProvenError,
    marked_lines,
    patched,
    property_name,
    prove,
    prove_text,
    swallowed,
    text_at,
)
from cycle.letters.ooxml import CORE, HALF, TAG, Members, paragraphs, part_place, property_place, read_xml
from cycle.parser_words import plain_words
from cycle.phrases import Phrase

NEVER_FILLED_IN = Phrase("a tag that is never filled in here")
LIKE_THE_GUIDE = Phrase("compare with the guide's examples")

_HYPHENS = re.compile(r"(?<=\A..)-|-(?=..\Z)", re.DOTALL)
_LEVELS = re.compile(r"unknown tag '(p|tr|tc|r)'")


def source_problems(members: Members, parts: Iterable[str], name: str, known: Field | None) -> Iterator[Problem]:
    """Yield what is wrong with each of the parts once docxtpl's tags are made Jinja's."""
    for part in parts:
        source = patched(members[part])
        lost = tuple(_swallowed(members[part], source, part))
        for where, what, remedy in lost:
            yield Problem(file=name, where=where, what=what, remedy=remedy)
        if not lost:
            yield from _space_problems(members[part], part, name)
        for line, what, remedy in () if lost else _of_source(source, known):
            where = part_place(part, text_at(source, line))
            yield Problem(file=name, where=where, what=what, remedy=remedy)


def property_problems(members: Members, name: str, known: Field | None) -> Iterator[Problem]:
    """Yield what is wrong with the tags in the document properties."""
    for element in read_xml(members[CORE]) if CORE in members else ():
        text = element.text or ""
        if not isinstance(element.tag, str) or not HALF.search(text):
            continue
        called = property_name(element)
        for what, remedy in _of_property(text, called, known):
            where = property_place(etree.QName(element).localname)
            yield Problem(file=name, where=where, what=what, remedy=remedy)


def _swallowed(data: bytes, source: str, part: str) -> Iterator[tuple[Phrase, Phrase, Phrase]]:
    """Yield where, what and remedy of what docxtpl would take out of the part; nothing when the tags do not fit."""
    try:
        yield from swallowed(read_xml(data), source, part)
    except (jinja2.TemplateSyntaxError, RecursionError):
        return


def _space_problems(data: bytes, part: str, name: str) -> Iterator[Problem]:
    """Yield a warning for each tag whose hyphen, turns or absence would make one word of two."""
    for paragraph, tag in joined_words(paragraphs(read_xml(data), part=part)):
        remedy = Phrase("write the tag without hyphens: {right}", right=_HYPHENS.sub("", tag))
        what = Phrase("the space beside {tag} would disappear, and two words be one", tag=tag)
        yield Problem(file=name, where=paragraph.where, what=what, remedy=remedy, severity="warning")
    for where, (what, remedy) in glued_words(paragraphs(read_xml(data), part=part)):
        yield Problem(file=name, where=where, what=what, remedy=remedy, severity="warning")


def _of_source(source: str, known: Field | None) -> Iterator[tuple[int, Phrase, Phrase]]:
    """Yield line, what and remedy."""
    try:
        prove(source)
        said = Scope(known=known).check_source(marked_lines(source))
        found = tuple((line, what, remedy) for line, what, remedy, severity in said if severity == "error")
        yield from found
        if not found:
            ESCAPING.compile(source)
    except jinja2.TemplateSyntaxError as error:
        what = Phrase("the tags do not fit together: {why}", why=plain_words(error.message))
        yield error.lineno, what, _remedy(str(error.message))
    except NotProvenError as error:
        yield error.line, error.what, error.remedy
    except (SyntaxError, RecursionError, MemoryError):  # of Python's compiler, which has bounds of its own
        what = Phrase("blocks or brackets nested too deeply")
        yield 0, what, Phrase("let at most ten blocks stand inside each other")


def _remedy(message: str) -> Phrase:
    found = _LEVELS.search(message)
    if found is None:
        return LIKE_THE_GUIDE
    return Phrase(
        "write {{%{level} … %}} with one ordinary space, no % or }} inside, and no {{%- or -%}} beside it",
        level=found.group(1),
    )


def _of_property(text: str, called: str, known: Field | None) -> Iterator[tuple[Phrase, Phrase]]:
    if called not in PROPERTIES:
        remedy = Phrase("take it out, or use one of {properties}", properties=", ".join(PROPERTIES))
        yield NEVER_FILLED_IN, remedy
        return
    try:
        prove_text(text)
        said = Scope(known=known, pictures=False).check_source(text)
        findings = [(what, remedy) for _, what, remedy, severity in said if severity == "error"]
    except jinja2.TemplateSyntaxError as error:
        what = Phrase("the tags cannot be read: {why}", why=plain_words(error.message))
        yield what, Phrase("write {{ field }}, or {% if … %} with its {% endif %}")
        return
    except NotProvenError as error:
        yield error.what, error.remedy
        return
    yield from findings
    if HALF.search(TAG.sub("", text)):
        yield Phrase("a tag that lacks a brace"), Phrase("write {{ field }} or {% if … %}")
