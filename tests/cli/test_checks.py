"""`register`, `templates` and `doctor` tell every problem with its place, and change nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cycle.register.workbooks.workbook import write_register
from tests.desk import MAYOR, PEOPLE, Desk, free_port
from tests.letters.conftest import write_word

PROBLEM = {"file", "where", "severity", "what", "remedy"}


def test_a_good_register_is_counted_and_imported(desk: Desk, run, tmp_path: Path) -> None:
    file = tmp_path / "ny.xlsx"
    file.write_bytes(write_register([replace(MAYOR, name="Ådne Øy"), *PEOPLE[1:]], invented=True))
    said = run("register", "check", file, "--json")
    assert said.code == 0
    assert {key: said.json[key] for key in ("problems", "persons", "mandates", "gone")} == {
        "problems": [],
        "persons": 6,
        "mandates": 7,
        "gone": [],
    }
    changed = [(cell["column"], cell["text"], cell["was"]) for cell in said.json["cells"] if cell["state"] != "same"]
    assert changed == [("Namn", "Ådne Øy", MAYOR.name)]
    assert run("register", "who", MAYOR.seat, "--json").json["holders"][0]["name"] == MAYOR.name
    said = run("register", "import", file, "--json")
    assert said.code == 0
    assert {key: said.json[key] for key in ("persons", "mandates", "problems")} == {
        "persons": 6,
        "mandates": 7,
        "problems": [],
    }
    assert run("register", "who", MAYOR.seat, "--on", "2026-12-01", "--json").json == {
        "seat": MAYOR.seat,
        "holders": [
            {
                "seat": MAYOR.seat,
                "name": "Ådne Øy",
                "id": said_id(run),
                "from": None,
                "to": None,
                "decided_by": "",
            },
        ],
    }


def said_id(run) -> str:
    [mayor] = [
        invitee for invitee in run("invitations", 2027, "--json").json["invitees"] if invitee["name"] == "Ådne Øy"
    ]
    return str(mayor["id"])


def test_a_seat_that_nobody_holds_is_vacant_and_one_that_no_rule_gives_is_an_error(run) -> None:
    said = run("register", "who", "voss.ordforar", "--on", "2026-12-01")
    assert (said.code, said.out) == (1, "vacant\n")
    said = run("register", "who", "voss.ordforer")
    assert (said.code, said.err) == (
        1,
        (
            "error: 'voss.ordforer': no rule gives such a seat, and nobody of that name is in the register; "
            "did you mean 'voss.ordforar'?\n"
        ),
    )


def test_the_templates_of_the_house_have_no_problems(run) -> None:
    said = run("templates", "check", "--json")
    assert (said.code, said.json) == (0, {"problems": []})


def test_a_template_that_is_open_in_word_is_no_template_too_many(desk: Desk, run) -> None:
    (desk.root / "templates" / "docx" / "~$vitasjon.docx").write_bytes(b"\x05secretary")
    assert run("templates", "check").code == 0


def test_a_letter_tells_what_it_may_mention(run) -> None:
    said = run("templates", "fields", "invitasjon", "--json")
    assert (said.code, said.json["letter"]) == (0, "invitasjon")
    fields = {field["field"]: field for field in said.json["fields"]}
    assert [set(field) >= {"field", "meaning", "example"} for field in fields.values()] == [True] * len(fields)
    assert "recipient.name" in fields
    common = {field["field"] for field in run("templates", "fields", "program", "--json").json["fields"]}
    assert [entry for entry in common if entry.startswith("recipient")] == []
    said = run("templates", "fields", "innbyding")
    assert said.code == 1
    assert said.err.startswith("error: letter 'innbyding': there is no such template; ")


def test_a_template_that_a_dispatch_names_and_nobody_made_is_a_problem(desk: Desk, run) -> None:
    (desk.root / "templates" / "docx" / "invitasjon.docx").unlink()
    said = run("templates", "check", "--json")
    assert said.code == 1
    assert said.json["problems"] == [
        {
            "file": f"{meeting}.toml",
            "where": "dispatches[0].template",
            "severity": "error",
            "what": "there is no template 'invitasjon.docx'",
            "remedy": said.json["problems"][0]["remedy"],
        }
        for meeting in ("partnarskapsmote", "toppleiarmote")
    ]
    assert said.json["problems"][0]["remedy"].startswith("known: avlysing.docx, bordskilt.docx, ")


def test_a_mail_body_that_a_dispatch_names_and_nobody_wrote_is_a_problem(desk: Desk, run) -> None:
    (desk.root / "templates" / "mail" / "hald-av-datoen.html").unlink()
    said = run("templates", "check", "--json")
    assert said.code == 1
    problems = {(problem["file"], problem["where"], problem["what"]) for problem in said.json["problems"]}
    assert problems == {
        ("partnarskapsmote.toml", "dispatches[2].mail", "there is no template 'hald-av-datoen.html'"),
    }


def test_a_name_that_no_mail_has_is_told_of_in_every_mail_before_a_year_starts(desk: Desk, run) -> None:
    for file in ("takk.txt", "kalender.txt"):
        desk.replace(f"templates/mail/{file}", "{{ name|", "{{ nmae|")
    for command in ("templates", "doctor"):
        said = run(*([command, "check"] if command == "templates" else [command]), "--json")
        assert said.code == 1
        problems = [problem for problem in said.json["problems"] if problem["file"].startswith("templates/mail/")]
        assert {(problem["file"], problem["where"], problem["what"]) for problem in problems} == {
            (f"templates/mail/{file}", "line 1", "a mail has no field “nmae”") for file in ("takk.txt", "kalender.txt")
        }
    assert "takk.txt: linje 1: ein e-post har ikkje feltet «nmae»; meinte du «name»?" in run("templates", "check").out


def test_doctor_finds_nothing_wrong_with_this_house(desk: Desk, run) -> None:
    said = run("doctor", "--json", CYCLE_OFFICE="/bin/true", CYCLE_PDF="required")
    assert [problem for problem in said.json["problems"] if problem["where"] != "fonts"] == []
    assert said.code == 0


def test_doctor_tells_everything_at_once_with_the_remedy(desk: Desk, run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CYCLE_MAIL_MOD=live\n")
    desk.replace("partnarskapsmote-2027/meeting.toml", "venue = ", "venu = ")
    desk.register(replace(MAYOR, address="ordførar"), *PEOPLE[1:])
    said = run(
        "doctor",
        "--json",
        CYCLE_PDF="required",
        CYCLE_MAIL_MODE="allowlist",
        CYCLE_MAIL_ALLOWLIST=".example",
        CYCLE_MAIL_TLS="none",
        CYCLE_MAIL_PORT=str(free_port()),
        CYCLE_HOEM="x",
    )
    assert said.code == 1
    problems = said.json["problems"]
    assert [set(problem) == PROBLEM for problem in problems] == [True] * len(problems)
    found = {
        (problem["file"], problem["where"], problem["severity"]) for problem in problems if problem["where"] != "fonts"
    }
    assert found == {
        ("environment", "CYCLE_HOEM", "warning"),
        (".env", "CYCLE_MAIL_MOD", "warning"),
        ("register.xlsx", "Register!E4", "error"),
        ("partnarskapsmote-2027/meeting.toml", "venu", "error"),
        ("machine", "LibreOffice", "error"),
        ("mail", "allowlist", "error"),
    }
    remedies = {problem["where"]: problem["remedy"] for problem in problems}
    assert (remedies["CYCLE_HOEM"], remedies["CYCLE_MAIL_MOD"]) == (
        "did you mean 'CYCLE_HOME'?",
        "did you mean 'CYCLE_MAIL_MODE'?",
    )


def test_every_command_explains_itself_and_takes_json(run) -> None:
    from cycle.cli import main

    plain = {name: command for name, command in main.commands.items() if not hasattr(command, "commands")}
    nested = {
        f"{name} {inner}": entry
        for name, group in main.commands.items()
        for inner, entry in getattr(group, "commands", {}).items()
    }
    for name, entry in {**plain, **nested}.items():
        assert entry.help, name
        assert "--json" in [option for parameter in entry.params for option in parameter.opts], name


def test_a_template_of_another_service_is_checked_without_our_fields(run, tmp_path) -> None:
    foreign = write_word("{{ kunde.namn }} {{ ordre.sum }}{% if kunde.vip %}!{% endif %}")
    (tmp_path / "faktura.docx").write_bytes(foreign)
    (tmp_path / "feil.docx").write_bytes(write_word("{{ kunde.namn }} {% if kunde.vip %}"))
    (tmp_path / "tom.docx").write_bytes(b"")
    whole = run("templates", "check", "--any-fields", str(tmp_path / "faktura.docx"), "--json")
    assert [problem for problem in whole.json["problems"] if problem["severity"] == "error"] == []
    broken = run(
        "templates", "check", "--any-fields", str(tmp_path / "feil.docx"), str(tmp_path / "tom.docx"), "--json"
    )
    assert broken.code == 1
    assert sorted({problem["file"] for problem in broken.json["problems"] if problem["severity"] == "error"}) == [
        "feil.docx",
        "tom.docx",
    ]
