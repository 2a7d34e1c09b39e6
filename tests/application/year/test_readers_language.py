"""A community whose files are broken is told of it in its own written language, by the best evidence that is left."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cycle.application.results import LettersResult, read
from cycle.application.year.community_rules.community import load_named_community
from cycle.application.year.community_rules.readers_language import language_of
from cycle.application.year.for_readers.trouble import words_of
from cycle.errors import ConfigError
from cycle.model import Language
from cycle.services import open_services
from cycle.settings import Settings
from tests.desk import Desk

COMMUNITIES = Path(__file__).parents[3] / "config" / "communities"
BROKEN = [
    pytest.param(lambda text: text.replace("[contact]", "[contact"), id="no TOML any more"),
    pytest.param(lambda text: text.replace("name = ", "nam = ", 1), id="an unknown key"),
    pytest.param(
        lambda text: text.replace('meetings = ["', 'meetings = ["finst-ikkje", "'), id="a file that is not there"
    ),
    pytest.param(lambda text: "\ufeff" + text.replace('"', "“", 3), id="typographic quotes"),
    pytest.param(lambda text: text.replace("[contact]", "language = “nb”\n[contact", 1), id="two languages"),
]


@pytest.mark.parametrize("break_", BROKEN)
@pytest.mark.parametrize(("name", "language"), [("oslo", "nb"), ("agder", "nb"), ("nordland", "nb"), ("forde", "nn")])
def test_a_broken_community_is_told_of_it_in_its_own_language(
    name: str, language: Language, break_: Callable[[str], str], tmp_path: Path
) -> None:
    settings = copied(tmp_path, name)
    file = settings.communities / name / "community.toml"
    file.write_text(break_(file.read_text("utf-8")), "utf-8")
    with open_services(settings) as services:
        assert language_of(services) == language_of(services, name) == language
        with pytest.raises(ConfigError) as caught:
            load_named_community(settings)
    message = words_of(caught.value, language)
    assert message.startswith("I community.toml") or "I finst-ikkje.toml" in message
    assert (" ikke " in f" {message} " or "filen" in message or "ukjent" in message) == (language == "nb"), message


def test_a_file_in_another_encoding_still_says_its_language(tmp_path: Path) -> None:
    settings = copied(tmp_path, "oslo")
    file = settings.communities / "oslo" / "community.toml"
    file.write_bytes(file.read_text("utf-8").replace("Oslo", "Ås").encode("latin-1"))
    with open_services(settings) as services:
        assert language_of(services) == "nb"


@pytest.mark.parametrize(("words", "language"), [("nynorsk.toml", "nb"), ("bokmal.toml", "nn")])
def test_without_community_toml_the_file_of_words_for_the_other_language_tells(
    words: str, language: str, tmp_path: Path
) -> None:
    settings = copied(tmp_path, "oslo")
    folder = settings.communities / "oslo"
    (folder / "community.toml").unlink()
    (folder / words).write_text("", "utf-8")
    with open_services(settings) as services:
        assert language_of(services) == language


def test_where_the_folder_is_gone_the_last_letters_tell(desk: Desk) -> None:
    desk.replace("community.toml", 'language = "nn"', 'language = "nb"')
    desk.walk(to="letters.invitasjon")
    result = desk.cycle().record.latest("letters.invitasjon")
    assert result is not None
    assert {letter.language for letter in read(LettersResult, result).letters} == {"nb"}
    shutil.rmtree(desk.community)
    assert language_of(desk.services) == "nb"


def test_a_community_that_is_none_is_told_in_the_language_of_the_configured_one(tmp_path: Path) -> None:
    with open_services(copied(tmp_path, "oslo")) as services:
        assert language_of(services, "finst-ikkje") == "nb"


def test_where_nothing_is_left_it_is_nynorsk(tmp_path: Path) -> None:
    settings = copied(tmp_path, "oslo")
    shutil.rmtree(settings.communities / "oslo")
    with open_services(settings) as services:
        assert language_of(services) == "nn"


def copied(tmp_path: Path, name: str) -> Settings:
    """Return the settings of a home whose one community is a copy of this one."""
    shutil.copytree(COMMUNITIES / name, tmp_path / "config" / "communities" / name)
    return Settings(home=tmp_path / "var", root=tmp_path, community=name)
