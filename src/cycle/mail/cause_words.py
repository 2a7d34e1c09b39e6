"""What mail servers say when they do not take a mail, and what it means: words and codes, each with its cause.

The words are matched in small letters, with names of hosts and addresses taken out.
"""

from __future__ import annotations

from typing import Literal

Cause = Literal[
    "unknown",
    "domain",
    "moved",
    "closed",
    "insiders",
    "full",
    "large",
    "content",
    "listed",
    "distrust",
    "later",
    "relay",
    "syntax",
    "rejected",
    "",
]
"""unknown: nobody has the address · domain: nothing answers after the @ · moved · closed: the mailbox takes nothing ·
insiders: takes mail from its own organisation only · full · large · content: looks like junk, or a file is forbidden ·
listed: our server is on a block list · distrust: SPF, DKIM or DMARC · later: it will be tried again · relay: our own
server will not send it on · syntax: not an address · rejected: no without a reason."""

Table = tuple[tuple[tuple[str, ...], Cause], ...]

TELLING: Table = (
    ((r"recipient address(es)? rejected ?: access denied",), "unknown"),
    (
        (
            r"throttl",
            r"(daily|hourly) (\w+ )?(message )?quota",
            r"(per|an) (hour|minute)\b",
            r"connection (rate )?limit",
            r"trop de connexions",
        ),
        "later",
    ),
    ((r"domain (name )?(mentioned|in) .{0,40}(unknown|invalid|not exist)",), "domain"),
    ((r"headers? size", r"header, or recipient list", r"header size, or"), "content"),
    ((r"unauthenticated senders? not allowed", r"closed mailing list"), "insiders"),
    (
        (
            r"does not (pass|have) (dmarc|authentication)",
            r"\bd(marc|kim)\b",
            r"(?<![\w.-])spf(?![\w-])",
            r"sender policy framework",
        ),
        "distrust",
    ),
    (
        (
            r"\bunauthenticated\b(?! senders?)",
            r"fails? (to pass )?authentication checks",
            r"not pass authentication",
        ),
        "distrust",
    ),
    (
        (
            r"reverse[ -]?(dns|lookup|ip)",
            r"\b(rdns|ptr)\b",
            r"ip name lookup",
            (
                r"(cannot|could not|unable to) (find|resolve|verify) your (\w+ )?(host|address|domain|ip|dns|r"
                r"everse)"
            ),
            r"forward dns entry",
            r"unverif[iy]+able sending",
            r"(confirm this mail server|requires confirmation)",
            r"not allowed to send (e-?)?mail",
            r"smtp server of your isp",
            r"unresolvable relay host",
            r"mismatches client ip",
        ),
        "distrust",
    ),
    (
        (
            r"(blacklisted|listed|blocked|bad) (url|link|domain)s?\b",
            r"uribl",
            r"surbl",
            r"spam url",
            r"phishing",
        ),
        "content",
    ),
    (
        (
            r"spamhaus",
            r"spamcop",
            r"barracudacentral",
            r"sorbs",
            r"uceprotect",
            r"senderbase",
            r"dnsbl",
            r"\brbl\b",
            r"\bdrbl\b",
            r"(block|black|deny)[ -]?list",
            r"reputation",
            r"banned (sending )?ip",
            r"dynamic ip",
            r"generic dns",
            r"open (proxy|relay is)",
            r"unusual rate of (unsolicited )?mail",
            (
                r"(ip|host|network|server|address) [^:;]{0,40}(is|been|was) (temporarily |currently )?(blocked"
                r"|banned|blacklisted)"
            ),
            r"(blocked|listed|rejected|found) (by|in|on|at|using) .{0,40}\b(rbl|bl|sbl|xbl|cbl|zen|dul|psbl)\b",
            r"client host .{0,80}(blocked|rejected)",
            r"access denied, (banned|spam abuse|traffic not accepted)",
            r"due to user complaints",
            r"not (currently )?accepting mail from your ip",
            r"unwanted messages",
            r"messages? from .{0,60}(weren.t|were not|was not) sent",
            r"remotehost looks suspiciously",
            r"no access from mail server",
            r"not accepting mail from your ip",
            r"go away",
        ),
        "listed",
    ),
    (
        (
            r"null mx",
            r"does ?n.t accept (any )?e?-?mails?\b(?! (from|with))",
            r"does not accept (any )?e?-?mails?\b(?! (from|with))",
        ),
        "domain",
    ),
    (
        (
            r"(bad|invalid|illegal) [\w ]{0,40}syntax",
            r"syntax error in (address|mailbox|recipient)",
            r"malformed address",
        ),
        "syntax",
    ),
    ((r"gr[ae]y-?list",), "later"),
    (
        (
            r"over[ -]?quota",
            r"over (the |its |disk |their )?(allowed |disk |mail )?quota",
            r"quota (\w+ )?(exceed|violation|full|limit)",
            r"(exceed\w*|reached|above) (\w+ ){0,3}(quota|storage|disk|space)",
            r"(mail(box|folder|dir|file)?|inbox|postkasse|disk) (\w+ )?(is |was |'s |has become )?full\b",
            r"exceeding receiving limits",
            r"mail file size exceeds",
            r"disk quota",
            r"maildir delivery failed",
            r"too much mail data",
            r"mailbox exceeds",
            r"full mailbox",
            r"mailbox exceeded",
            r"out of (disk |storage )?space",
            r"not have enough (disk )?space",
            r"space has been used up",
            r"not enough (storage|disk) space",
            r"space not enough",
            r"mailbox (size )?(limit|has exceeded)",
            r"exceeded storage allocation",
            r"too many messages on",
            r"boite du destinataire pleine",
            r"as their mailbox is full",
            r"insufficient (disk|mailbox|user|system) (space|storage|resources)",
            r"mailbox would exceed",
            r"account is temporarily over",
            r"storefull",
            r"mail quota",
            r"no space left on",
            r"buzón (est\S+ )?lleno",
            r"postfach (ist )?(voll|überfüllt)",
        ),
        "full",
    ),
    (
        (
            (
                r"(message|mail|e-?mail|content|attachment|data|body)s?('s)? (\w+ ){0,3}(is |was )?too (large|"
                r"big|long)"
            ),
            r"too (large|big) (message|mail|for this)",
            r"(message|mail|e-?mail|attachment)s? (\w+ )?(size|length) (\w+ )?(limit|exceed)",
            r"size limit",
            r"exceed\w* (\S+ ){0,6}(message |mail |e-?mail )?size",
            r"max(imum)? (\w+ ){0,2}size",
            r"message file too big",
            r"recip(ient)?sizelimit",
            r"size exceed",
            r"larger than the (\w+ )?(limit|maximum)",
            r"message (length|size)",
        ),
        "large",
    ),
    (
        (
            r"has (been replaced by|moved)",
            r"(owner|domain) has changed",
            r"(has|user|mailbox|address|account|recipient) (\w+ )?moved",
            r"please (try|use) <",
            r"no longer here.{0,20}try",
        ),
        "moved",
    ),
    (
        (
            r"authrequired",
            r"restricted ?to",
            r"not permitted to (send|submit)",
            r"only accepts? mail from",
            r"only accepting mail from",
            r"rst[.-]notauthori[sz]ed",
            r"members?[ -]only",
            r"non-member",
            r"not a member",
            r"not subscribed",
            r"permission to (post|submit)",
            r"you do ?n.t have permission",
            r"sender not pre-approved",
            r"not accepting mail with",
            r"restricted sms",
            r"notauthenticated",
        ),
        "insiders",
    ),
    (
        (
            r"relay(ing)? (\w+ )?(access )?(denied|not (permitted|allowed)|prohibited)",
            r"(unable|not allowed|not permitted|cannot|refus\w+|denied) (to )?relay",
            r"no relay",
            r"relay(ing)? (is )?(not|restrict)",
            r"open relay not",
            r"rcpt-?host",
            r"insecure mail relay",
            r"non-local e-?mail",
            r"smtp relay error",
            r"invalid credentials for relay",
            r"smtp auth failed with",
            r"does not support smtp authenticated relay",
            r"we do not relay",
            r"server requires authentication when",
        ),
        "relay",
    ),
    (
        (
            (
                r"sender (address |domain |verify |email address |is )?(rejected|failed|denied|refused|not (al"
                r"lowed|accepted|verified)|invalid|unknown|spammer|empty)"
            ),
            r"(invalid|bogus|unroutable|empty|null) (envelope )?(mail from|sender)",
            r"mail from not owned",
            r"address is not verified",
            r"(emetteur|sender|expediteur) invalid",
            r"\bbatv\b",
            r"backscatter",
            r"bouncedeny",
            r"third-party dsns",
            r"unsigned dsn",
            r"returned mail not accepted",
            r"(start)?tls (is )?(required|not supported)",
            r"null sender",
            r"envelope (blocked|rejected)",
            r"from: domain is invalid",
            r"valid from",
            r"domain of sender",
            r"valid sender domain",
            r"fully qualified email address",
            r"(helo|ehlo) (\S+ ){0,4}(reject|invalid|denied|refused)",
            r"bad helo",
            r"from address .{0,60}(not|invalid)",
            r"banned sender",
            r"anti-?spoofing",
            r"certificate",
            r"(must issue a |support |requires? |required |use )(starttls|tls|encryption)",
        ),
        "distrust",
    ),
    (
        (
            r"executable",
            r"blocked file",
            r"file type",
            r"illegal attachment",
            r"(attachment|file|image)s? .{0,40}(blocked|not allowed|prohibited|forbidden|banned)",
            r"(banned|prohibited|forbidden|illegal) (attachment|file|content|extension)",
            r"virus",
            r"malware",
            r"infected",
            r"potentially (dangerous|unsafe)",
            r"security issue",
            r"presents a potential",
        ),
        "content",
    ),
    (
        (
            r"\bspam",
            r"unsolicited",
            r"bulk (e-?mail|mail)",
            r"\bube\b",
            r"\buce\b",
            r"content (filter|rejected|denied)",
            r"5\.7\.0 reject, id=",
            r"blocked by our filter",
            r"anti-?spam checks?",
            r"(due|according) to (\w+ ){0,2}polic",
            r"(security|local) polic",
            r"organi[sz]ation(al)? (polic|setting)",
            r"denied by policy",
            r"policy violation",
            r"protocol violation",
            r"images or other attachments",
            r"multiple (\w+ )?headers?",
            r"unacceptable content",
            r"message (was |has been )?filtered",
            r"rejecting (banned |mail )?content",
            r"recurrent pattern",
            r"junk ?mail",
            r"mass mailer",
            r"message content",
            r"bulk.advertising",
            r"\b(content|policy) reasons",
            r"mime complexity",
            r"invalid mime",
            r"malformed (mime|header)",
            r"duplicate header",
            r"8-bit data in message header",
            r"rfc ?-?5322",
            r"header (error|size)",
            r"improperly-formatted",
            r"multiple (addresses|subject)",
            r"headers? are not accepted",
            r"too many received",
        ),
        "content",
    ),
)
"""Words that can mean one thing only; they count before any code, since servers send them with codes of all kinds."""

EXACT: Table = (
    (
        (
            r"[45]\.1\.2",
            r"[45]\.4\.(4|310|312)",
        ),
        "domain",
    ),
    ((r"[45]\.1\.3",), "syntax"),
    ((r"[45]\.1\.(1|4|10|20)",), "unknown"),
    (
        (
            r"[45]\.1\.6",
            r"[45]\.7\.1[78]",
        ),
        "moved",
    ),
    (
        (
            r"[45]\.1\.[78]",
            r"[45]\.7\.(2[0-7]|30|32|506|509|51[0-5])",
            r"5\.7\.60",
        ),
        "distrust",
    ),
    (
        (
            r"[45]\.2\.2",
            r"[45]\.3\.1",
        ),
        "full",
    ),
    (
        (
            r"[45]\.2\.1",
            r"5\.7\.13",
        ),
        "closed",
    ),
    (
        (
            r"[45]\.3\.4",
            r"[45]\.2\.3",
            r"5\.7\.16",
        ),
        "large",
    ),
    ((r"[45]\.6\.\d+",), "content"),
    ((r"5\.7\.(12|124|129|13[0-9])",), "insiders"),
    ((r"5\.7\.(54|57|64|750)",), "relay"),
    (
        (
            r"5\.7\.(50[1-35]|51[1]|60\d|61\d|70\d|28)",
            r"4\.7\.(5|6)\d\d",
        ),
        "listed",
    ),
    (
        (
            r"[45]\.4\.7",
            r"5\.2\.122",
            r"5\.7\.508",
            r"4\.4\.[23567]",
            r"[45]\.3\.2",
            r"4\.5\.3",
            r"4\.3\.\d",
            r"4\.4\.3\d\d",
        ),
        "later",
    ),
)
"""Codes that mean one thing (RFC 3463, RFC 7372, Exchange Online's own)."""

WORDS: Table = (
    (
        (
            r"wrong or no longer valid",
            r"missing home directory",
            r"not an active address",
            r"addresses? (was|were) unknown",
            r"rejected recipients?",
            r"recipients? (was|were) undeliverable",
            r"(mailbox|account) is unavail",
            r"mailbox unavaiable",
            r"account unavail",
            r"< *>[ .:]*(not found|unknown|does not|no such)",
        ),
        "unknown",
    ),
    (
        (
            (
                r"\b(disabled|inactive|suspend(ed)?|deactivated|discontinued|frozen|locked|archiv[eé]e?|expire"
                r"d account|temporarily limited)\b(?! by)"
            ),
            r"no longer (valid|active|in use|accept\w*)",
            r"account.{0,30}(closed|expired|terminated)",
            r"not active",
            r"extended inactivity",
            r"(mailbox|account) unavailable or",
            r"not (currently )?accepting (any )?(mail|messages)",
            r"refused due to recipient preferences",
            r"user reject",
            r"blocked by the recipient",
            r"refuses? to accept (your )?(mail|e-?mail|message)",
            r"refuse to receive",
        ),
        "closed",
    ),
    (
        (
            (
                r"(unknown|no such|invalid|non-?existent|bad|undefined) (local[ -]?)?(part|user|mailbox|recipi"
                r"ent|addressee|account|person|rcpt|virtual user|e-?mail)"
            ),
            r"(user|recipient|addressee|mailbox|account) ?(is )?(unknown|not found|not known)",
            r"userunknown",
        ),
        "unknown",
    ),
    (
        (
            (
                r"(domain|host)( name)?( \S+)?( (was|is|could|can|does|did|has|or domain name))? ?(not (be )?f"
                r"ound|not exist|n.t exist|unknown|is invalid|invalid|couldn.t be found|can.t be found|not rea"
                r"chable|must exist|must resolve)"
            ),
            r"(unknown|no such|invalid|nonexistent|bad|illegal) (mail )?(domain|host|destination domain)",
            r"nxdomain",
            r"nonexistentdomain",
            r"no (mx|a record|mail exchanger|valid mx)",
            r"unroute?able",
            r"unrouteable mail domain",
            r"name or service not known",
            r"name server: ",
            r"no (smtp service|mail service)",
            r"does not accept (e-?mail|mail)",
            r"name server reply",
            r"dns records",
            r"(find|no) a? ?gateway",
            r"reachable within",
            r"could not be resolved",
            r"dns error",
            r"all (relevant mx|host address lookups)",
            r"remote domain does ?n.?t exist",
            r"host.{0,20}unreachable",
            r"(no|unable to resolve) route",
            r"unable to resolve",
            r"null mx",
            r"mx record",
        ),
        "domain",
    ),
    (
        (
            (
                r"(user|mailbox|recipient|addressee|account|address|utilisateur|destinataire|usuario|person|na"
                r"me|e-?mail)s?\b.{0,60}\b(unknown|not (be )?found|doesn ?.?t exist|does not exist|not exist|n"
                r"ot known|inconnue?|invalide?|not valid|not listed|not recogni[sz]ed|wrong|not here|not prese"
                r"nt|no existe|rejected|is not local|not ok|not accepted)"
            ),
            (
                r"(unknown|no such|invalid|non-?existent|bad|undefined) (local[ -]?)?(part|user|mailbox|recipi"
                r"ent|address|account|person|rcpt|virtual user|e-?mail)"
            ),
            r"5\.[0-5]\.\d.{0,80}mailbox unavail?able",
            r"user ?unknown",
            r"userunknown",
            r"recip(ient)?notfound",
            r"no (mail ?box|account|recipient|one|valid recipients|user)\b",
            r"not listed in",
            r"badrcptto",
            r"badrecipientto",
            r"validrcptto",
            r"not a (known|valid|local|registered)( \w+)? (user|mailbox|recipient|address)",
            r"not our customer",
            r"can.t accept user",
            r"not our user",
            r"doesn.t have an? .{0,60}account",
            r"no longer (works?|employed)",
            r"(there is|that has) no one",
            r"nobody (here )?by",
            r"does not (like|have) (the )?recipient",
            r"no existe",
            r"nessun utente",
            r"user (\S+ )?does",
            r"in name directory",
            r"in directory",
            r"mailbox not",
            r"adresse? .{0,30}(ikke|invalid|unbekannt)",
            r"envelope recipient has been denied",
            r"(does|do|did|dos)( not|n.?t) exist",
            r"empfänger.{0,20}unbekannt",
            r"existiert nicht",
        ),
        "unknown",
    ),
    (
        (
            r"junk",
            r"polic(y|ies)",
            r"content",
            r"security",
            r"not allowed by",
            r"prohibited",
            r"organi[sz]ation",
        ),
        "content",
    ),
    (
        (
            r"malformed",
            r"syntax",
            r"expected word",
            r"angle-brackets",
            r"domain missing",
            r"not .{0,20}email address",
        ),
        "syntax",
    ),
    (
        (
            r"connection (timed out|refused|reset|closed|dropped|lost)",
            r"timed? ?out",
            r"no answer",
            r"not respond",
            r"could not (connect|contact)",
            r"unreachable",
            r"did not accept our",
            r"operation now in progress",
            r"lost connection",
            r"conversation .{0,60}(timed|lost)",
            r"network (is|error)",
        ),
        "domain",
    ),
    (
        (
            r"try (again )?later",
            r"temporar",
            r"too many",
            r"\brate\b",
            r"throttl",
            r"slower",
            r"deferred",
            r"expired",
            r"in (the )?queue",
            r"retry time(out)?",
            r"delayed",
            r"not within",
            r"giving up",
            r"(configuration|internal|local|write|server) error",
            r"error in processing",
            r"(mail|routing|forwarding) loop",
            r"loops? back",
            r"too many hops",
            r"hop count",
            r"been collected",
            r"service (is )?(currently )?unavailable",
            r"system (is )?(busy|error|full)",
            r"concurren",
            r"congest",
            r"resources",
            r"overload",
            r"maintenance",
        ),
        "later",
    ),
    (
        (
            r"authenticat",
            r"not authori[sz]ed",
            r"access denied",
            r"unauthorized",
            r"denied by",
            r"blocked",
        ),
        "distrust",
    ),
)
"""Words that are used of many things; they count after codes that are exact."""

VAGUE: Table = (
    (
        (
            r"[45]\.4\.[1689]",
            r"5\.4\.\d+",
        ),
        "domain",
    ),
    (
        (
            r"5\.1\.0",
            r"5\.1\.\d+",
        ),
        "unknown",
    ),
    ((r"5\.2\.[04]",), "closed"),
    ((r"4\.\d\.\d+",), "later"),
    ((r"5\.7\.\d+",), "distrust"),
)
"""What codes mean that servers use for many things, when no words tell more."""

BASIC: dict[int, Cause] = {
    421: "later",
    450: "later",
    451: "later",
    452: "full",
    501: "syntax",
    521: "domain",
    530: "relay",
    535: "relay",
    550: "rejected",
    551: "moved",
    552: "full",
    553: "syntax",
    554: "rejected",
    556: "domain",
}
"""What a code alone means (RFC 5321 4.2.3, RFC 7504)."""
