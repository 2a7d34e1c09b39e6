"""The documents of a year that everyone may read: the programme, and each letter with no addressee in it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cycle import wording
from cycle.application.delivery import SentLetter, sent_letters
from cycle.application.documents import enclosed, enclosure_title, personal_letters
from cycle.application.results import LettersResult, RenderedLetter, read
from cycle.application.year import OpenCycle, StepNode, TranslatedYear, result_of
from cycle.archive.public_site.pages import DocumentKind
from cycle.catalogue import say
from cycle.model import InvitedSeat, Invitee, Language, StoredFile

KINDS: dict[str, DocumentKind] = {"invitasjon": "invitation", "folgebrev": "cover_letter"}


def public_documents(cycle: OpenCycle) -> Iterator[tuple[str, DocumentKind, StoredFile]]:
    """Yield title, kind and file of each document to publish: what most readers got, to nobody by name.

    A dispatch that reached nobody is not among them, and what was made after it went changes nothing.
    """
    went, titles = _published(cycle), titles_of_letters(cycle, cycle.language)
    for _, made in went:
        for document in enclosed(made.common, cycle.loaded.community.language):
            yield document.file.name.rpartition(".")[0], "programme", document.file
    for node, made in went:
        public = made.public or _made_now(cycle, node, date=made.date)
        yield titles[node.name], KINDS.get(node.dispatch, "other"), public.file


def public_titles(cycle: OpenCycle, language: Language) -> Mapping[str, str]:
    """Return the title of each document to publish → what it is called in another written form.

    So it is called there also when it was made in one form only, as most enclosures are.
    """
    own, other = titles_of_letters(cycle, cycle.language), titles_of_letters(cycle, language)
    found = {title: other[step] for step, title in own.items()}
    year = TranslatedYear(cycle=cycle, language=language)
    for node, made in _published(cycle):
        there, common = enclosed(made.common, language), cycle.dispatch(node).common
        beside = {document.template: document.file.name.rpartition(".")[0] for document in there}
        one_form = [document for document in there if document.language != language and document.template in common]
        for document in one_form:
            beside[document.template] = enclosure_title(year, node, common.index(document.template))
        for document in enclosed(made.common, cycle.loaded.community.language):
            found[document.file.name.rpartition(".")[0]] = beside[document.template]
    return found


def titles_of_letters(cycle: OpenCycle, language: Language) -> Mapping[str, str]:
    """Return letters step → what its public letter is called in a written form, each title once.

    Of several of one name, two changes of one meeting, each has its date; of one date, its number too. What tells them
    apart is the same in both forms, so that page, messages and remarks name them alike.
    """
    year, went = TranslatedYear(cycle=cycle, language=language), _published(cycle)
    own = Counter(public_title(cycle, node) for node, _ in went)
    dated = Counter((public_title(cycle, node), made.date) for node, made in went)
    met: Counter[tuple[str, dt.date]] = Counter()
    found: dict[str, str] = {}
    for node, made in went:
        named = public_title(cycle, node)
        met[named, made.date] += 1
        title = _title_in(year, node)
        if own[named] > 1:
            title = f"{title} ({wording.long_date(made.date, language)})"
        if dated[named, made.date] > 1:
            title = f"{title} ({met[named, made.date]})"
        found[node.name] = title
    return found


def _title_in(year: TranslatedYear, node: StepNode) -> str:
    """Return `Invitasjon til partnarskapsmøtet 2027`; what was asked for is called by its subject, a change `i` it."""
    dispatch = year.dispatch(node)
    if dispatch.by == "request":
        return year.subject(node)
    title, meeting = dispatch.title, year.meeting
    return say(year.language, "{dispatch} to {meeting} {year}", dispatch=title, meeting=meeting, year=year.cycle.year)


def _published(cycle: OpenCycle) -> list[tuple[StepNode, LettersResult]]:
    """Return each letter to all that reached somebody, as most of its readers got it."""
    sent = sent_letters(cycle)
    nodes = [node for node in cycle.graph if node.kind == "letters" and is_for_all(cycle, node)]
    return [(node, made) for node in nodes if (made := _most_received(cycle, node, sent)) is not None]


def public_reader(cycle: OpenCycle, node: StepNode) -> Invitee | None:
    """Return to whom the public letter of a dispatch is: all, and nobody by name; None when it is between two.

    The letter is made with those of the readers, so that it says what they say whatever is decided afterwards.
    """
    return everyone(cycle) if is_for_all(cycle, node) else None


def public_letter(cycle: OpenCycle, node: StepNode, made: RenderedLetter) -> RenderedLetter:
    """Return the letter under the name it is published by."""
    name = public_title(cycle, node).replace(": ", " – ")  # Windows takes no colon in a name
    pdf = replace(made.pdf, name=f"{name}.pdf") if made.pdf else None
    return RenderedLetter(docx=replace(made.docx, name=f"{name}.docx"), pdf=pdf)


def _most_received(cycle: OpenCycle, node: StepNode, sent: Iterable[SentLetter]) -> LettersResult | None:
    """Return the letters of a dispatch as most of its readers got them; None when it reached nobody."""
    received = [letter for letter in sent if letter.dispatch == node.dispatch]
    if not received:
        return None
    revisions = Counter(letter.revision for letter in received if letter.revision is not None)
    mailings = {mailing.revision: mailing for mailing in cycle.record.revisions(f"mailing.{node.dispatch}")}
    revision = max(revisions, key=lambda number: (revisions[number], number), default=max(mailings, default=0))
    needed = mailings[revision].inputs.get(node.name) if revision in mailings else ""
    made = [result for result in cycle.record.revisions(node.name) if result.digest == needed]
    return read(LettersResult, made[-1] if made else result_of(cycle, node.name))


def _made_now(cycle: OpenCycle, node: StepNode, *, date: dt.date) -> RenderedLetter:
    """Return the public letter of a year from before it was made with the others."""
    reader = everyone(cycle)
    return public_letter(cycle, node, personal_letters(cycle, node, [reader], date=date)[reader.id])


def is_for_all(cycle: OpenCycle, node: StepNode) -> bool:
    """Return whether a letter went to everybody; a reminder or a correction is between two."""
    dispatch = cycle.dispatch(node)
    chosen = dispatch.request is not None and bool(dispatch.request.chosen)
    return dispatch.audience in {"everyone", "told"} and not chosen


def everyone(cycle: OpenCycle) -> Invitee:
    """Return the addressee of a letter that is published: all who are invited, and no one by name."""
    language = cycle.loaded.community.language
    seat = InvitedSeat(
        seat="alle",
        title=say(language, "participant"),
        organisation="",
        clause=cycle.rules.purpose.clause,
        why="",
        reason=say(language, "Who is invited follows from the rules of the meeting."),
        right="",
    )
    meeting = wording.in_a_sentence(cycle.rules.name_definite)
    name = say(language, "The participants of {meeting} {year}", meeting=meeting, year=cycle.year)
    return Invitee(id="alle", name=name, address="", language=language, seats=(seat,))


def public_title(cycle: OpenCycle, node: StepNode) -> str:
    """Return what the letter of a dispatch is called, whichever others there are."""
    return _title_in(TranslatedYear(cycle=cycle, language=cycle.language), node)
