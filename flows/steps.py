"""The flows of a year (årshjul), one for each step, in the order in which they follow each other."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.gates.step_run import run_step


@flow(name="arshjul")
def plan(community: str, meeting: str, year: int) -> State[Any]:
    """Open the wheel of the year (årshjul): dates counted back from the meeting."""
    return run_step("plan", community=community, meeting=meeting, year=year)


@flow(name="programkomite")
def committee(community: str, meeting: str, year: int) -> State[Any]:
    """The programme committee (programkomité): members by seat, and vacant seats."""
    return run_step("committee", community=community, meeting=meeting, year=year)


@flow(name="vertskap")
def host(community: str, meeting: str, year: int) -> State[Any]:
    """Host and chair (vertskap og møteleiing): whose turn it is, and why."""
    return run_step("host", community=community, meeting=meeting, year=year)


@flow(name="invitasjonsliste")
def invitations(community: str, meeting: str, year: int) -> State[Any]:
    """The invitation list (invitasjonsliste): everyone the rules invite, each with clause and reason."""
    return run_step("invitations", community=community, meeting=meeting, year=year)


@flow(name="styringssignal")
def signals(community: str, meeting: str, year: int, dispatch: str) -> State[Any]:
    """The steering signals (styringssignal) of a meeting: what it asks of whom, decided on before the letters go."""
    return run_step("signals", community=community, meeting=meeting, year=year, dispatch=dispatch)


@flow(name="brev")
def letters(community: str, meeting: str, year: int, dispatch: str) -> State[Any]:
    """Letters (brev) of one dispatch: a Word file and a PDF for each addressee, and the common enclosures."""
    return run_step("letters", community=community, meeting=meeting, year=year, dispatch=dispatch)


@flow(name="send-ut")
def mailing(community: str, meeting: str, year: int, dispatch: str) -> State[Any]:
    """The mailing (utsending) of one dispatch: everyone exactly once, after the exact count is confirmed."""
    return run_step("mailing", community=community, meeting=meeting, year=year, dispatch=dispatch)


@flow(name="arkiv")
def archive(community: str, meeting: str, year: int) -> State[Any]:
    """Archive and publication (arkiv): the public page of the year and its package."""
    return run_step("archive", community=community, meeting=meeting, year=year)


@flow(name="arkivhandling")
def act(community: str, meeting: str, year: int, act: int) -> State[Any]:
    """An act on a closed year (arkivhandling): a correction, something taken down, or the year opened again."""
    return run_step("act", community=community, meeting=meeting, year=year, dispatch=str(act))


STEP_FLOWS = (plan, committee, host, invitations, signals, letters, mailing, archive, act)
