"""What people read is true: commands, settings, dependencies, words, links and pictures are held against the code."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, get_args, get_origin
from urllib.parse import unquote

import click
import pytest
from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from cycle.application.actions.running.registry import STEPS
from cycle.application.delivery.reporting import STATES
from cycle.catalogue import counted, say
from cycle.cli import main
from cycle.model import KnownBy
from cycle.settings import PREFIX, Settings
from cycle.store.tables import metadata
from tests.dispatches import LETTERS, on_request
from tests.markdown import PAGES, ROOT, code, headings, links, prose, resolves, table_rows
from tests.names import templates
from tests.sources import modules

IMAGES = ROOT / "docs" / "images"
GUIDE = ROOT / "docs" / "brukarrettleiing.md"
MOST_IMAGE_BYTES = 150_000
MOST_PROSE = 120
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
COMMAND = r"(?:[A-Z_]+=\S+ )*(?:\S*/)?cycle ([a-z].*)"
DEFINED = r"(?m)^(?:async )?def (test_\w+)"
REFUSED_IN_PROSE = r"(?i)(?<![\w`])(?:anew|joinable|tellings)(?![\w`])"
FOLDERS = ("src", "flows", "tests", "docs", "config", "templates", "benchmarks", ".ci")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


# --- Commands --------------------------------------------------------------------------------------------------------


def commands(group: click.Group = main, words: tuple[str, ...] = ("cycle",)) -> Iterator[tuple[str, click.Command]]:
    """Yield every command people may type with its full name, groups too, hidden ones not."""
    context = click.Context(group)
    for name in group.list_commands(context):
        one = group.get_command(context, name)
        assert one is not None
        if one.hidden:
            continue
        yield " ".join((*words, name)), one
        if isinstance(one, click.Group):
            yield from commands(one, (*words, name))


@pytest.mark.parametrize(("name", "one"), [pytest.param(name, command, id=name) for name, command in commands()])
def test_every_command_says_what_it_does_and_stands_in_the_readme(name: str, one: click.Command) -> None:
    assert one.help, f"`{name}` has no help"
    shown = {text for text in code(ROOT / "README.md") if f"{text} ".startswith(f"{name} ")}
    assert shown or isinstance(one, click.Group), f"`{name}` is not in README.md"


@pages
def test_no_page_names_a_command_or_an_option_that_does_not_exist(page: Path) -> None:
    typed = [match[1] for text in code(page) if (match := re.match(COMMAND, text))]
    assert [words for words in typed if not is_command(words)] == []


def is_command(words: str) -> bool:
    """Return whether the CLI understands what stands after `cycle`, such as `register check FILE --json`."""
    found: click.Command = main
    for word in words.split():
        below = found.get_command(click.Context(found), word) if isinstance(found, click.Group) else None
        if below is not None:
            found = below
        elif found is main:
            return False
        elif word.startswith("--"):
            known = {option for parameter in found.params for option in parameter.opts}
            if word.partition("=")[0] not in known:
                return False
    return True


# --- Settings --------------------------------------------------------------------------------------------------------


def written(value: Any) -> str:
    """Return a default as it is written in a file of settings."""
    if value is PydanticUndefined or value is None:
        return ""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(str(entry) for entry in value) if isinstance(value, tuple) else str(value)


DEFAULTS = {PREFIX + name.upper(): written(field.default) for name, field in Settings.model_fields.items()}


def test_the_example_settings_name_every_setting_with_its_default() -> None:
    lines = re.findall(r"^(?:# )?(CYCLE_[A-Z_]+)=(.*)$", (ROOT / "config" / "example.env").read_text(), re.M)
    assert dict(lines) == DEFAULTS
    assert len(lines) == len(dict(lines))


def test_the_example_settings_read_as_a_file_give_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    assert Settings(_env_file=ROOT / "config" / "example.env") == Settings(_env_file=None)


def test_the_settings_table_of_operations_is_the_settings_of_the_code() -> None:
    rows = table_rows(ROOT / "docs" / "operations.md", under="Settings")
    assert {row[0].strip("`"): row[1].strip("`") for row in rows} == DEFAULTS
    for row in rows:
        annotation = Settings.model_fields[row[0].strip("`").removeprefix(PREFIX).lower()].annotation
        choices = get_args(annotation) if get_origin(annotation) is Literal else ()
        assert [choice for choice in choices if choice and f"`{choice}`" not in row[2]] == [], row[0]


# --- Dependencies ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [("At run time", PROJECT["dependencies"]), ("For development", PROJECT["optional-dependencies"]["dev"])],
)
def test_every_dependency_has_its_reason_and_licence(heading: str, wanted: list[str]) -> None:
    rows = table_rows(ROOT / "docs" / "dependencies.md", first="`", under=heading)
    names = {match[0] for text in wanted if (match := re.match(r"[A-Za-z0-9_.-]+", text))}
    assert sorted(row[0].strip("`") for row in rows) == sorted(names)
    assert [row[0] for row in rows if not (row[1] and row[2])] == []


def test_the_lock_holds_names_versions_and_hashes_and_no_address() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    strange = [
        line
        for line in lines
        if not re.match(r"([a-z0-9._-]+==\S+ \\|    --hash=sha256:[0-9a-f]{64}( \\)?|    # .*|#.*|)$", line)
    ]
    assert strange == []


def test_the_system_packages_are_those_that_make_installs() -> None:
    rows = table_rows(ROOT / "docs" / "dependencies.md", first="`", under="From the operating system")
    installed = re.findall(r"packages=\(([^)]*)\)", (ROOT / ".ci" / "install").read_text())
    assert sorted(row[0].strip("`") for row in rows) == sorted(" ".join(installed).split())


# --- Words -----------------------------------------------------------------------------------------------------------


def test_every_norwegian_word_of_the_model_is_in_the_glossary() -> None:
    words = {word.removeprefix("earlier ") for text in model_texts() for word in in_parentheses(text)}
    assert len(words) > 15, "the model's docstrings were not read"
    known = {word for row in table_rows(ROOT / "docs" / "glossary.md") for cell in row for word in cell.split(", ")}
    assert sorted(words - known) == []


def test_every_noun_of_the_model_is_in_the_glossary() -> None:
    nouns = {node.name for node in model_body() if isinstance(node, ast.ClassDef)}
    shown = {word.strip("`") for row in table_rows(ROOT / "docs" / "glossary.md") for word in row[2].split(", ")}
    assert sorted(nouns - shown) == []


def model_texts() -> Iterator[str]:
    """Yield what is written about the classes of the model and their fields."""
    for node in model_body():
        for part in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
                yield str(part.value.value)


def model_body() -> Iterator[ast.stmt]:
    """Yield what stands at the top of the model's files."""
    for path in sorted((ROOT / "src" / "cycle" / "model").glob("*.py")):
        yield from ast.parse(path.read_text()).body


def in_parentheses(text: str) -> list[str]:
    return [word for inside in re.findall(r"\(([^)]*)\)", text) for word in inside.split(", ")]


# --- The user guide --------------------------------------------------------------------------------------------------


def start_form_labels() -> set[str]:
    """Return the labels of the form that starts a year."""
    for node in ast.parse((ROOT / "flows" / "annual_cycle.py").read_text()).body:
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "FORM" and node.value is not None:
            calls = [call for call in ast.walk(node.value) if isinstance(call, ast.Call)]
            return {say("nn", ast.literal_eval(call.args[0])) for call in calls}
    return set()


def test_the_user_guide_names_every_field_and_choice_of_the_forms() -> None:
    shown = GUIDE.read_text()
    wanted = {*titles(ROOT / "flows" / "gates" / "gate.py"), *start_form_labels()}
    assert "Avgjerd" in wanted
    assert "Dato" in wanted
    wanted |= {"Godkjenn", "Send tilbake", "Stopp"}
    assert sorted(text for text in wanted if f"**{text}**" not in shown) == []


def test_the_user_guide_explains_what_can_become_of_a_mail() -> None:
    rows = table_rows(GUIDE, under="Kva orda tyder")
    assert [row[0].strip("*") for row in rows] == [
        counted("nn", 2, *forms).partition(" –")[0] for forms in STATES.values()
    ]


def test_the_user_guide_quotes_what_is_said_of_a_template_in_the_words_it_is_said_in() -> None:
    """A value stands as … there."""
    said = re.findall(r'msgstr "(.*)"', (ROOT / "locale" / "nn" / "LC_MESSAGES" / "cycle.po").read_text("utf-8"))
    quoted = [text for row in table_rows(GUIDE, under="Word-malane") for text in re.findall(r"`([^`]+)`", row[0])]
    assert len(quoted) > 8
    patterns = {text: ".*".join(map(re.escape, text.split("; ")[0].split("…"))) for text in quoted}
    assert [text for text, pattern in patterns.items() if not any(re.search(pattern, line) for line in said)] == []


def test_the_guides_list_every_dispatch_that_comes_with_the_service() -> None:
    letters = {cell for row in table_rows(ROOT / "docs" / "templates.md", first="`.*docx`") for cell in row[:1]}
    assert {f"`{letter}.docx`" for letter in LETTERS} <= letters
    rows = table_rows(GUIDE, under="Andre utsendingar")
    assert [row[0] for row in rows] == [f"*{table['title']}* (`{name}`)" for name, table in on_request().items()]


def test_the_user_guide_tells_the_milestones_of_the_example_as_its_rules_give_them() -> None:
    folder = ROOT / "config" / "communities" / "bergensomradet"
    rules = tomllib.loads((folder / "partnarskapsmote.toml").read_text())
    rows = table_rows(GUIDE, under="Året, steg for steg")
    assert [(row[1], row[0]) for row in rows] == [
        (milestone["title"], when(milestone)) for milestone in rules["milestones"]
    ]


def when(milestone: dict[str, Any]) -> str:
    if "weeks_before" in milestone:
        return f"{milestone['weeks_before']} veker før"
    if "weeks_after" in milestone:
        return f"{milestone['weeks_after']} veker etter"
    if "workdays_before" in milestone:
        return f"{milestone['workdays_before']} arbeidsdagar før"
    if "workdays_after" in milestone:
        return f"{milestone['workdays_after']} arbeidsdagar etter"
    return f"{milestone['days_before']} dagar før" if milestone["days_before"] else "møtedagen"


def titles(source: Path) -> set[str]:
    """Return the labels of the form fields in a flow, read without starting Prefect."""
    calls = [node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Call)]
    words = [word for call in calls for word in call.keywords if word.arg == "title"]
    named = [word.value.args[0] if isinstance(word.value, ast.Call) else word.value for word in words]
    return {say("nn", str(expression.value)) for expression in named if isinstance(expression, ast.Constant)}


# --- The pages themselves --------------------------------------------------------------------------------------------


@pages
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [link for link in links(page) if not resolves(page, link)] == []


@pages
def test_every_file_a_page_names_exists(page: Path) -> None:
    # The changelog tells of what is gone, too.
    named = [text for text in code(page) if re.fullmatch(rf"(?:{'|'.join(map(re.escape, FOLDERS))})/[\w./-]*", text)]
    assert [text for text in named if not (ROOT / text).exists() and page.name != "CHANGELOG.md"] == []


def test_every_table_of_the_database_is_told_of_where_it_is_said_what_is_stored() -> None:
    in_code = {text for text in code(ROOT / "docs" / "architecture.md") if re.fullmatch(r"[a-z_]+", text)}
    assert metadata.tables.keys() - in_code == set()


@pages
def test_what_a_page_gives_as_evidence_in_a_file_is_defined_there(page: Path) -> None:
    """Written as a file with names in brackets: the name is a function, class or constant of that file."""
    named = re.findall(r"`([\w/]+\.py)`\s+\(((?:`\w+`(?:,\s+|\s+and\s+)?)+)\)", page.read_text("utf-8"))
    elsewhere = [
        (file, name)
        for file, names in named
        for name in re.findall(r"`(\w+)`", names)
        if not re.search(rf"(?m)^ *(?:async )?(?:def|class) {name}\b|^{name}\b.*=", (ROOT / file).read_text("utf-8"))
    ]
    assert elsewhere == []


@pages
def test_every_test_a_page_gives_as_evidence_exists(page: Path) -> None:
    known = {name for file in (ROOT / "tests").rglob("test_*.py") for name in re.findall(DEFINED, file.read_text())}
    assert [text for text in code(page) if re.fullmatch(r"test_\w+", text) and text not in known] == []


@pages
def test_every_page_opens_with_its_name_and_skips_no_level_of_headings(page: Path) -> None:
    levels = [level for level, _ in headings(page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [(level, after) for level, after in pairwise(levels) if after > level + 1] == []


def test_every_picture_is_small_shown_somewhere_and_told_in_words() -> None:
    shown = [(page, alt, link) for page in PAGES for alt, link in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", prose(page))]
    files = {(page.parent / link).resolve() for page, _, link in shown}
    assert files == set(IMAGES.iterdir())
    assert [link for _, alt, link in shown if len(alt) < 20] == []
    assert [file.name for file in files if file.stat().st_size > MOST_IMAGE_BYTES] == []


def test_every_page_is_found_from_the_readme() -> None:
    found, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        found.add(page)
        targets = {(page.parent / unquote(link.partition("#")[0])).resolve() for link in links(page)}
        waiting += [path for path in targets if path.suffix == ".md" and path not in found]
    assert sorted(set(PAGES) - found) == []


def test_the_readme_says_first_how_to_run_it() -> None:
    text = (ROOT / "README.md").read_text()
    assert "make demo" in text[:600]
    assert "make test" in text[:600]
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"\bmake ([a-z]+)`", text)) <= targets


def test_the_readme_tells_the_steps_of_the_code_in_their_order() -> None:
    rows = table_rows(ROOT / "README.md", under="The seven steps")
    assert [row[0].strip("`") for row in rows] == list(STEPS)


@pages
def test_a_line_of_prose_is_short_enough_to_read(page: Path) -> None:
    """Tables, code, pictures and lines with a link may be longer."""
    prose, inside = [], False
    for number, line in enumerate(page.read_text("utf-8").splitlines(), start=1):
        inside ^= line.lstrip().startswith("```")
        whole = line.lstrip().startswith(("|", "![", "```")) or "](" in line
        if len(line) > MOST_PROSE and not inside and not whole:
            prose.append(number)
    assert prose == []


@pages
def test_each_item_of_a_list_begins_a_line_of_its_own(page: Path) -> None:
    assert re.findall(r"(?m)^.*\S.*[.;:] - \*\*.*$", prose(page)) == []


def test_the_changelog_knows_the_version() -> None:
    versions = [text for level, text in headings(ROOT / "CHANGELOG.md") if level == 2]
    assert versions[0].split()[0].strip("[]") in {"Unreleased", PROJECT["version"]}
    assert any(version.startswith(f"[{PROJECT['version']}]") for version in versions)


def test_each_change_to_come_stands_under_its_kind_and_its_area() -> None:
    coming = (ROOT / "CHANGELOG.md").read_text("utf-8").partition("\n## [Unreleased]\n")[2].partition("\n## [")[0]
    parts = coming.split("\n### ")
    without = [parts[0].strip(), *(part.partition("\n**")[0].partition("\n")[2].strip() for part in parts[1:])]
    assert [text for text in without if text] == [], "say under which area, **such as this**"


def test_every_decision_says_why_what_follows_and_how_we_know() -> None:
    notes = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in notes] == list(range(1, len(notes) + 1))
    for path in notes:
        parts = [text for level, text in headings(path) if level == 2]
        assert parts == ["Context", "Decision", "Consequences", "Evidence"], path.name


def test_no_page_message_or_remark_says_a_word_that_is_refused_in_names() -> None:
    """Of the private words those that are no plain English in a sentence; the changelog quotes what was released."""
    texts = [*(page for page in PAGES if page.name != "CHANGELOG.md"), *modules(), *templates()]
    said = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in texts
        if path.parent.name != "versions"
        for word in re.findall(REFUSED_IN_PROSE, path.read_text("utf-8"))
    ]
    assert said == []


def test_what_each_way_of_knowing_somebody_proves_stands_in_the_operations_guide() -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    [said] = re.findall(r"What each identity proves:(.*?)\n\n", text, re.DOTALL)
    assert {*get_args(KnownBy)} - {*re.findall(r"`(\w+)`, ", said)} == set()


def test_a_coordinators_page_needs_no_button_of_prefects_and_the_guide_says_which_to_leave_alone() -> None:
    own = (ROOT / "docs" / "koordinator.md").read_text("utf-8")
    assert re.findall(r"Submit|Resume|Cancel|Deployments|Retry|Flow run", own) == []
    assert "Bruk ikkje **Cancel**" in GUIDE.read_text("utf-8")
