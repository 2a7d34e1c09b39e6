"""The public site: values in, files out; one permanent page for every meeting and year, in each written form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from cycle.archive.file_names import slug
from cycle.archive.public_site.everything import FIRST, ListedEdition, listed_editions, page_of, parted, years_of
from cycle.archive.public_site.feeds import feed_files
from cycle.archive.public_site.kept_pages import KeptPages
from cycle.archive.public_site.link_check import link_problems
from cycle.archive.public_site.link_names import document_parts, edition_names, talk_parts, told_apart
from cycle.archive.public_site.pages import Edition, File, Meeting, SiteFrame, SitePages
from cycle.archive.public_site.printed import about
from cycle.archive.public_site.site_paths import (
    DOCUMENTS,
    PICTURES,
    PRESENTATIONS,
    SIGNALS,
    edition_path,
    signal_path,
)
from cycle.archive.public_site.site_templates import PageTemplates
from cycle.archive.public_site.year_pages import Frozen, Link, WrittenForm, key_of_edition, year_files
from cycle.archive.tree import ReadStored, TreeFile, no_store, write_tree
from cycle.catalogue import sentence
from cycle.errors import InputError, Problem, did_you_mean
from cycle.model import StoredFile
from cycle.phrases import Phrase

SiteFile = TreeFile
"""A file of the site: path relative to its root, and content."""


def build_site(
    pages: SitePages, *, templates: Path, frozen: Frozen | None = None, kept: KeptPages | None = None
) -> tuple[SiteFile, ...]:
    """Return every file of the site, sorted by path; the same values give the same bytes.

    The files of an edition that is frozen are taken as they are; only its way to the years beside it is made again.
    Of the pages that are `kept`, those whose inputs have not changed are taken instead of being made again.
    Raises InputError for pages that cannot be told apart, TemplateError for a page template that does not work.
    """
    # A house that keeps page templates of its own from before these two existed has neither page.
    listed = any(edition.documents or edition.presentations for edition in pages.editions)
    everything = FIRST if listed and (templates / "all.html").is_file() else ""
    forms = _forms(pages, templates, kept)
    files = [file for form in forms for file in _built(form, frozen=frozen or {}, everything=everything)]
    if everything:
        files += _everything(forms, files)
    if (templates / "missing.html").is_file():
        files += _missing(forms, everything)
    unlisted = {f"{stone.address}/index.html" for edition in pages.editions for stone in edition.gone}
    shown = [
        file.path
        for file in files
        if file.path.endswith(".html") and file.path.rpartition("/")[2] != "404.html" and file.path not in unlisted
    ]
    for form in forms:
        files += feed_files(form.pages, form.in_order, shown)
    return tuple(sorted(files, key=lambda file: file.path))


def year_site(pages: SitePages, edition: Edition, *, templates: Path) -> tuple[SiteFile, ...]:
    """Return a site of this edition alone, with the same permanent paths, no dead link: the copy to archive.

    The meeting's signals are in it, also those that were approved when its year was closed already; and both written
    forms, where the edition has both.
    """
    forms = _forms(_alone(pages, edition), templates)
    return tuple(sorted((file for form in forms for file in _built(form, frozen={})), key=lambda file: file.path))


def frozen_files(pages: SitePages, edition: Edition, *, templates: Path) -> tuple[SiteFile, ...]:
    """Return the page of an edition and its documents by path on the site: what stays as it is when it is closed."""
    alone = replace(pages, editions=(edition,), other=other_alone(pages, edition))
    return tuple(file for form in _forms(alone, templates) for file in year_files(form, 0, frozen={}))


def _alone(pages: SitePages, edition: Edition) -> SitePages:
    """Return what the pages of one edition show: its meeting, and its signals."""
    meetings = tuple(meeting for meeting in pages.meetings if meeting.id == edition.meeting)
    own = {signal.number: signal for signal in edition.signals}
    own |= {
        signal.number: signal
        for signal in pages.signals
        if signal.number in own or (signal.meeting, signal.year) == (edition.meeting, edition.year)
    }
    other = other_alone(pages, edition)
    if other is not None:
        other = _alone(other, other.editions[0])
    return replace(pages, meetings=meetings, editions=(edition,), signals=tuple(own.values()), other=other)


def other_alone(pages: SitePages, edition: Edition) -> SitePages | None:
    """Return the pages in the other written form with the same edition alone; None where its page is not there."""
    if pages.other is None:
        return None
    there = edition.other
    if there is None and edition.language == pages.other.language:
        there = replace(edition, language=None)
    return None if there is None else replace(pages.other, editions=(there,), addresses=pages.addresses)


def _forms(pages: SitePages, templates: Path, kept: KeptPages | None = None) -> tuple[WrittenForm, ...]:
    """Return the site in each written form it has, that which had the addresses first before the other."""
    other = pages.other
    # A house whose page templates are from before there was a switch has pages in one form.
    if other is None or not (templates / "missing_also.html").is_file():
        alone = replace(pages, beside=None)
        return (WrittenForm(pages=alone, templates=PageTemplates(templates, pages.language, kept)),)
    there = {key_of_edition(edition) for edition in other.editions if edition.language in {None, other.language}}
    here = {key_of_edition(edition) for edition in pages.editions if edition.language in {None, pages.language}}
    both = frozenset(here & there)
    theirs = replace(other, addresses=pages.addresses)
    second = WrittenForm(pages=theirs, templates=PageTemplates(templates, other.language, kept), in_both=both)
    mine = PageTemplates(templates, pages.language, kept)
    return WrittenForm(pages=pages, templates=mine, in_both=both, twin=second), second


def write_site(
    files: Sequence[SiteFile],
    folder: Path,
    *,
    read: ReadStored = no_store,
    there: Mapping[str, str] = MappingProxyType({}),
    spare: Path | None = None,
) -> None:
    """Make the folder hold exactly this site, in one step; InputError when a link in it leads nowhere.

    `there` is path → sha256 of what the folder holds already, `spare` where its twin is kept.
    """
    if problems := link_problems(files, checked=_checked(files, there)):
        raise InputError(problems)
    write_tree(files, folder, read=read, there=there, spare=spare)


def _checked(files: Sequence[SiteFile], there: Mapping[str, str]) -> set[str]:
    """Return the pages whose links were right when they were written, and lead where they led still."""
    paths = {file.path for file in files}
    return {file.path for file in files if there.get(file.path) == file.sha256} if there.keys() <= paths else set()


_HANDED_IN = frozenset({DOCUMENTS, PRESENTATIONS, PICTURES})
"""The folders of what people handed in."""


def kept_file(path: str, file: StoredFile, *, read: ReadStored) -> SiteFile:
    """Return a file of a closed year; a page is read, for it says which years stand beside it."""
    if path.endswith(".html"):
        return SiteFile(path=path, content=read(file))
    handed_in = path.split("/")[-2] in _HANDED_IN
    return SiteFile(path=path, content=file, name=file.name if handed_in else "")


def _built(form: WrittenForm, *, frozen: Frozen, everything: str = "") -> list[SiteFile]:
    """Return the front page, those of the meeting types and those of the years with their files.

    `everything` is the path of the list of all talks and documents, empty where there is none.
    """
    pages, templates, in_order = form.pages, form.templates, form.in_order
    if problems := _problems(pages):
        raise InputError(problems)
    front = templates.page("index.html", pages, "index.html", editions=in_order, everything=everything)
    meetings = [_meeting_page(form, meeting) for meeting in pages.meetings]
    years = [file for number in range(len(in_order)) for file in year_files(form, number, frozen=frozen)]
    return [SiteFile(path=form.path("index.html"), content=front), *meetings, *years, *_signal_pages(form)]


def _signal_pages(form: WrittenForm) -> list[SiteFile]:
    """Return the list of steering signals and a page for each, at an address that is its own for ever."""
    pages, templates = form.pages, form.templates
    numbers = {signal.number for signal in pages.signals}
    if not numbers:
        return []
    own = {(edition.meeting, edition.year): edition for edition in pages.editions}
    listing = [(signal, own.get((signal.meeting, signal.year))) for signal in pages.signals]
    path = f"{SIGNALS}/index.html"
    made = [SiteFile(path=form.path(path), content=templates.page("signals.html", pages, path, listing=listing))]
    twin = pages.other or form.pages
    for signal, edition in listing:
        if signal.number in pages.untranslated:
            continue
        after = [later for later in pages.signals if later.parent == signal.number]
        about = {"signal": signal, "edition": edition, "after": after, "numbers": numbers - pages.untranslated}
        path = signal_path(signal.number)
        in_both = signal.number not in twin.untranslated
        page = templates.page("signal.html", pages, path, in_both=in_both, **about)
        made.append(SiteFile(path=form.path(path), content=page))
    return made


def _missing(forms: Sequence[WrittenForm], everything: str) -> list[SiteFile]:
    """Return the page for what is not found, in each form where a server looks for it; each says it in both."""
    made = []
    for form in forms:
        values: dict[str, Any] = {"everything": everything, "in_both": False}
        also = [
            Markup(other.templates.page("missing_also.html", other.pages, "404.html", **values).decode())  # noqa: S704
            for other in forms
            if other is not form
        ]
        page = form.templates.page("missing.html", form.pages, "404.html", also=also, **values)
        made.append(SiteFile(path=form.path("404.html"), content=page))
    return made


def _everything(forms: Sequence[WrittenForm], files: Sequence[SiteFile]) -> list[SiteFile]:
    """Return the pages that list all talks and documents, with links to the files that are on the site."""
    first = forms[0]
    folders = {edition_path(first.pages, edition): edition for edition in first.pages.editions}
    paths: dict[tuple[str, int, int], dict[str, str]] = {}
    for file in files:
        edition = folders.get("/".join(file.path.split("/", 2)[:2]))
        if edition is not None and not file.path.endswith(".html"):
            paths.setdefault(key_of_edition(edition), {})[f"{file.sha256}/{file.name}"] = file.path
    listed = listed_editions(first.in_order, paths)
    parts = parted(listed)
    made = []
    for form in forms:
        listing = listed if form is first else listed_editions(form.in_order, paths)
        own = {key_of_edition(entry.edition): entry for entry in listing}
        mine = [[own[key] for entry in part if (key := key_of_edition(entry.edition)) in own] for part in parts]
        made += [
            SiteFile(path=form.path(page_of(number)), content=_part_of_list(form, mine, number))
            for number in range(len(mine))
        ]
    return made


def _part_of_list(form: WrittenForm, parts: Sequence[Sequence[ListedEdition]], number: int) -> bytes:
    others = [
        (years_of(other), "" if at == number else page_of(at).removeprefix("alt/")) for at, other in enumerate(parts)
    ]
    path = page_of(number)

    def make(frame: SiteFrame) -> bytes:
        listing = [_with_links(entry, frame) for entry in parts[number]]
        editions, talks, documents = _names_in_list(parts[number], frame)
        return form.templates.page(
            "all.html",
            frame,
            path,
            listing=listing,
            parts=others,
            edition_names=editions,
            talk_more=talks,
            document_more=documents,
        )

    inputs = [entry.inputs for entry in parts[number]]
    return form.templates.kept_page(form.path(path), form.pages.frame, (inputs, others), make)


def _names_in_list(
    entries: Sequence[ListedEdition], frame: SiteFrame
) -> tuple[tuple[str, ...], list[list[str]], list[list[str]]]:
    """Return what tells those apart that have one title on a page of the list, over all its meetings.

    That is the names of the meetings and, for each meeting, of its talks and of its documents.
    """
    editions = edition_names([entry.edition for entry in entries], frame.language)
    named = list(zip(entries, editions, strict=True))
    talks = iter(
        told_apart([(*talk_parts(entry.edition, talk), name) for entry, name in named for talk, _ in entry.talks])
    )
    documents = iter(
        told_apart(
            [
                (document.title, name, *document_parts(document)[1:])
                for entry, name in named
                for document, _ in entry.documents
            ]
        )
    )
    return (
        editions,
        [[next(talks) for _ in entry.talks] for entry in entries],
        [[next(documents) for _ in entry.documents] for entry in entries],
    )


def _with_links(entry: ListedEdition, frame: SiteFrame) -> tuple[Edition, list[Any], list[Any]]:
    """Return an entry of the list as its template prints it."""
    up = "../../" if frame.folder else "../"

    def link(path: str, file: File) -> Link:
        return Link(href=f"{up}{path}", about=about(file, frame.language))

    talks = [(talk, [link(path, file) for path, file in files]) for talk, files in entry.talks]
    documents = [
        (document, link(path, document.file) if path and document.file else None) for document, path in entry.documents
    ]
    return entry.edition, talks, documents


def _meeting_page(form: WrittenForm, meeting: Meeting) -> SiteFile:
    editions = tuple(edition for edition in form.in_order if edition.meeting == meeting.id)
    path = f"{meeting.slug}/index.html"
    page = form.templates.page("meeting.html", form.pages, path, meeting=meeting, editions=editions)
    return SiteFile(path=form.path(path), content=page)


# --- Input -----------------------------------------------------------------------------------------------------------


_SLUGS = sentence("use a–z, 0–9 and hyphens")


def _problems(pages: SitePages) -> list[Problem]:
    problems: list[Problem] = []
    known = [meeting.id for meeting in pages.meetings]
    forms = {pages.beside.folder} if pages.beside else set()
    for meeting in pages.meetings:
        if meeting.slug in forms:
            what, remedy = (
                Phrase("the slug '{slug}' is the folder of the pages in the other written form", slug=meeting.slug),
                Phrase("call it something else"),
            )
            problems.append(Problem(file=meeting.id, where="slug", what=what, remedy=remedy))
        if not meeting.slug or slug(meeting.slug) != meeting.slug:
            what, remedy = Phrase("the slug '{slug}' is no folder name", slug=meeting.slug), Phrase(_SLUGS)
            problems.append(Problem(file=meeting.id, where="slug", what=what, remedy=remedy))
    seen: set[tuple[str, int, int]] = set()
    for edition in pages.editions:
        where = f"{edition.meeting}/{edition.year}"
        if edition.meeting not in known:
            what = Phrase("unknown meeting type '{meeting}'", meeting=edition.meeting)
            problems.append(
                Problem(file=where, where="meeting", what=what, remedy=did_you_mean(edition.meeting, known))
            )
        if (key := (edition.meeting, edition.year, edition.number)) in seen:
            what, remedy = Phrase("the year stands twice"), Phrase("number the extra meeting 2")
            problems.append(Problem(file=where, where="number", what=what, remedy=remedy))
        seen.add(key)
        problems += [
            Problem(
                file=where,
                where=f"presentations[{at}].item",
                what=Phrase("the programme has no line {number}", number=presentation.item),
            )
            for at, presentation in enumerate(edition.presentations)
            if presentation.item is not None and not 0 <= presentation.item < len(edition.programme)
        ]
    return problems
