"""Every way a community's folder can be wrong is refused with its place and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from cycle.application.year.community_rules.community import load_community
from cycle.errors import ConfigError
from tests.application.community_folder import Change, changer, copy_of_bergen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of_bergen(tmp_path)


@pytest.fixture
def change(folder: Path) -> Change:
    return changer(folder)


def refused(folder: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_community(folder)
    return [str(problem) for problem in caught.value.problems]


def test_a_misspelt_key_names_file_key_and_what_was_meant(folder: Path, change: Change) -> None:
    change("community.toml", "[contact]\n", "[contact]\nphnoe = '1'\n")
    change("partnarskapsmote.toml", "[host.counting]\nby =", "[host.counting]\nbyy =")
    change("toppleiarmote.toml", "weeks_before = 26", "weeks_befor = 26")
    change("history.toml", "[editions.host_side]\nvalue", "[editions.host_side]\nvalu")
    change("organisations.csv", "municipality_number", "municipality_nummer")

    assert refused(folder) == [
        "community.toml: contact.phnoe: unknown key 'phnoe'; did you mean 'phone'?",
        "organisations.csv: header: unknown column 'municipality_nummer'; did you mean 'municipality_number'?",
        "partnarskapsmote.toml: host.counting.by: missing; write by = …",
        "partnarskapsmote.toml: host.counting.byy: unknown key 'byy'; did you mean 'by'?",
        "toppleiarmote.toml: milestones[0].weeks_befor: unknown key 'weeks_befor'; did you mean 'weeks_before'?",
        "history.toml: editions[0].host_side.value: missing; write value = …",
        "history.toml: editions[0].host_side.valu: unknown key 'valu'; did you mean 'value'?",
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (
            "partnarskapsmote.toml",
            'order = ["kommunane"',
            'order = ["kommunene"',
            "partnarskapsmote.toml: host.order[0]: unknown 'kommunene'; did you mean 'kommunane'?",
        ),
        (
            "partnarskapsmote.toml",
            'id = "fastlege"',
            'id = "fastlage"',
            (
                "partnarskapsmote.toml: seats[7].id: Strategisk samarbeidsutval has no seat 'fastlage'; "
                "did you mean 'fastlege'?"
            ),
        ),
        (
            "partnarskapsmote.toml",
            'milestone = "folgebrev"',
            'milestone = "følgebrev"',
            "partnarskapsmote.toml: dispatches[1].milestone: an id is made of a-z, 0-9 and hyphens: `helse-bergen`",
        ),
        (
            "partnarskapsmote.toml",
            'kind = "omradeutval"',
            'kind = "områdeutval"',
            "partnarskapsmote.toml: seats[6].kind: an id is made of a-z, 0-9 and hyphens: `helse-bergen`",
        ),
        (
            "partnarskapsmote.toml",
            'per = "body"\nkind = "omradeutval"',
            'per = "body"\nside = "kommunane"',
            "partnarskapsmote.toml: seats[6]: per = 'body' goes with kind, not with side; see docs/rules.md, Seats",
        ),
        (
            "partnarskapsmote.toml",
            "i {organisation}.",
            "i {organization}.",
            "partnarskapsmote.toml: seats[0].why: unknown field {organization}; use {organisation} or {title}",
        ),
        (
            "partnarskapsmote.toml",
            'source = "nytt-2024"',
            'source = "nytt-24"',
            "partnarskapsmote.toml: host.anchor.source: unknown source 'nytt-24'; did you mean 'nytt-2024'?",
        ),
        (
            "partnarskapsmote.toml",
            'basis = "stated"',
            'basis = "sated"',
            "partnarskapsmote.toml: purpose.basis: 'sated' is not one of the choices; did you mean 'stated'?",
        ),
        (
            "partnarskapsmote.toml",
            "days_before = 3",
            "days_before = 3\nweeks_before = 1",
            (
                "partnarskapsmote.toml: milestones[9]: give exactly one of days_before, weeks_before, workdays_before, "
                "days_after, weeks_after, workdays_after"
            ),
        ),
        (
            "partnarskapsmote.toml",
            "Invitasjon til {meeting}",
            "Invitasjon til {møte}",
            (
                "partnarskapsmote.toml: dispatches[0].subject: the subject has a field that cannot be filled in; "
                "use {year} and {meeting} only"
            ),
        ),
        (
            "partnarskapsmote.toml",
            'version = "2022-08-01"',
            'version = "2022-08-01"\nid = "x"',
            "partnarskapsmote.toml: id: this key is filled in by the service; take it away",
        ),
        (
            "toppleiarmote.toml",
            "[[committee.seats]]\n",
            'body = "ssu"\n[[committee.seats]]\n',
            "toppleiarmote.toml: committee: give either body or [[committee.seats]], one of them",
        ),
        (
            "community.toml",
            "invitations = 2",
            "invitasjons = 2",
            "community.toml: gates.invitasjons: unknown 'invitasjons'; did you mean 'invitations'?",
        ),
        (
            "community.toml",
            'steps = ["committee", "host", "invitations", "letters"]',
            'steps = ["host", "letters.folgjebrev"]',
            "community.toml: coordinators[1].steps: unknown 'letters.folgjebrev'; did you mean 'letters.folgebrev'?",
        ),
        (
            "community.toml",
            "ola.andrehand@spesialisthelsetenesta.example",
            "Kari.Koordinator@kommunane.example",
            "community.toml: coordinators: 'kari.koordinator@kommunane.example' stands twice; give each its own id",
        ),
        (
            "community.toml",
            '"samarbeidssekretariatet@helsefellesskapet.example"',
            '"a@b.example, c@d.example"',
            "community.toml: contact.address: ",
        ),
        (
            "organisations.csv",
            "964338531",
            "964338532",
            "organisations.csv: row 2, column number: the check digit does not fit; look the number up again",
        ),
        (
            "organisations.csv",
            "Ulvik herad,",
            "Ulvik, herad,",
            "organisations.csv: row 4: has another number of columns than the header",
        ),
        (
            "organisations.csv",
            "eidfjord,Eidfjord",
            "bergen,Eidfjord",
            (
                "organisations.csv: row 3, column id: 'bergen' stands in row 2 too, and that row does not end before "
                "this one begins; give each its own id, or valid_to and valid_from when the name or the number has "
                "changed"
            ),
        ),
        (
            "organisations.csv",
            ",nynorsk,,,",
            ",nynorks,,,",
            (
                "organisations.csv: row 3, column language_decision: 'nynorks' is not one of the choices; "
                "did you mean 'nynorsk'?"
            ),
        ),
        (
            "history.toml",
            'printed = "28. januar 2020"\nwhy = "',
            'printed = "28. januar 2020"\n# "',
            "history.toml: editions[2].date: a fact that is not simply stated needs a why; write why = …",
        ),
        (
            "history.toml",
            'date = { value = 2020-01-16, basis = "stated", source = "toppleiarmote" }',
            "date = 2020-01-16",
            (
                "history.toml: editions[1].date: '2020-01-16' stands alone where a table must be; "
                "write date = { value = … }"
            ),
        ),
        (
            "history.toml",
            "year = 2020",
            "year = 2019",
            "history.toml: editions: 'toppleiarmote 2019' stands twice; mark the extra meeting with extra = true",
        ),
        (
            "history.toml",
            'value = "helse-bergen"',
            'value = "helse-bergn"',
            "history.toml: editions[1].host.value: unknown 'helse-bergn'; did you mean 'helse-bergen'?",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_its_place_and_remedy(
    folder: Path, change: Change, name: str, old: str, new: str, expected: str
) -> None:
    change(name, old, new)
    problems = refused(folder)
    assert len(problems) == 1
    assert problems[0].startswith(expected) if expected.endswith(" ") else problems[0] == expected


def test_a_file_that_is_not_toml_not_utf8_or_not_there_is_told_together_with_the_rest(folder: Path) -> None:
    (folder / "partnarskapsmote.toml").write_text("name = \n")
    (folder / "toppleiarmote.toml").unlink()
    (folder / "history.toml").write_bytes("name = 'Bergensområdet'".encode("latin-1"))

    problems = refused(folder)
    assert problems == [
        (
            "partnarskapsmote.toml: this is not TOML (line 1, character 8: a value is missing, or is text without "
            'quotes. Write it in quotes: key = "value"); correct the line, and save the file as UTF-8'
        ),
        (
            "toppleiarmote.toml: there is no such file; the folder has community.toml, history.toml, "
            "organisations.csv, partnarskapsmote.toml"
        ),
        "history.toml: is not UTF-8 text (line 1, byte 18); save it as UTF-8",
    ]


@pytest.mark.parametrize("written", [b"[gates]\n", b"name = \n", "x = 'å'".encode("latin-1")])
def test_nothing_is_said_of_what_rests_on_a_file_that_cannot_be_read(folder: Path, written: bytes) -> None:
    community = folder / "community.toml"
    community.write_bytes(community.read_bytes() + written)
    (problem,) = refused(folder)
    assert problem.startswith("community.toml: ")


def test_a_community_that_does_not_exist_names_those_that_do(folder: Path) -> None:
    where = folder.with_name("bergensomradt")
    assert refused(where) == [f"{where}: there is no community here; did you mean 'bergensomradet'?"]


def test_a_meeting_type_that_does_not_exist_names_those_that_do(folder: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_community(folder).meeting("fagdag")
    assert str(caught.value) == (
        "community.toml: meetings: there is no meeting type 'fagdag'; "
        "the meeting types are partnarskapsmote, toppleiarmote"
    )


def test_a_meeting_type_never_reads_a_file_outside_the_folder(folder: Path, change: Change) -> None:
    change("community.toml", '"toppleiarmote"]', '"../../secret"]')
    assert refused(folder)[0] == "community.toml: meetings[1]: an id is made of a-z, 0-9 and hyphens: `helse-bergen`"
    assert not any("secret" in text for text in refused(folder))
