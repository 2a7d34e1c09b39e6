"""Step 5, letters: a Word file and a PDF for each addressee, the common enclosures, and pictures to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from cycle import wording
from cycle.letters.preview import contact_sheet, coverage
from cycle.model import PNG, Document, Invitee, StoredFile, digest, from_plain, to_plain
from cycle.steps.chain import Link
from cycle.steps.cycle import OpenCycle
from cycle.steps.documents import (
    CommonDocument,
    MadeLetter,
    common_documents,
    letter_language,
    personal_letters,
    programme_for,
    template_digests,
)
from cycle.steps.links import file_link, letters_link
from cycle.steps.markdown import paragraphs, plain
from cycle.steps.pictures import Pictures
from cycle.steps.step import Body, Presentation, Step, Table
from cycle.steps.upstream import invitation_list_of
from cycle.store.results import Result

BATCH = 80


def inputs(cycle: OpenCycle, link: Link) -> Mapping[str, Any]:
    """Return what the letters depend on: their templates, the dispatch, the facts and the programme."""
    dispatch = cycle.dispatch(link)
    return {
        "templates": template_digests(cycle, dispatch),
        "pictures": Pictures(cycle.loaded).digests(),
        "dispatch": to_plain(asdict(dispatch)),
        "community": cycle.loaded.digest,
        "facts": digest([cycle.year_inputs.facts, cycle.year_inputs.words]),
        "programme": digest(programme_for(cycle, dispatch)),
        "pdf": cycle.services.settings.pdf,
    }


def batches(cycle: OpenCycle, _link: Link) -> list[list[str]]:
    """Return the invitees' ids, some at a time: a process that is killed loses one batch at most."""
    ids = [one.id for one in invitation_list_of(cycle).invitees]
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def work(cycle: OpenCycle, link: Link, batch: Sequence[str]) -> int:
    """Make the letters of one batch; those in the store are not made again. Return how many letters there are."""
    wanted = set(batch)
    invitees = [one for one in invitation_list_of(cycle).invitees if one.id in wanted]
    return len(personal_letters(cycle, link, invitees, date=cycle.letter_date(link)))


def prepare(cycle: OpenCycle, link: Link) -> Body:
    """Return every letter and enclosure as stored files, and the contact sheet for the approver."""
    invitees = invitation_list_of(cycle).invitees
    date = cycle.letter_date(link)
    letters = personal_letters(cycle, link, invitees, date=date)
    common = common_documents(cycle, link, readers=[one.language for one in invitees], date=date)
    sheet = _contact_sheet(cycle, invitees, letters, common)
    return {
        "date": date.isoformat(),
        "letters": [
            {
                "recipient": one.id,
                "name": one.name,
                "language": letter_language(cycle, cycle.dispatch(link).template, one.language),
                **to_plain(asdict(letters[one.id])),
            }
            for one in invitees
        ],
        "common": [
            {"template": one.template, "language": one.language, **to_plain(asdict(one.made))} for one in common
        ],
        "contact_sheet": to_plain(sheet) if sheet else None,
    }


def present(cycle: OpenCycle, link: Link, result: Result) -> Presentation:
    """Return what the approver looks at: a picture of chosen pages, and a link to every letter."""
    letters, common = result.body["letters"], result.body["common"]
    sheet = result.body["contact_sheet"]
    without = [one["name"] for one in letters if one["pdf"] is None]
    enclosures = [
        f"[{plain(one['pdf']['name'])}]({file_link(cycle, from_plain(StoredFile, one['pdf']))})"
        for one in common
        if one["pdf"]
    ]
    made = f"**{wording.count(len(letters), 'brev er laga', 'brev er laga')}**"
    missing = "**PDF manglar: LibreOffice er ikkje installert. Breva går som Word-filer.**" if without else ""
    look = f"[Sjå alle breva]({letters_link(cycle, link)})"
    markdown = paragraphs(
        made + (f", med {len(common)} felles vedlegg: {', '.join(enclosures)}." if common else "."),
        missing,
        look,
        f"![Utval av breva]({file_link(cycle, from_plain(StoredFile, sheet))})" if sheet else "",
        "Utvalet viser det første brevet, det lengste namnet, den lengste organisasjonen og den som har flest plassar.",
        "Godkjenn når breva er rette. Det du ser, er det som blir sendt, teikn for teikn.",
    )
    rows = [
        {"Mottakar": one["name"], "Fil": (one["pdf"] or one["docx"])["name"], "Storleik": _size(one)} for one in letters
    ]
    return Presentation(
        title=cycle.title_of(link),
        summary=f"{made}. {missing} {look}.".replace("  ", " "),
        markdown=markdown,
        tables=(Table(id="liste", title="Breva", rows=rows),),
    )


def _contact_sheet(
    cycle: OpenCycle,
    invitees: Sequence[Invitee],
    letters: Mapping[str, MadeLetter],
    common: Sequence[CommonDocument],
) -> StoredFile | None:
    files = cycle.memory.files
    shown = [letters[one] for one in coverage(invitees)]
    pdfs = [files.get(one.pdf.sha256) for one in [*shown, *(one.made for one in common)] if one.pdf]
    if not pdfs:
        return None
    return files.put(Document(name="utval.png", media_type=PNG, data=contact_sheet(pdfs)))


def _size(letter: Mapping[str, Any]) -> str:
    return wording.file_size((letter["pdf"] or letter["docx"])["size"])


STEP = Step(title="Brev", inputs=inputs, prepare=prepare, present=present, batches=batches, work=work)
