"""Communities that nobody thought of: every answer is given or refused with its place, and is told in whole words."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cycle.application.year.community_rules.community import LoadedCommunity, load_community
from cycle.application.year.community_rules.legality import list_changes, rule_checks
from cycle.errors import ConfigError, InputError
from cycle.governance.explain import explained
from cycle.governance.hosting.host import hosts
from cycle.governance.inviting.committee import programme_committee
from cycle.governance.inviting.compare import changes
from cycle.governance.inviting.invitations import invitation_list
from cycle.model import Register, RuleCheck
from tests.governance.invented import DATES, about, by_chance, people_of, rules, table, write

NOT_WORDS = re.compile(r"zq[a-z]|[{}]|\bNone\b|  |\.\.|,\.| \.|:\.|;\.|\(\)|\( |\b0 (plass|parta?r|parter)")
RECORD, MEETING = dt.date(2026, 12, 1), dt.date(2027, 2, 18)
SIDES = ("zqs-a", "zqs-b")


def all_texts(loaded: LoadedCommunity, people: Register) -> Iterator[str]:
    """Yield everything the rules say of the community, its hosts, its list of 2027 and what changes before it."""
    ruled, second = loaded.meeting(), loaded.meeting().occasion("zqm-mote-2")
    for rule in explained(ruled, loaded.community):
        yield from (rule.title, rule.says, rule.why)
    for of in (ruled, second) if second else (ruled,):
        answers = hosts(of, loaded.history, loaded.community, range(2020, 2031), days={2027: MEETING})
        for answer in answers:
            yield from (answer.why, answer.holder, answer.organisation, answer.chair, answer.clause, *answer.notes)
        host = answers[7]
        made = invitation_list(of, loaded.community, people, 2027, RECORD, host, printed=loaded.printed)
        before = invitation_list(of, loaded.community, people, 2026, dt.date(2026, 1, 2), host, printed=loaded.printed)
        yield from (f"{left_out.who}: {left_out.why}" for left_out in made.left_out)
        yield from (f"{vacancy.title} {vacancy.organisation} {vacancy.named_by}" for vacancy in made.vacancies)
        yield from (invitee.address_why for invitee in made.invitees)
        yield from (f"{change.what}: {change.cause}" for change in changes(before, made, loaded.community.language))
        coming = list_changes(loaded, of, people, host, made, meeting=MEETING)
        yield from (change.what for change in coming)
        found = rule_checks(loaded, of, people, host, made, planned=[MEETING], meeting=MEETING, changes=coming)
        yield from (check.what for check in found)
        try:
            committee = programme_committee(of, loaded.community, people, host, RECORD)
        except InputError as error:
            assert "Komiteen has no seats on 2026-12-01" in str(error)  # noqa: PT017
        else:
            yield from committee.notes
            yield from (f"{vacancy.title} {vacancy.organisation} {vacancy.named_by}" for vacancy in committee.vacancies)


@pytest.mark.parametrize("seed", range(60))
def test_a_community_made_by_chance_is_refused_with_the_place_or_answered_in_words(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    by_chance(tmp_path / "made", chance)
    try:
        loaded = load_community(tmp_path / "made")
    except ConfigError as error:
        lacking = [
            problem
            for problem in error.problems
            if not (problem.file and problem.where and problem.what and problem.remedy)
        ]
        assert lacking == []
        return
    said = list(all_texts(loaded, people_of(loaded, chance)))
    assert [text for text in said if NOT_WORDS.search(text)] == []


def loaded_of(folder: Path, community: str, rows: list[str], meeting: str, history: str = "") -> LoadedCommunity:
    write(folder, community=community, rows=rows, meeting=meeting + DATES, history=history)
    return load_community(folder)


def checks_of(loaded: LoadedCommunity, people: Register) -> dict[str, RuleCheck]:
    (host,) = hosts(loaded.meeting(), loaded.history, loaded.community, [2027], days={2027: MEETING})
    made = invitation_list(loaded.meeting(), loaded.community, people, 2027, RECORD, host)
    coming = list_changes(loaded, loaded.meeting(), people, host, made, meeting=MEETING)
    found = rule_checks(
        loaded, loaded.meeting(), people, host, made, planned=[MEETING], meeting=MEETING, changes=coming
    )
    assert [check.what for check in found if NOT_WORDS.search(check.what)] == []
    return {check.id: check for check in found}


NOBODY = Register(persons=(), mandates=())
PARTIES = [f"zqo-{at},Kommune {at},K{at},,,,,,,,avtalen" for at in range(3)]


def test_a_cooperative_without_sides_has_a_vacancy_for_each_member_and_no_host(tmp_path: Path) -> None:
    meeting = rules() + table("[[seats]]", id="utsending", title="utsending", per="organisation")
    loaded = loaded_of(tmp_path / "c", about("nb"), PARTIES, meeting)
    checks = checks_of(loaded, NOBODY)
    assert checks["host"].what == "Reglene har ikke noe vertskap, og ingen er vert i 2027."
    assert checks["seats"].what == (
        "Reglene gir 3 plasser; 3 er ledige: Kommune 0, Kommune 1 og Kommune 2 må hver peke ut utsending."
    )
    assert checks["represented"].what == "Ingen på listen fra Kommune 0, Kommune 1 og Kommune 2."


def test_a_council_whose_body_is_not_stated_says_so_and_names_the_secretariats_together(tmp_path: Path) -> None:
    bodies = "".join(
        f'[[bodies]]\nid = "zqb-{at}"\nname = "{name}"\nsource = "avtalen"\n'
        for at, name in enumerate(("Rådet", "Kontoret"))
    )
    meeting = rules() + table("[committee]", name="Komiteen", body="zqb-0")
    meeting += table("[secretariat]", together=["zqb-1", "zqo-0"])
    meeting += table("[[seats]]", id="medlem", title="medlem", per="organisation")
    loaded = loaded_of(tmp_path / "c", about("nn") + bodies, PARTIES, meeting)
    (host,) = hosts(loaded.meeting(), loaded.history, loaded.community, [2027])
    committee = programme_committee(loaded.meeting(), loaded.community, NOBODY, host, RECORD)
    assert committee.notes == ("Reglane seier ikkje kven som sit i Rådet.",)
    says = {rule.where: rule.says for rule in explained(loaded.meeting(), loaded.community)}
    assert says["secretariat"] == "Kontoret og Kommune 0 saman"


def test_three_municipalities_and_one_hospital_take_turns_and_the_only_one_of_a_side_is_named(tmp_path: Path) -> None:
    rows = [f"zqo-{at},Kommune {at},K{at},zqs-a,,,,,,,avtalen" for at in range(3)]
    rows.append("zqo-3,Sjukehuset,S,zqs-b,,,,,,,avtalen")
    meeting = rules() + table("[host]", order=list(SIDES)) + table("[host.anchor]", year=2026, side="zqs-a")
    meeting += table("[host.counting]", by="calendar_year")
    meeting += table("[[seats]]", id="leiar", title="leiar", per="organisation")
    loaded = loaded_of(tmp_path / "c", about("nn", sides=SIDES), rows, meeting)
    answers = hosts(loaded.meeting(), loaded.history, loaded.community, [2026, 2027])
    assert [(answer.holder, answer.organisation) for answer in answers] == [("side A", ""), ("side B", "Sjukehuset")]
    assert checks_of(loaded, NOBODY)["host"].what == "Sjukehuset er vertskap i 2027, og det er etter reglane."


def test_parties_that_join_leave_merge_and_split_are_each_told_before_the_meeting(tmp_path: Path) -> None:
    rows = [
        "zqo-0,Gamle,G,,,,,,2026-12-31,zqo-1,avtalen",
        "zqo-1,Nye,N,,,,,2027-01-01,,,avtalen",
        "zqo-2,Ute,U,,,,,,2027-01-31,,avtalen",
        "zqo-3,Inn,I,,,,,2027-02-01,,,avtalen",
        "zqo-4,Delte,D,,,,,,2026-12-31,zqo-5,avtalen",
        "zqo-5,Nord,No,,,,,2027-01-01,,,avtalen",
        "zqo-6,Sør,Sø,,,,,2027-01-01,,,avtalen",
    ]
    meeting = rules() + table("[[seats]]", id="leiar", title="leiar", per="organisation")
    loaded = loaded_of(tmp_path / "c", about("nn"), rows, meeting)
    (host,) = hosts(loaded.meeting(), loaded.history, loaded.community, [2027])
    made = invitation_list(loaded.meeting(), loaded.community, NOBODY, 2027, RECORD, host)
    coming = list_changes(loaded, loaded.meeting(), NOBODY, host, made, meeting=MEETING)
    assert {(change.kind, change.what.partition(".")[0], change.on.isoformat()) for change in coming} == {
        ("ends", "Gamle finst til 31", "2027-01-01"),
        ("ends", "Delte finst til 31", "2027-01-01"),
        ("ends", "Ute finst til 31", "2027-02-01"),
        ("begins", "Nye finst frå 1", "2027-01-01"),
        ("begins", "Nord finst frå 1", "2027-01-01"),
        ("begins", "Sør finst frå 1", "2027-01-01"),
        ("begins", "Inn finst frå 1", "2027-02-01"),
    }
    said = " ".join(change.what for change in coming)
    assert "Ute finst til 31. januar 2027. Ingen er skriven inn som etterfølgjar." in said
    assert "Nord finst frå 1. januar 2027 og tek over etter Delte." in said


def test_a_host_that_is_chosen_by_lot_is_asked_for_and_one_on_a_list_follows_it(tmp_path: Path) -> None:
    rows = [f"zqo-{at},Kommune {at},K{at},zqs-a,,,,,{end},,avtalen" for at, end in enumerate(("", "2026-12-31", ""))]
    seats = table("[[seats]]", id="leiar", title="leiar", per="organisation")
    lot = loaded_of(
        tmp_path / "lot", about("nb", sides=SIDES[:1]), rows, rules() + table("[host]", how="unstated") + seats
    )
    assert checks_of(lot, NOBODY)["host"].what == "Ingen har sagt hvem som er vert i 2027."
    listed = rules() + table("[host]", order=["zqs-a"]) + table("[host.anchor]", year=2026, side="zqs-a")
    listed += table("[host.counting]", by="calendar_year")
    listed += table(
        "[[host.inner]]",
        side="zqs-a",
        order=["zqo-0", "zqo-1", "zqo-2"],
        anchor={"year": 2026, "organisation": "zqo-0"},
    )
    loaded = loaded_of(tmp_path / "list", about("nb", sides=SIDES[:1]), rows, listed + seats)
    first, second, third = hosts(loaded.meeting(), loaded.history, loaded.community, [2026, 2027, 2028])
    assert (first.organisation, first.status, third.organisation) == ("Kommune 0", "ruled", "Kommune 2")
    assert (second.organisation, second.status) == ("", "doubtful")
    assert second.notes == (
        "Tvil: turen går til Kommune 1, som fantes til 31. desember 2026. Avgjør hvem som har turen, og skriv det ned.",
    )
