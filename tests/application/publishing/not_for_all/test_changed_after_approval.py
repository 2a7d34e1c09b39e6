"""A document that is another than the one approved is published nowhere: not in a first package, not by an act."""

from __future__ import annotations

from pathlib import Path

import pytest

from cycle.application.actions import ask_for_act
from cycle.application.publishing.pages import page_out
from cycle.application.results import ArchiveResult, read
from cycle.errors import CycleError
from cycle.model import StoredFile
from tests.application.closed_year import PACKAGE
from tests.application.publishing.integrity.test_archive_check import flip
from tests.archive.hiding import pdf
from tests.desk import Desk


def everything(desk: Desk) -> dict[str, bytes]:
    """Every published file by its path; what a publishing left half-way lies under a hidden name."""
    tops = [desk.home / top for top in ("site", "packages")]
    return {
        path.relative_to(desk.home).as_posix(): path.read_bytes()
        for top in tops
        for path in sorted(top.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(desk.home).parts)
    }


def approved_document(desk: Desk, kind: str) -> Path:
    """Where the store keeps a presentation, a letter to all or a letter of the archive that waits to be published."""
    made = read(ArchiveResult, desk.newest("archive"))
    shown = {
        "presentation": made.edition.presentations[0].files[0],
        "letter": next(document.file for document in made.edition.documents if document.kind == "invitation"),
        "original": made.originals[0],
    }[kind]
    assert isinstance(shown, StoredFile)
    return desk.services.memory.files.path(shown.sha256)


@pytest.mark.parametrize("kind", ["presentation", "letter", "original"])
def test_what_was_changed_in_the_store_after_the_approval_is_not_published_and_can_be_when_it_is_put_back(
    desk: Desk, kind: str
) -> None:
    desk.walk(to="mailing.folgebrev")
    desk.compute("archive")
    desk.approve("archive")
    document, before = approved_document(desk, kind), everything(desk)
    whole = document.read_bytes()
    flip(document)
    with pytest.raises(CycleError, match="was changed on disk"):
        desk.perform("archive")
    assert everything(desk) == before
    assert desk.cycle().closed is None
    assert desk.states()["archive"].startswith("approved")
    document.chmod(0o600)
    document.write_bytes(whole)
    desk.perform("archive")
    assert desk.cycle().closed is not None
    assert f"packages/{PACKAGE}.zip" in everything(desk)


def test_a_deck_that_is_laid_anew_after_the_approval_opens_the_gate_and_is_not_published(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    desk.compute("archive")
    desk.approve("archive")
    [deck] = (desk.year_folder / "presentasjonar").glob("01-*.pdf")
    deck.write_bytes(pdf(text="Noko heilt anna"))
    assert desk.states()["archive"] == "due 2"
    with pytest.raises(CycleError):
        desk.perform("archive")
    assert [
        path for path in everything(desk) if path.startswith(("site/bergensomradet/partnarskapsmote/2027", "packages"))
    ] == []


def test_an_act_publishes_no_document_that_was_changed_since_and_leaves_all_as_it_was(desk: Desk) -> None:
    desk.walk()
    act = ask_for_act(desk.cycle(), "correct", who="Kari Vik", why="Feil", what="venue", new="Fedje kulturhus")
    step = f"act.{act.number}"
    desk.compute(step)
    desk.approve(step)
    before = everything(desk)
    document = approved_document(desk, "presentation")
    data = bytearray(document.read_bytes())
    data[len(data) // 2] ^= 1
    document.unlink()  # the site may share its bytes by a link: what lies there is not touched
    document.write_bytes(bytes(data))
    with pytest.raises(CycleError, match="was changed on disk"):
        desk.perform(step)
    assert everything(desk) == before
    assert [closing.kind for closing in desk.cycle().closings] == ["close"]


def test_a_gate_that_waits_is_asked_again_when_this_service_learns_to_find_more_in_a_presentation(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.walk(to="mailing.folgebrev")
    before = desk.compute("archive")
    monkeypatch.setattr(page_out, "cleaned_by", lambda: "past-document-of-tomorrow")
    assert desk.states()["archive"] == "due 2"
    assert desk.do("archive").revision == before.revision + 1
    monkeypatch.setattr(page_out, "cleaned_by", lambda: "past-document-of-the-day-after")
    assert desk.states()["archive"] == "done 2", "what is out is out"
