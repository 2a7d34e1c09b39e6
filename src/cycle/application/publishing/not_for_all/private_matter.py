"""What a document holds that is not for everybody, told to the secretariat; and the document without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from cycle import wording
from cycle.application.publishing.not_for_all.finding_words import kinds_in_words, shown_problems, stopping_problem
from cycle.application.publishing.not_for_all.printed_presentation import printed_once
from cycle.application.publishing.not_for_all.private_texts import run_together, texts_in
from cycle.application.year import OpenCycle
from cycle.archive.cleaning import cleaned_pdf, readers_lack
from cycle.archive.inspection import Finding, UnreadableError, inspect, weight_of
from cycle.archive.presentations import HandedIn, Pick, Picked, in_memory, sha256_of_content
from cycle.catalogue import say, sentence
from cycle.errors import Problem
from cycle.model import PDF, Document, Language, StoredFile, to_plain
from cycle.services import Services

_NO_TAGS = sentence("the PDF has no tags, so whoever has it read aloud gets neither headings nor order")
_WITH_TAGS = sentence("save it as PDF again where it was made, with tags for accessibility, and put that here instead")
_NO_FONTS = sentence("the PDF does not hold the fonts it is in ({fonts}), so it may look different to others")
_WITH_FONTS = sentence("save it as PDF again where it was made, with the fonts embedded or as PDF/A")
_OF_PAGES = frozenset({"unseen_text", "scanned_text"})
"""What is asked about as it is in the PDF that is published, and not as it was in the file."""
_OF_THE_SECRETARIAT = frozenset({"author", "telephone", "private_address"})


def without_private_matter(cycle: OpenCycle, picked: Picked) -> Picked:
    """Return the picks fit to publish, each a PDF of what is seen and nothing else.

    Each finding is a problem: what stops a document is an error with its remedy, what is left out a warning. A file
    as it came, which may hold notes and names, goes along where those who hold the talk agreed to it.
    What one talk says no to is published of no other either, by whichever name. One file is held at a time.
    """
    consents, programme = cycle.year_inputs.consents, cycle.year_inputs.programme
    said = [consents[pick.item] if pick.item < len(consents) else "not_asked" for pick in picked.picks]
    refused = {
        sha256_of_content(pick.document) for pick, consent in zip(picked.picks, said, strict=True) if consent == "no"
    }
    kept: list[Pick] = []
    problems: list[Problem] = []
    for pick, consent in zip(picked.picks, said, strict=True):
        title = programme[pick.item].title
        if refused and sha256_of_content(pick.document) in refused:
            problems.append(_refused_by_speaker(cycle, pick.document.name, title))
            continue
        shown, found = _stored_fit(cycle, pick.document, title=title)
        problems += found
        if shown is not None:
            kept.append(replace(pick, shown=shown, agreed=consent == "yes", asked=consent != "not_asked"))
    problems += _not_asked(cycle, kept)
    return replace(picked, picks=tuple(kept), problems=(*picked.problems, *problems))


def _stored_fit(cycle: OpenCycle, handed_in: HandedIn, *, title: str) -> tuple[StoredFile | None, tuple[Problem, ...]]:
    """Return what is published of a document, stored, and what was found in it; nothing of it is held after."""
    cleaned, found = publishable(cycle.services, in_memory(handed_in), language=cycle.language, title=title)
    return (cycle.memory.files.put(cleaned) if cleaned is not None else None), found


def publishable(
    services: Services, document: Document, *, language: Language, title: str = ""
) -> tuple[Document | None, tuple[Problem, ...]]:
    """Return the document fit to publish, as PDF, None when it is not; and what was found in it.

    A number or an address is asked about also where only the PDF shows it: in a chart, on a master, in a field.
    `title` is what a PDF without one is given, its name where nothing is said.
    """
    found = inspect(document.data, name=document.name)
    cleaned, there = _cleaned(services, document, found, language=language, title=title)
    left = [finding for finding in there if weight_of(finding) != "warning"]
    stops = [finding for finding in found if _stops(finding, document)] or left
    asked = [finding for finding in there if finding not in stops]
    known = {_as_asked(finding) for finding in asked}
    others = [
        finding
        for finding in found
        if finding not in stops and finding.kind not in _OF_PAGES and _as_asked(finding) not in known
    ]
    problems = (
        *(stopping_problem(finding, document.name, language) for finding in stops),
        *shown_problems(document.name, [*others, *asked], language),
        *(() if stops else _lacking(document.name, cleaned.data, language)),
    )
    return (None if stops else cleaned), problems


def found_as_sent(
    cycle: OpenCycle, file: StoredFile, *, remedy: str
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Return what keeps a letter or an enclosure from being published as it was sent, and what there is to look at.

    Its bytes stay those that people got, so what is told with `remedy` follows along. The secretariat as it signs
    letters, and where the meeting is held, is meant for all; what the page says too is asked about there.
    """
    facts, loaded = cycle.year_inputs.facts, cycle.loaded.community
    meant = (*to_plain(loaded.contact).values(), loaded.name, facts.venue, facts.place)
    on_page = (facts.theme, facts.aim, *(text for _, text in texts_in(to_plain(cycle.year_inputs.programme))))
    known = run_together(" ".join(map(str, (*meant, *on_page))))
    found = [
        finding
        for finding in inspect(cycle.memory.files.read(file), name=file.name)
        if not is_said_openly(finding, known)
    ]
    stops = tuple(
        stopping_problem(finding, file.name, cycle.language) for finding in found if weight_of(finding) == "refused"
    )
    along = [finding for finding in found if weight_of(finding) == "removed"]
    things = wording.listed(list(kinds_in_words(along, cycle.language)))
    what = say(cycle.language, "{things}: goes along when the file is published", things=things)
    follows = Problem(file=file.name, where="", what=what, remedy=remedy, severity="warning")
    asked = [finding for finding in found if weight_of(finding) == "warning"]
    return stops, (*([follows] if along else []), *dict.fromkeys(shown_problems(file.name, asked, cycle.language)))


def is_said_openly(finding: Finding, known: str) -> bool:
    """Return whether a finding is who wrote, a number or an address that stands in what is known, run together."""
    return finding.kind in _OF_THE_SECRETARIAT and all(map(known.__contains__, _parts(finding.quote)))


def _as_asked(finding: Finding) -> tuple[str, str]:
    """Return what a finding is asked about by: the same words elsewhere in the file are the same question."""
    return finding.kind, run_together(finding.quote)


def _parts(quote: str) -> list[str]:
    return [run_together(part) for part in quote.removesuffix(" …").split(",")]


def _lacking(file: str, data: bytes, language: Language) -> Iterator[Problem]:
    """Yield what keeps some from reading a PDF: title and language are put in, tags and fonts only its maker can."""
    lack = readers_lack(data)
    found = []
    if lack.tags:
        found.append((say(language, _NO_TAGS), say(language, _WITH_TAGS)))
    if lack.fonts:
        fonts = wording.listed(list(lack.fonts))
        found.append((say(language, _NO_FONTS, fonts=fonts), say(language, _WITH_FONTS)))
    for what, remedy in found:
        yield Problem(file=file, where="", what=what, remedy=remedy, severity="warning")


def _refused_by_speaker(cycle: OpenCycle, file: str, title: str) -> Problem:
    what = say(cycle.language, "is not published: the programme says no for «{title}»", title=title)
    return Problem(file=file, where="", what=what, severity="warning")


def _not_asked(cycle: OpenCycle, kept: Sequence[Pick]) -> Iterator[Problem]:
    """Yield one line about all presentations that nobody has asked for leave to publish."""
    files = [pick.document.name for pick in kept if not pick.asked]
    if files:
        what = sentence("nobody has noted that these may be published: {files}")
        remedy = sentence("ask those who hold the talks, and write ja or nei under «Kan publiserast» in the programme")
        named = wording.listed(files)
        yield Problem(
            file=say(cycle.language, "the programme"),
            where="",
            what=say(cycle.language, what, files=named),
            remedy=say(cycle.language, remedy),
            severity="warning",
        )


def _stops(finding: Finding, document: Document) -> bool:
    """Return whether the document waits for a person: a picture from elsewhere is not fetched, and would be missing."""
    fetched = finding.kind == "loads_from_outside" and document.media_type != PDF
    return weight_of(finding) == "refused" or fetched


def _cleaned(
    services: Services, document: Document, found: Sequence[Finding], *, language: Language, title: str
) -> tuple[Document, list[Finding]]:
    """Return the document as it can be published, and what is in it all the same: nothing is said to be.

    A document that waits for a person is not opened by any program.
    """
    if any(_stops(finding, document) for finding in found):
        return document, []
    shown, tag = title or PurePath(document.name).stem, f"{language}-NO"
    printed = document if document.media_type == PDF else printed_once(services, document, title=shown, language=tag)
    if printed is None:
        return document, [Finding(kind="not_printed")]
    try:
        cleaned = replace(printed, data=cleaned_pdf(printed.data, title=shown, language=tag))
    except UnreadableError:
        return document, [Finding(kind="unreadable")]
    return cleaned, list(inspect(cleaned.data, name=cleaned.name))
