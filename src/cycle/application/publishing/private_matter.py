"""What a document holds that is not for everybody, told to the secretariat; and the document without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from cycle import wording
from cycle.application.year import OpenCycle
from cycle.archive.cleaning import cleaned_pdf
from cycle.archive.inspection import Finding, UnreadableError, in_text, inspect, weight_of
from cycle.archive.pages import Edition
from cycle.archive.presentations import Pick, Picked
from cycle.catalogue import say, sentence
from cycle.errors import InputError, Problem
from cycle.model import PDF, Document, Language, to_plain

FOUND: Mapping[str, str] = {
    "unreadable": sentence("the file cannot be opened"),
    "encrypted": sentence("the file opens with a password only"),
    "too_large": sentence("the file is too large"),
    "other_kind": sentence("the file is not what its name says"),
    "macros": sentence("macros"),
    "program": sentence("a program"),
    "script": sentence("a script"),
    "tracked_change": sentence("a tracked change"),
    "identity_number": sentence("a national identity number"),
    "notes": sentence("speaker notes"),
    "comment": sentence("a comment"),
    "hidden_slide": sentence("a hidden slide"),
    "hidden_sheet": sentence("a hidden sheet"),
    "hidden_cells": sentence("hidden rows, columns or data"),
    "hidden_text": sentence("hidden text"),
    "hidden_layer": sentence("a hidden layer"),
    "attachment": sentence("a file inside the file"),
    "annotation": sentence("a note on the page"),
    "form_field": sentence("a field that somebody has filled in"),
    "loads_from_outside": sentence("something that is fetched from elsewhere"),
    "author": sentence("who made the file"),
    "company": sentence("the name of a firm"),
    "property": sentence("a property of the file"),
    "earlier_version": sentence("an earlier version of the file"),
    "picture_position": sentence("where a picture was taken"),
    "telephone": sentence("a telephone number"),
    "private_address": sentence("a street address"),
}
"""What was found, as the secretariat reads it."""

_PLACES: Mapping[str, str] = {
    "page": sentence("page {at}"),
    "slide": sentence("slide {at}"),
    "sheet": sentence("the sheet {at}"),
    "name": sentence("the name of the file"),
    "properties": sentence("the properties of the file"),
}
_REMEDIES: Mapping[str, str] = {
    "unreadable": sentence("open it and save it again, or as PDF"),
    "encrypted": sentence("save it without a password"),
    "too_large": sentence("save it as PDF with smaller pictures"),
    "other_kind": sentence("open it and save it again, or as PDF"),
    "tracked_change": sentence("accept or reject every change in Word, and save it again"),
    "identity_number": sentence("take the number out, save the file and put it here again"),
    "hidden_layer": sentence("show the layer or delete it, and save the file as PDF again"),
}
_AS_PDF = sentence("take it out, or save the file as PDF and put that here instead")


def without_private_matter(cycle: OpenCycle, picked: Picked) -> Picked:
    """Return the picks fit to publish: PDF files cleaned, others only where nothing private is in them.

    Each finding is a problem: what stops a document is an error with its remedy, what is left out a warning.
    """
    kept: list[Pick] = []
    problems: list[Problem] = []
    for pick in picked.picks:
        cleaned, found = publishable(pick.document, language=cycle.language)
        problems += found
        if cleaned is not None:
            kept.append(replace(pick, document=cleaned))
    return replace(picked, picks=tuple(kept), problems=(*picked.problems, *problems))


def publishable(
    document: Document, *, language: Language, title: str = ""
) -> tuple[Document | None, tuple[Problem, ...]]:
    """Return the document fit to publish, None when it is not, and what was found in it.

    `title` is what a PDF without one is given, its name where nothing is said.
    """
    found = inspect(document.data, name=document.name)
    cleaned, left = _cleaned(document, language, title=title)
    stops = [finding for finding in found if _stops(finding, document)] or left
    problems = (
        *(_stopping(finding, document.name, language) for finding in stops),
        *_shown(document.name, [finding for finding in found if finding not in stops], language),
    )
    return (None if stops else cleaned), problems


def refuse_identity_numbers(cycle: OpenCycle, edition: Edition) -> None:
    """Let no national identity number stand in what a page says; InputError names each text that holds one."""
    problems = identity_numbers(edition, file=say(cycle.language, "the page of the year"), language=cycle.language)
    if problems:
        raise InputError(problems)


def identity_numbers(edition: Edition, *, file: str, language: Language) -> list[Problem]:
    """Return each text of a page that holds a national identity number; `file` is what the page is called."""
    return [
        replace(_stopping(finding, file, language), where=where)
        for where, text in _texts(to_plain(edition))
        for finding in in_text(text, unit="file")
        if finding.kind == "identity_number"
    ]


def _texts(value: object, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text of plain values with the name of where it stands: `programme[2].title`."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for name, held in value.items():
            yield from _texts(held, f"{where}.{name}" if where else str(name))
    elif isinstance(value, Sequence):
        for number, held in enumerate(value, start=1):
            yield from _texts(held, f"{where}[{number}]")


def _stops(finding: Finding, document: Document) -> bool:
    """Return whether the document waits for a person: only a PDF can leave behind what is not for its readers."""
    weight = weight_of(finding)
    return weight == "refused" or (weight == "removed" and document.media_type != PDF)


def _cleaned(document: Document, language: Language, *, title: str = "") -> tuple[Document, list[Finding]]:
    """Return the document as it can be published, and what could not be taken out of it: nothing is said to be."""
    if document.media_type != PDF:
        return document, []
    shown = title or PurePath(document.name).stem
    try:
        cleaned = replace(document, data=cleaned_pdf(document.data, title=shown, language=f"{language}-NO"))
    except UnreadableError:
        return document, [Finding(kind="unreadable")]
    return cleaned, [
        finding for finding in inspect(cleaned.data, name=document.name) if weight_of(finding) != "warning"
    ]


def _stopping(finding: Finding, file: str, language: Language) -> Problem:
    return Problem(
        file=file,
        where=_place(finding, language),
        what=_described(finding, language),
        remedy=say(language, _REMEDIES.get(finding.kind, _AS_PDF)),
    )


def _shown(file: str, found: Sequence[Finding], language: Language) -> Iterator[Problem]:
    """Yield one line about all that the page leaves out, and one for each thing that everybody will see."""
    removed = [finding for finding in found if weight_of(finding) == "removed"]
    if removed:
        things = wording.listed([_described(finding, language, placed=True) for finding in removed], language)
        what = say(language, "{things}: left out of what is published", things=things)
        yield Problem(file=file, where="", what=what, severity="warning")
    for finding in found:
        if weight_of(finding) == "warning":
            what = say(language, "{what}: should everybody see it?", what=_described(finding, language))
            yield Problem(file=file, where=_place(finding, language), what=what, severity="warning")


def _described(finding: Finding, language: Language, *, placed: bool = False) -> str:
    place = _place(finding, language) if placed and finding.unit in {"page", "slide", "sheet"} else ""
    words = say(language, FOUND[finding.kind])
    return words + (f" «{finding.quote}»" if finding.quote else "") + (f" ({place})" if place else "")


def _place(finding: Finding, language: Language) -> str:
    return say(language, _PLACES[finding.unit], at=finding.at) if finding.unit in _PLACES else finding.at
