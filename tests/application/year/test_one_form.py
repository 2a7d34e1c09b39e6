"""What is wrong in a file, and an approval that came too late, are told in the written form of the community."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cycle.application.actions.deciding.decide import decide_by_hand
from cycle.application.year import words_of
from cycle.application.year.community_rules.community import load_community
from cycle.errors import ConfigError
from tests.desk import Desk
from tests.nynorsk import bokmål_in, nynorsk_in

OTHER_FORM: dict[str, Callable[[str], list[str]]] = {"oslo": nynorsk_in, "agder": nynorsk_in, "forde": bokmål_in}
FAULTY = """
[[items]]
start = "9:00"
end = "08:00"
title = ""
kind = "fest"
colour = "red"

[[items]]
start = "i dag"
title = "x"
"""


@pytest.fixture(params=OTHER_FORM)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Desk, Callable[[str], list[str]]]]:
    """A year of a community, and what finds words of the form that it does not read."""
    desk = Desk(tmp_path, community=request.param)
    desk.start(date="2027-02-18", venue="Rådhuset")
    desk.cycle().year_folder.mkdir(exist_ok=True)
    yield desk, OTHER_FORM[request.param]
    desk.close()


def test_what_is_wrong_with_the_programme(opened: tuple[Desk, Callable[[str], list[str]]]) -> None:
    desk, wrong = opened
    language, folder = desk.cycle().language, desk.cycle().year_folder
    for old in folder.glob("program*"):
        old.unlink()
    (folder / "program.toml").write_text(FAULTY, "utf-8")
    with pytest.raises(ConfigError) as raised:
        desk.cycle()
    words = words_of(raised.value, language)
    assert len(raised.value.problems) > 2
    assert wrong(f"{words} {raised.value}") == [], words
    assert ("registrering, åpning, innlegg" if language == "nb" else "registrering, opning, innlegg") in words


def test_an_approval_that_came_after_what_it_is_about_had_changed(
    opened: tuple[Desk, Callable[[str], list[str]]],
) -> None:
    desk, wrong = opened
    desk.compute("plan")
    rules = desk.cycle().loaded.folder / f"{desk.cycle().rules.id}.toml"
    rules.write_text(rules.read_text("utf-8") + "\n# changed\n", "utf-8")
    folder = desk.cycle().year_folder
    (folder / "meeting.toml").write_text('date = "2027-02-25"\nvenue = "Rådhuset"\n', "utf-8")
    said = decide_by_hand(desk.cycle(), "plan", decision="approve", name="Kari Koordinator")
    assert said
    assert wrong(said) == [], said


def test_an_edited_word_is_in_the_other_form_and_what_nobody_edited_is_made_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.start(date="2027-02-18", venue="Rådhuset")
    folder = desk.cycle().loaded.folder
    other = load_community(folder).in_language("nb")
    assert load_community(folder).in_language("nb").community is other.community, "made again of the same files"
    assert load_community(folder).in_language("nn").community is not other.community
    words = folder / "bokmal.toml"
    before = words.read_text("utf-8")
    old, new = next(iter(other.meetings.values())).name, "Et helt annet møte"
    assert f'"{old}"' in before
    words.write_text(before.replace(f'"{old}"', f'"{new}"'), "utf-8")
    edited = load_community(folder).in_language("nb")
    assert next(iter(edited.meetings.values())).name == new
    assert next(iter(other.meetings.values())).name == old, "what was given before was changed"
    desk.close()
