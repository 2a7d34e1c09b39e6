"""A name that is taken down from a year stands in nothing that is published of it, in whichever form and place."""

from __future__ import annotations

import datetime as dt
import html
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cycle.application.actions import ask_for_act
from cycle.application.publishing import rebuild_site, remark_lines, verify_archive
from cycle.application.results import ActResult, ArchiveResult, read
from cycle.application.steps.archive import remarks_of
from cycle.application.year import names_taken_down, report_signal
from cycle.cli import main
from cycle.errors import InputError
from tests.application.closed_year import PACKAGE, done, reopened
from tests.application.meeting_signals import asked, minutes, sent
from tests.desk import NOON, Desk, typed

NAME = "Åshild Ukjend"
BASE = "https://moete.example.no"
SIGNALS = f"""
present = ["Tone Kvåle"]
[[matters]]
title = "Plan"
decision = "{NAME} skriv utkastet."
[[signals]]
to = "SSU"
text = "Lag utkast til felles strategi saman med {NAME}."
owner = "{NAME}"
plan = "Planen til {NAME}"
[[signals]]
to = "Alver kommune"
text = "Prøv ut avstandsoppfølging."
[nb]
"Plan" = "Plan"
"{NAME} skriv utkastet." = "{NAME} skriver utkastet."
"""
WORDS = f"""
"Lag utkast til felles strategi saman med {NAME}." = "Lag et utkast til felles strategi sammen med {NAME}."
"Planen til {NAME}" = "Planen til {NAME}"
"Prøv ut avstandsoppfølging." = "Prøv ut avstandsoppfølging."
"""


@pytest.fixture
def named(tmp_path: Path) -> Desk:
    """A closed year with a name in all that people write of it, on both pages, in signals and what is reported."""
    desk = Desk(tmp_path, site_address=BASE)
    shutil.copy(desk.year_folder / "program.xlsx", desk.year_folder / "program.nb.xlsx")
    for there in ("Trygge overgangar, eitt lag", "Trygge overganger, ett lag"):
        desk.replace("partnarskapsmote-2027/meeting.toml", there, f"{there} med {NAME}")
    desk.replace("partnarskapsmote-2027/meeting.toml", 'place = "Knarvik"', f'place = "Knarvik, hos {NAME}"')
    with (desk.community / "bokmal.toml").open("a", encoding="utf-8") as words:
        words.write(WORDS)
    desk.walk(to="mailing.folgebrev")
    minutes(desk, SIGNALS)
    desk.do(f"signals.{asked(desk)}")
    sent(desk)
    desk.do("archive")
    reported(desk, "2027-1", f"{NAME} er i gang.")
    return desk


def reported(desk: Desk, signal: str, text: str, *, days: int = 0) -> None:
    community, day = desk.cycle().loaded.community, NOON.date() + dt.timedelta(days=days)
    report_signal(desk.community, community, signal, on=day, status="answered", text=text, by=NAME)
    rebuild_site(desk.services, community=str(desk.community))


def where(folder: Path, name: str = NAME) -> list[str]:
    """Each file below a folder that a name stands in, whatever kind of file it is; documents stay as they are."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.parent.name in {"dokument", "presentasjonar"}:
            continue
        text = html.unescape(typed(path.read_bytes().decode("utf-8", "replace")))
        if name in text or json.dumps(name)[1:-1] in text:
            found.append(path.relative_to(folder).as_posix())
    return found


def taken_down(desk: Desk, name: str = NAME) -> ActResult:
    act = ask_for_act(desk.cycle(), "take_down", who="Kari Vik", why="Bad om det", what="name", old=name)
    return read(ActResult, desk.do(f"act.{act.number}"))


def test_a_name_that_is_taken_down_stands_in_no_published_file_and_leaves_a_mark_in_each(named: Desk) -> None:
    site = named.home / "site" / "bergensomradet"
    before = where(site)
    for kind in ("html", "json", "jsonld", "ics", "atom"):
        assert [path for path in before if path.endswith(kind)] != [], kind
    for path in ("styringssignal/2027-1/index.html", "nb/styringssignal/2027-1/index.html"):
        assert path in before
    assert names_taken_down(named.services, named.cycle().id) == ()
    taken_down(named)
    assert names_taken_down(named.services, named.cycle().id) == (NAME,), "for the programmes of later years"
    assert where(site) == []
    data = named.home / "packages" / f"{PACKAGE}-v2" / "data" / "nettside"
    assert where(data) == []
    for folder in (site, data):
        for path in ("partnarskapsmote/2027/index.html", "styringssignal/2027-1/index.html"):
            assert "[namn teke ned]" in typed((folder / path).read_text("utf-8")), path
            assert "[navn tatt ned]" in typed((folder / "nb" / path).read_text("utf-8")), path
        assert "[namn teke ned] er i gang." in typed((folder / "styringssignal/2027-1/index.html").read_text("utf-8"))
    assert [str(finding) for finding in verify_archive(named.services) if finding.is_error] == []


def test_a_name_stays_down_whatever_is_reported_built_corrected_or_opened_again(named: Desk) -> None:
    site = named.home / "site" / "bergensomradet"
    taken_down(named)
    reported(named, "2027-1", f"{NAME} er ferdig.", days=1)
    assert where(site) == []
    act = ask_for_act(named.cycle(), "correct", who="Kari", why="Feil", what="venue", new="Fedje kulturhus")
    named.do(f"act.{act.number}")
    assert where(site) == []
    reopened(named)
    assert where(site) == []
    for version in ("-v3", "-v4"):
        assert where(named.home / "packages" / f"{PACKAGE}{version}" / "data" / "nettside") == [], version


def test_a_name_that_stands_in_a_report_alone_can_be_taken_down(named: Desk) -> None:
    reported(named, "2027-2", "Per Utanfrå svarte.")
    with pytest.raises(InputError, match="does not stand on the page"):
        taken_down(named, "Ola Ingenstad")
    taken_down(named, "Per Utanfrå")
    site = named.home / "site" / "bergensomradet"
    assert where(site, "Per Utanfrå") == []
    assert "Eit namn er teke ned" in typed((site / "partnarskapsmote/2027/index.html").read_text("utf-8"))


def test_the_gate_names_the_pages_of_other_years_where_the_name_stands(named: Desk) -> None:
    named.replace("history.toml", 'value = "Kulturhuset i Bergen"', f'value = "Kulturhuset i Bergen ved {NAME}"')
    made = taken_down(named)
    [line] = [text for text in made.problems if "andre sider" in text]
    assert "2024" in line
    assert "2027" not in line


def test_a_name_goes_over_a_hard_space_and_stays_in_no_other_and_the_gate_says_what_is_left(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    theme = "Åshild\u00a0Ukjend, Åshild Ukjend, Åshild Ukjends lag, Per Ukjend og Åshild Ukjendsen"
    desk.replace("partnarskapsmote-2027/meeting.toml", "Trygge overgangar, eitt lag", theme)
    desk.walk()
    made = taken_down(desk)
    assert made.edition is not None
    gone = "[namn teke ned]"
    assert made.edition.theme == f"{gone}, {gone}, {gone}s lag, Per Ukjend og Åshild Ukjendsen"
    [line] = [text for text in made.problems if "same personen" in text]
    assert "«Per Ukjend» og «Åshild Ukjendsen»" in line


def test_a_year_opened_again_tells_what_may_be_a_name_of_one_word_that_was_taken_down(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.replace("partnarskapsmote-2027/meeting.toml", "Trygge overgangar, eitt lag", "Åshild og Åshilds innlegg")
    desk.walk()
    taken_down(desk, "Åshild")
    done(desk, "reopen")
    for name in (node.name for node in desk.cycle().graph if node.kind != "archive"):
        if desk.states()[name].split()[0] not in {"done", "cancelled"}:
            desk.do(name)
    result = desk.compute("archive")
    assert [line for line in remarks_of(desk.services.memory, read(ArchiveResult, result)) if "«Åshilds»" in line]


def test_a_report_with_a_name_that_is_taken_down_is_told_whenever_it_comes(named: Desk) -> None:
    made = taken_down(named)
    [line] = [text for text in made.problems if "prov" in text]
    assert "lista over kven som var invitert" in line
    words = ("signals", "report", "2027-1", "--status", "answered", "--by", "Kari Nes", "--text")
    remarked = {
        f"{NAME} er ferdig.": "a name that is taken down from 2027",
        "Spør Ukjend.": "Ukjend»",
        "Alt er ferdig.": "",
    }
    for text, expected in remarked.items():
        said = CliRunner().invoke(main, [*words, text], env=named.environment)
        assert (said.exit_code, bool(said.stderr), expected in said.stderr) == (0, bool(expected), True)
    named.moment += dt.timedelta(days=1)
    act = ask_for_act(named.cycle(), "correct", who="Kari", why="Feil", what="venue", new="Fedje kulturhus")
    corrected = read(ActResult, named.compute(f"act.{act.number}"))
    remarks = "\n".join(remarks_of_act(named, corrected))
    assert "eit namn som er teke ned frå 2027" in remarks
    assert "Ukjend»" in remarks
    assert not [text for text in corrected.problems if "prov" in text]


def remarks_of_act(desk: Desk, made: ActResult) -> list[str]:
    return list(remark_lines(desk.services.memory, made.remarks))
