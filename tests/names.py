"""The names that files and templates give, and the words among them that only we would understand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.sources import ROOT, tree

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
    "witness": "evidence",
    "witnesses": "evidence",
    "going_on": "lasting",
    "desk_mail": "secretariat_mail",
    "DeskMail": "SecretariatMail",
    "Matter": "ActionItem, PendingReply",
    "anew": "again",
    "Cast": "PrebuiltMail",
    "say_": "what it returns",
    "Deed": "Permission",
    "DEEDS": "what it holds: EDIT_WORDS",
    "hands_on": "edits_on",
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
PLAIN_IN_A_SENTENCE = {"anew", "faults", "looks", "pen", "press", "standing", "stroke", "told", "wall", "whom"}
"""Plain English in the sentence that a test's name is."""
BOUND = r"\{%-? *(?:set +(\w+)|for +([\w, ]+?) +in\b|macro +(\w+)\(([^)]*)\))"
"""What a template names: variables, what loops hold, macros and what they are given."""
PARTS_OF_A_STEP = {"inputs", "prepare", "present", "perform", "report", "closing", "settled"}
"""What each file of `steps/` calls the parts of its `Step`."""


def names_given(path: Path) -> Iterator[str]:
    """Yield the public names a file gives. What is called for by its name is called alike wherever it is: a command,
    a flow, what a page does with a request, a part of a step, a step of the database.
    """
    called_for = bool({"cli", "flows", "versions"} & {*path.relative_to(ROOT).parts})
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name
    for node in tree(path).body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if not (called_for or name[0] == "_"):
                answers = "web" in path.parts and [given.arg for given in node.args.args[:1]] == ["request"]
                if not answers and not (path.parent.name == "steps" and name in PARTS_OF_A_STEP):
                    yield name
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if not (
                isinstance(value, ast.Call) and ast.unparse(value.func) == "TypeVar"
            ):
                yield from [name] if re.fullmatch(r"[A-Z][a-z]\w*", name) else []


def private_words(name: str) -> list[str]:
    """Return the private words that a name is, or has among its parts."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^\W_A-Z]+", name)
    spelt = "_".join(part.lower() for part in parts)
    among = {word for word in PRIVATE if word.islower() and f"_{word}_" in f"_{spelt}_"} - PLAIN_WITH_OTHERS
    among |= {"say_"} if name.startswith("say_") else set()
    return sorted(among | ({spelt} & PRIVATE.keys()) | ({name} & PRIVATE.keys() if not among else set()))


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
    """Return what a file names: classes, functions, parameters, variables and attributes, without `_` in front.

    What is only read of an attribute was named elsewhere: here, or by a library.
    """
    found = set()
    for part in ast.walk(node):
        match part:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.arg(arg=name) | ast.Name(id=name) | ast.Attribute(attr=name, ctx=ast.Store()):
                found.add(name)
    return {name.lstrip("_") for name in found}


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt", ".svg", ".xml"})


def names_bound(template: str) -> list[str]:
    """Return what a template of Jinja names itself."""
    return [
        name
        for groups in re.findall(BOUND, template)
        for group in groups
        for name in re.findall(r"(?:^|,) *(\w+)", group)
    ]
