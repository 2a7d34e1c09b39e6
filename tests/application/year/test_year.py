"""A year is what people have decided about it: values at the trigger go before the folder, and every fault is told."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pypdfium2
import pytest

from cycle.application.year.community_rules.community import LoadedCommunity, load_community
from cycle.application.year.written.facts import YearInputs, load_year
from cycle.application.year.written.meeting_table import HostOverride
from cycle.errors import ConfigError
from cycle.governance.inviting.seats import invited_seats, printed_seats
from cycle.model import Register
from cycle.register.lookup import holder
from cycle.register.people import check_register
from tests.register.test_formats import ods, row

EXAMPLE = Path(__file__).parents[3] / "config" / "communities" / "bergensomradet"
DATE_REMEDY = "write day, month and year: 18.02.2027, 18. februar 2027 or 2027-02-18"


def year_of(folder: Path, year: int = 2027, **given: object) -> YearInputs:
    return load_year(folder, meeting="mote", year=year, given=given)


def problems_of(folder: Path, **given: object) -> list[tuple[str, str, str, str]]:
    with pytest.raises(ConfigError) as caught:
        year_of(folder, **given)
    return [(problem.file, problem.where, problem.what, problem.remedy) for problem in caught.value.problems]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "mote-2027"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("date", ["2027-02-18", "18.02.2027", "torsdag 18. februar 2027", dt.date(2027, 2, 18)])
def test_date_and_venue_at_the_trigger_are_enough(tmp_path: Path, date: object) -> None:
    year = year_of(tmp_path, date=date, venue="Kulturhuset", theme="", reply_by=None)
    facts = year.facts
    assert (facts.date, facts.venue, facts.year) == (dt.date(2027, 2, 18), "Kulturhuset", 2027)
    assert (facts.registration, facts.start, facts.end) == (dt.time(8, 30), dt.time(9), dt.time(15))
    assert (facts.reply_by, facts.record_date) == (dt.date(2027, 1, 14), dt.date(2026, 12, 3))
    assert (year.host, year.programme, year.presentations, year.warnings) == (None, (), (), ())


def test_without_a_folder_the_error_says_what_to_give(tmp_path: Path) -> None:
    assert problems_of(tmp_path) == [
        (
            "mote-2027/meeting.toml",
            "date",
            "missing",
            'give it when you start the year (18.02.2027) or write date = "18.02.2027" in the file',
        ),
        (
            "mote-2027/meeting.toml",
            "venue",
            "missing",
            'give it when you start the year (Kulturhuset) or write venue = "Kulturhuset" in the file',
        ),
    ]


def test_a_date_without_a_year_is_refused_wherever_it_stands(home: Path) -> None:
    (home / "meeting.toml").write_text('date = "18. februar"\nvenue = "Kulturhuset"\n')
    assert problems_of(home.parent) == [("mote-2027/meeting.toml", "date", "'18. februar' has no year", DATE_REMEDY)]
    assert problems_of(home.parent, date="18.02") == [
        ("given at the trigger", "date", "'18.02' has no year", DATE_REMEDY)
    ]


def test_what_is_given_goes_before_the_file(home: Path) -> None:
    (home / "meeting.toml").write_text('date = 2027-02-18\nvenue = "Kulturhuset"\nstart = "10.00"\n')
    facts = year_of(home.parent, date="04.03.2027", end="16:00").facts
    assert (facts.date, facts.venue, facts.start, facts.end) == (
        dt.date(2027, 3, 4),
        "Kulturhuset",
        dt.time(10),
        dt.time(16),
    )


def test_all_faults_of_the_file_are_told_at_once(home: Path) -> None:
    (home / "meeting.toml").write_text(
        'date = "30. februar 2027"\nvenu = "Kulturhuset"\nstart = "25.00"\n[host]\norganisation = "alver"\n'
        '[contact]\nname = "Åse"\norganisation = "SSE"\naddress = "a@x.example, b@x.example"\n'
    )
    assert [(where, what) for _, where, what, _ in problems_of(home.parent)] == [
        ("date", "'30. februar 2027' is not a day in the calendar"),
        ("venue", "missing"),
        ("start", "'25.00' is not a time of day"),
        ("host.reason", "missing"),
        ("host.decision", "missing"),
        ("contact.address", "det står 2 adresser i éi celle: a@x.example, b@x.example"),
        ("venu", "unknown key 'venu'"),
    ]
    assert problems_of(home.parent)[-1][-1] == "did you mean 'venue'?"


def test_facts_that_cannot_all_hold_are_told(tmp_path: Path) -> None:
    wrong = problems_of(
        tmp_path,
        date="2028-02-18",
        venue="K",
        end="08.00",
        registration="10.00",
        reply_by="2028-02-18",
        record_date="2028-02-19",
    )
    assert [(file, where) for file, where, _, _ in wrong] == [
        ("given at the trigger", key) for key in ("date", "end", "registration", "reply_by", "record_date")
    ]
    assert wrong[0][2:] == (
        "the date 2028-02-18 is not in 2027",
        "write the date of the meeting in 2027, or start the year 2028",
    )


def test_a_file_that_is_not_toml_and_a_faulty_programme_are_told_together(home: Path) -> None:
    (home / "meeting.toml").write_text("date = 18. februar")
    (home / "program.csv").write_text("Start;Slutt;Type;Tittel\n9.00;8.00;opning;Hei\n")
    problems_found = problems_of(home.parent)
    assert [(file, where) for file, where, _, _ in problems_found] == [
        ("mote-2027/meeting.toml", ""),
        ("mote-2027/program.csv", "program!B2"),
    ]


def test_a_programme_of_libreoffice_is_picked_up_from_the_folder(home: Path) -> None:
    rows = row("Start", "Slutt", "Type", "Tittel") + row("09.00", "09.15", "opning", "Velkomen")
    (home / "program.ods").write_bytes(ods(rows))
    year = year_of(home.parent, date="2027-02-18", venue="K")
    assert [(f"{item.start:%H.%M}", item.kind, item.title) for item in year.programme] == [
        ("09.00", "opening", "Velkomen")
    ]


def test_two_programmes_are_one_too_many(home: Path) -> None:
    for name in ("program.csv", "program.toml"):
        (home / name).write_text("")
    assert [what for _, _, what, _ in problems_of(home.parent, date="2027-02-18", venue="K")] == [
        "there are 2 programmes: program.csv, program.toml"
    ]


def test_presentations_come_in_the_order_of_the_programme_and_oddities_are_told(home: Path) -> None:
    (home / "program.csv").write_text(
        "Start;Slutt;Type;Tittel;Presentasjon\n9.00;9.30;innlegg;A;b.pdf\n9.30;10.00;innlegg;B;a.pdf\n"
        "10.00;10.30;innlegg;C;c.pdf\n"
    )
    (home / "programme.xlsx").write_bytes(b"")
    folder = home / "presentasjonar"
    folder.mkdir()
    for name in ("a.pdf", "b.pdf", "d.pptx", "e.exe", ".skjult.pdf", "~$d.pptx"):
        (folder / name).write_bytes(b"x")
    (home.parent / "utanfor.pdf").write_bytes(b"hemmeleg")
    (folder / "c.pdf").symlink_to(home.parent / "utanfor.pdf")
    year = year_of(home.parent, date="2027-02-18", venue="K")
    assert [file.name for file in year.presentations] == ["b.pdf", "a.pdf", "d.pptx"]
    assert [(problem.where, problem.what) for problem in year.warnings] == [
        ("d.pptx", "the file is named by no programme item"),
        ("e.exe", "the file is not a presentation and is not published"),
        ("c.pdf", "the file is named in the programme but not there yet"),
        ("programme.xlsx", "the file is not read"),
    ]


def test_a_new_presentation_changes_nothing_that_was_approved_and_a_new_time_does(home: Path) -> None:
    before = year_of(home.parent, date="2027-02-18", venue="K").digest
    (home / "presentasjonar").mkdir()
    (home / "presentasjonar" / "a.pdf").write_bytes(b"x")
    assert year_of(home.parent, date="18.02.2027", venue=" K ").digest == before
    assert year_of(home.parent, date="2027-02-18", venue="K", start="09.15").digest != before


# --- The example year ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def community() -> LoadedCommunity:
    return load_community(EXAMPLE)


@pytest.fixture(scope="module")
def register(community: LoadedCommunity) -> Register:
    seats = printed_seats(community.community, community.meetings.values())
    register, problems = check_register(
        (EXAMPLE / "register.xlsx").read_bytes(), name="register.xlsx", known_seats=seats, printed=seats
    )
    assert problems == ()
    assert register is not None
    return register


def vacant(community: LoadedCommunity, register: Register, meeting: str, on: dt.date) -> tuple[int, list[str]]:
    seats = [seat.invited.seat for seat in invited_seats(community.meetings[meeting], community.community, on=on)]
    return len(seats), [seat for seat in seats if holder(register, seat, on) is None]


def test_exactly_two_of_the_sixty_seats_of_2027_are_vacant(community: LoadedCommunity, register: Register) -> None:
    on = load_year(EXAMPLE, meeting="partnarskapsmote", year=2027).facts.record_date
    assert vacant(community, register, "partnarskapsmote", on) == (60, ["modalen.kommunedirektor", "ssu.fastlege"])


def test_every_seat_of_the_earlier_meetings_is_filled(community: LoadedCommunity, register: Register) -> None:
    assert vacant(community, register, "toppleiarmote", dt.date(2020, 1, 16)) == (59, [])
    assert vacant(community, register, "partnarskapsmote", dt.date(2024, 2, 15)) == (60, [])


def test_the_example_people_hold_what_the_letters_must_manage(community: LoadedCommunity, register: Register) -> None:
    on = dt.date(2026, 12, 1)
    rules = community.meetings["partnarskapsmote"]
    seats = [seat.invited.seat for seat in invited_seats(rules, community.community, on=on)]
    held = {seat: person for seat in seats if (person := holder(register, seat, on))}
    people = list(held.values())
    assert sorted(seat for seat, person in held.items() if people.count(person) > 1) == [
        "osteroy.kommunedirektor",
        "ou-voss.leiar",
        "ssu.leiar",
        "ulvik.kommunedirektor",
    ]
    assert [seat for seat, person in held.items() if person.shared_address] == [
        "fedje.ordforar",
        "fedje.kommunedirektor",
    ]
    assert {mark for mark in "æøåÆØÅ&'" if any(mark in person.name for person in people)} == set("æøåÆØÅ&'")


def test_everyone_in_the_example_is_invented(community: LoadedCommunity, register: Register) -> None:
    assert register.invented
    assert {person.address.rpartition(".")[2] for person in register.persons} == {"example"}
    real = {
        speaker.name for edition in community.history.editions for talk in edition.talks for speaker in talk.speakers
    }
    speakers = {
        speaker.name
        for item in load_year(EXAMPLE, meeting="partnarskapsmote", year=2027).programme
        for speaker in item.speakers
    }
    assert len(real) >= 9
    assert real & ({person.name for person in register.persons} | speakers) == set()


def test_the_example_year_is_a_full_day_with_a_decided_host() -> None:
    year = load_year(EXAMPLE, meeting="partnarskapsmote", year=2027)
    facts = year.facts
    assert f"{facts.date:%A} {facts.date} {facts.start}-{facts.end} {facts.registration}" == (
        "Thursday 2027-02-18 09:00:00-15:00:00 08:30:00"
    )
    assert (facts.venue, facts.place) == ("Region Nordhordland Helsehus", "Knarvik")
    assert (facts.reply_by, facts.record_date) == (dt.date(2027, 1, 15), dt.date(2026, 12, 1))
    assert year.host == HostOverride(
        organisation="alver",
        reason="Møtet er i Region Nordhordland Helsehus, som ligg i Alver (oppdikta døme).",
        decision="SSU-sak 2026/14 (oppdikta døme)",
        decided_on=dt.date(2026, 6, 10),
    )
    assert year.warnings == ()
    assert [(item.start, item.end) for item in year.programme][:: len(year.programme) - 1] == [
        (dt.time(9), dt.time(9, 15)),
        (dt.time(14, 50), dt.time(15)),
    ]
    assert all(item.end == two.start for item, two in zip(year.programme, year.programme[1:], strict=False))


def test_the_example_presentations_are_real_and_say_that_they_are_invented() -> None:
    year = load_year(EXAMPLE, meeting="partnarskapsmote", year=2027)
    titles = {item.file: item.title for item in year.programme if item.file}
    assert [file.name for file in year.presentations] == list(titles)
    for file in year.presentations:
        with pypdfium2.PdfDocument(io.BytesIO(file.read_bytes())) as pdf:
            assert pdf.get_metadata_dict()["Title"] == titles[file.name]
            assert all("oppdikta døme" in page.get_textpage().get_text_range() for page in pdf)
