"""Fills in the page templates of the public site: sandboxed, strict, with the style in the page and its hash beside."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from cycle.archive.public_site.kept_pages import KeptPages, digest_of_inputs, made_with
from cycle.archive.public_site.pages import Edition, Meeting, SiteFrame
from cycle.archive.public_site.printed import site_words
from cycle.archive.public_site.site_paths import edition_path
from cycle.compiled import CompiledOnce
from cycle.errors import Problem
from cycle.errors import TemplateError as BrokenTemplate
from cycle.model import Language
from cycle.phrases import Phrase
from cycle.unbroken import page_held


class PageTemplates:
    """A folder of page templates, in the language of the pages; `kept` are the pages that were made before."""

    def __init__(self, folder: Path, language: Language, kept: KeptPages | None = None) -> None:
        self._folder, self._language, self._kept = folder, language, kept
        self._environment = _environment(folder, language)

    def page(self, template: str, pages: SiteFrame, path: str, *, in_both: bool = True, **values: Any) -> bytes:
        """Return the page that goes to this path under the folder of its written form.

        `in_both` says whether the same page is there in the other form too, where the site has one. TemplateError for
        a template that does not work.
        """
        root = "../" * path.count("/")
        top = root + ("../" if pages.folder else "")

        def address(edition: Edition) -> str:
            elsewhere = pages.beside if edition.language not in {None, pages.language} else None
            start = root if elsewhere is None else f"{top}{_under(elsewhere.folder)}"
            return f"{start}{edition_path(pages, edition)}/index.html"

        def front(meeting: Meeting) -> str:
            return f"{root}{meeting.slug}/index.html"

        turned = {"other": None, "alternates": ()} | (_forms(pages, path, top) if in_both and pages.beside else {})
        try:
            page: Template = self._environment.get_template(template)
            made = page.render(pages=pages, address=address, front=front, root=root, top=top, **turned, **values)
            return page_held(_without_blank_lines(made)).encode()
        except TemplateNotFound as error:
            what = Phrase("the page template is missing")
            remedy = Phrase("put it back, or take it from the folder templates of the version that is installed")
            raise BrokenTemplate([Problem(file=str(error.name), where="", what=what, remedy=remedy)]) from error
        except TemplateSyntaxError as error:
            what, where = Phrase("the page template cannot be read"), Phrase("line {line}", line=error.lineno)
            problem = Problem(file=error.name or template, where=where, what=what.written_as(str(error.message)))
            raise BrokenTemplate([problem]) from error
        except TemplateError as error:
            what = Phrase("the page template cannot be filled in").written_as(str(error))
            raise BrokenTemplate([Problem(file=template, where="", what=what)]) from error

    def kept_page(self, path: str, frame: SiteFrame, inputs: Any, make: Callable[[SiteFrame], bytes]) -> bytes:
        """Return the page that goes to this path: made before of the same inputs, or made now of nothing else."""
        if self._kept is None:
            return make(frame)
        return self._kept.page(path, digest_of_inputs(self._made_with, frame, inputs), lambda: make(frame))

    @cached_property
    def _made_with(self) -> str:
        return made_with(self._folder, self._language)


_COMPILED = CompiledOnce()


def _under(folder: str) -> str:
    return f"{folder}/" if folder else ""


def _forms(pages: SiteFrame, path: str, top: str) -> dict[str, Any]:
    """Return the way to a page in the other written form, and both ways as programs read them."""
    assert pages.beside is not None
    forms = {pages.language: pages.folder, pages.beside.language: pages.beside.folder}
    ways = {language: f"{_under(folder)}{path}" for language, folder in forms.items()}
    start = f"{pages.base_address.rstrip('/')}/" if pages.base_address else top
    there = f"{top}{ways[pages.beside.language]}"
    return {"other": there, "alternates": tuple((language, start + ways[language]) for language in sorted(ways))}


def _environment(templates: Path, language: Language) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(templates),
        bytecode_cache=_COMPILED,
        autoescape=True,
        auto_reload=False,  # an environment makes one site
        undefined=StrictUndefined,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = _without_blank_lines(_style(templates))
    fingerprint = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    # The style is in the page, so that a saved page keeps its looks; its hash lets the policy forbid all else.
    environment.globals |= {"style": Markup(style), "style_hash": f"sha256-{fingerprint}", **site_words(language)}  # noqa: S704
    return environment


def _style(templates: Path) -> str:
    file = templates / "style.css"
    try:
        style = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        what = Phrase("the style sheet is missing")
        remedy = Phrase("put it back, or take it from the folder templates of the version that is installed")
        raise BrokenTemplate([Problem(file=str(file), where="", what=what, remedy=remedy)]) from None
    if "</" in style or "@import" in style or "url(" in style:
        what = Phrase("the style sheet ends early or fetches something")
        remedy = Phrase("take out </, @import and url()")
        raise BrokenTemplate([Problem(file=str(file), where="", what=what, remedy=remedy)])
    return style


def _without_blank_lines(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if line.strip())
