"""An act on a closed year (arkivhandling): its page after a correction, or the year opened again, at a small gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from cycle.application.publishing import (
    as_row,
    aside_remarks,
    closed_years,
    comes_back,
    community_now,
    copy_published,
    draft_remarks,
    edition_after_now,
    filing_digest,
    forms_of_name_left,
    found_in_document,
    frozen_pages,
    keep_remarks,
    keep_site,
    known_addresses,
    last_time,
    list_stored,
    name_in_evidence,
    names_back,
    names_elsewhere,
    next_version,
    nobody_got,
    not_corrected,
    packaged_messages,
    page_remarks,
    pages_of_closed,
    past_remarks,
    publish_next_package,
    publish_site,
    remark_lines,
    same_file_stays,
    site_pages,
    site_remarks,
    stays_elsewhere,
    strange_remarks,
    texts_changed,
    to_look_at,
    year_is_open,
)
from cycle.application.results import (
    ActOutcome,
    ActResult,
    ClosedStep,
    ClosedYear,
    KeptFile,
    StepOutcome,
    read,
)
from cycle.application.year import (
    OpenCycle,
    Step,
    StepNode,
    StepSummary,
    acts_waiting_in_words,
    approvals,
    as_paragraphs,
    asked_before_reopening,
    bullets,
    clock_at_gate,
    known_digests,
    lines_since_closed,
    live_community,
    past_digests,
    plain,
    preview_folder,
    site_link,
    site_preview_link,
)
from cycle.archive.bag.package import package_of
from cycle.archive.public_site.kept_pages import KeptPages
from cycle.archive.public_site.pages import Edition, SitePages
from cycle.archive.public_site.site import SiteFile, build_site, frozen_files, write_site
from cycle.catalogue import sentence
from cycle.errors import Problem
from cycle.model import digest, to_plain
from cycle.store.years.archive_acts import NAME, ArchiveAct
from cycle.store.years.closings import Closing
from cycle.store.years.results import Outcome, Result

OWN = frozenset({"asked for", "after", "filing", "past documents"})
"""What an act depends on beside other steps."""


def inputs(cycle: OpenCycle, node: StepNode) -> Mapping[str, object]:
    """Return what an act depends on: what was asked for, and how the year stood before it."""
    own = [closing.number for closing in cycle.closings if closing.step == node.name]
    newest = cycle.record.latest(node.name)
    if own and newest is not None:  # it is done, with what it was made of then
        return {name: newest.inputs[name] for name in newest.inputs if name in OWN}
    filed, past = filing_digest(cycle), past_digests(community_now(cycle), known_digests(cycle.services.settings).of)
    return {
        "asked for": digest(to_plain(cycle.act(node))),
        "after": own[0] - 1 if own else len(cycle.closings),
        **({"filing": filed} if filed else {}),
        **({"past documents": digest(past)} if past else {}),
    }


def prepare(cycle: OpenCycle, node: StepNode) -> ActResult:
    """Return the page as it will be, with a preview of the whole site where the approver can look."""
    act, closed = cycle.act(node), _closed(cycle)
    if act.kind == "reopen":
        return ActResult(edition=None, said=cycle.say("The year is opened again."), package="")
    known = known_addresses(cycle.services, cycle.loaded)
    edition = edition_after_now(cycle, act, closed.edition, known)
    pages = _pages(cycle, edition, act)
    site, past = _site(cycle, edition, pages), past_remarks(cycle.services, live_community(cycle))
    write_site(site, preview_folder(cycle), read=cycle.memory.files.read)
    filed, unfiled = packaged_messages(cycle, edition)
    return ActResult(
        edition=edition,
        said=edition.errata[-1].text,
        package=package_of(cycle.id, next_version(cycle).number),
        problems=(
            *not_corrected(cycle, act, closed.edition),
            *same_file_stays(act, closed.edition, cycle.language),
            *comes_back(cycle, act),
            *nobody_got(cycle, act),
            *stays_elsewhere(cycle, act, closed.edition, edition, site),
            *to_look_at(act, edition, cycle.language, known),
            *texts_changed(act, closed.edition, cycle.language),
            *names_back(cycle, act, closed.edition, edition),
            *name_in_evidence(act, cycle.language),
            *forms_of_name_left(pages, act, edition, cycle.language),
            *names_elsewhere(pages, act, edition, cycle.language),
        ),
        remarks=keep_remarks(
            cycle,
            (
                *found_in_document(cycle, act),
                *_asked_about(cycle, closed.edition, edition),
                *past,
                *unfiled,
                *_as_draft(cycle, filed),
                *site_remarks(cycle, site),
            ),
        ),
        filed=filed,
    )


def present(cycle: OpenCycle, node: StepNode, result: Result) -> StepSummary:
    """Return what is decided about: what was asked for, by whom and why, and what the page will say."""
    made, act, say = read(ActResult, result), cycle.act(node), cycle.say
    asked = say("{name} asked for it: {why}", name=plain(act.asked_by), why=plain(act.why))
    if made.edition is None:
        summary = say("The whole year {year} is opened again. That is rare.", year=cycle.year)
        lines = [
            say("Every gate whose files have changed since asks again, and the archive is approved again."),
            say("The page and the package stand as they are until then."),
            *clock_at_gate(cycle),
            *lines_since_closed(cycle),
            *map(plain, acts_waiting_in_words(cycle, but=act.number)),
        ]
    else:
        summary = f"{plain(made.said)} [{say('See the page as it will be')}]({site_preview_link(cycle)})."
        lines = [
            say("The page says so, with today's date."),
            say("A new package is made, {name}. The one before stays as it is.", name=made.package),
            *clock_at_gate(cycle),
            *strange_remarks(cycle, made.package),
            *made.problems,
            *remark_lines(cycle.memory, made.remarks),
        ]
    how = say("Approve when it can be done.")
    markdown = as_paragraphs(summary, asked, plain(asked_before_reopening(cycle, act)), bullets(lines), how)
    return StepSummary(title=cycle.title_of(node), summary=summary, markdown=markdown, how=how)


def perform(cycle: OpenCycle, node: StepNode, result: Result) -> ActOutcome:
    """Publish the page and write the next package; a year that is opened again keeps those it has."""
    closed, made, act = _closed(cycle), read(ActResult, result), cycle.act(node)
    if made.edition is None:
        return ActOutcome(package=closed.package, zip=closed.zip, zip_sha256=closed.zip_sha256)
    kept = last_time(cycle.services, cycle.row.community)
    site = _site(cycle, made.edition, _pages(cycle, made.edition, act), kept=kept)
    package = publish_next_package(
        cycle,
        closed,
        made.edition,
        filed=made.filed,
        reason=f"{made.said} ({act.why})",
        publish_pages=partial(publish_site, cycle.services, cycle.row.community, site, kept=kept, cycle=cycle.id),
        taken_down=_name_of(act),
    )
    return ActOutcome(package=package.folder, zip=package.zip, zip_sha256=package.zip_sha256)


def closing(
    cycle: OpenCycle, node: StepNode, result: Result, outcome: StepOutcome, _steps: Sequence[ClosedStep]
) -> Closing:
    """Return how the year stands after the act."""
    assert isinstance(outcome, ActOutcome)
    closed, made, act = _closed(cycle), read(ActResult, result), cycle.act(node)
    names = [row.name for row in approvals(cycle.record.decisions_on(node.name, result.digest))]
    if made.edition is None:
        return as_row(cycle, closed, kind="reopen", result=result, names=names, why=act.why)
    pages = pages_of_closed(cycle, closed, made.edition)
    files = frozen_files(pages, pages.editions[0], templates=_templates(cycle))
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


def report(cycle: OpenCycle, node: StepNode, outcome: Outcome) -> StepSummary:
    """Return what was done, and where the page and the package are."""
    done, act = read(ActOutcome, outcome), cycle.act(node)
    if act.kind == "reopen":
        said = cycle.say("The year is opened again. Start it, and approve its archive when it is right.")
    else:
        said = cycle.say(
            "It is done. [Open the page]({link}). The new package is called `{name}`.",
            link=site_link(cycle),
            name=done.zip,
        )
    text = as_paragraphs(said, *aside_remarks(cycle, done.package))
    return StepSummary(title=f"{cycle.title_of(node)} – {cycle.say('done')}", summary=said, markdown=text)


def _asked_about(cycle: OpenCycle, before: Edition, after: Edition) -> tuple[Problem, ...]:
    """Return a problem for each telephone number and street address that the act brings onto the page."""
    known = page_remarks(cycle, before)
    return tuple(problem for problem in page_remarks(cycle, after) if problem not in known)


def _as_draft(cycle: OpenCycle, filed: Sequence[KeptFile]) -> tuple[Problem, ...]:
    """Return why the messages of the next package have the minutes as a draft; nothing where it has none."""
    return draft_remarks(cycle) if filed else ()


def _closed(cycle: OpenCycle) -> ClosedYear:
    closed = cycle.closed
    if closed is None:
        raise year_is_open(cycle)
    return closed


def _name_of(act: ArchiveAct) -> str:
    """Return the name that goes away; empty where something else is done."""
    return act.old if act.what == NAME else ""


def _pages(cycle: OpenCycle, edition: Edition, act: ArchiveAct) -> SitePages:
    """Return what the whole site says when this is done."""
    live = live_community(cycle)
    return site_pages(cycle.services, live, also=edition, written=cycle.language, taken_down=_name_of(act))


def _site(
    cycle: OpenCycle, edition: Edition, pages: SitePages, *, kept: KeptPages | None = None
) -> tuple[SiteFile, ...]:
    """Return the whole site with this page, every other closed year as it is published."""
    closed = closed_years(cycle.services, live_community(cycle))
    frozen = frozen_pages(cycle.services, closed, but=edition)
    alone = pages_of_closed(cycle, _closed(cycle), edition)
    own = frozen_files(alone, alone.editions[0], templates=_templates(cycle))
    frozen[edition.meeting, edition.year, edition.number] = own
    return build_site(pages, templates=_templates(cycle), frozen=frozen, kept=kept)


def _templates(cycle: OpenCycle) -> Path:
    """Return today's templates: a page that is made again today is made as pages are today."""
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
