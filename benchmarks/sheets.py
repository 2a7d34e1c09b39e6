"""Renders every letter and paper of every community, in both forms, for none, one and many, into sheets to look at.

`python benchmarks/sheets.py FOLDER` writes `agder-nn-1.png` and so on, each with its pages side by side and what they
are over each, and prints how many documents there were. What is the same in both forms, for want of words in the other
one, is shown once. LibreOffice is started once for all of them. Nothing is judged here: somebody looks.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from cycle.application.delivery.evidence.proof_of_notice import TEMPLATE as RECEIPT
from cycle.application.delivery.evidence.proof_of_notice import paper_row, proof_page
from cycle.application.delivery.evidence.proof_words import iso, when_in
from cycle.application.documents.letters import enclosure_language, file_in, letter_language, template_of, values_of
from cycle.application.documents.meeting_papers import paper_language, paper_title
from cycle.application.documents.print_on_paper import SHEET
from cycle.application.results import PaperLetter
from cycle.application.year.community_rules.preview_list import list_as_it_is
from cycle.application.year.community_rules.rules_applied import host_answer
from cycle.application.year.cycle import OpenCycle, look_at
from cycle.application.year.for_readers.translation import TranslatedYear
from cycle.application.year.step_graph import StepNode
from cycle.letters.fields.known_fields import COMMON, PAPER
from cycle.letters.fields.meeting_papers import PAPERS, SIGNS, PaperName, paper_fields
from cycle.letters.fields.proof_of_notice import PROOF, ProofRow
from cycle.letters.fields.values import Fields, held, letter_fields, programme_fields
from cycle.letters.pdf.conversion import convert, find_office
from cycle.model import (
    DOCX,
    Dispatch,
    DispatchRequest,
    Document,
    Invitee,
    Language,
    Minutes,
    MinutesItem,
    ProgrammeItem,
    SteeringSignal,
    Substitute,
)
from cycle.services import Services, open_services
from cycle.settings import Settings
from cycle.store.mails.printed_letters import PrintedLetter

ROOT = Path(__file__).parents[1]
NOON = dt.datetime(2026, 11, 23, 11, 0, tzinfo=dt.UTC)
YEAR = 2027
AFTER = dt.date(YEAR, 2, 25)
"""A day after the meeting."""
LANGUAGES: tuple[Language, ...] = ("nn", "nb")
A_WEEK = dt.timedelta(days=7)
BEFORE = dt.date(YEAR, 2, 15)
"""A day before the meeting, when badges and lists are printed."""
WHY: Mapping[Language, str] = {"nn": "Lokalet er ikkje ledig.", "nb": "Lokalet er ikke ledig."}
MATTER: Mapping[Language, tuple[str, str, str]] = {
    "nn": ("Handlingsplanen", "Planen vart lagd fram.", "Møtet slutta seg til planen."),
    "nb": ("Handlingsplanen", "Planen ble lagt fram.", "Møtet sluttet seg til planen."),
}
SIGNAL: Mapping[Language, tuple[str, str, str]] = {
    "nn": ("Strategisk samarbeidsutval", "Følgje opp handlingsplanen.", "leiaren"),
    "nb": ("Strategisk samarbeidsutvalg", "Følge opp handlingsplanen.", "lederen"),
}
TITLES: Mapping[Language, tuple[str, str, str]] = {
    "nn": ("Velkomen", "Kva skal vi gjere saman?", "Oppsummering"),
    "nb": ("Velkommen", "Hva skal vi gjøre sammen?", "Oppsummering"),
}
SENDER_POSTAL = "Postboks 1, 0000 Eksempelby"
_DPI, _COLUMNS, _ROWS, _HEAD = 62, 5, 2, 16


def main() -> None:
    """Write the sheets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--community", action="append", help="only this one; may be given several times")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    wanted = given.community or sorted(
        path.name for path in (ROOT / "config" / "communities").iterdir() if path.is_dir()
    )
    letters: dict[str, Document] = {}
    seen: set[str] = set()
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(_env_file=None, home=home, root=ROOT, pace="now", pdf="optional")  # type: ignore[call-arg]
        with open_services(settings, now=lambda: NOON) as services:
            for community in wanted:
                for name, data in _of_community(services, community):
                    sha = hashlib.sha256(data).hexdigest()
                    if sha not in seen:
                        letters[name] = Document(name=f"{name}.docx", media_type=DOCX, data=data)
                        seen.add(sha)
    made: dict[str, bytes] = {}
    convert(
        list(letters.values()),
        office=find_office(),
        keep=lambda docx, pdf: made.update({docx.name.removesuffix(".docx"): pdf.data}),
    )
    pages = 0
    for community in wanted:
        for language in LANGUAGES:
            start = f"{community} {language} "
            own = {name.removeprefix(start): made[name] for name in letters if name.startswith(start) and name in made}
            pages += _write_sheets(own, given.folder, f"{community}-{language}")
    print(f"{len(letters)} documents, {pages} pages")


def _of_community(services: Services, community: str) -> Iterator[tuple[str, bytes]]:
    facts = {} if community == "bergensomradet" else {"date": "18.02.2027", "venue": "Kulturhuset"}
    cycle = look_at(services, community=community, year=YEAR, given=facts)
    if not cycle.year_inputs.programme:
        programmes = {language: _programme(language) for language in LANGUAGES}
        inputs = replace(cycle.year_inputs, programme=programmes[cycle.language], programmes=programmes)
        cycle = replace(cycle, year_inputs=inputs)
    everyone = list_as_it_is(cycle).invitees
    for language in LANGUAGES:
        for what, data in (*_letters(cycle, everyone, language), *_papers(cycle, everyone, language)):
            yield f"{community} {language} {what}", data


def _letters(cycle: OpenCycle, everyone: Sequence[Invitee], language: Language) -> Iterator[tuple[str, bytes]]:
    """Yield each letter to somebody with many seats, with long words, and to somebody with one, on paper."""
    host = host_answer(cycle)
    most = max(
        everyone,
        key=lambda invitee: (len(invitee.seats), sum(len(seat.title + seat.organisation) for seat in invitee.seats)),
    )
    few = min((invitee for invitee in everyone if invitee.id != most.id), key=lambda invitee: len(invitee.seats))
    readers = {
        "many": replace(most, language=language),
        "one": replace(few, language=language, address="", postal=_postal(few)),
        "shared": replace(few, language=language, shared_address=True),
    }
    every = cycle.rules.dispatch_values()
    for ruled in every:
        dispatch = _asked(ruled, language)
        asked = replace(cycle, dispatches=(dispatch,))
        node = StepNode(name=f"letters.{dispatch.id}", kind="letters", needs=(), dispatch=dispatch.id)
        date = AFTER if ruled.after == "archive" or ruled.audience == "addressees" else cycle.services.today
        if ruled.audience == "addressees":
            yield from _of_signals(asked, node, readers, date)
            continue
        if ruled.tells == "change":
            yield from _of_change(asked, node, readers, date)
            continue
        late = cycle.year_inputs.facts.reply_by + dt.timedelta(days=3)
        days = {"": date} | ({" late": late} if dispatch.common else {})
        for number, reader in readers.items():
            for day, printed in days.items():
                for file, values in values_of(asked, node, [reader], date=printed, host=host).values():
                    template = template_of(asked, file)
                    for fields in values.values():
                        yield f"{dispatch.id} {number}{day}", template.render(fields)
        for position, common in enumerate(dispatch.common):
            spoken = enclosure_language(asked, common, language)
            wording = TranslatedYear(cycle=asked, language=spoken)
            about = _about(wording, node, date)
            for number, programme in _some(wording.programme):
                title = f"{about['dispatch'].enclosures[position]} for {wording.meeting} {cycle.year}"
                fields = programme_fields(**{**about, "programme": programme}, title=title)
                template = template_of(asked, file_in(asked, common, spoken), known=COMMON)
                yield f"{common} {number}", template.render(held(fields))
        if ruled is every[0]:
            yield from _with_addresses(asked, node, readers["one"], date)
            yield from _receipts(asked, node, readers["one"])


def _with_addresses(asked: OpenCycle, node: StepNode, reader: Invitee, date: dt.date) -> Iterator[tuple[str, bytes]]:
    """Yield the sheet with the address, from a secretariat without and with a postal address."""
    spoken = letter_language(asked, SHEET, reader.language)
    wording = TranslatedYear(cycle=asked, language=spoken)
    about = _about(wording, node, date)
    template = template_of(asked, file_in(asked, SHEET, spoken))
    for sender, postal in (("without", ""), ("with", SENDER_POSTAL)):
        facts = replace(about["facts"], contact=replace(wording.contact, postal=postal))
        fields = letter_fields(wording.invitee(reader, host=host_answer(asked)), **{**about, "facts": facts})
        yield f"adresseark {sender}", template.render(held(fields))


def _receipts(asked: OpenCycle, node: StepNode, reader: Invitee) -> Iterator[tuple[str, bytes]]:
    """Yield the proof of notice for one and for many, of whom two got paper and two nothing; nobody has none."""
    spoken = letter_language(asked, RECEIPT, reader.language)
    wording = TranslatedYear(cycle=asked, language=spoken)
    row = ProofRow(
        name=reader.name,
        recipient=reader.id,
        by="mail",
        address="namn.namnesen@kommune.example",
        state="sent",
        at=iso(NOON),
        when=when_in(NOON, spoken),
        code="250",
        answer="2.0.0 Ok: queued as 4F1B2",
        sha256=hashlib.sha256(b"").hexdigest(),
    )
    planned = PaperLetter(recipient=reader.id, name=reader.name, postal=reader.postal, content=row.sha256)
    letter = PrintedLetter(
        cycle=asked.id,
        kind=node.dispatch,
        recipient=reader.id,
        content=row.sha256,
        postal=reader.postal,
        who="Kari Sekretær",
        at=NOON,
    )
    rows = [row] * 40 + [paper_row(planned, letter, spoken)] * 2
    rows += [replace(row, state="refused", at="", when="", code="550", answer="5.1.1 User unknown")] * 2
    template = template_of(asked, file_in(asked, RECEIPT, spoken), known=PROOF)
    for number, shown in (("one", rows[:1]), ("many", rows)):
        _, fields = proof_page(wording, node, shown, host=host_answer(asked))
        yield f"kvittering {number}", template.render(held(fields))


def _postal(reader: Invitee) -> str:
    """Return a postal address in the reader's own place."""
    return f"Avdeling for samhandling\nPostboks 1212\n0000 {reader.seats[0].organisation.split()[0]}"


def _of_signals(
    asked: OpenCycle, node: StepNode, readers: Mapping[str, Invitee], date: dt.date
) -> Iterator[tuple[str, bytes]]:
    """Yield a letter with one steering signal and one with several."""
    name, host = asked.dispatch(node).template, host_answer(asked)
    for number, reader in readers.items():
        spoken = letter_language(asked, name, reader.language)
        wording = TranslatedYear(cycle=asked, language=spoken)
        signal = _signal(spoken)
        signals = [(f"{YEAR}-{count}", signal) for count in range(1, 4 if number == "many" else 2)]
        fields = letter_fields(
            wording.invitee(reader, host=host), **_about(wording, node, date), asked=signals, approved=date
        )
        yield f"{node.dispatch} {number}", template_of(asked, file_in(asked, name, spoken)).render(held(fields))


def _of_change(
    asked: OpenCycle, node: StepNode, readers: Mapping[str, Invitee], date: dt.date
) -> Iterator[tuple[str, bytes]]:
    """Yield a letter to somebody who was told of another place, and one to somebody who was told of another day too."""
    name, host = asked.dispatch(node).template, host_answer(asked)
    for number, reader in readers.items():
        spoken = letter_language(asked, name, reader.language)
        wording = TranslatedYear(cycle=asked, language=spoken)
        about = _about(wording, node, date)
        facts = replace(about["facts"], change_reason=WHY[spoken])
        before = replace(facts, venue="Rådhuset", place="Rådhusgata 1")
        if number == "many":
            before = replace(before, date=facts.date - A_WEEK, reply_by=facts.reply_by - A_WEEK)
        fields = letter_fields(wording.invitee(reader, host=host), **{**about, "facts": facts}, before=before)
        yield f"{node.dispatch} {number}", template_of(asked, file_in(asked, name, spoken)).render(held(fields))


def _signal(language: Language) -> SteeringSignal:
    to, text, owner = SIGNAL[language]
    return SteeringSignal(to=to, text=text, owner=owner, due=dt.date(2027, 5, 1))


def _asked(ruled: Dispatch, language: Language) -> Dispatch:
    """Return the dispatch as when somebody has asked for it, with a reason where something is other than it was."""
    if ruled.by == "milestone":
        return ruled
    request = DispatchRequest(
        cycle="",
        id=ruled.id,
        dispatch=ruled.id,
        number=1,
        asked_by="",
        why="",
        at=NOON,
        words=WHY[language] if ruled.tells in {"change", "cancellation"} else "",
    )
    return replace(ruled, request=request)


def _about(wording: TranslatedYear, node: StepNode, date: dt.date) -> dict[str, Any]:
    return {
        "community": wording.community,
        "meeting": wording.meeting,
        "kind": wording.kind,
        "facts": wording.facts,
        "host": wording.host(host_answer(wording.cycle)),
        "dispatch": wording.dispatch(node),
        "date": date,
        "language": wording.language,
    }


def _papers(cycle: OpenCycle, everyone: Sequence[Invitee], language: Language) -> Iterator[tuple[str, bytes]]:
    """Yield each paper for nobody, for one and for all, with as many matters and signals."""
    for name in PAPERS:
        file = f"{name}.docx"
        for number, people in _some(everyone):
            minutes = _minutes(cycle, people)
            spoken = paper_language(cycle, name, minutes, language)
            wording = TranslatedYear(cycle=cycle, language=spoken)
            template = template_of(cycle, file_in(cycle, file, spoken), known=PAPER)
            date = _printed(name, number)
            draft = date < cycle.year_inputs.facts.date
            title = paper_title(name, spoken, meeting=wording.meeting, year=YEAR, minutes=minutes, draft=draft)
            dispatch = Dispatch(id="papir", title=title, template="", subject=title, milestone="", mail="")
            common: Fields = programme_fields(
                community=wording.community,
                meeting=wording.meeting,
                kind=wording.kind,
                facts=wording.facts,
                host=wording.host(host_answer(cycle)),
                dispatch=dispatch,
                date=date,
                programme=wording.programme,
                language=spoken,
            )
            asked = [wording.invitee(person, host=host_answer(cycle)) for person in people]
            instead = {people[2].id: Substitute(name="Vigdis Varamo")} if len(people) > 2 else {}
            fields = paper_fields(
                common,
                invitees=asked,
                minutes=minutes,
                language=spoken,
                substitutes=instead,
                on_signs=name in SIGNS,
            )
            yield f"{name} {number}", template.render(held(fields))


def _minutes(cycle: OpenCycle, people: Sequence[Invitee]) -> Minutes:
    """Return minutes with somebody absent, somebody's substitute, and one of whom nothing is noted, of many."""
    title, text, decision = MATTER[cycle.language]
    signal = _signal(cycle.language)
    matter = MinutesItem(title=title, text=text, decision=decision, responsible=signal.to, due="1. mai 2027")
    names = [person.name for person in people]
    return Minutes(
        chair=names[0] if names else "",
        taker=cycle.loaded.community.contact.name if names else "",
        present=(*names[:2], *(["Vigdis Varamo"] if len(names) > 2 else []), *names[5:]),
        absent=tuple(names[4:5]),
        matters=(matter,) * min(len(people), 4),
        signals=(signal,) * min(len(people), 4),
    )


def _printed(name: PaperName, number: str) -> dt.date:
    """Return when a paper is printed: before the meeting, but minutes and signals of it after."""
    if name not in {"referat", "styringssignal"}:
        return BEFORE
    return NOON.date() if number == "none" else AFTER


def _programme(language: Language) -> tuple[ProgrammeItem, ...]:
    """Return a short programme, for the communities whose year has none."""
    return tuple(
        ProgrammeItem(start=dt.time(9 + hour), end=dt.time(10 + hour), kind="talk", title=title)
        for hour, title in enumerate(TITLES[language])
    )


def _some(every: Sequence[Any]) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield none, one and all of them."""
    yield "none", every[:0]
    yield "one", every[:1]
    if len(every) > 1:
        yield "many", every


def _write_sheets(pdfs: Mapping[str, bytes], folder: Path, stem: str) -> int:
    """Write the pages, of long ones two, one in the middle and the last, so many to a sheet; return how many."""
    pages = [(what, page) for what, pdf in pdfs.items() for page in _pages(pdf)]
    each = _COLUMNS * _ROWS
    for number in range(0, len(pages), each):
        _sheet(pages[number : number + each]).save(folder / f"{stem}-{number // each + 1}.png")
    return len(pages)


def _pages(pdf: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    chosen = sorted({0, 1, len(document) // 2, len(document) - 1} & set(range(len(document))))
    found = [document[number].render(scale=_DPI / 72).to_pil().convert("RGB") for number in chosen]
    document.close()
    return found


def _sheet(pages: Sequence[tuple[str, Image.Image]]) -> Image.Image:
    width, height = max(image.width for _, image in pages) + 4, max(image.height for _, image in pages) + _HEAD
    board = Image.new("RGB", (width * _COLUMNS, height * -(-len(pages) // _COLUMNS)), "gray")
    draw, font = ImageDraw.Draw(board), ImageFont.load_default(12)
    for number, (what, page) in enumerate(pages):
        left, top = number % _COLUMNS * width, number // _COLUMNS * height
        draw.text((left + 2, top), what, fill="white", font=font)
        board.paste(page, (left, top + _HEAD))
    return board


if __name__ == "__main__":
    main()
