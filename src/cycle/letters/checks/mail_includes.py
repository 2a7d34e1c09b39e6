"""What a mail takes in from other files: a part in the other written form than the mail's own."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

import jinja2
from jinja2 import nodes

from cycle.errors import Problem
from cycle.letters.language import ESCAPING
from cycle.model import LANGUAGES
from cycle.phrases import Phrase

_TAKES_IN = (nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)


def other_form_problems(source: str, *, file: str, there: Collection[str]) -> Iterator[Problem]:
    """Yield a warning for each part in another written form, where there is one in the form of the mail.

    `there` are the names of all files of mails: `_signatur.nb.txt` is the bokmål of `_signatur.txt`.
    """
    try:
        tree = ESCAPING.parse(source)
    except jinja2.TemplateSyntaxError:
        return  # told where it is read
    for taken in tree.find_all(_TAKES_IN):
        name = taken.template.value if isinstance(taken.template, nodes.Const) else None  # type: ignore[attr-defined]
        right = _in_form(name, _form(PurePosixPath(file).name)) if isinstance(name, str) else ""
        if isinstance(name, str) and right not in {name, PurePosixPath(file).name} and {right, name} <= {*there}:
            where = Phrase("line {line}", line=taken.lineno)
            what = Phrase("takes in {part}, which is in the other written form than the mail", part=name)
            remedy = Phrase("write {right}", right=right)
            yield Problem(file=file, where=where, what=what, remedy=remedy, severity="warning")


def _form(name: str) -> str:
    return next((language for language in LANGUAGES if f".{language}." in name), "")


def _in_form(name: str, form: str) -> str:
    stem, _, ending = name.rpartition(".")
    base = stem.removesuffix(f".{_form(name)}") if _form(name) else stem
    return f"{base}.{form}.{ending}" if form else f"{base}.{ending}"
