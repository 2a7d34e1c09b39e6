"""A presentation as PDF, printed once: the same file is never printed into a second, different one."""

from __future__ import annotations

import hashlib

from cycle.errors import ConversionError, MissingToolError
from cycle.letters.pdf import find_office, is_office_document, print_document
from cycle.model import PDF, Document, digest
from cycle.services import Services

ROUTE = "presentation-1"
"""Names how the PDF was made; another way of making it gets another name."""


def printed_once(services: Services, document: Document, *, title: str, language: str) -> Document | None:
    """Return what is seen of the document as PDF; None when LibreOffice is not here or makes none of it."""
    files, renditions = services.memory.files, services.memory.renditions
    source = hashlib.sha256(document.data).hexdigest()
    key = digest({"document": source, "name": document.name, "title": title, "language": language})
    known = renditions.known([key], route=ROUTE).get(key)
    if known is None:
        printed = _printed(services, document, title=title, language=language)
        if printed is None:
            return None
        known = files.put(printed).sha256
        renditions.add({key: known}, route=ROUTE, now=services.now())
    return Document(name=f"{document.name.rpartition('.')[0]}.pdf", media_type=PDF, data=files.get(known))


def _printed(services: Services, document: Document, *, title: str, language: str) -> Document | None:
    if not is_office_document(document.name):
        return None
    try:
        office = find_office(services.settings.office)
        return print_document(document, title=title, language=language, office=office)
    except (MissingToolError, ConversionError):
        return None
