"""The documents of a year that everyone may read: the programme, and each letter with no addressee in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cycle import wording
from cycle.application.documents import enclosed, personal_letters
from cycle.application.results import LettersResult, read
from cycle.application.year import OpenCycle, StepNode, result_of
from cycle.archive.pages import DocumentKind
from cycle.model import InvitedSeat, Invitee, Language, StoredFile
from cycle.store.results import Result

EVERYONE: Mapping[Language, Mapping[str, str]] = {
    "nn": {
        "name": "Deltakarane i",
        "title": "deltakar",
        "why": "Kven som blir invitert, følgjer av reglane for møtet.",
    },
    "nb": {
        "name": "Deltakerne i",
        "title": "deltaker",
        "why": "Hvem som blir invitert, følger av reglene for møtet.",
    },
}
"""How a letter that is published is addressed: to all, and to no one by name."""
KINDS: dict[str, DocumentKind] = {"invitasjon": "invitation", "folgebrev": "cover_letter"}


def public_documents(cycle: OpenCycle) -> Iterator[tuple[str, DocumentKind, StoredFile]]:
    """Yield title, kind and file of each document to publish; letters are made anew, to all and to nobody by name."""
    letters = [link for link in letters_that_went(cycle) if _is_for_all(cycle, link)]
    for link in letters:
        for document in enclosed(_made(cycle, link).common, cycle.loaded.community.language):
            file = document.file
            yield file.name.rpartition(".")[0], "programme", file
    for link in letters:
        yield _title(cycle, link), KINDS.get(link.dispatch, "other"), _public_letter(cycle, link)


def letters_that_went(cycle: OpenCycle) -> list[StepNode]:
    """Return the letters steps whose mailing was carried out, whatever has been asked for and not sent."""
    return [
        link
        for link in cycle.chain
        if link.kind == "letters"
        and any(cycle.record.outcome(made.step, made.digest) is not None for made in _mailings(cycle, link))
    ]


def _mailings(cycle: OpenCycle, link: StepNode) -> tuple[Result, ...]:
    return cycle.record.revisions(f"mailing.{link.dispatch}")


def _is_for_all(cycle: OpenCycle, link: StepNode) -> bool:
    """Return whether a letter went to everybody; a reminder or a correction is between two."""
    dispatch = cycle.dispatch(link)
    chosen = dispatch.request is not None and bool(dispatch.request.chosen)
    return dispatch.audience in {"everyone", "told"} and not chosen


def _public_letter(cycle: OpenCycle, link: StepNode) -> StoredFile:
    reader = everyone(cycle)
    date = _made(cycle, link).date
    return personal_letters(cycle, link, [reader], date=date, stem=_title(cycle, link))[reader.id].file


def _made(cycle: OpenCycle, link: StepNode) -> LettersResult:
    return read(LettersResult, result_of(cycle, link.name))


def everyone(cycle: OpenCycle) -> Invitee:
    """Return the addressee of a letter that is published: all who are invited, and no one by name."""
    words = EVERYONE[cycle.loaded.community.language]
    seat = InvitedSeat(
        seat="alle",
        title=words["title"],
        organisation="",
        clause=cycle.rules.purpose.clause,
        why=words["why"],
        right="",
    )
    name = f"{words['name']} {wording.in_a_sentence(cycle.rules.name_definite)} {cycle.year}"
    return Invitee(id="alle", name=name, address="", language=cycle.loaded.community.language, seats=(seat,))


def _title(cycle: OpenCycle, link: StepNode) -> str:
    return f"{cycle.dispatch(link).title} til {wording.in_a_sentence(cycle.rules.name_definite)} {cycle.year}"
