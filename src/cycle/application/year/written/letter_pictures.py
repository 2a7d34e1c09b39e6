"""The pictures of a letter: the community's logo, the logo and signature of this year's host, the secretariat's own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cycle.application.year.community_rules.community import LoadedCommunity
from cycle.application.year.written.year_files import PICTURE_TYPES, PICTURES
from cycle.catalogue import say
from cycle.errors import ConfigError, Problem, TemplateError
from cycle.letters.fields import Picture, fitted
from cycle.model import HostAnswer
from cycle.reading import file_named

LOGO, SIGNATURE = (60, 18), (50, 16)
"""Largest width and height in millimetres."""


@dataclass(frozen=True)
class Pictures:
    """The pictures in one community's folder."""

    loaded: LoadedCommunity

    def of(self, host: HostAnswer) -> Mapping[str, Picture]:
        """Return the pictures that are there, by the field that prints them; TemplateError for one that is none."""
        found: dict[str, Picture] = {}
        community, who = self.loaded.community, host.organisation or host.holder
        names, signature = host_names(host), say(community.language, "Signature")
        self._add(found, "community.logo", ["logo"], alt=self._logo_of(community.name), box=LOGO)
        self._add(found, "sender.signature", ["signatur"], alt=signature, box=SIGNATURE)
        self._add(found, "host.logo", names, alt=self._logo_of(who), box=LOGO)
        self._add(found, "host.signature", [f"{name}-signatur" for name in names], alt=signature, box=SIGNATURE)
        return found

    def digests(self) -> dict[str, str]:
        """Return the sha256 of every picture in the folder, by name."""
        folder = self.loaded.folder / PICTURES
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files if _is_picture(path)}

    def _logo_of(self, name: str) -> str:
        return say(self.loaded.community.language, "The logo of {name}", name=name)

    def _add(
        self, found: dict[str, Picture], field: str, names: list[str], *, alt: str, box: tuple[float, float]
    ) -> None:
        file = next((path for name in names if (path := self._file(name))), None)
        if file is None:
            return
        try:
            found[field] = fitted(file.read_bytes(), width=box[0], height=box[1], alt=alt)
        except TemplateError as error:
            where = f"{PICTURES}/{file.name}"
            raise TemplateError(
                [Problem(file=where, where="", what=problem.what, remedy=problem.remedy) for problem in error.problems]
            ) from error

    def _file(self, name: str) -> Path | None:
        folder = self.loaded.folder / PICTURES
        try:
            found = [file for ending in PICTURE_TYPES if (file := file_named(folder, f"{name}{ending}"))]
        except ConfigError as error:
            raise TemplateError(error.problems) from error
        return next(iter(found), None)


def host_names(host: HostAnswer) -> list[str]:
    """Return what a picture of the host is called: the organisation's id, else its side's."""
    return [identifier for identifier in (host.organisation_id, host.side) if identifier]


def _is_picture(file: Path) -> bool:
    return file.is_file() and file.suffix.lower() in PICTURE_TYPES
