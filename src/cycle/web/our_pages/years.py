"""The pages about a year: where it stands, the letters of a dispatch, one letter, what became of the mails."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cycle.application.actions import AWAY_WORDS, answers_turned_down, service_state
from cycle.application.delivery import plan_lines, proof_table, proofs, received_folder
from cycle.application.review import (
    comes_first,
    cycle_of,
    failed_forms,
    letters_view,
    mailing_view,
    open_years,
    page_pictures,
)
from cycle.application.year import OpenCycle, StepNode, node_named, start_link
from cycle.catalogue import sentence
from cycle.errors import StepError
from cycle.web.app_state import pages_of, services_of
from cycle.web.our_pages.disposition import disposition
from cycle.web.security_headers import FILE_POLICY
from cycle.web.visitors.identity import own_community, own_language, who_asks


def years(request: Request) -> Response:
    """Return the open years, where each step stands and what waits for whom."""
    services, pages = services_of(request), pages_of(request)
    post = received_folder(services.settings) is not None
    state, who = service_state(services), who_asks(request)
    found = open_years(services, community=own_community(request), reads=own_language(request))
    return pages.show(
        "years.html",
        years=found,
        mine=[(year, gate) for year in found for gate in year.gates if gate.waits_for(who)],
        turned_down=[
            (year, answer)
            for year in found
            if year.cycle is not None and who is not None
            for answer in answers_turned_down(year.cycle, who, year.steps)
        ],
        failed=failed_forms(services, community=own_community(request)),
        me=who,
        post=post,
        state=state,
        away_words=pages.say(AWAY_WORDS),
        starting=start_link(services.settings),
    )


def letters(request: Request) -> Response:
    """Return all letters of a dispatch; 404 when there is no such year or dispatch."""
    cycle, node = _step(request, "letters")
    return pages_of(request).show(
        "letters.html",
        language=cycle.language,
        cycle=cycle,
        node=node,
        view=letters_view(cycle, node),
        waits=comes_first(cycle, node),
    )


def letter(request: Request) -> Response:
    """Return one letter, page by page, between the one before and the one after it."""
    cycle, node = _step(request, "letters")
    view, number = letters_view(cycle, node), request.path_params["number"]
    if view is None or not 1 <= number <= len(view.letters):
        raise HTTPException(404, sentence("The dispatch has no such letter."))
    shown = view.letters[number - 1]
    pictures = page_pictures(services_of(request), shown.pdf.sha256) if shown.pdf else ()
    return pages_of(request).show(
        "letter.html",
        language=cycle.language,
        cycle=cycle,
        node=node,
        view=view,
        letter=shown,
        pages=len(pictures),
        before=view.letters[number - 2] if number > 1 else None,
        after=view.letters[number] if number < len(view.letters) else None,
    )


def mailing(request: Request) -> Response:
    """Return the ledger of a dispatch: the counts, and every row with the server's words and what to do."""
    cycle, node = _step(request, "mailing")
    return pages_of(request).show(
        "mailing.html",
        language=cycle.language,
        cycle=cycle,
        node=node,
        view=mailing_view(cycle, node),
        waits=comes_first(cycle, node),
        plan_lines=lambda plan: plan_lines(cycle, plan),
    )


def proof(request: Request) -> Response:
    """Return the proof of notice of a dispatch as it stands now, as a file for spreadsheets."""
    cycle, node = _step(request, "mailing")
    made = proof_table(cycle.as_written, node)
    headers = {"Content-Disposition": disposition(made.name, inline=False), "Content-Security-Policy": FILE_POLICY}
    return Response(made.data, media_type="text/csv; charset=utf-8", headers=headers)


def proof_page(request: Request) -> Response:
    """Return the proof of notice as it is printed: PDF, or Word where there is no LibreOffice."""
    cycle, node = _step(request, "mailing")
    try:
        [made] = [proof.page.file for proof in proofs(cycle.as_written, dispatch=node.dispatch)]
    except StepError as error:
        nothing = sentence("No mail is planned in this dispatch yet, so there is nothing to prove.")
        raise HTTPException(404, nothing) from error
    headers = {"Content-Disposition": disposition(made.name, inline=False), "Content-Security-Policy": FILE_POLICY}
    return Response(cycle.memory.files.read(made), media_type=made.media_type, headers=headers)


def _step(request: Request, kind: str) -> tuple[OpenCycle, StepNode]:
    found = request.path_params
    where = (found["community"], found["meeting"], found["year"])
    cycle = cycle_of(services_of(request), *where, reads=own_language(request))
    if cycle is None:
        raise HTTPException(404, sentence("This year is not open."))
    try:
        return cycle, node_named(cycle.graph, f"{kind}.{found['dispatch']}")
    except StepError as error:
        raise HTTPException(404, sentence("The year has no such dispatch.")) from error
