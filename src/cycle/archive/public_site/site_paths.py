"""Where each page and document of the public site lies: permanent paths, the same for the same values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cycle.archive.public_site.addresses import allotted
from cycle.archive.public_site.pages import (
    Edition,
    SiteFrame,
    sha256_of,
)
from cycle.model import PublicAddress

SIGNALS = "styringssignal"
"""The folder of the steering signals, the same in both written languages: an address stands for ever."""
DOCUMENTS, PRESENTATIONS, PICTURES = "dokument", "presentasjonar", "bilete"
"""The folders of what was handed in, beside the page of the year."""


def signal_path(number: str) -> str:
    """Return the permanent path of a steering signal's page: `styringssignal/2027-1/index.html`."""
    return f"{SIGNALS}/{number}/index.html"


def edition_path(pages: SiteFrame, edition: Edition) -> str:
    """Return the permanent folder of an edition: `partnarskapsmote/2027`, `…/2027-2` for an extra meeting."""
    meeting = {meeting.id: meeting for meeting in pages.meetings}[edition.meeting]
    return f"{meeting.slug}/{edition.year}" + (f"-{edition.number}" if edition.number > 1 else "")


def edition_addresses(
    edition: Edition, folder: str, known: Sequence[PublicAddress]
) -> Mapping[str, tuple[PublicAddress, ...]]:
    """Return the addresses of an edition's documents, presentations and pictures, in the order of the edition."""
    files = {
        DOCUMENTS: [document.file for document in edition.documents if document.file],
        PRESENTATIONS: [file for presentation in edition.presentations for file in presentation.files],
        PICTURES: [picture.file for picture in edition.pictures],
    }
    gone = {stone.address for stone in edition.gone}
    return {
        under: allotted(known, f"{folder}/{under}", [(file.name, sha256_of(file)) for file in held], gone=gone)
        for under, held in files.items()
    }
