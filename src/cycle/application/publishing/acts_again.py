"""The acts on a year that was opened again, done again to its page as its files have it now."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from cycle.application.publishing.archive_acts import (
    FIELDS,
    NAME,
    REMOVED,
    TEXT,
    documents_of,
    right_document,
    value_of,
    with_file,
    with_words,
    without_files,
)
from cycle.application.results import ClosedYear, read
from cycle.application.year import OpenCycle
from cycle.archive.pages import Edition
from cycle.catalogue import say
from cycle.errors import Problem
from cycle.model import StoredFile
from cycle.phrases import Phrase
from cycle.store.archive_acts import ArchiveAct


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
            edition, fits = _again(cycle, act, edition, read(ClosedYear, before).edition)
            problems += [] if fits else [_look(act)]
    last = read(ClosedYear, cycle.closings[-1]).edition
    return replace(edition, errata=last.errata, gone=last.gone), tuple(problems)


def _again(cycle: OpenCycle, act: ArchiveAct, edition: Edition, stood: Edition) -> tuple[Edition, bool]:
    """Return the page after an act, and whether it is right by it; `stood` is the page that the act was done to."""
    if act.what in FIELDS:
        there, new = getattr(edition, act.what), value_of(act)
        if there != getattr(stood, act.what):
            return edition, there == new
        return replace(edition, **{act.what: new}), True  # type: ignore[arg-type]
    if act.what == NAME:
        return with_words(edition, act.old, say(cycle.language, REMOVED)), True
    if act.what == TEXT:
        changed = with_words(edition, act.old, act.new)
        stands = not act.new or with_words(edition, act.new, "") != edition
        return changed, changed != edition or stands
    return _document_again(cycle, act, edition, documents_of(stood)[act.what])


def _document_again(cycle: OpenCycle, act: ArchiveAct, edition: Edition, old: StoredFile) -> tuple[Edition, bool]:
    if act.kind == "take_down":
        left = without_files(edition, {old.sha256})
        return left, act.what not in documents_of(left)
    right = right_document(cycle, act)
    for file in documents_of(edition).values():
        if file.sha256 == old.sha256:
            return with_file(edition, file, right), True
    return edition, any(file.sha256 == right.sha256 for file in documents_of(edition).values())


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
