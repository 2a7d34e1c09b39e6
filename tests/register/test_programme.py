"""A programme comes out of the committee's table in the order of the day, or every fault in it is named."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from cycle.model import ProgrammeItem, Speaker
from cycle.register.programmes.programme import check_programme
from cycle.register.programmes.speakers import read_speakers

PARALLEL = "rett ei av tidene; er det parallelle sesjonar, skriv same tid på begge eller «Parallell» i tittelen"
HEADER = ("Start", "Slutt", "Type", "Tittel", "Innleiarar", "Presentasjon")


def at(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


def problems_of(data: bytes, name: str = "program.xlsx") -> list[tuple[str, str, str]]:
    items, problems = check_programme(data, name=name)
    assert items is None
    return [(problem.where, problem.what, problem.remedy) for problem in problems if problem.severity == "error"]


TALK = ProgrammeItem(
    start=at("09:15"),
    end=at("10:00"),
    kind="talk",
    title="Heimesjukehus & heim",
    speakers=(
        Speaker(name="Åse Øye", role="overlege", organisation="Haraldsplass"),
        Speaker(name="Per D'Arcy", role="helse-, omsorgs- og levekårssjef", organisation="Alver kommune"),
        Speaker(name="Ola Lid", role="fastlege"),
        Speaker(name="Kari Ås"),
    ),
    file="heim.pdf",
)
DAY = (
    ProgrammeItem(start=at("09:00"), end=at("09:15"), kind="opening", title="Velkomen"),
    TALK,
    ProgrammeItem(start=at("10:00"), end=at("10:15"), kind="break", title="Pause"),
    ProgrammeItem(start=at("10:15"), end=at("11:00"), kind="discussion", title="Kva no?"),
)


def test_a_programme_from_a_spreadsheet_has_every_speaker_with_role_and_organisation(workbook) -> None:
    speakers = (
        "Åse Øye, overlege, Haraldsplass\nPer D'Arcy, helse-, omsorgs- og levekårssjef, Alver kommune"
        "; Ola Lid, fastlege;Kari Ås;"
    )
    rows = [
        ("Program for Partnarskapsmøte 2027",),
        (),
        HEADER,
        (at("10:15"), "kl. 11.00", "Drøfting", "Kva  no?"),
        ("09.00", at("09:15"), "opning", "Velkomen"),
        (9.15, "10:00", "Foredrag", "Heimesjukehus & heim", speakers, "heim.pdf"),
        ("10.00", 0.427083333, "PAUSE", None),
    ]
    assert check_programme(workbook({"Program": rows}, merged="A1:F1"), name="program.xlsx") == (DAY, ())


def test_the_same_programme_from_csv_and_toml() -> None:
    speakers = (
        "Åse Øye, overlege, Haraldsplass; Per D'Arcy, helse-, omsorgs- og levekårssjef, Alver kommune; "
        "Ola Lid, fastlege; Kari Ås"
    )
    csv = f"""Start;Slutt;Type;Tittel;Innleiarar;Presentasjon
        09.00;09.15;opning;Velkomen;;
        09.15;10.00;innlegg;Heimesjukehus & heim;"{speakers}";heim.pdf
        10.00;10.15;pause;;;
        10.15;11.00;diskusjon;Kva no?;;
    """
    toml = """
        items = [
          { start = 09:00:00, end = "09.15", kind = "opening", title = "Velkomen" },
          { start = "10:00", end = "10:15", kind = "break" },
          { start = "10:15", end = "11:00", kind = "diskusjon", title = "Kva no?" },
        ]
    """
    assert check_programme(csv.encode("cp1252"), name="program.csv") == (DAY, ())
    assert check_programme(toml.encode(), name="program.toml") == (tuple(item for item in DAY if item != TALK), ())


def test_every_fault_is_named_by_its_cell(workbook) -> None:
    rows = [
        HEADER,
        ("09.00", "08.45", "opning", "Velkomen"),
        ("09.15", "10.75", "inlegg", "Tala"),
        (None, "10.15", None, "Pause"),
        ("10.00", "12.00", "panel", None, None, "../heim.pdf"),
        ("12.00", "14.00", "lunsj", None),
        ("12.15", "12.30", "innlegg", "Midt i lunsjen"),
        ("13.00", "13.30", "innlegg", "Seint i lunsjen"),
    ]
    assert problems_of(workbook({"Ark 1": rows})) == [
        ("'Ark 1'!B2", "posten sluttar 08.45, ikkje etter at han byrjar 09.00", "rett ei av tidene"),
        ("'Ark 1'!B3", "«10.75» er ikkje noko klokkeslett", "skriv timar og minutt: 09.00"),
        ("'Ark 1'!C3", "«inlegg» er ikkje noko slag post", "meinte du «innlegg»?"),
        ("'Ark 1'!A4", "tidspunktet manglar", "skriv timar og minutt: 09.00"),
        ("'Ark 1'!D5", "tittelen manglar", "skriv det som skal stå i programmet"),
        ("'Ark 1'!F5", "«../heim.pdf» er ikkje berre eit filnamn", "skriv namnet utan mappe"),
        (
            "'Ark 1'!A7",
            "posten byrjar 12.15, før «Lunsj» ('Ark 1'!B6) er ferdig 14.00",
            PARALLEL,
        ),
        (
            "'Ark 1'!A8",
            "posten byrjar 13.00, før «Lunsj» ('Ark 1'!B6) er ferdig 14.00",
            PARALLEL,
        ),
    ]


def test_faults_in_toml_are_named_by_their_key() -> None:
    toml = """
        [[items]]
        start = "9"
        slutt = "10"
        kind = 3
        title = "Tala"
        speakers = [{ name = "Åse", roll = "lege" }, { role = "lege" }]
    """
    assert problems_of(toml.encode(), "program.toml") == [
        ("items[0].slutt", "nøkkelen «slutt» er ikkje kjend", "meinte du «start»?"),
        ("items[0].kind", "dette er ikkje tekst", "set det i hermeteikn"),
        (
            "items[0].speakers[0].roll",
            "nøkkelen «roll» er ikkje kjend",
            "meinte du «role»?",
        ),
        (
            "items[0].speakers[1]",
            "dette er ingen innleiar med namn",
            'skriv speakers = [{ name = "…", role = "…", organisation = "…" }]',
        ),
        ("items[0].end", "tidspunktet manglar", "skriv timar og minutt: 09.00"),
        (
            "items[0].kind",
            "«3» er ikkje noko slag post",
            "skriv eitt av registrering, opning, innlegg, panel, diskusjon, pause, lunsj, oppsummering",
        ),
    ]
    assert problems_of(b"items = 3", "p.toml")[0][:2] == ("items", "«items» er inga liste av postar")
    assert problems_of(b"items = ", "p.toml")[0][1].startswith("fila er ikkje rett skriven")


def test_a_missing_column_is_told_once_and_not_for_every_row(workbook) -> None:
    rows = [("Start", "Type", "Tittel", "Slut"), *[("09.00", "pause", None, "09.15")] * 3]
    assert problems_of(workbook({"P": rows})) == [
        ("P!D1", "kolonnen «Slut» er ikkje kjend og blir ikkje lesen", "meinte du «Slutt»?")
    ]


def test_an_empty_programme_is_refused(workbook) -> None:
    assert [what for _, what, _ in problems_of(workbook({"P": [HEADER]}))] == ["programmet har ingen postar"]


def read(workbook, *rows: tuple[object, ...]) -> tuple[list[tuple[str, str, str, str]], list[str]]:
    """Return time, kind, title and speakers of each item, and the places of what is told."""
    items, problems = check_programme(workbook({"Program": rows}), name="program.xlsx")
    assert items is not None, problems
    shown = [
        (
            f"{item.start:%H.%M}–{item.end:%H.%M}",
            item.kind,
            item.title,
            "; ".join(", ".join(p for p in (s.name, s.role, s.organisation) if p) for s in item.speakers),
        )
        for item in items
    ]
    return shown, [problem.where for problem in problems]


def test_the_commonest_form_has_one_column_for_the_time_and_none_for_the_kind(workbook) -> None:
    shown, places = read(
        workbook,
        ("Program for partnarskapsmøtet",),
        ("Tid", "Tema", "Innleiar"),
        ("08.30–09.00", "Registrering og kaffi", None),
        ("09.00 - 09.15", "Velkomen", "Kari Øy (ordførar, Alver kommune)"),
        ("Del 1", None, None),
        ("kl. 09.15–10.00", "Heimesjukehus", "Per Dal (overlege, Helse Bergen) og Ola Lid (fastlege)"),
        ("1000-1015", "Beinstrekk", None),
        ("10.15 til 11.00", "Paneldebatt", "Moderator: Kari Ås (KS). Panel: Eli Nes, Jon Myr og Rut Li"),
        ("11:00–12:00", "Lunsj og mingling", None),
        ("12.00–12.30", "Oppsummering v/ Kari Øy, ordførar", None),
    )
    assert shown == [
        ("08.30–09.00", "registration", "Registrering og kaffi", ""),
        ("09.00–09.15", "opening", "Velkomen", "Kari Øy, ordførar, Alver kommune"),
        ("09.15–10.00", "talk", "Heimesjukehus", "Per Dal, overlege, Helse Bergen; Ola Lid, fastlege"),
        ("10.00–10.15", "break", "Beinstrekk", ""),
        ("10.15–11.00", "panel", "Paneldebatt", "Kari Ås, moderator, KS; Eli Nes; Jon Myr; Rut Li"),
        ("11.00–12.00", "lunch", "Lunsj og mingling", ""),
        ("12.00–12.30", "summary", "Oppsummering", "Kari Øy, ordførar"),
    ]
    assert places == ["Program!A5"]


def test_parallel_sessions_subheadings_people_in_rows_of_their_own_and_a_moderator(workbook) -> None:
    shown, places = read(
        workbook,
        ("Tid", "Tittel", "Innleiarar", "Moderator"),
        (None, "Moderator: Kari Ås (kommuneoverlege)", None, None),
        ("09.00–10.00", "Opning", "Kari Øy", None),
        (None, None, "Per Dal, fastlege", None),
        (None, "DEL 2: VEGEN VIDARE", None, None),
        ("10.00–11.00", "Parallellsesjon A: barn og unge", "Ola Lid", "Eli Nes"),
        (None, "Parallellsesjon B: eldre", "Rut Li", None),
        ("11.00–12.00", "Mingling", None, None),
    )
    assert shown == [
        ("09.00–10.00", "opening", "Opning", "Kari Ås, moderator, kommuneoverlege; Kari Øy; Per Dal, fastlege"),
        ("10.00–11.00", "talk", "Parallellsesjon A: barn og unge", "Ola Lid; Eli Nes, moderator"),
        ("10.00–11.00", "talk", "Parallellsesjon B: eldre", "Rut Li"),
        ("11.00–12.00", "break", "Mingling", ""),
    ]
    assert places == ["Program!B5"]


def test_one_clock_time_for_each_item_lasts_until_the_next(workbook) -> None:
    shown, _ = read(workbook, ("Kl.", "Tema"), ("09.00", "Velkomen"), ("09.30", "Pause"), ("10.00–11.00", "Kva no?"))
    assert [entry[0] for entry in shown] == ["09.00–09.30", "09.30–10.00", "10.00–11.00"]
    assert problems_of(workbook({"P": [("Kl.", "Tema"), ("09.00", "Velkomen")]}))[0][:2] == (
        "P!A2",
        "det står ikkje når posten sluttar",
    )


def test_a_struck_row_is_left_out_and_told() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Tid", "Tittel"), ("09.00–10.00", "Velkomen"), ("10.00–11.00", "Avlyst")):
        sheet.append(row)
    for cell in sheet[3]:
        cell.font = Font(strike=True)
    target = io.BytesIO()
    book.save(target)
    items, problems = check_programme(target.getvalue(), name="p.xlsx", language="nb")
    assert items is not None
    assert [item.title for item in items] == ["Velkomen"]
    assert [(problem.where, problem.what) for problem in problems] == [
        ("Sheet!3", "«Avlyst» er strøket over og er ikke med")
    ]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Kari Øy og Per Dal", ["Kari Øy", "Per Dal"]),
        ("Kari Øy, Per Dal, Ola Lid", ["Kari Øy", "Per Dal", "Ola Lid"]),
        ("Kari Øy, Per Dal og Ola Lid", ["Kari Øy", "Per Dal", "Ola Lid"]),
        ("Kari Øy og Per Dal (SSU)", ["Kari Øy", "Per Dal"]),
        ("Kari Øy (helse- og omsorgssjef, Alver), Per Dal (KS)", ["Kari Øy", "Per Dal"]),
        ("Åse Øye, Helse Bergen", ["Åse Øye"]),
        ("Per D'Arcy, helse-, omsorgs- og levekårssjef, Alver kommune", ["Per D'Arcy"]),
        ("v/ Kari Øy", ["Kari Øy"]),
        ("Ordstyrar: Kari Øy", ["Kari Øy"]),
    ],
)
def test_everyone_a_cell_names_is_a_speaker_of_their_own(written: str, names: list[str]) -> None:
    assert [speaker.name for speaker in read_speakers(written)] == names


def read_of(rows: list[tuple[object, ...]], workbook, language="nb") -> tuple[list[str], list[tuple[str, str, str]]]:
    """Return each item in a line, and every problem."""
    items, problems = check_programme(workbook({"Program": rows}), name="p.xlsx", language=language)
    lines = [
        f"{item.start:%H.%M}-{item.end:%H.%M} {item.title}: "
        + "; ".join(", ".join(filter(None, (who.name, who.role, who.organisation))) for who in item.speakers)
        for item in items or ()
    ]
    return lines, [(problem.severity, problem.where, problem.what) for problem in problems]


def test_two_days_in_one_table_are_refused_and_not_mixed_by_the_clock(workbook) -> None:
    places = "programmet går over flere dager («{}»), og postene ville bli blandet"
    headed = [
        ("Tid", "Tema"),
        ("Dag 1 – onsdag 17. februar", None),
        ("12.00–13.00", "Lunsj"),
        ("Dag 2 – torsdag 18. februar", None),
        ("09.00–09.30", "Oppsummering"),
    ]
    _, problems = read_of(headed, workbook)
    assert [problem for problem in problems if problem[0] == "error"] == [
        ("error", "Program!A5", places.format("Dag 2 – torsdag 18. februar"))
    ]
    dated = [("Dato", "Tid", "Tema"), ("17.02.2027", "09.00–10.00", "A"), ("18.02.2027", "11.00–12.00", "B")]
    assert read_of(dated, workbook)[1] == [("error", "Program!A3", places.format("18.02.2027"))]
    one_day = [("Dato", "Tid", "Tema"), ("17.02.2027", "10.00–11.00", "A"), ("17.02.2027", "09.00–10.00", "B")]
    assert read_of(one_day, workbook) == (["09.00-10.00 B: ", "10.00-11.00 A: "], [])


def test_a_subheading_with_a_day_before_one_day_alone_is_no_second_day(workbook) -> None:
    rows = [("Tid", "Tema"), ("Onsdag 17. februar", None), ("09.00–10.00", "A"), ("10.00–11.00", "B")]
    assert read_of(rows, workbook)[0] == ["09.00-10.00 A: ", "10.00-11.00 B: "]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "Kari Vik, ordfører i Alver, og Per Dal, direktør i Helse Bergen",
            [("Kari Vik", "ordfører i Alver", ""), ("Per Dal", "direktør i Helse Bergen", "")],
        ),
        ("Kari Vik, leder, og Per Dal", [("Kari Vik", "leder", ""), ("Per Dal", "", "")]),
        ("Kari Vik, leder for helse, og omsorg", [("Kari Vik", "leder for helse", "og omsorg")]),
        ("Ordfører Kari Vik, Alver kommune", [("Kari Vik", "Ordfører", "Alver kommune")]),
        ("Kommunedirektør Per Dal", [("Per Dal", "Kommunedirektør", "")]),
        ("Helse- og omsorgssjef Kari Vik", [("Kari Vik", "Helse- og omsorgssjef", "")]),
    ],
)
def test_each_speaker_has_a_role_and_nobody_hides_in_anothers(written: str, read: list[tuple[str, str, str]]) -> None:
    assert [(speaker.name, speaker.role, speaker.organisation) for speaker in read_speakers(written)] == read


def test_a_speaker_nobody_knows_yet_is_told_before_it_is_printed(workbook) -> None:
    rows = [("Tid", "Sak", "Ansvar"), ("09.00–10.00", "Innlegg", "N.N."), ("10.00–11.00", "Innlegg", "(tbc)")]
    assert read_of(rows, workbook)[1] == [
        ("warning", "Program!C2", "«N.N» er ikke noe navn, men blir trykt i programmet"),
        ("warning", "Program!C3", "«(tbc)» er ikke noe navn, men blir trykt i programmet"),
    ]


@pytest.mark.parametrize("column", ["Moderator", "Møteleder", "Møteleiar", "Ordstyrer"])
def test_who_leads_an_item_has_the_role_that_the_column_is_called(workbook, column: str) -> None:
    rows = [("Tid", "Sak", "Innleder", column), ("09.00–10.00", "Innlegg", "Kari Vik", "Per Dal")]
    assert read_of(rows, workbook) == ([f"09.00-10.00 Innlegg: Kari Vik; Per Dal, {column.lower()}"], [])


def test_the_last_item_of_a_table_of_beginnings_is_asked_for_its_end_and_a_bad_time_is_told_once(workbook) -> None:
    rows = [("Tid", "Sak"), ("09.00", "Velkommen"), ("ca. 10.00", "Innlegg"), ("11.00", "Slutt")]
    assert read_of(rows, workbook)[1] == [
        ("error", "Program!A3", "«ca. 10.00» er ikke noe klokkeslett"),
        ("error", "Program!A4", "det står ikke når posten slutter"),
    ]
