"""All the rules say is in the community's written language, whole: no frame of one form round words of the other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from cycle.application.year.community_rules.community import LoadedCommunity, load_community
from cycle.application.year.community_rules.legality import list_changes, rule_checks
from cycle.governance.calendar.milestones import date_warnings, milestones
from cycle.governance.community_data.history import PastEdition
from cycle.governance.community_data.printed_words import in_words, printed_texts
from cycle.governance.community_data.rule import holds
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.community_data.strict import is_slug
from cycle.governance.explain import explained
from cycle.governance.hosting.host import hosts
from cycle.governance.inviting.additions import Addition, Removal, adjusted
from cycle.governance.inviting.audience import Contacted, readers
from cycle.governance.inviting.committee import programme_committee
from cycle.governance.inviting.compare import changes
from cycle.governance.inviting.invitations import invitation_list
from cycle.governance.inviting.seats import printed_seats
from cycle.model import HostAnswer, InvitationList, Language, Register, Vacancy
from cycle.register.people import check_register
from tests.translation.update import read

COMMUNITIES = Path(__file__).parents[2] / "config" / "communities"
NAMES = sorted(path.name for path in COMMUNITIES.iterdir() if path.is_dir())
RECORD, MEETING = dt.date(2026, 12, 1), dt.date(2027, 2, 18)


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", re.sub(r"\{\w+\}|https?://\S+", "", text)))


def only(language: Language) -> set[str]:
    """Return the words of what the rules say in one form and never in the other."""
    nynorsk, bokmål = (set().union(*map(words, translations(form))) for form in ("nn", "nb"))
    return nynorsk - bokmål - {"no"} if language == "nn" else bokmål - nynorsk


@cache
def translations(language: Language) -> list[str]:
    """Return all that the rules say, from the catalogue of a language."""
    ours = [message for message in read(language) if any("/governance/" in file for file, _ in message.locations)]
    return [
        text for message in ours for text in ([message.string] if isinstance(message.string, str) else message.string)
    ]


@cache
def community(name: str) -> tuple[LoadedCommunity, Register]:
    loaded = load_community(COMMUNITIES / name)
    data = (COMMUNITIES / name / "register.xlsx").read_bytes()
    seats = loaded.printed
    register, _ = check_register(data, name="register.xlsx", known_seats=frozenset(seats), printed=seats)
    assert register is not None
    return loaded, register


def twin(loaded: LoadedCommunity) -> LoadedCommunity:
    """Return the community as if it wrote the other form, with all its own texts set aside."""
    about = (loaded.community, loaded.history, *loaded.all_versions())
    texts = {text for entry in about for text in printed_texts(entry)}
    own = dict.fromkeys((text for text in texts if not is_slug(text)), "X")
    other: Language = "nb" if loaded.community.language == "nn" else "nn"
    versions = {name: tuple(in_words(rules, own) for rules in of) for name, of in loaded.versions.items()}
    editions = [replaced(edition, own) for edition in loaded.history.editions]
    sides = tuple(replace(side, name="X") for side in loaded.community.sides)
    turned = replace(in_words(loaded.community, own), language=other, sides=sides)
    return replace(
        loaded,
        community=turned,
        versions=versions,
        meetings={name: of[0] for name, of in versions.items()},
        history=loaded.history.model_copy(update={"editions": tuple(editions), "sources": {}}),
        printed=printed_seats(turned, [rules for of in versions.values() for rules in of]),
    )


def replaced(edition: PastEdition, own: Mapping[str, str]) -> PastEdition:
    chair = edition.chair and edition.chair.model_copy(update={"value": "X"})
    update = {"notes": (), "title": "X", "chair": chair, "date": edition.date and in_words(edition.date, own)}
    return in_words(edition, own).model_copy(update=update)


def host_answers(loaded: LoadedCommunity, rules: MeetingRules) -> tuple[HostAnswer, ...]:
    about = (loaded.history, loaded.community)
    second = rules.occasion(f"{rules.id}-2")
    of_second = hosts(second, *about, range(2018, 2032), printed=loaded.printed) if second else ()
    return (*hosts(rules, *about, range(2018, 2032), printed=loaded.printed), *of_second)


def lists(loaded: LoadedCommunity, register: Register) -> Iterator[tuple[MeetingRules, HostAnswer, InvitationList]]:
    for rules in loaded.all_versions():
        for day in (RECORD, dt.date(2024, 1, 2), dt.date(2020, 1, 2)):
            if rules.holds(day):
                (host,) = hosts(rules, loaded.history, loaded.community, [day.year], printed=loaded.printed)
                yield rules, host, invitation_list(rules, loaded.community, register, day.year, day, host)


def disturbed(register: Register) -> Register:
    """Return the register with mandates that end or begin on either side of the record date, people without mail."""
    mandates = []
    held = [mandate for mandate in register.mandates if holds(mandate.valid_from, mandate.valid_to, RECORD)]
    for number, mandate in enumerate(held):
        ends = {0: dt.date(2026, 12, 31), 1: RECORD - dt.timedelta(days=9)}.get(number % 6)
        begins = {2: dt.date(2027, 1, 1), 3: dt.date(2015, 1, 1), 4: dt.date(2023, 1, 1)}.get(number % 6)
        mandates.append(
            replace(mandate, valid_from=begins, valid_to=ends, role_address="post@x.example" * (number % 5 == 0))
        )
        if number % 12 == 0:
            person = held[-number - 1].person
            mandates.append(replace(mandate, person=person, valid_from=dt.date(2027, 1, 1), valid_to=None))
    persons = [
        replace(person, address="" if at % 7 == 0 else person.address) for at, person in enumerate(register.persons)
    ]
    persons = [replace(person, postal="Vegen 1" if at % 14 == 0 else "") for at, person in enumerate(persons)]
    return replace(register, persons=tuple(persons), mandates=tuple(mandates))


def said(loaded: LoadedCommunity, register: Register) -> Iterator[str]:
    """Yield everything the rules say of the community, of many years and of what goes on in them."""
    for rules in loaded.all_versions():
        for answer in host_answers(loaded, rules):
            for office in (answer, *answer.offices):
                yield from (office.why, office.clause, *office.notes)
            yield from (answer.chair, answer.holder)
        for rule in explained(rules, loaded.community):
            yield from (rule.title, rule.says, rule.why)
        for day in (MEETING, dt.date(2027, 5, 17), dt.date(2027, 3, 28), dt.date(2027, 3, 4), dt.date(2028, 1, 3)):
            yield from (milestone.note for milestone in milestones(rules, day, language=loaded.community.language))
            yield from date_warnings(day, dt.date(2027, 5, 1), language=loaded.community.language)
    language, everyone = loaded.community.language, disturbed(register)
    made = [*lists(loaded, register), *lists(loaded, everyone)]
    for rules, host, invitations in made:
        yield from vacancies(invitations.vacancies)
        yield from (f"{left.who} {left.why}" for left in invitations.left_out)
        yield from (invitee.address_why for invitee in invitations.invitees)
        for _, _, other in made:
            for change in changes(invitations, other, language):
                yield from (change.what, change.cause)
        for people in (register, everyone):
            coming = list_changes(loaded, rules, people, host, invitations, meeting=MEETING)
            yield from (change.what for change in coming)
            found = rule_checks(
                loaded, rules, people, host, invitations, planned=[MEETING], meeting=MEETING, changes=coming
            )
            yield from (f"{check.what} {check.clause}" for check in found)
        committee = programme_committee(rules, loaded.community, everyone, host, invitations.record_date)
        yield from (*committee.notes, *(member.why for member in committee.members), *vacancies(committee.vacancies))
        if invitations.invitees:
            yield from by_hand(invitations, language)
            yield from not_written_to(invitations, language)


def vacancies(some: tuple[Vacancy, ...]) -> Iterator[str]:
    yield from (f"{vacancy.title} {vacancy.organisation} {vacancy.named_by} {vacancy.clause}" for vacancy in some)


def by_hand(made: InvitationList, language: Language) -> Iterator[str]:
    addition = Addition(
        id="x", name="X", address="x@x.example", role="", organisation="", reason="R", decided_by="D", language=language
    )
    removal = Removal(who=made.invitees[0].id, reason="R", decided_by="D")
    new = adjusted(made, additions=[addition], removals=[removal], language=language)
    yield from (left_out.why for left_out in new.left_out)
    yield from (invitee.address_why for invitee in new.invitees)
    for before, after in ((made, new), (new, made)):
        yield from (f"{change.what} {change.cause}" for change in changes(before, after, language))


def not_written_to(made: InvitationList, language: Language) -> Iterator[str]:
    met = [
        Contacted(),
        Contacted(reached=True, answer="coming"),
        Contacted(reached=True, answer="not"),
        Contacted(reached=True, answer="maybe"),
        Contacted(reached=True, answer="wrote"),
        Contacted(reached=True, doubtful=True),
        Contacted(reached=True, returned=True),
        Contacted(reached=True, absent=True),
        Contacted(reached=True, present=True),
    ]
    known = {invitee.id: met[at % len(met)] for at, invitee in enumerate(made.invitees)}
    for audience in ("silent", "told", "present"):
        found = readers(audience, made.invitees, known, language=language)
        yield from (left_out.why for left_out in found.left_out)
    yield from (
        left_out.why for left_out in readers("everyone", made.invitees, known, chosen=["x"], language=language).left_out
    )


@pytest.mark.parametrize("name", NAMES)
def test_everything_the_rules_say_of_a_community_is_in_its_own_form(name: str) -> None:
    loaded, register = community(name)
    assert_one_form(loaded, register)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_community_in_the_other_form_has_no_frame_of_the_first(name: str) -> None:
    loaded, register = community(name)
    assert_one_form(twin(loaded), register)


def assert_one_form(loaded: LoadedCommunity, register: Register) -> None:
    other: Language = "nb" if loaded.community.language == "nn" else "nn"
    wrong = only(other)
    all_texts = sorted(set(said(loaded, register)))
    assert len(all_texts) > 100
    assert [(text, words(text) & wrong) for text in all_texts if words(text) & wrong] == []
    assert [text for text in all_texts if re.search(r"[{}]|\bNone\b", text)] == []


def test_the_words_of_either_form_are_known_well_enough_to_tell_them_apart() -> None:
    assert {"ikkje", "frå", "reglane", "kven", "gjev"} <= only("nn")
    assert {"ikke", "fra", "reglene", "hvem", "gir"} <= only("nb")


@pytest.mark.parametrize(
    ("name", "titles"), [("bergensomradet", ["Vertskap", "Møteleiing"]), ("agder", ["Vertskap", "Møteledelse"])]
)
def test_the_rules_of_hosting_and_chairing_are_called_so_and_not_like_who_does_it(name: str, titles: list[str]) -> None:
    loaded, _ = community(name)
    found = explained(loaded.meeting(), loaded.community)
    assert [rule.title for rule in found if rule.where in {"host", "chair"}] == titles


EACH = {
    "agder": ("Ordfører: én for hver kommune", "Styreleder: én for Sørlandet sykehus HF"),
    "bergensomradet": ("Ordførar: éin for kvar kommune", "Styreleiar: éin for kvar part hos spesialisthelsetenesta"),
    "forde": ("Representant: éin for kvar part hos kommunane og fylkeskommunen", "Styreleiar: éin for Helse Førde HF"),
    "more-og-romsdal": ("Ordførar: éin for kvar kommune", "Fagdirektør: éin for Helse Møre og Romsdal HF"),
    "nordland": ("Ordfører: én for hver kommune", "Styreleder: én for Nordlandssykehuset HF"),
    "oslo": ("Byråd for helse: én for Oslo kommune", "Styreleder: én for hver part hos sykehusene"),
}


@pytest.mark.parametrize("name", NAMES)
def test_the_only_party_of_a_side_is_named_and_municipalities_are_called_so(name: str) -> None:
    loaded, _ = community(name)
    found = [rule for rule in explained(loaded.meeting(), loaded.community) if rule.where.startswith("seats")]
    for start in EACH[name]:
        assert [rule.says for rule in found if re.match(rf"{start}(?:;|$)", rule.says)], start
    one = {"nn": "kvar part hos", "nb": "hver part hos"}[loaded.community.language]
    alone = {side.name for side in loaded.community.sides if len(parties(loaded, side.id)) == 1}
    assert [rule.says for rule in found for side in alone if f"{one} {side}" in rule.says] == []


def parties(loaded: LoadedCommunity, side: str) -> list[str]:
    return [party.id for party in loaded.community.organisations if party.side == side and party.valid_to is None]


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_counts_one_seat_in_words_and_says_apart_where_an_outcome_goes(name: str) -> None:
    loaded, _ = community(name)
    one = {"nn": "éin", "nb": "én"}[loaded.community.language]
    for rules in loaded.all_versions():
        all_texts = list(explained(rules, loaded.community))
        assert [rule.says for rule in all_texts if re.search(r": 1 for\b", rule.says)] == []
        assert any(f": {one} for " in rule.says for rule in all_texts)
        outcomes = [rule.says for rule in all_texts if rule.where.startswith("outputs.")]
        assert len(outcomes) == len(rules.outputs)
        for output, says in zip(rules.outputs, outcomes, strict=True):
            assert says.startswith(f"{output.title} (går til: ") == bool(output.to)
