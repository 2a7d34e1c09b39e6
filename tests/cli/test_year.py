"""A year from the command line: where it stands, letters to look at, decisions, mails, the site and its packages."""

from __future__ import annotations

from pathlib import Path

import pytest

from cycle.application.actions import Decision, decide_by_hand
from cycle.visible import unseen_in
from tests.desk import APPROVERS, INVITED, Desk

STEPS = ["plan", "committee", "host", "invitations"]
LETTERS, MAILING = "letters.invitasjon", "mailing.invitasjon"
KARI, OLA = APPROVERS


def test_status_tells_every_step_and_what_it_waits_for(desk: Desk, run) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    desk.decide("invitations", name=KARI)
    said = run("status", 2027, "--json")
    assert (said.code, said.json["year"]) == (0, 2027)
    steps = {step["step"]: step for step in said.json["steps"]}
    keys = {"step", "revision", "state", "digest", "approved_by", "waits_for"}
    assert [set(step) >= keys for step in steps.values()] == [True] * 9
    newest = desk.newest("invitations")
    assert {key: steps["invitations"][key] for key in keys} == {
        "step": "invitations",
        "revision": 1,
        "state": "waiting",
        "digest": newest.digest,
        "approved_by": [KARI],
        "waits_for": "1 to approve, of Kari Koordinator, Ola Andrehand",
    }
    assert (steps["plan"]["state"], steps["plan"]["approved_by"]) == ("done", [KARI])
    assert (steps[LETTERS]["state"], steps[LETTERS]["waits_for"]) == ("blocked", "invitations")
    lines = run("status", 2027).out.splitlines()
    assert lines[0].split() == ["step", "revision", "state", "approved", "by", "waits", "for"]
    assert lines[4].split()[:3] == ["invitations", "1", "waiting"]


def test_a_year_that_nobody_started_says_how(run) -> None:
    said = run("status", 2031)
    assert (said.code, said.out) == (1, "")
    assert said.err == "error: bergensomradet/partnarskapsmote/2031: is not open; start it with `cycle start 2031`\n"
    assert run("status", 2031, "--json").json == {
        "problems": [
            {
                "file": "",
                "where": "",
                "severity": "error",
                "what": "bergensomradet/partnarskapsmote/2031: is not open; start it with `cycle start 2031`",
                "remedy": "",
            }
        ]
    }


def test_letters_go_to_a_folder_and_nothing_is_sent(desk: Desk, run, tmp_path: Path) -> None:
    said = run("letters", 2027, "--to", tmp_path / "brev", "--json")
    assert said.code == 0
    assert {key: said.json[key] for key in ("year", "folder")} == {"year": 2027, "folder": str(tmp_path / "brev")}
    found = [path.relative_to(tmp_path / "brev").as_posix() for path in (tmp_path / "brev").rglob("*.docx")]
    assert sorted(said.json["files"]) == sorted(found)
    assert len(found) == 2 * len(INVITED) + 1
    assert (desk.mails(), desk.services.memory.cycles.all()) == ((), ())


def test_approve_and_send_back_write_the_rows_that_the_form_writes(desk: Desk, run_alone) -> None:
    desk.start()
    desk.compute("plan")
    said = run_alone("approve", 2027, "plan", "--name", KARI, "--comment", "fint", "--json")
    assert (said.code, said.json) == (0, {"year": 2027, "step": "plan", "state": "done", "waits_for": ""})
    desk.compute("committee")
    said = run_alone("send-back", 2027, "committee", "--to", "plan", "--name", OLA, "--comment", "feil dato")
    assert said.code == 0
    assert said.out == (
        "committee: blocked, waits for plan\n"
        "the flows are not running; `cycle up` and `cycle start 2027` go on from here\n"
    )
    rows = desk.services.memory.decisions.of(desk.cycle().id)
    assert [
        (decision.step, decision.decision, decision.name, decision.comment, decision.channel, decision.send_back_to)
        for decision in rows
    ] == [
        ("plan", "approve", KARI, "fint", "cli", ""),
        ("committee", "send_back", OLA, "feil dato", "cli", "plan"),
    ]
    assert desk.states()["plan"] == "due 2"


def test_what_cannot_be_decided_is_refused_with_the_reason(desk: Desk, run) -> None:
    desk.walk(to=LETTERS)
    desk.compute(MAILING)
    cycle = "bergensomradet/partnarskapsmote/2027"
    for arguments, message in (
        (("approve", 2027, "arkiv", "--name", KARI), "step 'arkiv': there is no such step; did you mean 'archive'?"),
        (
            ("approve", 2027, "archive", "--name", KARI),
            f"{cycle} archive: is blocked, there is nothing to decide on yet",
        ),
        (
            ("approve", 2027, MAILING, "--name", KARI),
            f"{cycle} {MAILING}: Utsendinga går til 5 mottakarar. Skriv talet 5 for å stadfeste.",
        ),
        (("approve", 2027, MAILING, "--name", " "), f"{cycle} {MAILING}: Skriv namnet ditt: førenamn og etternamn."),
        (
            ("send-back", 2027, MAILING, "--to", "archive", "--name", KARI, "--comment", "feil"),
            f"{cycle} {MAILING}: Vel kva steg det skal sendast tilbake til.",
        ),
    ):
        said = run(*arguments)
        assert (said.code, said.out, said.err) == (1, "", f"error: {message}\n")
    assert desk.states()[MAILING] == "waiting 1"


@pytest.mark.parametrize(
    ("name", "comment", "why"),
    [
        ("K", "", "Skriv namnet ditt"),
        ("-.", "", "Skriv namnet ditt"),
        ("K" * 101, "", "Skriv namnet ditt"),
        ("Per\x1b[2J\x1b]0;hacked\x07", "", "teikn som ingen ser (U+001B, U+0007)"),
        ("Per\u202eNordmann", "", "U+202E"),
        (KARI, "k" * 2001, "for lang. Bruk høgst 2000 teikn"),
        (KARI, "ok\x0b\x00\x1b[2J", "U+000B, U+0000, U+001B"),
        (KARI, "ok\u2066", "U+2066"),
        (KARI, "gjeld fnr 010190 10046", "fødselsnummer"),
        ("Kari 01019010046", "", "fødselsnummer"),
    ],
)
def test_words_of_a_decision_are_judged_as_on_the_page(desk: Desk, name: str, comment: str, why: str) -> None:
    desk.start()
    desk.compute("plan")
    said = decide_by_hand(desk.cycle(), "plan", decision="approve", name=name, comment=comment)
    assert why in said
    assert (desk.states()["plan"], desk.services.memory.decisions.of(desk.cycle().id)) == ("waiting 1", ())
    assert desk.decide("plan", name=f"{name} Nordmann", comment=comment) == ""  # as from before this was asked
    [row] = desk.services.memory.decisions.of(desk.cycle().id)
    assert unseen_in(row.name + row.comment) == ()


def test_sending_back_asks_why_and_approving_what_is_decided_says_that_nothing_is(desk: Desk, run) -> None:
    desk.start()
    desk.compute("plan")
    said = run("send-back", 2027, "plan", "--to", "plan", "--name", KARI, "--comment", " ")
    assert (said.code, "Skriv kvifor du sender tilbake" in said.err) == (1, True)
    assert run("approve", 2027, "plan", "--name", KARI, "--comment", "Linje ein\nlinje to – «å»").code == 0
    said = run("approve", 2027, "plan", "--name", OLA, "--comment", "eg har sett dette og")
    assert (said.code, "Her er det ikkje noko å avgjere no" in said.err) == (1, True)
    assert [row.name for row in desk.services.memory.decisions.of(desk.cycle().id)] == [KARI]


def test_what_steers_a_terminal_is_not_printed(desk: Desk, run) -> None:
    desk.start()
    desk.compute("plan")
    [asked] = [desk.newest("plan")]
    row = Decision(
        cycle=desk.cycle().id, step="plan", revision=1, digest=asked.digest, decision="approve", name="Per\x1b[2J",
        at=desk.services.now(), channel="cli", key="before",
    )  # fmt: skip
    desk.services.memory.decisions.add(row)
    for more in ([], ["--verify"]):
        assert "\x1b" not in run("status", 2027, *more).out
    assert "Per\ufffd[2J" in run("status", 2027).out


@pytest.mark.parametrize("command", ["status", "milestones", "replies"])
@pytest.mark.parametrize("year", ["9" * 20, "0", "99999"])
def test_a_year_that_no_calendar_has_is_a_sentence(run, command: str, year: str) -> None:
    said = run(command, year)
    assert (said.code, "is not in the range 1900<=x<=2999" in said.err) == (2, True)


def test_a_name_is_asked_for(run) -> None:
    said = run("approve", 2027, "plan")
    assert said.code == 2
    assert "Missing option '--name'" in said.err


def test_the_outbox_counts_and_lists_every_mail(desk: Desk, run) -> None:
    desk.walk(to=MAILING)
    said = run("outbox", 2027, "--json")
    assert said.code == 0
    assert said.json["counts"] == {
        "queued": 0,
        "sending": 0,
        "sent": 5,
        "refused": 0,
        "failed": 0,
        "uncertain": 0,
    }
    keys = {"id", "kind", "state", "code", "text", "remedy"}
    assert [set(row) >= keys for row in said.json["rows"]] == [True] * 5
    assert {row["kind"] for row in said.json["rows"]} == {"invitasjon@folder"}
    assert run("outbox", 2027).out.startswith("5 sent\n")


def test_a_doubtful_mail_takes_an_answer_and_a_sent_one_takes_none(desk: Desk, run) -> None:
    desk.walk(to=LETTERS)
    desk.compute(MAILING)
    desk.approve(MAILING)
    desk.perform(MAILING)
    who_and_why = ("--name", KARI, "--why", "Ringde")
    said = run("outbox", "resolve", 1, "--as", "resend", *who_and_why)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("error: outbox 1: cannot become queued, it is sent")
    said = run("outbox", "resolve", 99, "--as", "sent", *who_and_why)
    assert said.code == 1
    assert run("outbox", "resolve", 1, "--as", "kanskje", *who_and_why).code == 2


def test_the_site_of_past_years_is_built_and_a_package_that_changes_is_found(desk: Desk, run, tmp_path: Path) -> None:
    desk.walk()
    said = run("archive", "build", "--to", tmp_path / "site", "--json")
    assert (said.code, said.json["folder"]) == (0, str(tmp_path / "site"))
    assert said.json["pages"] == len(list((tmp_path / "site").rglob("*.html")))
    assert (tmp_path / "site" / "partnarskapsmote" / "2027" / "index.html").is_file()
    assert run("archive", "verify", "--json").json == {"problems": []}
    package = desk.home / "packages" / "bergensomradet-partnarskapsmote-2027"
    [victim] = [path for path in package.rglob("*.docx") if path.name.startswith("program")][:1] or [
        next(package.rglob("*.docx"))
    ]
    victim.chmod(0o644)
    victim.write_bytes(b"changed")
    said = run("archive", "verify", package, "--json")
    assert said.code == 1
    assert [problem["where"] or problem["file"] for problem in said.json["problems"]] != []
    assert victim.name in said.out


def test_a_year_that_is_not_published_is_not_on_the_site(desk: Desk, run, tmp_path: Path) -> None:
    desk.walk(to="mailing.folgebrev")
    desk.compute("archive")
    run("archive", "build", "--to", tmp_path / "site")
    assert (tmp_path / "site" / "index.html").is_file()
    assert not (tmp_path / "site" / "partnarskapsmote" / "2027").exists()


def test_start_says_which_settings_are_gone_even_when_no_service_runs(desk: Desk, run, monkeypatch) -> None:
    monkeypatch.setattr("cycle.cli.year.service_runs", lambda _settings: False)
    monkeypatch.setenv("CYCLE_WEB_PORT", "4280")
    said = run("start", 2027)
    assert said.code == 1
    assert "warning: environment: CYCLE_WEB_PORT: no such setting; it is ignored; take it away:" in said.err
    assert "the service is not running" in said.err
