"""What a spreadsheet (.xlsx) holds that does not meet the eye: hidden sheets, rows, columns, comments, data behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from cycle.archive.inspection.findings import Finding, quoted
from cycle.archive.inspection.numbers import in_text
from cycle.archive.inspection.office.office_file import OfficeFile, all_text
from cycle.archive.inspection.office.ooxml import package_findings

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TRUE = {"1", "true"}
_IDENTITY = 11
"""Digits of a national identity number; a cell that is a number has lost its first nought."""
_BEHIND = re.compile(r"xl/(externalLinks|pivotCache|queryTables|connections)[/.]", re.IGNORECASE)
"""Data of other files and databases that a workbook keeps behind its sheets."""


def workbook_findings(file: OfficeFile) -> Iterator[Finding]:
    """Yield everything in a spreadsheet that is not seen when it is opened."""
    yield from package_findings(file)
    main = file.main_part()
    relations = file.relations(main)
    for sheet in file.xml(main).iter(f"{_S}sheet"):
        name, relation = str(sheet.get("name", "")), relations.get(str(sheet.get(f"{_R}id")))
        if sheet.get("state", "visible") != "visible":
            yield Finding(kind="hidden_sheet", unit="sheet", at=name)
        if relation is not None:
            yield from _sheet(file, relation.target, at=name)
    shared = file.related(main, "sharedStrings")
    if shared is not None:
        words = "\n".join("".join(run.text or "" for run in item.iter(f"{_S}t")) for item in shared.iter(f"{_S}si"))
        yield from in_text(words, unit="part", at="sharedStrings.xml")
    for name in file.names:
        if name.startswith("xl/persons/"):
            for person in file.xml(name).iter():
                if person.get("displayName"):
                    yield Finding(kind="author", quote=quoted(str(person.get("displayName"))))
        elif _BEHIND.match(name) and not name.endswith(".rels"):
            yield Finding(kind="hidden_cells", unit="part", at=name)


def _sheet(file: OfficeFile, part: str, *, at: str) -> Iterator[Finding]:
    root = file.xml(part)
    hidden = [row.get("r", "") for row in root.iter(f"{_S}row") if row.get("hidden") in _TRUE and len(row)]
    columns = [column.get("min", "") for column in root.iter(f"{_S}col") if column.get("hidden") in _TRUE]
    if hidden or columns:
        yield Finding(kind="hidden_cells", unit="sheet", at=at, quote=", ".join(map(str, (hidden + columns)[:8])))
    values = [value.text or "" for cell in root.iter(f"{_S}c") for value in cell.iter(f"{_S}v", f"{_S}t")]
    numbers = [value.zfill(_IDENTITY) if len(value) == _IDENTITY - 1 else value for value in values]
    yield from in_text("\n".join(numbers), unit="sheet", at=at)
    for relation in file.relations(part).values():
        if relation.kind in {"comments", "threadedComment"} and not relation.outside:
            yield from _comments(file.xml(relation.target), at=at)


def _comments(root: etree._Element, *, at: str) -> Iterator[Finding]:
    for comment in root.iter():
        if isinstance(comment.tag, str) and etree.QName(comment).localname in {"comment", "threadedComment"}:
            words = all_text(comment)
            yield Finding(kind="comment", unit="sheet", at=at, quote=quoted(words))
            yield from in_text(words, unit="sheet", at=at)
