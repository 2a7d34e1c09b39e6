"""What is written in a template and shown as something else: dates of today, names of files, bound content controls."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from cycle.errors import Problem
from cycle.letters.ooxml import CORE, TAG, Members, W, field_codes, paragraphs, part_name, read_xml
from cycle.phrases import Phrase

_LAST_STEP = re.compile(r"/(?:\w+:)?(\w+)(?:\[1\])?$")
_TODAY = {"DATE", "TIME"}
_FILE = {"FILENAME", "FILESIZE"}


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
    for field in field_codes(root):
        where = _where(field.element, places, part)
        if field.name in _TODAY:
            what = Phrase(
                "the Word field '{field}' shows the day the letter is opened, not the day it is dated", field=field.name
            )
            remedy = Phrase("write {{ letter.date }}, or the date as ordinary text")
            yield Problem(file=name, where=where, what=what, remedy=remedy, severity="warning")
        elif field.name in _FILE:
            what = Phrase(
                "the Word field '{field}' shows a file the letter has while it is made, not the one people get",
                field=field.name,
            )
            remedy = Phrase("write what it should say as ordinary text")
            yield Problem(file=name, where=where, what=what, remedy=remedy, severity="warning")


def _property(bound: etree._Element, members: Members) -> str | None:
    """Return what the document property says that the control shows; None when it shows something else."""
    found = _LAST_STEP.search(str(bound.get(f"{W}xpath", "")))
    if found is None or "coreProperties" not in str(bound.get(f"{W}xpath")) or CORE not in members:
        return None
    core = {
        etree.QName(element).localname: element.text or ""
        for element in read_xml(members[CORE])
        if isinstance(element.tag, str)
    }
    return core.get(found.group(1))


def _where(element: etree._Element, places: dict[etree._Element, Phrase], part: str) -> Phrase:
    """Return the place of the paragraph the element is in, or that is the first in it."""
    around = next(element.iterancestors(f"{W}p"), None)
    first = around if around is not None else next(element.iter(f"{W}p"), None)
    return part_name(part) if first is None else places.get(first, part_name(part))
