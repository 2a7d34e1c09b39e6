"""Makes the letters of a dispatch and keeps each in the store the moment it is made, so that nothing is made twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from cycle.application.dispatches import ADDRESSEES, ReaderFacts, signals_in_programme
from cycle.application.documents.enclosures import enclosure_title
from cycle.application.results import CommonEnclosure, RenderedLetter
from cycle.application.year import (
    PROGRAMMES,
    OpenCycle,
    Pictures,
    StepNode,
    TranslatedYear,
    has_programme,
    has_words,
    host_of,
)
from cycle.errors import ConfigError, MissingToolError, Problem, TemplateError, did_you_mean
from cycle.letters.checks import value_problems
from cycle.letters.fields import COMMON, PERSONAL, Field, Fields, Picture, held, letter_fields, programme_fields
from cycle.letters.pdf import convert, find_office, has_equation, installed_glyphs
from cycle.letters.render import LetterJob, Template, compile_template
from cycle.letters.trial import stated_problems
from cycle.model import (
    DOCX,
    LANGUAGES,
    PDF,
    Dispatch,
    Document,
    HostAnswer,
    Invitee,
    Language,
    ProgrammeItem,
    StoredFile,
    digest,
)
from cycle.phrases import Phrase

_LOG = logging.getLogger(__name__)

DOCX_ROUTE = "compiled-1"
"""How .docx files are rendered; a new name makes every letter again."""
PDF_ROUTE = "office-pdfa-2-ua"
EQUATIONS_DRAWN = "office-pdfa-2-ua-math"
"""How PDFs are made of letters with equations: one that was made before these were drawn is made again."""


def template_digests(cycle: OpenCycle, dispatch: Dispatch) -> dict[str, str]:
    """Return the sha256 of each Word template of a dispatch, in every language; empty for one that is not there."""
    return file_digests(cycle, (dispatch.template, *dispatch.common))


def file_digests(cycle: OpenCycle, names: Iterable[str]) -> dict[str, str]:
    """Return the sha256 of each of these Word templates, in every language; empty for one that is not there."""
    folder = _template_folder(cycle)
    found = {}
    for name in names:
        for file in (name, *(own for own in map(partial(_own_file, name), LANGUAGES) if (folder / own).is_file())):
            path = folder / file
            found[file] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return found


def letter_language(cycle: OpenCycle, template: str, language: Language) -> Language:
    """Return the language a letter comes in, frame and words: the reader's where both are written in it.

    A template that is there in one file only is in the community's own language.
    """
    own = cycle.loaded.community.language
    wanted = language if has_words(cycle, language) and not _quotes_minutes(cycle, template) else own
    there = {language for language in LANGUAGES if (_template_folder(cycle) / _own_file(template, language)).is_file()}
    if wanted in there or not there:
        return wanted if there else own
    return "nn"


def _quotes_minutes(cycle: OpenCycle, template: str) -> bool:
    """Return whether letters from a template quote steering signals: they are written once, in one language."""
    return any(dispatch.template == template and dispatch.audience == ADDRESSEES for dispatch in cycle.dispatches)


def enclosure_language(cycle: OpenCycle, template: str, language: Language) -> Language:
    """Return the language an enclosure comes in; one that prints the programme is in a language it is written in."""
    wanted = letter_language(cycle, template, language)
    if has_programme(cycle, wanted):
        return wanted
    printed = template_of(cycle, file_in(cycle, template, wanted), known=COMMON).fields
    prints = any(path.partition("[")[0].partition(".")[0] == "programme" for path in printed)
    return letter_language(cycle, template, cycle.loaded.community.language) if prints else wanted


def personal_letters(
    cycle: OpenCycle,
    node: StepNode,
    invitees: Sequence[Invitee],
    *,
    date: dt.date,
    host: HostAnswer | None = None,
    stem: str = "",
) -> dict[str, RenderedLetter]:
    """Return invitee id → letter dated `date`, made where it is not in the store already.

    `host` is the approved one unless given. Files are called `stem`, or after dispatch and invitee when it is empty.

    TemplateError names every problem of template and values; MissingToolError when PDF is required and LibreOffice
    is not there.
    """
    require_programme(cycle, cycle.dispatch(node))
    made: dict[str, RenderedLetter] = {}
    names = {invitee.id: invitee.name for invitee in invitees}
    for language, (template, fields) in values_of(cycle, node, invitees, date=date, host=host).items():
        title = stem or _file_stem(TranslatedYear(cycle=cycle, language=language), node)
        wanted = {key: (stem or f"{title} – {names[key]}", field) for key, field in fields.items()}
        made |= make(cycle, template, wanted, known=PERSONAL)
    return {invitee.id: made[invitee.id] for invitee in invitees}


def values_of(
    cycle: OpenCycle, node: StepNode, invitees: Sequence[Invitee], *, date: dt.date, host: HostAnswer | None = None
) -> dict[Language, tuple[str, dict[str, Fields]]]:
    """Return for each language the file of the template, and invitee id → what the letter is filled with."""
    name = cycle.dispatch(node).template
    readers: dict[Language, list[Invitee]] = {}
    for invitee in invitees:
        readers.setdefault(letter_language(cycle, name, invitee.language), []).append(invitee)
    found: dict[Language, tuple[str, dict[str, Fields]]] = {}
    reader_facts = ReaderFacts(cycle=cycle, node=node)
    for language, people in readers.items():
        translated = TranslatedYear(cycle=cycle, language=language)
        about = _about(translated, node, date, host) | {"dispatch": reader_facts.letter(translated)}
        fields = {
            invitee.id: letter_fields(
                translated.invitee(invitee, host=about["host"]),
                **{**about, "facts": reader_facts.facts(translated, invitee.id)},
                before=reader_facts.before(translated, invitee.id),
                asked=reader_facts.asked(invitee.id),
                approved=reader_facts.approved,
            )
            for invitee in people
        }
        found[language] = (file_in(cycle, name, language), {key: held(field) for key, field in fields.items()})
    return found


def template_of(cycle: OpenCycle, file: str, *, known: Field = PERSONAL) -> Template:
    """Return the compiled template; TemplateError when it is not there or has problems."""
    return compile_template(_template_bytes(cycle, file), name=file, known=known)


def common_documents(
    cycle: OpenCycle, node: StepNode, *, readers: Iterable[Language], date: dt.date, host: HostAnswer | None = None
) -> tuple[CommonEnclosure, ...]:
    """Return the enclosures that are the same for all, each in every language its readers read."""
    dispatch, wanted = cycle.dispatch(node), tuple(readers)
    return tuple(
        _common(cycle, node, position, name, language=language, date=date, host=host)
        for position, name in enumerate(dispatch.common)
        for language in dict.fromkeys(enclosure_language(cycle, name, language) for language in wanted)
    )


def programme_for(cycle: OpenCycle, dispatch: Dispatch) -> tuple[ProgrammeItem, ...]:
    """Return the programme for a dispatch that encloses something made of it; others do not wait for one."""
    return cycle.year_inputs.programme if dispatch.common else ()


def require_programme(cycle: OpenCycle, dispatch: Dispatch) -> None:
    """Raise ConfigError when the dispatch encloses something made of a programme that nobody has written yet."""
    if dispatch.common and not cycle.year_inputs.programme:
        what = Phrase(
            "there is no programme yet, and {dispatch} encloses {files}",
            dispatch=dispatch.title,
            files=", ".join(dispatch.common),
        )
        remedy = Phrase(
            "put {files} or {last} in the folder and start the year again",
            files=", ".join(PROGRAMMES[:-1]),
            last=PROGRAMMES[-1],
        )
        raise ConfigError(
            [Problem(file=f"{cycle.row.meeting}-{cycle.year}", where="", what=what, remedy=remedy)],
        )


def file_in(cycle: OpenCycle, name: str, language: Language) -> str:
    """Return the file of a template in a language: `invitasjon.nb.docx` where there is one, else `invitasjon.docx`."""
    own = _own_file(name, language)
    return own if (_template_folder(cycle) / own).is_file() else name


def make(
    cycle: OpenCycle, template_name: str, wanted: Mapping[str, tuple[str, Mapping[str, object]]], *, known: Field
) -> dict[str, RenderedLetter]:
    """Return key → document, made where it is not in the store; `wanted` is each one's file name and values.

    `known` is what the template may mention. TemplateError names every problem of template and values.
    """
    wanted = {key: (stem, held(values)) for key, (stem, values) in wanted.items()}
    data = _template_bytes(cycle, template_name)
    if cycle.services.settings.pdf == "required" and (unstated := tuple(stated_problems(data, name=template_name))):
        raise TemplateError(unstated)
    docx = _render(cycle, data, template_name, wanted, known=known)
    pdf = _convert(cycle, docx, route=EQUATIONS_DRAWN if has_equation(data) else PDF_ROUTE)
    return {key: RenderedLetter(docx=file, pdf=pdf.get(file.sha256)) for key, file in docx.items()}


def _common(
    cycle: OpenCycle,
    node: StepNode,
    position: int,
    name: str,
    *,
    language: Language,
    date: dt.date,
    host: HostAnswer | None,
) -> CommonEnclosure:
    translated = TranslatedYear(cycle=cycle, language=language)
    about = _about(translated, node, date, host)
    title = enclosure_title(translated, node, position)
    wanted = {name: (title, programme_fields(**about, title=title))}
    made = make(cycle, file_in(cycle, name, language), wanted, known=COMMON)
    return CommonEnclosure(template=name, language=language, docx=made[name].docx, pdf=made[name].pdf)


def _about(
    translated: TranslatedYear, node: StepNode, date: dt.date, host: HostAnswer | None
) -> dict[str, Any]:  # Any: arguments of many kinds
    cycle = translated.cycle
    reader_facts = translated.host(host or host_of(cycle))
    return {
        "community": translated.community,
        "meeting": translated.meeting,
        "kind": translated.kind,
        "facts": translated.facts,
        "host": reader_facts,
        "dispatch": translated.dispatch(node),
        "date": date,
        "programme": translated.programme if cycle.dispatch(node).common else (),
        "open_signals": signals_in_programme(cycle, translated.language) if cycle.dispatch(node).common else (),
        "language": translated.language,
        "pictures": Pictures(translated.loaded).of(reader_facts),
    }


def _render(
    cycle: OpenCycle,
    data: bytes,
    name: str,
    wanted: Mapping[str, tuple[str, Mapping[str, object]]],
    *,
    known: Field,
) -> dict[str, StoredFile]:
    """Return key → stored .docx, rendered where template and values are new."""
    sha = hashlib.sha256(data).hexdigest()
    keys = {key: digest({"template": sha, "fields": _named(fields)}) for key, (_, fields) in wanted.items()}
    there = cycle.memory.renditions.known(keys.values(), route=DOCX_ROUTE)
    files, made = cycle.memory.files, {}
    if len(there) < len(set(keys.values())):
        template = compile_template(data, name=name, known=known)
        new = {key: fields for key, (_, fields) in wanted.items() if keys[key] not in there}
        _require_glyphs(cycle, template, new)
        job = LetterJob(template, new)
        for key, letter in job.letters():
            document = Document(name=f"{wanted[key][0]}.docx", media_type=DOCX, data=letter)
            made[keys[key]] = files.put(document).sha256
        for problem in job.problems:
            _LOG.warning("%s", problem)
        cycle.memory.renditions.add(made, route=DOCX_ROUTE, now=cycle.now)
    targets = {**made, **there}
    return {
        key: files.stored(targets[keys[key]], name=f"{stem}.docx", media_type=DOCX) for key, (stem, _) in wanted.items()
    }


def _require_glyphs(cycle: OpenCycle, template: Template, wanted: Mapping[str, Mapping[str, object]]) -> None:
    """Raise TemplateError naming recipient, field and character where a PDF is made and no font has one of a value."""
    try:
        find_office(cycle.services.settings.office)
    except MissingToolError:
        return  # no PDF is made: whoever opens the Word file has fonts of their own
    glyphs = installed_glyphs()
    if glyphs is not None:
        found = tuple(value_problems(wanted, used=template.fields, glyphs=glyphs, file=template.name))
        if found:
            raise TemplateError(found)


def _convert(cycle: OpenCycle, docx: Mapping[str, StoredFile], *, route: str) -> dict[str, StoredFile]:
    """Return sha256 of .docx → stored PDF, converted where it is new; empty when letters go without PDF."""
    files = cycle.memory.files
    sources = {file.sha256: file for file in docx.values()}
    ids = {file.sha256: key.removesuffix(".docx") for key, file in docx.items()}
    known = cycle.memory.renditions.known(sources, route=route)
    missing = [file for sha, file in sources.items() if sha not in known]

    def keep(docx: Document, pdf: Document) -> None:
        source = hashlib.sha256(docx.data).hexdigest()
        cycle.memory.renditions.add({source: files.put(pdf).sha256}, route=route, now=cycle.now)

    if missing:
        try:
            office = find_office(cycle.services.settings.office)
        except MissingToolError:
            if cycle.services.settings.pdf == "required":
                raise
            return {}
        by_id = [replace(files.document(file), name=f"{ids[file.sha256]}.docx") for file in missing]
        convert(by_id, office=office, keep=keep)  # what fails is told by its name, in logs too
        known = cycle.memory.renditions.known(sources, route=route)
    return {
        sha: files.stored(known[sha], name=file.name.removesuffix(".docx") + ".pdf", media_type=PDF)
        for sha, file in sources.items()
    }


def _named(value: object) -> object:
    """Return the values with each picture named by its bytes, so that they can be told from others."""
    if isinstance(value, Picture):
        return [hashlib.sha256(value.data).hexdigest(), value.width, value.height, value.alt]
    if isinstance(value, Mapping):
        return {key: _named(item) for key, item in value.items()}
    return [_named(item) for item in value] if isinstance(value, list) else value


def _file_stem(translated: TranslatedYear, node: StepNode) -> str:
    return f"{translated.dispatch(node).title} {translated.kind.name} {translated.cycle.year}"


def _own_file(name: str, language: Language) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{language}{dot}{suffix}"


def _template_bytes(cycle: OpenCycle, name: str) -> bytes:
    folder = _template_folder(cycle)
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError as error:
        known = [path.stem for path in folder.glob("[!~]*.docx") if path.name.count(".") == 1]
        remedy = did_you_mean(name.removesuffix(".docx"), known) if known else Phrase("put the Word templates back")
        what = Phrase("there is no such template")
        raise TemplateError([Problem(file=f"templates/docx/{name}", where="", what=what, remedy=remedy)]) from error


def _template_folder(cycle: OpenCycle) -> Path:
    return cycle.services.settings.templates / "docx"
