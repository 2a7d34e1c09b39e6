"""What is wrong with what a secretary writes is a phrase where it is found: no finished sentence is read back later."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping

import pytest

from tests.translation.extraction import ROOT

TEMPLATES = "src/cycle/letters/"
ROOMS = (
    "src/cycle/governance/",
    "src/cycle/application/",
    "src/cycle/archive/",
    "src/cycle/mail/message/bodies.py",
    "src/cycle/mail/message/composer.py",
    "src/cycle/mail/message/headers.py",
    "src/cycle/reading.py",
    TEMPLATES,
)
"""Whose problems can stop a year, and are read by those who prepare it."""
OPERATORS = {
    "src/cycle/application/doctor/": "the doctor speaks to whoever runs the machine",
    "src/cycle/archive/bag/fixity.py": "a command looks at a package; a year's own checks have findings with words",
}
MAKERS = {"Problem", "refused", "replace"}
REFUSALS = {"StepError", "CycleError"}
"""What stops a step or a form, and has no kind that tells people what to do; and all that is made of it elsewhere."""
PAGES = {"ProviderError": "src/cycle/web/visitors/provider.py"}
"""Errors whose words are those of a page, by the file that catches them."""
MACHINE = {
    "flows/running/client.py": "answers forms for the demo and for tests",
    "flows/example_year/demo.py": "a command",
    "flows/example_year/demo_home.py": "a command",
    "flows/example_year/demo_person.py": "a command",
    "flows/running/owner.py": "the start of the service, told to whoever runs it",
    "flows/running/service.py": "the start of the service, told to whoever runs it",
    "src/cycle/web/serve.py": "the start of the service, told to whoever runs it",
    "src/cycle/cli/": "commands: their errors are told to whoever runs the machine",
}


def unmarked() -> list[str]:
    """Return where a problem is made of a finished sentence: a text, a filled-in text, or texts put together."""
    found = []
    for file in sorted((ROOT / "src").rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        if name.startswith(ROOMS) and not name.startswith(tuple(OPERATORS)):
            tree = ast.parse(file.read_text("utf-8"))
            functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
            found += [f"{name}:{line}" for function in functions for line in _finished(function)]
    return sorted(set(found))


def _finished(function: ast.FunctionDef) -> Iterator[int]:
    given: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                names, values = [target], [node.value]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    names, values = target.elts, node.value.elts
                for name, value in zip(names, values, strict=False):
                    if isinstance(name, ast.Name):
                        given.setdefault(name.id, []).append(value)
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
            words = [word.value for word in node.keywords if word.arg in {"what", "remedy"}]
            for word in [*words, *(node.args if node.func.id == "refused" else [])]:
                behind = given.get(word.id, []) if isinstance(word, ast.Name) else [word]
                if any(_is_text(value) for value in behind):
                    yield node.lineno


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return _is_text(node.body) or _is_text(node.orelse)
    return isinstance(node, ast.JoinedStr | ast.BinOp) or (isinstance(node, ast.Constant) and bool(node.value))


def loose() -> list[str]:
    """Return where what is wrong with a template goes from one function to another as a text and not as a phrase."""
    found = []
    for file in sorted((ROOT / TEMPLATES).rglob("*.py")):
        given = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.arg)]
        texts = [node for node in given if node.arg in {"what", "remedy"} and node.annotation is not None]
        found += [
            f"{file.relative_to(ROOT)}:{node.lineno}"
            for node in texts
            if node.annotation and ast.unparse(node.annotation) not in {"Phrase", "Phrase | None"}
        ]
    return found


def wordless() -> list[str]:
    """Return where a step or a form is refused without a message for those who run the year."""
    files = [path for top in ("src/cycle", "flows") for path in sorted((ROOT / top).rglob("*.py"))]
    trees = {file.relative_to(ROOT).as_posix(): ast.parse(file.read_text("utf-8")) for file in files}
    refusals = REFUSALS | (of_a_refusal(trees) - set(PAGES))
    return [
        f"{name}:{line}"
        for name, tree in trees.items()
        if not name.startswith(tuple(MACHINE))
        for line in _without_message(tree, refusals)
    ]


def of_a_refusal(trees: Mapping[str, ast.Module]) -> set[str]:
    """Return the errors that are made of one of these elsewhere, and so have no kind that tells people."""
    return {
        node.name
        for name, tree in trees.items()
        if name != "src/cycle/errors.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and {ast.unparse(base) for base in node.bases} & REFUSALS
    }


def _without_message(tree: ast.Module, refusals: Collection[str] = frozenset(REFUSALS)) -> Iterator[int]:
    spoken: set[ast.AST] = set()
    named: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "with_message":
            spoken.add(node.value)
            named |= {node.value.id} if isinstance(node.value, ast.Name) else set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            names = {target.id for target in node.targets if isinstance(target, ast.Name)}
            spoken |= {node.value} if names & named else set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in refusals:
            first = node.args[0] if node.args else None
            phrase = isinstance(first, ast.Call) and getattr(first.func, "id", getattr(first.func, "attr", ""))
            if node not in spoken and phrase not in {"Phrase", "word"}:
                yield node.lineno


def test_whatever_refuses_a_step_or_a_form_has_a_message_in_the_readers_form() -> None:
    assert wordless() == [], 'write StepError("for operators").with_message(Phrase("…")), and translate it in locale/'


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("raise StepError(f'{what}: no')", [1]),
        ("raise StepError(what)", [1]),
        ("raise StepError(Phrase('No.'))", []),
        ("raise StepError(what).with_message(Phrase('No.'))", []),
        ("error = StepError(what)\nraise error.with_message(Phrase('No.'))", []),
        ("error = StepError(what)\nraise error", [1]),
        ("def refuse():\n    return CycleError('no')", [2]),
    ],
)
def test_a_refusal_without_a_message_is_found_however_it_is_raised(code: str, lines: list[int]) -> None:
    assert list(_without_message(ast.parse(code))) == lines


def test_every_error_that_a_page_tells_in_its_own_words_is_caught_there() -> None:
    for name, file in PAGES.items():
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        caught = [
            ast.unparse(node.type) for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and node.type
        ]
        assert any(name in types for types in caught), file


def test_no_problem_that_a_secretary_may_read_is_a_finished_sentence() -> None:
    assert unmarked() == [], 'write Phrase("…", name=value), and translate it in locale/'


def test_what_is_wrong_with_a_template_is_a_phrase_on_its_whole_way() -> None:
    assert loose() == []
