"""Reading a community's folder: what the real one gives, and what its digest and people follow."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cycle.application.year.community_rules.community import load_community
from cycle.governance.community_data.strict import is_slug
from cycle.model import Dispatch
from tests.application.community_folder import BERGEN, FILES, Change, changer, copy_of_bergen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of_bergen(tmp_path)


@pytest.fixture
def change(folder: Path) -> Change:
    return changer(folder)


def test_the_community_has_its_parties_areas_and_gates() -> None:
    community = load_community(BERGEN).community

    assert (community.id, community.name) == ("bergensomradet", "Helsefellesskapet i Bergensområdet")
    assert community.meetings == ("partnarskapsmote", "toppleiarmote")
    by_area = {
        area.id: sorted(
            organisation.id
            for organisation in community.organisations
            if organisation.area == area.id and not organisation.valid_to
        )
        for area in community.areas
    }
    assert by_area == {
        "bergen": ["bergen"],
        "bergensregionen": ["askoy", "austevoll", "bjornafjorden", "oygarden", "samnanger"],
        "nordhordland": ["alver", "austrheim", "fedje", "gulen", "masfjorden", "modalen", "osteroy"],
        "voss": ["eidfjord", "kvam", "ulvik", "vaksdal", "voss"],
    }
    gone = sorted(organisation.id for organisation in community.organisations if organisation.valid_to)
    assert gone == ["fjell", "fusa", "granvin", "lindas", "meland", "os", "oygarden-gamle", "radoy", "sund", "voss"]
    hospitals = [
        organisation.id for organisation in community.organisations if organisation.side == "spesialisthelsetenesta"
    ]
    assert hospitals == ["helse-bergen", "haraldsplass", "betanien", "solli", "olaviken", "bjorkeli"]
    assert len(community.organisations) == 24 + len(gone)
    municipalities = [
        organisation for organisation in community.organisations if organisation.area and not organisation.valid_to
    ]
    assert [organisation.id for organisation in municipalities if organisation.language_decision == "nøytral"] == [
        "bergen",
        "askoy",
    ]
    assert {step: community.approvers(step) for step in ("invitations", "letters", "letters.folgebrev")} == {
        "invitations": 2,
        "letters": 1,
        "letters.folgebrev": 1,
    }
    assert community.contact.address.endswith(".example")
    assert all(is_slug(body.id) and body.source for body in (*community.organisations, *community.bodies))


def test_the_partnership_meeting_sends_an_invitation_and_later_a_cover_letter_with_the_programme() -> None:
    invitation, cover_letter, *others = load_community(BERGEN).meeting("partnarskapsmote").dispatch_values()

    assert invitation == Dispatch(
        id="invitasjon",
        title="Invitasjon",
        template="invitasjon.docx",
        subject="Invitasjon til {meeting} {year}",
        milestone="invitasjon",
        mail="invitasjon",
        calendar="file",
    )
    assert cover_letter == Dispatch(
        id="folgebrev",
        title="Følgjebrev",
        template="folgebrev.docx",
        subject="Følgjebrev og program for {meeting} {year}",
        milestone="folgebrev",
        mail="folgebrev",
        common=("program.docx",),
        enclosures=("Program",),
    )
    assert [(dispatch.id, dispatch.by, dispatch.audience, dispatch.tells, dispatch.after) for dispatch in others] == [
        ("hald-av-datoen", "request", "everyone", "meeting", "invitations"),
        ("paminning", "request", "silent", "meeting", "invitations"),
        ("endring", "request", "told", "change", "invitations"),
        ("avlysing", "request", "told", "cancellation", "invitations"),
        ("takk", "request", "present", "meeting", "archive"),
        ("styringsbrev", "request", "addressees", "meeting", "invitations"),
    ]


def test_the_history_keeps_stated_inferred_and_corrected_apart() -> None:
    history = load_community(BERGEN).history

    dates = {
        edition.year: edition.date and (edition.date.value, edition.date.basis, edition.date.printed)
        for edition in history.editions
    }
    assert dates == {
        2019: None,
        2020: (dt.date(2020, 1, 16), "stated", ""),
        2021: (dt.date(2021, 1, 28), "inferred", "28. januar 2020"),
        2022: (dt.date(2022, 4, 6), "stated", ""),
        2023: (dt.date(2023, 4, 19), "inferred", ""),
        2024: (dt.date(2024, 2, 15), "inferred", "15. februrar"),
    }
    (toppleiarmotet,) = history.of(2020)
    assert [len(talk.speakers) for talk in toppleiarmotet.talks] == [1, 1, 2, 1, 1, 1, 1, 1]
    assert all(
        speaker.role or speaker.name == "Trond Egil Hansen"
        for talk in toppleiarmotet.talks
        for speaker in talk.speakers
    )
    assert [(speaker.name, speaker.organisation) for speaker in toppleiarmotet.talks[2].speakers] == [
        ("Are Forbord", "Helse- og omsorgsdepartementet"),
        ("Åse Laila Snåre", "Kommunesektorens organisasjon (KS)"),
    ]


def test_the_digest_follows_every_file(folder: Path) -> None:
    digests = [load_community(folder).digest]
    for name in FILES:
        with (folder / name).open("a") as file:
            file.write('\n[[areas]]\nid = "ny"\nname = "Ny"\n' if name == "community.toml" else "\n")
        digests.append(load_community(folder).digest)
    assert len(set(digests)) == 1 + len(FILES)


def test_a_new_coordinator_is_told_of_gates_and_opens_none_again(folder: Path, change: Change) -> None:
    before = load_community(folder)
    change("community.toml", "[sources]", '[[coordinators]]\nname = "Ny"\naddress = "ny@b.example"\n\n[sources]')
    after = load_community(folder)
    assert [coordinator.address for coordinator in after.community.coordinators][-1] == "ny@b.example"
    assert len(after.community.coordinators) == len(before.community.coordinators) + 1
    assert after.digest == before.digest


def test_a_coordinator_is_asked_about_the_steps_that_are_named_and_about_all_when_none_is(folder: Path) -> None:
    kari, ola = load_community(folder).community.coordinators
    assert (kari.language, ola.language) == ("nn", "nb")
    asked = {name for name in ("plan", "invitations", "letters.folgebrev", "mailing.folgebrev") if ola.decides_on(name)}
    assert asked == {"invitations", "letters.folgebrev"}
    assert kari.decides_on("plan")


def test_a_spreadsheet_programs_byte_order_mark_does_no_harm(folder: Path) -> None:
    for name in FILES:
        (folder / name).write_bytes(b"\xef\xbb\xbf" + (folder / name).read_bytes())
    assert load_community(folder).community == load_community(BERGEN).community
