"""What a document holds that is not for everybody, told to the secretariat; and the document without it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from cycle import wording
from cycle.application.dispatches import signals_in_programme
from cycle.application.publishing.not_for_all.printed_presentation import printed_once
from cycle.application.year import FACTS, OpenCycle
from cycle.archive.cleaning import cleaned_pdf, readers_lack
from cycle.archive.inspection import Finding, Unit, UnreadableError, in_text, inspect, weight_of
from cycle.archive.presentations import HandedIn, Pick, Picked, in_memory, sha256_of_content
from cycle.archive.public_site.pages import Edition
from cycle.archive.public_site.printed import OTHER_FORM
from cycle.catalogue import say, sentence
from cycle.errors import InputError, Problem
from cycle.model import LANGUAGES, PDF, Dispatch, Document, Language, StoredFile, to_plain
from cycle.services import Services

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
    "loads_from_outside": sentence("something that is fetched from elsewhere"),
    "author": sentence("who made the file"),
    "company": sentence("the name of a firm"),
    "property": sentence("a property of the file"),
    "earlier_version": sentence("an earlier version of the file"),
    "picture_position": sentence("where a picture was taken"),
    "inside_link": sentence("a link to a file on somebody’s own machine or network"),
    "unseen_text": sentence("words that are in the file and that nobody sees"),
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
}
"""What is told with its words: they are needed to find it, and hold nothing that is not masked or seen by all."""
_NO_TAGS = sentence("the PDF has no tags, so whoever has it read aloud gets neither headings nor order")
_WITH_TAGS = sentence("save it as PDF again where it was made, with tags for accessibility, and put that here instead")
_NO_FONTS = sentence("the PDF does not hold the fonts it is in ({fonts}), so it may look different to others")
_WITH_FONTS = sentence("save it as PDF again where it was made, with the fonts embedded or as PDF/A")
_OF_THE_SECRETARIAT = frozenset({"author", "telephone", "private_address"})
_AS_PDF = sentence("take it out, or save the file as PDF and put that here instead")


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

    `title` is what a PDF without one is given, its name where nothing is said.
    """
    found = inspect(document.data, name=document.name)
    cleaned, there = _cleaned(services, document, found, language=language, title=title)
    left = [finding for finding in there if weight_of(finding) != "warning"]
    stops = [finding for finding in found if _stops(finding, document)] or left
    unseen = [finding for finding in there if finding.kind == "unseen_text"]
    others = [finding for finding in found if finding not in stops and finding.kind != "unseen_text"]
    problems = (
        *(_stopping(finding, document.name, language) for finding in stops),
        *_shown(document.name, [*others, *unseen], language),
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
    on_page = (facts.theme, facts.aim, *(text for _, text in _texts(to_plain(cycle.year_inputs.programme))))
    known = run_together(" ".join(map(str, (*meant, *on_page))))
    found = [
        finding
        for finding in inspect(cycle.memory.files.read(file), name=file.name)
        if not is_said_openly(finding, known)
    ]
    stops = tuple(_stopping(finding, file.name, cycle.language) for finding in found if weight_of(finding) == "refused")
    along = [finding for finding in found if weight_of(finding) == "removed"]
    things = wording.listed(list(_kinds(along, cycle.language)))
    what = say(cycle.language, "{things}: goes along when the file is published", things=things)
    follows = Problem(file=file.name, where="", what=what, remedy=remedy, severity="warning")
    asked = [finding for finding in found if weight_of(finding) == "warning"]
    return stops, (*([follows] if along else []), *dict.fromkeys(_shown(file.name, asked, cycle.language)))


def is_said_openly(finding: Finding, known: str) -> bool:
    """Return whether a finding is who wrote, a number or an address that stands in what is known, run together."""
    return finding.kind in _OF_THE_SECRETARIAT and all(map(known.__contains__, _parts(finding.quote)))


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


def refuse_identity_numbers(cycle: OpenCycle, edition: Edition) -> None:
    """Let no national identity number stand in what a page says; InputError names each text that holds one."""
    problems = identity_numbers(edition, file=say(cycle.language, "the page of the year"), language=cycle.language)
    if problems:
        raise InputError(problems)


def refuse_in_letters(cycle: OpenCycle, dispatch: Dispatch) -> None:
    """Let no national identity number stand in what every reader of a dispatch gets, and the page shows afterwards.

    InputError names each text that holds one.
    """
    facts = {name: said for name, said in to_plain(cycle.year_inputs.facts).items() if name != "note"}
    programme = to_plain(cycle.year_inputs.programme) if dispatch.common else ()
    words = dispatch.request.words if dispatch.request else ""
    file = f"{cycle.year_folder.name}/{FACTS}"
    problems = [
        *identity_numbers_in(facts, file=file, language=cycle.language),
        *identity_numbers_in(programme, file=say(cycle.language, "the programme"), language=cycle.language),
        *identity_numbers_in(words, file=say(cycle.language, "The words of your own"), language=cycle.language),
        *(_in_open_signals(cycle) if dispatch.common else ()),
    ]
    if problems:
        raise InputError(problems)


def _in_open_signals(cycle: OpenCycle) -> list[Problem]:
    """Return each identity number in the signals of earlier years that the programme prints, once over its forms."""
    texts: dict[str, dict[str, None]] = {}
    for form in LANGUAGES:
        for signal in signals_in_programme(cycle, form):
            texts.setdefault(signal.number, {}).update({signal.to: None, signal.text: None})
    file = say(cycle.language, "the minutes of earlier meetings")
    printed = {number: tuple(said) for number, said in texts.items()}
    return identity_numbers_in(printed, file=file, language=cycle.language)


def page_remarks(cycle: OpenCycle, edition: Edition) -> tuple[Problem, ...]:
    """Return a problem for each telephone number and street address that everybody will read on the year's page."""
    return asked_on_page(edition, file=say(cycle.language, "the page of the year"), language=cycle.language)


def asked_on_page(edition: Edition, *, file: str, language: Language, lead: str = "") -> tuple[Problem, ...]:
    """Return a problem for each telephone number and street address of a page; `file` is where its words are.

    The street that the meeting is held in is meant for everybody, a telephone number there is not. What stands at the
    same place of the page in the other written form is told once; what stands there only is told with that form.
    `lead` comes before each place.
    """
    forms = [form for form in (edition, edition.other) if form is not None]
    where_it_is = run_together(" ".join(f"{form.venue} {form.place}" for form in forms))
    findings: dict[tuple[str, str, str], Problem] = {}
    for where, place, text in _texts_of(edition, language, but={"documents", "gone"}):
        for finding in in_text(text, unit="file"):
            is_where_it_is = finding.kind == "private_address" and run_together(finding.quote) in where_it_is
            if finding.kind != "identity_number" and not is_where_it_is:
                [problem] = _shown(file, [finding], language)
                key = (where, finding.kind, run_together(finding.quote))
                findings.setdefault(key, replace(problem, where=f"{lead}{place}"))
    return tuple(dict.fromkeys(findings.values()))


def asked_in_texts(value: object, *, file: str, language: Language) -> tuple[Problem, ...]:
    """Return a problem for each telephone number and street address of plain values; `file` is where they are."""
    return tuple(
        replace(problem, where=where)
        for where, text in _texts(value)
        for finding in in_text(text, unit="file")
        if finding.kind != "identity_number"
        for problem in _shown(file, [finding], language)
    )


def identity_numbers(edition: Edition, *, file: str, language: Language) -> list[Problem]:
    """Return each text of a page that holds a national identity number, once over its written forms.

    `file` is what the page is called.
    """
    found: dict[tuple[str, str], Problem] = {}
    for where, place, text in _texts_of(edition, language):
        for finding in in_text(text, unit="file"):
            if finding.kind == "identity_number":
                problem = replace(_stopping(finding, file, language), where=place)
                found.setdefault((where, run_together(finding.quote)), problem)
    return list(found.values())


def _texts_of(edition: Edition, language: Language, *, but: Collection[str] = ()) -> Iterator[tuple[str, str, str]]:
    """Yield each text of a page in each written form: where it stands, the same as it is told, and the text."""
    for form, mark in ((edition, ""), (edition.other, f" [{OTHER_FORM[language]}]")):
        if form is not None:
            said = {name: held for name, held in to_plain(form).items() if name not in {*but, "other"}}
            yield from ((where, f"{where}{mark}", text) for where, text in _texts(said))


def run_together(quote: str) -> str:
    """Return what was found without spaces and commas, which people put where they like."""
    return "".join(quote.replace(",", " ").split()).casefold()


def identity_numbers_in(value: object, *, file: str, language: Language) -> list[Problem]:
    """Return each text of plain values that holds a national identity number; `file` is where they are written."""
    return [
        replace(_stopping(finding, file, language), where=where)
        for where, text in _texts(value)
        for finding in in_text(text, unit="file")
        if finding.kind == "identity_number"
    ]


def _texts(value: object, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text of plain values with the name of where it stands: `programme[2].title`."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for name, held in value.items():
            if name == "sha256":
                continue  # digits by chance, and nobody's number
            yield from _texts(held, f"{where}.{name}" if where else str(name))
    elif isinstance(value, Sequence):
        for number, held in enumerate(value, start=1):
            yield from _texts(held, f"{where}[{number}]")


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
        things = wording.listed(list(_kinds(removed, language)))
        what = say(language, "{things}: left out of what is published", things=things)
        yield Problem(file=file, where="", what=what, severity="warning")
    for finding in found:
        if weight_of(finding) == "warning":
            what = say(language, "{what}: should everybody see it?", what=_described(finding, language))
            yield Problem(file=file, where=_place(finding, language), what=what, severity="warning")


def _kinds(found: Sequence[Finding], language: Language) -> Iterator[str]:
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
