"""What a site was made of when it was published last, so that only pages with other inputs are made again.

It may be lost: then every page is made again.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from cycle.application.publishing.integrity.whereabouts import SITE
from cycle.application.year import site_of
from cycle.archive.public_site.kept_pages import KeptPages, MadePage
from cycle.archive.tree import whole_file
from cycle.services import Services


def last_time(services: Services, community: str) -> KeptPages:
    """Return the pages of a site that are there as they were published, with what they were made of."""
    known, place, folder = services.memory.publications, f"{SITE}/{community}", site_of(services.settings, community)
    listed = {} if known.is_unsettled(place) else _listed(_list(services, community))
    there = known.files(place, paths=listed)
    made = {path: page for path, page in listed.items() if path in there and there[path].sha256 == page.sha256}
    return KeptPages(known=made, read=lambda path: _bytes(folder / path))


def keep_last_time(services: Services, community: str, kept: KeptPages) -> None:
    """Write down what the pages that were published now were made of."""
    path = _list(services, community)
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as file:
        file.write(json.dumps({name: asdict(page) for name, page in kept.made.items()}, sort_keys=True).encode())


def twin_of(services: Services, community: str) -> Path:
    """Return where the twin of a site lies that the next publishing begins with; not where a web server shows it."""
    return _folder(services) / community


def _list(services: Services, community: str) -> Path:
    return _folder(services) / f"{community}.json"


def _folder(services: Services) -> Path:
    return services.settings.home.absolute() / "run" / "site"


def _listed(path: Path) -> dict[str, MadePage]:
    try:
        return {name: MadePage(**page) for name, page in json.loads(path.read_text("utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
