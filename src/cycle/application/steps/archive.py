"""Step 7, archive: the public page of the year and its package, shown before they are published."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from cycle.application.delivery import letter_rows, rows_that_count, stored_proofs
from cycle.application.dispatches import gist
from cycle.application.publishing import (
    about_meeting,
    aside_remarks,
    cleaned_for_page,
    close_year,
    closed_years,
    copy_published,
    decided,
    differences_from_sent,
    edition_signals,
    edition_unsettled,
    erased_participants,
    filing_digest,
    frozen_pages,
    is_out_without,
    keep_remarks,
    kept_down,
    last_time,
    minutes_remarks,
    minutes_to_keep,
    next_version,
    other_form_remark,
    packaged_messages,
    page_documents,
    page_out,
    page_remarks,
    paper_digest,
    participants,
    past_remarks,
    public_titles,
    publish_package,
    publish_site,
    refuse_damaged,
    refuse_identity_numbers,
    remark_lines,
    site_pages,
    site_remarks,
    strange_remarks,
    times_opened_again,
    with_minutes,
    without_private_matter,
    year_in_other_form,
    year_records,
)
from cycle.application.results import (
    ArchiveOutcome,
    ArchiveResult,
    ClosedStep,
    KeptFile,
    PlannedPackage,
    StepOutcome,
    read,
)
from cycle.application.year import (
    OpenCycle,
    Step,
    StepNode,
    StepSummary,
    as_paragraphs,
    bullets,
    clock_at_gate,
    host_of,
    known_digests,
    minutes_digest,
    past_digests,
    preview_folder,
    section,
    site_link,
    site_preview_link,
    table,
)
from cycle.archive.bag.package import build_package, package_name
from cycle.archive.presentations import Picked, digests_in, files_in, in_memory, pick
from cycle.archive.public_site.kept_pages import KeptPages
from cycle.archive.public_site.pages import Edition, PageDocument, Presentation, sha256_of
from cycle.archive.public_site.printed import OTHER_FORM
from cycle.archive.public_site.site import SiteFile, build_site, write_site
from cycle.archive.tree import tree_digest
from cycle.catalogue import sentence
from cycle.model import StoredFile, digest
from cycle.store.memory import Memory
from cycle.store.years.closings import Closing
from cycle.store.years.results import Outcome, Result

OWN_RESULT = 1
"""The file of this step's own result, which is in the package once it is approved."""


def inputs(cycle: OpenCycle, _node: StepNode) -> Mapping[str, object]:
    """Return what the archive depends on: the year, its presentations, the page templates, what became of the mails."""
    ledger = [(row.kind, row.recipient, row.state) for row in letter_rows(cycle)]
    printed = () if is_out_without(cycle, "printed") else _printed(cycle)
    filed = "" if is_out_without(cycle, "filing") else filing_digest(cycle)
    minutes = "" if is_out_without(cycle, "minutes") else minutes_digest(cycle.year_folder)
    paper = "" if is_out_without(cycle, "minutes paper") else paper_digest(cycle)
    signals = "" if is_out_without(cycle, "signals") else _signals(cycle)
    consents, shown = cycle.year_inputs.consents, cycle.loaded.community.participants
    past, erased = _past_documents(cycle), _erased(cycle)
    unsettled = () if is_out_without(cycle, "unsettled") else edition_unsettled(cycle)
    presentations = digests_in(_folder(cycle), known_digests(cycle.services.settings).of)
    return {
        "community": cycle.loaded.digest,
        "year": cycle.year_inputs.digest,
        "presentations": presentations,
        **({"cleaned by": cleaned} if presentations and (cleaned := cleaned_for_page(cycle)) else {}),
        "pages": _template_digest(cycle),
        "ledger": digest(ledger),
        **({"printed": digest(printed)} if printed else {}),
        **({"consents": digest(consents)} if any(said != "not_asked" for said in consents) else {}),
        **({"filing": filed} if filed else {}),
        **({"minutes": minutes} if minutes else {}),
        **({"minutes paper": paper} if paper else {}),
        **({"signals": signals} if signals else {}),
        **({"participants": digest(shown)} if shown and not is_out_without(cycle, "participants") else {}),
        **({"erased": erased} if erased else {}),
        **({"unsettled": digest(unsettled)} if unsettled else {}),
        **({"past documents": past} if past else {}),
        **({} if cycle.called_off is None else {"called off": True}),
        **({"opened again": opened} if (opened := times_opened_again(cycle)) else {}),
    }


def _signals(cycle: OpenCycle) -> str:
    """Return a digest of the steering signals that stand approved, empty without any."""
    found = edition_signals(cycle)
    return digest(found) if found else ""


def _past_documents(cycle: OpenCycle) -> str:
    """Return a digest of the documents of past years, empty without any; of a year that is out, as it was then."""
    newest = page_out(cycle)
    if newest is not None:
        return str(newest.inputs.get("past documents", ""))
    found = past_digests(cycle.loaded, known_digests(cycle.services.settings).of)
    return digest(found) if found else ""


def _erased(cycle: OpenCycle) -> str:
    """Return a digest of whom the page would name had they not been erased; of a page that is out, as it was then."""
    newest = page_out(cycle)
    if newest is not None:
        return str(newest.inputs.get("erased", ""))
    found = erased_participants(cycle)
    return digest(found) if found else ""


def _printed(cycle: OpenCycle) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (letter.kind, letter.recipient, letter.content, *(letter.enclosures or ())) for letter in cycle.record.printed
    )


def prepare(cycle: OpenCycle, _node: StepNode) -> ArchiveResult:
    """Return the year as it will be published, and put a preview of the whole site where the approver can look."""
    documents, problems = files_in(_folder(cycle))
    picked = without_private_matter(cycle, pick(documents, cycle.year_inputs.programme, wrong=problems))
    sent, opened = page_documents(cycle)
    own = _edition(cycle, picked, sent)
    other, unsaid = year_in_other_form(cycle, own, titles=public_titles(cycle, OTHER_FORM[cycle.language]))
    edition, unlike = kept_down(cycle, replace(own, other=other))
    unlike = (*unlike, *other_form_remark(cycle, unsaid))
    refuse_identity_numbers(cycle, edition)
    site = _site(cycle, edition)
    write_site(site, preview_folder(cycle), read=cycle.memory.files.read)
    kept, past = stored_proofs(cycle), past_remarks(cycle.services, cycle.loaded)
    past = (*past, *minutes_remarks(cycle), *page_remarks(cycle, edition), *differences_from_sent(cycle, edition))
    kept_originals = _originals(cycle, picked, edition)
    originals = tuple(original for original, _ in kept_originals)
    filed, unfiled = packaged_messages(cycle, edition)
    minutes, unmade = minutes_to_keep(cycle)
    version = next_version(cycle)
    packaged = with_minutes(filed, minutes)
    records = year_records(cycle, edition, proofs=kept, originals=originals, filed=packaged, version=version)
    return ArchiveResult(
        edition=edition,
        site=tree_digest(site),
        pages=len([file for file in site if file.path.endswith(".html")]),
        package=PlannedPackage(name=package_name(records), files=len(build_package(records)) + OWN_RESULT),
        made=records.made,
        proofs=kept,
        remarks=keep_remarks(
            cycle,
            (*problems, *picked.problems, *opened, *past, *unfiled, *unmade, *unlike, *site_remarks(cycle, site)),
        ),
        originals=originals,
        originals_of=tuple(shown for _, shown in kept_originals),
        filed=filed,
        minutes=minutes,
        language=cycle.language,
    )


def present(cycle: OpenCycle, node: StepNode, result: Result) -> StepSummary:
    """Return what the secretariat looks at before the year is published."""
    made = read(ArchiveResult, result)
    edition = made.edition
    open_rows = [row for row in rows_that_count(cycle) if row.state not in {"sent"}]
    say = cycle.say
    look = f"[{say('See the page as it will be')}]({site_preview_link(cycle)})."
    summary = f"{gist(cycle, node, result, cycle.language)} {look}"
    publish = say(
        "Approve when the page can be shown to everyone. It is then published, and the archive package is made."
    )
    how = f"{look} {publish}"
    notes = (*clock_at_gate(cycle), *strange_remarks(cycle, made.package.name), *remarks_of(cycle.memory, made))
    markdown = as_paragraphs(
        summary,
        table(
            (say("What"), say("How many")),
            [
                (say("Documents"), str(len(edition.documents))),
                (say("Presentations"), str(sum(len(presentation.files) for presentation in edition.presentations))),
                *_named(cycle, edition),
                (say("Files in the archive package"), str(made.package.files)),
            ],
        ),
        section(say("### Note"), bullets(notes)),
        say(
            "**{number}.** Look at the mailings before you publish.",
            number=cycle.count(
                len(open_rows), "{number} mail is not confirmed as sent", "{number} mails are not confirmed as sent"
            ),
        )
        if open_rows
        else "",
        how,
    )
    return StepSummary(title=cycle.title_of(node), summary=summary, markdown=markdown, how=how)


def _named(cycle: OpenCycle, edition: Edition) -> list[tuple[str, str]]:
    """Return how many participants everybody will read the name of, where the community has them on the page."""
    number = sum(len(body.people) for body in edition.participants)
    return [(cycle.say("Participants who are named on the page"), str(number))] if edition.participants else []


def perform(cycle: OpenCycle, _node: StepNode, result: Result) -> ArchiveOutcome:
    """Publish the site and write the package, each whole or not at all; return where they are."""
    approved = read(ArchiveResult, result)
    kept = last_time(cycle.services, cycle.row.community)
    records = partial(
        year_records,
        cycle,
        approved.edition,
        day=approved.made,
        proofs=approved.proofs,
        originals=approved.originals,
        filed=with_minutes(_filed(cycle, approved), approved.minutes),
        version=next_version(cycle),
    )
    refuse_damaged(cycle, records())
    site = _site(cycle, approved.edition, kept=kept)
    publish_site(cycle.services, cycle.row.community, site, kept=kept, cycle=cycle.id)
    package = publish_package(cycle, records())
    copy_published(cycle.services)
    return ArchiveOutcome(
        page=f"{cycle.row.meeting}/{cycle.year}/",
        package=package.folder,
        zip=package.zip,
        zip_sha256=package.zip_sha256,
    )


def closing(
    cycle: OpenCycle, _node: StepNode, result: Result, outcome: StepOutcome, steps: Sequence[ClosedStep]
) -> Closing:
    """Return how the year is closed by this: it rests on what is kept now, whatever is edited afterwards."""
    assert isinstance(outcome, ArchiveOutcome)
    names = next(step.approved_by for step in steps if step.step == result.step)
    return close_year(cycle, result, read(ArchiveResult, result).edition, outcome, steps=steps, names=names)


def report(cycle: OpenCycle, node: StepNode, outcome: Outcome) -> StepSummary:
    """Return where the page and the package are."""
    done = read(ArchiveOutcome, outcome)
    published = cycle.say("The year is published. [Open the page]({link}).", link=site_link(cycle))
    markdown = as_paragraphs(
        published,
        cycle.say(
            "The archive package is called `{name}` (checksum `{sha256}…`).",
            name=done.zip,
            sha256=done.zip_sha256[:16],
        ),
        *aside_remarks(cycle, done.package),
    )
    return StepSummary(title=f"{cycle.title_of(node)} – {cycle.say('done')}", summary=published, markdown=markdown)


def remarks_of(memory: Memory, made: ArchiveResult) -> tuple[str, ...]:
    """Return what the gate says of the presentations."""
    return made.problems if made.remarks is None else remark_lines(memory, made.remarks)


def _filed(cycle: OpenCycle, approved: ArchiveResult) -> tuple[KeptFile, ...]:
    """Return the messages that were approved; an earlier version kept none, and had said when there were none."""
    if approved.filed or approved.remarks is not None or approved.problems:
        return approved.filed
    return packaged_messages(cycle, approved.edition)[0]


def _originals(cycle: OpenCycle, picked: Picked, edition: Edition) -> tuple[tuple[StoredFile, str], ...]:
    """Return the presentations as they came, each with the sha256 of what the page shows of it.

    Those that the page does not show, since they were taken down or replaced, are left out.
    """
    files = cycle.memory.files
    shown = {sha256_of(file) for talk in edition.presentations for file in talk.files}
    return tuple(
        (files.put(in_memory(pick.document)), pick.shown.sha256)
        for pick in picked.picks
        if pick.agreed and pick.shown is not None and pick.shown.sha256 in shown
    )


def _site(cycle: OpenCycle, edition: Edition, *, kept: KeptPages | None = None) -> tuple[SiteFile, ...]:
    """Return the whole site with this edition, the years that are closed as they are published."""
    closed = closed_years(cycle.services, cycle.loaded)
    pages = site_pages(cycle.services, cycle.loaded, also=edition, written=cycle.language, closed=closed)
    frozen = frozen_pages(cycle.services, closed, but=edition)
    return build_site(pages, templates=cycle.services.settings.templates / "site", frozen=frozen, kept=kept)


def _edition(cycle: OpenCycle, picked: Picked, documents: tuple[PageDocument, ...]) -> Edition:
    facts, host = cycle.year_inputs.facts, host_of(cycle)
    programme = cycle.year_inputs.programme
    presentations = [
        Presentation(
            title=item.title,
            speakers=item.speakers,
            files=picked.shown_of(number),
            item=number,
        )
        for number, item in enumerate(programme)
        if picked.shown_of(number)
    ]
    return Edition(
        meeting=cycle.row.meeting,
        year=cycle.year,
        title=f"{cycle.rules.name} {cycle.year}",
        date=facts.date,
        start=facts.start,
        end=facts.end,
        registration=facts.registration,
        venue=facts.venue,
        place=facts.place,
        host_side=cycle.loaded.community.side(host.side).name if host.side else host.holder,
        host=host.organisation,
        chair=host.chair,
        theme=facts.theme,
        aim=facts.aim,
        outcome=decided(cycle),
        programme=programme,
        documents=documents,
        presentations=tuple(presentations),
        about=about_meeting(cycle.loaded, cycle.rules, on=facts.date),
        updated=cycle.services.today,
        cancelled=cycle.called_off is not None,
        example=facts.invented,
        signals=edition_signals(cycle),
        participants=participants(cycle),
        unsettled=edition_unsettled(cycle),
    )


def _folder(cycle: OpenCycle) -> Path:
    return cycle.loaded.folder / f"{cycle.row.meeting}-{cycle.year}" / "presentasjonar"


def _template_digest(cycle: OpenCycle) -> str:
    whole = hashlib.sha256()
    for path in sorted((cycle.services.settings.templates / "site").rglob("*")):
        if path.is_file():
            whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


STEP = Step(
    title=sentence("Archive and publishing"),
    inputs=inputs,
    prepare=prepare,
    present=present,
    perform=perform,
    closing=closing,
    report=report,
)
