"""Pages that were made before: one whose inputs have not changed is taken from the site instead of being made again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from cycle.catalogue import catalogue_of
from cycle.model import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePage:
    """What a page was made of, and what it became; both as sha256 (hex)."""

    inputs: str
    sha256: str


@dataclass(slots=True, kw_only=True)
class KeptPages:
    """The pages of the last time, and what is to be known of these the next time."""

    known: Mapping[str, MadePage]
    """Path → how the page was made, by whoever made it last."""
    read: Callable[[str], bytes | None]
    """Returns what lies at a path of the site now."""
    made: dict[str, MadePage] = field(default_factory=dict)

    def page(self, path: str, inputs: str, make: Callable[[], bytes]) -> bytes:
        """Return the page that these inputs give: what lies there, if made of them and whole, else it is made again."""
        before = self.known.get(path)
        if before is not None and before.inputs == inputs:
            found = self.read(path)
            if found is not None and hashlib.sha256(found).hexdigest() == before.sha256:
                self.made[path] = before
                return found
        page = make()
        self.made[path] = MadePage(inputs=inputs, sha256=hashlib.sha256(page).hexdigest())
        return page


def digest_of_inputs(*values: object) -> str:
    """Return the sha256 (hex) of all that a page is made of."""
    return hashlib.sha256(repr(values).encode()).hexdigest()


def made_with(templates: Path, language: Language) -> str:
    """Return the sha256 (hex) of what makes pages of values: templates, words of ours and code."""
    found = hashlib.sha256(_code().encode())
    files = {path.relative_to(templates).as_posix(): path for path in templates.rglob("*") if path.is_file()}
    catalogue = catalogue_of(language)
    for name, path in (*sorted(files.items()), (catalogue.name, catalogue)):
        found.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


@cache
def _code() -> str:
    """Return the sha256 (hex) of the code that pages come from: this room, and the modules of the top folder."""
    found = hashlib.sha256(version("jinja2").encode())
    here = Path(__file__).parents[1]
    for path in sorted((*here.rglob("*.py"), *here.parent.glob("*.py"), *here.parent.glob("model/*.py"))):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()
