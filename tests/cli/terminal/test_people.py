"""`cycle people` and `cycle login`: the list of people and the way in from the machine's own terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cycle.application.persons import people
from cycle.model import Deputy
from cycle.store.people.login_links import hash_of
from tests.desk import Desk

LINK = {"CYCLE_IDENTITY": "link"}


def test_the_list_is_shown_changed_and_told_of_conflicts(run, desk: Desk) -> None:
    shown = run("people")
    assert (shown.code, shown.err) == (0, "")
    assert [line.split()[0] for line in shown.out.splitlines()] == [
        "key", "kari-koordinator", "ola-andrehand", "samarbeidssekretariatet",
    ]  # fmt: skip
    added = run("people", "add", "Lise  Lesar", "--address", "lise@x.example", "--role", "reader", "--json")
    assert (added.code, added.json["key"], added.json["name"]) == (0, "lise-lesar", "Lise Lesar")
    assert run("people", "change", "kari-koordinator", "--deputy", "lise-lesar", "--away-from", "2026-12-01").code == 0
    assert run("people", "change", "kari-koordinator", "--address", "kari@her.example").code == 0
    path = desk.community / "community.toml"
    path.write_text(path.read_text("utf-8").replace("kari.koordinator@kommunane", "kari@fil", 1), "utf-8")
    shown = run("people")
    assert shown.code == 1
    assert (
        "kari-koordinator: community.toml says address = 'kari@fil.example', and it was changed here too" in shown.err
    )
    assert run("people", "remove", "lise-lesar").out == "lise-lesar: taken out\n"
    kari = next(person for person in run("people", "--json").json["people"] if person["key"] == "kari-koordinator")
    assert kari["absences"] == [{"first": "2026-12-01", "last": "2026-12-01"}]
    wrong = run("people", "change", "nobody")
    assert wrong.code == 1
    assert "no such person; one of: kari-koordinator" in wrong.err


def test_days_of_a_deputy_without_a_deputy_are_refused(run) -> None:
    for days in (
        ["--deputy-from", "2026-12-01"],
        ["--deputy-to", "2026-12-31"],
        ["--deputy-to", "2026-12-31", "--deputy", ""],
    ):
        said = run("people", "change", "kari-koordinator", *days)
        assert (said.code, "days of a deputy, and no deputy; name who it is" in said.err) == (1, True)
    given = ["--deputy", "ola-andrehand", "--deputy-to", "2026-12-31"]
    assert run("people", "change", "kari-koordinator", *given).code == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--step", "plann"], "There is no step «plann».; did you mean 'plan'?"),
        (["--step", "plan", "--step", "letters.invitasjn"], "did you mean 'letters.invitasjon'?"),
        (["--step", "plan.invitasjon"], "There is no step «plan.invitasjon»."),
        (["--step", "Plan"], "There is no step «Plan».; did you mean 'plan'?"),
        (["--step", "*"], "There is no step «*».; known: archive, "),
        (["--side", "kommunene"], "There is no side «kommunene».; did you mean 'kommunane'?"),
    ],
)
def test_a_step_or_a_side_that_does_not_exist_is_refused(run, desk: Desk, given: list[str], said: str) -> None:
    def steps() -> list[str]:
        return next(row["steps"] for row in run("people", "--json").json["people"] if row["key"] == "ola-andrehand")

    for who in (["change", "ola-andrehand"], ["add", "Ny Person", "--address", "ny@x.example"]):
        answer = run("people", *who, *given)
        assert (answer.code, said in answer.err) == (1, True), answer.err
    assert "ny-person" not in run("people").out
    assert run("people", "change", "ola-andrehand", "--step", "mailing.takk", "--step", "host").code == 0
    assert steps() == ["mailing.takk", "host"]
    assert run("people", "change", "ola-andrehand", "--step", "").code == 0
    assert steps() == []


def test_a_step_that_is_there_no_more_keeps_nobody_from_changing_something_else(run, desk: Desk) -> None:
    row = next(row for row in people(desk.services) if row.person.key == "ola-andrehand")
    desk.services.memory.persons.change(replace(row, person=replace(row.person, steps=("mailing.gammal",))))
    assert run("people", "change", "ola-andrehand", "--language", "nn").code == 0
    assert run("people", "change", "ola-andrehand", "--step", "mailing.gammal", "--step", "gammal").code == 1


def test_a_link_is_printed_for_one_person_where_log_in_is_on(run, desk: Desk) -> None:
    printed = run("login", "--as", "kari koordinator", "--json", **LINK)
    assert printed.code == 0
    found = desk.services.memory.login_links.under(hash_of(printed.json["link"].rpartition("/")[2]))
    assert found is not None
    assert (found.person, found.origin) == ("kari-koordinator", "terminal")
    unknown = run("login", "--as", "Mallory", **LINK)
    assert (unknown.code, "fits nobody who may log in" in unknown.err) == (1, True)
    run("people", "add", "Kari Koordinator", "--address", "andre@x.example")
    both = run("login", "--as", "Kari Koordinator", **LINK)
    assert (both.code, "fits kari-koordinator, kari-koordinator-2" in both.err) == (1, True)
    assert run("login", "--as", "kari-koordinator-2", **LINK).code == 0


def test_no_link_is_printed_where_log_in_is_off(run, desk: Desk) -> None:
    said = run("login", "--as", "kari-koordinator", CYCLE_IDENTITY="name")
    assert (said.code, "log-in is off in this home; set it to link" in said.err) == (1, True)


def test_a_deputy_who_is_taken_out_is_nobodys_deputy_any_more_and_that_is_said(run, desk: Desk) -> None:
    for deputy in (("--deputy-from", "2026-12-01", "--deputy-to", "2026-12-31"), ("--away-from", "2026-12-24")):
        assert run("people", "change", "kari-koordinator", "--deputy", "ola-andrehand", *deputy).code == 0
    line = next(line for line in run("people").out.splitlines() if line.startswith("kari-koordinator"))
    assert line.endswith("ola-andrehand  2026-12-24..2026-12-24")
    gone = run("people", "remove", "ola-andrehand")
    assert (gone.code, gone.out) == (0, "ola-andrehand: taken out\n")
    assert "ola-andrehand was the deputy of kari-koordinator, who has them no more; name another" in gone.err
    kari = next(row.person for row in people(desk.services) if row.person.key == "kari-koordinator")
    assert (kari.deputies, len(kari.absences)) == ((), 1)
    assert run("people", "change", "kari-koordinator", "--away-from", "2027-01-04").code == 0
    assert "was the deputy" not in run("people", "remove", "kari-koordinator").err


def test_a_deputy_whom_the_file_takes_out_is_nobodys_deputy_any_more(run, desk: Desk) -> None:
    assert run("people", "change", "samarbeidssekretariatet", "--deputy", "ola-andrehand").code == 0
    path = desk.community / "community.toml"
    path.write_text(
        path.read_text("utf-8").replace("Ola Andrehand", "Per Nymann").replace("ola.andre", "per.ny"), "utf-8"
    )
    assert "per-nymann" in run("people").out
    assert "ola-andrehand" not in run("people").out


def test_a_row_with_a_deputy_who_is_gone_can_be_changed(run, desk: Desk) -> None:
    """As rows are that were written before: the deputy stands there, and nobody knows of it."""
    kari = next(row for row in people(desk.services) if row.person.key == "kari-koordinator")
    gone = replace(kari.person, deputies=(Deputy(person="nokon-som-er-borte"),))
    desk.services.memory.persons.change(replace(kari, person=gone))
    assert "nokon-som-er-borte (taken out)" in run("people").out
    assert run("people", "change", "kari-koordinator", "--away-from", "2027-01-04").code == 0
    assert run("people", "change", "kari-koordinator", "--deputy", "heller-ikkje").code == 1
    assert run("people", "change", "kari-koordinator", "--deputy", "").code == 0
    assert "nokon-som-er-borte" not in run("people").out


@pytest.mark.parametrize(
    "words",
    [
        ("outbox", "adopt"),
        ("retention", "--run"),
        ("retention", "erase", "Kari Vik", "--run", "--why", "x"),
        ("archive", "build", "--why", "x"),
        ("archive", "repair", "--why", "x"),
    ],
)
def test_who_asks_for_what_is_of_the_home_is_on_the_list_of_people(run, desk: Desk, words: tuple[str, ...]) -> None:
    desk.settle(identity="link")
    people(desk.services)
    stranger = run(*words, "--name", "Nokon Som Ikkje Finst", **LINK)
    assert (stranger.code, "fits nobody who may decide" in stranger.err) == (1, True)
    assert "fits nobody" not in run(*words, "--name", "kari-koordinator", **LINK).err
