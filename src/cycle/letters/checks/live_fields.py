"""What is written in a template and shown as something else: Word's own fields, and bound content controls."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from cycle.catalogue import sentence
from cycle.errors import Problem
from cycle.letters.checks.field_answers import LISTS, FieldAnswers
from cycle.letters.checks.tags.compared import Fault
from cycle.letters.checks.tracked_changes import FETCHING, MERGING
from cycle.letters.checks.unfilled import ASKING
from cycle.letters.language import PROPERTIES, property_name
from cycle.letters.ooxml import (
    CORE,
    TAG,
    FieldCode,
    Members,
    W,
    error_sentence,
    field_codes,
    paragraphs,
    part_name,
    read_xml,
)
from cycle.phrases import Phrase

_LAST_STEP = re.compile(r"/(?:\w+:)?(\w+)(?:\[1\])?$")
_TODAY = {"DATE", "TIME"}
_DAY_OF_FILE = {"SAVEDATE", "CREATEDATE", "PRINTDATE"}
_FILE = {"FILENAME", "FILESIZE", "TEMPLATE"}
_WRITER = {"AUTHOR", "LASTSAVEDBY", "USERNAME", "USERINITIALS", "USERADDRESS"}
_PROPERTY_OF = {"TITLE": "title", "SUBJECT": "subject", "COMMENTS": "description"}
"""The core property that a field shows; `KEYWORDS`, `DOCVARIABLE` and most of `DOCPROPERTY` are filled in by nobody."""

_NAMED_PROPERTY = {"DOCPROPERTY", "INFO"}
_PROPERTIES = {*_PROPERTY_OF, *_NAMED_PROPERTY, "KEYWORDS", "DOCVARIABLE"}
_NO_ANSWER = sentence("«{words}» is what Word says of a field that finds nothing, and would be printed")
_PUT_IN_AGAIN = sentence("delete it in Word, and put the field in again, or write what should stand there")
_TOLD_ELSEWHERE = FETCHING | MERGING | ASKING


def live_field_problems(root: etree._Element, members: Members, part: str, name: str) -> Iterator[Problem]:
    """Yield what Word or LibreOffice shows otherwise than it is written.

    A tag in a bound control is an error, unless the property is filled in with the same.
    """
    places = {paragraph.element: paragraph.where for paragraph in paragraphs(root, part=part)}
    for control in root.iter(f"{W}sdt"):
        bound = control.find(f"{W}sdtPr/{W}dataBinding")
        text = "".join(str(element.text or "") for element in control.iter(f"{W}t"))
        if bound is not None and TAG.search(text) and text != _property(bound, members):
            what = Phrase(
                "a tag in a content control that is bound to a document property: the property is shown instead"
            )
            remedy = Phrase("right-click it in Word, Remove Content Control, and write the tag as ordinary text")
            yield Problem(file=name, where=_where(control, places, part), what=what, remedy=remedy)
    answers = FieldAnswers(members)
    listed: set[etree._Element] = set()
    mended: set[etree._Element] = set()
    for field in field_codes(root):
        if field.texts and listed.issuperset(field.texts):
            continue  # a line of a list that is told as a whole
        if field.name in LISTS:
            listed.update(field.texts)
        where = _where(field.element, places, part)
        found = tuple(_shown_otherwise(field, members))
        for what, remedy in found:
            yield Problem(file=name, where=where, what=what, remedy=remedy, severity="warning")
        answer = None if found or field.name in _TOLD_ELSEWHERE else answers.of(field)
        if answer is not None:
            what, remedy = answer.fault
            yield Problem(file=name, where=where, what=what, remedy=remedy, severity=answer.severity)
        elif not found:
            mended.update(field.texts)
    for paragraph, where in places.items():
        said = (str(text.text or "") for text in paragraph.iter(f"{W}t") if text not in mended)
        if words := error_sentence("".join(said)):
            yield Problem(file=name, where=where, what=Phrase(_NO_ANSWER, words=words), remedy=Phrase(_PUT_IN_AGAIN))


def _shown_otherwise(field: FieldCode, members: Members) -> Iterator[Fault]:
    """Yield what a Word field shows in place of what somebody meant who wrote the template."""
    called = field.name
    written = Phrase("write what it should say as ordinary text")
    if called in _TODAY | _DAY_OF_FILE:
        what = Phrase(
            "the Word field '{field}' shows the day the letter is opened, not the day it is dated", field=called
        )
        if called in _DAY_OF_FILE:
            what = Phrase(
                "the Word field '{field}' shows a day of the file, not the day the letter is dated", field=called
            )
        yield what, Phrase("write {{ letter.date }}, or the date as ordinary text")
    elif called in _FILE:
        what = Phrase(
            "the Word field '{field}' shows a file the letter has while it is made, not the one people get",
            field=called,
        )
        yield what, written
    elif called in _PROPERTIES and _is_filled_in(field, members):
        return
    elif called in _WRITER:
        what = Phrase("the Word field '{field}' shows who has worked in Word, not who sends the letter", field=called)
        yield what, Phrase("write {{ sender.name }}, or the name as ordinary text")
    elif called in _PROPERTIES:
        what = Phrase(
            "the Word field '{field}' shows a property of the template, the same in all letters",
            field=field.instruction,
        )
        yield what, written


def _is_filled_in(field: FieldCode, members: Members) -> bool:
    """Return whether a field shows the title, which every letter has, or a property with a tag of ours in it."""
    shown = _PROPERTY_OF.get(field.name, "")
    if field.name in _NAMED_PROPERTY:
        called = field.instruction.partition(" ")[2].strip('" ').split(" ")[0].strip('"').upper()
        shown = _PROPERTY_OF.get(called, "")
    if shown == "title":
        return True
    return any(
        etree.QName(element).localname == shown and property_name(element) in PROPERTIES and TAG.search(text)
        for element, text in _core(members)
    )


def _core(members: Members) -> Iterator[tuple[etree._Element, str]]:
    """Yield the document properties, each with what it says."""
    for element in read_xml(members[CORE]) if CORE in members else ():
        if isinstance(element.tag, str):
            yield element, element.text or ""


def _property(bound: etree._Element, members: Members) -> str | None:
    """Return what the document property says that the control shows; None when it shows something else."""
    found = _LAST_STEP.search(str(bound.get(f"{W}xpath", "")))
    if found is None or "coreProperties" not in str(bound.get(f"{W}xpath")):
        return None
    return {etree.QName(element).localname: text for element, text in _core(members)}.get(found.group(1))


def _where(element: etree._Element, places: dict[etree._Element, Phrase], part: str) -> Phrase:
    """Return the place of the paragraph the element is in, or that is the first in it."""
    around = next(element.iterancestors(f"{W}p"), None)
    first = around if around is not None else next(element.iter(f"{W}p"), None)
    return part_name(part) if first is None else places.get(first, part_name(part))
