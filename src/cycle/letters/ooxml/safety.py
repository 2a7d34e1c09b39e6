"""What a Word file may not carry: macros, embedded objects, anything fetched from outside, XML that is not Word's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from lxml import etree

from cycle.catalogue import sentence
from cycle.errors import Problem
from cycle.letters.ooxml.opc import (
    CONTENT_TYPES,
    MAIN,
    PACKAGE_RELATIONS,
    RELATION,
    Members,
    R,
    Relation,
    W,
    content_types,
    parse_xml,
    read_xml,
    relations,
    relations_name,
    source_of,
)
from cycle.letters.ooxml.other_formats import SAVE_AGAIN, no_document
from cycle.letters.ooxml.xml_tags import part_name, place
from cycle.phrases import Phrase

_FORBIDDEN_NAMES = ("vbaproject", "vbadata", "activex/", "embeddings/", "oleobject")
_FORBIDDEN_TYPES = ("macroenabled", "vbaproject", "activex", "oleobject", "macrosheet")
_FORBIDDEN_KINDS = frozenset(
    {"afchunk", "oleobject", "package", "control", "subdocument", "frame"}
    | {"vbaproject", "wordvbadata", "activexcontrolbinary"}
)
_OF_THE_OFFICE = {
    "attachedtemplate": sentence("the office's own Word template"),
    "webextensiontaskpanes": sentence("the pane of an add-in"),
    "webextension": sentence("the pane of an add-in"),
    "extensibility": sentence("an office's own buttons in Word"),
    "attachedtoolbars": sentence("an office's own buttons in Word"),
    "keymapcustomizations": sentence("an office's own keys in Word"),
    "origin": sentence("a signature of the template"),
}
"""Kinds of relations that Word files of an office have, that print nothing: letters are made without them."""

_LEFT_OUT = ("webextensions/", "customui/", "word/customizations.xml", "word/attachedtoolbars.bin", "_xmlsignatures/")
"""Where the parts are that belong to them."""

_FETCHED_BY_STYLE = re.compile(r"@import[^;{]*|url\(\s*[\"']?(?![\"'\s]|#|data:)[^)]*\)?", re.IGNORECASE)
"""What the style of a vector picture fetches; `url(#a)` is in the picture itself."""

_ENCODINGS = {"UTF-8", "ASCII", "US-ASCII", "ISO-8859-1", "ISO-8859-15", "WINDOWS-1252"}
_STRICT = "http://purl.oclc.org/ooxml/"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_VML = "{urn:schemas-microsoft-com:vml}"
_PRESSED = {f"{W}hyperlink", f"{_DRAWING}hlinkClick", f"{_DRAWING}hlinkHover"}
"""What leads to a page when the reader presses it; everything else fetches by itself."""

_MAY_BE_MISSED = frozenset(
    {"image", "thumbnail", "hyperlink", "core-properties", "extended-properties", "custom-properties", "customXml"}
)
"""Kinds of relations that Word opens a file without, when nothing shows what they lead to."""

_FOREIGN = Phrase("a DOCTYPE or an encoding Word never writes")

_PICTURE_FROM = sentence("a picture that is fetched from outside the file ({address})")
_LEADS_NOWHERE = sentence(
    "a link of kind {kind} to '{target}', which is not in the file; it is left out of the letters"
)
_OFFICE = "officeDocument"
_SETTINGS = "word/settings.xml"
_REMEMBERED = 64
"""Parts whose check is remembered: most parts of a letter are those of the letter before."""

_NONE = b"<none/>"
_INSTEAD = Phrase("insert it into the document instead of linking")


def inside_problems(members: Members, name: str) -> Iterator[Problem]:
    """Yield every reason not to use a file with these members; warnings for what is left out of it."""
    xml_problems = tuple(_xml_problems(members, name))
    yield from xml_problems
    if xml_problems:
        return
    kind_problems = tuple(_kind_problems(members, name))
    yield from kind_problems
    if kind_problems:
        return
    yield from _content_problems(members, name)
    for part, data in members.items():
        if _is_left_out(part):
            continue
        if part.endswith(".rels"):
            yield from _relation_problems(part, relations(part, data), members, name)
        elif _is_xml(part, data, ""):
            for where, what, remedy in _fetching(part, data):
                yield Problem(file=name, where=where, what=what, remedy=remedy)
            for element in _unrelated(part, data, members):
                if element.tag == f"{W}attachedTemplate":
                    yield _of_the_office("attachedtemplate", part, name)
                else:
                    what = Phrase("what is shown here is not in the file")
                    remedy = Phrase("delete it in Word and insert it again")
                    yield Problem(file=name, where=place(element, part=part), what=what, remedy=remedy)


def _unrelated(part: str, data: bytes, members: Mapping[str, bytes]) -> list[etree._Element]:
    """Return the elements of a part of Word's that name a relation the part has not: Word calls the file damaged."""
    described = relations_name(part)
    if _is_left_out(part) or part.rpartition("/")[0] != "word":
        return []
    known = {relation.id for relation in relations(described, members[described])} if described in members else set()
    named = _uses(read_xml(data)).items()
    lost = [(relation, element) for relation, uses in named if relation and relation not in known for element in uses]
    return [element for relation, element in lost if "{" not in relation and not _has_another(element, relation)]


def lost_relations(part: str, data: bytes, members: Mapping[str, bytes]) -> Iterator[Relation]:
    """Yield the relations, in a member that holds such, that lead to a part that is not in the file."""
    source = source_of(part)
    if source in members or not source:
        yield from (
            relation for relation in relations(part, data) if not relation.outside and relation.part not in members
        )


def without_lost(members: Members) -> Members:
    """Return the members without the relations that lead to a part that is not in the file, and without their uses.

    What belongs to an office's Word and prints nothing is left out as well: its template, add-ins and buttons.
    """
    whole = {name: data for name, data in members.items() if not _is_left_out(name)}
    if len(whole) < len(members) and CONTENT_TYPES in whole:
        types = parse_xml(whole[CONTENT_TYPES])
        for kind in [element for element in types if _is_left_out(str(element.get("PartName", "")))]:
            types.remove(kind)
        whole[CONTENT_TYPES] = written_part(types)
    for part, data in members.items():
        if part not in whole or not part.endswith(".rels"):
            continue
        lost = {relation.id for relation in lost_relations(part, data, members)}
        lost |= {relation.id for relation in relations(part, data) if relation.kind.lower() in _OF_THE_OFFICE}
        if not lost:
            continue
        root = parse_xml(data)
        for gone in [element for element in root.iter(RELATION) if element.get("Id") in lost]:
            root.remove(gone)
        whole[part] = written_part(root)
        if source := source_of(part):
            shown = parse_xml(members[source])
            for element in [element for relation in lost for element in _uses(shown).get(relation, ())]:
                around = element.getparent()
                if element.tag == f"{W}attachedTemplate" and around is not None:
                    around.remove(element)
                elif f"{R}link" in element.attrib:
                    del element.attrib[f"{R}link"]
            whole[source] = written_part(shown)
    if _SETTINGS in whole and _unrelated(_SETTINGS, whole[_SETTINGS], whole):
        root = parse_xml(whole[_SETTINGS])
        for element in root.findall(f"{W}attachedTemplate"):
            root.remove(element)
        whole[_SETTINGS] = written_part(root)
    return whole


def _is_left_out(name: str) -> bool:
    return any(word in name.lower() for word in _LEFT_OUT)


def written_part(root: etree._Element) -> bytes:
    """Return the bytes of a part of a package, as Word writes them."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _is_xml(part: str, data: bytes, kind: str) -> bool:
    """Return whether the member is XML by its name, by its content type or by how it begins."""
    begins = data[:16].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"<"
    return part.lower().endswith((".xml", ".rels")) or kind.lower().endswith("xml") or begins


def _xml_problems(members: Members, name: str) -> Iterator[Problem]:
    try:
        types = content_types(members)
    except (KeyError, etree.XMLSyntaxError):
        types = {}
    for part, data in members.items():
        fault = _fault(data) if _is_xml(part, data, types.get(part, "")) else None
        if fault:
            yield Problem(file=name, where=part_name(part), what=fault, remedy=SAVE_AGAIN)


@lru_cache(maxsize=_REMEMBERED)
def _fault(data: bytes) -> Phrase | None:
    """Return what is wrong with a part of XML, whatever it says; None when nothing is."""
    damage: Phrase | None = None
    try:
        info = read_xml(data).getroottree().docinfo
        foreign = info.internalDTD is not None or str(info.encoding or "UTF-8").upper() not in _ENCODINGS
    except (etree.XMLSyntaxError, ValueError) as error:
        foreign, damage = False, Phrase("damaged").written_as(f"damaged: {getattr(error, 'msg', error)}")
    return _FOREIGN if foreign or b"\x00" in data or b"<!DOCTYPE" in data or b"<!ENTITY" in data else damage


def _kind_problems(members: Members, name: str) -> Iterator[Problem]:
    """Yield why this is no Word document, or one that cannot be read here."""
    mains = [part for part, kind in content_types(members).items() if kind == MAIN] if CONTENT_TYPES in members else []
    if not mains:
        types = content_types(members).values() if CONTENT_TYPES in members else ()
        if other := no_document(members, types, name=name):
            yield other
            return
        what = Phrase("this is not a Word document (.docx)")
        remedy = Phrase("save it from Word as .docx, not .docm, .dotx or .doc")
        yield Problem(file=name, where="", what=what, remedy=remedy)
        return
    for part in mains:
        root = read_xml(members[part])
        if str(root.tag).startswith(f"{{{_STRICT}"):
            what = Phrase("saved as Strict Open XML, which is another format under the same name")
            remedy = Phrase("save it in Word as «Word-dokument (.docx)»")
            yield Problem(file=name, where=part_name(part), what=what, remedy=remedy)
        elif root.tag != f"{W}document" or root.find(f"{W}body") is None:
            what = Phrase("this is not the text of a Word document")
            yield Problem(file=name, where=part_name(part), what=what, remedy=SAVE_AGAIN)
    roots = [
        relation.part
        for relation in relations(PACKAGE_RELATIONS, members.get(PACKAGE_RELATIONS, _NONE))
        if relation.kind == _OFFICE
    ]
    if roots != mains:
        what = Phrase("the file does not say which part is its text")
        yield Problem(file=name, where=PACKAGE_RELATIONS, what=what, remedy=SAVE_AGAIN)


def _content_problems(members: Members, name: str) -> Iterator[Problem]:
    types = content_types(members)
    for part in members:
        kind = types.get(part, "")
        if _is_forbidden(part) or _holds_programs(kind):
            what = Phrase("a macro, control or embedded object")
            remedy = Phrase("remove it in Word; a letter holds text, tables and pictures")
            yield Problem(file=name, where=part_name(part), what=what, remedy=remedy)


def _is_forbidden(part: str) -> bool:
    return any(word in part.lower() for word in _FORBIDDEN_NAMES)


def _holds_programs(kind: str) -> bool:
    return any(word in kind.lower() for word in _FORBIDDEN_TYPES)


def _relation_problems(part: str, found: tuple[Relation, ...], members: Members, name: str) -> Iterator[Problem]:
    """Yield what is wrong with the relations of one part: forbidden kinds, ways out of the file, ways to nothing."""
    if _is_left_out(part):
        return
    for relation in found:
        if relation.kind.lower() in _OF_THE_OFFICE:
            yield _of_the_office(relation.kind.lower(), part, name)
        elif relation.kind.lower() in _FORBIDDEN_KINDS and _is_forbidden(relation.part) and relation.part in members:
            continue  # that part is told already
        elif relation.kind.lower() in _FORBIDDEN_KINDS:
            what = Phrase("a link of kind {kind}", kind=relation.kind)
            yield Problem(file=name, where=part_name(part), what=what, remedy=Phrase("remove it in Word"))
        elif relation.outside and relation.kind != "hyperlink":
            what = Phrase("something is fetched from outside the file")
            what = what.written_as(f"a {relation.kind} that is fetched from outside the file")
            yield Problem(file=name, where=part_name(part), what=what, remedy=_INSTEAD)
    for relation_id, times in Counter(relation.id for relation in found).items():
        if times > 1:
            what = Phrase("two relations called '{relation}'", relation=relation_id)
            yield Problem(file=name, where=part_name(part), what=what, remedy=SAVE_AGAIN)
    source = source_of(part)
    root = read_xml(members[source]) if source in members else None
    used = {} if root is None else _uses(root)
    for relation in found:
        for element in used.get(relation.id, ()) if relation.outside and root is not None else ():
            if relation.kind == "hyperlink" and element.tag not in _PRESSED:
                fetched = etree.QName(element.tag).localname
                what = Phrase("something is fetched from outside the file ({address})", address=relation.target)
                what = what.written_as(f"a {fetched!s} that is fetched from outside the file ({relation.target})")
                yield Problem(file=name, where=place(element, part=source), what=what, remedy=_INSTEAD)
    for lost in lost_relations(part, members[part], members):
        if lost.kind.lower() not in _FORBIDDEN_KINDS and lost.kind.lower() not in _OF_THE_OFFICE:
            yield _lost_problem(lost, used.get(lost.id, []), part, name)


def _of_the_office(kind: str, part: str, name: str) -> Problem:
    thing = Phrase(_OF_THE_OFFICE[kind])
    what = Phrase("{thing} goes with this file; it is left out of the letters", thing=thing)
    remedy = Phrase("nothing is printed of it; to be rid of this, copy the text into a new document in Word")
    return Problem(file=name, where=part_name(part), what=what, remedy=remedy, severity="warning")


def _lost_problem(relation: Relation, uses: list[etree._Element], part: str, name: str) -> Problem:
    """Return what is wrong with a relation to a part that is not there: a warning when nothing is lost by it."""
    shown = [element for element in uses if not _has_another(element, relation.id)]
    if shown:
        what, where = Phrase("the {kind} shown here is not in the file", kind=relation.kind), shown[0]
        remedy = Phrase("delete it in Word and insert it again")
        return Problem(file=name, where=place(where, part=source_of(part)), what=what, remedy=remedy)
    if relation.kind in _MAY_BE_MISSED:
        what = Phrase(_LEADS_NOWHERE, kind=relation.kind, target=relation.target)
        remedy = Phrase("nothing shows it; to be rid of this, copy the text into a new document in Word")
        return Problem(file=name, where=part_name(part), what=what, remedy=remedy, severity="warning")
    what = Phrase("the file lacks its {kind} ('{target}')", kind=relation.kind, target=relation.target)
    return Problem(file=name, where=part_name(part), what=what, remedy=SAVE_AGAIN)


def _has_another(element: etree._Element, relation: str) -> bool:
    """Return whether a picture has its content beside the link that leads nowhere: Word shows that one."""
    return element.get(f"{R}link") == relation and element.get(f"{R}embed", relation) != relation


def _uses(root: etree._Element) -> dict[str, list[etree._Element]]:
    """Return the elements that name each relation."""
    used: dict[str, list[etree._Element]] = {}
    for element in root.iter(etree.Element):
        for key, value in element.attrib.items():
            if str(key).startswith(R):
                used.setdefault(str(value), []).append(element)
    return used


@lru_cache(maxsize=_REMEMBERED)
def _fetching(part: str, data: bytes) -> tuple[tuple[Phrase, Phrase, Phrase], ...]:
    """Return what in a part's own XML, without any relation, fetches something from outside: where, what, remedy."""
    found = []
    for element in read_xml(data).iter(etree.Element):
        vector = str(element.tag).startswith("{http://www.w3.org/2000/svg}")
        if vector:
            styled = (*map(str, element.attrib.values()), element.text or "")
            for fetched in (fetching.group() for text in styled for fetching in _FETCHED_BY_STYLE.finditer(text)):
                what = Phrase(_PICTURE_FROM, address=fetched.strip())
                found.append((place(element, part=part), what, _INSTEAD))
        if str(element.tag).startswith(_VML) or vector:
            for key, value in element.attrib.items():
                if _fetches(etree.QName(str(key)), str(value), element, vector=vector):
                    what = Phrase(_PICTURE_FROM, address=str(value))
                    found.append((place(element, part=part), what, _INSTEAD))
        elif element.tag == f"{W}mailMerge":
            what = Phrase(
                "set up for Word's own mail merge, which asks for its list of addresses when the letter is opened"
            )
            remedy = Phrase("Mailings → Start Mail Merge → Normal Word Document")
            found.append((part_name(part), what, remedy))
    return tuple(found)


def _fetches(key: etree.QName, value: str, element: etree._Element, *, vector: bool) -> bool:
    """Return whether this attribute of an old drawing or a vector picture names something outside the file."""
    if not value or value.startswith(("#", "data:")):
        return False
    if vector:
        return key.localname in {"href", "src"} and etree.QName(element).localname != "a"
    is_hyperlink = key.localname == "href" and key.namespace is None
    return key.localname in {"src", "href"} and not is_hyperlink and key.namespace != R[1:-1]
