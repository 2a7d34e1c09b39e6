"""A closed year is corrected: asked for, approved, done once, told on the page and in a new package."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cycle.application.actions import ask_for_act, step_state, withdraw_act
from cycle.application.publishing import documents_of, rebuild_site, remark_lines, write_messages
from cycle.application.results import ActResult, ArchiveResult
from cycle.application.results import read as result
from cycle.application.steps.act import present
from cycle.application.steps.archive import remarks_of
from cycle.application.year import node_named
from cycle.archive.bag.fixity import verify_package
from cycle.cli import main
from cycle.errors import InputError, StepError
from tests.application.closed_year import (
    PACKAGE,
    WHO,
    WHY,
    asked,
    done,
    first_deck,
    other_deck,
    packages,
    page,
    reopened,
    site,
)
from tests.application.publishing.pages.test_past_year_pages import whole
from tests.desk import YEAR, Desk, sha256


def warnings_at_the_gate(desk: Desk) -> list[str]:
    """What the archive's gate says of earlier acts."""
    made = result(ArchiveResult, desk.newest("archive"))
    return [line for line in remarks_of(desk.services.memory, made) if "Sjå etter" in line]


def test_a_correction_is_dated_on_the_page_and_in_a_new_package_that_names_the_one_before(closed: Desk) -> None:
    before = packages(closed)
    asked(closed, "correct", what="venue", new="Fedje kulturhus")
    assert "Fedje kulturhus" not in page(closed)
    assert closed.do("act.1").revision == 1
    assert "23. november 2026 : Møtelokale: retta frå" in page(closed)
    assert page(closed).count("Fedje kulturhus") == 2
    after = packages(closed)
    assert {name: data for name, data in after.items() if name in before} == before
    described = after[f"{PACKAGE}-v2/bag-info.txt"].decode()
    assert f"Replaces-Package: {PACKAGE}\n" in described
    assert WHY in described
    assert verify_package(closed.home / "packages" / f"{PACKAGE}-v2") == ()
    cycle = closed.cycle()
    assert cycle.closing is not None
    assert (cycle.closing.kind, cycle.closing.version, cycle.closing.why) == ("correct", 2, WHY)


def test_words_are_corrected_wherever_they_stand_and_nothing_else_changes(closed: Desk) -> None:
    title = closed.cycle().year_inputs.programme[1].title
    done(closed, "correct", what="text", old=title, new="Eit anna innlegg")
    assert title not in page(closed).replace(f"«{title}» er retta", "")
    assert "Eit anna innlegg" in page(closed)
    closed.replace("organisations.csv", "Alver kommune", "Nye Alver kommune")
    done(closed, "correct", what="date", new="19.02.2027")
    assert "fredag 19. februar 2027" in page(closed)
    assert "Nye Alver kommune" not in page(closed)
    assert closed.cycle().closing.version == 3  # type: ignore[union-attr]


def test_a_year_that_is_opened_again_is_computed_from_its_files_and_closed_anew(closed: Desk) -> None:
    title = closed.cycle().closed.edition.documents[0].title  # type: ignore[union-attr]
    done(closed, "take_down", what=title)
    closed.replace("partnarskapsmote-2027/meeting.toml", "Helsehus", "Kulturhus")
    before = site(closed)
    step = done(closed, "reopen")
    assert closed.cycle().closing is None
    assert closed.states()[step] == "done 1"
    assert closed.states()["plan"] == "due 2"
    assert site(closed) == before
    for name, state in closed.states().items():
        if state.split()[0] not in {"done", "cancelled"}:
            closed.do(name)
    cycle = closed.cycle()
    assert (cycle.closing.kind, cycle.closing.version) == ("close", 3)  # type: ignore[union-attr]
    assert f"Dokumentet «{title}» er teke ned." in page(closed)
    assert not any(path.endswith(".docx") and title in path for path in site(closed))
    assert (closed.home / "packages" / f"{PACKAGE}-v3").is_dir()


def test_an_approval_that_was_stopped_is_none_of_those_who_corrected_the_year(closed: Desk) -> None:
    asked(closed, "correct", what="venue", new="Fedje kulturhus")
    closed.compute("act.1")
    for kind, name in (("approve", "Anna Aas"), ("stop", "Bjørn Bø"), ("approve", "Cato Carlsen")):
        if closed.states()["act.1"].startswith("stopped"):
            closed.start()
        closed.decide("act.1", kind, name=name, comment="Vent")
        closed.moment += dt.timedelta(minutes=1)
    closed.perform("act.1")
    closing = closed.cycle().closing
    assert closing is not None
    assert (closing.kind, closing.name) == ("correct", "Cato Carlsen")


def remarks(desk: Desk, step: str) -> tuple[str, ...]:
    return remark_lines(desk.services.memory, result(ActResult, desk.newest(step)).remarks)


def test_an_act_says_which_documents_of_past_years_it_would_take_off_the_site(closed: Desk) -> None:
    whole(closed)
    rebuild_site(closed.services, community=str(closed.community))
    [published] = (closed.home / "site").rglob("program.pdf")
    asked(closed, "correct", what="venue", new="Fedje kulturhus")
    closed.compute("act.1")
    address = published.relative_to(closed.home / "site" / "bergensomradet").as_posix()
    assert not [line for line in remarks(closed, "act.1") if line.startswith(address)]
    (closed.community / "historie" / "2018" / "program.pdf").unlink()
    assert closed.states()["act.1"] == "due 2"
    closed.compute("act.1")
    said = [line.partition(": ")[0] for line in remarks(closed, "act.1") if "program.pdf" in line]
    assert said == ["historie/2018/program.pdf", address]
    cycle = closed.cycle()
    shown = present(cycle, node_named(cycle.graph, "act.1"), closed.newest("act.1")).markdown
    assert f"{address}: ligg på den offentlege sida no, og blir borte" in shown


def test_an_act_says_why_its_package_holds_no_messages_and_holds_those_that_were_approved(closed: Desk) -> None:
    rules = (closed.community / "noark.toml").read_text("utf-8")
    closed.replace("noark.toml", 'unit = { code = "SSE", ', 'unit = { kode = "SSE", ')
    asked(closed, "correct", what="venue", new="Fedje kulturhus")
    closed.compute("act.1")
    assert [line for line in remarks(closed, "act.1") if line.startswith("noark.toml: filing[0].unit.code")] != []
    closed.approve("act.1")
    (closed.community / "noark.toml").write_text(rules, "utf-8")
    assert closed.states()["act.1"] == "due 2"
    closed.do("act.1")
    assert remarks(closed, "act.1") == ()
    kept = result(ActResult, closed.newest("act.1")).filed
    packaged = {name: data for name, data in packages(closed).items() if name.startswith(f"{PACKAGE}-v2/data/noark")}
    assert {name: sha256(data) for name, data in packaged.items()} == {
        f"{PACKAGE}-v2/data/{file.path}": file.file.sha256 for file in kept
    }
    assert len(kept) > 1
    done(closed, "reopen")
    assert closed.states()["act.1"] == "done 2"


def test_the_gate_says_that_nobody_got_a_file_put_in_the_place_of_a_letter_that_went(
    closed: Desk, tmp_path: Path
) -> None:
    title, _ = first_deck(closed)
    letters = ["Invitasjon til partnarskapsmøtet 2027", "Følgjebrev til partnarskapsmøtet 2027"]
    for number, what in enumerate((*letters, title), start=1):
        asked(closed, "correct", what=what, file=other_deck(tmp_path / f"{number}.pdf"))
        made = result(ActResult, closed.compute(f"act.{number}"))
        said = [line for line in made.problems if line.startswith(f"Ingen har fått denne fila: «{what}» slik brevet")]
        assert bool(said) is (what in letters)


def test_what_was_corrected_is_corrected_in_a_year_opened_again(closed: Desk, tmp_path: Path) -> None:
    title, deck = first_deck(closed)
    done(closed, "correct", what="date", new="19.02.2027")
    done(closed, "correct", what="text", old=title, new=f"{title}, på nytt")
    right = other_deck(tmp_path / "rett.pdf")
    done(closed, "correct", what=f"{title}, på nytt", file=right)
    before = site(closed)
    reopened(closed)
    assert "fredag 19. februar 2027" in page(closed)
    assert f"{title}, på nytt, på nytt" not in page(closed)
    after = site(closed)
    assert set(after) == set(before)
    assert after["presentasjonar/rett.pdf"] == before["presentasjonar/rett.pdf"]
    assert f"presentasjonar/{deck.name}/index.html" in after
    assert warnings_at_the_gate(closed) == []


def test_a_correction_that_does_not_fit_the_files_any_more_is_told_at_the_gate(closed: Desk) -> None:
    title, deck = first_deck(closed)
    done(closed, "correct", what="venue", new="Fedje kulturhus")
    done(closed, "take_down", what=title)
    closed.replace("partnarskapsmote-2027/meeting.toml", "Helsehus", "Kulturhus")
    other_deck(deck)
    reopened(closed)
    assert "Kulturhus" in page(closed)
    fits_not = "«Møtelokale» vart retta, og filene seier noko anna no; det blir ikkje retta på nytt."
    other = f"«{title}» vart teke ned, og no ligg det ein annan versjon der."
    look = ["Sjå etter kva som er rett.", "Sjå etter om alle kan sjå han."]
    assert warnings_at_the_gate(closed) == [f"{fits_not} {look[0]}", f"{other} {look[1]}"]


def test_the_records_system_is_told_of_the_year_as_it_was_corrected(closed: Desk, tmp_path: Path) -> None:
    title, deck = first_deck(closed)
    [sha256] = [
        file.sha256
        for name, file in documents_of(result(ArchiveResult, closed.newest("archive")).edition).items()
        if name == title
    ]
    done(closed, "correct", what="date", new="19.02.2027")
    done(closed, "correct", what="venue", new="Fedje kulturhus")
    done(closed, "take_down", what=title)
    folder = write_messages(closed.cycle(), "fiks", into=tmp_path).folder
    written = "".join(path.read_text("utf-8") for path in folder.rglob("*.xml"))
    packaged = "".join(
        data.decode() for path, data in packages(closed).items() if f"{PACKAGE}-v4/data/noark/fiks" in path
    )
    for described in (written, packaged):
        assert "2027-02-19" in described
        assert "Fedje kulturhus" in described
        assert sha256 not in described
    assert not [path for path in folder.rglob("*") if path.name == deck.name]


def test_a_page_that_an_act_changed_says_when_it_was_changed(closed: Desk) -> None:
    closed.moment += dt.timedelta(days=3)
    done(closed, "correct", what="venue", new="Fedje kulturhus")
    assert "Sist oppdatert 26. november 2026" in page(closed)
    assert "DTSTAMP:20261126T" in site(closed)["mote.ics"].decode()


def test_what_is_asked_for_twice_is_one_act_and_done_once(closed: Desk) -> None:
    first = asked(closed, "correct", what="venue", new="Fedje kulturhus")
    assert asked(closed, "correct", what="Møtelokale", new="Fedje kulturhus") == first
    closed.do("act.1")
    closed.perform("act.1")
    assert [closing.kind for closing in closed.cycle().closings] == ["close", "correct"]
    with pytest.raises(InputError):
        asked(closed, "correct", what="venue", new="Fedje kulturhus")


def test_an_act_is_withdrawn_until_it_is_done(closed: Desk) -> None:
    asked(closed, "correct", what="venue", new="Fedje kulturhus")
    withdraw_act(closed.cycle(), 1, who=WHO)
    assert "act.1" not in closed.states()
    asked(closed, "correct", what="venue", new="Fedje kulturhus")
    closed.do("act.2")
    with pytest.raises(StepError, match="is done"):
        withdraw_act(closed.cycle(), 2, who=WHO)


def test_two_corrections_stand_both_and_the_second_is_looked_at_as_it_then_is(closed: Desk) -> None:
    asked(closed, "correct", what="venue", new="Fedje kulturhus")
    asked(closed, "correct", what="place", new="Fedje")
    closed.compute("act.2")
    closed.do("act.1")
    assert step_state(closed.cycle(), "act.2").state == "due"
    closed.do("act.2")
    assert "Fedje kulturhus" in page(closed)
    assert page(closed).count(": retta frå") == 2


@pytest.mark.parametrize(
    ("kind", "what", "says"),
    [
        ("correct", {"what": "venu", "new": "X"}, "Did you mean “venue”?"),
        ("correct", {"what": "text", "old": "Står ikkje der", "new": "X"}, "does not stand on the page"),
        ("correct", {"what": "date", "new": "31.02.2027"}, "is no such date"),
        ("correct", {"what": "name", "old": "X"}, "A name is taken down"),
        ("take_down", {"what": "venue"}, "is corrected"),
        ("take_down", {"what": "Brevet som ikkje finst"}, "The page has no"),
    ],
)
def test_what_cannot_be_done_is_told_and_not_written_down(
    closed: Desk, kind: str, what: dict[str, str], says: str
) -> None:
    with pytest.raises(InputError, match=re.escape(says)):
        asked(closed, kind, **what)
    assert closed.services.memory.acts.of(closed.cycle().id) == ()


def test_nobody_asks_without_a_name_and_a_reason_and_of_an_open_year_nothing(closed: Desk) -> None:
    with pytest.raises(InputError, match="Write your name"):
        ask_for_act(closed.cycle(), "reopen", who=" ", why="")
    done(closed, "reopen")
    with pytest.raises(StepError, match="is open"):
        asked(closed, "reopen")


def test_the_commands_ask_and_the_approval_does_it(closed: Desk) -> None:
    signed = ["--name", WHO, "--why", WHY]
    said = CliRunner().invoke(
        main,
        ["archive", "correct", str(YEAR), "--what", "venue", "--new", "Fedje kulturhus", *signed],
        env=closed.environment,
    )
    assert said.exit_code == 0, said.output
    assert "`cycle approve 2027 act.1 --name NAME`" in said.output
    approved = CliRunner().invoke(main, ["approve", str(YEAR), "act.1", "--name", WHO], env=closed.environment)
    assert approved.exit_code == 0, approved.output
    closed.perform("act.1")
    assert "Fedje kulturhus" in page(closed)


@pytest.mark.parametrize("community", ["helse-vest", "vest-v2", "vel-v2-viken", "vestland"])
def test_the_gate_names_the_package_that_is_made_whatever_the_community_is_called(
    tmp_path: Path, community: str
) -> None:
    desk = Desk(tmp_path)
    desk.community = desk.community.rename(desk.community.with_name(community))
    desk.settle(community=community)
    desk.walk()
    for version in (2, 3):
        step = f"act.{asked(desk, 'correct', what='place', new=f'Stad {version}').number}"
        made = result(ActResult, desk.compute(step))
        assert made.package == f"{community}-partnarskapsmote-2027-v{version}"
        desk.do(step)
        assert (desk.home / "packages" / made.package).is_dir()
