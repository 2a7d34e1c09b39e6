"""Asking for an act on a closed year: written down first, done when it is approved at a gate of its own."""

from __future__ import annotations

import datetime as dt
import hashlib
import mimetypes
from difflib import get_close_matches
from pathlib import Path

from cycle.application.publishing import (
    FIELDS,
    TEXT_LABELS,
    ActRefusal,
    act_refused,
    documents_of,
    edition_after,
    keep_found,
    known_addresses,
    publishable,
    refuse_file_down,
    refuse_identity_numbers,
    unseen_refusals,
    year_is_open,
)
from cycle.application.year import IDENTITY_NUMBER, OpenCycle, same_person
from cycle.archive.inspection import MAX_BYTES, holds_identity_number
from cycle.catalogue import say, sentence
from cycle.errors import InputError, Problem, StepError
from cycle.model import LANGUAGES, Document, StoredFile
from cycle.phrases import Phrase
from cycle.store.years.archive_acts import NAME, ArchiveAct
from cycle.store.years.archive_acts import ActKind as ActKind


def ask_for_act(
    cycle: OpenCycle,
    kind: ActKind,
    *,
    who: str,
    why: str,
    what: str = "",
    old: str = "",
    new: str = "",
    file: Path | None = None,
    since: dt.datetime | None = None,
) -> ArchiveAct:
    """Return what is asked for, on record; the same that is not done yet, or was asked for since, is returned.

    `what` is a fact of the page, its words, a name or a document, by its id or as people read it. InputError with what
    is wrong; StepError of a year that is open. Nothing is written of what could not be done.
    """
    if cycle.closed is None:
        raise year_is_open(cycle)
    problems = [*_signed(who, why), *unseen_refusals(name=who, why=why, old=old, new=new)]
    wanted = "" if kind == "reopen" else _known(cycle, kind, what, problems)
    if kind == "correct" and wanted in documents_of(cycle.closed.edition) and file is None:
        problems.append(ActRefusal(where="file", sentence=sentence("Say which file is the right one.")))
    if file is not None and wanted in {*TEXT_LABELS, *FIELDS}:
        no_document = sentence("A file takes the place of a document. Write what is right instead.")
        problems.append(ActRefusal(where="file", sentence=no_document))
    if problems:
        raise act_refused(*problems)
    given, found = _document(cycle, file, title=wanted) if file is not None else (None, ())
    act = ArchiveAct(
        cycle=cycle.id,
        number=0,  # the store gives the next
        kind=kind,
        what=wanted,
        old=old.strip(),
        new=given.sha256 if given else new.strip(),
        file=given.name if given else "",
        asked_by=" ".join(who.split()),
        why=why.strip(),
        at=cycle.now,
    )
    if same := _asked_before(cycle, act, since):
        return same
    if kind != "reopen":
        edition = edition_after(cycle, act, cycle.closed.edition, known_addresses(cycle.services, cycle.loaded))
        refuse_identity_numbers(cycle, edition)
    keep_found(cycle, act, found)
    return cycle.memory.acts.add(act, since=since)


def withdraw_act(cycle: OpenCycle, number: int, *, who: str) -> None:
    """Write that an act is not wanted any more; StepError when it is done, StoreError when there is none such."""
    if any(closing.step == f"act.{number}" for closing in cycle.closings):
        raise StepError(f"{cycle.id} act.{number}: is done; ask for another correction").with_message(
            Phrase("It is done already, and cannot be withdrawn. Ask for another correction.")
        )
    cycle.memory.acts.withdraw(cycle.id, number, who=who, now=cycle.now)


def targets_of(cycle: OpenCycle) -> tuple[str, ...]:
    """Return what of a closed year's page may be corrected or taken down, as people choose it."""
    if cycle.closed is None:
        return ()
    named = [cycle.say(label) for label in (*TEXT_LABELS.values(), *FIELDS.values())]
    return (*named, *documents_of(cycle.closed.edition))


def _signed(who: str, why: str) -> list[ActRefusal]:
    problems = []
    if not same_person(who):
        problems.append(ActRefusal(where="name", sentence=sentence("Write your name.")))
    if not any(sign.isalnum() for sign in why):  # a full stop alone, or a sign that nobody sees, is no reason
        problems.append(ActRefusal(where="why", sentence=sentence("Write why. It is kept with the year.")))
    numbers = (where for where, text in (("name", who), ("why", why)) if holds_identity_number(text))
    problems += [ActRefusal(where=where, sentence=IDENTITY_NUMBER) for where in numbers]
    return problems


def _known(cycle: OpenCycle, kind: ActKind, what: str, problems: list[ActRefusal]) -> str:
    """Return what is meant, by its id; a refusal where the page has no such thing, or it is not done to that."""
    assert cycle.closed is not None
    labels = {**TEXT_LABELS, **FIELDS}
    ids = {say(language, label).casefold(): key for key, label in labels.items() for language in LANGUAGES}
    titles = documents_of(cycle.closed.edition)
    wanted = what.strip()
    found = wanted if wanted in labels or wanted in titles else ids.get(wanted.casefold(), "")
    values = {"what": wanted}
    if not found:
        near = get_close_matches(wanted, [*labels, *titles, *targets_of(cycle)], n=1)
        absent = sentence("The page has no “{what}”.")
        meant = sentence("The page has no “{what}”. Did you mean “{near}”?")
        values |= {"near": near[0]} if near else {}
        problems.append(ActRefusal(where="what", sentence=meant if near else absent, values=values))
    elif kind == "take_down" and found != NAME and found not in titles:
        only = sentence("A name or a document is taken down. “{what}” is corrected.")
        problems.append(ActRefusal(where="what", sentence=only, values=values))
    elif kind == "correct" and found == NAME:
        other = sentence("A name is taken down. Correct it as words on the page.")
        problems.append(ActRefusal(where="what", sentence=other))
    return found


def _document(cycle: OpenCycle, file: Path, *, title: str) -> tuple[StoredFile, tuple[Problem, ...]]:
    """Return the right document, stored fit to publish, and what was found in it; InputError where it is not fit."""
    try:
        if file.stat().st_size > MAX_BYTES:
            large = sentence("The file {file} is larger than {number} MB, and is not read.")
            values = {"file": file.name, "number": f"{MAX_BYTES // 1_000_000}"}
            raise act_refused(ActRefusal(where="file", sentence=large, values=values))
        data = file.read_bytes()
    except OSError as error:
        unread = sentence("The file {file} cannot be read.")
        raise act_refused(ActRefusal(where="file", sentence=unread, values={"file": file.name})) from error
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    given = Document(name=file.name, media_type=kind, data=data)
    cleaned, found = publishable(cycle.services, given, language=cycle.language, title=title)
    if cleaned is None:
        raise InputError([problem for problem in found if problem.severity == "error"])
    right = cycle.memory.files.put(cleaned)
    refuse_file_down(cycle, right, hashlib.sha256(data).hexdigest())
    return right, found


def _asked_before(cycle: OpenCycle, act: ArchiveAct, since: dt.datetime | None) -> ArchiveAct | None:
    done = {closing.step for closing in cycle.closings}
    for asked in reversed(cycle.acts):
        waits = f"act.{asked.number}" not in done
        if asked.wish == act.wish and (waits or (since is not None and asked.at >= since)):
            return asked
    return None
