"""Nothing that only the house knows is on the page, and nothing private of anybody is in the package."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cycle.application.replies.inbox import read_inbox
from cycle.mail.transport.maildir import deliver
from tests.application.publishing.not_for_all.test_private_matter import TALK, put
from tests.archive.hiding import pdf
from tests.archive.inspection.test_inspection import annotated
from tests.desk import PEOPLE, Desk
from tests.mail.arriving import answer

SECRET = "loynd-"
ON_THE_PAGE = {"venue", "place", "theme", "aim"}
"""What the page of a year says of what people wrote about it; everything else in the file is for the letters."""
OF_THE_REGISTER = ("name", "phone", "decided_by", "postal", "note")
PRIVATE = ("lapp", "mat", "rullestol", "avsendar", "phone", "registernote", "tabell")
"""What nobody needs who reads the package; why somebody was invited is another matter."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


def plant_in_the_year(desk: Desk) -> set[str]:
    """Put a secret into every text of meeting.toml that is for no page; return the keys."""
    path = desk.year_folder / "meeting.toml"
    planted = set()

    def plant(line: re.Match[str]) -> str:
        key, text = line[1], line[2]
        if key in ON_THE_PAGE or key == "organisation":
            return line[0]
        planted.add(key)
        return f'{key} = "{text} {SECRET}{key}"'

    written = re.sub(r'^(\w+) = "(.*)"$', plant, path.read_text("utf-8"), flags=re.MULTILINE)
    path.write_text(written, "utf-8")
    return planted


def plant_in_the_register(desk: Desk) -> None:
    """Give everybody a secret in every column that is words, and an address of its own."""
    rows = [
        replace(
            person,
            **{
                column: f"{getattr(person, column)} {SECRET}{'register' if column == 'note' else ''}{column}".strip()
                for column in OF_THE_REGISTER
            },
        )
        for person in PEOPLE
    ]
    desk.register(*rows)


def plant_in_the_community(desk: Desk) -> None:
    """Make the coordinators and the postal address of the secretariat secrets."""
    for old in ("Kari Koordinator", "kari.koordinator@", "Ola Andrehand", "ola.andrehand@", "Eksempelvegen 1"):
        desk.replace("community.toml", old, f"{SECRET}{old}")


def plant_beside(desk: Desk) -> None:
    """Lay tables that nothing reads, or that hold the whole register, where those that are read lie."""
    for folder, name in ((desk.year_folder, "pamelding.csv"), (desk.community, "register-gammal.csv")):
        (folder / name).write_text(f"namn;mat\nKari;{SECRET}tabell\n", "utf-8")


def answer_with_secrets(desk: Desk) -> None:
    """Let everybody who got the invitation answer with a secret in their words and in their name."""
    folder = desk.home / "in"
    for number, row in enumerate(desk.services.memory.outbox.rows(cycle=desk.cycle().id, kind="invitasjon@folder")):
        mail = answer(row, f"Eg kjem. Eg er allergisk mot {SECRET}mat og sit i {SECRET}rullestol.")
        deliver(folder, f"{number}.eml", mail.replace(b"Kari Nordmann", f"{SECRET}avsendar".encode()))
    read_inbox(desk.services, folder=folder)


def files(top: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, zip files unpacked, with its name."""
    for path in sorted(top.rglob("*")):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as package:
                yield from ((name, package.read(name)) for name in package.namelist())
        elif path.is_file():
            yield path.name, path.read_bytes()


def secrets_in(top: Path) -> dict[str, set[str]]:
    """The secrets that are found in files or their names, each with the files it is in."""
    found: dict[str, set[str]] = {}
    for name, data in files(top):
        text = f"{name} {data.decode('utf-8', 'replace')} {data.decode('utf-16-le', 'replace')}".casefold()
        for secret in re.findall(rf"{SECRET}[\w@.]+", text):
            found.setdefault(secret.removeprefix(SECRET).rstrip("."), set()).add(name)
    return found


def is_letter(name: str) -> bool:
    """Whether a file of the site is a letter that was made for everybody."""
    return name.endswith(".docx") and "2027" in name


@pytest.fixture
def published(desk: Desk) -> Desk:
    """A year with a secret wherever somebody may have written one, published."""
    assert {"reference", "signup", "prepare", "practical", "note", "reason", "decision"} <= plant_in_the_year(desk)
    plant_in_the_register(desk)
    plant_in_the_community(desk)
    plant_beside(desk)
    note = annotated(Subtype="/Text", T=f"{SECRET}lapp", Contents=f"{SECRET}lapp")
    put(desk, f"{TALK}.pdf", pdf(text="Heimesjukehus", change=note))
    desk.walk(to="mailing.invitasjon")
    answer_with_secrets(desk)
    desk.moment += dt.timedelta(hours=1)
    desk.walk()
    return desk


def test_the_page_holds_none_of_what_is_not_for_it(published: Desk) -> None:
    letters = {secret for secret, names in secrets_in(published.home / "site").items() if all(map(is_letter, names))}
    assert secrets_in(published.home / "site").keys() == letters
    assert letters <= {"reference", "signup", "prepare", "practical", "eksempelvegen"}, "what a letter says to all"


def test_the_package_holds_no_words_of_replies_no_telephone_and_nothing_that_was_hidden(published: Desk) -> None:
    found = secrets_in(published.home / "packages")
    assert {secret: found[secret] for secret in PRIVATE if secret in found} == {}
