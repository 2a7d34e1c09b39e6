"""Why a gate is open again (ny runde): what somebody wrote when it was sent back or stopped, and what has changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from cycle import wording
from cycle.application.actions.decisions import approvals
from cycle.application.results import (
    CommitteeResult,
    HostResult,
    InvitationsResult,
    LettersResult,
    MailingResult,
    PlanResult,
    StepResult,
    read_result,
)
from cycle.application.year import OpenCycle, link_named
from cycle.model import Language
from cycle.store.decisions import Decision
from cycle.store.results import Result

WORDS: Mapping[Language, Mapping[str, str]] = {
    "nn": {
        "sent back": "{name} sende tilbake frå «{step}»{why}.",
        "stopped": "{name} stoppa steget{why}. Det er starta på nytt.",
        "why": " og skreiv: «{comment}»",
        "changed": "Nytt sidan revisjon {revision}: {what}.",
        "same": "Revisjon {revision} er laga på nytt, og er lik den førre.",
        "approved": "Revisjon {revision} vart godkjend av {names}. Det gjeld ikkje denne.",
        "made anew": "«{step}» er laga på nytt",
        "came": "kom til: {names}",
        "went": "gjekk ut: {names}",
        "count": "talet på mottakarar er {new}, ikkje {old}",
        "letters": "{number} brev har anna innhald",
        "and more": "{number} til",
    },
    "nb": {
        "sent back": "{name} sendte tilbake fra «{step}»{why}.",
        "stopped": "{name} stoppet steget{why}. Det er startet på nytt.",
        "why": " og skrev: «{comment}»",
        "changed": "Nytt siden revisjon {revision}: {what}.",
        "same": "Revisjon {revision} er laget på nytt, og er lik den forrige.",
        "approved": "Revisjon {revision} ble godkjent av {names}. Det gjelder ikke denne.",
        "made anew": "«{step}» er laget på nytt",
        "came": "kom til: {names}",
        "went": "gikk ut: {names}",
        "count": "antall mottakere er {new}, ikke {old}",
        "letters": "{number} brev har annet innhold",
        "and more": "{number} til",
    },
}
INPUTS: Mapping[Language, Mapping[str, str]] = {
    "nn": {
        "community": "reglane eller listene i mappa til helsefellesskapet",
        "facts": "opplysningane om møtet i årsmappa",
        "year": "årsmappa",
        "register": "registeret",
        "record_date": "kva dag verva blir lesne",
        "host": "vedtaket om vertskap",
        "decided": "vedtaket om vertskap",
        "by_hand": "kven som er lagde til eller tekne av for hand",
        "last_year": "lista frå i fjor",
        "templates": "brevmalane",
        "pictures": "bileta i brevet",
        "dispatch": "kva utsendinga seier og kven ho går til",
        "programme": "programmet",
        "programmes": "programmet",
        "pdf": "om breva blir PDF",
        "bodies": "teksten i e-posten",
        "sender": "avsendaren",
        "mode": "måten e-post går ut på",
        "to": "måten e-post går ut på",
        "allow": "måten e-post går ut på",
        "largest": "kor stor ein e-post kan vere",
        "sheets": "adressearka",
        "presentations": "presentasjonane",
        "pages": "malane til nettsida",
        "ledger": "kva som er sendt",
        "called off": "at møtet er avlyst",
    },
    "nb": {
        "community": "reglene eller listene i mappen til helsefellesskapet",
        "facts": "opplysningene om møtet i årsmappen",
        "year": "årsmappen",
        "register": "registeret",
        "record_date": "hvilken dag vervene leses",
        "host": "vedtaket om vertskap",
        "decided": "vedtaket om vertskap",
        "by_hand": "hvem som er lagt til eller tatt av for hånd",
        "last_year": "listen fra i fjor",
        "templates": "brevmalene",
        "pictures": "bildene i brevet",
        "dispatch": "hva utsendingen sier og hvem den går til",
        "programme": "programmet",
        "programmes": "programmet",
        "pdf": "om brevene blir PDF",
        "bodies": "teksten i e-posten",
        "sender": "avsenderen",
        "mode": "måten e-post går ut på",
        "to": "måten e-post går ut på",
        "allow": "måten e-post går ut på",
        "largest": "hvor stor en e-post kan være",
        "sheets": "adressearkene",
        "presentations": "presentasjonene",
        "pages": "malene til nettsiden",
        "ledger": "hva som er sendt",
        "called off": "at møtet er avlyst",
    },
}
"""What a step builds on, by the name it is kept under."""
REST: Mapping[Language, str] = {"nn": "grunnlaget", "nb": "grunnlaget"}
FACTS: Mapping[Language, Mapping[str, str]] = {
    "nn": {
        "date": "møtedatoen",
        "start": "starten",
        "end": "slutten",
        "registration": "registreringa",
        "venue": "møtelokalet",
        "place": "staden",
        "reply_by": "svarfristen",
        "record_date": "dagen verva blir lesne",
        "theme": "temaet",
        "aim": "målet",
        "signup": "påmeldinga",
        "contact": "kontakten",
    },
    "nb": {
        "date": "møtedatoen",
        "start": "starten",
        "end": "slutten",
        "registration": "registreringen",
        "venue": "møtelokalet",
        "place": "stedet",
        "reply_by": "svarfristen",
        "record_date": "dagen vervene leses",
        "theme": "temaet",
        "aim": "målet",
        "signup": "påmeldingen",
        "contact": "kontakten",
    },
}
MOST_NAMES = 5


def reopened(cycle: OpenCycle, result: Result, language: Language = "nn") -> tuple[str, ...]:
    """Return in sentences why this result is asked about again; none when it is asked about for the first time.

    First what people wrote. Plain text: who shows it as markdown escapes it.
    """
    earlier = [revision for revision in cycle.record.revisions(result.step) if revision.revision < result.revision]
    before = earlier[-1] if earlier else None
    reasons = [_said(cycle, "sent back", decision, language) for decision in _sent_back(cycle, result, before)]
    reasons += [_said(cycle, "stopped", decision, language) for decision in _stopped(cycle, result)]
    if before is None:
        return tuple(reasons)
    words, changes = WORDS[language], _changes(cycle, before, result, language)
    if changes:
        reasons.append(words["changed"].format(revision=before.revision, what="; ".join(changes)))
    elif read_result(before) == read_result(result):
        reasons.append(words["same"].format(revision=result.revision))
    names = _approved(cycle, before, result)
    if names:
        reasons.append(words["approved"].format(revision=before.revision, names=wording.listed(names)))
    return tuple(reasons)


def _sent_back(cycle: OpenCycle, result: Result, before: Result | None) -> list[Decision]:
    """Return the decisions that sent back to this step after the revision before this one was made."""
    if before is None:
        return []
    known, now = int(before.inputs.get("sent_back", 0)), int(result.inputs.get("sent_back", 0))
    rows = [
        decision
        for decision in cycle.record.decisions
        if decision.decision == "send_back" and decision.send_back_to == result.step
    ]
    return rows[known:now]


def _stopped(cycle: OpenCycle, result: Result) -> list[Decision]:
    rows = cycle.record.decisions_of(result.step)
    if not rows or not any(decision.decision == "reopen" and decision.digest == result.digest for decision in rows):
        return []
    return [decision for decision in rows if decision.decision == "stop"][-1:]


def _said(cycle: OpenCycle, how: str, decision: Decision, language: Language) -> str:
    words = WORDS[language]
    why = words["why"].format(comment=" ".join(decision.comment.split())) if decision.comment else ""
    said = words[how].format(name=decision.name, step=_title(cycle, decision.step, language), why=why)
    return re.sub(r"([.!?]»)\.", r"\1", said)  # what was written has its own full stop


def _title(cycle: OpenCycle, step: str, language: Language) -> str:
    names = {link.name: link for link in cycle.chain}
    return cycle.title_of(names[step], language) if step in names else step


def _approved(cycle: OpenCycle, before: Result, result: Result) -> tuple[str, ...]:
    """Return who approved the revision before; nobody when what they approved is what stands."""
    if before.digest == result.digest:
        return ()
    rows = cycle.record.decisions_on(before.step, before.digest)
    return tuple(dict.fromkeys(decision.name for decision in approvals(rows)))


def _changes(cycle: OpenCycle, before: Result, now: Result, language: Language) -> list[str]:
    """Return what is different from the revision before, first in what was made, then in what it is made of."""
    found = list(_differences(read_result(before), read_result(now), language))
    needs = link_named(cycle.chain, now.step).needs
    keys = [key for key in {**before.inputs, **now.inputs} if before.inputs.get(key) != now.inputs.get(key)]
    for key in keys:
        if key in needs:
            found.append(WORDS[language]["made anew"].format(step=_title(cycle, key, language)))
        elif key != "sent_back":
            found.append(INPUTS[language].get(key, REST[language]))
    return list(dict.fromkeys(found))


def _differences(before: StepResult, now: StepResult, language: Language) -> Iterable[str]:
    """Yield what is different in what was made."""
    match before, now:
        case PlanResult(facts=old), PlanResult(facts=new):
            yield from (words for key, words in FACTS[language].items() if getattr(old, key) != getattr(new, key))
        case MailingResult(), MailingResult() if before.count != now.count:
            yield from _names(_named(before), _named(now), language)
            yield WORDS[language]["count"].format(new=now.count, old=before.count)
        case LettersResult(), LettersResult():
            yield from _names(_named(before), _named(now), language)
            old_files = {letter.recipient: letter.docx.sha256 for letter in before.letters}
            new_files = {letter.recipient: letter.docx.sha256 for letter in now.letters}
            other = sum(old_files.get(key, sha256) != sha256 for key, sha256 in new_files.items())
            if other:
                yield WORDS[language]["letters"].format(number=other)
        case _:
            yield from _names(_named(before), _named(now), language)


def _named(made: StepResult) -> list[str]:
    """Return whom or what a result names, in its order."""
    match made:
        case CommitteeResult(committee=committee):
            return [member.person for member in committee.members]
        case HostResult(host=host):
            return [host.organisation]
        case InvitationsResult(list=invited):
            return [invitee.name for invitee in invited.invitees]
        case LettersResult(letters=letters):
            return [letter.name for letter in letters]
        case MailingResult(mails=mails):
            return [mail.name for mail in mails]
        case _:
            return []


def _names(before: Sequence[str], now: Sequence[str], language: Language) -> Iterable[str]:
    for how, names in (("came", _without(now, before)), ("went", _without(before, now))):
        if names:
            yield WORDS[language][how].format(names=_listed(names, language))


def _without(names: Sequence[str], others: Sequence[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name and name not in set(others)]


def _listed(names: Sequence[str], language: Language) -> str:
    if len(names) <= MOST_NAMES:
        return wording.listed(names)
    rest = WORDS[language]["and more"].format(number=len(names) - MOST_NAMES)
    return wording.listed([*names[:MOST_NAMES], rest])
