"""What a person's own words may mean: clear ones are proposed as an answer, for somebody to confirm; none is taken.

Only plain statements count. A question, a condition, a no to something else, or statements that disagree propose
nothing.
"""

from __future__ import annotations

import re
from typing import Literal

from cycle.model import Suggested


def suggested(text: str) -> Suggested:
    """Return the answer that words clearly give; empty when they are unclear, ask, or depend on something."""
    found = {meaning for sentence in _SENTENCE.split(text[:2000]) if (meaning := _of(sentence.strip(" -–,")))}
    if found == {"accepted", "tentative"}:
        return "tentative"
    meaning = found.pop() if len(found) == 1 else ""
    return "" if meaning == "unclear" else meaning


def names_substitute(text: str) -> bool:
    """Return whether words say that somebody else comes instead."""
    return bool(_SUBSTITUTE.search(text))


def _of(sentence: str) -> Suggested | Literal["unclear"]:
    """Return what a sentence says; `unclear` where a no is about something that is not understood."""
    if "?" in sentence:
        return ""
    if _UNSURE.search(sentence):
        return "tentative"
    if not sentence or _CONDITION.search(sentence):
        return ""
    no = any(pattern.search(sentence) for pattern in _NO)
    if no:
        return "declined"
    if _SUBSTITUTE.search(sentence):
        return ""
    if _MAYBE.search(sentence):
        return "tentative"
    if _COMES.search(sentence) and _DENIES.search(sentence):
        return "unclear"
    return "accepted" if any(pattern.search(sentence) for pattern in _YES) else ""


def _verbose(pattern: str) -> re.Pattern[str]:
    """Return the pattern with the words that several share put in, spaces and breaks being only layout."""
    for name, words in _SHARED.items():
        pattern = pattern.replace(f"<{name}>", words)
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_SHARED = {
    "we": r"""(?: (?:eg|ég|jeg|me|vi|i|we|ordføraren|ordføreren|undertegnede|underskrivne|kommunen|føretaket|foretaket
        |kommunedirektøren ) \s+ )""",
    "indeed": r"""(?: (?: gjerne|sjølvsagt|selvfølgelig|sjølv|selv|også|òg|og|begge|definitely|gladly|happily|dessverre
        |diverre|difor|derfor|nok|altså|da|då|visst|no|nå|will|shall|am|are|'ll|’ll|'m|’m|likevel ) \s+ )*""",
    "hello": r"(?: (?: ja|nei|hei|yes|takk|tusen\s+takk|super|supert|flott|diverre|dessverre|takk[^.!?,]* ) ,? \s+ )*",
    "comes": r"(?: kjem|kommer|deltek|deltar|deltaker|stiller|møter|vert\s+med|blir\s+med|er\s+med )",
    "not": r"(?: ikkje|ikke|ikkj|not|aldri )",
    "sorry": r"(?: dessverre|diverre )",
    "come": r"(?: ko(?:me|ma)|komme|møt[ea]|delta|still[ea]|v(?:ere|era|ære)\s+med|bli\s+med )",
    "otherwise": r"""(?: \s+ (?: \w+\s+ )? (?: tidl\w+|før|tilbake|attende|med\s+(?!på|noen|nokon) |fysisk
        |digitalt|på\s+(?:teams|nett|skjerm)|heile\s+dagen|hele\s+dagen|in\s+person ) )""",
    "meal": r"(?: (?:til|på)\s+(?:lunsj|middag|mat|hotell|overnatting|omvising|omvisning|festmiddag)\w* )",
    "end": r"(?: \s* (?: $ | [.,!;:)] ) )",
    "excuse": r"(?: forfall|avbod|avbud )",
}
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+|\s+(?=(?:men|but)\b)", re.IGNORECASE)
_YES = (
    # A statement that is not about coming back to the matter, managing to, or coming to think of.
    _verbose(
        r"""^ (?: (?:men|but) \s+ )? <hello> <we> <indeed> (?: <comes> | attend|attending|come|coming|participate ) \b
        (?! \s+ (?: tilbake|attende|back|til\s+å|til\s+at|på\s+at|an\s+på|fram\s+til|frem\s+til|over
            |med\s+(?:eit|et|ei|en)\s+(?:svar|innspel|innspill|tilbakemelding)|innom|inn\s+på|snart ) \b )
        (?! \s+ (?: \w+\s+ )? <not> \b )"""
    ),
    _verbose(
        r"^ <hello> <comes> \s+ (?: gjerne|sjølvsagt|selvsagt|selvfølgelig|(?:på|til)\s+(?:partn[ae]rskaps)?møtet )"
    ),
    _verbose(r"^ <hello> <comes> \s* [!.:)]* $"),
    _verbose(r"(?: , | \b og ) \s* <we> <comes> \s* [!.)]* $"),
    _verbose(r"^ <hello> i (?: \s+ will|['’]ll|['’]m ) \s+ (?: be\s+there|attend|come|join|coming|attending ) \b"),
    _verbose(r"(?: ^ | <we> ) (?: takkar|takker|seier|sier|svarar|svarer ) \s+ ja \b (?! \s+ (?:eller|or) )"),
    _verbose(
        r"""\b (?: stadfestar|bekrefter|stadfester|confirm|confirming ) \b [^.?!]{0,40}
        \b (?: deltaking|deltakelse|oppmøte|attendance|at\s+ <we> <comes> |that\s+(?:i|we)\s+(?:will|can) )"""
    ),
    _verbose(r"\b (?: gleder|gler|gledar ) \s+ (?: meg|oss ) \s+ til \s+ (?: møtet|å\s+kom|å\s+delta|å\s+møte )"),
)
_NO = (
    _verbose(
        r"""<we> <indeed> (?: <comes> |blir|vert|er|kan|klarar|klarer|rekk|rekker|får|har ) \s+ (?: \w+\s+ ){0,2}? <not>
        (?= <end> | \s+ (?: <sorry> |sjølv|selv|(?:på|til)\s+(?:partnar|partner|møte)|høve|anledning|mulighet
            |den\s+dagen|denne\s+dagen|i\s+år|\d
            |(?: (?:til\s+)? å\s+ (?:kunne\s+|få\s+)? )? <come> \b (?! <otherwise> ) ) )"""
    ),
    _verbose(
        r"""^ (?: (?:men|but) \s+ )? <hello> (?: <comes> |kan|har ) \s+ (?: <sorry> \s+ )? <not>
        (?= <end> | \s+ (?: <sorry> |sjølv|selv|høve|anledning|mulighet| <come> \b (?! <otherwise> ) ) )"""
    ),
    _verbose(
        r"""\b (?: <sorry> |beklagar|beklager ) \b [^.?!]{0,60} \b (?: kan|har|passar|passer|<comes> ) \b [^.?!]{0,20}
        \b <not> \b"""
    ),
    _verbose(r"\b (?: passar|passer|høver ) \b [^.?!]{0,15} \b <not> \b"),
    _verbose(r"\b og \s+ <comes> \s+ <not> <end>"),
    _verbose(
        r"""\b (?: (?:let|lar) \s+ seg \s+ (?: <sorry> \s+ )? <not> \s+ gj(?:er|ør)[ea]?
        |det \s+ går \s+ (?: <sorry> \s+ )? <not> <end> |må \s+ (?: <sorry> \s+ )? stå \s+ over ) """
    ),
    _verbose(r"^ (?: <sorry> ,? \s+ )? <excuse> \s* [.!]* $"),
    _verbose(r"\b har \s+ (?: <sorry> \s+ )? <excuse> \b"),
    _verbose(r"\b (?: melde|melda|melder|meldar|gir|gjev|sender ) \s+ (?: (?! <not> \b ) \w+\s+ )? <excuse> \b"),
    _verbose(
        r"""\b (?: er|blir|vert ) \s+ <we>? (?: <sorry> \s+ )?
        (?: forhindra|forhindret|hindra\s+i|opptatt|oppteken|bortreist|på\s+ferie|på\s+reise ) \b"""
    ),
    _verbose(r"\b (?: takkar|takker|takke|seier|sier|svarar|svarer ) \s+ (?: \w+\s+ )? nei \b (?! \s+ <meal> )"),
    _verbose(
        r"""\b (?: can(?:no|'|’)?t|cannot|unable\s+to|won['’]?t|will\s+not ) \s+ (?: be\s+able\s+to\s+ )?
        (?: attend|come|make\s+it|participate|join ) \b"""
    ),
    _verbose(r"<we> (?: am|are ) \s+ (?: \w+\s+ )? not \s+ (?: coming|able|attending ) \b"),
)
_UNSURE = _verbose(
    r"""\b (?: usikker | (?:ikkje|ikke)\s+sikker | (?:veit|vet)\s+(?:ikkje|ikke) ) \s+
    (?: enno\s+|ennå\s+|heilt\s+|helt\s+ )? (?: på\s+ )? om \s+ (?:eg|jeg|vi|me) \s+
    (?: kan|får|kjem|kommer|rekk|rekker|klarar|klarer ) \b"""
)
_MAYBE = _verbose(
    r"""\b (?: kanskje|muligens|moglegvis|maybe|might\s+(?:come|attend|make\s+it)
    |(?: reknar|regner|satsar|satser|håpar|håper ) \s+ (?: med\s+|på\s+ )? å \s+ (?: kunne\s+ )? <come>
    |(?:kjem|kommer)\s+(?:truleg|trolig|sannsynlegvis|sannsynligvis) )"""
)
_CONDITION = _verbose(
    r"""\b (?: om\s+(?:eg|jeg|vi|me)|dersom|hvis|viss|med\s+mindre|unless|if|så\s+lenge|forutsatt|føresett
    |om\s+\w+\s+(?:går|blir|vert|er|får|held|kan|tillèt|tillater|opnar|åpner)
    |neste\s+(?:år|gong|gang|møte)|next\s+(?:year|time) ) \b"""
)
_COMES = _verbose(r"\b (?: <comes> |kan ) \b")
_DENIES = _verbose(r"\b <not> \b")
_SUBSTITUTE = _verbose(
    r"""\b (?: <comes> |reiser|stille|møte ) \s+ (?: \w+\s+ )?
        (?: for\s+(?:meg|oss)|i\s+(?:min|mi|mitt)\s+(?:stad|sted)|i\s+staden|i\s+stedet|på\s+(?:mine|mi)\s+vegner? ) \b
    | \b (?: vara(?:en|ordførar\w*|ordfører\w*|medlem\w*|representant\w*|person\w*)?|vikar(?:en)?|stedfortreder\w*
        |stadfortredar\w*|nestleiar\w*|nestleder\w* ) \s+ (?: \w+\s+ ){0,4}?
        (?: <comes> |vil\s+(?:møte|stille|kome|komme) ) \b
    | \b (?: sender|delegerer|har\s+(?:bedt|bede|spurt) ) \s+ (?! e-?post|inn|ut|over|svar|<excuse> ) (?: \w+\s+ ){1,4}?
        (?: i\s+staden|i\s+stedet|i\s+mitt\s+sted|i\s+min\s+stad|for\s+meg|om\s+å\s+(?:møte|stille)|møte ) \b
    | \b (?: in\s+my\s+place|on\s+my\s+behalf|instead\s+of\s+me|represent\s+me|fill\s+in\s+for\s+me ) \b"""
)
