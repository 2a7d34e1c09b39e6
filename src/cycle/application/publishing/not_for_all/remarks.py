"""Remarks for whoever approves (merknader), kept as a file: they quote what is not for everybody, and no package."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cycle.application.dispatches import everybody, substitutes_of, who_came
from cycle.application.publishing.integrity.whereabouts import SITE
from cycle.application.publishing.pages.public_signals import edition_signals
from cycle.application.year import MINUTES, OpenCycle, invitation_list_of, load_minutes
from cycle.archive.public_site.site import SiteFile
from cycle.catalogue import sentence
from cycle.errors import Problem
from cycle.model import Document, Minutes, StoredFile, digest
from cycle.phrases import Phrase
from cycle.store.memory import Memory
from cycle.store.years.archive_acts import ArchiveAct

TEXT = "text/plain"
FOUND = "found-in-document-1"
"""Leads from the document of an act to what was found in it."""


def keep_remarks(cycle: OpenCycle, problems: Iterable[Problem]) -> StoredFile | None:
    """Return the file with a line for each problem, once; None where there is nothing to say."""
    lines = [" ".join(problem.said(cycle.language).split()) for problem in dict.fromkeys(problems)]
    data = "\n".join(lines).encode()
    return cycle.memory.files.put(Document(name="merknader.txt", media_type=TEXT, data=data)) if lines else None


def keep_found(cycle: OpenCycle, act: ArchiveAct, problems: Iterable[Problem]) -> None:
    """Keep what was found in the document that an act puts in the place of another, for the gate of the act."""
    found = keep_remarks(cycle, problems)
    if found is not None:
        cycle.memory.renditions.add({_document_of(act): found.sha256}, route=FOUND, now=cycle.now)


def found_in_document(cycle: OpenCycle, act: ArchiveAct) -> tuple[Problem, ...]:
    """Return what was found in the document that an act puts in the place of another, a line each."""
    keys = (_document_of(act), digest({"cycle": act.cycle, "act": act.number, "document": act.new}))  # as it was kept
    known = cycle.memory.renditions.known(keys, route=FOUND)
    kept = next((known[key] for key in keys if key in known), None)
    lines = cycle.memory.files.get(kept).decode().splitlines() if kept else []
    return tuple(Problem(file="", where="", what=line, severity="warning") for line in lines)


def _document_of(act: ArchiveAct) -> str:
    """Return what leads to the document of an act: its bytes alone, for its number is given when it is written down."""
    return digest({"cycle": act.cycle, "document": act.new})


def remark_lines(memory: Memory, remarks: StoredFile | None) -> tuple[str, ...]:
    """Return the lines of such a file."""
    return () if remarks is None else tuple(memory.files.read(remarks).decode().splitlines())


def minutes_remarks(cycle: OpenCycle) -> tuple[Problem, ...]:
    """Return a problem where the year has no minutes, none that say who was there, or such as are a draft.

    None of a meeting called off.
    """
    minutes, file = load_minutes(cycle.year_folder), f"{cycle.year_folder.name}/{MINUTES}"
    if cycle.called_off is not None:
        return ()
    found: list[tuple[str, Phrase]] = []
    if minutes == Minutes():
        what = Phrase("there are no minutes, and those that are written when the year is closed are in no package")
        found.append(("", what))
    elif not minutes.present:
        what = Phrase("nobody has noted who was there, and thanks go to those who were not there too")
        found.append(("present", what))
    elif None in minutes.came([(invitee.name, invitee.marks) for invitee in everybody(cycle)]):
        what = Phrase("it names one of several with the same name, and does not say which of them came")
        found.append(("present", what))
    elif len(minutes.signals) > len(edition_signals(cycle)):
        what = Phrase("they are not approved, and stand neither on the page nor in the package")
        found.append(("signals", what))
    if minutes != Minutes():
        found += [(where, _AS_DRAFT) for where in _unwritten(minutes)]
        found += [("absent", what) for what in _unnoted(cycle, minutes)]
    remedy = Phrase("write it before you approve")
    return tuple(Problem(file=file, where=where, what=what, remedy=remedy) for where, what in found)


def draft_remarks(cycle: OpenCycle) -> tuple[Problem, ...]:
    """Return a problem for each thing that makes a draft of a closed year's minutes: its next package has them so."""
    minutes = load_minutes(cycle.year_folder)
    if minutes == Minutes() or cycle.called_off is not None:
        return ()
    lacking = _unwritten(minutes) if minutes.present else ["present", *_unwritten(minutes)]
    file, remedy = f"{cycle.year_folder.name}/{MINUTES}", Phrase("open the year again if they are to be more than that")
    found = [*((where, _AS_DRAFT) for where in lacking), *(("absent", what) for what in _unnoted(cycle, minutes))]
    return tuple(Problem(file=file, where=where, what=what, remedy=remedy) for where, what in found)


_AS_DRAFT = Phrase("nothing is written here, so the records system gets the minutes as a draft")


def _unwritten(minutes: Minutes) -> list[str]:
    """Return the keys of what has to be written before minutes are more than a draft, beside who was there."""
    said = minutes.matters and all(matter.text or matter.decision for matter in minutes.matters)
    lacking = {"chair": minutes.chair, "taker": minutes.taker, "matters": said}
    return [key for key, written in lacking.items() if not written]


def _unnoted(cycle: OpenCycle, minutes: Minutes) -> list[Phrase]:
    """Return of how many of those invited the minutes say nothing; no phrase for none, and while nobody is noted."""
    instead, invited = substitutes_of(cycle), invitation_list_of(cycle).invitees
    people = [
        (instead[invitee.id].name if invitee.id in instead else invitee.name, invitee.marks) for invitee in invited
    ]
    noted = zip(who_came(minutes, invited, instead), minutes.stayed_away(people), strict=True)
    number = sum(there is False and gone is False for (there, _), gone in noted) if minutes.attended else 0
    return [Phrase(_UNNOTED, number=number)] if number else []


_UNNOTED = sentence(
    "of {number} of those invited it is not noted whether they were there, so the records system gets the minutes as a "
    "draft"
)


def addresses_lost(cycle: OpenCycle, site: Sequence[SiteFile]) -> tuple[Problem, ...]:
    """Return a problem for each address of today's site that another site has no more, and no word of either."""
    there = {file.path for file in site}
    published = cycle.memory.publications.files(f"{SITE}/{cycle.row.community}")
    what = Phrase("is on the public page now, and goes away")
    remedy = Phrase("put back what it is made of, or let it go")
    return tuple(
        Problem(file=path, where="", what=what, remedy=remedy)
        for path in published
        if path not in there and f"{path}/index.html" not in there
    )
