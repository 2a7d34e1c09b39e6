"""The records system is told what the year sent and published, as it went, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from cycle.application.actions import ask_for_act
from cycle.application.delivery import sent_letters
from cycle.application.publishing import write_messages
from cycle.application.replies import type_in
from cycle.application.results import ArchiveResult, read
from cycle.application.steps.archive import remarks_of
from cycle.archive.noark.validation import MessageFormat
from cycle.errors import InputError
from cycle.model import Substitute
from tests.application.asking import asked
from tests.application.asking import sent as sent_to_all
from tests.desk import INVITED, YEAR, Desk, sha256
from tests.official import SCHEMAS, needs_schemas

BOTH: tuple[MessageFormat, ...] = ("fiks", "arkivmelding")
MINUTES = """
chair = "Ådne Bjørnsen Øy"
taker = "Kari Sekretær"
present = ["Ådne Bjørnsen Øy", "Tone Kvåle"]
[[matters]]
title = "Felles strategi"
decision = "Møtet slutta seg til strategien."
"""
SCREENING = """
[[screening]]
of = "letters"
restriction = "UO"
basis = "offentleglova § 26"
years = 60
[[screening]]
of = "invitasjon"
restriction = "13"
basis = "offentleglova § 13"
"""


@pytest.fixture
def beside(make_desk: Callable[..., Desk]) -> Desk:
    """A desk beside the official schemas, where they are."""
    return make_desk(**({"archive_schemas": SCHEMAS} if SCHEMAS.is_dir() else {}))


@pytest.fixture
def filed(beside: Desk) -> Desk:
    """A desk where the whole year is done and closed."""
    beside.walk()
    return beside


@pytest.fixture
def sent(beside: Desk) -> Desk:
    """A desk where every letter is sent, and the year is not closed."""
    beside.walk(to="mailing.folgebrev")
    return beside


@pytest.fixture
def minuted(beside: Desk) -> Desk:
    """A desk where the whole year is done and closed, with minutes."""
    (beside.year_folder / "referat.toml").write_text(MINUTES, "utf-8")
    beside.walk()
    return beside


def written(desk: Desk, kind: MessageFormat, into: Path) -> dict[str, bytes]:
    """Path → bytes of what was written."""
    folder = write_messages(desk.cycle(), kind, into=into).folder
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def registrations(files: dict[str, bytes]) -> list[etree._Element]:
    """The registrations of all messages, in order."""
    messages = [etree.fromstring(data) for path, data in sorted(files.items()) if path.endswith("arkivmelding.xml")]
    return [element for message in messages for element in message.iter("{*}registrering", "{*}basisregistrering")]


def texts(element: etree._Element, name: str) -> list[str]:
    return [found.text or "" for found in element.iter("{*}" + name)]


@needs_schemas
def test_every_letter_that_went_is_registered_by_its_sha256_and_no_other(sent: Desk, tmp_path: Path) -> None:
    """A letter that was changed and never sent again is in no message."""
    went = {letter.letter.sha256 for letter in sent_letters(sent.cycle())}
    before = written(sent, "fiks", tmp_path)
    sent.edit_template("folgebrev.docx", "</w:body>", "<w:p/></w:body>")
    sent.compute("letters.folgebrev")
    after = written(sent, "fiks", tmp_path)
    journal = [element for element in registrations(after) if "journalpost" in element.values()]
    assert {texts(element, "sjekksum")[0] for element in journal} == went
    assert after == before


@needs_schemas
@pytest.mark.parametrize("kind", BOTH)
def test_the_same_year_gives_the_same_bytes_whenever_it_is_written(
    filed: Desk, tmp_path: Path, kind: MessageFormat
) -> None:
    first = written(filed, kind, tmp_path / "now")
    filed.moment += dt.timedelta(days=400)
    assert written(filed, kind, tmp_path / "later") == first


def test_every_reader_is_a_party_of_some_letter(filed: Desk, tmp_path: Path) -> None:
    journal = [element for element in registrations(written(filed, "fiks", tmp_path)) if texts(element, "sendtDato")]
    assert {name for element in journal for name in texts(element, "kontaktperson")} == set(INVITED)
    numbers = {number for element in journal for number in texts(element, "organisasjonid")}
    assert numbers == {"920290922", "984027737", "864338712", "944041036"}


def test_letters_of_the_same_bytes_are_one_registration_with_all_their_readers(filed: Desk, tmp_path: Path) -> None:
    """Each letter of ours names its reader, so each is registered alone: as many as there were letters."""
    letters = sent_letters(filed.cycle())
    contents = {(letter.dispatch, letter.letter.sha256) for letter in letters}
    journal = [element for element in registrations(written(filed, "fiks", tmp_path)) if texts(element, "sendtDato")]
    assert len(journal) == len(contents)


@needs_schemas
@pytest.mark.parametrize("kind", BOTH)
def test_notice_agenda_minutes_and_presentations_are_registered_as_such(
    minuted: Desk, tmp_path: Path, kind: MessageFormat
) -> None:
    files = written(minuted, kind, tmp_path)
    titles = [texts(element, "offentligTittel")[0] for element in registrations(files)]
    assert titles[:3] == [
        "Invitasjon til partnarskapsmøtet 2027",
        "Program for partnarskapsmøtet 2027",
        "Referat frå partnarskapsmøtet 2027",
    ]
    if kind == "fiks":
        types = [texts(element, "kode")[-1] for element in registrations(files)]
        assert types[:4] == ["MI", "SL", "MP", "VL"]


def test_a_change_of_the_meeting_is_a_registration_of_its_own_and_no_part_of_the_notice(
    make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = make_desk()
    desk.walk(to="mailing.folgebrev")
    desk.moment += dt.timedelta(hours=1)
    desk.replace("partnarskapsmote-2027/meeting.toml", "date = 2027-02-18", "date = 2027-02-25")
    for step in ("plan", "committee", "host", "invitations"):
        desk.do(step)
    sent_to_all(desk, asked(desk, "endring"))
    for name, state in desk.states().items():
        if state.split()[0] not in {"done", "cancelled"}:
            desk.do(name)
    papers = [element for element in registrations(written(desk, "fiks", tmp_path)) if not texts(element, "sendtDato")]
    titles = [texts(element, "offentligTittel")[0] for element in papers]
    change = next(number for number, title in enumerate(titles) if title.startswith("Endring"))
    assert [title.split()[0] for title in titles[:2]] == ["Invitasjon", "Program"]
    assert len(texts(papers[change], "sjekksum")) == 1
    assert texts(papers[change], "sjekksum")[0] not in texts(papers[0], "sjekksum")


def sums_of_minutes(desk: Desk, into: Path) -> list[str]:
    """The checksums of what the messages register as minutes."""
    return [
        sha
        for element in registrations(written(desk, "fiks", into))
        if texts(element, "offentligTittel")[0].startswith("Referat")
        for sha in texts(element, "sjekksum")
    ]


def test_the_minutes_of_a_closed_year_are_the_bytes_that_were_kept_whatever_the_template_is_since(
    minuted: Desk, tmp_path: Path
) -> None:
    before = sums_of_minutes(minuted, tmp_path / "before")
    assert len(before) == 1
    minuted.edit_template("referat.docx", "<w:body>", "<w:body><w:p><w:r><w:t>Ny mal</w:t></w:r></w:p>")
    minuted.moment += dt.timedelta(days=900)
    assert sums_of_minutes(minuted, tmp_path / "after") == before
    ask_for_act(minuted.cycle(), "correct", who="Kari Vik", why="Feil", what="venue", new="Rådhuset")
    minuted.do("act.1")
    assert sums_of_minutes(minuted, tmp_path / "corrected") == before
    [again] = (minuted.home / "packages" / f"bergensomradet-partnarskapsmote-{YEAR}-v2").glob("data/noark/dokument/*")
    assert sha256(again.read_bytes()) == before[0]


def test_minutes_are_kept_though_the_community_begins_to_file_years_later(desk: Desk, tmp_path: Path) -> None:
    file = desk.community / "noark.toml"
    rules = file.read_text("utf-8")
    file.unlink()
    (desk.year_folder / "referat.toml").write_text(MINUTES, "utf-8")
    desk.walk()
    kept = desk.cycle().closed
    assert kept is not None
    assert kept.minutes is not None
    desk.edit_template("referat.docx", "<w:body>", "<w:body><w:p><w:r><w:t>Ny mal</w:t></w:r></w:p>")
    file.write_text(rules, "utf-8")
    assert sums_of_minutes(desk, tmp_path) == [kept.minutes.sha256]


def test_a_substitute_who_was_taken_back_is_no_substitute_in_the_records_system(
    make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = make_desk()
    desk.walk(to="mailing.folgebrev")
    type_in(desk.cycle(), "Tone Kvåle", as_="declined", name="Kari", substitute=Substitute(name="Per Vara"))
    (desk.year_folder / "referat.toml").write_text('present = ["Per Vara"]', "utf-8")
    first = etree.fromstring(written(desk, "fiks", tmp_path / "in")["001/arkivmelding.xml"])
    assert "VARA" in {code for part in first.iter("{*}moetedeltaker") for code in texts(part, "kode")}
    desk.moment += dt.timedelta(hours=1)
    type_in(desk.cycle(), "Tone Kvåle", as_="accepted", name="Kari")
    with pytest.raises(InputError, match="'Per Vara' is not invited"):
        write_messages(desk.cycle(), "fiks", into=tmp_path / "out")


@needs_schemas
def test_who_was_at_the_meeting_stands_in_the_folder_by_function(minuted: Desk, tmp_path: Path) -> None:
    folder = etree.fromstring(written(minuted, "fiks", tmp_path)["001/arkivmelding.xml"]).find("{*}mappe")
    assert folder is not None
    found = [(texts(element, "navn"), texts(element, "kode")) for element in folder.iter("{*}moetedeltaker")]
    assert found == [
        (["Ådne Bjørnsen Øy", "Alver kommune"], ["LEDER"]),
        (["Tone Kvåle", "Osterøy kommune"], ["MEDL"]),
        (["Kari Sekretær"], ["SEKR"]),
    ]


@needs_schemas
def test_two_who_chaired_together_stand_in_the_folder_as_two(beside: Desk, tmp_path: Path) -> None:
    together = MINUTES.replace('chair = "Ådne Bjørnsen Øy"', 'chair = "Ådne Bjørnsen Øy og Bjørg Utanfrå"')
    (beside.year_folder / "referat.toml").write_text(together, "utf-8")
    beside.walk()
    folder = etree.fromstring(written(beside, "fiks", tmp_path)["001/arkivmelding.xml"]).find("{*}mappe")
    assert folder is not None
    found = [(texts(element, "navn")[0], texts(element, "kode")[0]) for element in folder.iter("{*}moetedeltaker")]
    assert found == [
        ("Bjørg Utanfrå", "LEDER"),
        ("Ådne Bjørnsen Øy", "LEDER"),
        ("Tone Kvåle", "MEDL"),
        ("Kari Sekretær", "SEKR"),
    ]


def test_without_minutes_nobody_is_said_to_have_been_there(filed: Desk, tmp_path: Path) -> None:
    said = write_messages(filed.cycle(), "fiks", into=tmp_path).notes
    assert "no minutes: referat.toml is not written" in said
    first = etree.fromstring(written(filed, "fiks", tmp_path)["001/arkivmelding.xml"])
    assert texts(first, "moetedeltaker") == []


@needs_schemas
def test_what_is_screened_is_screened_by_the_narrowest_rule(filed: Desk, tmp_path: Path) -> None:
    file = filed.community / "noark.toml"
    file.write_text(file.read_text("utf-8") + SCREENING, "utf-8")
    for kind in BOTH:
        found = {
            texts(element, "offentligTittel")[0].split()[0]: texts(element, "skjermingshjemmel")
            for element in registrations(written(filed, kind, tmp_path))
            if texts(element, "sendtDato")
        }
        assert found == {"Invitasjon": ["offentleglova § 13"], "Følgjebrev": ["offentleglova § 26"]}


def test_all_that_is_missing_is_told_at_once_and_nothing_is_written(sent: Desk, tmp_path: Path) -> None:
    sent.replace("noark.toml", 'series = { code = "SAK", name = "Sakarkiv" }', "")
    sent.replace("noark.toml", 'unit = { code = "SSE", ', 'unit = { kode = "SSE", ')
    sent.replace("organisations.csv", "920290922", "")
    gone = next(letter for letter in sent_letters(sent.cycle()) if letter.dispatch == "folgebrev")
    sent.services.memory.files.path(gone.letter.sha256).unlink()
    with pytest.raises(InputError) as caught:
        write_messages(sent.cycle(), "fiks", into=tmp_path / "out")
    found = [str(problem) for problem in caught.value.problems]
    assert found[:3] == [
        "noark.toml: filing[0].series: missing; write series = …",
        "noark.toml: filing[0].unit.code: missing; write code = …",
        "noark.toml: filing[0].unit.kode: unknown key 'kode'; did you mean 'code'?",
    ]
    assert [problem for problem in found[3:] if problem.startswith(f"files/{gone.letter.sha256[:12]}")] != []
    assert [
        problem for problem in found[3:] if problem.startswith("organisations.csv: alver: Alver kommune has no")
    ] != []
    assert not (tmp_path / "out").exists()


def test_a_community_that_files_nothing_is_told_what_to_write(filed: Desk, tmp_path: Path) -> None:
    (filed.community / "noark.toml").unlink()
    with pytest.raises(InputError, match=r"bergensomradet has not said .*; write noark\.toml: filing needs"):
        write_messages(filed.cycle(), "fiks", into=tmp_path)


def test_a_filing_that_does_not_hold_on_the_day_of_the_meeting_is_refused(filed: Desk, tmp_path: Path) -> None:
    filed.replace("noark.toml", "valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to = 2026-12-31")
    with pytest.raises(InputError, match="no filing holds on 2027-02-18, the day of the meeting"):
        write_messages(filed.cycle(), "fiks", into=tmp_path)


def test_overlapping_periods_and_what_does_not_exist_are_refused(filed: Desk, tmp_path: Path) -> None:
    file = filed.community / "noark.toml"
    filing = file.read_text("utf-8").partition("[[filing]]")[2].partition("# What is")[0]
    wrong = '[[screening]]\nof = "invitasjonn"\nrestriction = "UO"\nbasis = "x"\n'
    wrong += "valid_from = 2027-01-02\nvalid_to = 2027-01-01\n"
    file.write_text(f"[[filing]]{filing}\n[[filing]]{filing}\n{wrong}", "utf-8")
    with pytest.raises(InputError) as caught:
        write_messages(filed.cycle(), "fiks", into=tmp_path)
    assert [(problem.where, problem.what.partition(",")[0]) for problem in caught.value.problems] == [
        ("screening[0].valid_to", "ends on 2027-01-01"),
        ("filing[1].valid_from", "holds on days when filing[0] holds too"),
        ("screening[0].of", "'invitasjonn' is neither a dispatch nor one of letters"),
    ]


def test_how_a_records_system_files_may_be_told_when_the_year_is_closed(desk: Desk, tmp_path: Path) -> None:
    """Whose archive it is, and a number that was not looked up, are no part of what a closed year rests on."""
    file = desk.community / "noark.toml"
    rules = file.read_text("utf-8")
    file.unlink()
    desk.replace("organisations.csv", "920290922", "")
    desk.walk()
    with pytest.raises(InputError, match="has not said how its records system files"):
        write_messages(desk.cycle(), "fiks", into=tmp_path)
    file.write_text(rules, "utf-8")
    with pytest.raises(InputError, match="Alver kommune has no organisation number"):
        write_messages(desk.cycle(), "fiks", into=tmp_path)
    desk.replace("organisations.csv", "Alver kommune,Alver,kommunane,,", "Alver kommune,Alver,kommunane,920290922,")
    assert write_messages(desk.cycle(), "fiks", into=tmp_path).messages > 1


def test_without_schemas_the_messages_are_written_and_said_to_be_unchecked(
    make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = make_desk()
    desk.walk()
    done = write_messages(desk.cycle(), "arkivmelding", into=tmp_path)
    assert (done.validated, done.messages) == (False, 1)
    assert done.notes[-1].startswith("not validated: no official schemas; CYCLE_ARCHIVE_SCHEMAS")


def test_the_package_holds_the_messages_and_every_document_they_name(minuted: Desk) -> None:
    """A message in the package has no copy of the documents: each is found there by its sha256, the minutes too."""
    package = minuted.home / "packages" / f"bergensomradet-partnarskapsmote-{YEAR}"
    sums = {line.split("  ")[0] for line in (package / "manifest-sha256.txt").read_text("utf-8").splitlines()}
    messages = sorted((package / "data" / "noark").rglob("*.xml"))
    assert {message.relative_to(package / "data" / "noark").parts[0] for message in messages} == set(BOTH)
    registered = [
        element for message in messages for element in etree.fromstring(message.read_bytes()).iter("{*}registrering")
    ]
    named = {sha for element in registered for sha in texts(element, "sjekksum")}
    assert named
    assert named <= sums
    assert any(texts(element, "sendtDato") for element in registered)
    [minutes] = (package / "data" / "noark" / "dokument").iterdir()
    assert sha256(minutes.read_bytes()) in named
    assert "noark/" in (package / "data" / "les-meg.txt").read_text("utf-8")


def test_what_keeps_the_messages_from_being_made_stands_at_the_gate_and_stops_nothing(desk: Desk) -> None:
    desk.replace("organisations.csv", "920290922", "")
    desk.walk()
    problems = remarks_of(desk.services.memory, read(ArchiveResult, desk.newest("archive")))
    assert [
        problem
        for problem in problems
        if problem.startswith("organisations.csv: alver: Alver kommune har ikkje organisasjonsnummer")
    ] != []
    package = desk.home / "packages" / f"bergensomradet-partnarskapsmote-{YEAR}"
    assert not (package / "data" / "noark").exists()


def test_a_year_that_is_out_opens_no_gate_when_its_community_begins_to_file(desk: Desk) -> None:
    file = desk.community / "noark.toml"
    rules = file.read_text("utf-8")
    file.unlink()
    desk.walk()
    done = desk.states()
    file.write_text(rules, "utf-8")
    assert desk.states() == done
    assert len(done) > 8
    assert {state.partition(" ")[0] for state in done.values()} == {"done"}


@pytest.mark.office
def test_a_letter_that_went_as_a_pdf_is_kept_in_an_archive_format(
    make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = make_desk(office="", pdf="required")
    desk.walk(to="mailing.invitasjon")
    letters = registrations(written(desk, "fiks", tmp_path))
    assert letters
    for element in letters:
        assert texts(element, "formatDetaljer") == ["PRONOM fmt/477, PDF/A-2b"]
        assert "A" in [kind.findtext("{*}kode") for kind in element.iter("{*}variantformat")]


def test_a_folder_of_somebody_elses_is_left_as_it_is(filed: Desk, tmp_path: Path) -> None:
    into = tmp_path / "mine"
    into.mkdir()
    (into / "mitt.txt").write_text("mitt")
    for _ in range(2):
        write_messages(filed.cycle(), "fiks", into=into)
    assert sorted(path.name for path in into.iterdir()) == [
        f"bergensomradet-partnarskapsmote-{YEAR}-fiks",
        "mitt.txt",
    ]
