"""Every letter of every community says what is right for its reader, in the community's own words."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path

import pytest

from cycle.governance.host import hosts
from cycle.governance.rules import MeetingRules
from cycle.governance.seats import invited_seats
from cycle.model import InvitedSeat, Language
from cycle.steps.community import LoadedCommunity, load_community
from cycle.wording import doubt_in, reason_in_letter, seat_label, seat_phrase
from tests.desk import ROOT, Desk, words

COMMUNITIES = sorted(one.name for one in (ROOT / "config" / "communities").iterdir() if one.is_dir())
LANGUAGES: tuple[Language, ...] = ("nn", "nb")


@cache
def community(name: str) -> LoadedCommunity:
    return load_community(ROOT / "config" / "communities" / name)


def seats_of(loaded: LoadedCommunity, rules: MeetingRules) -> list[InvitedSeat]:
    """Return every seat the rules invite, with deputies, on a day they hold."""
    day = rules.valid_to or dt.date(2027, 1, 1)
    [host] = hosts(rules, loaded.history, loaded.community, [day.year], printed=loaded.printed)
    return [one.invited for one in invited_seats(rules, loaded.community, on=day, host=host)]


def purposes_of(loaded: LoadedCommunity) -> set[str]:
    told = set()
    for rules in loaded.all_versions():
        told |= {*rules.purpose.text, rules.purpose.audience, rules.purpose.about}
    return told - {""}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", COMMUNITIES)
def test_no_reason_in_a_letter_speaks_of_sources_or_doubt(name: str, language: Language) -> None:
    loaded = community(name).in_language(language)
    printed = [(one.seat, reason_in_letter(one)) for rules in loaded.all_versions() for one in seats_of(loaded, rules)]
    assert [(seat, why) for seat, why in printed if doubt_in(why)] == []
    assert [seat for seat, why in printed if not why] == [], "a letter that does not say why"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", COMMUNITIES)
def test_a_seat_is_named_once_and_with_the_right_preposition(name: str, language: Language) -> None:
    loaded = community(name).in_language(language)
    for rules in loaded.all_versions():
        for one in seats_of(loaded, rules):
            label = seat_label(one)
            assert not re.search(r"\brepresentant i ", label)
            assert "{" not in label
            assert "(" not in label or one.organisation not in one.title, label
            assert label.casefold().count("områdeutval") < 2, label


def test_a_phrase_is_put_together_for_what_the_title_is() -> None:
    assert seat_phrase("representant", "Høgskolen i Molde") == "representant for Høgskolen i Molde"
    assert seat_phrase("leiar", "Områdeutval Bergen") == "leiar av Områdeutval Bergen"
    assert seat_phrase("ordførar", "Alver kommune") == "ordførar i Alver kommune"
    assert seat_phrase("kommunaldirektør for helse", "Oslo kommune") == "kommunaldirektør for helse i Oslo kommune"
    assert seat_phrase("representant for KS", "KS Agder") == "representant for KS (KS Agder)"
    assert seat_phrase("leiar av Strategisk samarbeidsutval", "Strategisk samarbeidsutval") == (
        "leiar av Strategisk samarbeidsutval"
    )
    assert seat_phrase("fastlege", "") == "fastlege"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kildene sier ikke hvem som møter.", "Kildene"),
        ("Vi les det som éin representant.", "Vi les"),
        ("Ordførarane er inviterte, her Smøla kommune.", "her"),
        ("Det følgjer av vår tolking.", "vår tolking"),
        ("Ordføraren møter som politisk leiar i kommunen.", ""),
        ("Kjeldeby kommune og Her kommune møter.", ""),
    ],
)
def test_doubt_is_told_from_a_reason(text: str, found: str) -> None:
    assert doubt_in(text) == found


def test_a_rule_whose_reason_speaks_of_sources_is_told_by_the_doctor_and_leaves_the_letter_without(desk: Desk) -> None:
    desk.replace("partnarskapsmote.toml", 'reason = "Styreleiaren møter for styret."\n', "")
    desk.replace("partnarskapsmote.toml", "og styreleiaren leier styret i", "vi les det som styreleiaren i")
    told = [one for one in load_community(desk.community).warnings if one.file == "partnarskapsmote.toml"]
    assert [(one.where, one.severity) for one in told] == [("seats[2]", "warning")]
    loaded = load_community(desk.community)
    [seat] = [one for one in seats_of(loaded, loaded.meeting()) if one.seat == "haraldsplass.styreleiar"]
    assert (reason_in_letter(seat), seat_label(seat)) == ("", "styreleiar i Haraldsplass Diakonale Sykehus AS")


@pytest.mark.parametrize("name", COMMUNITIES)
def test_no_letter_says_what_belongs_to_another_community(name: str, tmp_path: Path) -> None:
    opened = Desk(tmp_path, community=name)
    try:
        given = {} if name == "bergensomradet" else {"date": "18.02.2027", "venue": "Kulturhuset"}
        opened.start(**given)
        for link in opened.cycle().chain:
            opened.do(link.name)
            if link.name == "letters.invitasjon":
                break
        letters = opened.letters("letters.invitasjon")
    finally:
        opened.close()
    assert letters
    others = [community(one) for one in COMMUNITIES if one != name]
    own = purposes_of(community(name))
    names = {one.community.name for one in others}
    texts = {text for one in others for text in purposes_of(one)} - own
    said = words(list(letters.values()))
    assert [one for one in sorted(names | texts) if one in said] == []
    assert "retningslin" not in said or name == "bergensomradet"
    assert doubt_in(said) == ""
