"""The house keeps its own rules: imports point one way, rooms do not know each other, packages have a public face."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.names import (
    PLAIN_IN_A_SENTENCE,
    PRIVATE,
    identifiers,
    loop_targets,
    names_bound,
    names_given,
    private_words,
    templates,
)
from tests.sources import (
    ROOT,
    imported,
    modules,
    modules_imported,
    room_of,
    rooms_imported,
    shown,
    those_that_check,
    tree,
)

ROOMS = {"governance", "register", "letters", "mail", "archive"}
LEAVES = {
    "model",
    "errors",
    "wording",
    "unbroken",
    "catalogue",
    "phrases",
    "reading",
    "network",
    "lifetime",
    "imported",
    "private",
    "homes",
    "compiled",
    "written_days",
    "visible",
    "page_words",
    "parser_words",
}
FORBIDDEN_IN_PURE = {"pathlib", "os", "logging", "time", "socket", "sqlite3", "io", "subprocess", "httpx", "random"}
NO_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}

ALLOWED = {
    **{key: set[str]() for key in ("network", "bound", "private", "compiled", "lifetime", "imported", "visible")},
    "model": set(),
    "errors": {"model", "phrases"},
    "phrases": {"model", "catalogue", "wording"},
    "reading": {"catalogue", "errors", "phrases"},
    "homes": {"errors"},
    "written_days": {"phrases"},
    "parser_words": {"phrases", "catalogue"},
    "wording": {"model", "catalogue"},
    "unbroken": {"wording"},
    "catalogue": {"model"},
    "page_words": {"model", "catalogue"},
    "settings": LEAVES,
    **dict.fromkeys(ROOMS, LEAVES),
    "governance": {"model", "errors", "wording", "catalogue", "phrases", "written_days"},
    "store": LEAVES,
    "services": LEAVES | ROOMS | {"settings", "store"},
    "application": LEAVES | ROOMS | {"services", "settings", "store"},
    "web": LEAVES | {"application", "services", "settings"},
    "flows": LEAVES | {"bound", "application", "services", "settings", "web"},
    "cli": LEAVES | {"application", "services", "settings", "web", "flows"},
    "__init__": set(),
    "__main__": {"cli"},
}
"""What a room may import beside itself."""

PACKAGES: dict[str, dict[str, set[str]]] = {
    "application": {
        "results": set(),
        "year": {"results"},
        "dispatches": {"results", "year"},
        "documents": {"results", "year", "dispatches"},
        "delivery": {"results", "year", "dispatches", "documents"},
        "publishing": {"results", "year", "dispatches", "documents", "delivery"},
        "steps": {"results", "year", "dispatches", "documents", "delivery", "publishing"},
        "replies": {"year", "dispatches", "delivery"},
        "retention": {"year"},
        "persons": {"year", "delivery"},
        "actions": {
            "results",
            "year",
            "dispatches",
            "documents",
            "delivery",
            "publishing",
            "replies",
            "steps",
            "persons",
            "retention",
        },
        "doctor": {"year", "documents", "delivery", "publishing", "actions", "persons"},
        "notifications": {"results", "year", "dispatches", "delivery", "replies", "actions", "persons"},
        "review": {
            "results",
            "year",
            "dispatches",
            "documents",
            "delivery",
            "publishing",
            "steps",
            "actions",
            "persons",
        },
    },
    "letters": {
        "ooxml": set(),
        "fields": {"ooxml"},
        "language": {"ooxml", "fields"},
        "pdf": {"ooxml"},
        "checks": {"ooxml", "fields", "language", "pdf"},
        "render": {"ooxml", "fields", "language", "checks"},
        "trial": {"ooxml", "fields", "pdf", "render"},
    },
    "mail": {
        "message": set(),
        "transport": {"message"},
        "inbox": {"transport"},
        "outbox": {"message", "transport", "inbox"},
    },
}
"""The packages of a room on their floors, and what each may import of the room beside itself."""


MOST_OF_A_FUNCTION = 55
MOST_OF_A_FILE = 410
"""Lines that must not be passed; the aim is 40 and 300."""
LONG_FILES = {"src/cycle/store/tables.py": "a table is looked for here, whichever it is"}
ONE_NAME = {
    "main": "where a program of its own begins",
}
"""What two files may call by one name, and why it is no two things."""
LAYERS = {"cli", "flows", "web", "model", "governance", "store", "results", "steps", "sentences"}
"""Each has its file about a noun that another has: asks for it, shows it, says what it is, decides it, keeps it."""
ONE_FILE_NAME = {
    "example": "invented, both: the letter and the people of the register",
    "meeting_papers": "the same papers: `fields` says what they are filled with, `documents` makes them",
    "people": "of the register, and who may log in",
    "proof_of_notice": "the same proof: `fields` says what it is filled with, `delivery` makes it",
    "rounds": "the same rounds: `actions` knows when they were done, `notifications` tells of it",
}
"""What two files of the rooms may be called, and why."""


def test_imports_point_one_way() -> None:
    reaches = [
        f"{shown(path)}: {sorted(up)}"
        for path in modules()
        if (up := rooms_imported(path) - {room_of(path)} - ALLOWED[room_of(path)])
    ]
    assert reaches == [], "reach up or sideways"


def test_the_packages_of_a_room_keep_to_their_floors() -> None:
    reaches = [
        f"{shown(path)}: {other}"
        for path, room, package in packaged()
        for other in packages_imported(path, room) - {package} - PACKAGES[room][package]
    ]
    assert reaches == [], "reach up or sideways inside their room"


def test_every_package_of_a_room_stands_in_the_table() -> None:
    folders = {
        room: {
            path.relative_to(ROOT / "src" / "cycle" / room).parts[0].removesuffix(".py")
            for path in (ROOT / "src" / "cycle" / room).rglob("*.py")
        }
        - {"__init__"}
        for room in PACKAGES
    }
    assert folders == {room: set(table) for room, table in PACKAGES.items()}


def test_a_package_is_imported_by_its_public_face_only() -> None:
    """Whole modules may be taken from a package; names only from the package itself."""
    deep = [
        f"{shown(path)}: {name}"
        for path in modules()
        for name in modules_imported(path)
        if (parts := name.split("."))[0] == "cycle"
        and len(parts) > 3
        and parts[1] in PACKAGES
        and parts[2] in PACKAGES[parts[1]]
        and not shown(path).startswith(f"src/cycle/{parts[1]}/{parts[2]}/")
    ]
    assert deep == [], "reach past a package's face"


def test_rules_and_nouns_touch_no_file_clock_log_or_network() -> None:
    """The names of months and the sentences of `locale/` are data of the package: the same for the same arguments."""
    touching = [
        f"{shown(path)}: {sorted(touched)}"
        for path in modules()
        if room_of(path) in {"governance", "model"}
        and (touched := {name.split(".")[0] for name in imported(path)} & FORBIDDEN_IN_PURE)
    ]
    assert touching == []


def test_every_file_opens_with_one_sentence() -> None:
    without = [
        shown(path)
        for path in modules()
        if not (ast.get_docstring(tree(path)) or "").partition("\n")[0].endswith((".", ":", "?"))
    ]
    assert without == []


def test_what_a_row_holds_is_read_at_the_door_of_the_results_alone() -> None:
    """A part of a body is a key of no dict outside the store: `read` makes it a noun first."""
    reading = [
        f"{shown(path)}:{line}"
        for path in modules()
        if room_of(path) in {"application", "cli", "flows", "web"}
        for line in bodies_read(path)
    ]
    assert reading == []


def test_what_may_be_anything_in_the_application_is_little_and_says_why() -> None:
    lines = [
        (f"{shown(path)}:{number}", line)
        for path in modules()
        if room_of(path) == "application"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if re.search(r"\bAny\b", line)
    ]
    unsaid = [where for where, line in lines if "import" not in line and not re.search(r"# Any: \w", line)]
    assert (unsaid, len(lines) < 20) == ([], True)


def test_a_function_is_taken_in_at_a_glance_and_a_file_in_one_sitting() -> None:
    """The steps of the database stand as they were written."""
    kept = [path for path in modules() if path.parent.name != "versions"]
    long = [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path in kept
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno >= MOST_OF_A_FUNCTION
    ]
    assert (long, long_files(kept)) == ([], set(LONG_FILES))


def test_a_file_of_tests_or_of_a_benchmark_is_taken_in_in_one_sitting_too() -> None:
    assert long_files(those_that_check()) == set()


def test_no_file_is_a_bag_of_what_has_no_name() -> None:
    assert {path.stem for path in modules()} & NO_NAMES == set()


def test_no_loop_variable_hides_what_it_holds() -> None:
    """A variable called `one` says that there are several, and nothing of what they are; nor does a letter."""
    hiding = [
        f"{shown(path)}:{target.lineno} {target.id}"
        for path in (*modules(), *those_that_check())
        for target in loop_targets(tree(path))
        if target.id == "one"
        or (shown(path).startswith(("src/", "flows/")) and re.fullmatch(r"each|thing|[a-zæøå]", target.id))
    ]
    assert hiding == []


def test_the_day_of_a_moment_is_that_of_the_clock_in_norway() -> None:
    """A moment is kept in UTC, where it is the day before just after midnight here; what is typed in has no zone."""
    elsewhere = [
        f"{shown(path)}:{node.lineno} {ast.unparse(node)}, say .astimezone(OSLO) first"
        for path in modules()
        if not shown(path).startswith(("src/cycle/cli/", "src/cycle/register/"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and not node.args and ast.unparse(node.func).endswith(".date")
        if not re.fullmatch(r"(here|there|local|.+\.astimezone\(OSLO\))\.date\(\)", ast.unparse(node))
    ]
    assert elsewhere == []


def test_no_name_is_a_private_word() -> None:
    private = [
        f"{shown(path)}: {name}, say {PRIVATE[word]}"
        for path in (*modules(), *those_that_check())
        for name in sorted(identifiers(tree(path)))
        for word in set(private_words(name)) - (PLAIN_IN_A_SENTENCE if name.startswith("test_") else set())
    ]
    assert private == []


def test_no_name_in_a_template_is_a_private_word_or_hides_what_it_holds() -> None:
    named = [(path, name) for path in templates() for name in names_bound(path.read_text("utf-8"))]
    assert len(named) > 100, "the templates were not read"
    private = [f"{shown(path)}: {name}" for path, name in named if private_words(name) or name == "one"]
    assert private == []


def test_a_private_word_in_a_template_is_found_wherever_it_is_named() -> None:
    template = "{% set told = 1 %}{%- for one, seals in x %}{% macro looks(pen, whom='') -%}{{ press }} told"
    assert names_bound(template) == ["told", "one", "seals", "looks", "pen", "whom"]


def test_no_file_is_called_by_a_private_word() -> None:
    """The steps of the database keep the names they were released with."""
    private = [
        f"{shown(path)}: say {PRIVATE[word]}"
        for path in (*modules(), *those_that_check())
        if path.parent.name != "versions"
        for word in private_words(path.stem)
    ]
    assert private == []


def test_a_private_word_is_found_in_a_longer_name_however_it_is_written() -> None:
    found = {
        name: private_words(name)
        for name in ("test_seals", "SealsOfAYear", "LAST_DESK_MAIL", "_read_anew", "Mould", "say_who")
    }
    assert found == {
        "test_seals": ["seals"],
        "SealsOfAYear": ["seals"],
        "LAST_DESK_MAIL": ["desk_mail"],
        "_read_anew": ["anew"],
        "Mould": ["mould"],
        "say_who": ["say_"],
    }
    assert private_words("told") == ["told"]
    assert [private_words(name) for name in ("told_at", "impress", "pens", "wallet", "outlooks")] == [[]] * 5


def test_no_two_public_things_have_one_name() -> None:
    """Classes wherever they stand; functions and types by other names where a file begins."""
    files: defaultdict[str, set[str]] = defaultdict(set)
    for path in modules():
        for name in names_given(path):
            files[name].add(shown(path))
    several = {name: sorted(found) for name, found in files.items() if len(found) > 1}
    assert {name: found for name, found in several.items() if name not in ONE_NAME} == {}
    assert ONE_NAME.keys() - several.keys() == set(), "no longer shared"


def test_two_files_of_one_name_are_about_one_thing() -> None:
    files: defaultdict[str, list[str]] = defaultdict(list)
    for path in modules():
        if not {*path.relative_to(ROOT).parts} & LAYERS and not path.stem.startswith("__"):
            files[path.stem].append(shown(path))
    several = {name: found for name, found in files.items() if len(found) > 1}
    assert {name: found for name, found in several.items() if name not in ONE_FILE_NAME} == {}
    assert ONE_FILE_NAME.keys() - several.keys() == set(), "no longer shared"


def long_files(paths: Iterable[Path]) -> set[str]:
    return {shown(path) for path in paths if len(path.read_text("utf-8").splitlines()) > MOST_OF_A_FILE}


def packaged() -> Iterator[tuple[Path, str, str]]:
    """Yield each module that lies in a package of a room, with room and package."""
    for path in modules():
        parts = path.relative_to(ROOT).parts
        if len(parts) > 3 and parts[2] in PACKAGES:
            package = parts[3].removesuffix(".py")
            if package in PACKAGES[parts[2]]:
                yield path, parts[2], package


def bodies_read(path: Path) -> Iterator[int]:
    """Yield the lines that take a row's body apart; the body of a mail has parts that are fields."""
    of_fields = {
        id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute) and node.attr != "get"
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and node.attr == "body" and id(node) not in of_fields:
            yield node.lineno
        taken = node.value if isinstance(node, ast.Subscript | ast.Attribute) else None
        if isinstance(taken, ast.Name) and taken.id == "body" and id(taken) not in of_fields and room_of(path) != "web":
            yield node.lineno  # what came over the web is a body too


def packages_imported(path: Path, room: str) -> set[str]:
    names = [name.split(".") for name in imported(path)]
    return {parts[2] for parts in names if parts[:2] == ["cycle", room] and len(parts) > 2} & set(PACKAGES[room])


def test_what_is_kept_with_a_record_has_a_name_of_its_own() -> None:
    """Two that kept theirs under one name got each other's: people in place of invitees."""
    named: dict[str, list[str]] = {}
    for path in (ROOT / "src").rglob("*.py"):
        for name in re.findall(r"\.once\(\s*\(?([\"\w][^,]*),", path.read_text("utf-8")):
            named.setdefault(name, []).append(str(path.relative_to(ROOT)))
    assert len(named) > 8
    assert {name: places for name, places in named.items() if len(places) > 1} == {}
