"""A community that changes its own written form: each year stands in the form it was published in, and at its place."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest

from cycle.application.dispatches import signals_in_programme
from cycle.application.publishing import rebuild_site, verify_archive
from cycle.application.year import look_at
from tests.application import meeting_signals
from tests.application.closed_year import PACKAGE, done, reopened
from tests.application.meeting_signals import minutes
from tests.desk import Desk, typed

YEAR = "partnarskapsmote/2027/index.html"
NYNORSK, BOKMÅL = "Trygge overgangar, eitt lag", "Trygge overganger, ett lag"
ON_BOTH = {YEAR: ("nn", [NYNORSK]), f"nb/{YEAR}": ("nb", [BOKMÅL])}
"""Where the page of the year lies in each form, when nynorsk had the addresses first."""


@pytest.fixture
def in_both(tmp_path: Path) -> Desk:
    """A year that is ready for its archive, with all its words in both forms, of a community that writes nynorsk."""
    desk = Desk(tmp_path)
    for form in ("nn", "nb"):
        shutil.copy(desk.year_folder / "program.xlsx", desk.year_folder / f"program.{form}.xlsx")
    return desk


def writes_bokmål_now(desk: Desk, *, words_in_both: bool = True) -> None:
    """The community writes bokmål from now on; what it has in nynorsk lies beside, or is gone."""
    words = tomllib.loads((desk.community / "bokmal.toml").read_text("utf-8"))
    lines = {**{own: own for own in words}, **{there: own for own, there in words.items()}}
    (desk.community / "bokmal.toml").unlink()
    if words_in_both:
        written = [f"{json.dumps(there)} = {json.dumps(own)}" for there, own in lines.items()]
        (desk.community / "nynorsk.toml").write_text("\n".join(written) + "\n", "utf-8")
    desk.replace(
        "community.toml", 'name = "Helsefellesskapet i Bergensområdet"\nlanguage = "nn"', 'name = "HF"\nlanguage = "nb"'
    )
    desk.replace("partnarskapsmote.toml", '"Partnarskapsmøte"', '"Partnerskapsmøte"')
    meeting = desk.year_folder / "meeting.toml"
    own, _, there = meeting.read_text("utf-8").partition("[nb]")
    own, there = own.replace(NYNORSK, BOKMÅL), there.replace(BOKMÅL, NYNORSK)
    meeting.write_text(f"{own}[nn]{there}" if words_in_both else own, "utf-8")


def pages_of(desk: Desk, under: str = "site/bergensomradet") -> dict[str, tuple[str, list[str]]]:
    """Path of each page of the year → the language it says it is in, and the themes that stand on it."""
    found = {}
    for path in (YEAR, f"nb/{YEAR}", f"nn/{YEAR}"):
        file = desk.home / under / path
        if file.is_file():
            html = file.read_text("utf-8")
            text = " ".join(typed(re.sub(r"<[^>]+>", " ", html)).split()).partition("Førre møte")[0]
            [language] = re.findall(r'<html lang="(\w\w)"', html)
            found[path] = (language, [theme for theme in (NYNORSK, BOKMÅL) if theme in text])
    return found


def everywhere(desk: Desk, version: str = "") -> list[dict[str, tuple[str, list[str]]]]:
    """The pages of the year on the site, on the site made again, and in a package."""
    before = pages_of(desk)
    rebuild_site(desk.services, community=str(desk.community))
    assert [str(finding) for finding in verify_archive(desk.services) if finding.is_error] == []
    return [before, pages_of(desk), pages_of(desk, f"packages/{PACKAGE}{version}/data/nettside")]


def test_a_year_that_is_opened_again_in_the_other_form_has_each_page_at_the_place_of_its_form(in_both: Desk) -> None:
    in_both.walk()
    assert everywhere(in_both) == [ON_BOTH] * 3
    writes_bokmål_now(in_both)
    assert everywhere(in_both) == [ON_BOTH] * 3
    reopened(in_both)
    assert everywhere(in_both, "-v2") == [ON_BOTH] * 3


def test_an_act_on_a_year_leaves_each_page_in_its_form_whatever_the_community_writes_now(in_both: Desk) -> None:
    in_both.walk()
    writes_bokmål_now(in_both)
    done(in_both, "correct", what="venue", new="Fedje kulturhus")
    assert everywhere(in_both, "-v2") == [ON_BOTH] * 3
    reopened(in_both)
    done(in_both, "correct", what="text", old="ett lag", new="to lag")
    text = (in_both.home / "site" / "bergensomradet" / f"nb/{YEAR}").read_text("utf-8")
    assert "Trygge overganger, to lag" in typed(text)
    assert "rettet fra" in typed(text)
    assert everywhere(in_both, "-v4")[0][YEAR] == ("nn", [NYNORSK])


def test_a_correction_takes_its_words_from_the_file_of_the_form_that_the_community_writes_now(in_both: Desk) -> None:
    in_both.walk()
    writes_bokmål_now(in_both)
    new, there = "Møtet skal ikkje ta stilling til noko.", "Møtet skal ikke ta stilling til noe."
    with (in_both.community / "nynorsk.toml").open("a", encoding="utf-8") as words:
        words.write(f'"{there}" = "{new}"\n')
    done(in_both, "correct", what="aim", new=new)
    folder = in_both.home / "site" / "bergensomradet"
    assert new in typed((folder / YEAR).read_text("utf-8"))
    assert there in typed((folder / f"nb/{YEAR}").read_text("utf-8"))


def test_a_year_in_one_form_of_a_community_that_had_the_other_first_stands_under_its_form(in_both: Desk) -> None:
    in_both.walk()
    writes_bokmål_now(in_both, words_in_both=False)
    reopened(in_both)
    assert everywhere(in_both, "-v2") == [{f"nb/{YEAR}": ("nb", [BOKMÅL])}] * 3


SIGNALS = """
present = ["Tone Kvåle"]

[[signals]]
to = "SSU"
text = "Lag utkast til felles strategi, og ikkje noko anna."

[[signals]]
to = "Alver kommune"
text = "Prøv ut noko nytt."

[[signals]]
to = "SSU"
text = "Sei kva de treng."

[nb]
"Lag utkast til felles strategi, og ikkje noko anna." = "Lag utkast til felles strategi, og ikke noe annet."
"""


def test_a_signal_of_a_year_in_the_other_form_stands_in_the_next_programme_in_the_form_of_its_readers(
    in_both: Desk,
) -> None:
    minutes(in_both, SIGNALS)
    in_both.walk(to="mailing.folgebrev")
    in_both.do(f"signals.{meeting_signals.asked(in_both)}")
    for name, state in in_both.states().items():
        if state.split()[0] not in {"done", "cancelled"}:
            in_both.do(name)
    writes_bokmål_now(in_both)
    with (in_both.community / "nynorsk.toml").open("a", encoding="utf-8") as words:
        words.write('"Si hva dere trenger." = "Sei kva de treng."\n')
    later = look_at(in_both.services, year=2028, given={"date": "2028-02-17", "venue": "Kulturhuset"})
    assert later.language == "nb"
    assert [signal.text for signal in signals_in_programme(later, "nb")] == [
        "Lag utkast til felles strategi, og ikke noe annet.",
        "",
        "Si hva dere trenger.",
    ]
    assert [signal.text for signal in signals_in_programme(later, "nn")] == [
        "Lag utkast til felles strategi, og ikkje noko anna.",
        "Prøv ut noko nytt.",
        "Sei kva de treng.",
    ]
