"""Everything a year leaves behind, gathered for its archive package."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from cycle.application.delivery import letter_rows
from cycle.application.publishing.editions import site_pages
from cycle.application.publishing.public_letters import letters_that_went
from cycle.application.year import OpenCycle, committee_of, host_of, invitation_list_of, result_of
from cycle.archive.package import ArchivedLetter, DecisionRecord, YearRecords
from cycle.archive.pages import Edition
from cycle.archive.site import year_site
from cycle.archive.tree import TreeFile
from cycle.model import StoredFile, from_plain


def year_records(
    cycle: OpenCycle, edition: Edition, *, made: str = "", proofs: Sequence[Mapping[str, Any]] = ()
) -> YearRecords:
    """Return the year's records as they are now; `made` is the day on the package, today when empty.

    `proofs` are the files of the proofs of notice, as `stored_proofs` gives them.
    """
    letters, documents = [], []
    for link in letters_that_went(cycle):
        body = result_of(cycle, link.name).body
        for one in body["letters"]:
            files = tuple(from_plain(StoredFile, one[form]) for form in ("docx", "pdf") if one[form])
            letters.append(ArchivedLetter(dispatch=link.dispatch, recipient=one["recipient"], files=files))
        documents += [
            from_plain(StoredFile, one[form]) for one in body["common"] for form in ("docx", "pdf") if one[form]
        ]
    pages = site_pages(cycle.services, cycle.loaded, also=edition)
    return YearRecords(
        cycle=cycle.id,
        title=edition.title,
        organisation=cycle.loaded.community.contact.name,
        language=cycle.language,
        contact=cycle.loaded.community.contact.address,
        made=dt.date.fromisoformat(made) if made else cycle.services.today,
        letters=tuple(letters),
        documents=tuple(documents),
        presentations=tuple(
            file for one in edition.presentations for file in one.files if isinstance(file, StoredFile)
        ),
        invitations=invitation_list_of(cycle),
        host=host_of(cycle),
        committee=committee_of(cycle),
        milestones=cycle.milestones,
        decisions=tuple(
            DecisionRecord(
                step=one.step,
                revision=one.revision,
                digest=one.digest,
                decision=one.decision,
                name=one.name,
                at=one.at,
                comment=one.comment,
                channel=one.channel,
                count=one.count,
                send_back_to=one.send_back_to,
            )
            for one in cycle.record.decisions
            if one.step != "archive"
        ),
        ledger=letter_rows(cycle),
        others=tuple(
            TreeFile(path=f"kvitteringar/{one['dispatch']}{PurePath(file['name']).suffix}", content=stored)
            for one in proofs
            for file in one["files"]
            if (stored := from_plain(StoredFile, file))
        ),
        site=year_site(pages, edition, templates=cycle.services.settings.templates / "site"),
    )
