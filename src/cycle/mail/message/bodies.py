"""The words of a mail, plain and as HTML, from the templates in `templates/mail/` that the secretariat can edit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache, partial
from pathlib import Path
from traceback import extract_tb
from typing import Any

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
    nodes,
)
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.meta import find_referenced_templates
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cycle import wording
from cycle.compiled import CompiledOnce
from cycle.errors import Problem, TemplateError, did_you_mean, nearest
from cycle.mail.message.body_fields import AnyMail, LetterMail
from cycle.model import LANGUAGES, Contact, Language, MeetingFacts
from cycle.parser_words import plain_words
from cycle.phrases import Phrase
from cycle.unbroken import held_in_html


@dataclass(frozen=True, slots=True, kw_only=True)
class MailBody:
    """One mail's words in both forms."""

    text: str
    html: str


_WHOLE = 'style="display:inline-block;max-width:100%;overflow-wrap:anywhere"'
"""Keeps an address on one line where there is room; a mail has no style sheet."""


class Bodies:
    """The mail templates of one folder: `NAME.txt` and `NAME.html`, with `NAME.nb.txt` for bokmål where there is one.

    Templates are sandboxed; values are escaped in HTML; a name that does not exist is an error, never a blank.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environments: Mapping[Language, ImmutableSandboxedEnvironment] = {
            language: _environment(folder, language) for language in LANGUAGES
        }

    def render(self, name: str, mail: AnyMail, *, language: Language = "nn") -> MailBody:
        """Return the words of one mail; TemplateError with file, line and what it may use, or a file without words."""
        values = {field.name: getattr(mail, field.name) for field in fields(mail)}
        if isinstance(mail, LetterMail):
            values["facts"] = wording.in_whole_sentences(mail.facts)
        return MailBody(
            text=self._one(name, "txt", values, language).strip() + "\n",
            html=held_in_html(self._one(name, "html", values, language), whole=_WHOLE),
        )

    def problems(self, name: str, of: type[AnyMail]) -> tuple[Problem, ...]:
        """Return what is wrong in the files of a mail, also where few readers come: syntax, filters and names.

        A file that is absent is no problem of this mail's.
        """
        known = {field.name for field in fields(of)}
        found = [problem for file in self._files(name) for problem in self._problems_of_file(file, known)]
        return tuple(dict.fromkeys(found))  # a part that several files include is told of once

    def sound_files(self, name: str, of: type[AnyMail]) -> tuple[tuple[str, str], ...]:
        """Return the files of a mail, with those they include, that nothing of this is wrong in, each with its text."""
        wrong = {problem.file for problem in self.problems(name, of)}
        texts = {part: self._text(part) for file in self._files(name) for part in self._read(file)[0]}
        return tuple((shown, text) for part, text in texts.items() if (shown := _shown(part)) not in wrong)

    def _files(self, name: str) -> list[str]:
        return sorted(path.name for path in self._folder.glob(f"{name}.*") if path.suffix in {".txt", ".html"})

    def _text(self, file: str) -> str:
        return (self._folder / file).read_text("utf-8")

    def _read(self, file: str) -> tuple[dict[str, nodes.Template], list[Problem]]:
        """Return a file and those it includes, as far as they can be read, and what those are that cannot."""
        environment = self._environments["nn"]  # the two differ in what filters write alone
        trees: dict[str, nodes.Template] = {}
        unread: list[Problem] = []
        waiting = [file]
        while waiting:
            part = waiting.pop()
            if part in trees:
                continue
            try:
                source = self._text(part)
                trees[part] = _tree(source, part)
            except FileNotFoundError:
                unread.append(_problem(part, "", Phrase("there is no such template")))
            except TemplateSyntaxError as error:
                why = Phrase("cannot be read: {why}", why=plain_words(error.message))
                unread.append(_problem(part, _line(error.lineno), why, _meant(error, environment.filters)))
            else:
                waiting += [name for name in find_referenced_templates(trees[part]) or () if name]
        return trees, unread

    def _problems_of_file(self, file: str, known: set[str]) -> Iterator[Problem]:
        """Yield what is wrong in a file and in those it includes, whose names may come from each other."""
        trees, unread = self._read(file)
        yield from unread
        ours = known | set(self._environments["nn"].globals) | {"loop", "super", "self", "caller"}
        made = {name for tree in trees.values() for name in _names_made(tree)}
        unsaid = _replaced(trees, file)
        for part, tree in trees.items():
            yield from _unknown(part, tree, known, made=ours | made, unsaid=unsaid)

    def _one(self, name: str, form: str, values: Mapping[str, object], language: Language) -> str:
        own = f"{name}.{language}.{form}"
        file = own if (self._folder / own).is_file() else f"{name}.{form}"
        made = self._rendered(file, values, language)
        shown = _UNSEEN.sub("", made) if form == "html" else made
        if not shown.strip():
            what = Phrase("has no words; the mail would be blank")
            raise _wrong(file, "", what, Phrase("restore the file, or write what it says"))
        return made

    def _rendered(self, file: str, values: Mapping[str, object], language: Language) -> str:
        try:
            return self._environments[language].get_template(file).render(values)
        except TemplateNotFound as error:
            known = {path.name for path in self._folder.glob(f"*{Path(file).suffix}") if path.name[0] != "_"}
            raise _wrong(str(error.name), "", Phrase("there is no such template"), did_you_mean(file, known)) from error
        except TemplateSyntaxError as error:
            what = Phrase("cannot be read: {why}", why=plain_words(error.message))
            remedy = _meant(error, self._environments[language].filters) or Phrase("see the guide")
            raise _wrong(error.name or file, _line(error.lineno), what, remedy) from error
        except (UndefinedError, SecurityError) as error:
            allowed = Phrase("it may use {fields}", fields=", ".join(sorted(values)))
            what = Phrase("uses something that is not allowed")
            raise _wrong(*self._place(error, file), what.written_as(error.message or what), allowed) from error
        except TemplateRuntimeError as error:  # a filter or a test that there is not, where it is used in a branch
            what = Phrase("cannot be read: {why}", why=plain_words(error.message))
            raise _wrong(*self._place(error, file), what, Phrase("see the guide")) from error
        except _NoTextError as error:
            what = Phrase("would print what is no text, {kind}", kind=str(error))
            remedy = Phrase("print names as they are, with the filters of the guide")
            raise _wrong(*self._place(error, file), what, remedy) from error
        except Exception as error:  # whatever the template's own arithmetic ends in
            what = Phrase("cannot be filled in")
            what = what.written_as(f"{what} ({error or type(error).__name__})")
            remedy = Phrase("print names as they are, with the filters of the guide")
            raise _wrong(*self._place(error, file), what, remedy) from error

    def _place(self, error: Exception, file: str) -> tuple[str, str]:
        """Return the template and the line that an error comes from: Jinja puts both into the trace."""
        for frame in reversed(extract_tb(error.__traceback__)):
            if Path(frame.filename).parent == self._folder:
                return Path(frame.filename).name, _line(frame.lineno or 0)
        return file, ""


class _NoTextError(TypeError):
    """A value would be printed as programs write it; it says of what type it is."""


_COMPILED: Mapping[Language, CompiledOnce] = {"nn": CompiledOnce(), "nb": CompiledOnce()}


def _environment(folder: Path, language: Language) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        bytecode_cache=_COMPILED[language],
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        finalize=_as_text,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "long_date": partial(wording.long_date, language=language),
        "full_date": partial(wording.full_date, language=language),
        "capitalize": wording.with_capital,
        "name_without_brackets": wording.name_without_brackets,
        "clock": wording.clock,
        "listed": _listed,
        "seat_line": wording.seat_label,
    }
    environment.globals = {"clock_range": wording.clock_range}
    return environment


def _as_text(value: Any) -> Any:
    """Return what is printed: text or a whole number. _NoTextError for anything else, as a list or a day."""
    if isinstance(value, str | Undefined) or (isinstance(value, int) and not isinstance(value, bool)):
        return value  # of one that is undefined, Jinja says what it is when it is printed
    raise _NoTextError(type(value).__name__)


def _listed(values: Iterable[Any]) -> str:
    return wording.listed([str(_as_text(value)) for value in values])


@lru_cache(maxsize=512)
def _tree(source: str, file: str) -> nodes.Template:
    """Return a template as a tree; most of them include the same few, which are read once. TemplateSyntaxError."""
    environment = _environment(Path(), "nn")  # where it lies and how its filters write is no part of the tree
    environment.compile(source, file)
    return environment.parse(source, file)


_UNSEEN = re.compile(r"<head\b.*?</head>|<!--.*?-->|<[^>]*>|&nbsp;", re.DOTALL | re.IGNORECASE)


_PARTS: Mapping[str, type] = {"facts": MeetingFacts, "contact": Contact}
"""What the values are that a mail takes apart."""


def _names_made(tree: nodes.Template) -> Iterator[str]:
    """Yield the names that a template makes, with `set`, `for`, `macro` or `import`, or asks of if they are there."""
    yield from (name.name for name in tree.find_all(nodes.Name) if name.ctx != "load")
    yield from (macro.name for macro in tree.find_all(nodes.Macro))
    asked = [test.node for test in tree.find_all(nodes.Test) if test.name in {"defined", "undefined"}]
    yield from (node.name for node in asked if isinstance(node, nodes.Name))
    for imported in tree.find_all(nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in imported.names)


def _replaced(trees: Mapping[str, nodes.Template], file: str) -> set[int]:
    """Return the ids of what a mail says itself in place of the templates it extends, and so is never shown of them."""
    said: set[str] = set()
    replaced: set[int] = set()
    while tree := trees.get(file):
        blocks = list(tree.find_all(nodes.Block))
        replaced |= {id(node) for block in blocks if block.name in said for node in block.find_all(nodes.Node)}
        said |= {block.name for block in blocks if all(name.name != "super" for name in block.find_all(nodes.Name))}
        extends = next(iter(tree.find_all(nodes.Extends)), None)
        file = str(extends.template.value) if extends and isinstance(extends.template, nodes.Const) else ""
    return replaced


def _unknown(
    file: str, tree: nodes.Template, known: set[str], *, made: set[str], unsaid: set[int]
) -> Iterator[Problem]:
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and name.name not in made and id(name) not in unsaid:
            yield _no_field(file, name.lineno, name.name, known)
    for taken in tree.find_all(nodes.Getattr):
        whole = taken.node.name if isinstance(taken.node, nodes.Name) else ""
        if whole in _PARTS and not hasattr(_PARTS[whole], taken.attr) and id(taken) not in unsaid:
            inside = {f"{whole}.{field.name}" for field in fields(_PARTS[whole])}
            yield _no_field(file, taken.lineno, f"{whole}.{taken.attr}", inside)


def _no_field(file: str, line: int, name: str, known: set[str]) -> Problem:
    return _problem(file, _line(line), Phrase("a mail has no field “{field}”", field=name), did_you_mean(name, known))


def _line(number: int) -> Phrase:
    return Phrase("line {line}", line=number)


_OUR_FILTERS = ("capitalize", "clock", "full_date", "listed", "long_date", "name_without_brackets", "seat_line")
_FILTER = re.compile(r"No filter named '(\w+)'")


def _meant(error: TemplateSyntaxError, filters: Iterable[str]) -> str:
    """Return the filter that was probably meant, where it is a filter that there is not."""
    found = _FILTER.search(error.message or "")
    if found is None:
        return ""
    return did_you_mean(found[1], filters if nearest(found[1], filters) else _OUR_FILTERS)


def _shown(file: str) -> str:
    return f"templates/mail/{file}"


def _problem(file: str, where: str, what: Phrase, remedy: str = "") -> Problem:
    return Problem(file=_shown(file), where=where, what=what, remedy=remedy)


def _wrong(file: str, where: str, what: Phrase, remedy: str) -> TemplateError:
    return TemplateError([_problem(file, where, what, remedy)])
