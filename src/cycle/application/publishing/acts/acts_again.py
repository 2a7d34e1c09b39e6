"""The acts on a year that was opened again, done again to its page as its files have it now."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import pairwise

from cycle import wording
from cycle.application.publishing.acts.acts_on_page import (
    FIELDS,
    TEXT,
    act_in_other_form,
)
from cycle.application.publishing.acts.corrected_facts import value_of
from cycle.application.publishing.acts.documents_on_page import (
    documents_of,
    right_document,
    titles_of,
    with_file,
    without_files,
)
from cycle.application.publishing.acts.files_down import is_same_file
from cycle.application.publishing.acts.opened_again import opened_again
from cycle.application.publishing.pages.editions import edition_in_form, form_of_closed
from cycle.application.publishing.pages.names_down import LIKE
from cycle.application.publishing.pages.words_on_page import names_left, with_name_out, with_words, words_stand
from cycle.application.results import ClosedYear, read
from cycle.application.year import REMOVED, OpenCycle, names_taken_down
from cycle.archive.public_site.pages import Edition
from cycle.archive.public_site.printed import OTHER_FORM
from cycle.catalogue import say
from cycle.errors import InputError, Problem
from cycle.model import Language, StoredFile
from cycle.phrases import Phrase
from cycle.store.years.archive_acts import NAME, ArchiveAct
from cycle.store.years.closings import Closing


def kept_down(cycle: OpenCycle, edition: Edition) -> tuple[Edition, tuple[Problem, ...]]:
    """Return the page of a year that was opened again with all that was done to it, in order, and what it says of it.

    A problem names each correction that does not fit the files any more, and what has come back in another version.
    """
    if not cycle.closings:
        return edition, ()
    acts = {f"act.{act.number}": act for act in cycle.acts}
    problems: list[Problem] = []
    for before, done in pairwise(cycle.closings):
        act = acts.get(done.step)
        if act is not None and act.kind != "reopen":
            edition, fits = _in_both(cycle, act, edition, *(_as_closed(cycle, row) for row in (before, done)))
            problems += [] if fits else [_look(act)]
    last = _as_closed(cycle, cycle.closings[-1])
    said = last.other or last  # what was done before the other page was there is said in the words of the first
    own = opened_again(cycle, last, edition, cycle.language)
    there = edition.other
    if there is not None:
        stood, now = (last.other, there) if last.other else (last, edition)
        beside = opened_again(cycle, stood, now, OTHER_FORM[cycle.language])
        there = replace(there, errata=(*said.errata, beside), gone=said.gone)
    names = names_taken_down(cycle.services, cycle.id)
    like = dict.fromkeys(like for name in names for form in (edition, there) if form for like in names_left(form, name))
    if like:
        words = wording.listed([f"«{word}»" for word in like])
        problems.append(Problem(file="", where="", what=Phrase(LIKE, words=words), severity="warning"))
    return replace(edition, errata=(*last.errata, own), gone=last.gone, other=there), tuple(problems)


def _as_closed(cycle: OpenCycle, closing: Closing) -> Edition:
    """Return the page of a closing in the form that the year is written in now, where it was in that form."""
    year = read(ClosedYear, closing)
    return edition_in_form(year.edition, form_of_closed(year), cycle.language)


def _in_both(
    cycle: OpenCycle, act: ArchiveAct, edition: Edition, stood: Edition, after: Edition
) -> tuple[Edition, bool]:
    """Return the page after an act, in the other written form too where its words are written in that form."""
    own, fits = _again(cycle, act, replace(edition, other=None), stood, after, cycle.language)
    if edition.other is None:
        return own, fits
    try:
        there = act_in_other_form(cycle, act, edition)
    except InputError:
        return own, fits
    other, there_too = _again(
        cycle, there, edition.other, stood.other or edition.other, after, OTHER_FORM[cycle.language]
    )
    only_there = act.what == TEXT and not words_stand(stood, act.old)
    return replace(own, other=other), there_too if only_there else fits


def _again(
    cycle: OpenCycle, act: ArchiveAct, edition: Edition, stood: Edition, after: Edition, language: Language
) -> tuple[Edition, bool]:
    """Return the page after an act, and whether it is right by it; it was done to `stood`, and gave `after`."""
    if act.what in FIELDS:
        there, new = getattr(edition, act.what), value_of(act)
        if there != getattr(stood, act.what):
            return edition, there == new
        return replace(edition, **{act.what: new}), True  # type: ignore[arg-type]
    if act.what == NAME:
        return with_name_out(edition, act.old, say(language, REMOVED)), True
    if act.what == TEXT:
        changed = with_words(edition, act.old, act.new)
        stands = not act.new or words_stand(edition, act.new)
        return changed, changed != edition or stands
    moved = {stone.sha256 for stone in after.gone[len(stood.gone) :]}
    old = next((file for file in documents_of(stood).values() if file.sha256 in moved), None)
    if old is None:
        return edition, False
    beside = documents_of(without_files(stood, {old.sha256})) if act.kind == "take_down" else documents_of(stood)
    return _document_again(cycle, act, edition, old, beside)


def _document_again(
    cycle: OpenCycle, act: ArchiveAct, edition: Edition, old: StoredFile, others: Collection[str]
) -> tuple[Edition, bool]:
    """Return the page after an act on a document, and whether it is right by it; `others` stood beside the document."""
    if act.kind == "take_down":
        left = without_files(edition, {old.sha256, *_same(cycle, edition, old)})
        return left, act.what not in documents_of(left) or act.what in others
    right = right_document(cycle, act)
    wrong = titles_of(edition, old.sha256)
    meant = [act.what] if act.what in wrong else [title for title in wrong if title not in others]
    if meant:
        return with_file(edition, meant[0], right), True
    return edition, any(file.sha256 == right.sha256 for file in documents_of(edition).values())


def _same(cycle: OpenCycle, edition: Edition, file: StoredFile) -> Iterator[str]:
    """Yield the sha256 of each document of the page that is the file, whatever title was put into it."""
    for there in documents_of(edition).values():
        if is_same_file(cycle.memory.files, there.sha256, file.sha256):
            yield there.sha256


def _look(act: ArchiveAct) -> Problem:
    if act.kind == "take_down":
        what = Phrase(
            "“{what}” was taken down, and another version of it is there now. Look whether everybody may see it.",
            what=act.what,
        )
    else:
        meant: str = Phrase(FIELDS[act.what]) if act.what in FIELDS else act.old or act.what
        what = Phrase(
            "“{what}” was corrected, and the files say something else now; it is not corrected again. Look which is "
            "right.",
            what=meant,
        )
    return Problem(file="", where="", what=what, severity="warning")
