"""The words the pages print about a year: labels, dates, file sizes, what is known and what is doubtful."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from cycle import wording
from cycle.archive.public_site.link_names import edition_names
from cycle.archive.public_site.pages import Edition, FactBasis, File, Meeting, PageContradiction, PageFact, Subject
from cycle.catalogue import counted, in_context, say, sentence
from cycle.model import Document, Language, SignalStatus
from cycle.page_words import page_words
from cycle.wording import with_capital

SUBJECTS: Mapping[Subject, str] = {
    "date": sentence("Date"),
    "time": sentence("Time"),
    "start": sentence("Start"),
    "end": sentence("End"),
    "registration": sentence("Registration"),
    "place": sentence("Place"),
    "host_side": sentence(in_context("page", "Host")),
    "host": sentence(in_context("page", "Host")),
    "chair": sentence(in_context("page", "Chair")),
    "aim": sentence("Aim"),
    "outcome": sentence("Outcome"),
    "programme": sentence("Programme"),
    "documents": sentence("Documents"),
    "presentations": sentence("Presentations"),
    "other": sentence("Other"),
}
BASES: Mapping[FactBasis, str] = {
    "stated": sentence("Stated"),
    "inferred": sentence("Derived"),
    "corrected": sentence("Corrected"),
    "decided": sentence("Decided"),
    "ours": sentence("Our reading"),
}
SIGNAL_STATES: Mapping[SignalStatus, str] = {
    "open": sentence("Nobody has reported"),
    "answered": sentence("Answered, not settled"),
    "done": sentence("Done"),
    "dropped": sentence("No longer asked for"),
}
OTHER_FORM: Mapping[Language, Language] = {"nn": "nb", "nb": "nn"}
SWITCHES: Mapping[Language, str] = {
    "nn": sentence("Read this page in Nynorsk"),
    "nb": sentence("Read this page in Bokmål"),
}
"""What opens the same page in a written form, said in that form."""
ONLY_IN: Mapping[Language, str] = {
    "nn": sentence("The page is in Nynorsk only"),
    "nb": sentence("The page is in Bokmål only"),
}
TYPES = {
    "pdf": "PDF",
    "docx": "Word",
    "pptx": "PowerPoint",
    "xlsx": "Excel",
    "ics": sentence("calendar file"),
    "odt": sentence("OpenDocument text"),
    "odp": sentence("OpenDocument presentation"),
    "ods": sentence("OpenDocument spreadsheet"),
}


def about(file: File, language: Language = "nn") -> str:
    """Return type and size of a file as readers know them: `PDF, 87 kB`."""
    ending = PurePosixPath(file.name).suffix.removeprefix(".").lower()
    size = len(file.data) if isinstance(file, Document) else file.size
    kind = say(language, TYPES.get(ending, "")) or ending.upper() or say(language, "file")
    return f"{kind}, {wording.file_size(size)}"


def known_parts(edition: Edition, language: Language = "nn") -> tuple[str, ...]:
    """Return what the index promises about a year: programme, cover letter, number of presentations."""
    kinds = {document.kind for document in edition.documents if document.file}
    files = sum(bool(presentation.files) for presentation in edition.presentations)
    talks = len(edition.presentations)
    return tuple(
        text
        for text, there in (
            (say(language, "programme"), edition.programme or "programme" in kinds),
            (say(language, "cover letter"), "cover_letter" in kinds),
            (say(language, "minutes"), "minutes" in kinds),
            (counted(language, files, "{number} presentation", "{number} presentations"), files),
            (counted(language, talks, "{number} talk", "{number} talks"), talks and not files),
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


def shown_facts(edition: Edition) -> tuple[PageFact, ...]:
    """Return the facts that are told; a side of one organisation is not told beside that organisation."""
    twice = any(fact.subject == "host" for fact in edition.facts) and wording.names(edition.host, edition.host_side)
    return tuple(fact for fact in edition.facts if not (twice and fact.subject == "host_side"))


def label(edition: Edition, fact: PageFact, language: Language = "nn") -> str:
    """Return what stands before a fact; the side is the host where no organisation is known to host for it."""
    if fact.subject == "host_side" and any(other.subject == "host" for other in edition.facts):
        return say(language, "Host on behalf of")
    return say(language, SUBJECTS[fact.subject])


def contradiction_text(contradiction: PageContradiction, language: Language = "nn") -> str:
    """Return the contradiction in sentences: `Kjelda seier «…». Rett dato er truleg …, fordi …`."""
    said = contradiction.printed
    if not _whole(said):
        said = say(language, "The source says «{printed}».", printed=contradiction.printed)
    subject = say(language, SUBJECTS[contradiction.subject]).lower()
    right = "" if contradiction.subject == "other" else f" {subject}"
    if _whole(contradiction.likely):
        return " ".join([said, contradiction.likely, *([_sentence(contradiction.why)] if contradiction.why else [])])
    likely = say(language, "We do not know what is right.")
    if contradiction.likely:
        likely = say(language, "The right{subject} is probably {likely}.", subject=right, likely=contradiction.likely)
    return f"{said} {_because(likely, contradiction.why, language)}"


def spoken(edition: Edition, meeting: Meeting) -> str:
    """Return what a sentence calls an edition, `partnarskapsmøtet 2027`; other titles stand whole."""
    if meeting.definite and f"{edition.title} ".startswith(f"{meeting.title} "):
        return wording.in_a_sentence(f"{meeting.definite}{edition.title.removeprefix(meeting.title)}")
    if meeting.definite and f"{edition.title} ".startswith(f"{meeting.definite} "):
        return wording.in_a_sentence(edition.title)
    return edition.title


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a text, which are parted by empty lines."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _whole(text: str) -> bool:
    """Tell sentences from a few words."""
    return text.endswith((".", "!", "?"))


def _sentence(text: str) -> str:
    return f"{with_capital(text).rstrip('.')}."


def _because(text: str, why: str, language: Language) -> str:
    if not why:
        return text
    if why[0].isupper():
        return f"{text} {why.rstrip('.')}."
    return say(language, "{statement}, because {why}.", statement=text.rstrip("."), why=why.rstrip("."))


_PARTS = {"time": ("start", "end", "registration")}
"""Facts that the page prints as one."""


def site_words(language: Language) -> Mapping[str, Mapping[Any, str] | Callable[..., object] | str]:
    """Return every word and function a page template may use, in the language of the pages."""
    return {
        "subjects": {subject: say(language, words) for subject, words in SUBJECTS.items()},
        "bases": {basis: say(language, words) for basis, words in BASES.items()},
        "signal_states": {status: say(language, words) for status, words in SIGNAL_STATES.items()},
        "long_date": partial(wording.long_date, language=language),
        "full_date": partial(wording.full_date, language=language),
        "clock": wording.clock,
        "clock_range": wording.clock_range,
        "listed": wording.listed,
        "capital": with_capital,
        "paragraphs": paragraphs_of,
        "known": partial(known_parts, language=language),
        "explained": partial(contradiction_text, language=language),
        "doubt": doubt,
        "shown_facts": shown_facts,
        "label": partial(label, language=language),
        "spoken": spoken,
        "names": wording.names,
        "edition_names": partial(edition_names, language=language),
        "switch": say(OTHER_FORM[language], SWITCHES[OTHER_FORM[language]]),
        "only_there": say(language, ONLY_IN[OTHER_FORM[language]]),
        **page_words(language),
    }
