"""What people do through Prefect's pages: each request is read, judged and written again with nothing else in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cycle.application.actions import SEND_BACK, unfit_words, why_not_stored
from cycle.application.persons import may, may_decide
from cycle.catalogue import sentence
from cycle.model import Identified
from cycle.phrases import Phrase
from cycle.web.to_prefect.policy import OUR_TAG

DEPTH = 40
"""Deeper than any form of ours; a body that is deeper wants to break who reads it."""
ENDED_BADLY = frozenset({"FAILED", "CRASHED", "CANCELLED"})
ENDED = ENDED_BADLY | {"COMPLETED"}
STOPPED = frozenset({"CANCELLING", "CANCELLED"})
STARTS = frozenset({"SCHEDULED", "PENDING", "RUNNING"})

NOT_JSON = sentence("What came is not JSON as Prefect's pages send it.")
UNKNOWN = sentence("Prefect's page asked for more than can be done here: {asked}.")
RENDERED = sentence("Templates and variables cannot be used in forms here. Write the value itself.")
NOT_OURS = sentence("The run does not belong to the annual cycle.")
NO_CANCEL = sentence("The run has already finished, so it cannot be cancelled. Reload the page.")
NO_RETRY = sentence("Only a run that has stopped can be tried again. Reload the page.")
NO_STATE = sentence("Here a run can only be cancelled (Cancel) or tried again (Retry).")
NOT_YOUR_STEP = sentence(
    "You do not decide on this step. Those who do are on the list of people, which the secretariat keeps."
)
ONLY_SECRETARIAT = sentence("Only the secretariat can start, cancel or retry.")
NO_NUMBER = sentence("The mail must be named by its number, as it stands in the list of the mailing.")
OTHERS = sentence("This belongs to another health community. It is for its own secretariat.")
NO_MARK = sentence("The answer does not say which proposal it is about. Reload the page, and answer again.")
MARK = "proposal"
"""The field of a gate's form that names what was read; locked in both of Prefect's pages, which send it."""
NAME = "name"
"""The field of a form that says who fills it in."""
BY_WHO_ASKS = "who-is-logged-in"
"""Stands among the definitions of a form that takes a name and does not ask for it: the door puts in who it is."""
NO_SKIPPING = "a run that waits for a person is answered at its page, or woken; it is not started past its gate"
ONLY_THE_FORM = "a flow stores the form of its gate; the answer comes from a person"


class ActionRefused(Exception):
    """A deed that is not done, with the reason as a sentence of the catalogue and what fills it in."""

    def __init__(self, words: str, *, status: int = 409, **values: str) -> None:
        super().__init__(words.format(**values) if values else words)
        self.words = words
        self.values = values
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What must be known of a run before something is done to it."""

    state: str
    tags: frozenset[str]
    answer_key: str = ""
    """Where Prefect keeps the answer to the form it waits at; empty when it waits at none."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What the form says that started it."""

    @property
    def step(self) -> str:
        """Return the step of a year it works on; empty when it works on none."""
        return self._tag("step")

    @property
    def cycle(self) -> str:
        """Return the id of the year it belongs to."""
        return self._tag("cycle")

    @property
    def community(self) -> str:
        """Return the community whose year it belongs to; empty where no tag says it, as none of a form's run does."""
        return self.cycle.partition("/")[0]

    def _tag(self, name: str) -> str:
        found = sorted(tag.removeprefix(f"{name}:") for tag in self.tags if tag.startswith(f"{name}:"))
        return found[0] if len(found) == 1 else ""

    @property
    def is_ours(self) -> bool:
        """Return whether it belongs to a year of ours."""
        return OUR_TAG in self.tags


def parsed(body: bytes) -> Any:
    """Return the JSON of a body, None when it is empty; Refused when it is none, or cannot be stored."""
    if not body.strip():
        return None
    try:
        found = json.loads(body, object_pairs_hook=_each_name_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ActionRefused(NOT_JSON, status=400) from error
    _measure(found)
    if problem := why_not_stored(found):
        raise ActionRefused(problem, status=400)
    return found


def resume(body: Any) -> dict[str, Any]:
    """Return what is sent on when a person answers a gate: the form, and nothing that Prefect would fill in."""
    given = _fields(body, {"run_input"})
    form = as_typed({} if given.get("run_input") is None else given["run_input"])
    if not isinstance(form, dict):
        raise ActionRefused(NOT_JSON, status=400)
    return {"run_input": form}


def may_resume(who: Identified, run: Run, form: Mapping[str, Any]) -> None:
    """Refuse an answer of somebody who does not decide on the step, or one that names no proposal."""
    if run.community != who.community or not may_decide(who, run.step):
        raise ActionRefused(NOT_YOUR_STEP, status=403)
    if not isinstance(form.get(MARK), str):
        raise ActionRefused(NO_MARK)


def unfit(form: Mapping[str, Any], who: Identified | None) -> tuple[Phrase, ...]:
    """Return what is wrong with the words of an answer, as our own page and the command line say it."""
    is_sent_back = str(form.get("decision")).startswith(SEND_BACK)
    name = str(form["name"] or "") if who is None and "name" in form else None
    return tuple(unfit_words(name=name, comment=str(form.get("comment") or ""), is_sent_back=is_sent_back))


def may_run(who: Identified, community: str) -> None:
    """Refuse somebody who may not start, cancel or retry what belongs to a community; empty is what belongs to none."""
    if not may(who, "start"):
        raise ActionRefused(ONLY_SECRETARIAT, status=403)
    if community not in {"", who.community}:
        raise ActionRefused(OTHERS, status=403)


def state(body: Any, run: Run) -> dict[str, Any]:
    """Return what is sent on when a person stops a run or tries it again; every other change of state is refused."""
    given = _fields(body, {"state", "force"})
    wanted = given.get("state")
    if not isinstance(wanted, dict):
        raise ActionRefused(NOT_JSON, status=400)
    if not run.is_ours:
        raise ActionRefused(NOT_OURS)
    kind, name = str(wanted.get("type", "")).upper(), str(wanted.get("name") or "")
    if kind in STOPPED:
        if run.state in ENDED:
            raise ActionRefused(NO_CANCEL)
        return {"state": {"type": kind, "name": kind.capitalize()}, "force": True}
    if kind == "SCHEDULED" and name == "AwaitingRetry":
        if run.state not in ENDED_BADLY:
            raise ActionRefused(NO_RETRY)
        return {"state": {"type": kind, "name": name}, "force": False}
    raise ActionRefused(NO_STATE)


def create(body: Any, *, tags: frozenset[str], fields: frozenset[str] | None = None) -> dict[str, Any]:
    """Return what is sent on when a person starts a deployment with these tags: its parameters, a name, a moment.

    `fields` are those of its form, where it has one: nothing else is sent on, for whose matter it is, is read there.
    """
    given = _fields(body, {"parameters", "name", "state", "tags", "enforce_parameter_schema", *_EMPTY})
    extra = sorted(field for field in _EMPTY if not _is_empty(given.get(field)))
    if not _are_among(given.get("tags"), tags):  # Prefect's form comes filled in with those of the deployment
        extra.append("tags")
    if extra:
        raise ActionRefused(UNKNOWN, asked=", ".join(extra))
    if OUR_TAG not in tags:
        raise ActionRefused(NOT_OURS)
    parameters = as_typed({} if given.get("parameters") is None else given["parameters"])
    if not isinstance(parameters, dict):
        raise ActionRefused(NOT_JSON, status=400)
    if fields is not None and (strange := sorted(set(parameters) - fields)):
        raise ActionRefused(UNKNOWN, asked=", ".join(strange))
    made: dict[str, Any] = {"parameters": parameters, "enforce_parameter_schema": True, "state": _scheduled(given)}
    if isinstance(given.get("name"), str) and given["name"].strip():
        made["name"] = given["name"][:200]
    return made


def put_in_name(parameters: dict[str, Any], who: Identified, *, fields: frozenset[str] | None) -> None:
    """Let a form that asks for a name have that of who is logged in, whatever was typed there."""
    if fields is not None and NAME in fields:
        parameters[NAME] = who.name


def fields_of(form: Any) -> frozenset[str] | None:
    """Return what a form takes, also the name it does not ask for; None where there is no form."""
    if not isinstance(form, dict):
        return None
    given = frozenset(form.get("properties") or ())
    return given | {NAME} if BY_WHO_ASKS in (form.get("definitions") or {}) else given


def form_of_a_gate(body: Any) -> None:
    """Refuse what a flow may not store beside its form: the answer."""
    key = body.get("key") if isinstance(body, dict) else None
    if not isinstance(key, str) or not re.search(r"-(schema|description)\Z", key):
        raise ActionRefused(ONLY_THE_FORM, status=403)


def starts_a_run(body: Any) -> bool:
    """Return whether one of our processes wants a run to start or go on."""
    wanted = body.get("state") if isinstance(body, dict) else None
    return not isinstance(wanted, dict) or str(wanted.get("type", "")).upper() in STARTS


def wakes_a_run(body: Mapping[str, Any]) -> bool:
    """Return whether a run that waits is only to look again: it starts from the top, and asks again what is undecided.

    A decision made elsewhere is in our store, and no answer goes with this.
    """
    wanted = body["state"]
    return str(wanted.get("type", "")).upper() == "SCHEDULED" and wanted.get("name") == "Resuming"


def as_typed(value: Any) -> Any:
    """Return a value as it was typed; Refused when Prefect would fill in a template or a variable.

    Prefect's forms wrap what is typed as JSON and have it read at the server. It is read here, so that what is sent on
    is what is stored.
    """
    if isinstance(value, list):
        return [as_typed(item) for item in value]
    if not isinstance(value, dict):
        return value
    if KIND not in value:
        return {key: as_typed(item) for key, item in value.items()}
    kind = value[KIND]
    if kind not in {"none", "json"} or set(value) - {KIND, "value"}:
        raise ActionRefused(RENDERED)
    inner = value.get("value")
    return as_typed(parsed(inner.encode()) if kind == "json" and isinstance(inner, str) else inner)


KIND = "__prefect_kind"
_EMPTY = (
    "context",
    "empirical_policy",
    "idempotency_key",
    "infrastructure_document_id",
    "infra_overrides",
    "job_variables",
    "labels",
    "parent_task_run_id",
    "work_queue_name",
)
"""What Prefect's form of a run has room for and a person here may leave empty only."""


def _fields(body: Any, known: set[str]) -> Mapping[str, Any]:
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise ActionRefused(NOT_JSON, status=400)
    unknown = sorted(set(body) - known)
    if unknown:
        raise ActionRefused(UNKNOWN, asked=", ".join(unknown))
    return body


def _is_empty(value: Any) -> bool:
    """Return whether there is nothing in it, as in what Prefect's form sends of fields that nobody has seen."""
    if isinstance(value, dict):
        return all(_is_empty(item) for item in value.values())
    return value is None or value is False or value == "" or value == []


def _are_among(given: Any, tags: frozenset[str]) -> bool:
    return not given or (isinstance(given, list) and all(isinstance(tag, str) and tag in tags for tag in given))


def _scheduled(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the state of a run that is to start, at the moment that was chosen."""
    wanted = given.get("state") or {}
    if not isinstance(wanted, dict) or str(wanted.get("type", "SCHEDULED")).upper() != "SCHEDULED":
        raise ActionRefused(NO_STATE)
    details = wanted.get("state_details") or {}
    when = details.get("scheduled_time") if isinstance(details, dict) else None
    made: dict[str, Any] = {"type": "SCHEDULED"}
    if isinstance(when, str) and when:
        made["state_details"] = {"scheduled_time": when}
    return made


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _measure(value: Any, depth: int = 0) -> None:
    if depth > DEPTH:
        raise ActionRefused(NOT_JSON, status=400)
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _measure(item, depth + 1)
