"""A Word template filled in: compiled once, then one letter for each set of values.

The tags mean what docxtpl means, for docxtpl's own reading of them is what is compiled. What docxtpl gets wrong is kept
out: every part is filled in exactly once, so that no value is ever read as a template; values are escaped; nothing is
repaired by dropping text; `&` stays one `&` in the title; same values, same bytes.
"""

from __future__ import annotations

import copy
import hashlib
import io
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, BinaryIO, Literal, TypeAlias

import jinja2
from lxml import etree

from cycle.errors import Problem, TemplateError
from cycle.letters.checks import check_template
from cycle.letters.fields import PERSONAL, Album, Field
from cycle.letters.language import (
    MAX_TITLE,
    Branch,
    OwnWords,
    Tracer,
    docxtpl_letter,
    fill_problem,
    mentioned,
    only_template_errors,
    open_by_docxtpl,
    own_words,
    patched,
    unsaid,
)
from cycle.letters.ooxml import (
    CONTENT_TYPES,
    CORE,
    DRAWN,
    SAVE_AGAIN,
    Container,
    Deflated,
    Members,
    deflated,
    parse_xml,
    read_package,
    relations,
    relations_name,
    sound_file,
    stored,
    tagged_parts,
)
from cycle.letters.render.compiled_part import CompiledPart, Properties
from cycle.letters.render.value_checks import brings_xml, clean_values, is_plain, needs_package
from cycle.phrases import Phrase

__all__ = ["MAX_TITLE", "RenderMode", "Template", "compile_template", "render"]

RenderMode = Literal["compiled", "docxtpl"]
"""How letters are made: of the compiled template, or by docxtpl itself, some fifty times slower."""

TemplateSource: TypeAlias = str | Path | bytes | bytearray | memoryview | BinaryIO
"""Where a template comes from."""

_KEPT = 32
"""How many compiled templates are kept; a year has about ten."""

_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_compiled: OrderedDict[tuple[str, str, Field | None], Template] = OrderedDict()


def compile_template(source: TemplateSource, *, name: str = "", known: Field | None = None) -> Template:
    """Return the Word template ready to be filled in many times; TemplateError with every problem at once.

    `source` is a path, the file's bytes or an open file. `known` is what it may mention, `PERSONAL` or `COMMON` of
    `cycle.letters.fields.known_fields`; None lets it mention anything. The same content is compiled once in a
    process; each caller has a `mode` of its own.
    """
    if not isinstance(source, str | PurePath):
        data = source.read() if isinstance(source, io.IOBase) else bytes(source)  # type: ignore[arg-type]
        called = name or "template.docx"
    else:
        called = name or Path(source).name
        try:
            data = Path(source).read_bytes()
        except (OSError, ValueError) as error:
            what = Phrase("the template cannot be read ({why})", why=getattr(error, "strerror", None) or str(error))
            remedy = Phrase("give a .docx file")
            raise TemplateError([Problem(file=str(source), where="", what=what, remedy=remedy)]) from error
    key = (hashlib.sha256(data).hexdigest(), called, known)
    template = _compiled.pop(key, None) or Template(data, name=called, known=known)
    _compiled[key] = template
    while len(_compiled) > _KEPT:
        _compiled.popitem(last=False)
    return copy.copy(template)


def render(
    template: bytes, fields: Mapping[str, Any], *, name: str = "template.docx", known: Field | None = PERSONAL
) -> bytes:
    """Return one letter (.docx) made of the template and the fields; TemplateError when either is not fit."""
    return compile_template(template, name=name, known=known).render(fields)


@dataclass(slots=True)
class _ReadOnce:
    """What is read of a template when it is first asked for; every copy of the template has the same."""

    tracer: Tracer | None = None
    own: tuple[OwnWords, ...] | None = None


class Template:
    """A Word template that has passed the lint and the proof. Make it with `compile_template`."""

    def __init__(self, data: bytes, *, name: str, known: Field | None = PERSONAL) -> None:
        """Read, check, prove and compile; TemplateError with every problem at once."""
        with only_template_errors(name, Phrase("this template cannot be used")):
            self._compile(data, name, known)

    def _compile(self, data: bytes, name: str, known: Field | None) -> None:
        found = check_template(data, name=name, known=known)
        if any(problem.severity == "error" for problem in found):
            raise TemplateError(problem for problem in found if problem.severity == "error")
        self.name, self.problems = name, found
        self.mode: RenderMode = "compiled"
        """`docxtpl` when a letter has shown that this template must be left to docxtpl."""
        self._data, self._members = sound_file(data, name=name)
        self._open_by_docxtpl()
        kinds = tagged_parts(self._members)
        tagged = {part: kind for part, kind in kinds.items() if b"{" in self._members[part] or kind == "body"}
        self._parts = [
            CompiledPart(self._members[part], part=part, kind=kind, file=name) for part, kind in tagged.items()
        ]
        self._properties = Properties(self._members[CORE], part=CORE, file=name) if CORE in self._members else None
        self._sources = [patched(self._members[part]) for part in tagged]
        self._read_once = _ReadOnce()
        self.fields: tuple[str, ...] = tuple(sorted(self._mentioned()))
        """Every field the template mentions, `recipient.seats[].why`; `[]` marks the entries of a list."""
        changing = [*tagged, *([CORE] if self._properties else [])]
        self._taken = {part: _relation_ids(self._members, part) for part in tagged}
        self._pictures = max([100_000, *(_last_picture(self._members[part]) for part in kinds)])
        self._container = Container(self._data, changing=changing)

    def render(self, fields: Mapping[str, Any], *, recipient: str = "") -> bytes:
        """Return one letter (.docx). TemplateError names the recipient, and the field whose value is not fit to print.

        The same fields give the same bytes. Values are text, whole numbers, flags, lists, mappings, `Picture`, and
        docxtpl's RichText and Listing, without links. A picture of docxtpl's own kind is left to docxtpl, for this
        letter and all after it: `mode` says so.
        """
        try:
            with only_template_errors(self.name, Phrase("this letter cannot be made")):
                return self.rendered(fields)
        except TemplateError as error:
            raise _naming(error, self.name, recipient) from error

    def rendered(self, fields: Mapping[str, Any]) -> bytes:
        """Return the letter, of fields that are as they should be."""
        plain = is_plain(fields) if type(fields) is dict else False
        values = fields if plain else clean_values(fields, name=self.name)
        if not plain and needs_package(values):
            self.mode = "docxtpl"
        if self.mode == "docxtpl":
            return self._by_docxtpl(values)
        return self._container.write(self._filled(values, plain=plain or not brings_xml(values)))

    def reference(self, fields: Mapping[str, Any], *, recipient: str = "") -> bytes:
        """Return the same letter as docxtpl makes it, less docxtpl's known faults: what `render` is held against."""
        try:
            with only_template_errors(self.name, Phrase("docxtpl cannot make this letter")):
                return self._by_docxtpl(clean_values(fields, name=self.name))
        except TemplateError as error:
            raise _naming(error, self.name, recipient) from error

    @property
    def branches(self) -> tuple[Branch, ...]:
        """Return every way through the template's conditions and loops, in its order."""
        with only_template_errors(self.name, Phrase("the branches of this template cannot be told")):
            return self._traced().branches

    def taken(self, fields: Mapping[str, Any]) -> frozenset[Branch]:
        """Return the ways a letter with these fields takes; TemplateError when a value is not fit to print."""
        with only_template_errors(self.name, Phrase("the branches of this letter cannot be told")):
            values = Album().fill(clean_values(fields, name=self.name))
            try:
                return self._traced().taken(values)
            except jinja2.TemplateError as error:
                raise TemplateError([fill_problem(error, values, file=self.name, where="")]) from error

    def unsaid(self, fields: Mapping[str, Any], letter: bytes) -> tuple[OwnWords, ...]:
        """Return the words of the template, read without docxtpl, that this letter of these fields should say."""
        with only_template_errors(self.name, Phrase("this letter cannot be held against its template")):
            if self._read_once.own is None:
                parts = {part.part: self._members[part.part] for part in self._parts}
                self._read_once.own = own_words(parts, self._sources)
            return tuple(unsaid(self._read_once.own, read_package(letter, name=self.name), self.taken(fields)))

    def _traced(self) -> Tracer:
        if self._read_once.tracer is None:
            self._read_once.tracer = Tracer(self._sources)
        return self._read_once.tracer

    def _open_by_docxtpl(self) -> None:
        """Let docxtpl open the file before any letter is promised: it may have to make them."""
        try:
            open_by_docxtpl(self._data)
        except Exception as error:
            what = Phrase("docxtpl cannot open this file")
            what = what.written_as(f"{what} ({type(error).__name__}: {error})")
            raise TemplateError([Problem(file=self.name, where="", what=what, remedy=SAVE_AGAIN)]) from error

    def _by_docxtpl(self, values: Mapping[str, Any]) -> bytes:
        try:
            letter = docxtpl_letter(self._data, values)
        except Exception as error:  # docxtpl and python-docx have no errors of their own
            raise TemplateError([fill_problem(error, values, file=self.name, where="")]) from error
        members = read_package(letter, name=self.name)
        for part in self._parts:
            part.check_filled(members[part.part].decode())
        return letter

    def _mentioned(self) -> set[str]:
        sources = list(self._sources)
        if self._properties:
            sources += self._properties.sources
        return {path for source in sources for path in mentioned(source)}

    def _filled(self, values: Mapping[str, Any], *, plain: bool) -> dict[str, Deflated]:
        album = Album(self._taken, number=self._pictures)
        placed = values if plain else album.fill(values)
        filled: dict[str, Deflated] = {}
        for part in self._parts:
            album.part = part.part
            filled[part.part] = part.fill(placed, plain=plain)
        if self._properties:
            filled[CORE] = self._properties.fill(values)
        return filled | dict(_pictured(album, self._members)) if album.media else filled


def _naming(error: TemplateError, name: str, recipient: str) -> TemplateError:
    """Return the error with the recipient before each place."""
    return TemplateError(
        Problem(
            file=problem.file or name,
            where=_of_recipient(problem.where, recipient) if recipient else problem.where,
            what=problem.what,
            remedy=problem.remedy,
        )
        for problem in error.problems
    )


def _of_recipient(where: str, recipient: str) -> Phrase:
    """Return the place with the recipient before it."""
    whose = Phrase("recipient {recipients}", recipients=recipient)
    return Phrase("recipient {recipients}: {fields}", recipients=recipient, fields=where) if where else whose


def _relation_ids(members: Members, part: str) -> frozenset[str]:
    name = relations_name(part)
    return frozenset(relation.id for relation in relations(name, members[name])) if name in members else frozenset()


def _last_picture(part: bytes) -> int:
    """Return the highest number of a picture in the part: last year's letter, with ours, may be the template."""
    numbers = (element.get("id", "") for element in parse_xml(part).iter(DRAWN))
    return max((int(number) for number in numbers if number.isdecimal() and len(number) < 9), default=0)


def _pictured(album: Album, members: Members) -> Iterator[tuple[str, Deflated]]:
    """Yield what a letter with pictures has besides: the pictures, their relations and their kinds."""
    for part, found in album.relations.items():
        name = relations_name(part)
        root = parse_xml(members.get(name, f'<Relationships xmlns="{_RELATIONS}"/>'.encode()))
        for relation, target in found.items():
            about = {"Id": relation, "Type": _IMAGE, "Target": target}
            etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", about)
        yield name, deflated(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))
    types = parse_xml(members[CONTENT_TYPES])
    known = {str(element.get("Extension")).lower() for element in types}
    for suffix in sorted({PurePosixPath(name).suffix[1:] for name in album.media} - known):
        kind = "jpeg" if suffix == "jpg" else suffix
        types.insert(0, etree.Element(f"{{{_TYPES}}}Default", {"Extension": suffix, "ContentType": f"image/{kind}"}))
    yield CONTENT_TYPES, deflated(etree.tostring(types, encoding="UTF-8", xml_declaration=True, standalone=True))
    yield from ((name, stored(data)) for name, data in album.media.items())
