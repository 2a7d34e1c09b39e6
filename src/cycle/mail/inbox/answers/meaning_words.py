"""Words by which people in Norway say whether they come, in nynorsk, bokmål, dialect and English."""

from __future__ import annotations

import re


def pattern(words: str) -> re.Pattern[str]:
    """Return the pattern with the words that several share put in, spaces and breaks being only layout."""
    for name, shared in _SHARED.items():
        words = words.replace(f"<{name}>", shared)
    return re.compile(words, re.IGNORECASE | re.VERBOSE)


_SHARED = {
    "we": r"""(?: \b (?: eg|ég|ej|æ|æg|e|jeg|me|vi|i|we|undertegnede|underskrivne|kommunen|føretaket|foretaket ) \s+
        )""",
    "I": r"(?: eg|ég|ej|æ|æg|e|jeg|i|we|vi|me )",
    "indeed": r"""(?: (?: gjerne|sjølvsagt|selvfølgelig|selvsagt|sjølv|selv|også|òg|og|begge|definitely|gladly|happily
        |dessverre|diverre|difor|derfor|nok|altså|da|då|visst|no|nå|will|shall|am|are|'ll|’ll|'m|’m|likevel ) \s+ )*""",
    "hello": r"""(?: (?: jo|jada|joda|sure|ja|nei|hei|yes|no|takk|tusen\s+takk|super|supert|flott|diverre|dessverre
        |unfortunately|sorry
        |takk\s+(?:for|så|fint)\s+(?:\w+\s+){0,4}\w+ |(?:ikkje|ikke)\s+(?:noko|noe)\s+problem
        |ingen\s+problem|no\s+problem ) ,? \s+ ){0,4}""",
    "comes": r"""(?: kjem|kjæm|kjeme|kommer|deltek|deltar|deltaker|stiller|stillar|møter|vert\s+med|blir\s+med
        |er\s+med
        |(?:blir|vert|er)\s+gjerne\s+med|kem )""",
    "after": r"""(?: <end> | \s+ (?: gjerne (?! \s+ (?! på\b|til\b|og\b|men\b|i\b|den\b|då\b|da\b|sam|begge|om\b|ja\b
        ) \w )|sjølvsagt|sjølv|selv|sjølv\s+om|selv\s+om|selvfølgelig|selvsagt|begge|alle
        |også|òg|ja|likevel|definitely|altså
        |litt|noko|noe|kanskje|til\s+tida|til\s+avtalt|frå\s+start|fra\s+start|presis|åleine|alene|men|but|og|and|så
            |for|på\s+vegner?
        |(?:på|til)\s+(?:heile?\s+|hele?\s+|årets\s+)?(?:partn\w+|møte\w*|dette|det\s+årlege|denne|samlinga|torsdag
            |fredag|onsdag|tysdag|tirsdag|mandag|måndag) | torsdag|fredag|onsdag|tysdag|tirsdag|mandag|måndag
        |(?:den\s+)?\d|då|da|i\s+år|igjen|i\s+(?:januar|februar|mars|april|mai|juni|august|september|oktober|november
            |desember)
        |med\s+(?:bil|buss|tog|fly|båt|ferj\w+|hurtigbåt\w*|to|tre|fire|\d|ordfør\w+|kommunedir\w+|kollega\w*|glede
            |meg|oss)
        |saman\s+med|sammen\s+med|together|to\s+(?:stykk\w+|stk|personar|personer|the\s+meeting|it)|frå\s+kommunen
            |the\s+meeting|on\s+|in\s+person|with\s+|fysisk ) \b | \s* [-–] )""",
    "not": r"(?: (?: ikkje|ikke|ikkj|ikje|itj|itte|kje|inkje|not|aldri ) \b )",
    "sorry": r"(?: dessverre|diverre|desverre )",
    "come": r"""(?: ko(?:me|ma|m)|komme|møt[ea]|delta|still[ea](?:\s+opp)?|v(?:ere|era|ære)\s+med|bli\s+med|verta?\s+med
        |v(?:ere|era|ære)\s+til\s+stades?|være\s+til\s+stede )""",
    "otherwise": r"""(?: \s+ (?: \w+\s+ )? (?: tidl\w+|før|tilbake|attende|med\s+(?!på|noen|nokon) |fysisk
        |digitalt|på\s+(?:teams|nett|skjerm)|heile\s+dagen|hele\s+dagen|in\s+person|ein\s+annan|en\s+annen ) )""",
    "meal": r"(?: (?:til|på)\s+(?:lunsj|middag|mat|hotell|overnatting|omvising|omvisning|festmiddag)\w* )",
    "end": r"(?: \s* (?: $ | [.,!;:)] ) )",
    "there": r"(?: (?:på|til)\s+(?:partn\w+|møte\w*|dette|det\s+årlege|denne) | (?:den\s+)?\d | då|da|i\s+år|igjen )",
    "excuse": r"(?: forfall|avbod|avbud )",
    "deputy": r"""(?: vara(?:en|ordførar\w*|ordfører\w*|medlem\w*|representant\w*|person\w*|leiar\w*|leder\w*)?
        |vikar(?:en)?
        |stedfortreder\w*|stadfortredar\w*|nestleiar\w*|nestleder\w*|deputy|substitute )""",
}
GREETING = pattern(
    r"""^ (?: hei|heisann|heia|hallo|morn|god\s+dag|god\s+morgon|goddag|hi|hello|dear|kjære ) \b
        (?: (?: \s+ (?! eg\b|jeg\b|æ\b|e\b|ej\b|vi\b|me\b|i\b|we\b|det\b|dette\b|ja\b|nei\b|takk|kjem|kommer|der\b )
            \w+ ){1,3}
            \s* [,.!] | \s+ (?:igjen|der|alle)? \s* [,.!]* | [,.!]+ ) \s*
    | ^ (?: tusen\s+takk|mange\s+takk|takk|thanks|thank\s+you ) \s+ (?: for|so\s+much\s+for|very\s+much\s+for ) \s+
        (?: (?: den|det|the|your|ein|en|an|hyggeleg|hyggelig|kind|fin ) \s+ )*
        (?: invit\w+|innkalling\w*|innbyding\w*|innbydelse\w*|e-?post\w*|brevet|påminning\w*|påminnelse\w*|me ) \s*
        (?: [,.!:–-]+ \s* | $ | (?=\?) )""",
)
"""A greeting or thanks before what is said."""
SIGN_OFF = pattern(
    r"""(?: ^ | \n | [.!?,] \s* | \s (?= mvh|med\s+v|med\s+b|vennl?[ei]?l[ei]g\s+h ) ) \s*
        (?: mvh | m\.v\.h | vh | med\s+(?:venn?l[ei]g|beste|varm|god)e?\s+(?:helsing|hilsen|hilsning)
        | (?:venn?l[ei]g|beste|varm|god)e?\s+(?:helsing|hilsen) | helsing | hilsen
        | (?:best|kind|warm|with\s+kind)\s+(?:regards|wishes) | regards | sincerely | yours | cheers ) \b""",
)
POSTSCRIPT = re.compile(r"\bP\.?S\.?[:. ]", re.IGNORECASE)
BARE_YES = pattern(
    r"""bekrefte[tr]|stadfesta|stadfestar|confirmed|ja|ja,?\s+takk|ja,?\s+(?:det\s+)?gjerne|ja,?\s+det\s+(?:gjer
        |gjør)\s+<I>|yes|yes,?\s+please|jepp|ja\s+visst"""
)
BARE_NO = pattern(
    r"""nei|nei,?\s+takk|nei,?\s+<sorry>|<sorry>,?\s+nei|nei,?\s+det\s+(?:går|passar|passer
        |høver)\s+(?:<sorry>\s+)?<not>|no|no,?\s+thanks?(?:\s+you)?"""
)
"""The whole of a mail in a word or two."""
YES = (
    # What follows is named: people also come back to a matter, bring a proposal, raise questions and meet resistance.
    pattern(
        r"""^ (?: (?:men|but|og|and|så|so) \s+ )? <hello> <we> <indeed>
        (?: <comes> |attend|attending|come|coming|participate ) \b
        (?! \s+ (?: til\s+å|på\s+at|for\s+(?:seint|sent|å) ) \b ) (?! \s+ (?: \w+\s+ )? <not> \b ) <after>"""
    ),
    pattern(
        r"^ <hello> <comes> \s+ (?: gjerne|sjølvsagt|selvsagt|selvfølgelig|(?:på|til)\s+(?:partn[ae]rskaps)?møtet )"
    ),
    pattern(r"^ <hello> <comes> \s* [!.:)]* $"),
    pattern(r"(?: , | \b og ) \s* <we> <comes> \s* [!.)]* $"),
    pattern(
        r"""^ (?! (?:kva|kvar|kven|når|hva|hvor|hvem|korleis|hvordan|kvifor|hvorfor|viss|fleire|flere|andre) \b )
            [^,?]{1,50} \b
        (?: (?: kjem|kjæm|kommer|deltek|deltar|stiller|møter ) \s+ <I> | (?:er|blir|vert) \s+ <I> \s+ (?:\w+\s+)? med \b
            |kan \s+ <I> \s+ (?: gjerne\s+ )? (?:kome|komme|delta|møte|stille) )
        (?: \s+ (?: gjerne|sjølvsagt|selvsagt|selvfølgelig ) )? (?: <end> | \s+ <there> )"""
    ),
    pattern(r"\b (?:både\s+)? (?:eg|jeg) \s+ og \s+ (?:\w+\s+){1,5}? <comes> \b | \b og \s+ (?:eg|jeg) \s+ <comes> \b"),
    pattern(
        r"""^ <hello> (?:(?:i|we) (?: \s+ will|['’]ll|['’]m ) | will ) \s+ (?: be\s+there|attend|come|join|coming
            |attending ) \b"""
    ),
    pattern(
        r"""(?: ^ | <we> ) (?: \w+\s+ )? (?: takkar|takker|takke|seier|sier|svarar|svarer ) \s+ ja \b (?! \s+ (?:eller
            |or) )"""
    ),
    pattern(
        r"""\b (?: stadfestar|bekrefter|stadfester|stadfeste|bekrefte|confirm|confirming ) \b [^.?!]{0,40}
        \b (?: deltaking|deltakelse|oppmøte|attendance|participation|at\s+ <we> <comes> |that\s+(?:i|we)\s+(?:will
            |can) )"""
    ),
    pattern(
        r"""^ <hello> (?: <we> )? (?: er\s+ )? påmeldt? <end> | ^ <hello> (?: <we> )? meld\w*\s+(?:meg
            |oss)\s+(?:\w+\s+){0,2}på\b (?! \s+ (?: nyh|lista|listen|e-?post|kurs ) )"""
    ),
    pattern(r"^ <hello> <we> [^.?!,]{1,60} \b og \s+ <comes> (?: <end> | \s+ (?:likevel|gjerne) \b )"),
    pattern(
        r"""^ <hello> <we> (?: er|blir) \s+ på\s+plass \b | \b (?:godtar|godtek|aksepterer|aksepterar|accept) \s+
            (?:the\s+)? invit | \b (?:blir|er) \s+ det \s+ (?:eg|meg|jeg) \s+ som \s+ <comes> \b"""
    ),
    pattern(
        r"\b count \s+ (?:me|us) \s+ in \b | \b i \s+ accept \b | \b set\w* \s+ (?:meg|oss) \s+ (?:opp|på\s+lista)"
    ),
    pattern(
        r"""\b på \s+ vegne?r? \s+ av \s+ (?:ordfør|kommunedirek|rådmann|direk|lei|led)\w* [^.?!]{0,40} (?:ho|han|hun)
            \s+ <comes> \b"""
    ),
)
WEAK_YES = (
    pattern(r"^ <hello> (?:i|we) \s+ can \s+ (?: attend|come|make\s+it|join ) <end>"),
    pattern(
        r"""^ (?:men\s+)? <hello> <we>? (?: kan|vil|skal ) \s+ (?: (?:gjerne|likevel)\s+ )? <come> (?: <end> | \s+
            <there> )"""
    ),
    pattern(r"^ <hello> <we>? (?: ønsker|ønskjer|ønskar ) \s+ (?: gjerne\s+ )? å \s+ <come> (?: <end> | \s+ <there> )"),
    pattern(r"\b (?: happy|glad|pleased|delighted|like|love ) \s+ to \s+ (?: attend|come|join|participate|accept ) \b"),
    pattern(r"\b (?: see\s+you\s+there|look(?:ing)?\s+forward\s+to\s+(?:it|the\s+meeting|attending|seeing\s+you) )"),
    pattern(
        r"""\b (?: gleder|gler|gledar ) \s+ (?: meg|oss ) \s+ til \s+ (?: møtet (?! \s+ med \b )|å\s+kom|å\s+delta
            |å\s+møte )"""
    ),
    pattern(r"\b (?: sjåast|ses|sees ) \s+ (?: på\s+møtet|i\s+februar|då|da ) \b"),
)
"""What says yes as long as nothing else is said."""
NO = (
    pattern(r"<we> går \s+ (?: <sorry> \s+ )? <not> \s+ på \s+ (?:dette\s+)? møte"),
    pattern(r"^ <hello> <we> [^.?!]{0,80} \b og \s+ (?: kjem|kommer|deltek|deltar|møter ) \s+ <not> \s+ <there>"),
    pattern(r"\b får \s+ <I> \s+ (?: <sorry> \s+ )? <not> \s+ (?: med|vore|være ) \b"),
    pattern(
        r"""\b (?: at|fordi|då|da|sidan|siden|så ) \s+ <I> \s+ (?: (?:<sorry>|nok|altså) \s+ )? <not> \s+
        (?: kan \s+ <come> |kjem|kommer|deltek|deltar|har\s+(?:høve|anledning|mulighet) ) (?: <end> | \s+ <there> )"""
    ),
    pattern(
        r"""^ <hello> (?: not \s+ (?:coming|attending|able)
        | <we> [^,.]{1,40} \b og \s+ <comes> \s+ <not> \s+ likevel )"""
    ),
    pattern(
        r"""<we> <indeed> (?: <comes> |blir|vert|er|kan|klarar|klarer|rekk|rekker|får|har|rekk\s+det|rekker\s+det|skal
            ) \s+
        (?: (?!noko|noe|imot|mot|fått|sagt|meldt|høyrt|hørt|sett|lese) \w+\s+ ){0,2}? <not>
        (?! \s+ (?: så|heilt|helt|sikker ) \b )
        (?= <end> | \s+ (?: <sorry> |sjølv|selv|(?:på|til)\s+(?:partnar|partner|møte)|høve|anledning|mulighet|dit
            |på\s+grunn|pga|grunna|fordi|da
            |då|den\s+dato\w*|likevel|fr[åa]\s*$|på\s+dette\s+møtet
            |den\s+dagen|denne\s+dagen|denne\s+gongen|denne\s+gangen|i\s+år|\d
            |(?: (?:til\s+)? å\s+ (?:kunne\s+|få\s+)? )? <come> \b (?! <otherwise> ) ) )"""
    ),
    pattern(
        r"""^ (?: (?:men|but) \s+ )? <hello> (?: <comes> |kan|har ) \s+ (?: (?:<sorry>|nok|difor|derfor) \s+ )? <not>
        (?= <end> | \s+ (?: <sorry> |sjølv|selv|høve|anledning|mulighet|denne\s+g[ao]ngen|kapasitet|tid\b| <come> \b
            (?! <otherwise> ) ) )"""
    ),
    pattern(
        r"""\b (?: kjem|kjæm|kommer|deltek|deltar|stiller|møter|kan|rekk|rekker ) \s+ <I> \s+ (?: (?:<sorry>|nok|altså
            |difor|derfor) \s+ )?
        <not> (?= <end> | \s+ (?: <come> \b (?! <otherwise> ) | <there> ) )"""
    ),
    pattern(
        r"""^ (?:men\s+)? <hello> <we> [^.?!]{0,80} \b (?:og|så) \s+ (?: <we> )? (?: kan|kjem|kommer|møter|deltek
            |deltar ) \s+
        (?: (?:<sorry>|difor|derfor|nok) \s+ )? <not> (?= <end> | \s+ <come> \b (?! <otherwise> ) )"""
    ),
    pattern(
        r"""\b (?: <sorry> |beklagar|beklager ) \b [^.?!]{0,60} \b (?: <we> (?:kan|har|<comes>) | (?:kan|har|<comes>)
            \s+ <I>
            |passar|passer ) \b [^.?!]{0,20} \b <not> \b (?! \s+ (?: så|helt|heilt ) \b | \s+ (?:\w+\s+)? <come>
                <otherwise> )"""
    ),
    pattern(
        r"\b (?: passar|passer|høver ) \b [^.?!]{0,15} \b <not> \b (?! \s+ (?: så|heilt|helt|best|optimalt|verst ) \b )"
    ),
    pattern(
        r"""\b og \s+ <comes> \s+ <not> <end> | ^ <hello> er \s [^,.]{1,30} , \s* <comes> \s+ <not> <end> | \b
            (?:umogleg|umulig) \s+ for \s+ (?:meg|oss) \b"""
    ),
    pattern(
        r"""\b (?: (?:let|lar) \s+ seg \s+ (?: <sorry> \s+ )? <not> \s+ gj(?:er|ør)[ea]?
        |det \s+ går \s+ (?: <sorry> \s+ )? <not> (?: \s+ for \s+ (?:meg|oss) )? (?: \s+ denne\s+g\w+ )? <end>
        |får \s+ (?:det|dette) \s+ (?: <sorry> \s+ )? <not> \s+ til \b
        |må \s+ (?: (?:<sorry>|nok) \s+ ){0,2} stå \s+ over ) """
    ),
    pattern(
        r"""^ <hello> (?: <sorry> ,? \s+ )? <excuse> (?: \s+ (?:frå|fra) \s+ (?:meg|oss|ordfør\w+|kommune\w+) )? ,?
            (?: \s+ <sorry> )? [\s.!]* $"""
    ),
    pattern(r"\b har \s+ (?: <sorry> \s+ )? <excuse> \b"),
    pattern(r"\b (?: melde|melda|melder|meldar|gir|gjev|sender ) \s+ (?: (?! <not> \b ) \w+\s+ )? <excuse> \b"),
    pattern(
        r"""(?: <we> <indeed> er | \b er \s+ <I> | ^ (?:men\s+)? <hello> er | \b blir \s+ <I> | <we> blir | <we> vert
            ) \s+ (?: \w+\s+ )?
        (?: forhindra|forhindret|hindra\s+i|opptatt|oppteken|opptekne|bortreist|i\s+utlandet|på\s+ferie|på\s+reise ) \b
        (?! \s+ (?: no|nå|akkurat|denne\s+(?:veka|vika|uka|uken)|fram|frem|i\s+dag|i\s+(?:eit|et)\s+møte|til ) \b )"""
    ),
    pattern(
        r"""\b (?: takkar|takker|takke|seier|sier|svarar|svarer ) \s+ (?: (?! <not> \b ) \w+\s+ )? nei \b (?! \s+
            <meal> )"""
    ),
    pattern(
        r"""\b (?<!colleague\s) (?: can(?:no|'|’)?t|cannot|can\s+not|unable\s+to|not\s+able\s+to|won['’]?t|will\s+not
            ) \s+ (?: be\s+able\s+to\s+ )?
        (?: attend|come|make\s+it|participate|join ) \b"""
    ),
    pattern(
        r"""\b meld\w* \s+ (?:meg|oss) \s+ (?: \w+\s+ )? av \b
            (?! \s+ (?: \w+\s+ )? (?: nyhe\w+|\w*lista|\w*listen|e-?post\w* ) )"""
    ),
    pattern(
        r"""\b (?: må|vil|ønskjer\s+å|ønsker\s+å ) \s+ (?: <sorry>\s+ )? (?: avlyse?|trekk\w*\s+meg|avstå|avslå
            |(?:halde|holde)\s+(?:meg|oss)\s+h[ej]i?e?m+e ) \b | <we> avslår (?: <end> | \s+ (?:diverre\s+
                |dessverre\s+)? (?:invit|innkall|møt) )"""
    ),
    pattern(
        r"""(?: <we> | ^ (?:men\s+)? <hello> ) <indeed> (?: er|har|am|are ) \s+ (?: <sorry>\s+ )? <not> \s+ (?: \w+\s+
            )?
        (?: ledig|tilgjengel\w+|available|kapasitet|tid|høve|moglegheit|mulighet|anledning|råd|free ) \b (?! \s+ no\b
            |\s+nå\b )"""
    ),
    pattern(
        r"""\b ingen \s+ (?: mulighet|moglegheit|høve|anledning ) \s+ for \s+ (?:meg|oss) \b | \b ingen \s+ (?:frå|fra
            |av) \s+ oss \s+ (?: kan|<comes> ) \b"""
    ),
    pattern(r"\b (?:det|dette) \s+ blir \s+ (?: <sorry>\s+ )? <not> \s+ (?: råd|til\s+at|mogleg|mulig ) \b"),
    pattern(
        r"<we> (?: klarar|klarer|greier|greia ) \s+ (?: <sorry>\s+ )? <not> \s+ (?: å\s+få\s+)? (?: det\s+til|det ) \b"
    ),
    pattern(r"^ (?:but\s+)? <hello> (?:i|we) \s+ (?: can(?:no|'|’)?t|cannot|can\s+not|won['’]?t ) <end>"),
    pattern(r"<we> (?: am|are ) \s+ (?: \w+\s+ )? not \s+ (?: coming|able|attending ) \b"),
    pattern(r"\b (?: have|need|must|regret ) \s+ (?: to\s+ )? (?: \w+\s+ )? decline \b | ^ <hello> <we> decline \b"),
)
PARTLY = pattern(r"\b <come> <otherwise> \b")
"""Names a part of the meeting or a way to it: a no to that is none to the meeting."""
NEITHER = pattern(r"\b (?: verken|korkje|hverken|neither ) \b (?= .* (?: <come> |<comes>|kan|attend|can|come ) \b )")
"""Says no of two at once."""
COMES = pattern(r"\b (?: <comes> |<come>|kan|can|coming|attend|attending|come ) \b")
DENIES = pattern(r"\b <not> \b | n['’]t \b")
ALONE = pattern(
    r"\b (?: eg|ég|ej|æ|jeg|i ) \b (?! \s+ (?:år|fjor|dag|morgon|morgen|staden|stedet|min|mitt|februar|møte\w*) )"
)
"""Somebody speaks of themselves only."""
SUBSTITUTE = pattern(
    r"""\b (?: <comes> |reiser|går|stille|møte|delta|komme|kome|representer\w*|attend|come|stepp\w*\s+inn|stille\s+opp )
        \s+ (?: \w+\s+ ){0,5}?
        (?: i\s+mitt\s+fr[åa]v\w+ | som\s+(?:min\s+)? <deputy> | for\s+(?:ordfør|kommunedir|rådmann|direktør)\w+ |
            for\s+(?:meg|oss)|i\s+(?:min|mi|mitt)\s+(?:stad|sted)|i\s+staden|i\s+stedet|på\s+(?:mine|mi)\s+vegner? ) \b
    | \b i\s+(?:staden|stedet|min\s+stad|mitt\s+sted) (?: \s+ for\s+meg )? \s+ (?: <comes> |sender ) \s+ (?! eg\b
        |jeg\b )
    | \b <deputy> \s+ (?: \w+\s+ ){0,4}? (?: <comes> |(?:vil|kan|skal)\s+(?:møte|stille|kome|komme|delta)
        |har\s+sagt\s+ja\s+til\s+å|tek|tar\b|will\s+(?:attend|come) ) \b
    | \b (?: sender|sende|sending|send ) \s+ (?: (?:min|ein|en|my|a|the|difor|derfor|heller) \s+ ){0,2} (?: <deputy>
        |kollega\w*|ein\s+annan|en\s+annen|colleague|somebody\s+else ) \b
    | \b (?: sender|delegerer|har\s+(?:bedt|bede|spurt) ) \s+ (?! e-?post|inn|ut|over|svar|<excuse> ) (?: \w+\s+ ){1,5}?
        (?: i\s+staden|i\s+stedet|i\s+mitt\s+sted|i\s+min\s+stad|for\s+meg|om\s+å\s+(?:møte|stille)|møte ) \b
    | \b stiller\s+med\s+ <deputy> \b | \b erstatt\w+\s+av\s+\w | \b (?: sett|set|legg|skriv|før ) \s+ (?:\w+\s+){1,6}
        som\s+(?:min\s+)? <deputy> \b
    | \b (?: sender|sende|sending ) \s+ (?: (?!e-?post|inn|ut|over|svar)\w+\s+ ){0,2}
        \w* (?: direktør|rådmann|ordfør|leder|leiar|sjef|rådgiver|rådgjevar )\w*
    | \b (?: overlèt|overlet|overlater|gir|gjev ) \s+ (?: plassen\s+min|min\s+plass ) | \b vikarierer|vikarierar \b
    | \b <deputy> \s+ (?: er|blir|vert ) \s+ (?: innkalla|innkalt|bedt|varsla|varslet|spurt ) | \b <comes> \s+
        på\s+vegner?\s+av\s+(?:meg|oss)
    | \b delegerer \s+ (?: \w+\s+ ){0,3} til \s+ \w
    | \b (?: tek|tar|overtek|overtar|takes|taking ) \s+ (?: over\s+ )? (?: min\s+plass|plassen\s+min|mi\s+rolle
        |my\s+place )
    | \b (?: (?:tek|tar) \s+ (?: dette|møtet|det|over )|fungerer ) \s+ for \s+ (?:meg|oss) | \b representert\s+(?:ved
        |av|med)\s+\w
    | \b representer\w* \s+ (?: meg|oss ) \b
    | \b (?: in\s+my\s+place|on\s+my\s+behalf|instead\s+of\s+me|represent\s+me|fill\s+in\s+for\s+me ) \b"""
)
NO_SUBSTITUTE = pattern(
    r"""\b (?: det\s+går|ingen|inga|heller\s+<not>|nobody|no\s+one ) \b | \b (?: <deputy>|<comes> ) \s+ (?: \w+\s+ )?
        <not> \b
    | <not> \s+ (?: \w+\s+ ){0,3} (?: <deputy> |sende|stille\s+med ) \b"""
)
TOGETHER = pattern(
    r"""\b (?: (?:eg|jeg|i) \s+ (?:og|and) | (?:og|and) \s+ (?:eg|jeg|i) (?! \s+ (?:sta|ste|min|mitt)) | også|òg
        |saman\s+med|sammen\s+med|together\s+with|i\s+tillegg|as\s+well ) \b"""
)
"""Somebody comes as well, not instead."""
SELF_COMES = pattern(
    r"""^ (?:men\s+)? <hello> (?:eg|jeg|vi|me|i) \s+ (?:kan|vil|kunne|can|will) \s+ <come> \b (?! .* \b for \b ) | ^
        (?:men\s+)? <hello> (?:eg|jeg|vi|me|i) \s+ <indeed> <comes> \b (?! \s+ (?:med|som) \s+ (?:min\s+)? <deputy> )
        (?! \s+ (?:\w+\s+)? <not> ) (?! .* \b i\s+(?:staden|stedet)\b )"""
)
