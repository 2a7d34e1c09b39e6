"""The words the pages print about a year: labels, dates, file sizes, what is known and what is doubtful."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from cycle import wording
from cycle.archive.pages import Contradiction, Edition, Fact, File
from cycle.model import Document

SUBJECTS = {
    "date": "Dato",
    "time": "Tid",
    "place": "Stad",
    "host_side": "Vertskap, side",
    "host": "Vertskap",
    "chair": "Møteleiing",
    "aim": "Føremål",
    "outcome": "Resultat",
    "programme": "Program",
    "documents": "Dokument",
    "presentations": "Presentasjonar",
    "other": "Anna",
}
BASES = {
    "stated": "Oppgitt",
    "inferred": "Utleidd",
    "corrected": "Retta",
    "decided": "Avgjort",
    "ours": "Vår lesing",
}
TYPES = {
    "pdf": "PDF",
    "docx": "Word",
    "odt": "OpenDocument-tekst",
    "pptx": "PowerPoint",
    "odp": "OpenDocument-presentasjon",
    "xlsx": "Excel",
    "ods": "OpenDocument-rekneark",
    "ics": "kalenderfil",
}


def about(file: File) -> str:
    """Return type and size of a file as readers know them: `PDF, 87 kB`."""
    ending = PurePosixPath(file.name).suffix.removeprefix(".").lower()
    size = len(file.data) if isinstance(file, Document) else file.size
    return f"{TYPES.get(ending, ending.upper() or 'fil')}, {wording.file_size(size)}"


def known(edition: Edition) -> tuple[str, ...]:
    """Return what the index promises about a year: programme, cover letter, number of presentations."""
    kinds = {document.kind for document in edition.documents if document.file}
    files = sum(bool(one.files) for one in edition.presentations)
    talks = len(edition.presentations)
    return tuple(
        text
        for text, there in (
            ("program", edition.programme or "programme" in kinds),
            ("følgjebrev", "cover_letter" in kinds),
            ("referat", "minutes" in kinds),
            (wording.count(files, "presentasjon", "presentasjonar"), files),
            (wording.count(talks, "innlegg", "innlegg"), talks and not files),
        )
        if there
    )


def doubt(edition: Edition, subject: str) -> Fact | None:
    """Return the fact behind a value that is not simply stated or decided, or None.

    Where no host organisation is known, the page prints the side, so the doubt is the side's.
    """
    meant = {subject, "host_side"} if subject == "host" and not edition.host else {subject}
    doubtful = (fact for fact in edition.facts if fact.subject in meant and fact.basis not in {"stated", "decided"})
    return next(doubtful, None)


def explained(one: Contradiction) -> str:
    """Return the contradiction in sentences: `Kjelda seier «…». Rett dato er truleg …, fordi …`."""
    said = one.printed if _whole(one.printed) else f"Kjelda seier «{one.printed}»."
    right = "" if one.subject == "other" else f" {SUBJECTS[one.subject].lower()}"
    if not one.likely:
        likely = "Vi veit ikkje kva som er rett."
    elif _whole(one.likely):
        likely = f"Truleg rett: {one.likely}"
    else:
        likely = f"Rett{right} er truleg {one.likely}."
    return f"{said} {_because(likely, one.why)}"


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, which are parted by empty lines."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def capital(text: str) -> str:
    """Return the text with a capital first letter and the rest as it was."""
    return text[:1].upper() + text[1:]


def _whole(text: str) -> bool:
    """Tell sentences from a few words."""
    return text.endswith((".", "!", "?"))


def _because(sentence: str, why: str) -> str:
    if not why:
        return sentence
    if why[0].isupper():
        return f"{sentence} {why.rstrip('.')}."
    return f"{sentence.rstrip('.')}, fordi {why.rstrip('.')}."


WORDS: Mapping[str, Mapping[str, str] | Callable[..., object]] = {
    "subjects": SUBJECTS,
    "bases": BASES,
    "long_date": wording.long_date,
    "full_date": wording.full_date,
    "clock": wording.clock,
    "clock_range": wording.clock_range,
    "listed": wording.listed,
    "capital": capital,
    "paragraphs": paragraphs,
    "known": known,
    "explained": explained,
    "doubt": doubt,
}
"""Every word and function a page template may use."""
