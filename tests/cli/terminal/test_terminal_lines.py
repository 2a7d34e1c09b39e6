"""What people wrote steers no terminal, turns nothing that is read and begins no line; all else than UTF-8 is told."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest
from sqlalchemy import text, update

from cycle.store.tables import metadata
from cycle.visible import on_one_line, unseen_in
from tests.desk import MAYOR, YEAR, Desk

EVIL = "\x1b[31m\x1b]0;x\x07\x9b2J\u202exx\u2066\r\nflaw: FORGED\u2028FORGED"
PEOPLES_TEXT = {
    "decisions": ("name", "comment", "proof"),
    "outbox": ("text",),
    "outbox_events": ("text", "who"),
    "holds": ("why", "released_by"),
    "requests": ("asked_by", "why", "words", "withdrawn_by"),
    "replies": ("text", "who", "by", "substitute_name", "substitute_role", "substitute_address"),
    "reply_addresses": ("who",),
    "printed": ("who",),
    "rounds": ("trouble",),
    "tries": ("why",),
    "retention_acts": ("why", "who"),
    "closings": ("name", "why"),
    "archive_acts": ("asked_by", "why", "withdrawn_by", "old", "new"),
    "persons": ("name", "address", "changed_by"),
    "installations": ("adopted_by",),
    "registers": ("source",),
}
READING = (
    ("status", YEAR),
    ("status", YEAR, "--verify"),
    ("people",),
    ("outbox", YEAR),
    ("outbox", "plan", YEAR),
    ("replies", YEAR),
    ("dispatch", YEAR),
    ("signals", "list"),
    ("retention",),
    ("retention", "erase", MAYOR.name),
    ("archive", "verify"),
    ("host", YEAR),
    ("committee", YEAR),
    ("invitations", YEAR),
    ("register", "who", "alver.ordforar"),
    ("milestones", YEAR),
    ("rules",),
    ("doctor",),
    ("approve", YEAR, "plan", "--name", "Kari Nordmann"),
    ("login", "--as", "Kari"),
)
SOURCES = sorted((Path(__file__).parents[3] / "src" / "cycle" / "cli").glob("*.py"))


def seed(desk: Desk) -> int:
    """Put what steers a terminal into every text that people wrote and into the names in results; return how many."""
    seeded = 0
    with desk.services.memory.engine.begin() as connection:
        for (trigger,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        for name, columns in PEOPLES_TEXT.items():
            table = metadata.tables[name]
            for column in columns:
                seeded += connection.execute(update(table).values({column: table.c[column] + EVIL})).rowcount
        escaped = "".join(f"\\u{ord(letter):04x}" for letter in EVIL)
        for name in ("results", "outcomes", "registers"):
            with_name = text(
                f"UPDATE {name} SET body = replace(body, :name, :evil) WHERE body LIKE '%' || :name || '%'"
            )
            seeded += connection.execute(with_name, {"name": MAYOR.name, "evil": MAYOR.name + escaped}).rowcount
    return seeded


def test_nothing_that_people_wrote_steers_the_terminal_or_begins_a_line(desk: Desk, run) -> None:
    desk.walk()
    assert run("register", "import", desk.community / "register.xlsx").code == 0
    assert run("dispatch", YEAR, "paminning", "--name", "Kari Nordmann", "--why", "prøve").code == 0
    assert run("replies", YEAR, "--json").json["rows"]
    assert seed(desk) > 30
    shown = 0
    for command in READING:
        for more in ((), ("--json",)):
            said = run(*command, *more)
            for out in (said.out, said.err):
                assert unseen_in(out) == (), (command, more, out)
                assert not [line for line in out.splitlines() if line.startswith(("flaw: FORGED", "FORGED"))], command
                shown += "FORGED" in out
    assert shown > 7, "what was seeded is printed"


def test_every_command_prints_by_the_one_function() -> None:
    for path in SOURCES:
        calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        printed = {ast.unparse(call) for call in calls} & {"print", "click.echo", "click.secho", "sys.stdout.write"}
        assert path.name == "output.py" or not printed, path.name


def test_breaks_of_lines_are_no_lines() -> None:
    assert on_one_line("a\nb\r\nc\u2028d\u2029e\x85f\x0bg") == "a b c d e\ufffdf\ufffdg"


@pytest.mark.parametrize(
    "words",
    [
        ("register", "check", "reg\udce6.xlsx"),
        ("register", "import", "reg\udce6.xlsx"),
        ("dispatch", YEAR, "paminning", "--name", "K\udce5re Vik", "--why", "x"),
        ("approve", YEAR, "plan", "--name", "Kari Vik", "--comment", "gj\udcf8r det"),
        ("people", "add", "K\udce5re Vik", "--address", "k@x.example"),
        ("people", "change", "k\udce5re"),
        ("replies", "add", YEAR, "k\udce5re"),
        ("archive", "import", "m\udcf8te"),
        ("programme", "check", "pr\udcf8.docx"),
        ("status", YEAR, "--community", "\udce6"),
        ("\udce6",),
        ("login", "--as", "\udce5"),
    ],
)
def test_words_that_are_not_utf_8_are_refused_in_a_sentence(run, words: tuple[object, ...], tmp_path: Path) -> None:
    for word in words:
        if str(word).endswith((".xlsx", ".docx")):
            Path(os.fsdecode(os.fsencode(tmp_path / str(word)))).touch()
    said = run(*words)
    assert said.code == 2
    assert "its letters are not UTF-8; rename the file, or write the word again" in said.err
    assert unseen_in(said.err + said.out) == ()


def test_a_file_in_a_folder_whose_name_is_not_utf_8_is_no_traceback(desk: Desk, run) -> None:
    (desk.root / "templates" / "docx" / "br\udce6v.docx").write_bytes(b"x")
    (desk.year_folder / "f\udce6.xlsx").write_bytes(b"x")
    desk.start()
    for command in (("templates", "check"), ("status", YEAR), ("doctor",), ("rules",), ("archive", "build")):
        for more in ((), ("--json",)):
            assert unseen_in(run(*command, *more).out) == ()
