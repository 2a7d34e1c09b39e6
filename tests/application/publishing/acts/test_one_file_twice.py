"""A file that stands on the page of a closed year more than once: what is done to one place, and what to all."""

from __future__ import annotations

from pathlib import Path

import pytest

from cycle.application.publishing import documents_of
from cycle.errors import InputError
from tests.application.closed_year import asked, done, first_deck, other_deck, page, read, reopened, site
from tests.desk import Desk


@pytest.fixture
def twice(tmp_path: Path) -> tuple[Desk, str, str]:
    """A closed year where two talks show the same file, and what the talks are called."""
    desk = Desk(tmp_path)
    folder = desk.year_folder / "presentasjonar"
    (folder / "02-heimesjukehus.pdf").write_bytes((folder / "01-overgangar-i-tal.pdf").read_bytes())
    desk.walk()
    title, _ = first_deck(desk)
    [other] = [name for name, file in files(desk).items() if file == files(desk)[title] and name != title]
    return desk, title, other


def files(desk: Desk) -> dict[str, str]:
    """The sha256 of each document of the page by what it is called."""
    closed = desk.cycle().closed
    assert closed is not None
    return {title: file.sha256 for title, file in documents_of(closed.edition).items()}


def test_a_document_is_replaced_where_it_is_named_and_nowhere_else(
    twice: tuple[Desk, str, str], tmp_path: Path
) -> None:
    desk, title, other = twice
    stood, before = files(desk), site(desk)
    with pytest.raises(InputError, match="It stands so already"):
        asked(desk, "correct", what=title, file=first_deck(desk)[1])
    step = done(desk, "correct", what=title, file=other_deck(tmp_path / "rett.pdf"))
    assert {name for name, file in files(desk).items() if file != stood[name]} == {title}
    assert {path for path in before if path not in site(desk)} == {"presentasjonar/01-overgangar-i-tal.pdf"}
    assert any(f"som «{other}» òg, og blir ståande der" in said for said in desk.newest(step).body["problems"])
    reopened(desk)
    assert {name for name, file in files(desk).items() if file != stood[name]} == {title}


def test_a_file_that_is_taken_down_goes_from_each_place_by_its_own_name(twice: tuple[Desk, str, str]) -> None:
    desk, title, other = twice
    step = done(desk, "take_down", what=title)
    sentence = f"Dokumenta «{title}» og «{other}» er éi fil, og er tekne ned."
    assert desk.newest(step).body["said"] == sentence
    assert sentence in page(desk)
    stones = {path: read(data) for path, data in site(desk).items() if path.endswith(".pdf/index.html")}
    assert sorted(name for name in (title, other) for text in stones.values() if name in text) == sorted((title, other))
