"""What lies in an archive package, for whoever opens it one day without us (les-meg.txt)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cycle.catalogue import say, sentence
from cycle.model import Language

CONTENTS: Mapping[str, str] = {
    "brev/": sentence("the letters as they went out, a folder for each dispatch, a file for each recipient"),
    "dokument/": sentence("the enclosures as they went out, such as the programme"),
    "presentasjonar/": sentence("the presentations, as PDF"),
    "presentasjonar/original/": sentence("the presentations as they came, where those who held the talk agreed"),
    "nettside/": sentence("the page as it was published; open nettside/index.html"),
    "invitasjonsliste.json": sentence("who was invited, to which seat and why"),
    "vertskap.json": sentence("who hosted and chaired, with the reason"),
    "programkomite.json": sentence("the programme committee"),
    "milepaelar.json": sentence("the milestones of the year"),
    "avgjerder.json": sentence("who approved what, with its digest"),
    "kvitteringar/": sentence(
        "who got each dispatch, when and with what answer; a page and a file for spreadsheets for each"
    ),
    "utsendingar.json": sentence("what became of each e-mail, and which letters and enclosures it had, with digests"),
    "papir.json": sentence("who got the letter on paper, and which letter, with its digest"),
}
"""What each file and folder holds; their names are the same in both forms."""
WIDTH = 25
"""Of the column of names."""


def read_me(title: str, language: Language, *, paths: Collection[str]) -> str:
    """Return the text of the file; only what the package holds, by its paths, is told of."""
    about = say(
        language,
        "This is the archive package of one meeting, put together by BagIt (RFC 8493). "
        "The files can be opened without any program of ours.",
    )
    contents = [
        f"{name:<{WIDTH}}{say(language, holds)}"
        for name, holds in CONTENTS.items()
        if any(path.startswith(name) for path in paths)
    ]
    digests = say(language, "manifest-sha256.txt outside this folder has the digest of each file.")
    private = say(language, "The package holds personal data and is not to be published.")
    return "\n".join((title, "", about, "", *contents, "", digests, private, ""))
