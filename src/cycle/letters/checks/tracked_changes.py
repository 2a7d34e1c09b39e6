"""What Word keeps in a template beside its text, and each letter would carry along: changes, comments, fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from lxml import etree

from cycle.errors import Problem
from cycle.letters.checks.field_answers import LISTS, list_remedy
from cycle.letters.checks.tags.compared import Fault
from cycle.letters.checks.tags.jinja_source import NEVER_FILLED_IN
from cycle.letters.ooxml import (
    TAG,
    FieldCode,
    Members,
    R,
    W,
    field_codes,
    paragraphs,
    part_name,
    place,
    read_xml,
    relations,
    source_of,
    tag_places,
)
from cycle.phrases import Phrase

FETCHING = {"DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "DATABASE", "IMPORT", "INCLUDE", "RD"}
"""Word fields that read other files or other programs."""

MERGING = {"MERGEFIELD", "ADDRESSBLOCK", "GREETINGLINE", "MERGEREC", "MERGESEQ", "NEXT", "NEXTIF", "SKIPIF"}
"""Word fields that only Word's own mail merge fills in."""

_CHANGES = {
    *("ins", "del", "moveFrom", "moveTo", "moveFromRangeStart", "moveToRangeStart", "delText", "delInstrText"),
    *("cellIns", "cellDel", "cellMerge", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange"),
    *("tblGridChange", "trPrChange", "tcPrChange", "numberingChange", "customXmlInsRangeStart"),
    *("customXmlDelRangeStart", "customXmlMoveFromRangeStart", "customXmlMoveToRangeStart"),
}
"""ECMA-376 part 1, 17.13.5: what Word writes for a change that is waiting."""

_COMMENTS = (f"{W}commentReference", f"{W}commentRangeStart", f"{W}comment")
_NO_TEXT = {f"{W}styles", f"{W}numbering", f"{W}settings", f"{W}fonts", f"{W}webSettings"}
_LEADS_SOMEWHERE = re.compile(r"(?:https?|mailto|tel|sms|ftp|webcal):|#|$", re.IGNORECASE)
"""How an address begins that a reader can follow; `file:///`, `C:\\`, `\\\\server` and `plan.docx` are on a machine."""

_CUSTOM = "docProps/custom.xml"
_UNSHOWN = ("docProps/", "customXml/", "[")


def leftover_problems(members: Members, filled_in: Mapping[str, str], name: str) -> Iterator[Problem]:
    """Yield what is in the parts of a template beside its text; `filled_in` are those whose tags are."""
    for part, data in members.items():
        if part.endswith(".rels"):
            yield from _address_problems(part, data, members, name)
        elif part in filled_in or part == _CUSTOM or (part.endswith(".xml") and not part.startswith(_UNSHOWN)):
            root = read_xml(data)
            if str(root.tag).startswith(W) and root.tag not in _NO_TEXT:
                yield from _change_problems(root, part, name)
                yield from _field_problems(root, part, name)
            if part in filled_in:
                yield from _box_problems(root, part, name)
            elif _may_hold_a_tag(data) and TAG.search("".join(str(piece) for piece in root.itertext())):
                remedy = Phrase("move it into the text, a header, footer or footnote")
                yield Problem(file=name, where=part_name(part), what=NEVER_FILLED_IN, remedy=remedy)


def _may_hold_a_tag(data: bytes) -> bool:
    """Return whether a brace stands in the part, or a character by its number, which may be one."""
    return b"{" in data or b"&#" in data


def _change_problems(root: etree._Element, part: str, name: str) -> Iterator[Problem]:
    """Yield each place once where changes wait, or where a comment is."""
    for where in tag_places(root.iter(*(f"{W}{name}" for name in _CHANGES)), part=part):
        what, remedy = Phrase("tracked changes are waiting"), Phrase("accept or reject all changes in Word (Review)")
        yield Problem(file=name, where=where, what=what, remedy=remedy)
    for where in tag_places(root.iter(*_COMMENTS), part=part):
        what, remedy = Phrase("comments would follow the letter out"), Phrase("delete them in Word")
        yield Problem(file=name, where=where, what=what, remedy=remedy)


def _field_problems(root: etree._Element, part: str, name: str) -> Iterator[Problem]:
    listed: set[etree._Element] = set()
    for field in field_codes(root):
        if field.texts and listed.issuperset(field.texts):
            continue  # a line of a list that is told as a whole
        if field.name in LISTS:
            listed.update(field.texts)
        for what, remedy in _field_failures(field):
            yield Problem(file=name, where=place(field.element, part=part), what=what, remedy=remedy)


def _field_failures(field: FieldCode) -> Iterator[Fault]:
    if TAG.search(field.instruction + field.shown):
        remedy = list_remedy(field.name) if field.name in LISTS else Phrase("move it out")
        yield Phrase("a tag inside the Word field '{field}'", field=field.instruction), remedy
    if field.name in FETCHING:
        what = Phrase("the Word field '{field}' fetches from outside", field=field.instruction)
        yield what, Phrase("remove the field; a letter fetches nothing")
    if field.name in MERGING:
        what = Phrase(
            "the Word field '{field}' is for Word's own mail merge and is never filled in here", field=field.instruction
        )
        yield what, Phrase("write a field of ours in its place, such as {{ recipient.name }}")


def _box_problems(root: etree._Element, part: str, name: str) -> Iterator[Problem]:
    for paragraph in paragraphs(root, part=part):
        boxed = next(paragraph.element.iterancestors(f"{W}txbxContent"), None) is not None
        if boxed and TAG.search(paragraph.text):
            what = Phrase(
                "a tag in a text box: it is filled in twice, for new Word and for old, and is hard to read aloud"
            )
            remedy = Phrase("use a table cell or an ordinary paragraph")
            yield Problem(file=name, where=paragraph.where, what=what, remedy=remedy, severity="warning")


def _address_problems(part: str, data: bytes, members: Members, name: str) -> Iterator[Problem]:
    """Yield the links whose address holds a tag, which is the same in every letter, or is a file on some machine."""
    source = source_of(part)
    for relation in relations(part, data):
        address = unquote(relation.target)
        is_file = relation.kind == "hyperlink" and not _LEADS_SOMEWHERE.match(address)
        if not relation.outside or not (is_file or TAG.search(address)):
            continue
        root = read_xml(members[source]) if source in members else None
        users = () if root is None else (user for user in root.iter(etree.Element) if user.get(f"{R}id") == relation.id)
        where = next((place(user, part=source) for user in users), part_name(part))
        if TAG.search(address):
            what = Phrase("a tag in the address of a link ({address}), which is never filled in", address=address)
            remedy = Phrase("write the address as text, and remove the link")
            yield Problem(file=name, where=where, what=what, remedy=remedy)
        else:
            what = Phrase(
                "a link to a file on somebody's own machine ({address}), which no reader has", address=address
            )
            remedy = Phrase("remove the link, or let it lead to a page on the web")
            yield Problem(file=name, where=where, what=what, remedy=remedy, severity="warning")
