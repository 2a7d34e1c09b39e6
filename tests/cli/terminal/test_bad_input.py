"""Bad input gets a clear error in the words shown here, and nothing is lost."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from cycle.application.actions.running.registry import STEPS
from cycle.errors import Unavailable
from tests.desk import CEO, CHIEF, INVITED, MAYOR, PEOPLE, Desk, free_port

DATE_REMEDY = "write day, month and year: 18.02.2027, 18. februar 2027 or 2027-02-18"
INSTALL = "apt-get install libreoffice-writer-nogui fonts-crosextra-carlito fonts-liberation"


def test_an_unknown_field_in_a_template_names_file_place_field_and_what_was_meant(
    desk: Desk, run, tmp_path: Path
) -> None:
    desk.edit_template("folgebrev.docx", "{{ sender.phone }}", "{{ sender.phoen }}")
    said = run("templates", "check", "--json")
    [problem] = said.json["problems"]
    assert said.code == 1
    assert (problem["file"], problem["severity"], problem["what"]) == (
        "folgebrev.docx",
        "error",
        "no field 'sender.phoen'",
    )
    may_use = "it may use sender.name, sender.title, sender.organisation, "
    assert problem["remedy"].startswith(f"did you mean 'sender.phone'? {may_use}")
    assert problem["where"].startswith("body, paragraph ")
    assert "«Spørsmål? {% if sender.phone %}Ring oss på {{ sender" in problem["where"]
    whole = f"error: folgebrev.docx: {problem['where']}: {problem['what']}; {problem['remedy']}\n"
    assert run("templates", "check", "--language", "en").out == whole
    expected = run("templates", "check").out
    assert expected.startswith("error: folgebrev.docx: brødteksten, avsnitt ")
    assert expected.endswith("feltet «sender.phoen» finst ikkje; meinte du «sender.phone»?\n")
    assert run("templates", "check", "--language", "nb").out.endswith("finnes ikke; mente du «sender.phone»?\n")
    said = run("letters", 2027, "--to", tmp_path / "brev")
    assert (said.code, "no field 'sender.phoen'; did you mean 'sender.phone'?" in said.err) == (1, True)


def test_a_field_that_is_like_no_other_is_told_what_there_is(desk: Desk, run) -> None:
    desk.edit_template("program.docx", "{{ meeting.theme }}", "{{ meeting.qqqq }}")
    [problem] = run("templates", "check", "--json").json["problems"]
    assert problem["what"] == "no field 'meeting.qqqq'"
    assert problem["remedy"].startswith("it may use ")
    assert "meeting.theme" in problem["remedy"]


def test_the_programme_for_all_may_not_name_one_recipient(desk: Desk, run) -> None:
    desk.edit_template("program.docx", "{{ meeting.theme }}", "{{ recipient.name }}")
    [problem] = run("templates", "check", "--json").json["problems"]
    assert (problem["file"], problem["what"]) == ("program.docx", "no field 'recipient'")


def test_every_row_of_the_register_without_a_good_address_is_listed_with_sheet_row_and_column(desk: Desk, run) -> None:
    desk.register(replace(MAYOR, address=""), replace(CEO, address="eli@"), *PEOPLE[2:])
    expected = [
        "register.xlsx: Register!E4: e-postadressa manglar; skriv adressa brevet skal sendast til",
        (
            "register.xlsx: Register!E5: «eli@» er inga e-postadresse: det som står etter @, er ikkje heilt; "
            "skriv ei adresse som kari.nordmann@kommunen.example"
        ),
    ]
    file = desk.community / "register.xlsx"
    assert run("register", "check", file).out.splitlines() == [f"feil: {text}" for text in expected]
    assert [problem["where"] for problem in run("register", "check", file, "--json").json["problems"]] == [
        "Register!E4",
        "Register!E5",
    ]
    for command in (("invitations", 2027), ("committee", 2027), ("letters", 2027), ("register", "import", file)):
        said = run(*command)
        assert (said.code, said.err.splitlines()) == (1, [f"error: {text}" for text in expected])


def test_a_register_with_one_bad_row_leaves_the_one_that_counts(desk: Desk, run) -> None:
    good = desk.community / "register.xlsx"
    assert run("register", "import", good).code == 0
    desk.register(replace(MAYOR, name="Nina Nyland", address="ny"), *PEOPLE[1:])
    assert run("register", "import", good).code == 1
    assert [holder["name"] for holder in run("register", "who", MAYOR.seat, "--json").json["holders"]] == [MAYOR.name]


def test_a_date_without_a_year_is_refused_and_no_year_is_opened(desk: Desk, run) -> None:
    said = run("start", 2027, "--date", "18. februar")
    assert (said.code, said.out) == (1, "")
    assert said.err == f"error: given at the trigger: date: '18. februar' has no year; {DATE_REMEDY}\n"
    assert desk.services.memory.cycles.all() == ()


def test_a_date_without_a_year_in_the_years_file_is_refused_too(desk: Desk, run) -> None:
    desk.replace("partnarskapsmote-2027/meeting.toml", "date = 2027-02-18", 'date = "18. februar"')
    said = run("letters", 2027)
    assert (said.code, said.err) == (
        1,
        f"error: partnarskapsmote-2027/meeting.toml: date: '18. februar' has no year; {DATE_REMEDY}\n",
    )


@pytest.mark.parametrize(
    ("year", "date", "warnings"),
    [
        (2080, "17.05.2080", ["Møtedatoen fredag 17. mai 2080 er ein heilagdag: grunnlovsdagen 17. mai."]),
        (2080, "18.05.2080", ["Møtedatoen laurdag 18. mai 2080 er i helga."]),
        (
            2020,
            "16.05.2020",
            ["Møtedatoen laurdag 16. mai 2020 har alt vore.", "Møtedatoen laurdag 16. mai 2020 er i helga."],
        ),
        (2080, "15.05.2080", []),
    ],
)
def test_a_date_in_the_past_on_a_holiday_or_weekend_is_warned_about_at_the_start_and_at_the_gate(
    year: int, date: str, warnings: list[str], desk: Desk, run
) -> None:
    said = run("start", year, "--date", date, "--venue", "Huset")
    assert said.err.splitlines() == [
        *(f"warning: {warning}" for warning in warnings),
        f"error: port {desk.given['port']}: the service is not running; start it with `cycle up`",
    ]
    from cycle.application.actions.running.run_step import compute
    from cycle.application.year.cycle import open_cycle

    cycle = open_cycle(desk.services, year=year, given={"date": date, "venue": "Huset"})
    result = compute(cycle, "plan")
    assert result.body["warnings"] == warnings
    shown = STEPS["plan"].present(cycle, cycle.graph[0], result).markdown
    assert [warning in shown for warning in warnings] == [True] * len(warnings)
    assert ("### Merk" in shown) == bool(warnings)


@pytest.mark.parametrize(
    ("meeting", "remedy"),
    [
        ("fagdag", "the meeting types are partnarskapsmote, toppleiarmote"),
        (
            "toppleiarmøte",
            "did you mean 'toppleiarmote'? the meeting types are partnarskapsmote, toppleiarmote",
        ),
    ],
)
def test_a_meeting_type_that_does_not_exist_names_those_that_do(meeting: str, remedy: str, run) -> None:
    expected = f"error: community.toml: meetings: there is no meeting type '{meeting}'; {remedy}\n"
    for command in ("start", "status", "invitations", "committee", "letters", "host"):
        said = run(command, 2027, "--meeting", meeting)
        assert (said.code, said.out, said.err) == (1, "", expected)


def test_without_libreoffice_the_error_says_how_to_install_it(desk: Desk, run, tmp_path: Path) -> None:
    said = run("letters", 2027, "--to", tmp_path / "brev", CYCLE_PDF="required")
    where = desk.given["office"]
    assert (said.code, said.err) == (
        1,
        f"error: LibreOffice: nothing to run at {where}; PDF letters need it: {INSTALL}\n",
    )


def test_without_libreoffice_word_letters_still_come_when_the_setting_allows(desk: Desk, run, tmp_path: Path) -> None:
    said = run("letters", 2027, "--to", tmp_path / "brev", "--json", CYCLE_PDF="optional")
    assert said.code == 0
    assert {Path(name).suffix for name in said.json["files"]} == {".docx"}


def test_a_mail_server_that_is_down_marks_nothing_sent(desk: Desk, run) -> None:
    port = free_port()
    desk.settle(mail_mode="allowlist", mail_allowlist=(".example",), mail_tls="none", mail_port=port)
    desk.walk(to="letters.invitasjon")
    desk.compute("mailing.invitasjon")
    desk.approve("mailing.invitasjon")
    with pytest.raises(Unavailable) as caught:
        desk.perform("mailing.invitasjon")
    expected = f"mail server 127.0.0.1:{port}: cannot be reached ([Errno 111] Connection refused); nothing was sent"
    assert str(caught.value) == expected
    answer = run("outbox", 2027, "--json").json
    assert (answer["counts"]["queued"], answer["counts"]["sent"]) == (len(INVITED), 0)
    assert {row["remedy"] for row in answer["rows"]} == {"Ventar på å bli sendt. Du treng ikkje gjere noko."}
    [problem] = [problem for problem in run("doctor", "--json").json["problems"] if problem["file"] == "mail"]
    assert (problem["what"], problem["remedy"]) == (expected, "see docs/operations.md, Mail")


def test_a_taken_port_is_named_with_the_setting_that_moves_it(run_alone) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = run_alone("up", CYCLE_PORT=str(port))
    assert said.code == 1
    assert (
        said.err == f"error: port {port}: something already listens there; stop it or choose another with CYCLE_PORT\n"
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "community.toml",
            "language = ",
            "langauge = ",
            "community.toml: langauge: unknown key 'langauge'; did you mean 'language'?",
        ),
        (
            "partnarskapsmote.toml",
            "version = ",
            "verison = ",
            "partnarskapsmote.toml: verison: unknown key 'verison'; did you mean 'version'?",
        ),
        (
            "toppleiarmote.toml",
            "version = ",
            "verison = ",
            "toppleiarmote.toml: verison: unknown key 'verison'; did you mean 'version'?",
        ),
        (
            "partnarskapsmote-2027/meeting.toml",
            "venue = ",
            "venu = ",
            "partnarskapsmote-2027/meeting.toml: venu: unknown key 'venu'; did you mean 'venue'?",
        ),
        (
            "partnarskapsmote-2027/meeting.toml",
            "decision = ",
            "desicion = ",
            "partnarskapsmote-2027/meeting.toml: host.desicion: unknown key 'desicion'; did you mean 'decision'?",
        ),
    ],
)
def test_a_misspelt_key_names_file_key_and_what_was_meant(
    file: str, old: str, new: str, expected: str, desk: Desk, run
) -> None:
    desk.replace(file, old, new)
    said = run("letters", 2027)
    assert said.code == 1
    assert f"error: {expected}" in said.err.splitlines()


def test_a_misspelt_key_in_the_history_is_told(desk: Desk, run) -> None:
    path = desk.community / "history.toml"
    path.write_text(path.read_text("utf-8") + '\n[[edition]]\nmeeting = "toppleiarmote"\n', "utf-8")
    said = run("host", 2027)
    assert (said.code, said.err) == (
        1,
        "error: history.toml: edition: unknown key 'edition'; did you mean 'editions'?\n",
    )


def test_a_misspelt_key_in_a_programme_is_told(desk: Desk, run) -> None:
    (desk.year_folder / "program.xlsx").unlink()
    (desk.year_folder / "program.toml").write_text(
        '[[items]]\nstart = "09.00"\nend = "10.00"\nkind = "innlegg"\ntitel = "Opning"\n', "utf-8"
    )
    said = run("letters", 2027)
    assert said.code == 1
    assert "titel" in said.err
    assert "meinte du «title»?" in said.err


def test_a_letter_that_encloses_a_document_without_a_name_is_told_before_the_year(desk: Desk, run) -> None:
    desk.replace("partnarskapsmote.toml", 'enclosures = ["Program"]', "enclosures = []")
    said = run("host", 2027)
    assert said.code == 1
    assert said.err == (
        "error: partnarskapsmote.toml: dispatches[1].enclosures: 0 names for 1 documents under common; "
        "write the printed name of each, in the same order\n"
    )


def test_a_file_that_is_not_there_is_wrong_usage(run) -> None:
    said = run("register", "check", "finst-ikkje.xlsx")
    assert said.code == 2
    assert "'finst-ikkje.xlsx' does not exist" in said.err


def test_a_file_that_is_no_spreadsheet_and_one_that_is_no_word_file_are_told(run, tmp_path: Path) -> None:
    for name in ("register.xlsx", "brev.docx"):
        (tmp_path / name).write_bytes(b"PK\x03\x04 not really")
    said = run("register", "check", "register.xlsx")
    assert (said.code, said.out.startswith("feil: register.xlsx: ")) == (1, True)
    said = run("templates", "check", "brev.docx")
    assert (said.code, said.out.startswith("error: brev.docx: ")) == (1, True)
    assert CHIEF.name not in said.out
