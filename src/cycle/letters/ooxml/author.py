"""Who saved a file of Office last, as Word and its kin write it in the file."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from cycle.letters.ooxml.opc import parse_xml
from cycle.letters.ooxml.word_package import CORE, read_package

_LAST = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}lastModifiedBy"


def saved_last_by(data: bytes) -> str:
    """Return the name of who saved a Word file last; empty when it says so of nobody.

    TemplateError when it is no whole and safe Word file.
    """
    members = read_package(data, name="letter")
    found = parse_xml(members[CORE]).find(_LAST) if CORE in members else None
    return " ".join((found.text or "").split()) if found is not None else ""


def saver_of(file: Path) -> str:
    """Return the name of who saved a file of Office last; empty of any other file, and when it says so of nobody.

    Only the part that tells is unpacked, and not a large one: the file may be a stranger's. OSError when it cannot be
    opened.
    """
    try:
        with zipfile.ZipFile(file) as package:
            for part, tag in _SAVERS.items():
                if part in package.namelist() and package.getinfo(part).file_size <= LARGEST:
                    found = next(parse_xml(package.read(part)).iter(tag), None)
                    return " ".join((found.text or "").split()) if found is not None else ""
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, RuntimeError, NotImplementedError, EOFError):
        return ""
    return ""


LARGEST = 1_000_000
"""Bytes of the part that tells who saved a file."""
_SAVERS: Mapping[str, str] = {CORE: _LAST, "meta.xml": "{http://purl.org/dc/elements/1.1/}creator"}
"""The part that tells, of Office and of OpenDocument, and what stands there."""
