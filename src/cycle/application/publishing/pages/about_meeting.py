"""What a meeting is for, for whom and how it is organised: as a page of its time says it, else as the rules do."""

from __future__ import annotations

import datetime as dt

from cycle.application.year import LoadedCommunity
from cycle.archive.public_site.pages import AboutMeeting, Source
from cycle.catalogue import say, sentence
from cycle.governance.community_data.history import PastSystem
from cycle.governance.community_data.rule import holds
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.explain import ExplainedRule, explained
from cycle.model import Language
from cycle.wording import with_capital, with_full_stop

OUR_READING = sentence("our reading")
ORGANISED_BY = ("frequency", "host", "chair", "committee", "secretariat")
"""The tables of the rules that say how the meeting is organised, in the order of the page."""


def about_system(system: PastSystem, source: Source) -> AboutMeeting:
    """Return what the history tells of the system of a time, word by word."""
    return AboutMeeting(
        purpose=system.purpose, target_group=system.target_group, organisation=system.organisation, source=source
    )


def about_meeting(loaded: LoadedCommunity, rules: MeetingRules, *, on: dt.date | None = None) -> AboutMeeting:
    """Return what the history tells of the system of the day, without a day of the newest; else what the rules say."""
    systems = [system for system in loaded.history.systems if system.meeting == rules.type_id]
    if on is not None:
        systems = [system for system in systems if holds(system.valid_from, system.valid_to, on)]
    if systems:
        system = max(systems, key=lambda system: system.valid_from or dt.date.min)
        known = loaded.history.sources[system.source]
        return about_system(system, Source(title=known.title, address=known.address, read=known.updated))
    return about_rules(loaded, rules)


def about_rules(loaded: LoadedCommunity, rules: MeetingRules) -> AboutMeeting:
    """Return what the rules say the meeting is for, as whole sentences in the community's form."""
    language = loaded.community.language
    meeting = with_capital(rules.name_definite)
    purpose = tuple(
        with_full_stop(say(language, "{meeting} is to {aim}", meeting=meeting, aim=aim)) for aim in rules.purpose.text
    )
    return AboutMeeting(
        purpose=purpose,
        target_group=(rules.purpose.audience,) if rules.purpose.audience else (),
        organisation=tuple(
            _as_read(rule, rules, language)
            for table in ORGANISED_BY
            for rule in explained(rules, loaded.community)
            if rule.where == table
        ),
    )


def _as_read(rule: ExplainedRule, rules: MeetingRules, language: Language) -> str:
    """Return what a rule says; that it is our own reading where no source says it, and the page knows no host by it."""
    said = f"{rule.title}: {rule.says}"
    offices = {"host": rules.host.how, "chair": rules.chair.how}
    if rule.basis != "ours" or offices.get(rule.where) in {"unstated", "none"}:
        return said
    return f"{said} ({say(language, OUR_READING)})"
