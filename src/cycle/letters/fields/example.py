"""An invented letter: the examples in listings of fields, and something to try a template on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

from cycle.letters.fields.meeting_papers import paper_fields
from cycle.letters.fields.proof_of_notice import ProofRow, proof_fields
from cycle.letters.fields.values import Fields, letter_fields
from cycle.model import (
    Area,
    Community,
    Contact,
    Dispatch,
    HostAnswer,
    InvitedSeat,
    Invitee,
    MeetingFacts,
    MeetingKind,
    Minutes,
    MinutesItem,
    Organisation,
    ProgrammeItem,
    Side,
    Speaker,
    SteeringSignal,
)


def example_fields() -> Fields:
    """Return the fields of an invented letter, for examples in listings and for trying a template."""
    return invented_letter()


def example_paper() -> Fields:
    """Return the fields of an invented paper of the meeting day."""
    common = {key: value for key, value in example_fields().items() if key not in {"recipient", "asked"}}
    other = replace(_INVITEE, id="p-02", name="Ola Ødegård", seats=_INVITEE.seats[:1])
    third = replace(_INVITEE, id="p-03", name="Anne Aasen", seats=_INVITEE.seats[1:])
    return paper_fields(common, invitees=[_INVITEE, other, third], minutes=_MINUTES)


def example_proof() -> Fields:
    """Return the fields of an invented proof of notice."""
    common = {key: value for key, value in example_fields().items() if key not in {"recipient", "asked"}}
    row = ProofRow(
        name="Kari Eksempel",
        recipient="p-01",
        by="mail",
        address="kari.eksempel@fjord.example",
        state="sent",
        at="2026-12-01T09:00:00+01:00",
        when="1. desember 2026 kl. 09.00",
        code="250",
        answer="2.0.0 Ok: queued as 4F1B2",
        sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    )
    paper = replace(
        row,
        name="Ola Ødegård",
        by="paper",
        address="Postboks 12\n5000 Bergen",
        state="printed",
        when="1. desember 2026 av Gro Eksempel",
    )
    missing = replace(row, name="Anne Aasen", state="refused", when="", code="550", answer="5.1.1 User unknown")
    return proof_fields(
        common,
        dispatch="Invitasjon",
        subject="Invitasjon til partnarskapsmøte 2027",
        trial="E-posten vart lagd i ei mappe.",
        made="1. desember 2026 kl. 10.00",
        summary="1 teken imot på e-post, 1 skriven ut på papir og 1 ikkje nådd",
        reached=[row],
        paper=[paper],
        missing=[missing],
    )


def example_of(path: str) -> str:
    """Return the example for a path of `known_fields.rows`; empty for groups and lists of groups."""
    if path in _IN_PARTS:
        return _IN_PARTS[path]
    value: Any = {**example_proof(), **example_paper(), **example_fields()}
    for step in path.replace("[]", "").split("."):
        value = (value[0] if isinstance(value, list) else value)[step]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    if isinstance(value, bool):
        return "ja" if value else "nei"
    return value if isinstance(value, str) else ""


_IN_PARTS = {"meeting.parts": "dialogmøtet og partnarskapsmøtet", "recipient.parts": "dialogmøtet"}
"""Of a meeting in parts, as the invented one is not."""
_KIND = MeetingKind(
    name="partnarskapsmøte",
    definite="partnarskapsmøtet",
    purposes=("drøfte mål og rammer for helsefellesskapet", "gje styringssignal"),
    audience="Møtet er for leiinga i kommunane og sjukehusa.",
    about="Møtet er det øvste nivået i helsefellesskapet.",
)
_COMMUNITY = Community(
    id="eksempel",
    name="Helsefellesskapet i Eksempelområdet",
    language="nn",
    sides=(Side(id="municipalities", name="kommunane"), Side(id="specialist", name="spesialisthelsetenesta")),
    areas=(Area(id="nord", name="Nord"),),
    organisations=(
        Organisation(id="fjord", name="Fjord kommune", short="Fjord", side="municipalities", number="999999999"),
        Organisation(
            id="sjukehus", name="Eksempel sjukehus HF", short="Sjukehuset", side="specialist", number="999999998"
        ),
    ),
    contact=Contact(
        name="Gro Eksempel",
        title="sekretariatsleiar",
        organisation="Samarbeidssekretariatet",
        address="sekretariat@helsefellesskap.example",
        phone="55 00 00 00",
        web="www.helsefellesskap.example",
        postal="Postboks 1, 5000 Bergen",
    ),
    meetings=("partnarskapsmote",),
)
EXAMPLE_FACTS = MeetingFacts(
    year=2027,
    date=dt.date(2027, 2, 18),
    start=dt.time(9),
    end=dt.time(15),
    registration=dt.time(8, 30),
    venue="Kulturhuset",
    place="Storgata 1, Bergen",
    reply_by=dt.date(2027, 1, 18),
    record_date=dt.date(2026, 11, 1),
    reference="2026/1234",
    theme="Saman om dei eldste",
    aim="Møtet skal forankre samarbeidet og peike ut retninga for det neste året.",
    signup="Svar på e-posten som dette brevet kom med.",
    prepare="Les utkastet til handlingsplan, og avklar i eiga leiing kva de kan slutte dykk til.",
    practical="Det kostar ikkje noko å delta, og vi serverer lunsj.",
    page="https://helsefellesskap.example/2027",
    change_reason="Lokalet er ikkje ledig den dagen vi først sette.",
)
_HOST = HostAnswer(
    year=2027,
    side="municipalities",
    organisation="Fjord kommune",
    chair="kommunane",
    status="ruled",
    why="Vertskapet går på omgang.",
    clause="5.1",
    source="example",
)
_DISPATCH = Dispatch(
    id="invitasjon",
    title="Invitasjon",
    template="invitasjon.docx",
    subject="Invitasjon til {meeting} {year}",
    milestone="invitation",
    mail="invitasjon",
    enclosures=("Program for dagen", "Følgjebrev"),
)
_INVITEE = Invitee(
    id="p-01",
    name="Kari Eksempel",
    address="kari.eksempel@fjord.example",
    postal="Postboks 12\n5000 Bergen",
    language="nn",
    seats=(
        InvitedSeat(
            seat="fjord.ordforar",
            title="ordførar",
            organisation="Fjord kommune",
            clause="5.1",
            why="",
            reason="Du er invitert som del av den politiske leiinga i Fjord kommune.",
            right="propose",
        ),
        InvitedSeat(
            seat="ssu.leiar",
            title="leiar",
            organisation="Strategisk samarbeidsutval",
            clause="5.2",
            why="",
            reason="Du er invitert som leiar av Strategisk samarbeidsutval.",
            right="propose",
        ),
    ),
)
_PROGRAMME = (
    ProgrammeItem(start=dt.time(8, 30), end=dt.time(9), kind="break", title="Registrering og kaffi"),
    ProgrammeItem(
        start=dt.time(9),
        end=dt.time(9, 15),
        kind="opening",
        title="Velkomen",
        speakers=(Speaker(name="Ola Eksempel", role="ordførar", organisation="Fjord kommune"),),
    ),
    ProgrammeItem(
        start=dt.time(9, 15),
        end=dt.time(10),
        kind="talk",
        title="Korleis lykkast vi saman?",
        speakers=(
            Speaker(name="Anne Døme", role="kommuneoverlege", organisation="Fjord kommune"),
            Speaker(name="Per Døme", role="fagdirektør", organisation="Eksempel sjukehus HF"),
        ),
    ),
    ProgrammeItem(start=dt.time(10), end=dt.time(10, 15), kind="break", title="Pause"),
    ProgrammeItem(start=dt.time(10, 15), end=dt.time(11), kind="discussion", title="Drøfting i grupper"),
    ProgrammeItem(start=dt.time(11), end=dt.time(12), kind="lunch", title="Lunsj"),
    ProgrammeItem(start=dt.time(12), end=dt.time(12, 30), kind="summary", title="Oppsummering"),
)
_MINUTES = Minutes(
    chair="Kari Eksempel",
    taker="Gro Eksempel",
    present=("Kari Eksempel",),
    absent=("Ola Ødegård",),
    matters=(
        MinutesItem(
            title="Korleis lykkast vi saman?",
            text="Anne Døme og Per Døme la fram erfaringar frå to kommunar.",
            decision="Partane sluttar seg til hovudlinjene.",
            responsible="Strategisk samarbeidsutval",
            due="1. mai 2027",
        ),
    ),
    signals=(
        SteeringSignal(
            to="Strategisk samarbeidsutval",
            text="Lag ein felles plan.",
            owner="Leiaren av utvalet",
            due=dt.date(2027, 5, 1),
            parent="2024-1",
            plan="Handlingsplan 2027–2028",
        ),
    ),
)
invented_letter = partial(
    letter_fields,
    _INVITEE,
    community=_COMMUNITY,
    meeting=_KIND.definite,
    kind=_KIND,
    facts=EXAMPLE_FACTS,
    host=_HOST,
    dispatch=_DISPATCH,
    date=dt.date(2026, 12, 1),
    programme=_PROGRAMME,
    your_reference="2026/77",
    before=replace(EXAMPLE_FACTS, date=dt.date(2027, 2, 11), venue="Rådhuset", place="Rådhusgata 1, Bergen"),
    asked=[("2027-1", _MINUTES.signals[0])],
    approved=dt.date(2027, 3, 1),
)
"""Makes the fields of the invented letter, or of one that is a little otherwise."""
