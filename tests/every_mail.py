"""Walks an invented year in one community and lets everything happen that anybody is mailed about."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import get_args

from cycle.application import notifications
from cycle.application.actions import Decision, move_meeting, note_failure, step_state, take_up
from cycle.application.actions.deciding.late_answers import tell_in_vain
from cycle.application.delivery import send_notices
from cycle.application.dispatches import ask, correct, everybody
from cycle.application.notifications.gate_opened import notify_gate
from cycle.application.notifications.next_year import notify_next_year
from cycle.application.notifications.open_items import summarise
from cycle.application.notifications.reminders import remind_of_gates
from cycle.application.notifications.unreadable import notify_unreadable
from cycle.application.year.community_rules.preview_list import list_as_it_is
from cycle.application.year.cycle import OpenCycle
from cycle.application.year.written.facts import load_facts
from cycle.errors import ConfigError, ConversionError
from cycle.mail.transport.maildir import ReceivedMail
from cycle.model import Language, OutboxState, Reply
from cycle.register.workbooks.workbook import RegisterRow
from tests.desk import APPROVERS, COMMUNITY, ROOT, YEAR, Desk
from tests.dispatches import in_bokmål, on_request

COMMUNITIES = sorted(path.name for path in (ROOT / "config" / "communities").iterdir() if path.is_dir())
NUMBERS = ("none", "one", "few", "many")
"""How many are invited: nobody, one, one of each form and one more, or all of the example's register."""
COORDINATORS = """
[[coordinators]]
name = "Kari Koordinator"
address = "kari@koordinator.example"
language = "nn"

[[coordinators]]
name = "Ola Andrehand"
address = "ola@koordinator.example"
language = "nb"

"""
WHO, RUN = "Kari Sekretær", "0b5e1f0e-3f1c-4a52-9b7d-0f6a1c2d3e4f"
LINK = f"http://127.0.0.1:4200/prefect/runs/flow-run/{RUN}"
IN_TURN = ("hald-av-datoen", "paminning", "endring", "takk", "styringsbrev", "avlysing")
"""Dispatches that have their place in the year; any other is asked for after the change."""
Acts = Iterator[tuple[str, Callable[[], object]]]
"""What is done and the deed, in the order of the year."""
REASON: Mapping[Language, str] = {"nn": "Lokalet er ikkje ledig.", "nb": "Lokalet er ikke ledig."}
"""Why something is other than it was: said in a change and a cancellation, and in nothing else."""
ASIDE: Mapping[Language, str] = {
    "nn": "Sei frå om du treng tilrettelegging.",
    "nb": "Si fra om du trenger tilrettelegging.",
}
"""What somebody adds to any other dispatch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One mail, and what had happened when it came."""

    what: str
    mail: ReceivedMail

    @property
    def form(self) -> Language:
        """Return the written language the mail says it is in."""
        return "nb" if '<html lang="nb"' in self.mail.html else "nn"


def mails_of(community: str, number: str = "many") -> Iterator[Seen]:
    """Yield the mails of a year with none, one, a few or many in the register, as they come.

    Of those that came at once with one subject, in one form, the shortest and the longest.
    """
    with tempfile.TemporaryDirectory() as folder, closing(Desk(Path(folder), community=community)) as desk:
        desk.community = desk.root / "config" / "communities" / community
        prepare(desk, number)
        desk.start(**({} if community == "bergensomradet" else {"date": "18.02.2027", "venue": "Kulturhuset"}))
        shown: set[str] = set()
        for what, act in acts_of(desk, number):
            desk.moment += dt.timedelta(hours=1)
            act()
            came = [mail for mail in desk.mails() if mail.path.name not in shown]
            shown |= {mail.path.name for mail in came}
            yield from (Seen(what=f"{number} {what}", mail=mail) for mail in _shortest_and_longest(came))


def acts_of(desk: Desk, number: str) -> Acts:
    """Yield all that happens in such a year, each deed to be done before the next is asked for."""
    yield from chain(_before(desk), _chain(desk, number), _asked_for(desk, number), _wrong(desk))


def prepare(desk: Desk, number: str) -> None:
    """Give the community both coordinators, every dispatch, and a register with so many people."""
    shutil.copy(ROOT / "config" / "communities" / desk.community.name / "register.xlsx", desk.community)
    file = desk.community / "community.toml"
    text = re.sub(r"(?m)^\[\[coordinators\]\]\n(?:\w.*\n)+", "", file.read_text("utf-8"))
    head, sources, rest = text.partition("\n[sources]\n")
    assert sources
    file.write_text(f"{head}\n{COORDINATORS}[sources]\n{rest}", "utf-8")
    [rules] = desk.community.glob("part*mote.toml")
    (desk.community / f"{rules.stem}-{YEAR}").mkdir(exist_ok=True)
    programme = ROOT / "config" / "communities" / COMMUNITY / f"partnarskapsmote-{YEAR}" / "program.xlsx"
    shutil.copy(programme, desk.community / f"{rules.stem}-{YEAR}")
    written = rules.read_text("utf-8")
    missing = [
        dispatch
        for dispatch in on_request()
        if f'\nid = "{dispatch}"\ntitle' not in written.partition("[[dispatches]]")[2]
    ]
    rules.write_text(written + "".join(_table(mail, language_of(desk)) for mail in missing), "utf-8")
    if number != "many":
        invited = list_as_it_is(desk.start(date="18.02.2027", venue="Kulturhuset")).invitees
        until = dt.date(2026, 1, 1) if number == "none" else None
        forms: tuple[Language, ...] = ("nn", "nb", "nn") if number == "few" else (language_of(desk),)
        desk.register(
            *(
                RegisterRow(
                    seat=invitee.seats[0].seat,
                    name=invitee.name,
                    address=invitee.address,
                    language=form,
                    valid_to=until,
                )
                for invitee, form in zip(invited, forms, strict=False)
            )
        )


def language_of(desk: Desk) -> Language:
    """Return the community's own form."""
    return "nb" if 'language = "nb"\nmeetings' in (desk.community / "community.toml").read_text("utf-8") else "nn"


def _table(name: str, language: Language) -> str:
    """Return a dispatch of the example for a community without it, so that each mail is seen in each."""
    table = on_request()[name]
    calendar = {"takk": "none", "styringsbrev": "none", "paminning": "file"}.get(name, "invitation")
    said = in_bokmål if language == "nb" else str
    return (
        f'\n[[dispatches]]\nid = "{name}"\ntitle = "{said(table["title"])}"\ntemplate = "{table["template"]}"\n'
        f'subject = "{said(table["subject"])}"\nmail = "{table["mail"]}"\nby = "request"\ncalendar = "{calendar}"\n'
        + "".join(f'{key} = "{table[key]}"\n' for key in ("audience", "tells", "after") if key in table)
    )


def _shortest_and_longest(came: list[ReceivedMail]) -> Iterator[ReceivedMail]:
    kinds: dict[tuple[str, bool], list[ReceivedMail]] = {}
    for mail in came:
        kinds.setdefault((mail.subject, '<html lang="nb"' in mail.html), []).append(mail)
    for mails in kinds.values():
        ordered = sorted(mails, key=lambda mail: (len(mail.text), mail.to))
        yield from ordered[:1] if len(ordered) == 1 else (ordered[0], ordered[-1])


def _before(desk: Desk) -> Acts:
    """Yield the first gates up to the list, which is approved by one, sent back with words, and asked about again."""
    for step in ("plan", "committee", "host"):
        yield f"{step} gate", partial(_gate, desk, step)
        yield f"{step} done", partial(_finish, desk, step)
    yield "list given up", lambda: _give_up(desk, "invitations")
    yield "list gate", lambda: _gate(desk, "invitations")
    yield "list gate, one has approved, reminder", lambda: _half_approved(desk)
    yield "list gate, sent back", lambda: _sent_back(desk)
    yield "approval in vain", lambda: _in_vain(desk)
    yield "list done", lambda: _finish(desk, "invitations")


def _chain(desk: Desk, number: str) -> Acts:
    """Yield what every year has after the list, with save the date before and reminders after the first mailing."""
    if number != "none":
        yield from _dispatch(desk, "hald-av-datoen")
    for node in desk.cycle().graph:
        if node.dispatch == "invitasjon":
            yield f"{node.name} gate", partial(_gate, desk, node.name)
            yield f"{node.name} done", partial(_finish, desk, node.name)


def _asked_for(desk: Desk, number: str) -> Acts:
    """Yield what is asked for when somebody was invited: reminder, correction, change, cancellation, thanks."""
    if number == "none":
        return
    yield "doubtful mails", lambda: _doubt(desk, number)
    yield from _dispatch(desk, "paminning")
    yield "correction", lambda: _correct(desk)
    yield from _mailed(desk, next(node.dispatch for node in reversed(desk.cycle().graph) if "rett" in node.dispatch))
    for step in ("letters.folgebrev", "mailing.folgebrev"):
        yield f"{step} gate", partial(_gate, desk, step)
        yield f"{step} done", partial(_finish, desk, step)
    yield "meeting moved", lambda: _move(desk)
    yield from _dispatch(desk, "endring")
    for name in on_request():
        if name not in IN_TURN:
            yield from _dispatch(desk, name)
    yield "all done again", lambda: _catch_up(desk)
    yield "archive gate", lambda: _gate(desk, "archive")
    yield "archive done", lambda: _finish(desk, "archive")
    yield from _dispatch(desk, "takk", words=False)
    yield "signals written", partial(_signals, desk)
    yield from _dispatch(desk, "styringsbrev")
    yield from _dispatch(desk, "avlysing")


def _wrong(desk: Desk) -> Acts:
    """Yield what the secretariat is told of when something waits, stops, fails or cannot be read."""
    mailing = "mailing.invitasjon"
    words = {"svar": "imap.example: timed out", "morgon": "smtp.example: timed out", "kontroll": "disk: not ready"}
    tells: dict[str, Callable[[OpenCycle], object]] = {
        **{f"round {name}": partial(notifications.notify_round, name=name, trouble=words[name]) for name in words},
        "held": partial(_hold, step=mailing),
        "summary": summarise,
        "failed": partial(notifications.notify_failed, step="archive", run=RUN, error="2027: ukjend plass", link=LINK),
        "failed, waits": partial(
            notifications.notify_failed, step=mailing, run=RUN, error="smtp.example: timed out", link=LINK
        ),
        "next year": partial(notify_next_year, year=desk.cycle().year + 1),
        "outlived": partial(notifications.notify_outlived, number=3),
        "damaged": partial(notifications.notify_damaged, problems="2027.zip: breva/1.pdf is missing"),
        **{f"form {ended}": partial(_form, ended=ended) for ended in get_args(notifications.FormTrouble)},
        "cannot be read": _unreadable,
    }
    for name, tell in tells.items():
        yield name, partial(_notified, desk, tell)


def _form(cycle: OpenCycle, *, ended: notifications.FormTrouble) -> None:
    run = f"{RUN}-{ended}"
    notifications.notify_form(cycle, "ekstra-utsending", ended=ended, run=run, error="Ingen heiter «Per».", link=LINK)


def _notified(desk: Desk, tell: Callable[[OpenCycle], object]) -> None:
    tell(desk.cycle())
    send_notices(desk.cycle())


def _gate(desk: Desk, step: str) -> None:
    notify_gate(desk.cycle(), desk.compute(step), link=LINK)
    send_notices(desk.cycle())


def _finish(desk: Desk, step: str) -> None:
    if step_state(desk.cycle(), step).state == "waiting":
        desk.approve(step)
    desk.perform(step)
    send_notices(desk.cycle())


def _half_approved(desk: Desk) -> None:
    desk.decide("invitations", name=APPROVERS[0])
    desk.moment += dt.timedelta(days=7)
    remind_of_gates([desk.cycle()], link=lambda _cycle, _step: LINK)
    send_notices(desk.cycle())


def _sent_back(desk: Desk) -> None:
    desk.decide("invitations", "send_back", send_back_to="invitations", comment="Ordføraren er bytt ut.")
    _gate(desk, "invitations")


def _in_vain(desk: Desk) -> None:
    result = desk.newest("invitations")
    for name in (WHO, "Kari Koordinator", "Ola Andrehand"):
        decision = Decision(
            cycle=desk.cycle().id,
            step="invitations",
            revision=result.revision,
            digest=result.digest,
            decision="approve",
            name=name,
            at=desk.moment,
            channel="prefect",
            key=name,
        )
        tell_in_vain(desk.cycle(), decision)
    send_notices(desk.cycle())


def _dispatch(desk: Desk, kind: str, *, words: bool = True) -> Acts:
    added = REASON if kind in {"endring", "avlysing"} else ASIDE
    said = added[language_of(desk)] if words else ""
    yield f"{kind} asked", lambda: ask(desk.cycle(), kind, who=WHO, why="til prøve", words=said)
    yield from _mailed(desk, kind)


def _signals(desk: Desk) -> None:
    """The minutes ask something of two parties that have somebody on the list."""
    cycle = desk.cycle()
    there = {seat.organisation_id for invitee in everybody(cycle) for seat in invitee.seats}
    asked = [party.name for party in cycle.loaded.community.organisations if party.id in there][:2]
    written = "".join(f'[[signals]]\nto = "{name}"\ntext = "Prøv det ut."\n' for name in asked)
    (desk.community / cycle.year_folder.name / "referat.toml").write_text(written, "utf-8")


def _mailed(desk: Desk, dispatch: str) -> Acts:
    first = (f"signals.{dispatch}",) if dispatch == "styringsbrev" else ()
    for step in (*first, f"letters.{dispatch}", f"mailing.{dispatch}"):
        yield f"{step} gate", partial(_gate, desk, step)
        yield f"{step} done", partial(_finish, desk, step)


def _doubt(desk: Desk, number: str) -> None:
    """Some calendar invitations were refused, failed or are in doubt, somebody has answered, and others are silent."""
    cycle, outbox = desk.cycle(), desk.services.memory.outbox
    sent = [row for row in outbox.rows(cycle=cycle.id) if row.kind == "invitasjon@folder"]
    states: tuple[OutboxState, ...] = ("uncertain", "refused", "failed")
    for position, state in enumerate(states * (1 if number == "one" else 2)):
        new = replace(
            sent[0],
            kind="invitasjon.kalender@folder",
            recipient=f"somebody-{position}",
            token=f"{position:032}",
            message_id=f"<{position:032}@somewhere.example>",
            state="queued",
        )
        outbox.enqueue([new], now=desk.moment)
        [row] = [row for row in outbox.rows(cycle=cycle.id) if row.recipient == new.recipient]
        if state != "failed":
            outbox.mark_sending(row.id, sha256="", now=desk.moment)
        outbox.settle(row.id, state, now=desk.moment, code=550, text="no such user")
    heard = Reply(key="tlf", cycle=cycle.id, recipient="", kind="", what="accepted", source="typed", at=desk.moment)
    cycle.memory.replies.add(
        [replace(heard, recipient=sent[-1].recipient if number in {"few", "many"} else "somebody-0")]
    )
    days = {milestone.id: milestone.date for milestone in cycle.milestones}
    if "paminning" in days:
        desk.moment = dt.datetime.combine(days["paminning"], dt.time(7), dt.UTC)
    summarise(desk.cycle())
    send_notices(desk.cycle())


def _correct(desk: Desk) -> None:
    rows = [row for row in desk.services.memory.outbox.rows(cycle=desk.cycle().id) if row.kind == "invitasjon@folder"]
    correct(desk.services, rows[0].id, who=WHO, why="feil namn")


def _move(desk: Desk) -> None:
    cycle = desk.cycle()
    new = cycle.year_inputs.facts.date + dt.timedelta(days=7)
    move_meeting(desk.services, cycle.year, new, yes=True, short_notice="lokalet er ikkje ledig")
    for step in ("plan", "committee", "host", "invitations"):
        if step_state(desk.cycle(), step).state != "done":
            desk.do(step)


def _catch_up(desk: Desk) -> None:
    for node in desk.cycle().graph:
        if node.name == "archive":
            return
        if step_state(desk.cycle(), node.name).state != "done":
            desk.do(node.name)


def _hold(cycle: OpenCycle, step: str) -> None:
    why = cycle.say("The first mail is sent. See that it is right before the rest go.")
    cycle.memory.holds.hold(cycle.id, "invitasjon@folder", "canary", why=why, now=cycle.now)
    notifications.notify_held(cycle, step)


def _give_up(desk: Desk, step: str) -> None:
    cycle = desk.cycle()
    state = step_state(cycle, step)
    for _ in range(20):
        if take_up(cycle, state) in {"give up", "given up"}:
            break
        note_failure(cycle, state, ConversionError("soffice: killed"))
        desk.moment += dt.timedelta(hours=1)
        cycle = desk.cycle()
    notifications.notify_given_up(desk.cycle(), step, link=LINK)
    send_notices(desk.cycle())


def _unreadable(cycle: OpenCycle) -> None:
    try:
        load_facts(cycle.loaded.folder, meeting=cycle.row.meeting, year=YEAR, given={"date": "31.02.2027"})
    except ConfigError as error:
        notify_unreadable(cycle.services, cycle.row, error)
