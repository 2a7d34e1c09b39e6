"""A programme comes out of the committee's table in the order of the day, or every fault in it is named."""

from __future__ import annotations

import datetime as dt

from cycle.model import ProgrammeItem, Speaker
from cycle.register.programme import check_programme

HEADER = ("Start", "Slutt", "Type", "Tittel", "Innleiarar", "Presentasjon")


def at(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


def faults(data: bytes, name: str = "program.xlsx") -> list[tuple[str, str, str]]:
    items, problems = check_programme(data, name=name)
    assert items is None
    return [(one.where, one.what, one.remedy) for one in problems if one.severity == "error"]


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
    assert faults(workbook({"Ark 1": rows})) == [
        ("'Ark 1'!B2", "the item ends 08.45, not after its start 09.00", "correct one of the times"),
        ("'Ark 1'!B3", "'10.75' is not a time of day", "write hour and minute: 09.00 or 09:00"),
        ("'Ark 1'!C3", "'inlegg' is not a kind of item", "did you mean 'innlegg'?"),
        ("'Ark 1'!A4", "the time is missing", "write hour and minute: 09.00 or 09:00"),
        (
            "'Ark 1'!C4",
            "the kind of item is missing",
            "write one of opning, innlegg, panel, diskusjon, pause, lunsj, oppsummering",
        ),
        ("'Ark 1'!D5", "the title is missing", "write what the item is called in print"),
        ("'Ark 1'!F5", "'../heim.pdf' is not a plain file name", "write the name without folder"),
        (
            "'Ark 1'!A7",
            "the item begins 12.15, before 'Lunsj' ('Ark 1'!B6) ends 14.00",
            "correct one of the times",
        ),
        (
            "'Ark 1'!A8",
            "the item begins 13.00, before 'Lunsj' ('Ark 1'!B6) ends 14.00",
            "correct one of the times",
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
    assert faults(toml.encode(), "program.toml") == [
        ("items[0].slutt", "key 'slutt' is not known", "did you mean 'start'?"),
        ("items[0].kind", "this is not text", "put it in quotes"),
        (
            "items[0].speakers[0].roll",
            "key 'roll' is not known",
            "did you mean 'role'?",
        ),
        (
            "items[0].speakers[1]",
            "this is no speaker with a name",
            'write speakers = [{ name = "…", role = "…", organisation = "…" }]',
        ),
        ("items[0].end", "the time is missing", "write hour and minute: 09.00 or 09:00"),
        (
            "items[0].kind",
            "'3' is not a kind of item",
            "write one of opning, innlegg, panel, diskusjon, pause, lunsj, oppsummering",
        ),
    ]
    assert faults(b"items = 3", "p.toml")[0][:2] == ("items", "'items' is not a list of tables")
    assert faults(b"items = ", "p.toml")[0][1].startswith("this is not TOML")


def test_a_missing_column_is_told_once_and_not_for_every_row(workbook) -> None:
    rows = [("Start", "Type", "Tittel", "Slut"), *[("09.00", "pause", None, "09.15")] * 3]
    assert faults(workbook({"P": rows})) == [
        ("P!D1", "kolonnen «Slut» er ikkje kjend og blir ikkje lesen", "meinte du «Slutt»?")
    ]


def test_an_empty_programme_is_refused(workbook) -> None:
    assert [what for _, what, _ in faults(workbook({"P": [HEADER]}))] == ["the programme has no items"]
