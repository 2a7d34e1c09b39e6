"""`cycle host`, `committee` and `invitations` answer for any year, each line with clause and reason."""

from __future__ import annotations

import pytest

from tests.desk import CEO, CHIEF, INVITED, MEMBER, ROOT, SHARED, Desk

HOST_KEYS = {"year", "side", "organisation", "chair", "status", "why", "clause", "source"}


@pytest.fixture
def real(desk: Desk) -> Desk:
    """The desk with the example register of the house."""
    example = ROOT / "config" / "communities" / "bergensomradet" / "register.xlsx"
    (desk.community / "register.xlsx").write_bytes(example.read_bytes())
    return desk


def test_hosts_of_a_decade_across_both_systems(run) -> None:
    said = run("host", "2020..2030", "--json")
    assert (said.code, said.err) == (0, "")
    years = said.json["years"]
    assert [year["year"] for year in years] == list(range(2020, 2031))
    assert [set(year) >= HOST_KEYS and bool(year["why"] and year["clause"]) for year in years] == [True] * 11
    assert {year["side"] for year in years} == {"kommunane", "spesialisthelsetenesta"}
    assert {year["year"]: year["organisation"] for year in years}[2027] == "Alver kommune"
    assert {year["year"]: year["status"] for year in years}[2027] == "override"


def test_the_host_of_one_year_in_words(run) -> None:
    said = run("host", "2026")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("2026  ")
    assert " — " in said.out


@pytest.mark.parametrize(
    ("year", "said", "organisation"),
    [
        (2025, "så i 2025 var det kommunane sin tur", "Kjeldene seier ikkje kva for organisasjon som var vert."),
        (2029, "så i 2029 er det kommunane sin tur", "Ingen regel seier kva for organisasjon på sida som er vert;"),
    ],
)
def test_a_year_that_is_over_is_spoken_of_as_past(year: int, said: str, organisation: str, run) -> None:
    answer = run("host", year).out
    assert said in answer
    assert organisation in answer


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("fire", "'fire' is not a year or a range of years; write 2027 or 2020..2030"),
        ("2030..2020", "'2030..2020' ends before it starts; write 2020..2030"),
    ],
)
def test_a_range_that_is_none_is_wrong_usage(given: str, message: str, run) -> None:
    said = run("host", given)
    assert said.code == 2
    assert message in said.err


def test_the_committee_of_2027_by_seat(run) -> None:
    said = run("committee", 2027, "--json")
    assert said.code == 0
    answer = said.json
    assert {"year", "members", "vacancies"} <= set(answer)
    assert [(member["seat"], member["person"]) for member in answer["members"]] == [
        ("ssu.leiar", CHIEF.name),
        (MEMBER.seat, MEMBER.name),
    ]
    assert [set(member) >= {"seat", "organisation", "person", "clause", "why"} for member in answer["members"]] == [
        True
    ] * 2
    assert answer["vacancies"]
    assert [set(vacancy) >= {"seat", "named_by", "clause"} for vacancy in answer["vacancies"]] == [True] * len(
        answer["vacancies"]
    )


def test_the_committee_of_the_toppleiarmote_2020_has_eight(real: Desk, run) -> None:
    answer = run("committee", 2020, "--meeting", "toppleiarmote", "--json").json
    assert (len(answer["members"]), answer["vacancies"]) == (8, [])
    assert all(member["clause"] and member["why"] for member in answer["members"])


def test_the_invitations_of_2027_each_with_clause_and_reason(run) -> None:
    said = run("invitations", 2027, "--json")
    assert said.code == 0
    answer = said.json
    assert {"year", "record_date", "digest", "invitees", "vacancies", "left_out", "changes"} <= set(answer)
    assert (answer["year"], answer["record_date"], len(answer["digest"])) == (2027, "2026-12-01", 64)
    assert tuple(invitee["name"] for invitee in answer["invitees"]) == INVITED
    assert [set(invitee) >= {"id", "name", "address", "language", "seats"} for invitee in answer["invitees"]] == [
        True
    ] * 5
    seats = [seat for invitee in answer["invitees"] for seat in invitee["seats"]]
    assert [seat["seat"] for seat in seats] == [
        CHIEF.seat,
        "ssu.leiar",
        "alver.ordforar",
        *(row.seat for row in SHARED),
        CEO.seat,
    ]
    assert [seat for seat in seats if not (seat["clause"] and seat["why"] and seat["right"])] == []
    assert [entry["who"] for entry in answer["left_out"]] == [MEMBER.name]
    assert len(seats) + len(answer["vacancies"]) == 60


@pytest.mark.parametrize(("meeting", "year"), [("partnarskapsmote", 2027), ("toppleiarmote", 2020)])
def test_the_lists_of_both_systems_are_complete(meeting: str, year: int, real: Desk, run) -> None:
    answer = run("invitations", year, "--meeting", meeting, "--json").json
    assert len(answer["invitees"]) > 50
    assert [
        seat["seat"]
        for invitee in answer["invitees"]
        for seat in invitee["seats"]
        if not (seat["clause"] and seat["why"])
    ] == []


def test_the_same_question_gets_the_same_digest(run) -> None:
    assert run("invitations", 2027, "--json").out == run("invitations", 2027, "--json").out


def test_a_comparison_tells_each_difference_with_its_cause(real: Desk, run) -> None:
    changes = run("invitations", 2027, "--compare", 2024, "--json").json["changes"]
    assert changes
    assert [change for change in changes if not (change["what"] and change["cause"])] == []


def test_a_list_in_words_ends_with_its_counts(run) -> None:
    lines = run("invitations", 2027).out.splitlines()
    assert lines[0] == "record date: 2026-12-01, meeting: 2027-02-18"
    assert lines[1] == f"{CHIEF.name} <{CHIEF.address}>"
    assert lines[-1] == "5 people, 60 seats, 54 vacant"


def test_a_community_is_named_by_its_folder_too(desk: Desk, run) -> None:
    assert run("host", 2027, "--community", desk.community, "--json").json == run("host", 2027, "--json").json
