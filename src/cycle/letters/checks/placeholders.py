"""What is left in a template for somebody to fill in (plasshaldar), and goes out in print when nobody does.

A field of ours that stands in plain text is a mistake for sure. The rest only looks like one, and is told as a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from cycle.catalogue import sentence
from cycle.errors import Problem
from cycle.letters.checks.tags.compared import Fault
from cycle.letters.checks.unfilled import FILL_IN, unfilled_problems
from cycle.letters.fields import Field, rows
from cycle.letters.ooxml import (
    CORE,
    DRAWN,
    HALF,
    TAG,
    Members,
    W,
    error_sentence,
    paragraphs,
    place,
    property_place,
    read_xml,
)
from cycle.phrases import Phrase

_TO_FILL_IN = sentence("'{words}' looks like something to fill in, and would be printed as it is")
_WATERMARK = "{urn:schemas-microsoft-com:vml}textpath"
_DRAFT = re.compile(r"(?i)\b(?:utkast|kladd|draft|eksempel|døme|sample|prøve|kopi|copy)\b")
_NO_WATERMARK = Phrase("take it away in Word: Design, Watermark, Remove Watermark")
_ONE_PAIR = Phrase("write two braces on each side: {right}", right="{{ recipient.name }}")
_A_TAG = "\ufffc"
"""Stands for a tag, which will be filled in: `«{{ meeting.theme }}»` is no left-over."""

_ON_PURPOSE = re.compile(r"\{_\{.*?\}_\}|\{_%.*?%_\}", re.DOTALL)
_LOOP = re.compile(r"\{%(?:p|tr|tc|r)?\s*for\s+(\w+)\s+in\b")
_PATH = re.compile(r"(?<![\w./-])(?<!\w@)[A-Za-z_]\w*(?:\[\d*\])?(?:\.[A-Za-z_]\w*(?:\[\d*\])?)+(?![\w@/-]|\.\w)")
_JOINED = re.compile(
    r"(?<![\w@./-])[A-Za-z]+(?:_[A-Za-z]+)+(?![\w@/-]|\.\w)|(?<![\w@./-])[a-z]+(?:[A-Z][a-z]+)+\b(?!@)"
)
"""A field that somebody has written as programs are called: `recipient_name`, `recipientName`."""

_SPELLED = re.compile(
    r"(?:\{+|\(\(|[«<\[‹])[\s_$]*([A-Za-z]\w*(?:\s*[._]\s*[A-Za-z]\w*)+)[\s_]*(?:\}+|\)\)|[»>\]›])|__(\w+\.\w+)__"
)
"""A field that somebody has put in brackets and spelled in another way: `«Recipient_Name»`."""

_PRINTS = re.compile(r"\{\{|\{%[-+]?(?:p|tr|tc|r)?\s*set\b")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|[“”„][^“”„]*[“”]")
_NOT_PRINTED = re.compile(
    r"\breplace\([^()]*\)|(?:\"[^\"]*\"|'[^']*')\s*\|\s*format\b|(?:==|!=|\bin\b)\s*(?:\"[^\"]*\"|'[^']*'|[“”„][^“”„]*[“”])"
)
"""What a tag compares with, takes away, or puts its values into."""

_STRAY = re.compile(r"[{}]+\s?\ufffc|\ufffc\s?[{}]+")
"""A brace too many beside a tag."""

_BRACED = re.compile(r"\{\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*\}")
_LETTER = "A-Za-zÆØÅæøå"
_NAMED = (
    "adresse|adresselinje|dato|e-?post|etternamn|etternavn|firma|fornamn|fornavn|funksjon|gate|kommune|kontakt|møtedato|møtestad|"
    "møtested|mottakar|mottaker|namn|navn|organisasjon|postadresse|postnr|postnummer|poststad|poststed|stad|sted|stilling|"
    "telefon|tema|tittel|verv|address|city|company|date|firstname|lastname|name|title"
)
"""What people call what is to be filled in; other words in «» are quoted, and meant."""

_WHOSE = (
    r"(?:mottak[ae]r|kommun|avsend[ae]r|deltak[ae]r|møt|person|kontaktperson|organisasjon|verksemd|virksomhet|leiar|leder|"
    r"ordfør[ae]r|innleiar|innleder|vert)[a-zæøå]*"
)
"""Whose name or day it is, in `«Namn på mottakar»`."""

_MERGED = r"[Aa]ddress[Bb]lock|[Aa]dresseblokk|[Gg]reeting[Ll]ine|Hilsningslinje|Helsingslinje|Next Record|Neste post"
"""What Word's own mail merge shows in «»."""

_EDITORS = r"sic\b|(?:mi|min|vår|mine|våre)\b|(?:e-?post|vedlegg)\b|[^\[\]]*(?:utheving|understrek|omset|oversett)"
"""What stands in square brackets in a quotation, put there on purpose."""

_SOURCE = r"\d+\s*(?:[,;–-]\s*(?:s\.|sid[ae]r?|kap|pkt|punkt|avsn|art|nr|§|\d)[^\[\]]*)\]"
"""What stands in square brackets and says where something is written: [3, s. 14]."""

_MONTH = "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember"

_FORMS = (
    re.compile(r"\{[^{}\ufffc]*\}"),
    re.compile(r"\(\((?!\s*\)\))[^()\ufffc]+\)\)"),
    re.compile(rf"\[(?!{_EDITORS}|{_SOURCE})[^\[\]\ufffc]{{0,60}}[{_LETTER}][^\[\]\ufffc]{{0,60}}\]"),
    re.compile(rf"<(?=\S)(?![^<>]*(?:@|://|www\.))[^<>\ufffc]{{0,60}}[{_LETTER}][^<>\ufffc]{{0,60}}(?<=\S)>"),
    re.compile(rf"<\s*(?i:{_NAMED})\s*>|<\s*>|<\s*(?:…|\.{{2,}})\s*>|\[\]|(?<!\()\(\s*\)(?!\))|„(?i:{_NAMED})[“”]"),
    re.compile(
        r"«(?i:sett?|skriv|fyll|legg) inn \w[^«»\ufffc]{0,60}»|(?:→|=>|->)\s*(?i:fyll (?:inn|ut))\b|"
        r"<\s+(?i:fyll (?:inn|ut))[^<>\ufffc]{0,40}>|\(\s*(?i:fyll(?:es|ast)? (?:ut|inn))[^()\ufffc]{0,40}\)|"
        r"^\s*(?i:fyll(?:es|ast) (?:ut|inn) av)\b|"
        rf"¤(?i:{_NAMED})¤|\((?i:logo|bilete|bilde|signatur|underskrift|vedlegg)(?:et|en)? her\)"
    ),
    re.compile(r"\((?:…|\.{2,}|\?+)\)(?![^«]*»)|\bKjære \[\W+\]"),  # in a quotation it is what was left out of it
    re.compile(r"^\s*«\w+»(?=[\s,.«]*(?:«\w+»[\s,.]*)*$)|\b(?:Kjære|Hei|Til) «\w+»|‹\w+›"),
    re.compile(rf"«(?i:(?:{_NAMED})(?:et|en|a)? (?:på|til|av|for|hos|hjå|frå|fra) (?:den |det )?(?:{_WHOSE}))»"),
    re.compile(rf"«(?:[{_LETTER}]+[\d_]\w*|[{_LETTER}]*(?i:{_NAMED})|{_MERGED})»"),
    re.compile(rf"\(\s*(?!e-?post|telefon)(?i:{_NAMED}|år|tid|klokkeslett|fyll inn)\s*\)"),
    re.compile(r"\((?i:kjem|kommer)(?: sein[ae]re)?\)"),
    re.compile(rf"(?<!\w)([*_|~=/^+#-]{{1,2}})(?i:{_NAMED})\1(?!\w)"),
    re.compile(r"\b(?:Kjære|Hei|Til) (?i:(?:for|etter)?na[mv]n|tittel)(?=\s*(?:[,.!]|$))|\bKjære\s*(?=[,…]|$)"),
    re.compile(
        r"(?<=\w[ :.])\s*_{3,}|\bklokka _{2}|^\s*_{3,15}\s*$|"
        r"(?:(?<=\w)|(?<=\w:)|^)\s*(?:\.{5,}|…{2,})|\b20(?:__|\.\.)(?![_.])|"
        r"(?<![\w_])_{1,3}[./]_{1,3}(?:[./](?:_{2,4}|\d{2,4}))?|\b\d{2}/_{2,}|(?<![\w.])\.{2,}/\d{2}\b|"
        r"^\s*(?i:sett inn )?(?i:logo|bilete|bilde|signatur|underskrift)(?i: her)\s*$|^\s*(?i:sett inn logo)\s*$|"
        r"(?<!\w)#(?:REF!|VERDI!|VALUE!|NAVN\?|NAME\?|N/A|I/T|DIV/0!)|^\s*undefined\s*$"
    ),
    re.compile(rf"(?<!\w)(?:%[{_LETTER}_.]+%|\$[{_LETTER}_.]+\$|#[{_LETTER}_.]+#|@@\w+@@|%\(\w+\)s)(?!\w)"),
    re.compile(
        rf"(?<![\w%])%(?:[sd]|\d(?:\$s)?)(?!\w)|(?<!\w)\$(?:[{_LETTER}_]\w*|\d)(?!\w|\.\w)|(?<!\w)[#@](?i:{_NAMED})\b"
    ),
    re.compile(r"\b(?:d{1,2}|D{1,2})[./ -]{1,2}(?:m{1,4}|M{1,4})(?:[./ -]{1,2}(?:[åyaÅYA]{2,4}|20[xX]{2}))?\b"),
    re.compile(r"\b(?:åååå|ÅÅÅÅ|[yY]{4}|[tT]{2}[.:][mM]{2}|[hH]{2}[.:][mM]{2})\b"),
    re.compile(r"\b(?:\d{2})?[xX]{2,}(?:[.:/-][xX\d]{2,})*\b|\b00[.]00[.]0000\b|\b00 00 00 00\b|\bNN\b|\bN\. ?N\."),
    re.compile(r"\bkl\.? ?(?:00[.:]00\b|\.{2,}|…|_{2,}|[–-](?=\s|$))|\b00[.:]00[.:]00\b|\b0000(?= [A-ZÆØÅ])"),
    re.compile(r"\b(?:kr|tlf|nr|ref)\.?:? ?(?:\.{2,}|…|_{2,})|\bkl\.? ?\?{2,}|\b(?:veke|uke) _{2,}", re.IGNORECASE),
    re.compile(
        r"\bPostboks 0{3,4}\b|\b(?:Hei|Til) (?:…|\.{3,})|\b(?:fornamn|fornavn)\.(?:etternamn|etternavn)@[\w.-]*"
    ),
    re.compile(rf"(?<!\w)(?:…|\.{{3,}}|_{{2,}}|[xX]{{1,2}})\.? ?(?:{_MONTH})\b"),
    re.compile(
        r"\b(?:[Kk]ommune|[Ss](?:ju|y)kehus|[Hh]else(?:føre|fore)tak) [XY]\b|\b[XY] (?:kommune|s(?:ju|y)kehus)\b"
    ),
    re.compile(
        r"(?i:lorem ipsum)|\b(?:TODO|TBD|TBA|TBC|tb[adc]|FIXME)\b|\bMERGEFIELD \w+|"
        r"(?<!\w)\?{3,}|(?<=\w: )\?+\s*$|^\s*\?+\s*$|#{3,}|(?i:\bplassh[oa]ld[ae]r)|^\s*(?:UTKAST|KLADD|DRAFT)\s*$"
    ),
    re.compile(
        r"\b(?:Ola|Kari) Nordmann\b|\b(?i:forna[mv]n etterna[mv]n|na[mv]n na[mv]nesen)\b|\bGateadresse \d+|"
        r"\b12 34 56 78\b|\b123 45 678\b|[\w.]+@(?:eksempel|example|domene|domain)\.(?:no|com|org|net)\b"
    ),
    re.compile(
        r"(?:klikk|trykk|tap|click)[\w ]{0,25} (?:her |here )?"
        r"(?:for å (?:skriv|sett|set|legg|vel|angi|fyll)|to (?:enter|choose))[\w ]*|"
        r"\b(?:insert|enter|type) (?:your )?(?:name|text|date|title|address)(?: here)?\b|\btype here\b|"
        r"\b(?:vel|velg) (?:(?:eit|et) element|(?:(?:ein|en) )?dato)(?=\.|$)|choose an item|"
        rf"\[?\b(?:skriv|sett?|fyll) inn (?:tekst|{_NAMED})(?= her\b|[\].:)]|$)\]?|\((?:skriv|sett?|fyll) inn [^()]*\)|"
        rf"\b(?:skriv|sett?) (?:inn )?(?:tekst(?:en)?|{_NAMED})(?: inn)? her\b|"
        rf"\((?:tekst|{_NAMED}) her\)|^\s*tekst her\W*$|"
        r"[*_]fyll inn[*_]|^\s*fyll inn\W*$",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:FYLL|SETT?|SKRIV) INN\b"),
    re.compile(r"⟨[^⟨⟩\ufffc]{1,60}⟩|＜[^＜＞\ufffc]{1,60}＞|\b(\d)\1(?: \1\1){3}\b"),
    re.compile(r"\b(?:Feil|Error)! ?[A-ZÆØÅ][\w ]+\.?"),  # a Word field whose target is gone
    re.compile(r"\bKjære (?i:herr|fru)\b ?/ ?(?i:herr|fru)\b"),
    re.compile(
        r"\b(?:SLETT|FJERN|BYTT UT|BYT UT|RETT OPP|HUGS Å|HUSK Å)(?: [A-ZÆØÅ]+)*\b|"
        r"\b(?:[Bb]y(?:tt|t) ut|[Ee]rstatt) (?:dette|denne|desse|disse)\b|"
        r"\b[Dd]enne (?:teksten|setninga|setningen) skal (?:bytta?st|byttes|erstatta?s|slettast|slettes)\b|"
        r"\b[Ss]lett (?:dette|denne|desse|disse)\b|"
        r"\b[Ff]jern (?:dette|denne|desse|disse) (?:avsnitt|linj|setning|tekst)\w*"
    ),
)
"""How people, Word and other services write what is to be filled in."""

_CAPITALS = re.compile(rf"(?<![\w.@/-])(?:{_NAMED.upper()})(?![\w@:/-])")
"""A name of what should stand there, in capitals: «NAMN» in a sentence."""

_ALONE = re.compile(r"\s*(?:(?:FOR|ETTER)?NA[MV]N|MOTTAK[AE]R|(?:POST)?ADRESSE|POSTN(?:UMMER|R)|POSTST[AE]D)\s*,?\s*")
"""Those that are no heading when they are all that a paragraph outside a table says."""


def placeholder_problems(
    members: Members, filled_in: Mapping[str, str], name: str, known: Field | None
) -> Iterator[Problem]:
    """Yield what nobody will have filled in: errors for fields of ours written as plain text, else warnings."""
    paths = paths_of(known)
    for part in filled_in:
        root = read_xml(members[part])
        unfilled = tuple(unfilled_problems(root, part, name))
        yield from unfilled
        shown = "\n".join(problem.what for problem in unfilled)
        every = tuple(paragraphs(root, part=part))
        local = {found for paragraph in every for found in _LOOP.findall(paragraph.text)}
        for paragraph in every:
            if HALF.search(paragraph.leftover):
                continue  # that tag is told already, and what it holds is no text
            in_table = next(paragraph.element.iterancestors(f"{W}tc"), None) is not None
            for what, remedy, severity in left_overs_of(paragraph.text, paths, local, shown, in_table=in_table):
                yield Problem(file=name, where=paragraph.where, what=what, remedy=remedy, severity=severity)
        for what, where in _watermarks(root, part):
            yield Problem(file=name, where=where, what=what, remedy=_NO_WATERMARK, severity="warning")
        for picture in root.iter(DRAWN):
            for shown in _looking_unfilled(TAG.sub(_A_TAG, picture.get("descr", "")), in_table=True):
                what = Phrase(_TO_FILL_IN, words=shown)
                where = place(picture, part=part)
                yield Problem(file=name, where=where, what=what, remedy=FILL_IN, severity="warning")
    for element in read_xml(members[CORE]) if CORE in members else ():
        if isinstance(element.tag, str) and (words := element.text) and not HALF.search(TAG.sub("", words)):
            where = property_place(etree.QName(element).localname)
            for what, remedy, severity in left_overs_of(words, paths, set()):
                yield Problem(file=name, where=where, what=what, remedy=remedy, severity=severity)


def _watermarks(root: etree._Element, part: str) -> Iterator[tuple[Phrase, Phrase]]:
    """Yield what each watermark says that is a draft's, or is to be filled in, and where it stands."""
    for mark in root.iter(_WATERMARK):
        words = TAG.sub(_A_TAG, str(mark.get("string", "")))
        drafts = [words] if _DRAFT.search(words) else [*_looking_unfilled(words, in_table=True)]
        for draft in drafts[:1]:
            yield Phrase("a watermark across the page says «{words}»", words=draft), place(mark, part=part)


def paths_of(known: Field | None) -> frozenset[str]:
    """Return the whole path of every field there is."""
    return frozenset() if known is None else frozenset(row.path.replace("[]", "") for row in rows(known))


def left_overs_of(
    text: str, paths: frozenset[str], local: set[str], said: str = "", *, in_table: bool = True
) -> Iterator[tuple[Phrase, Phrase, str]]:
    """Yield what, remedy and severity of each left-over in the text of a paragraph; of several, once each.

    `said` is what has been told already, of content controls.
    """
    reported: set[str] = set()
    plain = TAG.sub(_A_TAG, _ON_PURPOSE.sub("", text))
    yield from _in_words(plain, paths, local, reported, said, in_table=in_table)
    for written in written_in_tags(text):
        yield from _in_words(f"{_A_TAG}{written}{_A_TAG}", paths, local, reported, said, in_table=True)


def written_in_tags(text: str) -> Iterator[str]:
    """Yield the texts that a tag prints as they stand: `{{ "recipient.name" }}`, `{{ meeting.theme or "[tema]" }}`."""
    for tag in TAG.findall(text):
        if _PRINTS.match(tag):
            yield from (found[1:-1] for found in _QUOTED.findall(_NOT_PRINTED.sub("", tag)))


def _in_words(
    plain: str, paths: frozenset[str], local: set[str], reported: set[str], said: str, *, in_table: bool
) -> Iterator[tuple[Phrase, Phrase, str]]:
    dotted = {path.lower(): path for path in paths if "." in path}
    for found in _PATH.finditer(plain):
        path = dotted.get(re.sub(r"\[\d*\]", "", found.group()).lower(), "")
        if path:
            reported |= {path, found.group()}
            yield *_plain_field(found.group(), right=found.group() if found.group().islower() else path), "error"
    for found in _SPELLED.finditer(plain):
        meant = dotted.get(re.sub(r"\s*[._]\s*", ".", found[1] or found[2]).lower(), "")
        if meant and meant not in reported:
            reported |= {meant, found.group()}
            yield *_plain_field(meant, right=meant), "error"
    joined = {re.sub(r"[._]", "", path): path for path in dotted}
    for found in _JOINED.finditer(plain):
        meant = dotted.get(joined.get(found.group().replace("_", "").lower(), ""), "")
        if meant and meant not in reported:
            reported |= {meant, found.group()}
            yield *_plain_field(found.group(), right=meant), "error"
    for found in _BRACED.finditer(plain):
        if found[1] not in reported and (found[1] in paths or found[1].partition(".")[0] in local):
            reported.add(found[1])
            yield *_plain_field(found[1], right=found[1]), "error"
    for found in _STRAY.finditer(plain):
        words = found.group().replace(_A_TAG, "{{ … }}")
        if words not in reported:
            reported.add(words)
            yield Phrase("a brace beside a tag would be printed: {words}", words=words), _ONE_PAIR, "warning"
    for shown in _looking_unfilled(plain, in_table=in_table):
        if shown not in said and not any(field in shown or shown in field for field in reported):
            reported.add(shown)
            yield Phrase(_TO_FILL_IN, words=shown), FILL_IN, "warning"


def _plain_field(field: str, *, right: str) -> Fault:
    """Return that a field of ours stands as plain text, and how it is written."""
    what = Phrase("the field {field} stands as plain text, and would be printed so", field=field)
    return what, Phrase("write {right}", right=f"{{{{ {right} }}}}")


def _looking_unfilled(plain: str, *, in_table: bool) -> Iterator[str]:
    for form in _FORMS:
        for found in form.finditer(plain):
            if not error_sentence(found.group()):  # an error, which is told with the Word fields
                yield " ".join(found.group().split())
    if any(word.islower() for word in plain.split()):
        yield from (found.group() for found in _CAPITALS.finditer(plain))
    elif not in_table and _ALONE.fullmatch(plain):
        yield plain.strip(" ,")
