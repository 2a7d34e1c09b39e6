"""How a community's records system files the year: `noark.toml` in the community's folder, which need not be there."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from cycle.application.year import LoadedCommunity, OpenCycle, load_named_community
from cycle.errors import ConfigError, CycleError, Problem
from cycle.governance.community_data.filing import FILE, FilingFile, filing_on, filing_problems, screening_on
from cycle.governance.community_data.strict import parse
from cycle.model import FilingRule, ScreeningRule
from cycle.phrases import Phrase
from cycle.reading import toml_of

EXAMPLE = "filing needs creator, series, classification, unit and responsible; docs/rules.md shows a whole file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Where the year of a meeting on one day is filed, and what is screened."""

    rule: FilingRule
    at: str
    """Where the rule stands, `noark.toml: filing[0]`."""
    screening: tuple[ScreeningRule, ...]

    def screened(self, day: dt.date, *of: str) -> ScreeningRule | None:
        """Return what screens a document of this day that is of one of these, the one named first first."""
        return screening_on(self.screening, day, *of)


def filing_digest(cycle: OpenCycle) -> str:
    """Return what names the file's content; empty when the community has none."""
    written = community_now(cycle).filing
    return "" if written is None else hashlib.sha256(written).hexdigest()


def community_now(cycle: OpenCycle) -> LoadedCommunity:
    """Return the community as it is written now, also for a closed year, which rests on what was written then.

    How a records system files is no part of the year: it is often told after the year is closed, and it is dated.
    """
    if cycle.closed is None:
        return cycle.loaded
    try:
        return load_named_community(cycle.services.settings, cycle.row.community)
    except CycleError:  # it is gone, or cannot be read: what it was then is known
        return cycle.loaded


def filing_of(cycle: OpenCycle) -> Filing:
    """Return how the year is filed, by the rule that holds on the day of the meeting.

    ConfigError with every problem of the file: none, a key that is missing, no rule for the day.
    """
    table = _read(cycle)
    dispatches = [dispatch.id for rules in cycle.loaded.all_versions() for dispatch in rules.dispatches]
    problems = list(filing_problems(table, dispatches=dispatches))
    rules = [row.value() for row in table.filing]
    day = cycle.year_inputs.facts.date
    rule = filing_on(rules, day)
    if rule is None:
        what = Phrase("no filing holds on {day}, the day of the meeting", day=day)
        remedy = Phrase("add one, or give one a later valid_to")
        problems.append(Problem(file=FILE, where="filing", what=what, remedy=remedy))
    if problems or rule is None:
        raise ConfigError(problems)
    return Filing(
        rule=rule, at=f"{FILE}: filing[{rules.index(rule)}]", screening=tuple(row.value() for row in table.screening)
    )


def _read(cycle: OpenCycle) -> FilingFile:
    now = community_now(cycle)
    if now.filing is None:
        community = cycle.loaded.community.id
        what = Phrase("{community} has not said how its records system files the year", community=community)
        remedy = Phrase("write {file}: {example}", file=FILE, example=EXAMPLE)
        raise ConfigError([Problem(file=FILE, where="", what=what, remedy=remedy)])
    return parse(FilingFile, toml_of(now.filing, file=FILE), file=FILE)
