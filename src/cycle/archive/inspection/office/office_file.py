"""An office file that anybody may have made, opened without trusting it: bounded, and its XML read strictly."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from cycle.archive.inspection.unopened import EncryptedError, UnreadableError

MAX_PARTS = 20_000
MAX_XML = 60_000_000
"""Bytes of one part of XML when it is unpacked."""

_STRICT = "http://purl.oclc.org/ooxml/"
"""What the names of the strict form (ISO/IEC 29500-1) begin with: *Strict Open XML* among the ways to save a file."""
_IN_STRICT = (b"purl.oclc.org", "purl.oclc.org".encode("utf-16-le"), "purl.oclc.org".encode("utf-16-be"))
_OTHERWISE = {"extendedProperties": "extended-properties", "customProperties": "custom-properties"}
"""What the two forms do not call the same."""
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRelation:
    """A relation from one part to another, or to something outside the file."""

    kind: str
    """The last word of its type: `hyperlink`, `image`, `notesSlide`."""
    target: str
    """The part it leads to, or the address outside."""
    outside: bool


def transitional(name: str) -> str:
    """Return a name of the strict form as the transitional form, which programs save by default, has it.

    ISO/IEC 29500-4; a name of neither is returned as it is.
    """
    if not name.startswith(_STRICT):
        return name
    first, _, rest = name.removeprefix(_STRICT).partition("/")
    words = "/".join(_OTHERWISE.get(word, word) for word in rest.split("/"))
    return f"http://schemas.openxmlformats.org/{first}/2006/{words}"


def all_text(element: etree._Element) -> str:
    """Return all the text inside an element, on one line."""
    return " ".join("".join(map(str, element.itertext())).split())


class OfficeFile:
    """The parts of an office file by name; nothing is unpacked before it is asked for."""

    def __init__(self, data: bytes) -> None:
        """Open the file. UnreadableError when it cannot be."""
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise UnreadableError(str(error)) from error
        members = self._archive.infolist()
        if not all(member.filename for member in members):  # none that Word writes, and nobody would see what is in it
            raise UnreadableError("a part without a name")
        self._members = {member.filename: member for member in members if not member.is_dir()}
        if len(self._members) > MAX_PARTS:
            raise UnreadableError(f"more than {MAX_PARTS} parts")
        if any(member.flag_bits & 0x1 for member in self._members.values()):
            raise EncryptedError

    @property
    def names(self) -> tuple[str, ...]:
        """Return the name of every part, as the file has them."""
        return tuple(self._members)

    def read(self, name: str, *, most: int = MAX_XML) -> bytes:
        """Return a part; UnreadableError when it is damaged, absent or larger than `most` bytes."""
        member = self._members.get(name)
        if member is None:
            raise UnreadableError(f"the part '{name}' is missing")
        try:
            with self._archive.open(member) as opened:
                content = opened.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
            raise UnreadableError(f"the part '{name}': {error}") from error
        if len(content) > most:
            raise UnreadableError(f"the part '{name}' is larger than {most} bytes")
        return content

    def xml(self, name: str) -> etree._Element:
        """Return the root of a part, read with no entities, DTD or network; UnreadableError when it is malformed.

        What is written in the strict form has the names of the transitional one.
        """
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        data = self.read(name)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise UnreadableError(f"the part '{name}': {error}") from error
        if any(sign in data for sign in _IN_STRICT):
            _make_transitional(root)
        return root

    def xml_or_none(self, name: str) -> etree._Element | None:
        """Return the root of a part, None where there is none of this name."""
        return self.xml(name) if name in self._members else None

    def parts(self, *beginnings: str) -> Iterator[tuple[str, etree._Element]]:
        """Yield the name and the root of each part that begins with one of these elements, whatever it is called.

        UnreadableError for a malformed one that the main part leads to; what nothing leads to is no page.
        """
        main = self.main_part()
        led_to = {main, *(relation.target for relation in self.relations(main).values())}
        for name in self.names:
            if name.lower().endswith(".xml"):
                try:
                    root = self.xml(name)
                except UnreadableError:
                    if name in led_to:
                        raise
                    continue
                if root.tag in beginnings:
                    yield name, root

    def main_part(self) -> str:
        """Return the part that the document begins with, whatever it is called; "" where there is none."""
        found = (relation.target for relation in self.relations().values() if relation.kind == "officeDocument")
        return next((target for target in found if target in self._members), "")

    def related(self, part: str, kind: str) -> etree._Element | None:
        """Return the root of the first part of a kind that a part leads to, None where there is none."""
        found = (relation.target for relation in self.relations(part).values() if relation.kind == kind)
        return next((self.xml(target) for target in found if target in self._members), None)

    def relations(self, part: str = "") -> dict[str, OfficeRelation]:
        """Return the relations of a part by their id, those of the file itself when no part is named."""
        folder, base = posixpath.split(part)
        root = self.xml_or_none(posixpath.join(folder, "_rels", f"{base}.rels"))
        if root is None:
            return {}
        found = {}
        for relation in root.iter(_RELATION):
            outside = relation.get("TargetMode") == "External"
            target = str(relation.get("Target"))
            if not outside:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = transitional(str(relation.get("Type"))).rpartition("/")[2]
            found[str(relation.get("Id"))] = OfficeRelation(kind=kind, target=target, outside=outside)
        return found

    def all_relations(self) -> Iterator[tuple[str, OfficeRelation]]:
        """Yield every relation of every part, with the part it starts from."""
        for name in self.names:
            folder, base = posixpath.split(name)
            if posixpath.basename(folder) == "_rels" and base.endswith(".rels"):
                part = posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))
                for relation in self.relations(part).values():
                    yield part, relation


def _make_transitional(root: etree._Element) -> None:
    for element in root.iter(etree.Element):
        element.tag = _renamed(str(element.tag))
        for key, value in list(element.attrib.items()):
            if (name := _renamed(str(key))) != key:
                del element.attrib[key]
                element.set(name, value)


def _renamed(name: str) -> str:
    space, closed, local = name.removeprefix("{").partition("}")
    return f"{{{transitional(space)}}}{local}" if closed else name
