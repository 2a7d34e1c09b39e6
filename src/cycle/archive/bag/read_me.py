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
    "resultat/": sentence("each result that somebody approved or sent back, byte for byte what its digest is of"),
    "utelatne.json": sentence(
        "results that were decided on and are not in resultat/, and why; their digests are checked by no file here"
    ),
    "e-post/": sentence("each e-mail as it left, byte for byte; any mail program opens it"),
    "svar.json": sentence("what each recipient answered, without the words it was answered in"),
    "reglar/": sentence("the files that said who is invited, who hosts and when, as they were written"),
    "register.json": sentence("who held which seat, as it was known"),
    "referat.json": sentence("the minutes"),
    "referat/": sentence("the minutes as a document"),
    "styringssignal.json": sentence("what the meeting asked of whom, with the digest it was approved by"),
    "noark/": sentence(
        "messages for a records system (Noark 5), in two formats; they name the documents of this package by digest"
    ),
    "utsendingar.json": sentence("what became of each e-mail, and which letters and enclosures it had, with digests"),
    "papir.json": sentence("who got the letter on paper, and which letter, with its digest"),
}
"""What each file and folder holds; their names are the same in both forms."""
WIDTH = 25
"""Of the column of names."""

CHECKS: Mapping[str, tuple[str, str]] = {
    "": (
        sentence("Every file of the package; nothing is printed when all are whole:"),
        "sha256sum --check --quiet tagmanifest-sha256.txt manifest-sha256.txt",
    ),
    "resultat/": (
        sentence("Each `digest` in avgjerder.json is the sum of the result that was decided on:"),
        "sha256sum data/resultat/*.json",
    ),
    "e-post/": (
        sentence("Each `sha256` in utsendingar.json is the sum of the e-mail that its `message` names:"),
        "sha256sum data/e-post/*/*.eml",
    ),
    "brev/": (
        sentence("Each `sha256` of a letter is the sum of the `file` that stands beside it:"),
        "sha256sum data/brev/*/*",
    ),
    "dokument/": (
        sentence("Each of the `enclosures` of a letter is the sum of one of these:"),
        "sha256sum data/dokument/*",
    ),
}
"""How each number of the package is checked, by the folder that holds what it is of."""


CHECKED = sentence(
    "Numbers of 64 characters are sha256 sums. `sha256sum` alone checks those that are told of here, "
    "in the folder above this one:"
)
NOT_CHECKED = sentence(
    "Other numbers of 64 characters name what is not in the package: `content` in utsendingar.json what a mail was to "
    "be made of, and resultat/ also letters that were never sent, sheets of pictures and remarks. No file here "
    "checks those."
)
REHEARSAL = sentence(
    "The mails and letters here are a rehearsal: none of them went to its reader, but to a folder (`@folder` in "
    "`kind`) or to one address of those who tried it (`@redirect`)."
)

KNOWN_BY: Mapping[str, str] = {
    "link": sentence(
        "`link` in avgjerder.json: whoever decided pressed a link that was mailed to the person's own address. It "
        "proves that they read that mailbox."
    ),
    "oidc": sentence(
        "`oidc` in avgjerder.json: whoever decided had logged in at the provider that `issuer` names. It proves what "
        "that provider vouched for; who the person is there is not kept here."
    ),
    "terminal": sentence(
        "`terminal` in avgjerder.json: somebody at the service's own machine decided in the person's name. It proves "
        "that they had the use of that machine."
    ),
    "name": sentence(
        "`name` in avgjerder.json: a name that somebody typed where log-in was off. It does not prove who it was."
    ),
}
"""What each way of knowing who decided proves, and what it does not."""
NOT_KEPT = sentence(
    "A decision in avgjerder.json that has no `known_by` is from before that was kept: the name is what somebody "
    "typed, and does not prove who it was."
)


def read_me(
    title: str,
    language: Language,
    *,
    paths: Collection[str],
    rehearsal: bool = False,
    known_by: Collection[str] = (),
) -> str:
    """Return the text of the file; only what the package holds, by its paths, is told of.

    Of a `rehearsal` it says that no letter and no mail in it reached anybody; of the ways in which it is `known_by`
    whom something was decided, what each proves.
    """
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
    checks = [
        line
        for name, (what, written) in CHECKS.items()
        if any(path.startswith(name) for path in paths)
        for line in ("", say(language, what), "", f"    {written}")
    ]
    proves = [say(language, words) for way, words in {**KNOWN_BY, "": NOT_KEPT}.items() if way in known_by]
    private = say(language, "The package holds personal data and is not to be published.")
    return "\n".join(
        (
            title,
            "",
            about,
            *(("", say(language, REHEARSAL)) if rehearsal else ()),
            "",
            *contents,
            *(line for words in proves for line in ("", words)),
            "",
            say(language, CHECKED),
            *checks,
            "",
            say(language, NOT_CHECKED),
            "",
            private,
            "",
        )
    )
