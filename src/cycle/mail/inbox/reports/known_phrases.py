"""Phrases by which programs write reports on a delivery, in the languages they are met in."""

from __future__ import annotations

import re


def any_of(*patterns: str) -> re.Pattern[str]:
    """Return what matches any of the patterns, in large letters or small."""
    return re.compile("|".join(patterns), re.IGNORECASE)


SUBJECT = any_of(
    r"undeliver",
    r"non.?deliver",
    r"not deliver",
    r"returned mail",
    r"mail delivery",
    r"delivery[ -](status|failure|problem|notification|error|has failed|failed|report)",
    r"failure notice",
    r"failure delivery",
    r"deliver\w* .{0,20}fail",
    r"delivery (incomplete|delayed)",
    r"(mail|message) (failure|error|failed|delayed|not delivered|could not)",
    r"could(n.t| not) (send|be (sent|delivered)|deliver)",
    r"can(not|.t) be delivered",
    r"unable to deliver",
    r"rejected",
    r"mail system error",
    r"returned to sender",
    r"warning: (message|could not)",
    r"kunne ikk?j?e? leverast",
    r"kunne ikke leveres",
    r"ikk?j?e? levert",
    r"retur(nert|post)?:",
    r"unzustellbar",
    r"nicht zugestellt",
    r"non remis",
    r"échec",
    r"no se (ha podido|pudo)",
    r"não entreg",
    r"onbestelbaar",
    r"kan inte levereras",
    r"det går inte att leverera|leveransfel",
    r"(kan|kunne) ikk?j?e? (bli )?(levert|leverast|leveres)",
    r"feil ved levering|leveringsfeil|levering\w* (mislukkast|mislyktes|feila|feilet)|ikke leveret",
    r"ei voida toimittaa|toimitus epäonnistui",
    r"recapitabile|recapitare|mancata consegna",
    r"no se puede entregar|no entregado|error de entrega",
    r"niedostarcz|nie można dostarczyć|niet bezorgd",
    r"não é possível entregar",
    r"недоставлен|не доставлен|не удалось доставить",
    r"配信不能|配信できません|送信できません|配信に失敗|エラーメール",
    r"无法送达|无法传递|无法投递|未送达|未传递|退信",
    r"loop alert",
    r"are not member",
    r"bounce",
)
SAYS = any_of(
    (
        r"(could|can|was|were|is|has|have)(n.t| ?not)( be| been)?( yet)?( successfully)? (delivered|deliver|se"
        r"nt|reach)"
    ),
    r"undeliver",
    r"unable to (deliver|send)",
    r"deliver\w*( to .{0,80})? (has |have )?(been )?(failed|fails|delayed|unsuccessful|rejected|not been)",
    r"did not reach",
    r"fail(ed|ure) (to|in) (deliver|send)",
    r"permanent (fatal )?(error|failure)",
    r"(fatal|delivery|transient) (errors|problems|non-fatal)",
    r"non-fatal errors",
    r"(message|mail|e-?mail)s? .{0,60}(rejected|returned|bounced|refused|not accepted)",
    r"address(\(es\)|es)? (failed|had)",
    r"(following|these) (address|recipient)",
    r"invalid (user )?(address|recipient)",
    r"unknown (user|recipient|address)",
    r"user unknown",
    r"no such user",
    r"been postponed",
    r"(kan|kunne|er|ble|vart|blei) ikk?j?e? (bli )?(levert|leverast|leveres|leveret|nådd)",
    r"(kan|kunne) ikk?j?e? nå(s|ast)?\b|nådde ikk?j?e?",
    r"levering\w*( til .{0,60})? (er |har )?(mislukkast|mislukka|mislyktes|mislykkes|feila|feilet|forsink)",
    r"ikk?j?e? levert|levering\w* (mislyk|mislukk)|mislykkedes",
    r"(det gick|går) inte att leverera|nådde inte|kunde inte levereras",
    r"nachrichtenzustellung|nicht (zugestellt|erreicht)|konnte nicht",
    r"échec de la remise|n.a pas (pu être|été) (remis|livré)|impossible de (remettre|livrer)",
    r"no se (ha podido|pudo|puede) entregar|error de entrega",
    r"(il )?recapito non è riuscito|non è stato possibile (consegnare|recapitare)",
    r"bezorging .{0,60}mislukt|niet (bezorgd|worden bezorgd)",
    r"toimittaminen .{0,80}epäonnistui|nie można dostarczyć",
    r"не (может быть|было|удалось) достав|недоставлен",
    r"配信に失敗|配信できません|送信できません|届けることができません",
    r"传递邮件失败|无法(送达|传递|投递)|投递失败",
    r"giving up",
    r"transcript of session",
    r"rejected by",
    r"mailbox .{0,30}(full|unavail|not found)",
    r"original (message|mail) follows",
    r"error message below",
    r"has been frozen",
    r"was frozen",
    r"duplicated message-id",
    r"not a member of this",
    r"the reason for the (problem|failure)",
    r"said:",
    r"warning message only",
    r"account is (temporarily|disabled)",
    r"kunne ikk?j?e? (leverast|leveres|sendast|sendes)",
    r"konnte nicht",
    r"could not be processed",
    r"problem delivering",
)
DELAY = any_of(
    r"will (\w+ )?(retry|keep trying|be retried|continue|try again|be attempted|attempt)",
    r"warning message only",
    r"\bdelay",
    r"been postponed",
    r"continue to try",
    r"forsinka",
    r"forsinket",
    r"not (yet )?been delivered yet",
    r"not yet been delivered",
    r"(could not|cannot) be delivered (yet|for)",
    r"still (being|trying|in the queue)",
    r"no action is required on your part",
    r"delivery attempts will continue",
    r"has(n.t| not) been delivered yet",
    r"(has not|not yet) been collected",
    r"fors[øi]k på levering vil (fortsette|halde fram)|fortset(t)?e å prøve|er forsinket|blir forsøkt levert på nytt",
    r"erneut versuch|fortsätter att försöka|försenat|réessay|seguir[aá] intentando",
    r"retried for",
    r"temporary (non-fatal )?(error|failure|problem)",
    r"transient non-fatal",
    r"you do not need to resend",
    r"verzögert",
    r"warning: could not send",
)
STILL = any_of(
    r"will be retried until",
    r"(gmail|server) will (keep trying|retry)",
    r"will keep trying (for|until|to)",
    r"no action is required on your part",
    r"warning (message )?only|warning only",
    r"do not need to resend",
    r"still being retried",
    r"delivery attempts will continue",
    r"fors[øi]k på levering vil (fortsette|halde fram)",
)
"""What is only said of a mail that is on its way."""
GIVEN_UP = any_of(r"permanent (fatal )?error", r"i've given up", r"(?<!non-)fatal errors", r"given up on")
FINAL = any_of(
    r"permanent",
    r"giving up",
    r"given up",
    r"gave up",
    r"too long",
    r"fatal error",
    r"failed permanently",
    r"no longer (be )?(tr|attempt)",
    r"returning message",
    r"returned mail",
    r"final",
    r"(message|time|queue) (has )?(expired|timed out|timeout)",
    r"will not (try|retry|be)",
    r"no further",
    r"undeliverable",
    r"failure notice",
    r"cannot send message (for|within)",
    r"has been (deleted|removed|dequeued|returned)",
    r"could not be delivered (to one or more|for the last)",
    r"delivery (has )?failed",
)
ENCLOSED = re.compile(
    r"""^[ \t>*+=_-]* (?:
        original\ (?:message|mail|e-?mail) (?:\ headers?)? (?: \ follows|\ as\ follows|:|$|\ - )
        |(?:the\ )? headers?\ (?:of|from)\ the\ (?:original|message)
        |this\ is\ a\ copy\ of | (?:below\ this\ line|included|here)\ is\ a\ copy
        |copy\ of\ (?:the\ |your\ )?(?:original|message)
        |unsent\ message | message\ headers?\ follow | undelivered\ message\ follows | your\ original\ message
        |-+\ ?(?:message|original|forwarded|beginning\ of) | (?:---+|===+)\ ?(?:message|returned)
        |content-type:\ ?message/rfc822 | end\ of\ message | the\ rest\ of | text\ of\ (?:the\ |your\ )?message
        |weitergeleitete | opphavleg | opprinnelig )
    | ^ (?: received:\ (?:from|by) | return-path:\ < | mime-version:\ ?1 | message-id:\ < )""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
"""Where the mail itself begins, as far as it stands in the same text."""
NEAR = re.compile(
    r"""(?: rcpt\ to:[ <]* | recipients?(?:\ addresse?s?)?:? | delivered\ to:? | deliver(?:\ message|\ mail)?\ to:?
        | addressed\ to: | address(?:\(es\)|es)? (?: \ failed|\ were|\ had\ [^:\n]{0,60} )? : | failed:?
        | following[^:\n]{0,60}:
        | reach[^:\n]{0,40}: | undelivered:? )
    [\s<\"'(>]{0,12} (?:mailto:)? ([^\s<>\"(),:;@\[\]]{1,64}@[A-Za-z0-9.-]{1,253})""",
    re.IGNORECASE | re.VERBOSE,
)
"""What stands before the address that a report is about."""
NO_REPORT = any_of(
    r"(almost|nearly|snart|nesten|fast|bald) (full|voll)\b",
    r"(held|messages|mails?) in (your )?quarantine|quarantine (summary|notification|inbox)|held messages",
    r"awaits? moderator|(list )?moderator (can review|request)|being held until",
    r"(need|requires?|verify) .{0,40}(human|verification)|not on my list of approved|one-time confirmation",
    r"undelivered (mails?|messages?) on your account|request for subscription",
    r"\b(on vacation|out of (the )?office|not be reading my mail|when i (return|get back)|ute av kontoret)\b",
    r"\bparcel\b|\bpakken?\b|voice ?mail|voice message",
)
"""What programs write about other things than the delivery of a mail of ours."""
