"""What the records system was told of keeps its identity in every later package, whatever is corrected or added."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import select, update

from cycle.application.publishing import verify_archive
from cycle.application.publishing.records_case import meeting_case
from cycle.archive.noark.case import RecordDocument, Registration
from cycle.archive.noark.earlier_messages import RegisteredBefore, as_registered
from cycle.archive.noark.file_formats import FileFormat
from cycle.model import StoredFile
from cycle.store.tables import outcomes
from tests.application import meeting_signals
from tests.application.asking import asked as ask_for
from tests.application.asking import move
from tests.application.asking import sent as sent_to_all
from tests.application.closed_year import PACKAGE, done, first_deck, other_deck, reopened
from tests.application.meeting_signals import minutes
from tests.desk import NOON, Desk


def identities(desk: Desk, version: str = "") -> dict[str, set[str]]:
    """Title of each paper of the meeting in a package → the identities that both formats give it."""
    found: dict[str, set[str]] = {}
    folder = desk.home / "packages" / f"{PACKAGE}{version}" / "data" / "noark"
    for path in sorted(folder.rglob("*.xml")):
        for element in etree.parse(path).iter("{*}registrering"):
            title = element.findtext("{*}offentligTittel")
            if not list(element.iter("{*}sendtDato")):
                found.setdefault(str(title), set()).add(str(element.findtext("{*}systemID")))
    return found


def year_with_a_change(desk: Desk) -> None:
    """The meeting is moved after all is sent, a change of it goes to all, and the year is closed."""
    desk.walk(to="mailing.folgebrev")
    move(desk)
    desk.do("invitations")
    sent_to_all(desk, ask_for(desk, "endring"))
    for name, state in desk.states().items():
        if state.split()[0] not in {"done", "cancelled"}:
            desk.do(name)


def test_a_year_that_was_filed_with_its_change_in_the_notice_keeps_the_notices_identity(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An earlier version registered all of it together."""
    with monkeypatch.context() as earlier:
        earlier.setitem(meeting_case.PAPERS, "other", "notice")
        year_with_a_change(desk)
    first = identities(desk)
    [notice] = [title for title in first if title.startswith("Invitasjon")]
    assert not [title for title in first if title.startswith("Endring")]
    done(desk, "correct", what="venue", new="Fedje kulturhus")
    second = identities(desk, "-v2")
    assert second[notice] == first[notice]
    [change] = [title for title in second if title.startswith("Endring")]
    assert second[change].isdisjoint(first[notice])
    done(desk, "correct", what="venue", new="Rådhuset")
    assert identities(desk, "-v3") == second


def test_a_document_that_is_replaced_or_taken_down_changes_no_identity(desk: Desk, tmp_path: Path) -> None:
    desk.walk()
    before = identities(desk)
    title, deck = first_deck(desk)
    done(desk, "correct", what=title, file=other_deck(tmp_path / "rett.pdf"))
    assert identities(desk, "-v2") == before
    done(desk, "correct", what=title, file=deck)
    assert identities(desk, "-v3") == before
    letter = next(name for name in before if name.startswith("Invitasjon"))
    closed = desk.cycle().closed
    assert closed is not None
    cover = next(document.title for document in closed.edition.documents if document.kind == "cover_letter")
    done(desk, "take_down", what=cover)
    assert identities(desk, "-v4")[letter] == before[letter]
    reopened(desk)
    assert identities(desk, "-v5") == before


@pytest.mark.parametrize("by_earlier_version", [False, True])
def test_what_is_first_told_with_late_signals_keeps_its_identity(
    desk: Desk, tmp_path: Path, by_earlier_version: bool
) -> None:
    """How the year is filed is written after it was closed, so the package of the signals tells all of it first."""
    noark = desk.community / "noark.toml"
    written = noark.read_bytes()
    noark.unlink()
    desk.walk()
    assert identities(desk) == {}
    noark.write_bytes(written)
    minutes(desk)
    signals = f"signals.{meeting_signals.asked(desk)}"
    desk.do(signals)
    first = identities(desk, "-v2")
    assert len(first) > 3
    assert {finding.kind for finding in verify_archive(desk.services)} == set()
    if by_earlier_version:
        chosen = outcomes.c.step == signals
        with desk.services.memory.engine.begin() as connection:
            body = connection.execute(select(outcomes.c.body).where(chosen)).scalar_one()
            connection.execute(update(outcomes).where(chosen).values(body={**body, "filed": []}))
    title, _ = first_deck(desk)
    done(desk, "correct", what=title, file=other_deck(tmp_path / "rett.pdf"))
    assert identities(desk, "-v3") == first


FORMAT = FileFormat(media_type="application/pdf", name="PDF", puid="")


def registration(kind: str, title: str, *sums: str) -> Registration:
    documents = tuple(
        RecordDocument(title=title, format=FORMAT, file=StoredFile(sha256=sum_, name="a.pdf", media_type="", size=1))
        for sum_ in sums
    )
    key = "/".join((kind, *sums))
    return Registration(key=key, kind=kind, title=title, date=NOON.date(), at=NOON, documents=documents)  # type: ignore[arg-type]


def registered(made: Registration) -> RegisteredBefore:
    return RegisteredBefore(
        key=made.key, title=made.title, files=frozenset(document.file.sha256 for document in made.documents)
    )


@pytest.mark.parametrize(
    ("before", "now", "keys"),
    [
        ([("agenda", "Program", "a")], [("agenda", "Programmet", "b")], ["agenda/a"]),
        ([("minutes", "Referat", "a")], [("minutes", "Referat, rett", "b")], ["minutes/a"]),
        ([("notice", "I", "a", "b")], [("notice", "I", "c", "b"), ("notice", "E", "a")], ["notice/a/b", "notice/a"]),
        ([("notice", "I", "a")], [("notice", "E", "e"), ("notice", "I", "a")], ["notice/e", "notice/a"]),
        ([("attachment", "T", "a"), ("attachment", "U", "b")], [("attachment", "U", "a")], ["attachment/a"]),
        ([("attachment", "T", "a")], [("attachment", "U", "b")], ["attachment/b"]),
        (
            [("attachment", "T", "a")],
            [("attachment", "T", "b"), ("attachment", "T", "c")],
            ["attachment/a", "attachment/c"],
        ),
        ([("letter", "B", "a")], [("letter", "B", "b")], ["letter/b"]),
        ([("letter", "B", "d", "a")], [("letter", "B", "d", "a", "e")], ["letter/d/a"]),
        (
            [("letter", "B", "d", "a"), ("letter", "B", "d", "a", "e")],
            [("letter", "B", "d", "a", "e")],
            ["letter/d/a/e"],
        ),
        (
            [("letter", "B", "d", "a")],
            [("letter", "B", "d", "a", "e"), ("letter", "B", "d", "a", "f")],
            ["letter/d/a", "letter/d/a/f"],
        ),
        ([], [("notice", "I", "a")], ["notice/a"]),
    ],
)
def test_a_paper_is_the_one_it_was_by_its_documents_then_its_title_then_its_kind(
    before: list[tuple[str, ...]], now: list[tuple[str, ...]], keys: list[str]
) -> None:
    made = [registration(*each) for each in now]
    known = [registered(registration(*each)) for each in before]
    assert [each.key for each in as_registered(made, known)] == keys
    assert [dataclasses.replace(each, key="") for each in as_registered(made, known)] == [
        dataclasses.replace(each, key="") for each in made
    ]
