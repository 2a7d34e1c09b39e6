"""Past years read out of old pages and folders, as a proposed history that a person looks through."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cycle.application.publishing.past_years.old_sources import OldSources, read_sources
from cycle.application.year import LoadedCommunity, load_named_community
from cycle.archive.file_names import slug
from cycle.archive.old_pages import (
    Held,
    KnownNames,
    MatchedFile,
    OldPage,
    PageSource,
    Written,
    copies_marked,
    discrepancy_line,
    history_text,
    lines_used,
    matched,
    pages_in,
    proposed,
    systems_of,
    traps_of,
)
from cycle.errors import InputError, Problem
from cycle.phrases import Phrase
from cycle.settings import Settings

MANY_WORDS = 100
MOST_LEFT = 0.75
"""A page of which so many words, and so much of it, were used by nothing is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastImport:
    """A proposed history: its text, what a person must decide, the files that were placed, and what was left alone."""

    text: str
    years: tuple[int, ...]
    discrepancies: tuple[str, ...]
    files: tuple[MatchedFile, ...]
    problems: tuple[Problem, ...]


def propose_history(settings: Settings, sources: Sequence[Path], *, community: str = "") -> PastImport:
    """Return what the pages and folders tell of past years; nothing is written.

    InputError when nothing in them can be read as a page.
    """
    loaded = load_named_community(settings, community)
    read = read_sources(sources)
    if not read.pages:
        what = Phrase("there is no page to read here")
        remedy = Phrase("name a saved page (.html, .txt or .md), or a folder that has one")
        raise InputError([*read.problems, Problem(file=str(sources[0]), where="", what=what, remedy=remedy)])
    return _proposed(loaded, read)


def copy_files(found: PastImport, folder: Path) -> tuple[int, tuple[Problem, ...]]:
    """Copy the placed files to where the proposal names them; a file that is there already is left as it is."""
    problems, copied = [], 0
    for placed in found.files:
        target = folder / placed.kept_as
        if target.exists() or target.is_symlink():
            what = Phrase("is there already, and is left as it is")
            problems.append(Problem(file=str(target), where="", what=what, severity="warning"))
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path(placed.file.folder) / placed.file.path, target, follow_symlinks=False)
        copied += 1
    return copied, tuple(problems)


def _proposed(loaded: LoadedCommunity, read: OldSources) -> PastImport:
    names, language = _names(loaded), loaded.community.language
    pages, copies = copies_marked([part for page in read.pages for part in pages_in(page, names)])
    proposal = proposed(pages, names, language=language)
    proposal.discrepancies += traps_of(pages, proposal.editions, names, _held(loaded), language=language)
    files, left = matched(read.files, proposal.editions)
    sources = _sources(loaded, pages)
    made = Written(
        proposal=proposal,
        names=names,
        sources=sources,
        systems=systems_of(pages, names),
        files=files,
        unplaced=left,
    )
    return PastImport(
        text=history_text(made, language=language),
        years=tuple(edition.year for edition in proposal.editions),
        discrepancies=tuple(discrepancy_line(discrepancy, names) for discrepancy in proposal.discrepancies),
        files=files,
        problems=(*read.problems, *(_copy(copy) for copy in copies), *_left_over(pages, made)),
    )


def _left_over(pages: Sequence[OldPage], made: Written) -> Iterator[Problem]:
    """Yield each page of which nothing, or little, stands in the proposal: with how many words were used by nothing."""
    lines = lines_used(made.proposal, made.systems)
    for page in pages:
        used = {number for name, number in lines if name == page.name}
        words = sum(len(line.text.split()) for line in page.lines)
        left = sum(len(line.text.split()) for line in page.lines if line.number not in used)
        if used and not (left >= MANY_WORDS and left >= words * MOST_LEFT):
            continue
        what = Phrase("no meeting is read from it; words used by nothing: {left} of {all}", left=left, all=words)
        if used:
            what = Phrase("words used by nothing: {left} of {all}", left=left, all=words)
        remedy = Phrase("look whether the page tells of a meeting, and write it into history.toml")
        yield Problem(file=page.name, where="", what=what, remedy=remedy, severity="warning")


def _copy(copy: OldPage) -> Problem:
    what = Phrase("is the same page as {other}; what both say is said once", other=copy.source)
    remedy = Phrase("look at each value that no other page says")
    return Problem(file=copy.name, where="", what=what, remedy=remedy, severity="warning")


def _names(loaded: LoadedCommunity) -> KnownNames:
    community = loaded.community
    words = {word for area in community.areas for word in area.name.split()} | set(community.name.split()[1:])
    return KnownNames(
        meetings={name: (rules.name, rules.name_definite) for name, rules in loaded.meetings.items()},
        periods={name: (rules.valid_from, rules.valid_to) for name, rules in loaded.meetings.items()},
        organisations={
            name: (organisation.id, organisation.side)
            for organisation in community.organisations
            for name in (organisation.name, re.sub(r"\s+(AS|SA)$", "", organisation.name))
        },
        bodies=tuple((body.name, body.valid_from, body.valid_to) for body in community.bodies),
        proper=frozenset(word for word in words if word[:1].isupper() and len(word) > 4),
    )


def _held(loaded: LoadedCommunity) -> Held:
    held: dict[tuple[str, int], Mapping[str, str]] = {}
    for edition in loaded.history.editions:
        if not edition.extra:
            names = ("date", "start", "end", "registration", "venue")
            known = {name: str(fact.value) for name in names if (fact := getattr(edition, name)) is not None}
            if edition.host:
                known["host"] = edition.host.name or loaded.community.organisation(edition.host.value).name
            held[edition.meeting, edition.year] = known
    return held


def _sources(loaded: LoadedCommunity, pages: Sequence[OldPage]) -> dict[str, PageSource]:
    """Return what each page is called as a source: one that the community knows by address or title, else its own."""
    known = loaded.history.sources
    found: dict[str, PageSource] = {}
    taken = {*known}
    for page in pages:
        of_address = [name for name, source in known.items() if page.address and _same(source.address, page.address)]
        title = page.title.casefold()
        of_title = [name for name, source in known.items() if title and _page_of(source.title).startswith(title)]
        chosen = next(iter(of_address or of_title), "")
        own = chosen or _free(slug(page.title)[:40].strip("-") or "side", taken)
        taken.add(own)
        found[page.name] = PageSource(
            id=own, title=page.title or page.name, address=page.address, updated=page.updated, own=not chosen
        )
    return found


def _page_of(title: str) -> str:
    """Return the title of the page in the title of a source, `saman.no: Partnarskapsmøte`."""
    return title.rpartition(": ")[2].casefold()


def _same(one: str, other: str) -> bool:
    first, second = (re.sub(r"^https?://(www\.)?", "", address).rstrip("/").casefold() for address in (one, other))
    return first == second


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
