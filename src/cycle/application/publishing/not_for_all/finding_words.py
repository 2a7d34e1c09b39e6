"""What was found in a document or a text that is not for everybody, as the secretariat reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cycle import wording
from cycle.archive.inspection import Finding, Unit, weight_of
from cycle.catalogue import say, sentence
from cycle.errors import Problem
from cycle.model import Language

FOUND: Mapping[str, str] = {
    "unreadable": sentence("the file cannot be opened"),
    "encrypted": sentence("the file opens with a password only"),
    "too_large": sentence("the file is too large"),
    "other_kind": sentence("the file is not what its name says"),
    "not_printed": sentence("LibreOffice here could not make a PDF of the file"),
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
    "filled_form": sentence("what somebody has filled into a form, which becomes part of the page"),
    "link_drawing": sentence("something that a link draws over the page"),
    "loads_from_outside": sentence("something that is fetched from elsewhere"),
    "author": sentence("who made the file"),
    "company": sentence("the name of a firm"),
    "property": sentence("a property of the file"),
    "file_title": sentence("the name of a file in the place of a title"),
    "earlier_version": sentence("an earlier version of the file"),
    "picture_position": sentence("where a picture was taken"),
    "inside_link": sentence("a link into somebody’s own machine, network or store of files"),
    "other_link": sentence("a link that leads neither to a web page nor to mail"),
    "unseen_text": sentence("words that are in the file and that nobody sees"),
    "scanned_text": sentence("words that lie behind scanned pages, as a program read them"),
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
    "bookmark": sentence("the bookmarks of the file"),
    "alt": sentence("the words for those who do not see"),
}
_REMEDIES: Mapping[str, str] = {
    "unreadable": sentence("open it and save it again, or as PDF"),
    "encrypted": sentence("save it without a password"),
    "too_large": sentence("save it as PDF with smaller pictures"),
    "other_kind": sentence("open it and save it again, or as PDF"),
    "not_printed": sentence("save it as PDF, and put that here instead"),
    "loads_from_outside": sentence("put the picture or the text itself into the file, and save it again"),
    "tracked_change": sentence("accept or reject every change in Word, and save it again"),
    "identity_number": sentence("take the number out, save the file and put it here again"),
    "hidden_layer": sentence("show the layer or delete it, and save the file as PDF again"),
}
_QUOTED = {
    "identity_number",
    "telephone",
    "private_address",
    "too_large",
    "unreadable",
    "loads_from_outside",
    "unseen_text",
    "scanned_text",
    "filled_form",
}
"""What is told with its words: they are needed to find it, and hold nothing that is not masked or seen by all."""
_AS_PDF = sentence("take it out, or save the file as PDF and put that here instead")


def stopping_problem(finding: Finding, file: str, language: Language) -> Problem:
    """Return a finding that keeps a document or a text from everybody, with what would be right."""
    return Problem(
        file=file,
        where=_place(finding, language),
        what=_described(finding, language),
        remedy=say(language, _REMEDIES.get(finding.kind, _AS_PDF)),
    )


def shown_problems(file: str, found: Sequence[Finding], language: Language) -> Iterator[Problem]:
    """Yield one line about all that the page leaves out, and one for each thing that everybody will see."""
    removed = [finding for finding in found if weight_of(finding) == "removed"]
    if removed:
        things = wording.listed(list(kinds_in_words(removed, language)))
        what = say(language, "{things}: left out of what is published", things=things)
        yield Problem(file=file, where="", what=what, severity="warning")
    for finding in found:
        if weight_of(finding) == "warning":
            what = say(language, "{what}: should everybody see it?", what=_described(finding, language))
            yield Problem(file=file, where=_place(finding, language), what=what, severity="warning")


def kinds_in_words(found: Sequence[Finding], language: Language) -> Iterator[str]:
    """Yield each kind once, with the pages or slides it is on, and never its words: what is said here is archived."""
    for kind in dict.fromkeys(finding.kind for finding in found):
        units: dict[Unit, list[str]] = {}
        for finding in found:
            if finding.kind == kind and finding.unit in {"page", "slide"}:
                units.setdefault(finding.unit, []).append(finding.at)
        places = [
            say(language, _PLACES[unit], at=wording.listed(list(dict.fromkeys(numbers))))
            for unit, numbers in units.items()
        ]
        yield say(language, FOUND[kind]) + (f" ({', '.join(places)})" if places else "")


def _described(finding: Finding, language: Language) -> str:
    quote = finding.quote if finding.kind in _QUOTED else ""
    return say(language, FOUND[finding.kind]) + (f" «{quote}»" if quote else "")


def _place(finding: Finding, language: Language) -> str:
    return say(language, _PLACES[finding.unit], at=finding.at) if finding.unit in _PLACES else finding.at
