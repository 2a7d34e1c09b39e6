"""What is held against an earlier proposal, line by line: no row of any list stands in for another or is left out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.application.actions import FACT_NAMES
from cycle.application.results import (
    ActResult,
    ArchiveResult,
    CommitteeResult,
    HostResult,
    InvitationsResult,
    LettersResult,
    MailingResult,
    PlanResult,
    SignalsResult,
    StepResult,
)
from cycle.application.results.archive import PlannedPackage
from cycle.application.results.letters import ReadersLetter
from cycle.application.results.mailing import NotMailed, PaperLetter, PaperLetters, PlannedMail
from cycle.application.results.signals import AddressedSignal
from cycle.application.review.compared_lines import lines_of
from cycle.application.review.differences import LineChange, line_changes
from cycle.application.year import OpenCycle
from cycle.archive.public_site.pages import Edition, Erratum, PageDocument, PagePicture, PageSignal, Presentation
from cycle.catalogue import counted, say
from cycle.model import (
    DOCX,
    Committee,
    HostAnswer,
    InvitationList,
    LeftOut,
    MeetingFacts,
    Milestone,
    OfficeAnswer,
    SteeringSignal,
    StoredFile,
    Vacancy,
)
from cycle.model.invitations import InvitedSeat, Invitee
from cycle.model.offices import CommitteeMember

DAY = dt.date(2027, 2, 18)
CYCLE = cast(
    OpenCycle,
    SimpleNamespace(
        language="nn",
        year=2027,
        say=lambda words, **values: say("nn", words, **values),
        count=lambda number, one, many: counted("nn", number, one, many),
    ),
)
FEW = st.sampled_from(["a", "b"])
MAYBE = st.sampled_from(["", "a", "b"])
FILES = st.builds(StoredFile, sha256=FEW, name=FEW, media_type=st.just(DOCX), size=st.just(1))
SEATS = st.builds(InvitedSeat, seat=FEW, title=FEW, organisation=FEW, clause=FEW, why=FEW, right=FEW)
INVITEES = st.builds(
    Invitee, id=FEW, name=FEW, address=MAYBE, language=st.just("nn"), seats=st.tuples(SEATS), postal=MAYBE
)
FACTS = MeetingFacts(
    year=2027,
    date=DAY,
    start=dt.time(9),
    end=dt.time(15),
    registration=dt.time(8),
    venue="",
    place="",
    reply_by=DAY,
    record_date=DAY,
)
HOST: dict[str, Any] = {"year": 2027, "status": "ruled"} | dict.fromkeys(
    ("side", "organisation", "chair", "why", "clause", "source"), ""
)
PAGE: Any = {"meeting": "partnarskapsmote", "year": 2027, "title": "Partnarskapsmøte 2027"}


def _on_page(field: str) -> Callable[[tuple[Any, ...]], StepResult]:
    return lambda rows: ActResult(edition=Edition(**(PAGE | {field: rows})), said="", package="")


def _archived(rows: tuple[Any, ...]) -> StepResult:
    return ArchiveResult(
        edition=Edition(**PAGE, signals=rows), site="", pages=1, package=PlannedPackage(name="", files=1), made=DAY
    )


def _mailed(**lists: Any) -> StepResult:
    return MailingResult(
        **{"mails": (), "left_out": (), **lists},
        already=(),
        changed_since_sent=(),
        count=0,
        mode="folder",
        limit=1,
    )


def _invited(**lists: Any) -> StepResult:
    whole = {"invitees": (), "vacancies": (), "left_out": (), **lists}
    return InvitationsResult(
        list=InvitationList(year=2027, meeting="partnarskapsmote", record_date=DAY, **whole), invented=False
    )


def _committee(**lists: Any) -> StepResult:
    whole = {"members": (), "vacancies": (), **lists}
    return CommitteeResult(committee=Committee(year=2027, name="", **whole), invented=False)


def _letters(**lists: Any) -> StepResult:
    return LettersResult(date=DAY, contact_sheet=None, **{"letters": (), "common": (), **lists})


VACANT = st.builds(Vacancy, seat=FEW, title=FEW, organisation=FEW, named_by=FEW, clause=FEW)
LEFT_OUT = st.builds(LeftOut, who=FEW, why=FEW, clause=MAYBE)
KINDS: dict[str, tuple[st.SearchStrategy[Any], Callable[[tuple[Any, ...]], StepResult]]] = {
    "milestones": (
        st.builds(Milestone, id=FEW, title=FEW, date=st.just(DAY), note=MAYBE),
        lambda rows: PlanResult(facts=FACTS, milestones=rows),
    ),
    "members": (
        st.builds(CommitteeMember, seat=FEW, title=FEW, organisation=FEW, person=FEW, clause=FEW, why=FEW),
        lambda rows: _committee(members=rows),
    ),
    "empty seats of the committee": (VACANT, lambda rows: _committee(vacancies=rows)),
    "offices": (
        st.builds(
            OfficeAnswer,
            id=FEW,
            title=FEW,
            side=st.just(""),
            organisation=MAYBE,
            holder=MAYBE,
            status=st.just("ruled"),
            why=FEW,
            clause=FEW,
            source=FEW,
        ),
        lambda rows: HostResult(host=HostAnswer(**HOST, offices=rows), around=()),
    ),
    "invitees": (INVITEES, lambda rows: _invited(invitees=rows)),
    "empty seats of the list": (VACANT, lambda rows: _invited(vacancies=rows)),
    "who is not invited": (LEFT_OUT, lambda rows: _invited(left_out=rows)),
    "signals": (
        st.builds(
            AddressedSignal,
            id=FEW,
            signal=st.builds(SteeringSignal, to=FEW, text=FEW, owner=MAYBE, parent=MAYBE, plan=MAYBE),
            people=st.tuples(FEW),
        ),
        lambda rows: SignalsResult(signals=rows),
    ),
    "letters": (
        st.builds(
            ReadersLetter,
            recipient=FEW,
            name=FEW,
            language=st.just("nn"),
            docx=FILES,
            pdf=st.none(),
            asked=st.just("nb"),
        ),
        lambda rows: _letters(letters=rows),
    ),
    "who gets no letter": (LEFT_OUT, lambda rows: _letters(left_out=rows)),
    "mails": (
        st.builds(
            PlannedMail,
            recipient=FEW,
            name=FEW,
            address=FEW,
            files=st.tuples(FILES),
            content=st.just(""),
            size=st.just(1),
            bytes=st.just(1),
        ),
        lambda rows: _mailed(mails=rows),
    ),
    "who gets no mail": (st.builds(NotMailed, who=FEW, why=FEW), lambda rows: _mailed(left_out=rows)),
    "letters on paper": (
        st.builds(PaperLetter, recipient=FEW, name=FEW, postal=FEW, content=st.just("")),
        lambda rows: _mailed(paper=PaperLetters(letters=rows)),
    ),
    "documents of the page": (
        st.builds(PageDocument, title=FEW, kind=st.just("other"), file=st.none() | FILES, note=MAYBE),
        _on_page("documents"),
    ),
    "talks of the page": (
        st.builds(Presentation, title=FEW, subtitle=MAYBE, files=st.tuples(FILES)),
        _on_page("presentations"),
    ),
    "pictures of the page": (
        st.builds(PagePicture, file=FILES, alt=FEW, width=st.just(1), height=st.just(1), caption=MAYBE),
        _on_page("pictures"),
    ),
    "corrections of the page": (
        st.builds(Erratum, at=st.just(DAY), text=FEW),
        _on_page("errata"),
    ),
    "signals of the page": (
        st.builds(PageSignal, number=FEW, meeting=FEW, year=st.just(2027), to=FEW, text=FEW, parent=MAYBE),
        _archived,
    ),
}


def alike(kind: str, row: Any) -> Any:
    """Return what two rows are alike in when no line can tell them apart."""
    match kind:
        case "letters":
            return (row.recipient, row.name, row.language, row.asked, row.docx.name)
        case "mails":
            return (row.recipient, row.name, row.address, tuple(file.name for file in row.files))
        case "documents of the page":
            return (row.title, row.kind, row.note, row.file and row.file.sha256)
        case "talks of the page":
            return (row.title, row.subtitle, tuple(file.sha256 for file in row.files))
        case "pictures of the page":
            return (row.alt, row.caption, row.file.sha256)
    return row


def changes(made: StepResult, again: StepResult, *, years_apart: bool = False) -> Sequence[LineChange]:
    before, now = (lines_of(CYCLE, result, years_apart=years_apart) for result in (made, again))
    return tuple(line_changes(CYCLE, before, now))


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_no_row_of_a_list_is_hidden_from_the_comparison(kind: str, data: st.DataObject) -> None:
    rows, made_of = KINDS[kind]
    lists = st.lists(rows, max_size=3).map(tuple)
    before, now = data.draw(lists), data.draw(lists)
    found = changes(made_of(before), made_of(now))
    out = Counter(alike(kind, row) for row in before) - Counter(alike(kind, row) for row in now)
    came = Counter(alike(kind, row) for row in now) - Counter(alike(kind, row) for row in before)
    if kind == "corrections of the page":  # each is held against the one in its place
        assert bool(found) == (before != now)
    else:
        assert len(found) >= max(out.total(), came.total())
        assert bool(found) == (bool(out) or bool(came))
    assert all(line.before or line.now for line in found)
    assert all(line.before != line.now for line in found)


@pytest.mark.parametrize("kind", sorted({*KINDS} - {"pictures of the page", "who is not invited"}))
@given(data=st.data())
def test_each_row_of_a_list_has_a_line_also_when_years_are_held_together(kind: str, data: st.DataObject) -> None:
    rows, made_of = KINDS[kind]
    listed = data.draw(st.lists(rows, max_size=4).map(tuple))
    lines, empty = (lines_of(CYCLE, made_of(found), years_apart=True) for found in (listed, ()))
    assert len(lines) - len(empty) == len(listed)


def test_two_signals_that_go_on_from_one_are_both_held_against_what_was() -> None:
    def signals(*texts: str, year: int = 2028, parent: str = "2027-1") -> SignalsResult:
        return SignalsResult(
            signals=tuple(
                AddressedSignal(
                    id=f"{year}-{number}", signal=SteeringSignal(to="SSU", text=text, parent=parent), people=()
                )
                for number, text in enumerate(texts, start=1)
            )
        )

    last_year = signals("Lag ein strategi.", year=2027, parent="")
    found = changes(last_year, signals("Ta strategien i bruk.", "Meld attende om strategien."), years_apart=True)
    assert [(line.before, line.now) for line in found] == [
        ("SSU: Lag ein strategi.", "SSU: Ta strategien i bruk."),
        ("", "SSU: Meld attende om strategien."),
    ]
    found = changes(signals("Ein.", "To."), signals("Ein.", "Tre."))
    assert [(line.what, line.before, line.now) for line in found] == [
        ("Styringssignal 2028-2", "SSU: To.", "SSU: Tre.")
    ]
    assert not changes(last_year, signals("Lag ein strategi."), years_apart=True), "the number alone is no change"


@pytest.mark.parametrize("made_of", [_invited, _letters])
def test_whoever_was_left_out_before_reasons_were_said_of_several_is_no_news(
    made_of: Callable[..., StepResult],
) -> None:
    before = LeftOut(who="Kari", why="Vervet som medlem i utvalet gir ingen plass.")
    now = replace(before, title="medlem", place="utvalet", why_of_many="Verva gir ingen plass.")
    assert changes(made_of(left_out=(before,)), made_of(left_out=(now,))) == ()
    assert changes(made_of(left_out=(before,)), made_of(left_out=(replace(now, clause="§ 4"),)))


def test_every_fact_of_the_meeting_is_held_against_the_one_before_by_its_own_name() -> None:
    """A fact that had no line opened the gate again, and the page said only that the facts are others."""
    recipe = "see “Add a fact of the meeting” in CONTRIBUTING.md"
    assert {field.name for field in fields(MeetingFacts)} == {*FACT_NAMES, "year"}, recipe
    assert len(set(FACT_NAMES.values())) == len(FACT_NAMES)
