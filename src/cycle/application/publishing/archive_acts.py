"""What an act does to the page of a closed year: words that are corrected, a document or a name that goes away."""

from __future__ import annotations

import datetime as dt
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar

from cycle import wording
from cycle.application.year import OpenCycle
from cycle.archive.names import slug
from cycle.archive.pages import Edition, Erratum, File, PageDocument, Presentation, Source, Tombstone, sha256_of
from cycle.archive.site import edition_addresses
from cycle.catalogue import say, sentence
from cycle.errors import InputError, Problem, StepError
from cycle.model import Document, Language, PublicAddress, StoredFile
from cycle.phrases import Phrase
from cycle.register.dates import read_date, read_time
from cycle.store.archive_acts import ArchiveAct

T = TypeVar("T")
LANGUAGES: tuple[Language, ...] = ("nn", "nb")

FIELDS: Mapping[str, str] = {
    "date": sentence("Date"),
    "start": sentence("Start"),
    "end": sentence("End"),
    "registration": sentence("Registration"),
    "venue": sentence("Venue"),
    "place": sentence("Address or place"),
    "host": sentence("Host"),
    "chair": sentence("Chair"),
    "theme": sentence("Theme"),
    "aim": sentence("Aim"),
    "outcome": sentence("Outcome"),
}
"""What of a page is corrected whole, and its name."""
TEXT, NAME = "text", "name"
WORDS: Mapping[str, str] = {TEXT: sentence("Words on the page"), NAME: sentence("A name")}
"""What is found by the words that stand there."""
TIMES = frozenset({"start", "end", "registration"})
KEYS = frozenset({"meeting", "kind", "basis", "subject", "address", "sha256"})
"""Texts that nobody reads: they say what something is, or where."""
REMOVED = sentence("[name taken down]")
REWORDED = sentence("“{old}” is corrected to “{new}”.")


def applied(cycle: OpenCycle, act: ArchiveAct, edition: Edition, known: tuple[PublicAddress, ...]) -> Edition:
    """Return the page as it is after an act, with what it says of it; InputError where there is nothing to do it to."""
    language, day = cycle.language, cycle.services.today
    if act.what in FIELDS:
        changed, said = _field_corrected(act, edition, language)
    elif act.what == TEXT:
        changed = _reworded(act, edition, act.new)
        said = say(language, REWORDED, old=act.old, new=act.new)
    elif act.what == NAME:
        changed = _without_name(cycle, act, edition)
        said = say(language, "A name is taken down.")
    else:
        changed, said = _document_moved(cycle, act, edition, known)
    return replace(changed, errata=(*changed.errata, Erratum(at=day, text=said)), updated=day)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRefusal:
    """Why an act cannot be done: a sentence with its values, about one part of what was asked for."""

    where: str
    sentence: str
    values: Mapping[str, str] = field(default_factory=dict)


def refused(*found: ActRefusal) -> InputError:
    """Return the error for what cannot be done: in English for operators, in both written forms for the others."""
    phrases = [Phrase(refusal.sentence, **refusal.values) for refusal in found]
    problems = [
        Problem(file="", where=refusal.where, what=phrase) for refusal, phrase in zip(found, phrases, strict=True)
    ]
    error: InputError = InputError(problems).with_message(Phrase.together(*phrases))
    return error


def year_is_open(cycle: OpenCycle) -> StepError:
    """Return the error for an act on a year that is not closed."""
    what = f"{cycle.id}: is open; what is wrong is changed in its files, and its archive approved"
    return StepError(what).with_message(
        Phrase("The year is open. Change what is wrong in its files, and approve its archive.")
    )


def documents_of(edition: Edition) -> dict[str, StoredFile]:
    """Return title → file of each document and presentation of a page, as people choose among them."""
    found = {document.title: document.file for document in edition.documents if isinstance(document.file, StoredFile)}
    for talk in edition.presentations:
        for number, file in enumerate(talk.files, start=1):
            if isinstance(file, StoredFile):
                found.setdefault(talk.title if number == 1 else f"{talk.title} ({number})", file)
    return found


def to_look_at(
    act: ArchiveAct, edition: Edition, language: Language, known: tuple[PublicAddress, ...]
) -> tuple[str, ...]:
    """Return what the approver is to know: documents and addresses are left as they are when a name goes away."""
    if act.what != NAME:
        return ()
    titles = ", ".join(f"«{title}»" for title in documents_of(edition))
    there = [*(address for _, address in _addressed(edition, known)), *(stone.address for stone in edition.gone)]
    named = ", ".join(address for address in there if _names(address.rpartition("/")[2], act.old))
    stay = sentence(
        "The documents stay as they are. Look whether the name stands in {titles}, and take those down too."
    )
    lead = sentence(
        "The name stands in an address too: {addresses}. It stays. Replace the document with a file of another name; "
        "then no page leads there any more."
    )
    return (
        *([say(language, stay, titles=titles)] if titles else []),
        *([say(language, lead, addresses=named)] if named else []),
    )


def _field_corrected(act: ArchiveAct, edition: Edition, language: Language) -> tuple[Edition, str]:
    try:
        new = value_of(act)
    except ValueError as error:
        wrong = sentence("“{new}” is no such date or time.")
        raise refused(ActRefusal(where=act.what, sentence=wrong, values={"new": act.new})) from error
    old = getattr(edition, act.what)
    if old == new:
        raise refused(ActRefusal(where=act.what, sentence=sentence("It stands so already.")))
    values = {"what": say(language, FIELDS[act.what]), "old": _printed(old, language), "new": _printed(new, language)}
    said = say(language, "{what} is corrected from “{old}” to “{new}”.", **values)
    if old in {None, ""}:
        said = say(language, "{what} is added: “{new}”.", **values)
    return replace(edition, **{act.what: new}), said  # type: ignore[arg-type]


def value_of(act: ArchiveAct) -> dt.date | dt.time | str:
    """Return what a field is to hold; ValueError for what is no date or time."""
    if act.what == "date":
        return read_date(act.new)
    return read_time(act.new) if act.what in TIMES else act.new.strip()


def _printed(value: object, language: Language) -> str:
    if isinstance(value, dt.date):
        return wording.full_date(value, language)
    if isinstance(value, dt.time):
        return wording.clock(value)
    return "" if value is None else str(value)


def _reworded(act: ArchiveAct, edition: Edition, new: str) -> Edition:
    """Return the page with other words; InputError where they do not stand there."""
    return _unless_absent(act, edition, with_words(edition, act.old, new))


def _without_name(cycle: OpenCycle, act: ArchiveAct, edition: Edition) -> Edition:
    """Return the page with a name out of all it says, of what was corrected and what is gone too."""
    removed = say(cycle.language, REMOVED)
    errata = tuple(replace(erratum, text=_told_without(cycle, act.old, erratum.text)) for erratum in edition.errata)
    gone = tuple(replace(stone, title=with_words(stone.title, act.old, removed)) for stone in edition.gone)
    return _unless_absent(act, edition, replace(with_words(edition, act.old, removed), errata=errata, gone=gone))


def _told_without(cycle: OpenCycle, name: str, text: str) -> str:
    """Return what the page says of an act without a name; of a corrected name not how it was written wrong either."""
    of_words = [act for act in cycle.acts if act.what == TEXT and (name in act.old or name in act.new)]
    if any(text == say(language, REWORDED, old=act.old, new=act.new) for act in of_words for language in LANGUAGES):
        return say(cycle.language, "Words with a name that is taken down are corrected.")
    return with_words(text, name, say(cycle.language, REMOVED))


def _unless_absent(act: ArchiveAct, edition: Edition, changed: Edition) -> Edition:
    if changed == edition:
        absent = sentence("“{old}” does not stand on the page. Write the words as they stand there.")
        raise refused(ActRefusal(where=act.what, sentence=absent, values={"old": act.old}))
    return changed


def _names(address: str, name: str) -> bool:
    """Return whether a name can be read in an address: all its words in any order, or run together."""
    words, there = slug(name).split("-"), slug(address)
    together = len(words) > 1 and "".join(words) in there.replace("-", "")
    return set(words) <= set(there.split("-")) or together


def with_words(value: T, old: str, new: str, key: str = "") -> T:
    """Return a value with words replaced in every text that readers see; files and what is gone stay."""
    made: Any = value  # Any: put together of its parts again, of the same kind
    if isinstance(value, str):
        made = value if key in KEYS or not old else _words_exchanged(value, old, new)
    elif isinstance(value, tuple):
        made = tuple(with_words(part, old, new, key) for part in value)
    elif is_dataclass(value) and not isinstance(value, StoredFile | Document | Source | Tombstone | Erratum):
        parts = {part.name: getattr(value, part.name) for part in fields(value)}
        made = replace(value, **{name: with_words(part, old, new, name) for name, part in parts.items()})  # type: ignore[type-var]
    return made  # type: ignore[no-any-return]


def _words_exchanged(text: str, old: str, new: str) -> str:
    """Return a text with other words; where they are longer than the wrong ones, what is right already stays."""
    if old in new:
        return new.join(part.replace(old, new) for part in text.split(new))
    return text.replace(old, new)


def _document_moved(
    cycle: OpenCycle, act: ArchiveAct, edition: Edition, known: tuple[PublicAddress, ...]
) -> tuple[Edition, str]:
    """Return the page without a document, or with another in its place; its address says what became of it."""
    there, language = documents_of(edition), cycle.language
    if act.what not in there:
        absent = sentence("The page has no document “{title}”.")
        raise refused(ActRefusal(where="what", sentence=absent, values={"title": act.what}))
    old, replaced = there[act.what], act.kind == "correct"
    stones = [
        Tombstone(address=address, title=act.what, since=cycle.services.today, sha256=old.sha256, replaced=replaced)
        for file, address in _addressed(edition, known)
        if (file == old if replaced else sha256_of(file) == old.sha256)
    ]
    if act.kind == "take_down":
        said = say(language, "The document “{title}” is taken down.", title=act.what)
        changed = without_files(edition, {old.sha256})
    else:
        said = say(language, "The document “{title}” is replaced.", title=act.what)
        changed = with_file(edition, old, right_document(cycle, act))
    return replace(changed, gone=(*edition.gone, *stones)), said


def _addressed(edition: Edition, known: tuple[PublicAddress, ...]) -> Iterator[tuple[File, str]]:
    """Yield each document and presentation of a page with its address; the sha256 of an address is of its first."""
    folder = f"{edition.meeting}/{edition.year}" + (f"-{edition.number}" if edition.number > 1 else "")
    given = edition_addresses(edition, folder, known)
    documents = [document.file for document in edition.documents if document.file]
    talks = [file for talk in edition.presentations for file in talk.files]
    for files, under in ((documents, "dokument"), (talks, "presentasjonar")):
        yield from ((file, held.address) for file, held in zip(files, given[under], strict=True))


def right_document(cycle: OpenCycle, act: ArchiveAct) -> StoredFile:
    """Return the right document, as it was handed in."""
    kind = mimetypes.guess_type(act.file)[0] or "application/octet-stream"
    return cycle.memory.files.stored(act.new, name=act.file, media_type=kind)


def without_files(edition: Edition, gone: set[str]) -> Edition:
    """Return the page without these files; a document that has none any more is no line on it."""
    documents = tuple(document for document in edition.documents if not _is_of(document, gone))
    talks = tuple(replace(talk, files=tuple(_left(talk, gone))) for talk in edition.presentations)
    return replace(edition, documents=documents, presentations=talks)


def _is_of(document: PageDocument, gone: set[str]) -> bool:
    return isinstance(document.file, StoredFile) and document.file.sha256 in gone


def _left(talk: Presentation, gone: set[str]) -> Iterator[File]:
    for file in talk.files:
        if not (isinstance(file, StoredFile) and file.sha256 in gone):
            yield file


def with_file(edition: Edition, old: StoredFile, new: StoredFile) -> Edition:
    """Return the page with another document where one stands."""
    documents = tuple(
        replace(document, file=new) if document.file == old else document for document in edition.documents
    )
    talks = tuple(
        replace(talk, files=tuple(new if file == old else file for file in talk.files))
        for talk in edition.presentations
    )
    return replace(edition, documents=documents, presentations=talks)
