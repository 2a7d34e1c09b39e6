"""What a template prints that is no text: a list, a group of fields, a yes or no, a day as programs write it."""

from __future__ import annotations

from collections.abc import Iterator

from cycle.letters.checks.tags.compared import COUNT, KINDS, WRITTEN_BY, Fault, asked_itself
from cycle.letters.checks.tags.expression_parts import ANYTHING, SPAN
from cycle.letters.checks.tags.uncountable import letters_counted
from cycle.letters.fields import Field
from cycle.phrases import Phrase


def unprintable(found: Field | None, path: str, *, pictures: bool = False) -> Iterator[Fault]:
    """Yield why a field is not printed as people would write it; nothing for text, a number, or what is not known.

    `pictures` says whether a picture may stand here.
    """
    if found is COUNT:
        yield letters_counted(path)
    elif found is SPAN:
        what = Phrase("'{field}' would be printed as programs write a span of time", field=path)
        yield what, Phrase("write {right}", right=f"{{{{ {path}.days }}}}")
    elif found is ANYTHING or found.kind in {"text", "number"}:
        return
    elif found.kind == "list":
        remedy = Phrase("walk it: {{% for one in {field} %}}", field=path)
        yield Phrase("'{field}' is a list", field=path), remedy
    elif found.kind == "group":
        names = ", ".join(f"{path}.{field.name}" for field in found.inside)
        remedy = Phrase("print one of them: {fields}", fields=names)
        yield Phrase("'{field}' is a group of fields", field=path), remedy
    elif found.kind == "flag":
        yield Phrase("'{field}' is yes or no, not text", field=path), asked_itself(path)
    elif found.kind in WRITTEN_BY:
        what = Phrase("'{field}' would be printed as programs write {kind}", field=path, kind=KINDS[found.kind])
        yield what, Phrase("write {right}", right=f"{{{{ {path} | {WRITTEN_BY[found.kind]} }}}}")
    elif not pictures:
        remedy = Phrase("print it by itself, in a paragraph: {{{{ {field} }}}}", field=path)
        yield Phrase("'{field}' is a picture, not text", field=path), remedy
