"""A year that is closed, and how something is asked for, approved and done to it."""

from __future__ import annotations

import re
from pathlib import Path

from cycle.application.actions import ask_for_act
from cycle.store.years.archive_acts import ArchiveAct
from tests.archive.hiding import pdf
from tests.desk import Desk, typed

PACKAGE = "bergensomradet-partnarskapsmote-2027"
WHO, WHY = "Kari Vik", "Det stod feil"


def asked(desk: Desk, kind: str, **what: object) -> ArchiveAct:
    return ask_for_act(desk.cycle(), kind, who=WHO, why=WHY, **what)  # type: ignore[arg-type]


def done(desk: Desk, kind: str, **what: object) -> str:
    """Ask for an act, approve it and carry it out; return its step."""
    step = f"act.{asked(desk, kind, **what).number}"
    desk.do(step)
    return step


def site(desk: Desk) -> dict[str, bytes]:
    folder = desk.home / "site" / "bergensomradet" / "partnarskapsmote" / "2027"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def page(desk: Desk) -> str:
    return read(site(desk)["index.html"])


def said(desk: Desk) -> dict[str, str]:
    """What stands in the pages of the year and in the files about it, documents left out."""
    return {
        path: read(data) for path, data in site(desk).items() if path.endswith((".html", ".json", ".jsonld", ".ics"))
    }


def read(html: bytes) -> str:
    """What a person reads of a page, with ordinary spaces."""
    return " ".join(typed(re.sub(r"<[^>]+>", " ", html.decode())).split())


def first_deck(desk: Desk) -> tuple[str, Path]:
    """The title of a talk of the page and its file in the year's folder."""
    closed = desk.cycle().closed
    assert closed is not None
    talk = closed.edition.presentations[0]
    return talk.title, desk.year_folder / "presentasjonar" / talk.files[0].name


def other_deck(path: Path) -> Path:
    """Write a deck that no talk has to a path."""
    path.write_bytes(pdf(text="Rett utgåve"))
    return path


def reopened(desk: Desk) -> None:
    """Open the year again and close it as its files are now."""
    done(desk, "reopen")
    for name, state in desk.states().items():
        if state.split()[0] not in {"done", "cancelled"}:
            desk.do(name)


def packages(desk: Desk) -> dict[str, bytes]:
    folder = desk.home / "packages"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
