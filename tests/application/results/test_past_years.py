"""A year that older code stored opens: it is shown, its approvals stand, and it goes on to the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from cycle.application.actions.deciding.reopening import reopened
from cycle.application.actions.running.registry import STEPS
from cycle.application.results import ArchiveOutcome, MailingOutcome, StepOutcome, read, read_result, write
from cycle.application.review import letters_view, mailing_view
from cycle.cli import main
from cycle.model import digest
from cycle.store.tables import results
from tests.application.past.keep import KNOWN_NAME, ON_PAPER, PEOPLE
from tests.application.past.opened import NAMES, PastDesk
from tests.desk import CEO, SHARED

OUTCOMES: dict[str, type[StepOutcome]] = {"mailing": MailingOutcome, "archive": ArchiveOutcome}
Open = Callable[[str, str], PastDesk]
MIDWAY = {
    "plan": "done 2",
    "committee": "done 2",
    "host": "done 2",
    "invitations": "done 2",
    "letters.invitasjon": "done 2",
    "mailing.invitasjon": "waiting 2",
    "letters.folgebrev": "done 1",
    "mailing.folgebrev": "waiting 2",
    "letters.paminning": "done 1",
    "mailing.paminning": "due 1",
    "archive": "blocked 0",
}


@pytest.fixture
def open_past(tmp_path: Path) -> Iterator[Open]:
    """Return what opens a year that was kept."""
    made: list[PastDesk] = []

    def opened(past: str, year: str) -> PastDesk:
        made.append(PastDesk(tmp_path, past=past, year=year))
        return made[-1]

    yield opened
    for desk in made:
        desk.close()


def shown(desk: PastDesk) -> dict[str, str]:
    """Step → all that its gate shows of the newest result."""
    cycle, found = desk.cycle(), {}
    for node in cycle.graph:
        result = desk.services.memory.results.latest(cycle.id, node.name)
        if result is not None:
            gate = STEPS[node.kind].present(cycle, node, result)
            found[node.name] = f"{gate.summary}\n{gate.markdown}\n{gate.tables}".replace("\\", "")
    return found


@pytest.mark.parametrize("past", NAMES)
def test_where_every_step_of_a_kept_year_stands_is_what_stood_there(open_past: Open, past: str) -> None:
    opened = "a gate of a year that is open is asked again: see “Change a step” and “Add a fact” in CONTRIBUTING.md"
    assert open_past(past, "midway").states() == MIDWAY, opened
    assert {state.split()[0] for state in open_past(past, "finished").states().values()} == {"done"}


@pytest.mark.parametrize("past", NAMES)
def test_the_status_of_a_kept_year_names_who_approved_what(open_past: Open, past: str) -> None:
    desk = open_past(past, "midway")
    said = CliRunner().invoke(main, ["status", "2027", "--json"], env=desk.environment)
    assert said.exit_code == 0, said.output
    steps = {step["step"]: step for step in json.loads(said.stdout)["steps"]}
    assert {name: f"{step['state']} {step['revision']}" for name, step in steps.items()} == MIDWAY
    assert steps["invitations"]["approved_by"] == ["Kari Sekretær", "Ola Koordinator"]


@pytest.mark.parametrize("past", NAMES)
def test_no_row_of_a_kept_year_has_another_digest_than_its_content_gives(open_past: Open, past: str) -> None:
    for year in ("midway", "finished"):
        desk = open_past(past, year)
        cycle = desk.cycle()
        rows = [row for node in cycle.graph for row in cycle.memory.results.revisions(cycle.id, node.name)]
        found = {(row.step, row.revision): row.digest for row in rows}
        given = {
            (row.step, row.revision): digest({"step": row.step, "inputs": row.inputs, "body": row.body}) for row in rows
        }
        assert (len(rows) > 8, found) == (True, given)


@pytest.mark.parametrize("past", NAMES)
def test_what_is_read_of_a_kept_year_would_be_stored_as_it_stands_there(open_past: Open, past: str) -> None:
    for year in ("midway", "finished"):
        desk = open_past(past, year)
        cycle = desk.cycle()
        for node in cycle.graph:
            for row in cycle.memory.results.revisions(cycle.id, node.name):
                assert write(read_result(row)).body == row.body
                done = cycle.memory.results.outcome(cycle.id, node.name, row.digest)
                if done is not None:
                    assert write(read(OUTCOMES[node.kind], done)).body == done.body


@pytest.mark.parametrize("past", NAMES)
def test_rows_that_lack_every_field_that_came_later_are_shown_all_the_same(open_past: Open, past: str) -> None:
    desk = open_past(past, "midway")
    whole, cycle = shown(desk), desk.cycle()
    rows = [row for node in cycle.graph for row in cycle.memory.results.revisions(cycle.id, node.name)]
    for row in rows:
        with desk.services.memory.engine.begin() as connection:
            here = (results.c.step == row.step) & (results.c.revision == row.revision)
            connection.execute(update(results).where(here).values(body=without_later(read_result(row), row.body)))
    assert desk.states() == MIDWAY
    bare = shown(desk)
    assert sorted(bare) == sorted(whole)
    assert all(person.name in bare["invitations"] for person in (ON_PAPER, CEO, KNOWN_NAME, *SHARED))
    assert KNOWN_NAME.name in bare["letters.invitasjon"]
    for node in desk.cycle().graph:
        view = letters_view if node.kind == "letters" else mailing_view if node.kind == "mailing" else None
        assert view is None or node.name not in bare or view(desk.cycle(), node) is not None


def without_later(noun: object, body: Any) -> Any:
    """Return the body without each field that has a default: rows from before the field was there lack it."""
    if is_dataclass(noun) and not isinstance(noun, type):
        later = {
            field.name for field in fields(noun) if field.default is not MISSING or field.default_factory is not MISSING
        }
        return {key: without_later(getattr(noun, key), part) for key, part in body.items() if key not in later}
    if isinstance(noun, tuple):
        return [without_later(inner, part) for inner, part in zip(noun, body, strict=True)]
    return body


@pytest.mark.parametrize("past", NAMES)
def test_every_gate_of_a_kept_year_shows_what_it_asks_about(open_past: Open, past: str) -> None:
    gates = shown(open_past(past, "midway"))
    assert sorted(gates) == sorted(name for name, state in MIDWAY.items() if state.startswith(("done", "waiting")))
    assert all(person.name in gates["invitations"] for person in (ON_PAPER, CEO, KNOWN_NAME, *SHARED))
    assert KNOWN_NAME.name in gates["letters.invitasjon"]
    assert all(
        text in gates["mailing.invitasjon"] for text in (KNOWN_NAME.address, "Tone Kvåle (e-post 1)", "Frekhaug")
    )
    assert all(person.name in gates["mailing.folgebrev"] for person in SHARED)
    finished = shown(open_past(past, "finished"))
    assert "Alver kommune" in finished["host"]
    assert "archive" in finished


@pytest.mark.parametrize("past", NAMES)
def test_the_gate_of_a_kept_year_says_why_it_asks_again(open_past: Open, past: str) -> None:
    desk = open_past(past, "midway")
    assert any("Sjå på datoen" in reason for reason in reopened(desk.cycle(), desk.newest("plan")))
    reasons = " ".join(reopened(desk.cycle(), desk.newest("invitations")))
    assert KNOWN_NAME.name in reasons


@pytest.mark.parametrize("past", NAMES)
def test_the_pages_of_a_kept_year_list_its_letters_and_its_mails(open_past: Open, past: str) -> None:
    desk = open_past(past, "finished")
    cycle = desk.cycle()
    node = next(node for node in cycle.graph if node.name == "letters.invitasjon")
    letters = letters_view(cycle, node)
    assert letters is not None
    assert {letter.name for letter in letters.letters} == {ON_PAPER.name, CEO.name, SHARED[0].name}
    assert all(letter.pdf and letter.seats for letter in letters.letters)
    assert letters.sheet is not None
    mails = mailing_view(cycle, next(node for node in cycle.graph if node.name == "mailing.invitasjon"))
    assert (dict(mails.counts), [letter.name for letter in mails.paper]) == ({"sent": 2}, [ON_PAPER.name])
    assert mails.batch is not None
    assert mails.paper[0].printed is not None


@pytest.mark.parametrize("past", NAMES)
def test_the_public_page_of_a_kept_year_is_built_from_what_was_stored(
    open_past: Open, past: str, tmp_path: Path
) -> None:
    desk = open_past(past, "finished")
    desk.use_todays("site")
    said = CliRunner().invoke(main, ["archive", "build", "--json"], env=desk.environment)
    assert said.exit_code == 0, said.output
    page = desk.home / "site" / "bergensomradet" / "partnarskapsmote" / "2027" / "index.html"
    text = page.read_text("utf-8")
    assert all(
        printed in text for printed in ("18. februar 2027", "Alver kommune", "Følgjebrev til partnarskapsmøtet 2027")
    )


@pytest.mark.parametrize("past", NAMES)
def test_a_kept_year_that_is_midway_goes_on_to_its_end(open_past: Open, past: str) -> None:
    desk = open_past(past, "midway")
    before = len(desk.mails())
    for row in desk.services.memory.outbox.rows(state="uncertain"):
        desk.services.memory.outbox.resolve(row.id, as_="sent", who="Kari Sekretær", why="Ringde", now=desk.moment)
    for step, state in MIDWAY.items():
        if not state.startswith("done"):
            desk.do(step)
    assert {state.split()[0] for state in desk.states().values()} == {"done"}
    to = {mail.to for mail in desk.mails()[before:]}
    assert to == {person.address for person in PEOPLE if person.address} - {"rut@bergen.example"}
    assert (desk.home / "site" / "bergensomradet" / "partnarskapsmote" / "2027" / "index.html").is_file()


@pytest.mark.parametrize("past", NAMES)
def test_a_year_published_before_years_were_closed_is_closed_by_a_command(open_past: Open, past: str) -> None:
    desk = open_past(past, "finished")
    said = CliRunner().invoke(main, ["status", "2027"], env=desk.environment).output
    assert "published, and not closed (avslutta): `cycle archive close 2027 --name NAME` closes it" in said
    desk.use_todays("site")
    done = CliRunner().invoke(main, ["archive", "close", "2027", "--name", "Kari Vik"], env=desk.environment)
    assert done.exit_code == 0, done.output
    before = desk.states()
    (desk.root / "config" / "communities" / "bergensomradet" / "community.toml").write_text("broken [")
    assert desk.states() == before
    found = json.loads(CliRunner().invoke(main, ["status", "2027", "--json"], env=desk.environment).stdout)
    assert (found["closed"]["by"], {step["state"] for step in found["steps"]}) == ("Kari Vik", {"done"})
    again = CliRunner().invoke(main, ["archive", "close", "2027", "--name", "Kari Vik"], env=desk.environment)
    assert "is closed already" in again.output
