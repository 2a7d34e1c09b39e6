"""What meetings of other kinds need of the format: no sides, whole bodies, several rules, other turns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cycle.application.year.community_rules.community import LoadedCommunity, load_community
from cycle.errors import ConfigError
from cycle.governance.community_data.history import History
from cycle.governance.community_data.rules import MeetingPart
from cycle.governance.community_data.strict import parse
from cycle.governance.explain import explained
from cycle.governance.hosting.host import hosts
from cycle.governance.inviting.committee import programme_committee
from cycle.governance.inviting.invitations import invitation_list
from cycle.model import HostAnswer, Register
from tests.governance.conftest import HOST_2027, LOADED
from tests.governance.hosting.test_offices import HOSPITAL, MUNICIPAL, RULE, rotates, rules_with

COMMUNITY = """
name = "Samvirket"
language = "nb"
meetings = ["arsmote"]
[contact]
name = "Kontoret"
organisation = "Samvirket"
address = "kontoret@samvirket.example"
[sources]
vedtekter = { title = "Vedtektene" }
[[bodies]]
id = "styret"
name = "Styret"
source = "vedtekter"
[[bodies.seats]]
id = "leder"
title = "styreleder"
clause = "§ 4"
source = "vedtekter"
basis = "stated"
why = "Styret har en leder."
[[bodies.seats]]
id = "medlem"
per = "organisation"
title = "styremedlem"
clause = "§ 4"
source = "vedtekter"
basis = "stated"
why = "{organisation} har ett medlem i styret."
deputies = 1
"""
ORGANISATIONS = """id,name,short,number,language_decision,valid_from,valid_to,source
vik,Vik kommune,Vik,,,,,vedtekter
nes,Nes kommune,Nes,,,,2026-12-31,vedtekter
"""
TAIL = """
clause = "§ 5"
source = "vedtekter"
basis = "stated"
why = "Vedtektene sier det."
"""
MEETING = f"""
name = "Årsmøte"
name_definite = "Årsmøtet"
version = "1"
[purpose]
text = ["behandle årsmeldingen"]{TAIL}
[frequency]
minimum = 1{TAIL}
[rights]
default = "vote"{TAIL}
[[decisions]]
about = "vedtektsendringer"
how = "vote"
majority = "to tredeler"{TAIL}
[[decisions]]
about = "andre saker"
how = "consensus"{TAIL}
[[seats]]
id = "utsending"
title = "utsending"
per = "organisation"
count = "unstated"{TAIL}
[[seats]]
id = "styret"
title = "styret"
per = "one"
holder = "styret"
whole = true{TAIL}
[[milestones]]
id = "mote"
title = "Møtet"
days_before = 0
[[dispatches]]
id = "invitasjon"
title = "Invitasjon"
template = "invitasjon.docx"
subject = "Invitasjon"
milestone = "mote"
mail = "invitasjon"
"""
NOBODY = Register(persons=(), mandates=())


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., LoadedCommunity]:
    """Return a writer of the cooperative's folder, with words changed."""

    def write(*changes: tuple[str, str]) -> LoadedCommunity:
        files = {"community.toml": COMMUNITY, "organisations.csv": ORGANISATIONS, "arsmote.toml": MEETING}
        for name, text in files.items():
            for old, new in changes:
                text = text.replace(old, new)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return load_community(tmp_path)

    return write


def host_of(loaded: LoadedCommunity) -> HostAnswer:
    return hosts(loaded.meeting(), loaded.history, loaded.community, [2027], printed=loaded.printed)[0]


def test_a_cooperatives_meeting_has_neither_sides_nor_host_nor_history(
    written: Callable[..., LoadedCommunity],
) -> None:
    loaded = written()
    host = host_of(loaded)
    assert (host.side, host.holder, host.chair, host.status, host.notes) == ("", "", "", "ruled", ())
    made = invitation_list(loaded.meeting(), loaded.community, NOBODY, 2027, dt.date(2026, 12, 1), host)
    assert [(vacancy.seat, vacancy.title, vacancy.named_by) for vacancy in made.vacancies] == [
        ("vik.utsending", "utsending", "Vik kommune"),
        ("nes.utsending", "utsending", "Nes kommune"),
        ("styret.leder", "styreleder", "Styret"),
        ("styret.medlem-vik", "styremedlem for Vik", "Vik kommune"),
        ("styret.medlem-nes", "styremedlem for Nes", "Nes kommune"),
    ]
    later = invitation_list(loaded.meeting(), loaded.community, NOBODY, 2027, dt.date(2027, 1, 1), host)
    assert [vacancy.seat for vacancy in later.vacancies] == ["vik.utsending", "styret.leder", "styret.medlem-vik"]


def test_the_board_members_reason_names_their_organisation_and_a_deputy_is_theirs(
    written: Callable[..., LoadedCommunity],
) -> None:
    body = written().community.body("styret")
    assert [(seat.id, seat.why, seat.valid_to) for seat in body.seats][2] == (
        "medlem-nes",
        "Nes kommune har ett medlem i styret.",
        dt.date(2026, 12, 31),
    )
    assert "styret.medlem-nes-vara" in written().printed


def test_what_is_not_stated_is_said_to_be_so(written: Callable[..., LoadedCommunity]) -> None:
    loaded = written()
    committee = programme_committee(loaded.meeting(), loaded.community, NOBODY, host_of(loaded), dt.date(2027, 1, 1))
    assert (committee.members, committee.vacancies) == ((), ())
    assert committee.notes == ("Reglene sier ikke hvem som er programkomité.",)
    says = {rule.title: rule.says for rule in explained(loaded.meeting(), loaded.community)}
    assert says["Sekretariat"] == "Reglene sier ikke hvem"
    assert says["Vertskap"] == "Ingen"
    assert says["Beslutninger: vedtektsendringer"] == "Møtet stemmer; to tredeler"
    assert says["Beslutninger: andre saker"] == "Møtet avgjør når alle er enige"
    rules = [rule.says for rule in explained(loaded.meeting(), loaded.community) if rule.title == "Plass"]
    assert rules[0].startswith("Utsending: tallet er ikke oppgitt, for hver part")
    assert rules[1].startswith("Styret: alle plassene i Styret")


def test_a_committee_whose_body_has_no_known_seats_is_not_stated(written: Callable[..., LoadedCommunity]) -> None:
    more = '[[bodies]]\nid = "utval"\nname = "Utvalet"\nsource = "vedtekter"\n[[bodies]]\nid = "styret"'
    loaded = written(
        ('[[bodies]]\nid = "styret"', more),
        ("[rights]", f'[committee]\nname = "Utvalet"\nbody = "utval"{TAIL}\n[rights]'),
    )
    committee = programme_committee(loaded.meeting(), loaded.community, NOBODY, host_of(loaded), dt.date(2027, 1, 1))
    assert committee.notes == ("Reglene sier ikke hvem som sitter i Utvalet.",)


def test_a_file_says_source_and_basis_once(written: Callable[..., LoadedCommunity]) -> None:
    once = '[defaults]\nsource = "vedtekter"\nbasis = "stated"\n'
    short = written(
        ('source = "vedtekter"\nbasis = "stated"\n', ""),
        ('source = "vedtekter"\n', ""),
        ("[contact]", f"{once}[contact]"),
        ("[purpose]", f"{once}[purpose]"),
        (",vedtekter\n", "\n"),
        ("valid_to,source", "valid_to"),
    )
    long = written()
    assert short.community == replace(long.community, id=short.community.id)
    assert explained(short.meeting(), short.community) == explained(long.meeting(), long.community)
    with pytest.raises(
        ConfigError, match=r"seats\[0\].basis: missing; write basis = …, here or once for the file under"
    ):
        written(('source = "vedtekter"\nbasis = "stated"', 'source = "vedtekter"'))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            ('id = "leder"', 'id = "medlem-vik"'),
            "community.toml: bodies[0].seats: 'medlem-vik' stands twice; give each its own id",
        ),
        (
            ("whole = true", "whole = true\nfrom_body = true"),
            "arsmote.toml: seats[1]: whole goes with kind or holder: the body has its own seats and deputies",
        ),
        (
            ("[rights]", f'[committee]\nname = "x"\nunstated = true\nbody = "styret"{TAIL}\n[rights]'),
            "arsmote.toml: committee: give either body or [[committee.seats]], one of them",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(
    written: Callable[..., LoadedCommunity], change: tuple[str, str], fault: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        written(change)
    assert str(caught.value) == fault


@pytest.mark.parametrize(
    ("day", "side", "status"),
    [
        (dt.date(2027, 7, 31), HOSPITAL, "ruled"),
        (dt.date(2027, 8, 1), MUNICIPAL, "ruled"),
        (None, MUNICIPAL, "doubtful"),
    ],
)
def test_a_turn_that_goes_on_within_the_year_asks_the_day_of_the_meeting(
    day: dt.date | None, side: str, status: str
) -> None:
    rules = rules_with(host=rotates(year=2025, turns_over="08-01"))
    (answer,) = hosts(rules, History(), LOADED.community, [2027], days={2027: day} if day else {})
    assert (answer.side, answer.status) == (side, status)


def test_a_part_of_the_meeting_may_have_a_host_of_its_own() -> None:
    plain: dict[str, Any] = {
        **RULE,
        "id": "dialog",
        "title": "dialogmøtet",
        "openness": "public",
        "host": "vert-dialog",
    }
    other = {"id": "vert-dialog", "title": "vert for dialogmøtet", "how": "opposite", "of": "host"}
    rules = rules_with(other).model_copy(update={"parts": (parse(MeetingPart, plain, file="x"),)})
    (answer,) = hosts(rules, History(), LOADED.community, [2027])
    assert answer.side == HOST_2027.side
    assert [(part.part, part.host, part.chair) for part in answer.parts] == [("dialog", "spesialisthelsetenesta", "")]
    says = {rule.title: rule.says for rule in explained(rules, LOADED.community)}
    assert says["Del: dialogmøtet"] == "Møtet er ope for alle; vert er vert for dialogmøtet"
