"""Closes a year: keeps all that it rests on, its page as it is published, and how its steps stood."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from cycle.application.publishing.integrity.second_copy import copy_published
from cycle.application.publishing.packages.minutes_paper import minutes_to_keep
from cycle.application.publishing.packages.records import PackageVersion
from cycle.application.publishing.pages.editions import edition_in_form, site_pages
from cycle.application.publishing.publish import list_stored
from cycle.application.results import ArchiveOutcome, ArchiveResult, ClosedStep, ClosedYear, KeptFile, read, write
from cycle.application.year import (
    REGISTER,
    ROLE_SEATS,
    STORE,
    OpenCycle,
    files_on_disk,
    keep_files,
    kept_files,
    register_of,
    role_seats_of,
    seats_held,
)
from cycle.archive.public_site.pages import Edition, SitePages
from cycle.archive.public_site.site import frozen_files
from cycle.archive.tree import TreeFile
from cycle.errors import CycleError
from cycle.model import Document, StoredFile, to_plain
from cycle.store.years.closings import Closing, ClosingKind
from cycle.store.years.results import Result

HTML = "text/html"
LEFT_OUT: Mapping[str, frozenset[str]] = {
    "outbox": frozenset({"token"}),
    "replies": frozenset({"text", "by"}),
    "printed": frozenset({"postal"}),
}
"""What is no record of the year: what names a recipient without saying who it is, people's private words, and the
private addresses that are deleted when their time is over (`retention.toml`).
"""


def next_version(cycle: OpenCycle) -> PackageVersion:
    """Return which package of the year is made next, after the one that stands."""
    closings = cycle.memory.closings.of(cycle.id)
    if not closings:
        return PackageVersion()
    last = closings[-1]
    return PackageVersion(number=last.version + 1, replaces=read(ClosedYear, last).package, reason=last.why)


def close_year(
    cycle: OpenCycle,
    result: Result,
    edition: Edition,
    outcome: ArchiveOutcome,
    *,
    steps: Sequence[ClosedStep],
    names: Sequence[str],
    why: str = "",
    afterwards: bool = False,
) -> Closing:
    """Return the closing of a year whose archive is approved and published, for the store to write.

    All it rests on is among the stored files when this returns; `steps` is how its steps stand, `names` who approved.
    """
    approved = read(ArchiveResult, result)
    language = approved.language or cycle.language
    pages = site_pages(cycle.services, cycle.loaded, also=edition, written=language)
    shown, templates = edition_in_form(edition, language, pages.language), cycle.services.settings.templates / "site"
    year = ClosedYear(
        snapshot=_snapshot(cycle),
        edition=edition,
        pages=bare_pages(pages),
        steps=tuple(steps),
        site=keep_site(cycle, frozen_files(pages, shown, templates=templates)),
        package=outcome.package,
        zip=outcome.zip,
        zip_sha256=outcome.zip_sha256,
        minutes=approved.minutes or minutes_to_keep(cycle)[0],
        afterwards=afterwards,
        language=None if language == pages.language else language,
    )
    row = as_row(cycle, year, kind="close", result=result, names=names, why=why)
    kept = {file.file.sha256: file.file.size for file in kept_files(cycle.memory.files, year.snapshot)}
    list_stored(cycle, also={**row.files, **kept})
    copy_published(cycle.services)
    return row


def bare_pages(pages: SitePages) -> SitePages:
    """Return what all pages of a site say, in each written form, without its editions."""
    other = None if pages.other is None else bare_pages(pages.other)
    return replace(pages, editions=(), addresses=(), signals=(), untranslated=frozenset(), other=other)


def as_row(
    cycle: OpenCycle, year: ClosedYear, *, kind: ClosingKind, result: Result, names: Sequence[str], why: str
) -> Closing:
    """Return the row of a closing or an act, numbered after the last."""
    earlier = cycle.memory.closings.of(cycle.id)
    last = earlier[-1].version if earlier else 0
    return Closing.holding(
        write(year),
        cycle=cycle.id,
        number=len(earlier) + 1,
        kind=kind,
        version=last if kind == "reopen" else last + 1,
        step=result.step,
        digest=result.digest,
        name=", ".join(dict.fromkeys(names)),
        why=why,
        at=cycle.now,
    )


def keep_site(cycle: OpenCycle, files: Sequence[TreeFile]) -> tuple[KeptFile, ...]:
    """Return the published files of a year, pages stored by their sha256 as documents are."""
    return tuple(KeptFile(path=file.path, file=_stored(cycle, file)) for file in files)


def _stored(cycle: OpenCycle, file: TreeFile) -> StoredFile:
    if isinstance(file.content, StoredFile):
        return file.content
    return cycle.memory.files.put(Document(name=file.path.rpartition("/")[2], media_type=HTML, data=file.content))


def _snapshot(cycle: OpenCycle) -> StoredFile:
    settings = cycle.services.settings
    found = {path: file.read_bytes() for path, file in files_on_disk(settings, cycle.loaded, own=_own(cycle))}
    return keep_files(cycle.memory.files, {**found, **_of_store(cycle)})


def _own(cycle: OpenCycle) -> str:
    return cycle.year_folder.name


def _of_store(cycle: OpenCycle) -> dict[str, bytes]:
    """Return what the store says of the year, as files: each table as JSON, tokens and private words left out."""
    record = cycle.record
    tables: dict[str, object] = {
        "given": cycle.row.given,
        "results": [asdict(row) for step in record.newest for row in record.revisions(step)],
        "outcomes": [asdict(row) for row in record.outcomes.values()],
        "decisions": [asdict(row) for row in record.decisions],
        "requests": [asdict(row) for row in record.requests],
        "outbox": [_without("outbox", asdict(row)) for row in record.mails],
        "printed": [_without("printed", asdict(row)) for row in record.printed],
        "replies": [_without("replies", _named_only(asdict(row))) for row in record.replies],
    }
    made = {f"{STORE}/{name}.json": _json(rows) for name, rows in tables.items()}
    with suppress(CycleError):  # a year whose community has lost its register can be closed all the same
        made[REGISTER] = _json(seats_held(register_of(cycle).register))
        made[ROLE_SEATS] = _json(sorted(role_seats_of(cycle)))
    return made


def _without(table: str, row: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in LEFT_OUT[table]}


def _named_only(reply: dict[str, Any]) -> dict[str, Any]:  # Any: columns of a row
    """Return the row with who comes instead by name and role, without the address."""
    return {**reply, "substitute": {**reply["substitute"], "address": ""}}


def _json(value: object) -> bytes:
    return (json.dumps(to_plain(value), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
