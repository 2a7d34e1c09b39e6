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

from cycle.application.documents.letters import file_in, letter_language, template_of, values_of
from cycle.application.documents.print_on_paper import SHEET
from cycle.application.year.cycle import OpenCycle, look_at
from cycle.application.year.preview_list import list_as_it_is
from cycle.application.year.rules_applied import host_answer
from cycle.application.year.step_graph import StepNode
from cycle.application.year.translation import TranslatedYear
from cycle.letters.fields.catalogue import COMMON, PAPER
from cycle.letters.fields.meeting_papers import PAPERS, paper_fields
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
    SteeringSignal,
)
from cycle.services import Services, open_services
from cycle.settings import Settings

ROOT = Path(__file__).parents[1]
NOON = dt.datetime(2026, 11, 23, 11, 0, tzinfo=dt.UTC)
YEAR = 2027
LANGUAGES: tuple[Language, ...] = ("nn", "nb")
WHY = "Lokalet er ikkje ledig."
MATTER = "Planen vart lagd fram."
POSTAL = "Avdeling for samhandling\nPostboks 1212\n5000 Bergen"
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
        "one": replace(few, language=language, address="", postal=POSTAL),
    }
    every = cycle.rules.dispatch_values()
    for ruled in every:
        dispatch = _asked(ruled)
        asked = replace(cycle, dispatches=(dispatch,))
        link = StepNode(name=f"letters.{dispatch.id}", kind="letters", needs=(), dispatch=dispatch.id)
        date = dt.date(2027, 2, 25) if ruled.after == "archive" else cycle.services.today
        if ruled.audience == "addressees":
            yield from _of_signals(asked, link, readers, date)
            continue
        for number, reader in readers.items():
            for file, values in values_of(asked, link, [reader], date=date, host=host).values():
                template = template_of(asked, file)
                for fields in values.values():
                    yield f"{dispatch.id} {number}", template.render(fields)
        for position, common in enumerate(dispatch.common):
            spoken = letter_language(asked, common, language)
            worded = TranslatedYear(cycle=asked, language=spoken)
            about = _about(worded, link, date)
            for number, programme in _some(asked.year_inputs.programme):
                title = f"{about['dispatch'].enclosures[position]} for {worded.meeting} {cycle.year}"
                fields = programme_fields(**{**about, "programme": programme}, title=title)
                template = template_of(asked, file_in(asked, common, spoken), known=COMMON)
                yield f"{common} {number}", template.render(held(fields))
        if ruled is every[0]:
            spoken = letter_language(asked, SHEET, language)
            worded = TranslatedYear(cycle=asked, language=spoken)
            fields = letter_fields(worded.invitee(readers["one"], host=host), **_about(worded, link, date))
            yield "adresseark", template_of(asked, file_in(asked, SHEET, spoken)).render(held(fields))


def _of_signals(
    asked: OpenCycle, link: StepNode, readers: Mapping[str, Invitee], date: dt.date
) -> Iterator[tuple[str, bytes]]:
    """Yield a letter with one steering signal and one with several."""
    name, host = asked.dispatch(link).template, host_answer(asked)
    signal = SteeringSignal(
        to="Strategisk samarbeidsutval", text="Følgje opp handlingsplanen.", due=dt.date(2027, 5, 1)
    )
    for number, reader in readers.items():
        spoken = letter_language(asked, name, reader.language)
        worded = TranslatedYear(cycle=asked, language=spoken)
        signals = [(f"{YEAR}-{count}", signal) for count in range(1, 4 if number == "many" else 2)]
        fields = letter_fields(
            worded.invitee(reader, host=host), **_about(worded, link, date), asked=signals, approved=date
        )
        yield f"{link.dispatch} {number}", template_of(asked, file_in(asked, name, spoken)).render(held(fields))


def _asked(ruled: Dispatch) -> Dispatch:
    """Return the dispatch as when somebody has asked for it, with a sentence of their own."""
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
        words="Lokalet er ikkje ledig.",
    )
    return replace(ruled, request=request)


def _about(worded: TranslatedYear, link: StepNode, date: dt.date) -> dict[str, Any]:
    return {
        "community": worded.community,
        "meeting": worded.meeting,
        "kind": worded.kind,
        "facts": worded.facts,
        "host": worded.host(host_answer(worded.cycle)),
        "dispatch": worded.dispatch(link),
        "date": date,
        "language": worded.language,
    }


def _papers(cycle: OpenCycle, everyone: Sequence[Invitee], language: Language) -> Iterator[tuple[str, bytes]]:
    """Yield each paper for nobody, for one and for all, with as many matters and signals."""
    matter = MinutesItem(
        title="Handlingsplanen",
        text="Planen vart lagd fram.",
        decision="Vedteken.",
        responsible="SSU",
        due="1. mai 2027",
    )
    signal = SteeringSignal(
        to="Strategisk samarbeidsutval", text="Følgje opp handlingsplanen.", due=dt.date(2027, 5, 1)
    )
    for name in PAPERS:
        file = f"{name}.docx"
        spoken = letter_language(cycle, file, language)
        worded = TranslatedYear(cycle=cycle, language=spoken)
        template = template_of(cycle, file_in(cycle, file, spoken), known=PAPER)
        dispatch = Dispatch(id="papir", title=name, template="", subject=name.capitalize(), milestone="", mail="")
        common: Fields = programme_fields(
            community=worded.community,
            meeting=worded.meeting,
            kind=worded.kind,
            facts=worded.facts,
            host=worded.host(host_answer(cycle)),
            dispatch=dispatch,
            date=cycle.services.today,
            programme=cycle.year_inputs.programme,
            language=spoken,
        )
        for number, people in _some(everyone):
            minutes = Minutes(
                chair=people[0].name if people else "",
                taker=people[-1].name if people else "",
                present=tuple(person.name for person in people[: len(people) // 2]),
                matters=(matter,) * min(len(people), 4),
                signals=(signal,) * min(len(people), 4),
            )
            told = [worded.invitee(person, host=host_answer(cycle)) for person in people]
            fields = paper_fields(common, invitees=told, minutes=minutes, language=spoken)
            yield f"{name} {number}", template.render(held(fields))


def _some(every: Sequence[Any]) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield none, one and all of them."""
    yield "none", every[:0]
    yield "one", every[:1]
    if len(every) > 1:
        yield "many", every


def _write_sheets(pdfs: Mapping[str, bytes], folder: Path, stem: str) -> int:
    """Write the pages, of long documents the first two and the last, so many to a sheet; return how many there are."""
    pages = [(what, page) for what, pdf in pdfs.items() for page in _pages(pdf)]
    each = _COLUMNS * _ROWS
    for number in range(0, len(pages), each):
        _sheet(pages[number : number + each]).save(folder / f"{stem}-{number // each + 1}.png")
    return len(pages)


def _pages(pdf: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    chosen = sorted({0, 1, len(document) - 1} & set(range(len(document))))
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
