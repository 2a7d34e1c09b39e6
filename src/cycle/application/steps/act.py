"""An act on a closed year (arkivhandling): its page after a correction, or the year opened again, at a small gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from cycle.application.publishing import (
    applied,
    as_row,
    closed_years,
    community_now,
    copy_published,
    filing_digest,
    frozen_pages,
    keep_remarks,
    keep_site,
    known_addresses,
    leaving,
    list_stored,
    next_version,
    packaged_messages,
    past_files,
    publish_package,
    publish_site,
    refuse_identity_numbers,
    remark_lines,
    site_pages,
    to_look_at,
    year_is_open,
    year_records,
)
from cycle.application.results import (
    ActOutcome,
    ActResult,
    ArchiveResult,
    ClosedStep,
    ClosedYear,
    StepOutcome,
    read,
)
from cycle.application.year import (
    OpenCycle,
    Step,
    StepNode,
    StepSummary,
    bullets,
    lines_since_closed,
    live_community,
    paragraphs,
    past_digests,
    plain,
    preview_folder,
    site_link,
    site_preview_link,
)
from cycle.archive.pages import Edition, SitePages, sha256_of
from cycle.archive.site import SiteFile, build_site, frozen_files, write_site, year_site
from cycle.catalogue import sentence
from cycle.model import StoredFile, digest, to_plain
from cycle.store.closings import Closing
from cycle.store.results import Outcome, Result

OWN = frozenset({"asked for", "after", "filing", "past documents"})
"""What an act depends on beside other steps."""


def inputs(cycle: OpenCycle, link: StepNode) -> Mapping[str, object]:
    """Return what an act depends on: what was asked for, and how the year stood before it."""
    own = [closing.number for closing in cycle.closings if closing.step == link.name]
    newest = cycle.record.latest(link.name)
    if own and newest is not None:  # it is done, with what it was made of then
        return {name: newest.inputs[name] for name in newest.inputs if name in OWN}
    filed, past = filing_digest(cycle), past_digests(community_now(cycle))
    return {
        "asked for": digest(to_plain(cycle.act(link))),
        "after": own[0] - 1 if own else len(cycle.closings),
        **({"filing": filed} if filed else {}),
        **({"past documents": digest(past)} if past else {}),
    }


def prepare(cycle: OpenCycle, link: StepNode) -> ActResult:
    """Return the page as it will be, with a preview of the whole site where the approver can look."""
    act, closed = cycle.act(link), _closed(cycle)
    if act.kind == "reopen":
        return ActResult(edition=None, said=cycle.say("The year is opened again."), package="")
    known = known_addresses(cycle.services, cycle.loaded)
    edition = applied(cycle, act, closed.edition, known)
    refuse_identity_numbers(cycle, edition)
    site, past = _site(cycle, edition), past_files(cycle.services, live_community(cycle)).problems
    write_site(site, preview_folder(cycle), read=cycle.memory.files.read)
    filed, unfiled = packaged_messages(cycle, edition)
    return ActResult(
        edition=edition,
        said=edition.errata[-1].text,
        package=f"{closed.package.partition('-v')[0]}-v{next_version(cycle).number}",
        problems=to_look_at(act, edition, cycle.language, known),
        remarks=keep_remarks(cycle, (*past, *unfiled, *leaving(cycle, site))),
        filed=filed,
    )


def present(cycle: OpenCycle, link: StepNode, result: Result) -> StepSummary:
    """Return what is decided about: what was asked for, by whom and why, and what the page will say."""
    made, act, say = read(ActResult, result), cycle.act(link), cycle.say
    asked = say("{name} asked for it: {why}", name=plain(act.asked_by), why=plain(act.why))
    if made.edition is None:
        summary = say("The whole year {year} is opened again. That is rare.", year=cycle.year)
        lines = [
            say("Every gate whose files have changed since asks again, and the archive is approved anew."),
            say("The page and the package stand as they are until then."),
            *lines_since_closed(cycle),
        ]
    else:
        summary = f"{plain(made.said)} [{say('See the page as it will be')}]({site_preview_link(cycle)})."
        lines = [
            say("The page says so, with today's date."),
            say("A new package is made, {name}. The one before stays as it is.", name=made.package),
            *made.problems,
            *remark_lines(cycle.memory, made.remarks),
        ]
    markdown = paragraphs(summary, asked, bullets(lines), say("Approve when it can be done."))
    return StepSummary(title=cycle.title_of(link), summary=summary, markdown=markdown)


def perform(cycle: OpenCycle, link: StepNode, result: Result) -> ActOutcome:
    """Publish the page and write the next package; a year that is opened again keeps those it has."""
    closed, made = _closed(cycle), read(ActResult, result)
    if made.edition is None:
        return ActOutcome(package=closed.package, zip=closed.zip, zip_sha256=closed.zip_sha256)
    publish_site(cycle.services, cycle.row.community, _site(cycle, made.edition), cycle=cycle.id)
    archived = read(ArchiveResult, _archived(cycle))
    records = year_records(
        cycle,
        made.edition,
        day=cycle.services.today,
        proofs=archived.proofs,
        originals=_originals(archived, made.edition),
        filed=made.filed,
        version=replace(next_version(cycle), reason=f"{made.said} ({cycle.act(link).why})"),
        site=year_site(_pages(cycle, made.edition), made.edition, templates=_templates(cycle)),
    )
    package = publish_package(cycle, records)
    copy_published(cycle.services)
    return ActOutcome(package=package.folder, zip=package.zip, zip_sha256=package.zip_sha256)


def closing(
    cycle: OpenCycle, link: StepNode, result: Result, outcome: StepOutcome, _steps: Sequence[ClosedStep]
) -> Closing:
    """Return how the year stands after the act."""
    assert isinstance(outcome, ActOutcome)
    closed, made, act = _closed(cycle), read(ActResult, result), cycle.act(link)
    names = [row.name for row in cycle.record.decisions_on(link.name, result.digest) if row.decision == "approve"]
    if made.edition is None:
        return as_row(cycle, closed, kind="reopen", result=result, names=names, why=act.why)
    files = frozen_files(_pages(cycle, made.edition), made.edition, templates=_templates(cycle))
    year = replace(
        closed,
        edition=made.edition,
        site=keep_site(cycle, files),
        package=outcome.package,
        zip=outcome.zip,
        zip_sha256=outcome.zip_sha256,
    )
    row = as_row(cycle, year, kind=act.kind, result=result, names=names, why=act.why)
    list_stored(cycle, also=row.files)
    copy_published(cycle.services)
    return row


def report(cycle: OpenCycle, link: StepNode, outcome: Outcome) -> StepSummary:
    """Return what was done, and where the page and the package are."""
    done, act = read(ActOutcome, outcome), cycle.act(link)
    if act.kind == "reopen":
        said = cycle.say("The year is opened again. Start it, and approve its archive when it is right.")
    else:
        said = cycle.say(
            "It is done. [Open the page]({link}). The new package is called `{name}`.",
            link=site_link(cycle),
            name=done.zip,
        )
    return StepSummary(title=f"{cycle.title_of(link)} – {cycle.say('done')}", summary=said, markdown=said)


def _closed(cycle: OpenCycle) -> ClosedYear:
    closed = cycle.closed
    if closed is None:
        raise year_is_open(cycle)
    return closed


def _archived(cycle: OpenCycle) -> Result:
    """Return what was approved when the year was closed."""
    closed = [closing for closing in cycle.closings if closing.kind == "close"][-1]
    return next(row for row in cycle.record.revisions("archive") if row.digest == closed.digest)


def _originals(archived: ArchiveResult, edition: Edition) -> tuple[StoredFile, ...]:
    """Return the presentations as they came of what is still shown.

    An archive of an earlier version does not say which is whose: there a PDF has the name of what it was made of.
    """
    shown = {sha256_of(file) for talk in edition.presentations for file in talk.files}
    if archived.originals_of:
        pairs = zip(archived.originals, archived.originals_of, strict=True)
        return tuple(original for original, of in pairs if of in shown)
    files = [file for talk in archived.edition.presentations for file in talk.files]
    gone = {PurePath(file.name).stem for file in files if sha256_of(file) not in shown}
    return tuple(original for original in archived.originals if PurePath(original.name).stem not in gone)


def _pages(cycle: OpenCycle, edition: Edition) -> SitePages:
    """Return what the page of this year says beside its own: names, contact and meeting types of when it was closed."""
    known = known_addresses(cycle.services, cycle.loaded)
    return replace(_closed(cycle).pages, editions=(edition,), addresses=known)


def _site(cycle: OpenCycle, edition: Edition) -> tuple[SiteFile, ...]:
    """Return the whole site with this page, every other closed year as it is published."""
    live = live_community(cycle)
    closed = closed_years(cycle.services, live)
    frozen = frozen_pages(cycle.services, closed, but=edition)
    own = frozen_files(_pages(cycle, edition), edition, templates=_templates(cycle))
    frozen[edition.meeting, edition.year, edition.number] = own
    pages = site_pages(cycle.services, live, also=edition, closed=closed)
    return build_site(pages, templates=_templates(cycle), frozen=frozen)


def _templates(cycle: OpenCycle) -> Path:
    """Return today's templates: a page that is made anew today is made as pages are today."""
    return cycle.services.settings.templates / "site"


STEP = Step(
    title=sentence("Act on a closed year"),
    inputs=inputs,
    prepare=prepare,
    present=present,
    perform=perform,
    closing=closing,
    report=report,
)
