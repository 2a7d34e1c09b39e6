"""What people type stays text wherever those who run the year read it: no picture, link or HTML comes of a name."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

import flows.gates.artifacts
import flows.gates.gate
import flows.gates.step_run
from cycle.application.dispatches.requests import ask
from cycle.application.year.for_readers.markdown import bullets, cell, plain, table
from tests.desk import APPROVERS, CEO, CHIEF, MAYOR, PEOPLE, Desk
from tests.flows.offline import Offline, connect

LIVE = "![p](https://ond.example/p.png) [k](http://ond.example) <img src=x> www.ond.example pest@ond.example"
NAME = LIVE.removesuffix(" pest@ond.example")
"""A register takes no address where a name should be."""
SEEDS = (
    "![p](https://ond.example/p.png)",
    "[Klikk](https://ond.example)",
    "<img src=https://ond.example>",
    "www.ond.example",
    "HTTPS://ond.example/x",
    "pest@ond.example",
    "mailto:pest@ond.example",
    "<https://ond.example>",
    "[a][b] [b]: https://ond.example",
    "a | b `c` **d** \\](https://ond.example)",
)
AUTOLINK = re.compile(r"(?i)(?<![\\\w/])(https?://|ftp://|www\.|mailto:)\w|(?<!\\)\b[\w.+-]+@ond\.")
"""What GFM makes a link of by itself; markdown-it alone makes none."""


def render(text: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))


def harmless(rendered: str) -> bool:
    """Whether nothing of the evil host is fetched, linked or run; its name may be read as text."""
    return not re.search(r"(?i)<(img|a|script|iframe)[^>]*(ond\.example|src=x)", rendered)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_cell_and_a_sentence_show_what_was_typed_and_nothing_comes_of_it(seed: str) -> None:
    in_cell, in_text = cell(seed), plain(seed)
    assert in_cell.replace("\N{WORD JOINER}", "") == seed
    assert harmless(render(in_cell))
    assert harmless(render(in_text))
    for shown in (in_cell, in_text):
        assert not AUTOLINK.search(shown), shown
    text = re.sub(r"<[^>]+>", "", render(in_text)).strip()
    for sign, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(sign, letter)
    assert text == seed


@pytest.mark.parametrize(
    "typed",
    [
        *("- punkt", "+ punkt", "* punkt", "1. nestleiar", "15. januar", "1) først", "# Tittel", "> sitat", ">sitat"),
        *(
            "---",
            "***",
            "_ _ _",
            "``` kode",
            "~~~mermaid",
            "-",
            "[^1]: fotnote",
            "| a | b |",
            "{{ a }}",
            ":smile:",
            "$x$",
        ),
        *("&lt;b&gt;", "&#60;b&#62;", "<!-- x", "linje éin\n\n# linje to", "linje\n---", "javascript:x", "[ ] x"),
    ],
)
def test_what_was_typed_begins_no_list_heading_rule_or_code(typed: str) -> None:
    line = " ".join(typed.split())
    shown = html.unescape(re.sub(r"^<p>|</p>$", "", render(cell(typed)).strip())).replace("\N{WORD JOINER}", "")
    assert shown == html.unescape(line), "a cell is shown as it is in the new UI, so entities stay as they were typed"
    entries = render(bullets([typed, "neste"]))
    assert re.findall(r"<(\w+)", entries) == ["ul", "li", "li"]
    assert html.unescape(re.sub(r"<[^>]+>", "", entries)).split("\n")[1] == line
    rows = render(table(["a", "b"], [[typed, "z"]]))
    assert re.findall(r"<t[dr]", rows) == ["<tr", "<tr", "<td", "<td"]
    assert html.unescape(re.findall(r"<td>(.*)</td>", rows)[0]) == line


def test_no_name_turns_the_direction_of_the_words_after_it() -> None:
    for turn in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
        assert (cell(f"Kari{turn} Vik"), plain(f"Kari{turn} Vik")) == ("Kari Vik", "Kari Vik")


def test_ordinary_names_read_as_they_are() -> None:
    for name in ("Eli O'Brien & Søn", "kl. 09.00–15.00", "Ådne Bjørnsen Øy", "SSU-sak 2026/14: vedtak"):
        assert (cell(name), plain(name)) == (name, name)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk where every field people type holds something that would like to be more than text."""
    desk = Desk(tmp_path)
    desk.register(
        replace(MAYOR, name=f"Ådne {NAME}"),
        replace(CEO, name=f"Eli {NAME}"),
        *(row for row in PEOPLE if row not in (MAYOR, CEO)),
    )
    meeting = desk.year_folder / "meeting.toml"
    text = re.sub(
        r'(?m)^(venue|place|theme|aim|signup|prepare|practical|note|reference|reason|decision) = "',
        rf'\1 = "{LIVE} ',
        meeting.read_text(),
    )
    addition = "\n[[additions]]\n" + "".join(
        f'{key} = "{LIVE} {key}"\n' for key in ("name", "role", "organisation", "reason", "decided_by")
    )
    removal = f'\n[[removals]]\nwho = "{CHIEF.name}"\nreason = "{LIVE}"\ndecided_by = "{LIVE}"\n'
    meeting.write_text(text + addition + 'address = "nina@ny.example"\n' + removal)
    yield desk
    desk.close()


@pytest.fixture
def shown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> tuple[Offline, list[tuple[str, str]]]:
    """Return the year's runs, and every text that is put before those who run it."""
    found: list[tuple[str, str]] = []
    server = connect(desk, monkeypatch)

    def markdown(*, key: str, markdown: str, description: str) -> str:
        found.append((f"{key} markdown", markdown))
        return "00000000-0000-0000-0000-000000000000"

    def table(*, key: str, table: list[dict[str, Any]], description: str) -> None:
        found.extend((f"{key} cell", text) for row in table for text in row.values())

    monkeypatch.setattr(flows.gates.artifacts, "create_markdown_artifact", markdown)
    monkeypatch.setattr(flows.gates.artifacts, "create_table_artifact", table)
    for module in (flows.gates.step_run, flows.gates.gate):
        monkeypatch.setattr(module, "publish", flows.gates.artifacts.publish)
        monkeypatch.setattr(module, "publish_overview", flows.gates.artifacts.publish_overview)
    real = server.suspend

    def suspend(*, wait_for_input: Any, timeout: None, key: str) -> None:
        found.append((f"{key} description", wait_for_input._description))
        for name, property_ in wait_for_input.model_json_schema()["properties"].items():
            found.append((f"{key} {name}", property_["description"]))
        real(wait_for_input=wait_for_input, timeout=timeout, key=key)

    monkeypatch.setattr(flows.gates.gate, "suspend_flow_run", suspend)
    return server, found


def test_a_year_full_of_hostile_names_shows_text_only(desk: Desk, shown: tuple[Offline, list[tuple[str, str]]]) -> None:
    server, found = shown
    server.trigger()
    kari, _ = APPROVERS
    server.answer("plan", "Send tilbake til Årshjul", name=f"Kari {LIVE}"[:100], comment=LIVE)
    for _ in range(20):
        open_ = [step for step, state in desk.states().items() if state.startswith("waiting")]
        if not open_:
            break
        server.approve(open_[0])
    why = {run.tags[2]: server.message(run) for run in server.runs.values()}
    assert desk.states()["archive"] == "done 1", (desk.states(), why)
    ask(desk.cycle(), "hald-av-datoen", who=kari, why=LIVE, words=LIVE)
    server.trigger()

    assert any("ond" in text for _, text in found)
    bad = {where for where, text in found if not harmless(render(text))}
    bad |= {where for where, text in found if AUTOLINK.search(_without_our_links(text))}
    assert bad == set()
    assert {mail.subject for mail in desk.mails() if not harmless(mail.html or "")} == set()
    pages = [*(desk.home / "site").rglob("*.html")]
    assert {path.name for path in pages if not harmless(path.read_text())} == set()


def _without_our_links(text: str) -> str:
    """Take away the links that we made ourselves, which lead to this machine."""
    return re.sub(r"\]\(http://127[^)]*\)|<http://127[^>]*>|http://127[\w.:/-]*", "", text)


def test_tables_and_words_reach_prefect_through_one_door() -> None:
    folder = Path(flows.gates.artifacts.__file__).parent
    assert [path.name for path in sorted(folder.glob("*.py")) if "prefect.artifacts" in path.read_text()] == [
        "artifacts.py"
    ]
