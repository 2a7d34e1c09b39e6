"""Approved signals stand on the page of their year and in its package, also when they come late."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from cycle.application.actions import ask_for_act, closing_of
from cycle.application.actions.running.registry import STEPS
from cycle.application.actions.running.states import step_state
from cycle.application.dispatches import every_signal, signals_in_store
from cycle.application.publishing import rebuild_site, verify_archive
from cycle.application.results import ArchiveResult, SignalsResult, read
from cycle.application.steps import signals
from cycle.application.steps.archive import remarks_of
from cycle.application.year import FOLLOW_UPS, load_named_community, report_signal
from cycle.application.year.step_graph import node_named
from cycle.errors import ConfigError, InputError, Problem
from tests.application.meeting_signals import KIND, MINUTES, asked, minutes, sent
from tests.desk import LEADER, MAYOR, NOON, YEAR, Desk, sha256, typed


def test_signals_that_were_written_when_the_year_was_closed_go_all_the_same(desk: Desk) -> None:
    desk.walk()
    minutes(desk)
    assert desk.cycle().closed is not None
    desk.do(f"signals.{asked(desk)}")
    assert sorted(sent(desk)) == sorted((LEADER.address, MAYOR.address))


def site(desk: Desk, path: str) -> str:
    return (desk.home / "site" / "bergensomradet" / path).read_text("utf-8")


def test_approved_signals_stand_on_the_page_each_with_an_address_and_in_the_package(held: Desk) -> None:
    held.do(f"signals.{asked(held)}")
    held.do("archive")
    page = site(held, f"partnarskapsmote/{YEAR}/index.html")
    assert "../../styringssignal/2027-1/index.html" in page
    own = typed(site(held, "styringssignal/2027-1/index.html"))
    for text in ("SSU", "Lag utkast til felles strategi.", "1. mai 2027", "Handlingsplan 2027–2028"):
        assert text in own
    assert "Leiaren av SSU" not in own
    assert 'href="styringssignal/index.html"' in site(held, "index.html")
    package = held.home / "packages" / f"bergensomradet-partnarskapsmote-{YEAR}" / "data"
    rows = json.loads((package / "styringssignal.json").read_text("utf-8"))
    assert [(row["number"], row["page"]) for row in rows] == [
        ("2027-1", "styringssignal/2027-1/index.html"),
        ("2027-2", "styringssignal/2027-2/index.html"),
    ]
    kept = (package / "resultat" / f"signals.{KIND}-r1.json").read_bytes()
    assert {row["digest"] for row in rows} == {sha256(kept)}
    assert (package / "nettside" / "styringssignal" / "2027-2" / "index.html").is_file()


def test_signals_that_nobody_has_approved_stand_nowhere_and_the_archives_gate_says_so(held: Desk) -> None:
    step = f"signals.{asked(held)}"
    held.compute(step)
    held.compute("archive")
    remarks = remarks_of(held.services.memory, read(ArchiveResult, held.newest("archive")))
    assert [line for line in remarks if "signals" in line and "ikkje godkjende" in line]
    held.approve(step)
    assert step_state(held.cycle(), "archive").state == "due"
    held.compute("archive")
    remarks = remarks_of(held.services.memory, read(ArchiveResult, held.newest("archive")))
    assert not [line for line in remarks if "ikkje godkjende" in line]


def test_what_is_reported_of_a_signal_stands_on_its_page_and_never_by_whom(held: Desk) -> None:
    held.do(f"signals.{asked(held)}")
    held.do("archive")
    loaded = held.cycle().loaded
    report_signal(
        held.community, loaded.community, "2027-1", on=NOON.date(), status="answered", text="Er sendt.", by="Kari Nes"
    )
    rebuild_site(held.services)
    own = site(held, "styringssignal/2027-1/index.html")
    assert "Er sendt." in own
    assert "Har fått svar" in typed(own)
    assert "Kari Nes" not in own
    (held.community / FOLLOW_UPS).write_text(
        '[[followups]]\nsignal = "2027-1"\non = 2027-03-01\nstatus = "ferdig"\nby = "K"\ntext = "Fnr. 13097248022"',
        "utf-8",
    )
    with pytest.raises(InputError, match=r"oppfolging\.toml"):
        rebuild_site(held.services)


def test_signals_approved_when_the_year_is_closed_come_on_the_site_and_leave_the_page_as_it_is(desk: Desk) -> None:
    desk.walk()
    before = site(desk, f"partnarskapsmote/{YEAR}/index.html")
    minutes(desk)
    desk.do(f"signals.{asked(desk)}")
    assert "Prøv ut" in site(desk, "styringssignal/2027-2/index.html")
    assert site(desk, f"partnarskapsmote/{YEAR}/index.html") == before
    assert step_state(desk.cycle(), "archive").state == "done"


def test_the_gate_of_late_signals_names_what_of_past_years_the_page_does_not_show(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.walk()
    minutes(desk)
    gone = Problem(file="historie/2019/borte.pdf", where="", what="finst ikkje")
    monkeypatch.setattr("cycle.application.steps.signals.past_remarks", lambda *_: (gone,))
    step = f"signals.{asked(desk)}"
    desk.compute(step)
    cycle = desk.cycle()
    shown = STEPS["signals"].present(cycle, node_named(cycle.graph, step), desk.newest(step))
    assert "historie/2019/borte.pdf: finst ikkje" in typed(shown.markdown)


def test_the_gate_of_late_signals_asks_about_telephone_numbers_and_addresses_in_them_and_in_what_is_shown_anew(
    desk: Desk,
) -> None:
    desk.walk()
    desk.replace("history.toml", 'value = "Kulturhuset i Bergen"', 'value = "Kulturhuset, tlf. 55 11 22 33"')
    desk.replace("history.toml", 'notes = ["Møteleiinga', 'notes = ["Ring Kari, 911 22 333. Møteleiinga')
    minutes(desk, MINUTES.replace("Lag utkast", "Ring 912 34 567, Storgata 5, 5411 Stord, og lag utkast"))
    step = f"signals.{asked(desk)}"
    desk.compute(step)
    cycle = desk.cycle()
    shown = typed(STEPS["signals"].present(cycle, node_named(cycle.graph, step), desk.newest(step)).markdown)
    gate, _, past = shown.partition("Tidlegare år")
    assert "Skal alle sjå dette?" in gate
    assert "2027-1: eit telefonnummer «912 34 567»" in gate
    assert "5411» " not in past
    assert "911 22 333" in past
    assert "55 11 22 33" in past, "of where it was held only the street is meant for everybody"


def test_a_report_is_asked_about_where_the_site_is_built_and_at_the_gate_of_the_archive(held: Desk) -> None:
    held.do(f"signals.{asked(held)}")
    said = {"on": NOON.date(), "status": "answered", "by": "Kari Nes"}
    loaded = held.cycle().loaded
    for text, by in (("Fnr. 130972 - 48022.", "K"), ("Er sendt.", "Kari 13097248022")):
        with pytest.raises(InputError, match=r"oppfolging\.toml"):
            report_signal(held.community, loaded.community, "2027-1", **{**said, "text": text, "by": by})
    assert not (held.community / FOLLOW_UPS).exists()
    report_signal(held.community, loaded.community, "2027-1", text="Ring Ola, mob. 95 11 22 33.", **said)
    held.compute("archive")
    at_the_gate = remarks_of(held.services.memory, read(ArchiveResult, held.newest("archive")))
    built = [str(problem) for problem in rebuild_site(held.services).problems]
    for lines in (at_the_gate, built):
        assert [line for line in lines if "95 11 22 33" in line and "oppfolging.toml" in line] != []


def test_words_that_are_approved_anew_when_the_year_is_closed_are_those_that_stand(held: Desk) -> None:
    held.do(f"signals.{asked(held)}")
    sent(held)
    held.do("archive")
    held.moment += dt.timedelta(days=1)
    minutes(held, MINUTES.replace("felles strategi", "felles plan"))
    held.do(f"signals.{asked(held)}")
    own = typed(site(held, "styringssignal/2027-1/index.html"))
    assert ("felles plan" in own, "felles strategi" in own) == (True, False)
    package = held.home / "packages" / f"bergensomradet-partnarskapsmote-{YEAR}-v2" / "data"
    rows = json.loads((package / "styringssignal.json").read_text("utf-8"))
    assert [(row["number"], row["text"]) for row in rows] == [
        ("2027-1", "Lag utkast til felles plan."),
        ("2027-2", "Prøv ut avstandsoppfølging."),
    ]


@pytest.mark.parametrize("lost", ["folder", "file", "line"])
def test_approved_signals_outlive_the_minutes_they_were_written_in(held: Desk, lost: str) -> None:
    """Somebody clears away the folder of a closed year, makes a slip in its minutes, or deletes a line there."""
    held.do(f"signals.{asked(held)}")
    held.do("archive")
    community, services = held.cycle().loaded.community, held.services
    reported = {"on": NOON.date(), "text": "Er gjort.", "by": "Kari Nes"}
    report_signal(held.community, community, "2027-1", status="done", **reported)
    if lost == "folder":
        held.year_folder.rename(held.community / "arkiv")
    else:
        minutes(held, 'present = "' if lost == "file" else MINUTES.partition("[[signals]]")[0])
    rebuild_site(services)
    assert "Er gjort." in site(held, "styringssignal/2027-1/index.html")
    loaded = load_named_community(services.settings)
    found = every_signal(services, loaded)
    assert [(signal.id, signal.status) for signal in found.all] == [("2027-1", "done"), ("2027-2", "open")]
    gone = [problem for problem in found.problems if "is approved" in str(problem)]
    assert [problem.file for problem in gone] == [f"partnarskapsmote-{YEAR}/referat.toml"] * 2
    known = signals_in_store(services, loaded)
    answered = report_signal(held.community, community, "2027-2", status="answered", **reported, approved=known)
    assert answered.status == "answered"


def test_signals_approved_when_the_year_is_closed_come_in_its_next_package_which_says_why(desk: Desk) -> None:
    desk.walk()
    [first] = [path for path in (desk.home / "packages").iterdir() if path.is_dir()]
    before = {path: path.read_bytes() for path in first.rglob("*") if path.is_file()}
    minutes(desk)
    step = f"signals.{asked(desk)}"
    desk.do(step)
    assert {path: path.read_bytes() for path in before} == before, "the old one stays"
    second = first.with_name(f"{first.name}-v2")
    data = second / "data"
    assert "Prøv ut" in (data / "nettside/styringssignal/2027-2/index.html").read_text("utf-8")
    rows = json.loads((data / "styringssignal.json").read_text("utf-8"))
    assert [row["number"] for row in rows] == ["2027-1", "2027-2"]
    assert (data / "resultat" / f"{step}-r1.json").is_file()
    assert "Styringssignal vart godkjende" in (second / "bag-info.txt").read_text("utf-8") + (
        data / "les-meg.txt"
    ).read_text("utf-8")
    closing = closing_of(desk.cycle())
    assert closing is not None
    assert (closing.kind, closing.version, closing.package) == ("signals", 2, second.name)
    assert verify_archive(desk.services) == ()
    outcome = desk.cycle().record.outcome(step, desk.newest(step).digest)
    assert outcome is not None
    cycle = desk.cycle()
    said = STEPS["signals"].report(cycle, node_named(cycle.graph, step), outcome)
    assert f"{second.name}.zip" in said.summary
    desk.perform(step)
    assert len(list((desk.home / "packages").glob("*.zip"))) == 2, "once"


def test_what_keeps_the_messages_out_of_the_package_of_late_signals_is_told_at_their_gate_and_after(desk: Desk) -> None:
    desk.replace("organisations.csv", "920290922", "")
    desk.walk()
    minutes(desk)
    step = f"signals.{asked(desk)}"
    made = desk.do(step)
    cycle = desk.cycle()
    node, outcome = node_named(cycle.graph, step), cycle.record.outcome(step, made.digest)
    assert outcome is not None
    for presented in (STEPS["signals"].present(cycle, node, made), STEPS["signals"].report(cycle, node, outcome)):
        assert "### Pakka er utan meldingar til arkivsystemet" in presented.markdown
        assert "alver: Alver kommune har ikkje organisasjonsnummer" in presented.markdown.replace("\\", "")


def test_what_is_done_to_a_year_after_late_signals_keeps_them_in_page_and_package(desk: Desk) -> None:
    """A correction, and the year opened and closed again: three packages more, each with the signals."""
    desk.walk()
    minutes(desk)
    desk.do(f"signals.{asked(desk)}")
    act = ask_for_act(desk.cycle(), "correct", who="Kari", why="Feil", what="venue", new="Fedje kulturhus")
    desk.do(f"act.{act.number}")
    again = ask_for_act(desk.cycle(), "reopen", who="Kari", why="Feil liste")
    desk.do(f"act.{again.number}")
    desk.walk()
    versions = [row.version for row in desk.services.memory.closings.of(desk.cycle().id)]
    assert versions == [1, 2, 3, 3, 4]
    for number in (2, 3, 4):
        data = desk.home / "packages" / f"bergensomradet-partnarskapsmote-{YEAR}-v{number}" / "data"
        assert (data / "nettside/styringssignal/2027-2/index.html").is_file(), number
        assert (data / "resultat" / f"signals.{KIND}-r1.json").is_file(), number
    assert "Prøv ut" in site(desk, "styringssignal/2027-2/index.html")
    assert verify_archive(desk.services) == ()


def test_an_act_on_a_closed_year_brings_no_old_words_of_its_signals_back(held: Desk) -> None:
    """Words that were approved after the year was closed stand, whatever is corrected on its page since."""
    held.do(f"signals.{asked(held)}")
    sent(held)
    held.do("archive")
    held.moment += dt.timedelta(days=1)
    minutes(held, MINUTES.replace("felles strategi", "felles plan"))
    held.do(f"signals.{asked(held)}")
    held.moment += dt.timedelta(days=1)
    for what in ({"what": "venue", "new": "Fedje kulturhus"}, {"what": "text", "old": "Prøv ut", "new": "Test"}):
        act = ask_for_act(held.cycle(), "correct", who="Kari", why="Feil", **what)  # type: ignore[arg-type]
        held.do(f"act.{act.number}")
        own = typed(site(held, "styringssignal/2027-1/index.html"))
        assert ("felles plan" in own, "felles strategi" in own) == (True, False), what


def test_words_that_were_approved_last_stand_whichever_dispatch_has_them(held: Desk) -> None:
    """The first dispatch was made ready twice before it was approved, the second once and later."""
    first = f"signals.{asked(held)}"
    held.compute(first)
    minutes(held, MINUTES.replace("felles strategi", "felles skisse"))
    held.do(first)
    sent(held)
    held.moment += dt.timedelta(days=1)
    minutes(held, MINUTES.replace("felles strategi", "felles plan"))
    held.do(f"signals.{asked(held)}")
    assert held.newest(first).revision == 2
    known = every_signal(held.services, load_named_community(held.services.settings))
    assert known.all[0].signal.text == "Lag utkast til felles plan."
    held.do("archive")
    assert "felles plan" in typed(site(held, "styringssignal/2027-1/index.html"))
    package = held.home / "packages" / f"bergensomradet-partnarskapsmote-{YEAR}" / "data"
    [row, _] = json.loads((package / "styringssignal.json").read_text("utf-8"))
    assert row["text"] == "Lag utkast til felles plan."


def test_a_signal_goes_on_from_an_approved_one_whose_folder_is_put_away(
    held: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands as it was approved; what is written now in the year's own minutes is looked at as it is written."""
    step = f"signals.{asked(held)}"
    held.do(step)
    sent(held)
    here = signals_in_store(held.services, held.cycle().loaded)
    first = replace(here["2027-1"], id="2026-1")
    monkeypatch.setattr(signals, "signals_in_store", lambda *_: {**here, first.id: first})
    minutes(held, f'{MINUTES}parent = "2026-1"\n')
    again = f"signals.{asked(held)}"
    assert read(SignalsResult, held.compute(again)).signals[1].signal.parent == "2026-1"
    minutes(held, f'{MINUTES}parent = "2026-2"\n')
    with pytest.raises(ConfigError, match="2026-2"):
        held.compute(again)
