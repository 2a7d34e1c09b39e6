"""Checks Word templates and lists what a letter may mention."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from cycle.application.delivery import TEMPLATE
from cycle.application.doctor.mail_fields import mail_fields
from cycle.application.doctor.own_templates import absent_templates
from cycle.application.documents import SHEET
from cycle.application.publishing import hidden_in_template
from cycle.application.year import load_named_community
from cycle.catalogue import say
from cycle.errors import CycleError, MissingToolError, Problem, StepError, did_you_mean
from cycle.letters.checks import (
    check_template,
    mail_template_problems,
    other_form_problems,
    other_part_problems,
    template_problems,
    title_problems,
)
from cycle.letters.fields import (
    COMMON,
    PAPER,
    PAPERS,
    PERSONAL,
    PROOF,
    Field,
    Fields,
    example_fields,
    example_of,
    example_paper,
    example_proof,
    rows,
)
from cycle.letters.pdf import find_office, installed_fonts, installed_glyphs
from cycle.letters.trial import Trial, letter_problems, stated_problems, trial_problems
from cycle.mail.message import AnyMail, Bodies, GateMail, LetterMail, LoginMail, ReminderMail, SecretariatMail
from cycle.model import LANGUAGES, Language, to_plain
from cycle.phrases import Phrase
from cycle.settings import Settings

_COPY = re.compile(r"^(?:kopi av|copy of) | ?(?:- ?(?:kopi|copy))?(?: ?\((?:kopi|copy|\d+)\))?(?=(?:\.n[bn])?\.docx$)")
"""What Windows and mail programs put into the name of a copy: `program (kopi).docx`."""

_SAY_THE_SAME = (LetterMail, GateMail, ReminderMail, LoginMail)
"""Mails whose two parts say the same; the page of one about trouble has more around what its text says."""

_OPENED = "~$"
"""How the file begins that Word keeps beside one that is open."""


def check_templates(settings: Settings, files: Sequence[Path] = (), *, pdf: bool = False) -> tuple[Problem, ...]:
    """Return every problem of the named templates, or of all templates and those that are missing when none is.

    With `pdf` an example letter of each is made into a PDF as well, where there is LibreOffice: what the gate will
    demand of the letters is asked now.
    """
    chosen = [(file.name, file.read_bytes()) for file in files or _templates(settings)]
    common, fonts, glyphs = common_templates(settings), installed_fonts(), installed_glyphs()
    meant = _of_the_secretariat(settings)
    found: list[Problem] = []
    sound: list[Trial] = []
    for name, data in chosen:
        known = known_to(name, common)
        problems = _of_template(data, name, known, fonts, glyphs, meant)
        found += problems
        if not any(problem.severity == "error" for problem in problems):
            sound.append(Trial(name=name, data=data, known=known, fields=_example(known)))
    tried = _tried(settings, sound) if pdf else ()
    return (
        *found,
        *tried,
        *(() if files else (*_missing(settings), *absent_templates(settings), *mail_problems(settings))),
    )


@lru_cache(maxsize=128)
def _of_template(
    data: bytes,
    name: str,
    known: Field,
    fonts: frozenset[str] | None,
    glyphs: frozenset[int] | None,
    meant: tuple[str, ...],
) -> tuple[Problem, ...]:
    """Return what is wrong in a template and in an example letter of it: remembered, for the answer is the same."""
    trial = Trial(name=name, data=data, known=known, fields=_example(known))
    problems = (
        *check_template(data, name=name, known=known, fonts=fonts),
        *stated_problems(data, name=name),
        *title_problems(data, name=name, known=known, fields=trial.fields),
        *(template_problems(data, name=name, glyphs=glyphs) if glyphs else ()),
        *hidden_in_template(data, name=name, meant=meant),
    )
    broken = any(problem.severity == "error" for problem in problems)
    return problems if broken else (*problems, *letter_problems(trial))


def _tried(settings: Settings, sound: Sequence[Trial]) -> tuple[Problem, ...]:
    try:
        return trial_problems(sound, office=find_office(settings.office))
    except MissingToolError:
        return ()  # letters go without PDF then, or `cycle doctor` says what is missing


def _of_the_secretariat(settings: Settings) -> tuple[str, ...]:
    """Return what the community says of its secretariat, which letters may show; nothing where none can be read."""
    try:
        community = load_named_community(settings).community
    except CycleError:
        return ()
    return (community.name, *map(str, to_plain(community.contact).values()))


def _example(known: Field) -> Fields:
    if known is PROOF:
        return example_proof()
    return example_paper() if known is PAPER else example_fields()


def check_foreign(files: Sequence[Path]) -> tuple[Problem, ...]:
    """Return every problem of templates whose fields are not ours to know: all but unknown names."""
    fonts = installed_fonts()
    return tuple(
        problem
        for file, data in ((file, file.read_bytes()) for file in files)
        for problem in (
            *check_template(data, name=file.name, known=None, fonts=fonts),
            *hidden_in_template(data, name=file.name),
        )
    )


def spoken_in(problems: Sequence[Problem], language: Language) -> tuple[Problem, ...]:
    """Return the problems in nynorsk or bokmål, for those who write in the templates."""
    return tuple(problem.written_in(language) for problem in problems)


def form_of(settings: Settings) -> Language:
    """Return the written form of the community; nynorsk where none can be read."""
    try:
        return load_named_community(settings).community.language
    except CycleError:
        return "nn"


def field_rows(settings: Settings, letter: str) -> list[dict[str, str]]:
    """Return what a letter may mention: field, meaning in both languages, example.

    StepError naming the letters there are.
    """
    known = {path.stem for path in _templates(settings)}
    name = letter.removesuffix(".docx")
    if name not in known:
        raise StepError(f"letter {letter!r}: there is no such template; {did_you_mean(name, known)}").with_message(
            Phrase("there is no template '{name}'", name=name)
        )
    tree = known_to(f"{name}.docx", common_templates(settings))
    return [
        {
            "field": row.path,
            "kind": row.kind,
            "meaning": row.meaning,
            "meaning_nn": say("nn", row.meaning),
            "example": example_of(row.path),
        }
        for row in rows(tree)
    ]


def known_to(file: str, common: Collection[str]) -> Field:
    """Return what a template may mention: a paper of the meeting day, what is the same for all, or a letter."""
    base = base_name(_COPY.sub("", file.lower()))
    if base == TEMPLATE:
        return PROOF
    if base.removesuffix(".docx") in PAPERS:
        return PAPER
    return COMMON if base in common else PERSONAL


def base_name(file: str) -> str:
    """Return the name a dispatch calls the template by: `invitasjon.nb.docx` is `invitasjon.docx` in bokmål."""
    stem, _, language = file.removesuffix(".docx").rpartition(".")
    return f"{stem}.docx" if language in LANGUAGES else file


def common_templates(settings: Settings) -> frozenset[str]:
    """Return the templates that some dispatch renders once for all, and so may not name a recipient."""
    loaded = load_named_community(settings)
    return frozenset(
        name for rules in loaded.meetings.values() for dispatch in rules.dispatch_values() for name in dispatch.common
    )


def _templates(settings: Settings) -> list[Path]:
    """Return the Word templates there are, without what Word keeps beside one that is open."""
    return sorted(path for path in _folder(settings).glob("*.docx") if not path.name.startswith(_OPENED))


def _missing(settings: Settings) -> Iterator[Problem]:
    """Yield the Word templates and the mail bodies that a dispatch names and that are not there."""
    there = {path.name for path in _templates(settings)}
    own = {name for name in there - {TEMPLATE, SHEET} if base_name(name) == name}  # no dispatch may name those two
    bodies = {path.name for path in (settings.templates / "mail").glob("[!_]*")}
    base = {name for name in bodies if name.count(".") == 1}
    for rules in load_named_community(settings).meetings.values():
        for number, dispatch in enumerate(rules.dispatches):
            named = (
                ("template", (dispatch.template,), there, own),
                ("common", dispatch.common, there, own),
                ("mail", (f"{dispatch.mail}.txt",), bodies, {name for name in base if name.endswith(".txt")}),
                ("mail", (f"{dispatch.mail}.html",), bodies, {name for name in base if name.endswith(".html")}),
            )
            for key, names, known, meant in named:
                for name in names:
                    if name not in known:
                        where = f"dispatches[{number}].{key}"
                        what, near = Phrase("there is no template '{name}'", name=name), did_you_mean(name, meant)
                        yield Problem(file=f"{rules.id}.toml", where=where, what=what, remedy=near)


def mail_problems(settings: Settings) -> Iterator[Problem]:
    """Yield what is wrong in the words of mails, of the dispatches and of the service itself."""
    meetings = load_named_community(settings).meetings.values()
    known: dict[str, type[AnyMail]] = {
        **{dispatch.mail: LetterMail for rules in meetings for dispatch in rules.dispatches},
        "kalender": LetterMail,
        "vent": GateMail,
        "sekretariat": SecretariatMail,
        "innlogging": LoginMail,
        "minne": ReminderMail,
    }
    bodies = Bodies(settings.templates / "mail")
    yield from dict.fromkeys(problem for name, of in known.items() for problem in bodies.problems(name, of))
    sound = dict.fromkeys((*part, of) for name, of in known.items() for part in bodies.sound_files(name, of))
    whole = ((name, of) for name, of in known.items() if of in _SAY_THE_SAME and not bodies.problems(name, of))
    mails = (bodies.sound_files(name, of) for name, of in whole)
    yield from dict.fromkeys(problem for files in mails for problem in other_part_problems(files))
    yield from dict.fromkeys(
        problem
        for file, source, of in sound
        for problem in mail_template_problems(source, file=file, known=mail_fields(of))
    )
    there = {path.name for path in (settings.templates / "mail").iterdir()}
    yield from dict.fromkeys(
        problem for file, source, _ in sound for problem in other_form_problems(source, file=file, there=there)
    )


def _folder(settings: Settings) -> Path:
    return settings.templates / "docx"
