"""The words the pages print about a year: labels, dates, file sizes, what is known and what is doubtful."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from cycle import wording
from cycle.archive.pages import Edition, FactBasis, File, PageContradiction, PageFact, Subject
from cycle.model import Document, Language

SUBJECTS: Mapping[Language, Mapping[Subject, str]] = {
    "nn": {
        "date": "Dato",
        "time": "Tid",
        "start": "Start",
        "end": "Slutt",
        "registration": "Registrering",
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
    },
    "nb": {
        "date": "Dato",
        "time": "Tid",
        "start": "Start",
        "end": "Slutt",
        "registration": "Registrering",
        "place": "Sted",
        "host_side": "Vertskap, side",
        "host": "Vertskap",
        "chair": "Møteledelse",
        "aim": "Formål",
        "outcome": "Resultat",
        "programme": "Program",
        "documents": "Dokumenter",
        "presentations": "Presentasjoner",
        "other": "Annet",
    },
}
BASES: Mapping[Language, Mapping[FactBasis, str]] = {
    "nn": {
        "stated": "Oppgitt",
        "inferred": "Utleidd",
        "corrected": "Retta",
        "decided": "Avgjort",
        "ours": "Vår tolking",
    },
    "nb": {
        "stated": "Oppgitt",
        "inferred": "Utledet",
        "corrected": "Rettet",
        "decided": "Avgjort",
        "ours": "Vår tolkning",
    },
}
TYPES = {
    "pdf": "PDF",
    "docx": "Word",
    "pptx": "PowerPoint",
    "xlsx": "Excel",
    "ics": "kalenderfil",
}
OPEN_TYPES: Mapping[Language, Mapping[str, str]] = {
    "nn": {
        "odt": "OpenDocument-tekst",
        "odp": "OpenDocument-presentasjon",
        "ods": "OpenDocument-rekneark",
    },
    "nb": {
        "odt": "OpenDocument-tekst",
        "odp": "OpenDocument-presentasjon",
        "ods": "OpenDocument-regneark",
    },
}
SAID: Mapping[Language, Mapping[str, str]] = {
    "nn": {
        "file": "fil",
        "cover letter": "følgjebrev",
        "presentations": "presentasjon|presentasjonar",
        "source": "Kjelda seier «{printed}».",
        "unknown": "Vi veit ikkje kva som er rett.",
        "likely": "Rett{subject} er truleg {likely}.",
    },
    "nb": {
        "file": "fil",
        "cover letter": "følgebrev",
        "presentations": "presentasjon|presentasjoner",
        "source": "Kilden sier «{printed}».",
        "unknown": "Vi vet ikke hva som er rett.",
        "likely": "Rett{subject} er trolig {likely}.",
    },
}


def about(file: File, language: Language = "nn") -> str:
    """Return type and size of a file as readers know them: `PDF, 87 kB`."""
    ending = PurePosixPath(file.name).suffix.removeprefix(".").lower()
    size = len(file.data) if isinstance(file, Document) else file.size
    kind = {**TYPES, **OPEN_TYPES[language]}.get(ending) or ending.upper() or SAID[language]["file"]
    return f"{kind}, {wording.file_size(size)}"


def known(edition: Edition, language: Language = "nn") -> tuple[str, ...]:
    """Return what the index promises about a year: programme, cover letter, number of presentations."""
    kinds = {document.kind for document in edition.documents if document.file}
    files = sum(bool(presentation.files) for presentation in edition.presentations)
    talks, said = len(edition.presentations), SAID[language]
    return tuple(
        text
        for text, there in (
            ("program", edition.programme or "programme" in kinds),
            (said["cover letter"], "cover_letter" in kinds),
            ("referat", "minutes" in kinds),
            (wording.count(files, *said["presentations"].split("|")), files),
            (wording.count(talks, "innlegg", "innlegg"), talks and not files),
        )
        if there
    )


def doubt(edition: Edition, subject: str) -> PageFact | None:
    """Return the fact behind a value that is not simply stated or decided, or None.

    Where no host organisation is known, the page prints the side, so the doubt is the side's.
    """
    meant = {subject, *_PARTS.get(subject, ())} | ({"host_side"} if subject == "host" and not edition.host else set())
    doubtful = (fact for fact in edition.facts if fact.subject in meant and fact.basis not in {"stated", "decided"})
    return next(doubtful, None)


def explained(contradiction: PageContradiction, language: Language = "nn") -> str:
    """Return the contradiction in sentences: `Kjelda seier «…». Rett dato er truleg …, fordi …`."""
    words = SAID[language]
    said = (
        contradiction.printed
        if _whole(contradiction.printed)
        else words["source"].format(printed=contradiction.printed)
    )
    right = "" if contradiction.subject == "other" else f" {SUBJECTS[language][contradiction.subject].lower()}"
    if _whole(contradiction.likely):
        return " ".join([said, contradiction.likely, *([_sentence(contradiction.why)] if contradiction.why else [])])
    likely = (
        words["likely"].format(subject=right, likely=contradiction.likely) if contradiction.likely else words["unknown"]
    )
    return f"{said} {_because(likely, contradiction.why)}"


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, which are parted by empty lines."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def capital(text: str) -> str:
    """Return the text with a capital first letter and the rest as it was."""
    return text[:1].upper() + text[1:]


def _whole(text: str) -> bool:
    """Tell sentences from a few words."""
    return text.endswith((".", "!", "?"))


def _sentence(text: str) -> str:
    return f"{capital(text).rstrip('.')}."


def _because(sentence: str, why: str) -> str:
    if not why:
        return sentence
    if why[0].isupper():
        return f"{sentence} {why.rstrip('.')}."
    return f"{sentence.rstrip('.')}, fordi {why.rstrip('.')}."


_PARTS = {"time": ("start", "end", "registration")}
"""Facts that the page prints as one."""


def words_in(language: Language) -> Mapping[str, Mapping[Any, str] | Callable[..., object]]:
    """Return every word and function a page template may use, in the language of the pages."""
    return {
        "subjects": SUBJECTS[language],
        "bases": BASES[language],
        "long_date": partial(wording.long_date, language=language),
        "full_date": partial(wording.full_date, language=language),
        "clock": wording.clock,
        "clock_range": wording.clock_range,
        "listed": partial(wording.listed, language=language),
        "capital": capital,
        "paragraphs": paragraphs,
        "known": partial(known, language=language),
        "explained": partial(explained, language=language),
        "doubt": doubt,
    }
