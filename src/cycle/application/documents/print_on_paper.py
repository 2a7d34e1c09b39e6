"""Letters on paper (på papir): who gets one, and the PDF to print, with addresses for window envelopes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

from cycle.application.documents.enclosures import enclosed
from cycle.application.documents.letters import file_in, letter_language, make
from cycle.application.results import LettersResult, PaperLetter, PaperLetters
from cycle.application.year import OpenCycle, StepNode, TranslatedYear, host_of, kind_of
from cycle.letters.fields import PERSONAL, letter_fields
from cycle.letters.pdf import print_batch
from cycle.model import LANGUAGES, PDF, Document, Invitee, Language, StoredFile
from cycle.store.mails.printed_letters import PrintedLetter

SHEET = "adresseark.docx"
"""Word template of the sheet before each letter, with the address where the envelope has its window."""


def paper_inputs(cycle: OpenCycle, invitees: Sequence[Invitee]) -> dict[str, object]:
    """Return what the sheets with addresses depend on; nothing while nobody gets a letter on paper."""
    if not any(invitee.on_paper for invitee in invitees):
        return {}
    folder = cycle.services.settings.templates / "docx"
    files = {file_in(cycle, SHEET, language) for language in LANGUAGES}
    return {"sheets": {file: sha256((folder / file).read_bytes()).hexdigest() for file in sorted(files)}}


def paper_letters(
    cycle: OpenCycle, node: StepNode, invitees: Sequence[Invitee], letters: LettersResult
) -> PaperLetters:
    """Return who of a dispatch gets the letter on paper, and the PDF to print; none where letters have no PDF."""
    on_paper = [invitee for invitee in invitees if invitee.on_paper]
    batch = batch_of(cycle, node, on_paper, letters) if on_paper else None
    stored = cycle.memory.files.put(batch) if batch else None
    return PaperLetters(
        letters=tuple(
            PaperLetter(
                recipient=reader.id, name=reader.name, postal=reader.postal, content=letter_digest(letters, reader)
            )
            for reader in on_paper
        ),
        batch=stored,
    )


def printed_of(cycle: OpenCycle, node: StepNode) -> Mapping[str, PrintedLetter]:
    """Return recipient → the last printing of a dispatch."""
    return {letter.recipient: letter for letter in cycle.record.printed if letter.kind == kind_of(cycle, node)}


def batch_of(cycle: OpenCycle, node: StepNode, chosen: Sequence[Invitee], letters: LettersResult) -> Document | None:
    """Return the PDF: for each, a sheet with the address, the letter and its enclosures; None where one has no PDF."""
    read = cycle.memory.files.get
    sheets = _sheets(cycle, node, chosen)
    parts = []
    for reader in chosen:
        letter = letters.of(reader.id)
        common = enclosed(letters.common, letter.language)
        files = [sheets.get(reader.id), *(part.pdf for part in (letter, *common))]
        if any(file is None for file in files):
            return None
        parts.append([read(file.sha256) for file in files if file is not None])
    title = cycle.say("{dispatch} {year} on paper", dispatch=cycle.dispatch(node).title, year=cycle.year)
    return Document(name=f"{title}.pdf", media_type=PDF, data=print_batch(parts, title=title))


def letter_digest(letters: LettersResult, invitee: Invitee) -> str:
    """Return the sha256 of the letter of one invitee."""
    return letters.of(invitee.id).file.sha256


def enclosed_digests(letters: LettersResult, invitee: Invitee) -> tuple[str, ...]:
    """Return the sha256 of each file that goes with the letter of one invitee."""
    return tuple(common.file.sha256 for common in enclosed(letters.common, letters.of(invitee.id).language))


def _sheets(cycle: OpenCycle, node: StepNode, chosen: Sequence[Invitee]) -> dict[str, StoredFile | None]:
    """Return invitee id → the sheet with the address, in the reader's language."""
    by_language: dict[Language, list[Invitee]] = {}
    for invitee in chosen:
        by_language.setdefault(letter_language(cycle, SHEET, invitee.language), []).append(invitee)
    found: dict[str, StoredFile | None] = {}
    for language, people in by_language.items():
        translated = TranslatedYear(cycle=cycle, language=language)
        host = translated.host(host_of(cycle))
        wanted = {
            invitee.id: (
                f"Adresse – {invitee.name}",
                letter_fields(
                    translated.invitee(invitee, host=host),
                    community=translated.community,
                    meeting=translated.meeting,
                    kind=translated.kind,
                    facts=translated.facts,
                    host=host,
                    dispatch=translated.dispatch(node),
                    date=cycle.services.today,
                    language=language,
                ),
            )
            for invitee in people
        }
        made = make(cycle, file_in(cycle, SHEET, language), wanted, known=PERSONAL)
        found |= {key: letter.pdf for key, letter in made.items()}
    return found
