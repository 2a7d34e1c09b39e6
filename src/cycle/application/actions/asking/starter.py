"""A folder to begin a community with: files that load as they stand and say line by line what to change."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template

from cycle.application.year import load_community
from cycle.errors import ConfigError, Problem
from cycle.governance.community_data.strict import is_slug
from cycle.model import Language
from cycle.phrases import Phrase
from cycle.settings import Settings

STARTER = "community"
"""The folder of starter files beside the other templates."""


def start_community(settings: Settings, named: str, *, name: str = "", language: Language = "nn") -> list[Path]:
    """Return the files written for a new community, under `config/communities` or in the folder that is named.

    ConfigError when the name is no id, or there is something in the folder already; then nothing is written.
    """
    folder = Path(named) if "/" in named else settings.communities / named
    problems = list(_problems(folder))
    if problems:
        raise ConfigError(problems)
    words = {"id": folder.name, "name": _quoted(name or folder.name)}
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for source in sorted((settings.templates / STARTER / language).iterdir()):
        target = folder / source.name
        target.write_text(Template(source.read_text(encoding="utf-8")).safe_substitute(words), encoding="utf-8")
        written.append(target)
    load_community(folder)
    return written


def _problems(folder: Path) -> list[Problem]:
    found = []
    if not is_slug(folder.name):
        what = Phrase("the folder's name is the community's id, made of a-z, 0-9 and hyphens")
        remedy = Phrase("choose a name like `{example}`", example="sor-rogaland")
        found.append(Problem(file=str(folder), where="", what=what, remedy=remedy))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what, remedy = Phrase("there is something here already"), Phrase("choose another name, or change its files")
        found.append(Problem(file=str(folder), where="", what=what, remedy=remedy))
    return found


def _quoted(text: str) -> str:
    """Return the text as it stands between the quotation marks of TOML."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)[1:-1]
