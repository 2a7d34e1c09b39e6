"""The documents of a year that everyone may read: the programme, and each letter with no addressee in it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cycle import wording
from cycle.application.delivery import SentLetter, sent_letters
from cycle.application.documents import enclosed, personal_letters
from cycle.application.results import LettersResult, RenderedLetter, read
from cycle.application.year import OpenCycle, StepNode, result_of
from cycle.archive.pages import DocumentKind
from cycle.catalogue import say
from cycle.model import InvitedSeat, Invitee, StoredFile

KINDS: dict[str, DocumentKind] = {"invitasjon": "invitation", "folgebrev": "cover_letter"}


def public_documents(cycle: OpenCycle) -> Iterator[tuple[str, DocumentKind, StoredFile]]:
    """Yield title, kind and file of each document to publish: what most readers got, to nobody by name.

    A dispatch that reached nobody is not among them, and what was made after it went changes nothing.
    """
    sent = sent_letters(cycle)
    nodes = [node for node in cycle.chain if node.kind == "letters" and _is_for_all(cycle, node)]
    went = [(node, made) for node in nodes if (made := _most_received(cycle, node, sent)) is not None]
    for _, made in went:
        for document in enclosed(made.common, cycle.loaded.community.language):
            yield document.file.name.rpartition(".")[0], "programme", document.file
    for node, made in went:
        public = made.public or _made_now(cycle, node, date=made.date)
        yield _title(cycle, node), KINDS.get(node.dispatch, "other"), public.file


def public_reader(cycle: OpenCycle, node: StepNode) -> Invitee | None:
    """Return to whom the public letter of a dispatch is: all, and nobody by name; None when it is between two.

    The letter is made with those of the readers, so that it says what they say whatever is decided afterwards.
    """
    return everyone(cycle) if _is_for_all(cycle, node) else None


def public_letter(cycle: OpenCycle, node: StepNode, made: RenderedLetter) -> RenderedLetter:
    """Return the letter under the name it is published by."""
    title = _title(cycle, node)
    pdf = replace(made.pdf, name=f"{title}.pdf") if made.pdf else None
    return RenderedLetter(docx=replace(made.docx, name=f"{title}.docx"), pdf=pdf)


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


def _is_for_all(cycle: OpenCycle, link: StepNode) -> bool:
    """Return whether a letter went to everybody; a reminder or a correction is between two."""
    dispatch = cycle.dispatch(link)
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
        why=say(language, "Who is invited follows from the rules of the meeting."),
        right="",
    )
    meeting = wording.in_a_sentence(cycle.rules.name_definite)
    name = say(language, "The participants of {meeting} {year}", meeting=meeting, year=cycle.year)
    return Invitee(id="alle", name=name, address="", language=language, seats=(seat,))


def _title(cycle: OpenCycle, link: StepNode) -> str:
    meeting = wording.in_a_sentence(cycle.rules.name_definite)
    title = cycle.dispatch(link).title
    return cycle.say("{dispatch} to {meeting} {year}", dispatch=title, meeting=meeting, year=cycle.year)
