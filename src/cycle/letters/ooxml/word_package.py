"""The Word file as a package: its members read with suspicion and written the same way every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from cycle.errors import Problem, TemplateError
from cycle.letters.ooxml.opc import CONTENT_TYPES, MAIN, Members, W, content_types, parse_xml, read_xml
from cycle.letters.ooxml.safety import inside_problems, without_lost
from cycle.letters.ooxml.unpack import unpacked

__all__ = [
    "CONTENT_TYPES",
    "CORE",
    "FOOTNOTES",
    "MAIN",
    "Members",
    "W",
    "content_types",
    "inspect_package",
    "parse_xml",
    "read_package",
    "read_xml",
    "sound_file",
    "tagged_parts",
    "write_docx",
]

CORE = "docProps/core.xml"
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_TAGGED = {MAIN: "body"} | {f"{_WORD}{kind}+xml": kind for kind in ("header", "footer", "footnotes")}
_ENDNOTES = f"{_WORD}endnotes+xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def read_package(data: bytes, *, name: str) -> Members:
    """Return the members of a Word file; TemplateError with every reason why it is not a safe one."""
    return sound_file(data, name=name)[1]


def sound_file(data: bytes, *, name: str) -> tuple[bytes, Members]:
    """Return the file and its members, written again when links to nothing are left out; TemplateError as above."""
    members, problems = inspect_package(data, name=name)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise TemplateError(errors)
    return (write_docx(members) if problems else data), members


def inspect_package(data: bytes, *, name: str) -> tuple[Members, tuple[Problem, ...]]:
    """Return the members of a Word file and every reason not to use it; no members when it cannot be opened.

    Links that lead nowhere and show nothing are left out of the members, and told as warnings.
    """
    members, outside = unpacked(data, name=name)
    if outside:
        return {}, outside
    problems = tuple(inside_problems(members, name))
    if problems and all(problem.severity == "warning" for problem in problems):
        members = without_lost(members)
    return members, problems


def write_docx(members: Mapping[str, bytes]) -> bytes:
    """Return the members as a .docx: same members, same bytes, on every machine with the same zlib."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, data)
    return buffer.getvalue()


def printed_parts(members: Mapping[str, bytes]) -> dict[str, str]:
    """Return part name to kind for every part whose text is in the letter: those with tags, and endnotes, with none."""
    types = content_types(members)
    return tagged_parts(members) | {name: "endnotes" for name in members if types.get(name) == _ENDNOTES}


def tagged_parts(members: Mapping[str, bytes]) -> dict[str, str]:
    """Return part name to kind (body, header, footer, footnotes) for every part whose tags are filled in."""
    types = content_types(members)
    return {name: _TAGGED[types[name]] for name in members if types.get(name) in _TAGGED}
