"""What a Word file is made of: its parts, their kinds, and the relations that lead from one to another."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from lxml import etree

Members: TypeAlias = dict[str, bytes]
"""Member name to content, in the order of the file."""

CONTENT_TYPES = "[Content_Types].xml"
PACKAGE_RELATIONS = "_rels/.rels"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
"""What numbers, names and describes a picture."""

_CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relation (relasjon) from one part to another, or to a place outside the file."""

    id: str
    kind: str
    """The last word of its type: `image`, `hyperlink`, `styles`."""
    target: str
    """As it is written."""
    outside: bool
    part: str
    """The member it leads to, whether it is there or not; empty when it leads outside."""


def parse_xml(data: bytes) -> etree._Element:
    """Return the root of a part, parsed strictly: no entities, no DTD, no network; XMLSyntaxError if malformed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False)
    return etree.fromstring(data, parser)


@lru_cache(maxsize=64)
def read_xml(data: bytes) -> etree._Element:
    """Return the same as `parse_xml`, for those who only look: who asks next for these bytes gets the same tree.

    A template has a part looked at by ten checks, and its styles are those of most others.
    """
    return parse_xml(data)


def content_types(members: Mapping[str, bytes]) -> dict[str, str]:
    """Return the content type of every member that has one."""
    by_part, by_suffix = _stated_types(members[CONTENT_TYPES])
    suffixes = {name: name.rpartition(".")[2].lower() for name in members}
    found = {name: by_part.get(name, by_suffix.get(suffixes[name], "")) for name in members}
    return {name: kind for name, kind in found.items() if kind}


@lru_cache(maxsize=8)
def _stated_types(data: bytes) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the content types that are stated for parts, and for suffixes."""
    root = read_xml(data)
    return (
        {
            str(element.get("PartName")).lstrip("/"): str(element.get("ContentType"))
            for element in root.iter(f"{_CT}Override")
        },
        {
            str(element.get("Extension")).lower(): str(element.get("ContentType"))
            for element in root.iter(f"{_CT}Default")
        },
    )


def relations_name(part: str) -> str:
    """Return the member that holds the relations of a part; of the file itself when `part` is empty."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def source_of(relations: str) -> str:
    """Return the part whose relations this member holds; empty for those of the file itself."""
    folder, name = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


@lru_cache(maxsize=32)
def relations(name: str, data: bytes) -> tuple[Relation, ...]:
    """Return the relations that this member, named `…/_rels/….rels`, holds."""
    folder, found = posixpath.dirname(source_of(name)), []
    for element in read_xml(data).iter(RELATION):
        target, outside = str(element.get("Target", "")), element.get("TargetMode", "Internal") != "Internal"
        relation = Relation(
            id=str(element.get("Id", "")),
            kind=str(element.get("Type", "")).rsplit("/", 1)[-1],
            target=target,
            outside=outside,
            part="" if outside else posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"),
        )
        found.append(relation)
    return tuple(found)
