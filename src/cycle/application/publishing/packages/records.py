"""Everything a year leaves behind, gathered for its archive package."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from cycle.application.delivery import SentLetter, mark_that_counts, rows_that_count, sent_letters, sent_messages
from cycle.application.publishing.packages.evidence_files import evidence_files
from cycle.application.publishing.pages.editions import edition_in_form, site_pages
from cycle.application.results import DispatchProof, KeptFile
from cycle.application.year import OpenCycle, committee_of, host_of, invitation_list_of
from cycle.archive.bag.package import ArchivedLetter, DecisionRecord, YearRecords
from cycle.archive.public_site.pages import Edition
from cycle.archive.public_site.site import year_site
from cycle.archive.tree import TreeFile
from cycle.model import StoredFile
from cycle.store.years.decisions import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageVersion:
    """Which package of a year it is, which it comes after, and why there is another (versjon)."""

    number: int = 1
    replaces: str = ""
    reason: str = ""


def year_records(
    cycle: OpenCycle,
    edition: Edition,
    *,
    day: dt.date | None = None,
    proofs: Sequence[DispatchProof] = (),
    originals: Sequence[StoredFile] = (),
    filed: Sequence[KeptFile] = (),
    version: PackageVersion | None = None,
    site: Sequence[TreeFile] = (),
) -> YearRecords:
    """Return the year's records as they are now; `day` is the one on the package, today when none is given.

    `filed` are the messages for the records system, by their paths; `site` is the page to keep with the rest where it
    is not to be made again.
    """
    letters, rows = sent_letters(cycle), rows_that_count(cycle)
    documents = dict.fromkeys(file for sent in letters for file in sent.enclosures)
    return YearRecords(
        cycle=cycle.id,
        title=edition.title,
        organisation=cycle.loaded.community.contact.name,
        language=cycle.language,
        contact=cycle.loaded.community.contact.address,
        made=day or cycle.services.today,
        letters=tuple(_archived(sent) for sent in letters),
        documents=tuple(documents),
        presentations=tuple(
            file
            for presentation in edition.presentations
            for file in presentation.files
            if isinstance(file, StoredFile)
        ),
        originals=tuple(originals),
        invitations=invitation_list_of(cycle),
        host=host_of(cycle),
        committee=committee_of(cycle),
        milestones=cycle.milestones,
        decisions=tuple(_recorded(decision) for decision in cycle.record.decisions),
        ledger=rows,
        rehearsal=bool(mark_that_counts(cycle)),
        messages=tuple(sent_messages(cycle.memory, {row.sha256 for row in rows if row.state == "sent"}).values()),
        others=(
            *evidence_files(cycle),
            *_receipts(proofs),
            *(TreeFile(path=kept.path, content=kept.file) for kept in filed),
        ),
        site=tuple(site) or _own_site(cycle, edition),
        version=version.number if version else 1,
        replaces=version.replaces if version else "",
        reason=version.reason if version else "",
    )


def _archived(sent: SentLetter) -> ArchivedLetter:
    return ArchivedLetter(
        dispatch=sent.dispatch,
        recipient=sent.recipient,
        at=sent.at,
        file=sent.letter,
        enclosures=tuple(file.sha256 for file in sent.enclosures),
        mail=sent.mail,
    )


def _recorded(decision: Decision) -> DecisionRecord:
    return DecisionRecord(
        step=decision.step,
        revision=decision.revision,
        digest=decision.digest,
        decision=decision.decision,
        name=decision.name,
        at=decision.at,
        comment=decision.comment,
        channel=decision.channel,
        count=decision.count,
        send_back_to=decision.send_back_to,
        person=decision.person,
        known_by=decision.known_by,
        issuer=decision.proof.partition(" ")[0] if decision.known_by == "oidc" else "",
        sides=tuple(filter(None, decision.sides.split(","))),
        by_hand=tuple(filter(None, decision.by_hand.split(","))),
        shown=decision.shown,
    )


def _receipts(proofs: Sequence[DispatchProof]) -> Iterator[TreeFile]:
    for proof in proofs:
        for file in proof.files:
            yield TreeFile(path=f"kvitteringar/{proof.dispatch}{PurePath(file.name).suffix}", content=file)


def _own_site(cycle: OpenCycle, edition: Edition) -> tuple[TreeFile, ...]:
    """Return the page of the year made to stand on its own."""
    pages = site_pages(cycle.services, cycle.loaded, also=edition, written=cycle.language)
    shown = edition_in_form(edition, cycle.language, pages.language)
    return year_site(pages, shown, templates=cycle.services.settings.templates / "site")
