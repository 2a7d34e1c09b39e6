"""Words by which a statement about coming is none: doubts, conditions, questions, other occasions, others' words."""

from __future__ import annotations

from cycle.mail.inbox.answers.meaning_words import pattern

UNSURE = pattern(
    r"""\b (?: (?: usikker|(?:ikkje|ikke)\s+(?:heilt\s+|helt\s+)?sikker|(?:veit|vet)\s+(?:ikkje|ikke) ) \s+
        (?: enno\s+|ennå\s+|heilt\s+|helt\s+ )? (?: på\s+ )? om \s+ <I> \s+ (?: kan|får|kjem|kommer|rekk|rekker|klarar
            |klarer ) \b
    | (?:ikkje|ikke)\s+sikkert\s+(?:at\s+)?<I>\s+(?:kan|får|kjem|kommer|rekk|rekker) \b
    | kan \s+ (?: <I> \s+ )? (?:ikkje|ikke) \s+ (?: love|garantere ) \b )"""
)
MAYBE = pattern(
    r"""\b (?: kanskje|muligens|moglegvis|maybe|perhaps|(?:might|may)\s+(?:come|attend|make\s+it|be\s+able\s+to)
    |(?:gjer|gjør|gjere|gjøre)\s+(?:mitt|vårt)\s+beste|(?: reknar|regner|satsar|satser|håpar|håper|prøver|prøvar
        |forsøker|skal\s+prøve|skal\s+forsøke|vil\s+prøve|vil\s+forsøke|ska\s+prøve
        ) \s+ (?: med\s+|på\s+ )? å \s+ (?: (?: kunne\s+|få\s+ )? <come> |få\s+det\s+til)
    |(?:trur|tror)\s+<I>\s+(?:kjem|kommer|kan)|plan\s+(?:on|to)\s+(?:being|be)\s+there|planen\s+er\s+å\s+<come>
        |kan\s+hende|(?: try|hope|hoping|plan|planning
        |expect ) \s+ to \s+ (?: attend|come|make\s+it|be\s+there|join )
    |(?: truleg|trolig|sannsynlegvis|sannsynligvis|antakeleg|antagelig|antageligvis|forhåpentlegvis|forhåpentligvis
        |hopefully|probably
        |(?:mest|høgst|høyst)\s+sannsynl\w+ ) \b (?= .* (?: <comes>|<come>|come|attend|kan ) \b )
    |(?: <comes> |attend|come ) \s+ (?: \w+\s+ )? (?: truleg|trolig|sannsynlegvis|sannsynligvis|antakeleg|antageligvis
        |probably|hopefully )
    |(?: førebels|foreløpig|tentativt ) \s+ ja ) \b"""
)
CONDITION = pattern(
    r"""\b (?: (?<!sjølv\s)(?<!selv\s) om\s+(?:eg|jeg|vi|me|i|ein|en|man|de|dere|dykk)|dersom|hvis|viss|med\s+mindre
        |unless|if|so\s+long\s+as|så\s+lenge|så\s+sant
    |forutsatt|føresett|under\s+føresetnad|under\s+forutsetning|avheng\w*|depends|med\s+atterhald|med\s+forbehold
    |om\s+\w+\s+(?:går|blir|vert|er|får|held|holder|kan|tillèt|tillater|opnar|åpner|kjem|kommer|møter|stiller|deltek
        |deltar) )
    \b (?! \s+ om \b )
    | ^ (?: kjem|kommer|får|blir|rekk|rekker|kan|klarer|klarar ) \s+ (?:eg|jeg|vi|me) \b"""
)
IF_ANYTHING = pattern(
    r"""\b (?: ta\s+(?:gjerne\s+)?kontakt|(?:gi|gje|gjev|send)\s+(?:gjerne\s+)?(?:meg\s+|oss\s+)?(?:beskjed|melding
        |ein\s+lyd)|sei\s+(?:gjerne\s+)?(?:frå|ifrå)
    |si\s+(?:gjerne\s+)?(?:fra|ifra)|let\s+me\s+know|please\s+(?:call|contact)|berre\s+(?:å\s+)?ring
        |bare\s+(?:å\s+)?ring|ring\s+(?:meg\s+)?(?:om|dersom|hvis) ) \b"""
)
"""What is said of any meeting: get in touch if there is anything."""
NOT_NOW = pattern(
    r"""\b (?: neste\s+(?:år|gong|gang|møte)|next\s+(?:year|time)|i\s+fjor|last\s+(?:year|time)|førre|forrige|sist
        |ein\s+annan\s+gong|en\s+annen\s+gang ) \b"""
)
LATER = pattern(
    r"""\b (?: (?:kjem|kommer|come|get)\s+(?:tilbake|attende|back)|sjekk\w*\s+(?:\w+\s+)?kalender\w*|(?:svarar
        |svarer)\s+(?:når|innan|innen|sein|sen)
    |(?:må|skal)\s+(?:berre\s+|bare\s+)?(?:sjå|se|sjekke)\s|let\s+you\s+know|(?:melder|gir|gjev)\s+(?:frå|beskjed
        |tilbake)|ser\s+(?:kva|hva)\s+<I>|ikkje\s+avklart|ikke\s+avklart
    |meld\w*\s+(?:meg|oss)\s+(?:\w+\s+)?(?:på|av)\s+(?:når|etter|sein|sen)\w* ) \b"""
)
"""An answer that is to come."""
DOUBTS = pattern(
    r"""\b (?: neppe | knapt | lite\s+(?:truleg|trolig|sannsynl\w+) | unlikely | (?:trur|tror|tenkjer|think|tenker)
        \s+ (?: \w+\s+ )? <not> | don['’]?t\s+think
    | <not> \s+ (?: \w+\s+ )? (?: slik|sånn|riktig|rett|sant|sagt|meldt|sikker|sikkert|sure|bestemt|avgjort ) \b
    | (?: stemmer|gjeld|gjelder ) \s+ <not> | (?:seie|seia|si|say|påstå) \s+ at | til \s+ å \s+ (?: gå\s+glipp|gløyme
        |glemme )
    | <not> \s+ \w* \s* (?:imot|mot) \b
    | ^ (?:eg|jeg) \s+ (?:<comes>) \s+ (?: på\s+vegne?r?\s+av \s+ (?! (?:\w+\s+)?\w*(?:kommun|føretak|foretak|sjukehus
        |sykehus) ) \w+ | for\s+(?:ordfør|kommunedir|rådmann|direktør)\w+ )
    | (?:skulle|ville|hadde|could|ønske) \b .* \b (?:ønske|om \s+ <I> \s+ kunne|if \s+ i) )"""
)
"""A statement about a statement."""
EITHER = pattern(r"\b (?: anten|enten|either|(?:eg|jeg|i|vi|me)\s+(?:eller|or)|(?:eller|or)\s+(?:eg|jeg|i|vi|me) ) \b")
ONLY = pattern(
    r"""^ (?:men|but) \s+ .{0,20} \b (?: berre|bare|kun|only|tidlegast|tidligst|først ) \b | \b (?:kan|vil|can) \s+
        (?:\w+\s+)? (?: berre|bare|kun|only ) \b"""
)
ELSEWHERE = pattern(
    r"""\b (?: digital\w* | (?: på|via|over|i|by|on ) \s+ (?: teams|zoom|nett\w*|skjerm\w*|video\w* ) | online
        |remotely|fjernmøte
    |streaming|hybrid ) \b"""
)
OTHER_OCCASION = pattern(
    r"""\b (?: middag\w*|lunsj\w*|festmiddag\w*|dinner|lunch|omvisi?ni?n?g\w*|omvising\w*|formøte\w*|førmøte\w*
        |dagen\s+før
    |kvelden\s+før|hotell\w*|overnatt\w* ) \b"""
)
OTHER_MATTER = pattern(
    r"""\b (?: (?:siste|første|fyrste|first|last|second) \s+ (?:del\w*|halv\w*|økt\w*|time\w*|half|part|session)
    | (?:i|på|til) \s+ \w*(?:arbeidsgrupp|komit|utval|årsmøt|formøt|førebuing)\w*
    | <excuse> \s+ til \s+ \w*styremøt\w*
    | møteleder\w* | møteleiar\w* | ordstyr\w* | (?:<comes>|attend) \s+ (?:\w+\s+){0,3}?
        (?:another|anna|annet) \s+ (?:meeting|møte)
    | <not> \s+ .{0,30} \b (?:heile|hele|the\s+whole) \s+ (?:møte\w*|dag\w*|meeting|day)
    | (?:cannot|can['’]?t) \b .* \b only
    | <excuse> \s+ (?: for \s+ (?!meg|oss|møt|part|samling|dette|denne|den\b|kommun|ordfør|\d) \w+
        | på\s+vegne?r?\s+av ) ) \b
    | ^ (?:lokale|rommet|salen) | ^ (?:men|but) \s+ <comes> \b (?! .* <not> )"""
)
"""A part of the meeting, another meeting or task, or somebody else's answer; what it says of this one is asked."""
ASKS = pattern(
    r"""\b (?: (?: kan|får|må|skal|bør|can|could|may|should|must ) \s+ (?: det\s+ )? (?: <I> |ein|man|det|(?!de\b
        |dere\b|dykk\b|dokker\b|you\b)\w+ ) \s+
        (?:\w+\s+){0,4}?
        (?: <come> |sende|delta|attend|come|join|send|digitalt|representer\w* ) \b (?! \s+ med \s+ meg )
    | (?: flytt\w*|utset\w*|reschedule\w*|annan\s+dato|annen\s+dato )
    | (?: mogleg|mulig|går\s+det\s+an|høve|anledning|possible|greitt?|ok|okay ) \b .{0,40} (?: <come> |<comes>|sende
        |digital\w*|teams|attend|join|someone|vara ) ) \b
    | ^ (?: men|but ) \b | \b nei \b .* \b møtet"""
)
"""A question about whether, how or for whom to come."""
ABSENT = pattern(
    r"""\b (?: (?:ute\s+av|borte\s+(?:frå|fra)|out\s+of|away\s+from|fråverande\s+frå|(?:ikkje|ikke)\s+på) \s+ (?:
        the\s+|my\s+ )? (?:kontor\w*|office)
    | (?: les|lese|leser|svarar|svarer|sjekkar|sjekker ) \s+ (?: \w+\s+ )? (?:ikkje|ikke) \s+ (?: \w+\s+ )? e-?post
    | (?:svarar|svarer) \s+ (?: \w+\s+ ){0,3} når \s+ <I> \s+ er \s+ (?:tilbake|attende)
    | limited\s+access | autosvar | automatisk\s+svar | automatic\s+reply | (?:e-?posten|meldinga
        |meldingen)\s+din\s+er\s+(?:motteken|mottatt)
    | har\s+slutt(?:a|et) | slutt(?:a|et)\s+i | gått\s+av\s+som | <not> \s+ (?: \w+\s+ )? \w+ \s+ lenger | no\s+longer
        ) \b"""
)
"""An automatic answer, or one of somebody who has left, that no header marks."""
ABOUT_OTHERS = pattern(
    r"""\b (?: vidaresend\w*|videresend\w*|forwarded\s+message|sjå\s+(?:under|nedanfor|vedlagt)|se\s+(?:under|nedenfor
        |vedlagt)|see\s+below
    |skriv\s+at|skriver\s+at|(?:har\s+sagt|seier|sier|fortel|forteller|says)\s+at\s+(?!eg|jeg|vi|me)\w+|(?:svar
        |melding|e-?post)\s+(?:frå|fra)\s+(?!meg|oss)[A-ZÆØÅ]\w+ ) \b"""
)
"""Words of somebody else that are passed on."""
HEDGED = pattern(
    r"""\b (?: kanskje|muligens|moglegvis|maybe|perhaps|might|trur|tror|vurderer|vurderar|kan\s+hende|håpar|håper
        |prøver|prøvar
    |skal\s+(?:spørje|spørre|høyre|høre|sjå|se)|må\s+(?:spørje|spørre|høyre|høre|sjå|se|avklare)|ventar|venter
        |avklar\w* ) \b"""
)
"""Somebody may come instead, or is to be asked."""
SOMETHING_ELSE = pattern(
    r"""\b (?:til|frå|fra|for|<not>) \s+ å \s+ (?:kunne\s+|få\s+)?+
        (?! <come> |reis|dra\b|vere|være|takk|meld|avsl|sei|si\b|stå|avlys
            |(?:hald|hold)\w*\s+(?:meg|oss)\b|priorit|det\b|rekk|møt|gjennomf
            |stille|få\b ) \w+
    | \b telefon\w*
    | \b (?:ja|nei) \s+ til \s+ (?! invit|innkall|innby|møt|partn|delta|dette|denne|det\b|å\b|årets|oppmøt|sam ) \w"""
)
"""What somebody can or cannot do that is not coming, or says yes or no to that is not the meeting."""
