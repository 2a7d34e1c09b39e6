"""What the two pages that the service began with say of the meetings stands in the rules and the history, whole."""

from __future__ import annotations

import re

import pytest

from cycle.governance.community_data.history import contradictions
from cycle.governance.explain import explained
from tests.application.year.test_other_communities import NAMES, community

BERGEN = community("bergensomradet")


def says(meeting: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for rule in explained(BERGEN.meeting(meeting), BERGEN.community):
        found.setdefault(rule.title, []).append((rule.says, rule.why))
    return found


def test_the_partnership_meeting_secures_the_agreement_and_points_out_the_direction_first() -> None:
    assert BERGEN.meeting("partnarskapsmote").purpose.text[:2] == (
        "sikre forankring og etterleving av samarbeidsavtalen",
        "peike ut overordna retning for samarbeidet og tenesteutviklinga i helsefellesskapet",
    )
    assert next(sentence for sentence, _ in says("partnarskapsmote")["Resultat"]) == (
        "styringssignal til andre organ i samhandlingsstrukturen (går til: Strategisk samarbeidsutval, "
        "Områdeutval Bergen, Områdeutval Bergensregionen, Områdeutval Nordhordland og Områdeutval Voss)"
    )


def test_the_top_leaders_meeting_may_give_signals_by_rolling_the_action_plan() -> None:
    found = says("toppleiarmote")
    assert [why for _, why in found["Resultat"]] == [
        (
            "Toppleiarmøtet kan gje styringssignal til andre organ innafor strukturen gjennom rullering av den årlege "
            "Handlingsplanen."
        ),
        "Styringssignala kan gjevast gjennom rullering av den årlege Handlingsplanen.",
    ]
    assert BERGEN.meeting("toppleiarmote").purpose.text == ("sikre etterleving av samarbeidsavtalane",)
    assert "for å sikre ei felles tilnærming" in found["Programkomité"][0][1]


def test_the_shared_chair_of_2024_is_a_deviation_and_the_venue_is_as_the_page_prints_it() -> None:
    (edition,) = BERGEN.history.of(2024)
    found = {
        contradiction.subject: (contradiction.printed, contradiction.source)
        for contradiction in contradictions(edition)
    }
    assert found == {
        "date": ("15. februrar", "partnarskapsmote"),
        "place": ("Kulturhuset i Vaskerelven", "partnarskapsmote"),
    }
    assert edition.notes[0].startswith("Møteleiinga var eit avvik frå regelen")


@pytest.mark.parametrize("name", NAMES)
def test_no_rule_in_words_holds_an_id_or_a_place_that_is_missing(name: str) -> None:
    loaded = community(name)
    ids = {body.id for body in loaded.community.bodies} | {body.kind for body in loaded.community.bodies}
    ids |= set(loaded.printed) | {organisation.id for organisation in loaded.community.organisations}
    ids -= {"lo", "ks", "unio", "ys", "nord", "bergen", "oslo", ""} | {
        identifier for identifier in ids if identifier.isalpha()
    }
    for rules in loaded.all_versions():
        for rule in explained(rules, loaded.community):
            text = f"{rule.says} {rule.why}"
            assert ", her kvar part" not in text
            assert "{" not in text
            assert set(re.findall(r"[a-z0-9-]+(?:\.[a-z0-9-]+)?", text)) & ids == set()
            assert rule.why[0] == rule.why[0].upper()


PARTNERSHIP = {
    "skal sikre forankring og etterleving av samarbeidsavtalen": "purpose: sikre forankring og etterleving",
    "peike ut overordna retning for samarbeidet og tenesteutviklinga": "purpose: peike ut overordna retning",
    "er det øvste nivået i helsefellesskapet": "purpose: Partnarskapsmøtet er det øvste nivået i helsefellesskapet",
    "skal gje styringssignal til andre organ": "outputs: skal gje styringssignal til andre organ",
    "Forankre samarbeidet på politisk - og styrenivå": "purpose: forankre samarbeidet på politisk nivå og styrenivå",
    "Drøfte mål og rammer for helsefellesskapet": "purpose: drøfte mål og rammer for helsefellesskapet",
    "Gje overordna føringar for prioritering": "purpose: gje overordna føringar for prioritering",
    "Fremje positive haldningar": "purpose: fremje positive haldningar til samhandling og samarbeid",
    "politisk og administrativ leiing i kommunar": "seats: politisk og administrativ leiing i kommunane",
    "Leiar og nestleiar frå SSU (jf. kap. 5.2)": "seats: Nestleiaren i Strategisk samarbeidsutval skal inviterast",
    "Leiar frå kvart Områdeutval (jf. kap. 5.3)": "seats: Leiaren av kvart områdeutval skal inviterast",
    "1 fastlegerepresentant": "seats: Fastlegerepresentant: éin for",
    "1 kommuneoverlege": "seats: Kommuneoverlege: éin for",
    "2 brukarrepresentantar": "seats: To brukarrepresentantar skal inviterast; den kommunale er den same som sit i",
    "1 representant frå KS": "seats: Representant for KS: éin for",
    "1 representant hovudsamanslutningane": "seats: Éin representant for hovudsamanslutningane skal inviterast",
    "desse i SSU er også representantar i Partnarskapsmøte": "seats: plassen er henta frå organet sjølv",
    "Brukarutvalet i Helse Bergen utpeikar": "seats: oppnemnd av Brukarutvalet i Helse Bergen",
    "gjennomført (minimum) 1 gong årleg": "frequency: Minst 1 møte i året",
    "SSU er programkomité": "committee: SSU er programkomité for partnarskapsmøtet",
    "Samarbeidssekretariatet (pkt. 5.5.)": "secretariat: Overordna samarbeidsavtale kap. 5.1 og pkt. 5.5",
    "Vertskap og møteleiing alternerer annakvart år": "host: Vertskap og møteleiing skifter annakvart år mellom",
    "møteleiing": "chair: Møteleiinga følgjer vertskapet",
}
"""What the page of the partnership meeting claims, and what says it here."""
TOP_LEADERS = {
    "sikre etterleving av samarbeidsavtalane": "purpose: sikre etterleving av samarbeidsavtalane",
    "Det kan gis styringssignal": "outputs: kan gje styringssignal til andre organ innafor strukturen",
    "gjennom rullering av den årlege Handlingsplanen": "outputs: rullering av den årlege Handlingsplanen",
    "Politisk og administrativ toppleiing": "seats: politisk og administrativ toppleiing i alle kommunane",
    "Administrerande direktør": "seats: Administrerande direktør frå kvar part i spesialisthelsetenesta",
    "styreleiar frå partane": "seats: Styreleiaren frå kvar part i spesialisthelsetenesta",
    "Leiarar i brukarutvala ved sjukehusa": "seats: Leiarane i brukarutvala ved sjukehusa er i målgruppa",
    "Ein representant frå kvar av hovudsamanslutningane": "seats: Kvar av hovudsamanslutningane har éin representant",
    "Kommunenes sentralforbund": "seats: Representant for KS: éin for KS",
    "Årlege Toppleiarmøte er forankra og nedfelt": "frequency: forankra og nedfelte i overordna samarbeidsavtale",
    "anna kvart år av spesialisthelsetenesta": "host: annakvart år av spesialisthelsetenesta og annakvart år av",
    "Kostnadane blir dekka av arrangør": "costs: Arrangøren dekkjer kostnadene",
    "For å sikre ei felles tilnærming": "committee: for å sikre ei felles tilnærming til planlegging og gjennomføring",
    "uavhengig av kven som står som arrangør": "committee: uavhengig av kven som er arrangør",
    "fast programkomité, vedteke i Samarbeidsutvala": "committee: Samarbeidsutvala har vedteke ein fast programkomité",
    "Helse Bergen, 1 representant": "committee: Representant for Helse Bergen: éin for",
    "Haraldsplass, 1 representant": "committee: Representant for Haraldsplass: éin for",
    "Samarbeidsutvala, 1 frå kvart (leiar eller nestleiar)": "committee: Leiar eller nestleiar: éin for kvart av",
    "Arrangør, 1 representant": "committee: Representant for arrangøren: éin for verten",
    "Samarbeidssekretariatet (SSE)": "committee: Samarbeidssekretariatet er med i programkomiteen",
}
"""What the page of the top leaders' meeting claims, and what says it here."""


@pytest.mark.parametrize(("meeting", "claims"), [("partnarskapsmote", PARTNERSHIP), ("toppleiarmote", TOP_LEADERS)])
def test_every_claim_of_a_page_stands_in_the_rules(meeting: str, claims: dict[str, str]) -> None:
    stands: dict[str, str] = {}
    for rule in explained(BERGEN.meeting(meeting), BERGEN.community):
        table = re.split(r"[.\[]", rule.where)[0]
        stands[table] = stands.get(table, "") + f" {rule.says} {rule.why} {rule.clause}"
    missing = [claim for claim, here in claims.items() if here.split(": ", 1)[1] not in stands[here.partition(":")[0]]]
    assert missing == []


HELD = {
    (2019, "title"): "Toppleiarmøtet 2019",
    (2020, "date"): "2020-01-16",
    (2020, "venue"): "Bikuben kurs- og konferansesenter",
    (2020, "host"): "helse-bergen",
    (2021, "printed date"): "28. januar 2020",
    (2021, "documents"): "Program for Toppleiarmøtet 2021; Presentasjonar frå Toppleiarmøtet 2021",
    (2022, "date"): "2022-04-06",
    (2022, "start"): "09:00:00",
    (2022, "end"): "15:00:00",
    (2022, "venue"): "Region Nordhordland Helsehus",
    (2022, "documents"): "Program for Toppleiarmøtet 2022; Presentasjonar frå Toppleiarmøtet 2022",
    (2023, "date"): "2023-04-19",
    (2023, "documents"): (
        "Program for Partnarskapsmøte 2023; Følgebrev til Partnarskapsmøte 2023; Fullt hus på Partnarskapsmøte 2023"
    ),
    (2024, "printed date"): "15. februrar",
    (2024, "printed venue"): "Kulturhuset i Vaskerelven",
    (2024, "start"): "09:00:00",
    (2024, "end"): "15:00:00",
    (2024, "registration"): "08:30:00",
}
"""What the two pages claim of the meetings that were held."""


def test_every_claim_of_the_two_pages_about_a_meeting_that_was_held_stands_in_the_history() -> None:
    found = {}
    for year, what in HELD:
        (edition,) = BERGEN.history.of(year)
        kind, _, name = what.rpartition(" ")
        fact = getattr(edition, name)
        if name == "documents":
            found[year, what] = "; ".join(entry.title for entry in fact)
        else:
            found[year, what] = fact if isinstance(fact, str) else str(fact.printed if kind else fact.value)
    assert found == HELD
    assert [len(edition.talks) for edition in BERGEN.history.of(2020)] == [8]
