"""Holds what the store says happened against the log of events: a row that the log does not tell of was cut off it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence

from cycle.application.persons import open_sessions
from cycle.application.year import OpenCycle, approvals
from cycle.model import DispatchRequest, address_digest
from cycle.store.events import LoggedEvent, logged_at
from cycle.store.people.persons import PersonRow
from cycle.store.years.archive_acts import ArchiveAct
from cycle.store.years.decisions import Decision

_Named = tuple[object, ...]
_Row = tuple[dt.datetime, _Named, str]
UNTOLD = "the log does not tell of it"


def not_in_log(cycle: OpenCycle, log: Sequence[LoggedEvent]) -> Iterator[str]:
    """Yield each thing decided, done, asked for, imported or changed, and each log-in, that should be in the log.

    First of all that the log was cut at its start, or to nothing, where it was. What is from before there was a log is
    not looked for.
    """
    gone = _gone(cycle, log, [*_decided(cycle), *_rows(cycle)])
    if gone and (not log or min(gone)[0] < log[0].at):
        begins = f"begins on {log[0].at}, without its own beginning" if log else "is empty"
        yield f"the log {begins}: {len(gone)} of what it should tell of is not in it, from {min(gone)[0]} on"
    yield from (f"{words}: {UNTOLD}" for _, _, words in gone)


def decisions_not_in_log(cycle: OpenCycle, log: Sequence[LoggedEvent]) -> Iterator[str]:
    """Yield each decision that should be in the log and is not, as `not_in_log` does."""
    yield from (f"{words}: {UNTOLD}" for _, _, words in _gone(cycle, log, _decided(cycle)))


def approval_outside_log(cycle: OpenCycle, steps: Collection[str]) -> Decision | None:
    """Return an approval that counts for the newest result of one of these steps and is not as the log tells.

    None where every one is. What is from before there was a log is passed over.
    """
    newest = [made for step in steps if (made := cycle.record.latest(step)) is not None]
    given = [row for made in newest for row in approvals(cycle.record.decisions_on(made.step, made.digest))]
    log = cycle.memory.events.decisions_in(cycle.id) if given else ()
    logged = {_named(event): event for event in log}
    gone = {named for _, named, _ in _gone(cycle, log, _decided(cycle))}
    return next((row for row in given if _name_of(row) in gone or not _is_told(row, logged.get(_name_of(row)))), None)


def _is_told(row: Decision, event: LoggedEvent | None) -> bool:
    return event is None or is_as_logged(event, row)


def is_as_logged(event: LoggedEvent, row: Decision) -> bool:
    """Return whether a decision is what the event that tells of it says."""
    same = (event.cycle, event.who, event.why) == (row.cycle, row.name, row.comment)
    when = (event.number, event.at) == (row.event, logged_at(row.at))
    return same and when and dict(event.says()) == row.in_log()


def not_as_logged(cycle: OpenCycle, log: Sequence[LoggedEvent]) -> Iterator[str]:
    """Yield each request and each person that stands otherwise than the log tells, or that only the log tells of."""
    requests = {request.id: request for request in cycle.record.requests}
    acts = {act.number: act for act in cycle.memory.acts.of(cycle.id)}
    newest: dict[object, LoggedEvent] = {}
    for event in log:
        said = event.says()
        if event.what == "person" and said.get("community") == cycle.row.community:
            newest[said.get("person")] = event
        if event.cycle != cycle.id or said.get("withdrawn"):
            continue
        if "request" in said:
            yield from _asked_otherwise(event, f"request {said['request']}", requests.get(said["request"]))
        elif event.what == "correction" and "act" in said:
            yield from _asked_otherwise(event, f"request act.{said['act']}", acts.get(said["act"]))
    people = {row.person.key: row for row in cycle.memory.persons.rows(cycle.row.community)}
    for key, event in newest.items():
        yield from _person_otherwise(event, f"person {key}", people.get(str(key)))


def _asked_otherwise(event: LoggedEvent, named: str, found: DispatchRequest | ArchiveAct | None) -> Iterator[str]:
    if found is None:
        yield f"{named}, by {event.who}: event {event.number} tells of it, and it is gone"
    elif (found.asked_by, found.why, logged_at(found.at)) != (event.who, event.why, event.at):
        yield f"{named}: is not as event {event.number} tells of it"


def _person_otherwise(event: LoggedEvent, named: str, found: PersonRow | None) -> Iterator[str]:
    said = event.says()
    if found is None:
        yield f"{named}: event {event.number} tells of the person, who is gone"
        return
    person = found.person
    stands = {
        "roles": list(person.roles),
        "steps": list(person.steps),
        "removed": found.removed_at is not None,
        "mailbox": address_digest(person.address),
        "deputies": sorted(deputy.person for deputy in person.deputies),
    }
    # The last two are not in the log of changes from before they were kept there.
    changed = [name for name, is_now in stands.items() if name in said and said[name] != is_now]
    if changed and found.version == said.get("version"):
        yield f"{named}: may do otherwise than event {event.number} tells"


def _named(event: LoggedEvent) -> _Named:
    said = event.says()
    match event.what:
        case "decision":
            return ("decision", event.cycle, said.get("key"))
        case "send" | "publish":
            return ("begun" if said.get("begun") else "done", event.cycle, said.get("step"), said.get("digest"))
        case "request" | "correction" if "request" in said:
            return ("request", event.cycle, said.get("request"), bool(said.get("withdrawn")))
        case "correction" if "act" in said:
            return ("act", event.cycle, said.get("act"), bool(said.get("withdrawn")))
        case "release":
            return ("release", event.cycle, said.get("kind"), said.get("reason"))
        case "import":
            return ("import", said.get("community"), said.get("register"))
        case "person":
            return ("person", said.get("community"), said.get("person"), said.get("version"))
        case "login":
            return ("login", said.get("session"))
        case _:
            return ()


def _gone(cycle: OpenCycle, log: Sequence[LoggedEvent], rows: Iterable[_Row]) -> list[tuple[str, _Named, str]]:
    """Return those rows that the log should tell of and does not, each with its moment as the log writes it."""
    known = {_named(event) for event in log}
    missing = [(logged_at(at), named, words) for at, named, words in rows if named not in known]
    begun = cycle.memory.events.told_since(log) if missing else None
    missing = [found for found in missing if begun is not None and found[0] >= begun]
    # What was written after the log was read is in it now.
    written = {_named(event) for event in cycle.memory.events.all()} if missing else set()
    return [found for found in missing if found[1] not in written]


def _name_of(row: Decision) -> _Named:
    return ("decision", row.cycle, row.key)


def _decided(cycle: OpenCycle) -> Iterator[_Row]:
    """Yield the decisions, as `_rows` yields the rest. Nobody decides before there is something to decide on."""
    for row in cycle.record.decisions:
        made = (made.made_at for made in cycle.record.revisions(row.step) if made.revision == row.revision)
        words = f"decision {row.step} revision {row.revision}, {row.decision} by {row.name}"
        yield max((row.at, *made), key=logged_at), _name_of(row), words


def _rows(cycle: OpenCycle) -> Iterator[_Row]:
    """Yield when something was, what names it in the log, and what it is called where the log does not have it."""
    community, memory = cycle.row.community, cycle.memory
    for outcome in cycle.record.outcomes.values():
        named: _Named = ("done", cycle.id, outcome.step, outcome.digest)
        yield outcome.at, named, f"what was done after the approval of {outcome.step}"
    for request in cycle.record.requests:
        yield request.at, ("request", cycle.id, request.id, False), f"request {request.id}"
        if request.withdrawn_at is not None:
            yield request.withdrawn_at, ("request", cycle.id, request.id, True), f"withdrawal of request {request.id}"
    for act in memory.acts.of(cycle.id):
        yield act.at, ("act", cycle.id, act.number, False), f"request act.{act.number}"
        if act.withdrawn_at is not None:
            yield act.withdrawn_at, ("act", cycle.id, act.number, True), f"withdrawal of act.{act.number}"
    for hold in memory.holds.of(cycle.id):
        if hold.released_at is not None:
            named = ("release", cycle.id, hold.kind, hold.reason)
            yield hold.released_at, named, f"release of {hold.kind} ({hold.reason})"
    register = memory.registers.newest(community)
    if register is not None:
        yield register.imported_at, ("import", community, register.digest), f"import of the register {register.source}"
    for known in memory.persons.rows(community):
        named = ("person", community, known.person.key, known.version)
        yield known.changed_at, named, f"change {known.version} of person {known.person.key}"
    for session in open_sessions(cycle.services, community):
        yield session.made_at, ("login", session.name), f"log-in {session.name} of {session.person}"
