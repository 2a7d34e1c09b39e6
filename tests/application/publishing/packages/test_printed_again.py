"""The same letter on paper with other enclosures is another print: both are on record, each with what went along."""

from __future__ import annotations

import datetime as dt
import json

from cycle.application.delivery import sent_letters
from cycle.application.results import LettersResult, read
from cycle.application.year import mode_suffix
from cycle.store.mails.printed_letters import PrintedLetter
from tests.application.publishing.packages.test_record import ADDED, package
from tests.desk import Desk, sha256


def test_a_letter_that_is_printed_with_other_enclosures_is_another_print(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    desk.do("letters.folgebrev")
    first = printed_with(desk)
    assert [print_first(desk, first) for _ in range(2)] == [1, 0]
    desk.moment += dt.timedelta(hours=1)
    desk.edit_template("program.docx", "</w:body>", f"{ADDED}</w:body>")
    desk.do("letters.folgebrev")
    second = printed_with(desk)
    assert first != second
    assert print_first(desk, second) == 1
    prints = desk.cycle().record.printed
    assert [(row.enclosures, row.at) for row in prints] == [
        (first, desk.moment - dt.timedelta(hours=1)),
        (second, desk.moment),
    ]
    assert len({row.content for row in prints}) == 1
    desk.do("mailing.folgebrev")
    desk.do("archive")
    papers = json.loads((package(desk) / "papir.json").read_text("utf-8"))
    assert [tuple(paper["enclosures"]) for paper in papers] == [first, second]
    kept = {sha256(path.read_bytes()) for path in (package(desk) / "dokument").rglob("*") if path.is_file()}
    assert {*first, *second} <= kept


def printed_with(desk: Desk) -> tuple[str, ...]:
    """The enclosures of the first letter of the cover letters, as they were made last."""
    made = read(LettersResult, desk.newest("letters.folgebrev"))
    return tuple(common.file.sha256 for common in made.common if common.language == made.letters[0].language)


def print_first(desk: Desk, along: tuple[str, ...] | None) -> int:
    """Print the first cover letter that was made, and return how many prints are new."""
    letter = read(LettersResult, desk.newest("letters.folgebrev")).letters[0]
    printed = PrintedLetter(
        cycle=desk.cycle().id,
        kind=f"folgebrev{mode_suffix(desk.services.settings)}",
        recipient=letter.recipient,
        content=letter.file.sha256,
        postal="Veg 1",
        who="Kari",
        at=desk.moment,
        enclosures=along,
    )
    return desk.services.memory.printed.add([printed])


def test_of_a_print_from_before_enclosures_were_written_down_they_follow_from_the_day(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    desk.do("letters.folgebrev")
    first = printed_with(desk)
    assert print_first(desk, None) == 1
    desk.moment += dt.timedelta(hours=1)
    desk.edit_template("program.docx", "</w:body>", f"{ADDED}</w:body>")
    desk.do("letters.folgebrev")
    assert print_first(desk, printed_with(desk)) == 1
    sent = [letter for letter in sent_letters(desk.cycle()) if letter.mail is None]
    assert [tuple(file.sha256 for file in letter.enclosures) for letter in sent] == [first, printed_with(desk)]
    assert [row.enclosures for row in desk.cycle().record.printed] == [None, printed_with(desk)]
