"""What a records system is told of a year: messages in a folder, and in the package of a community that files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from cycle.application.publishing.pages.editions import edition_in_form, form_of_closed
from cycle.application.publishing.records_case.filing import filing_digest
from cycle.application.publishing.records_case.meeting_case import meeting_case
from cycle.application.results import ArchiveResult, ClosedYear, KeptFile, read
from cycle.application.year import OpenCycle
from cycle.archive.file_names import free_name, slug
from cycle.archive.noark.case import MeetingCase
from cycle.archive.noark.messages import XML, case_messages
from cycle.archive.noark.validation import MessageFormat
from cycle.archive.public_site.pages import Edition
from cycle.archive.tree import TreeFile, write_tree
from cycle.errors import InputError, Problem
from cycle.model import Document, StoredFile

MEDIA_TYPE = "application/xml"
NOT_VALIDATED = "not validated: no official schemas; CYCLE_ARCHIVE_SCHEMAS names the folder that holds them"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMessages:
    """What was written for the records system, and what whoever sends it on must know."""

    folder: Path
    messages: int
    files: int
    validated: bool
    notes: tuple[str, ...]


def write_messages(cycle: OpenCycle, format: MessageFormat, *, into: Path) -> WrittenMessages:
    """Write the year's messages with their documents into a folder of their own, whole or not at all.

    InputError with every problem at once, of settings, organisations, files and schema; then nothing is written.
    """
    case = meeting_case(cycle, _published(cycle))
    schemas = cycle.services.settings.archive_schemas
    files = case_messages(case, format, schemas=schemas)
    folder = into / f"{slug(cycle.id)}-{format}"
    write_tree(files, folder, read=cycle.memory.files.read)
    return WrittenMessages(
        folder=folder,
        messages=len([file for file in files if file.path.endswith(XML)]),
        files=len(files),
        validated=schemas is not None,
        notes=(*case.notes, *(() if schemas else (NOT_VALIDATED,))),
    )


def packaged_messages(cycle: OpenCycle, edition: Edition) -> tuple[tuple[KeptFile, ...], tuple[Problem, ...]]:
    """Return the year's messages in both formats for its package, or why there are none; nothing without `noark.toml`.

    They are stored when this returns, so that those that are approved are those that are packaged. The documents
    themselves lie elsewhere in the package, under the sha256 that the messages name; the minutes, which are made for
    the messages, beside them.
    """
    if not filing_digest(cycle):
        return (), ()
    schemas = cycle.services.settings.archive_schemas
    made: list[KeptFile] = []
    try:
        case = meeting_case(cycle, edition)
        for format in get_args(MessageFormat):
            messages = case_messages(case, format, schemas=schemas, documents=False)
            made += [KeptFile(path=f"noark/{format}/{file.path}", file=_stored(cycle, file)) for file in messages]
    except InputError as error:
        return (), error.problems
    return (*made, *_minutes(case)), ()


def _minutes(case: MeetingCase) -> Iterator[KeptFile]:
    taken: set[str] = set()
    for registration in case.registrations:
        for document in registration.documents if registration.kind == "minutes" else ():
            yield KeptFile(path=f"noark/dokument/{free_name(document.file.name, taken)}", file=document.file)


def _stored(cycle: OpenCycle, file: TreeFile) -> StoredFile:
    if isinstance(file.content, StoredFile):
        return file.content
    name = file.path.rpartition("/")[2]
    return cycle.memory.files.put(Document(name=name, media_type=MEDIA_TYPE, data=file.content))


def _published(cycle: OpenCycle) -> Edition | None:
    """Return the year as it was published and as it was corrected since, or None before that."""
    if cycle.closings:
        year = read(ClosedYear, cycle.closings[-1])
        return edition_in_form(year.edition, form_of_closed(year), cycle.language)
    for result in reversed(cycle.record.revisions("archive")):
        if cycle.record.outcome("archive", result.digest) is not None:
            return read(ArchiveResult, result).edition
    return None
