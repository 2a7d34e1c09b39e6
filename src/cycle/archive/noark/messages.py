"""The messages of a year for a records system: each a folder with `arkivmelding.xml` and its documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from cycle.archive.file_names import free_name
from cycle.archive.noark.arkivmelding import arkivmelding
from cycle.archive.noark.case import MeetingCase, Registration
from cycle.archive.noark.fiks import fiks_message
from cycle.archive.noark.message_tree import MessageTree
from cycle.archive.noark.validation import MessageFormat, message_problems
from cycle.archive.tree import TreeFile
from cycle.errors import InputError, Problem
from cycle.model import StoredFile

XML = "arkivmelding.xml"


def case_messages(
    case: MeetingCase, format: MessageFormat, *, schemas: Path | None = None, documents: bool = True
) -> tuple[TreeFile, ...]:
    """Return the files of all messages: `arkivmelding.xml` and the documents it names, in a folder for each message.

    With a folder of official schemas every message is checked; InputError with all that is wrong when one does not
    validate. Without `documents` the messages stand alone, for a package that holds the documents elsewhere.
    """
    files: list[TreeFile] = []
    problems: list[Problem] = []
    for folder, registrations, tree, named in _messages(case, format):
        data = tree.bytes()
        path = f"{folder}{XML}"
        files.append(TreeFile(path=path, content=data))
        if documents:
            files += [TreeFile(path=f"{folder}{named[file.sha256]}", content=file) for file in _once(registrations)]
        if schemas is not None:
            problems += message_problems(tree, data, format=format, schemas=schemas, name=path)
    if problems:
        raise InputError(dict.fromkeys(problems))
    return tuple(files)


def _messages(
    case: MeetingCase, format: MessageFormat
) -> Iterator[tuple[str, tuple[Registration, ...], MessageTree, dict[str, str]]]:
    """Yield folder, registrations, tree and file names of every message, in the order they are to be sent."""
    if format == "arkivmelding":
        named = _names(case.registrations)
        yield "", case.registrations, arkivmelding(case, names=named), named
        return
    width = len(str(max(len(case.registrations), 100)))
    for number, registration in enumerate(case.registrations or (None,), start=1):
        of_it = (registration,) if registration else ()
        named = _names(of_it)
        yield f"{number:0{width}}/", of_it, fiks_message(case, registration, names=named), named


def _names(registrations: Iterable[Registration]) -> dict[str, str]:
    taken = {XML}
    return {file.sha256: free_name(file.name, taken) for file in _once(registrations)}


def _once(registrations: Iterable[Registration]) -> tuple[StoredFile, ...]:
    """Return every file once, however many letters it went with."""
    files = (document.file for registration in registrations for document in registration.documents)
    return tuple({file.sha256: file for file in files}.values())
