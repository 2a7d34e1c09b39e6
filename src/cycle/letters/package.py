"""The Word file as a package: its members read with suspicion and written the same way every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import PurePosixPath
from typing import TypeAlias
from zlib import error as ZlibError

from lxml import etree

from cycle.errors import Problem, TemplateError

Members: TypeAlias = dict[str, bytes]
"""Member name to content, in the order of the file."""

MAX_MEMBERS = 200
MAX_BYTES = 50_000_000
MAX_RATIO = 200
"""Unpacked size over packed size of one member; Word's own files stay under 50."""

CONTENT_TYPES = "[Content_Types].xml"
CORE = "docProps/core.xml"
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_TAGGED = {MAIN: "body"} | {f"{_WORD}{kind}+xml": kind for kind in ("header", "footer", "footnotes")}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FORBIDDEN_NAMES = ("vbaproject", "vbadata", "activex/", "embeddings/", "oleobject")
_FORBIDDEN_TYPES = ("macroenabled", "vbaproject", "activex", "oleobject", "macrosheet")


def read_package(data: bytes, *, name: str) -> Members:
    """Return the members of a Word file; TemplateError with every reason why it is not a safe one."""
    members, problems = inspect_package(data, name=name)
    if problems:
        raise TemplateError(problems)
    return members


def inspect_package(data: bytes, *, name: str) -> tuple[Members, tuple[Problem, ...]]:
    """Return the members of a Word file and every reason not to use it; no members when it cannot be opened."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        outside = tuple(_outside_problems(archive.infolist(), name))
        if outside:
            return {}, outside
        members = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    except (zipfile.BadZipFile, ZlibError, NotImplementedError, EOFError, OSError, ValueError) as error:
        what = f"this is not a whole Word file ({error})"
        return {}, (Problem(file=name, where="", what=what, remedy="save it again from Word as .docx"),)
    return members, tuple(_inside_problems(members, name))


def write_package(members: Mapping[str, bytes]) -> bytes:
    """Return the members as a .docx: same members, same bytes, on every machine with the same zlib."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, data)
    return buffer.getvalue()


def parse_xml(data: bytes) -> etree._Element:
    """Return the root of a part, parsed strictly: no entities, no DTD, no network; XMLSyntaxError if malformed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False)
    return etree.fromstring(data, parser)


def tagged_parts(members: Mapping[str, bytes]) -> dict[str, str]:
    """Return part name to kind (body, header, footer, footnotes) for every part whose tags are filled in."""
    types = content_types(members)
    return {name: _TAGGED[types[name]] for name in members if types.get(name) in _TAGGED}


def content_types(members: Mapping[str, bytes]) -> dict[str, str]:
    """Return the content type of every member that has one."""
    root = parse_xml(members[CONTENT_TYPES])
    by_part = {str(one.get("PartName")).lstrip("/"): str(one.get("ContentType")) for one in root.iter(f"{_CT}Override")}
    by_suffix = {str(one.get("Extension")).lower(): str(one.get("ContentType")) for one in root.iter(f"{_CT}Default")}
    suffixes = {name: name.rpartition(".")[2].lower() for name in members}
    found = {name: by_part.get(name, by_suffix.get(suffixes[name], "")) for name in members}
    return {name: kind for name, kind in found.items() if kind}


def first_lines(data: bytes, count: int = 5) -> tuple[str, ...]:
    """Return the first lines of text of a Word file: whom it is for, its date, its heading."""
    members = read_package(data, name="letter")
    body = next(name for name, kind in tagged_parts(members).items() if kind == "body")
    root = parse_xml(members[body])
    lines = ("".join(text.text or "" for text in one.iter(f"{W}t")) for one in root.iter(f"{W}p"))
    return tuple(islice((line for line in lines if line.strip()), count))


def _outside_problems(infos: Iterable[zipfile.ZipInfo], name: str) -> Iterator[Problem]:
    """Yield what is wrong with the package before anything in it is unpacked."""
    infos = list(infos)
    if len(infos) > MAX_MEMBERS:
        yield Problem(file=name, where="", what=f"{len(infos)} files inside", remedy=f"at most {MAX_MEMBERS}")
    if sum(info.file_size for info in infos) > MAX_BYTES:
        yield Problem(file=name, where="", what="too large when unpacked", remedy=f"at most {MAX_BYTES} bytes")
    seen: set[str] = set()
    for info in infos:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in info.filename:
            yield Problem(file=name, where=info.filename, what="a path that leads out of the file")
        if info.filename.lower() in seen:
            yield Problem(file=name, where=info.filename, what="the same name twice inside the file")
        seen.add(info.filename.lower())
        if info.file_size > MAX_RATIO * max(info.compress_size, 1) and info.file_size > 100_000:
            yield Problem(file=name, where=info.filename, what="packed so tightly that it looks like a zip bomb")
        if info.flag_bits & 0x1:
            yield Problem(file=name, where=info.filename, what="encrypted", remedy="save it without a password")


def _inside_problems(members: Members, name: str) -> Iterator[Problem]:
    xml_problems = tuple(_xml_problems(members, name))
    yield from xml_problems
    if xml_problems:
        return
    if CONTENT_TYPES not in members or MAIN not in content_types(members).values():
        what = "this is not a Word document (.docx)"
        yield Problem(file=name, where="", what=what, remedy="save it from Word as .docx, not .docm, .dotx or .doc")
        return
    yield from _content_problems(members, name)
    for part, data in members.items():
        if part.endswith(".rels"):
            yield from _relationship_problems(part, data, name)


def _xml_problems(members: Members, name: str) -> Iterator[Problem]:
    for part, data in members.items():
        if not part.endswith((".xml", ".rels")):
            continue
        if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            yield Problem(file=name, where=part, what="a DOCTYPE or an encoding Word never writes")
            continue
        try:
            parse_xml(data)
        except etree.XMLSyntaxError as error:
            yield Problem(file=name, where=part, what=f"damaged: {error.msg}", remedy="save it again from Word")


def _content_problems(members: Members, name: str) -> Iterator[Problem]:
    types = content_types(members)
    for part in members:
        kind = types.get(part, "")
        if any(word in part.lower() for word in _FORBIDDEN_NAMES) or any(w in kind.lower() for w in _FORBIDDEN_TYPES):
            remedy = "remove it in Word; a letter holds text, tables and pictures"
            yield Problem(file=name, where=part, what="a macro, control or embedded object", remedy=remedy)


def _relationship_problems(part: str, data: bytes, name: str) -> Iterator[Problem]:
    for relationship in parse_xml(data).iter(_REL):
        kind = str(relationship.get("Type", "")).rsplit("/", 1)[-1]
        if kind in {"attachedTemplate", "aFChunk", "oleObject", "package", "control", "subDocument", "frame"}:
            yield Problem(file=name, where=part, what=f"a link of kind {kind}", remedy="remove it in Word")
        elif relationship.get("TargetMode") == "External" and kind != "hyperlink":
            what = f"a {kind} that is fetched from outside the file"
            yield Problem(file=name, where=part, what=what, remedy="insert it into the document instead of linking")
