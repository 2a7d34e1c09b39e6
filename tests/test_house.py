"""The house keeps its own rules: imports point one way, rooms do not know each other, packages have a public face."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = {"governance", "register", "letters", "mail", "archive"}
LEAVES = {
    "model",
    "errors",
    "wording",
    "catalogue",
    "phrases",
    "reading",
    "network",
    "lifetime",
    "private",
    "compiled",
    "written_days",
    "page_words",
}
FORBIDDEN_IN_PURE = {"pathlib", "os", "logging", "time", "socket", "sqlite3", "io", "subprocess", "httpx", "random"}
LEFTOVERS = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}

ALLOWED = {
    "model": set(),
    "errors": {"model", "phrases"},
    "phrases": {"model", "catalogue", "wording"},
    "reading": {"catalogue", "errors", "phrases"},
    "network": set(),
    "bound": set(),
    "private": set(),
    "compiled": set(),
    "lifetime": set(),
    "written_days": {"phrases"},
    "wording": {"model", "catalogue"},
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
        "doctor": {"year", "documents", "delivery", "actions", "persons"},
        "notifications": {"results", "year", "dispatches", "delivery", "replies", "actions", "persons"},
        "review": {"results", "year", "dispatches", "documents", "delivery", "steps", "actions", "persons"},
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

PRIVATE = {
    "pen": "writer",
    "Pen": "GroupCommitWriter",
    "stroke": "change",
    "Stroke": "StateChange",
    "wall": "guard: triggers, isolation",
    "Disagreement": "StateConflict",
    "Seals": "GuardFiles",
    "seals": "guard",
    "crew": "workers",
    "mould": "prebuilt",
    "Mould": "PrebuiltMail",
    "splice": "join",
    "sayings": "phrases",
    "whom": "recipient",
    "standings": "states",
    "standing": "state, current",
    "told": "what it holds: reported, notified, answer",
    "telling": "letter, report",
    "tellings": "letters",
    "worded": "translated",
    "witnesses": "evidence",
    "going_on": "lasting",
    "desk_mail": "secretariat_mail",
    "DeskMail": "SecretariatMail",
    "Matter": "ActionItem, PendingReply",
    "anew": "again",
    "looks": "what is seen: attributes, readings",
    "leftovers": "what is left: remains",
    "faults": "failures",
    "press": "job",
    "Press": "ConversionJob",
    "workplace": "scratch_folder",
    "supervise": "run_sandboxed",
    "joinable": "mergeable",
}
"""Words that only we would understand as a name, and what the field says instead; the glossary has the rest."""
PLAIN_WITH_OTHERS = {"told"}
"""Say nothing alone, and are plain English in a longer name: `told_at`."""


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


def test_no_file_is_a_bag_of_leftovers() -> None:
    assert {path.stem for path in modules()} & LEFTOVERS == set()


def test_no_loop_variable_hides_what_it_holds() -> None:
    """A variable called `one` says that there are several, and nothing of what they are."""
    hiding = [
        f"{shown(path)}:{target.lineno}"
        for path in (*modules(), *those_that_check())
        for target in loop_targets(tree(path))
        if target.id == "one"
    ]
    assert hiding == []


def test_no_name_is_a_private_word() -> None:
    private = [
        f"{shown(path)}: {name}, say {PRIVATE[word]}"
        for path in modules()
        for name in sorted(identifiers(tree(path)))
        for word in private_words(name)
    ]
    assert private == []


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
        name: private_words(name) for name in ("test_seals", "SealsOfAYear", "LAST_DESK_MAIL", "_read_anew", "Mould")
    }
    assert found == {
        "test_seals": ["seals"],
        "SealsOfAYear": ["seals"],
        "LAST_DESK_MAIL": ["desk_mail"],
        "_read_anew": ["anew"],
        "Mould": ["mould"],
    }
    assert private_words("told") == ["told"]
    assert [private_words(name) for name in ("told_at", "impress", "pens", "wallet", "outlooks")] == [[]] * 5


def test_no_two_public_classes_have_one_name() -> None:
    files: dict[str, list[str]] = {}
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                files.setdefault(node.name, []).append(shown(path))
    assert {name: found for name, found in files.items() if len(found) > 1} == {}


def private_words(name: str) -> list[str]:
    """Return the private words that a name is, or has among its parts."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^\W_A-Z]+", name)
    spelt = "_".join(part.lower() for part in parts)
    among = {word for word in PRIVATE if word.islower() and f"_{word}_" in f"_{spelt}_"} - PLAIN_WITH_OTHERS
    return sorted(among | ({spelt} & PRIVATE.keys()) | ({name} & PRIVATE.keys() if not among else set()))


@cache
def modules() -> tuple[Path, ...]:
    return tuple(sorted([*(ROOT / "src" / "cycle").rglob("*.py"), *(ROOT / "flows").rglob("*.py")]))


@cache
def those_that_check() -> tuple[Path, ...]:
    return tuple(sorted([*(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]))


def loop_targets(node: ast.AST) -> Iterator[ast.Name]:
    """Yield the names that loops, comprehensions and lambdas bind."""
    for part in ast.walk(node):
        if isinstance(part, ast.For | ast.AsyncFor | ast.comprehension):
            yield from (target for target in ast.walk(part.target) if isinstance(target, ast.Name))
        elif isinstance(part, ast.Lambda):
            given = (*part.args.posonlyargs, *part.args.args, *part.args.kwonlyargs)
            if "many" not in {parameter.arg for parameter in given}:  # the forms of a noun are one and many
                yield from (ast.Name(id=parameter.arg, lineno=parameter.lineno) for parameter in given)


def identifiers(node: ast.AST) -> set[str]:
    """Return what a file names: classes, functions, parameters, variables and attributes, without `_` in front."""
    found = set()
    for part in ast.walk(node):
        match part:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.arg(arg=name) | ast.Name(id=name) | ast.Attribute(attr=name):
                found.add(name)
    return {name.lstrip("_") for name in found}


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


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def room_of(path: Path) -> str:
    """Return the room a file lives in: `governance`, `flows`, or the module name of a top-level file."""
    parts = path.relative_to(ROOT).parts
    return "flows" if parts[0] == "flows" else Path(parts[2]).stem


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def imported(path: Path) -> frozenset[str]:
    """Return the full dotted names a file imports, inside functions too."""
    return frozenset(_names(path, with_what=True))


@cache
def modules_imported(path: Path) -> frozenset[str]:
    """Return the dotted modules a file takes names from, inside functions too."""
    return frozenset(_names(path, with_what=False))


def _names(path: Path, *, with_what: bool) -> Iterable[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names) if with_what else (node.module,)


def rooms_imported(path: Path) -> set[str]:
    names = [name.split(".") for name in imported(path)]
    rooms = {parts[1] for parts in names if parts[0] == "cycle" and len(parts) > 1}
    return rooms | ({"flows"} if any(parts[0] == "flows" for parts in names) else set())


def packages_imported(path: Path, room: str) -> set[str]:
    names = [name.split(".") for name in imported(path)]
    return {parts[2] for parts in names if parts[:2] == ["cycle", room] and len(parts) > 2} & set(PACKAGES[room])
