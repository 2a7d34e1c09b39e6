"""Every mail of a year, to recipients and to those who run it, is in one form, in its community's words, and whole."""

from __future__ import annotations

import re

import pytest

from cycle.application.year.community_rules.community import load_community
from tests.depth import FULL
from tests.desk import ROOT, typed
from tests.every_mail import COMMUNITIES, NUMBERS, Seen, mails_of

pytestmark = pytest.mark.campaign
SHORT = [*((name, "none") for name in COMMUNITIES if name != "forde"), ("forde", "few")]
"""A year in each community: of nobody, and in one of a few, who read both forms."""
YEARS = [(name, number) for name in COMMUNITIES for number in NUMBERS] if FULL else SHORT
ONLY = {
    "nb": r"\b(?:ikkje|ein|eit|frå|ho|dei|kven|korleis|kvifor|breva|sida|lista|utsendinga|ventar)\b",
    "nn": r"\b(?:ikke|en|et|fra|hun|hvem|hvordan|hvorfor|brevene|siden|listen|utsendingen|venter|noen)\b",
}
"""Words that only the other written form has."""
OURS = re.compile(
    r"«[^»]*»|breva/1|Lokalet er ikkje ledig|Sei frå om du treng tilrettelegging|Ordføraren er bytt ut|ukjend plass"
    r"|Ingen heiter"
)
"""What somebody typed, what is quoted of a program, and names in Prefect."""
LACKING = re.compile(r"\{|\}|\bNone\b|\(\)|, ,|,\s*\.|\.\.(?!\.)|\s,|[a-zæøå]\.[A-ZÆØÅ]")
BARE = re.compile(r"(?m)^\s*(?:[-*]\s*|\d+\.\s*)?(?:https?://|www\.)\S+$")


@pytest.fixture(scope="module", params=YEARS, ids="-".join)
def year(request: pytest.FixtureRequest) -> tuple[str, list[Seen]]:
    """A community with all its mails."""
    name, number = request.param
    return name, list(mails_of(name, number))


def test_no_mail_holds_words_of_the_other_form(year: tuple[str, list[Seen]]) -> None:
    _, mails = year
    found = [
        (seen.what, hit)
        for seen in mails
        for hit in re.findall(ONLY[seen.form], OURS.sub("", f"{seen.mail.subject}\n{seen.mail.text}"))
    ]
    assert found == []


def own_words(name: str) -> set[str]:
    """Return names and texts that belong to a community."""
    loaded = load_community(ROOT / "config" / "communities" / name)
    purpose, contact = loaded.meeting().purpose, loaded.community.contact
    return {loaded.community.name, contact.address, *purpose.text, purpose.about, purpose.audience} - {""}


def test_no_mail_names_another_community_or_says_its_words(year: tuple[str, list[Seen]]) -> None:
    name, mails = year
    others = set().union(*(own_words(other) for other in COMMUNITIES if other != name)) - own_words(name)
    said = [(seen.what, typed(seen.mail.text + seen.mail.html + seen.mail.calendar)) for seen in mails]
    files = [file for seen in mails for file in seen.mail.attachments if file.name.endswith(".ics")]
    said += [("calendar file", file.data.decode().replace("\r\n ", "")) for file in files]
    assert files or mails[0].what.startswith("none ")
    assert [(what, words) for what, text in said for words in others if words in text] == []


def test_no_mail_lacks_a_word_or_shows_an_address_without_words(year: tuple[str, list[Seen]]) -> None:
    _, mails = year
    lines = [(seen.what, line) for seen in mails for line in [seen.mail.subject, *seen.mail.text.splitlines()]]
    assert [(what, line) for what, line in lines if LACKING.search(line.strip()) and "://" not in line] == []
    assert [(seen.what, line) for seen in mails for line in BARE.findall(seen.mail.text)] == []
    assert [seen.what for seen in mails if "\n\n\n" in seen.mail.text] == []


def test_both_parts_of_a_mail_say_the_same(year: tuple[str, list[Seen]]) -> None:
    _, mails = year
    for seen in mails:
        page = re.sub(r"(?s)<head>.*?</head>|<[^>]*>", " ", seen.mail.html)
        shown = set(re.findall(r"\w+", typed(page).casefold()))
        missing = [
            word
            for word in re.findall(r"\w+", re.sub(r"\S+://\S+", "", seen.mail.text).casefold())
            if word not in shown
        ]
        assert [word for word in missing if word not in {"nettside", *"123456789"}] == [], seen.what


def test_who_approved_too_late_is_greeted_and_told_of_their_own_approval(year: tuple[str, list[Seen]]) -> None:
    _, mails = year
    late = {seen.mail.to: seen.mail.text for seen in mails if seen.what.endswith("approval in vain")}
    [other] = [text for to, text in late.items() if not to.endswith("@koordinator.example")]
    assert other.startswith("Hei!\n\nKari Sekretær godkj")
    theirs = [text for text in late.values() if text != other]
    assert theirs
    for text in theirs:
        assert re.match(r"Hei, (?:Kari Koordinator|Ola Andrehand)!\n\nDu godkj", text)
