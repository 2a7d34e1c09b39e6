"""An option that would do nothing where it is written is refused: nobody believes that something was done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk

UNUSED = {
    "dispatch 2027 --withdraw --name Kari": "--name, --withdraw would do nothing: name the dispatch",
    "dispatch 2027 --to Kari": "--to would do nothing: name the dispatch",
    "dispatch 2027 --include returned": "--include would do nothing: name the dispatch",
    "dispatch 2027 --words Hei --why Fordi": "--words, --why would do nothing: name the dispatch",
    "dispatch 2027 endring --withdraw --name Kari --why feil": "--why would do nothing: --withdraw takes the whole",
    "dispatch 2027 endring --withdraw --name Kari --to Ola": "--to would do nothing: --withdraw takes the whole",
    "milestones 2027 --short-notice sjukdom": "--short-notice would do nothing: it is a reason to move",
    "milestones 2027 --move 25.02.2027 --date 26.02.2027": "--date would do nothing: --move says which day",
    "archive build --name Kari": "--name would do nothing: who says so and why go together",
    "archive build --why rett": "--why would do nothing: who says so and why go together",
    "archive correct 2027 --what venue --new Huset --file rett.pdf --name K --why w": "--new would do nothing",
    "retention --name Kari": "--name would do nothing: nothing is deleted without --run",
    "retention --run --name Kari erase Ola --name Kari --why ja": "--run, --name would do nothing: write it after",
    "retention --community x erase Ola --name Kari --why ja": "--community would do nothing: write it after",
    "people --community x add Kari": "--community would do nothing: write it after add",
    "people --json add Kari": "--json would do nothing: write it after add",
    "people change kari-koordinator": "nothing to change",
    "templates check --any-fields": "--any-fields would do nothing: name the template",
    "replies add 2027 Tone --as accepted --name Kari --role rektor": "--role would do nothing: name who comes",
    "replies add 2027 Tone --as accepted --name K --substitute-address a@b.no": "--substitute-address would do nothing",
    "replies confirm 2027 Tone --as theirs --name Kari --substitute Ola": "--substitute would do nothing: this says",
    "approve 2027 plan --name Kari --count 5": "--count would do nothing: only a mailing",
    "approve 2027 plan --name Kari --count 0": "--count would do nothing: only a mailing",
}


@pytest.mark.parametrize("line", UNUSED)
def test_an_option_that_would_do_nothing_is_refused(line: str, desk: Desk, run) -> None:
    Path("rett.pdf").write_bytes(b"%PDF")
    said = run(*line.split())
    assert (said.code, UNUSED[line] in " ".join(said.err.split())) == (2, True), said.err


@pytest.mark.parametrize(
    "line", ["dispatch 2027", "milestones 2027", "people", "people --json", "retention", "retention --json"]
)
def test_what_is_used_is_taken(line: str, desk: Desk, run) -> None:
    desk.start()
    assert run(*line.split()).code == 0
