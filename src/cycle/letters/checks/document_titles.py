"""Whether the letters of a template have a title also in a year in which little is decided."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import jinja2

from cycle.errors import Problem
from cycle.letters.fields import Field
from cycle.letters.language import letter_environment
from cycle.letters.ooxml import CORE, inspect_package, property_place, read_xml
from cycle.letters.pdf import GIVE_A_TITLE
from cycle.phrases import Phrase

_OF_NOBODY = re.compile(
    r"(?:dokument|document|doc|mal|brevmal|template|presentasjon|word-dokument|microsoft word)?"
    r"[ _-]*\d*(?:\.do[ct][xm]?)?|(?:utan|uten) (?:tittel|namn|navn)|untitled|namnlaus|navnløs|"
    r"microsoft word [-–] .*|power ?point-presentasjon|tittel|title|normal(?:\.dotm)?",
    re.IGNORECASE,
)
"""What programs put there of their own accord; nobody has thought of it."""

_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def title_problems(data: bytes, *, name: str, known: Field, fields: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield that the title of the letters is empty when every field is that may be: an error when it always is.

    `fields` are an example with all of them filled in.
    """
    members, unsafe = inspect_package(data, name=name)
    if any(problem.severity == "error" for problem in unsafe) or CORE not in members:
        return
    title = read_xml(members[CORE]).find(_TITLE)
    text = title.text if title is not None else ""
    if not (text or "").strip():
        return
    if _OF_NOBODY.fullmatch((text or "").strip()):
        what = Phrase("the title of the letters is «{title}», as Word calls a new document", title=(text or "").strip())
        yield Problem(file=name, where=property_place("title"), what=what, remedy=GIVE_A_TITLE, severity="warning")
        return
    for values, severity in ((fields, "error"), (_emptied(fields, known), "warning")):
        try:
            said = letter_environment(autoescape=False).from_string(text or "").render(values)
        except (jinja2.TemplateError, TypeError, ValueError):
            return  # that is told of the template
        if not any(unicodedata.category(character)[0] not in "CZ" for character in said):
            what = Phrase("the title of the letters is empty where nobody has filled in the fields in it")
            where = property_place("title")
            yield Problem(file=name, where=where, what=what, remedy=GIVE_A_TITLE, severity=severity)
            return


def _emptied(value: Any, known: Field) -> Any:
    """Return the values with nothing in each text that may be empty."""
    if known.kind == "text":
        return "" if known.may_be_empty else value
    if known.kind == "list":
        return [_emptied(item, known.entry) for item in value]
    if known.kind == "group":
        return {field.name: _emptied(value[field.name], field) for field in known.inside if field.name in value}
    return value
