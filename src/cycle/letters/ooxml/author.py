"""Who saved a Word file last, as Word writes it in the file."""

from __future__ import annotations

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
