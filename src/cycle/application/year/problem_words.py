"""What is wrong with a file or a form of the year, in nynorsk and bokmål, for those who prepare it and mend it.

The checks speak English to programs and logs. Here each of their sentences, of pydantic's and of the TOML parser's has
one in each written form. A sentence that has none yet is quoted, with its place and whom to ask.
"""

# ruff: noqa: E501  (each sentence on one line with its two forms)
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from cycle import wording
from cycle.errors import Problem
from cycle.model import Language

GIVEN = "given at the trigger"
"""Where a problem is that was given with the start, and stands in no file."""

_KEYS: Mapping[str, tuple[str, str]] = {
    "date": ("Dato", "Dato"),
    "start": ("Start", "Start"),
    "end": ("Slutt", "Slutt"),
    "venue": ("Møtelokale", "Møtelokale"),
    "place": ("Adresse eller stad", "Adresse eller stad"),
}
"""The fields of the start form by their labels; what only a file has goes by its key."""
_DAY = ("skriv dag, månad og år: 18.02.2027", "skriv dag, måned og år: 18.02.2027")
_CLOCK = ("skriv timar og minutt: 09.00", "skriv timer og minutter: 09.00")
_EARLIER = ("Skriv ein tidlegare dag, eller ta linja bort", "Skriv en tidligere dag, eller ta linjen bort")
_LATER = ("Skriv ein seinare dag, eller ta linja bort", "Skriv en senere dag, eller ta linjen bort")
_SAVE = ("Rett linja, og lagre fila som UTF-8", "Rett linjen, og lagre filen som UTF-8")
_QUOTED = ('Skriv verdien i hermeteikn: nøkkel = "verdi"', 'Skriv verdien i anførselstegn: nøkkel = "verdi"')

Sentence = tuple[str, str, str]
"""What it says in English as a pattern, in nynorsk and in bokmål."""

FACTS: tuple[Sentence, ...] = (
    (r"the date (?P<a>\S+) is not in (?P<b>\d+)", "møtet er {a}, og det er ikkje i {b}. Rett datoen eller året", "møtet er {a}, og det er ikke i {b}. Rett datoen eller året"),
    (r"the meeting ends (?P<a>\S+), not after its start (?P<b>\S+)", "møtet sluttar {a}, men startar {b}. Rett tida", "møtet slutter {a}, men starter {b}. Rett tiden"),
    (r"registration opens (?P<a>\S+), after the start (?P<b>\S+)", "registreringa opnar {a}, etter at møtet startar {b}. Lat ho opne før", "registreringen åpner {a}, etter at møtet starter {b}. La den åpne før"),
    (r"answers are due (?P<a>\S+), not before the meeting (?P<b>\S+)", f"svarfristen {{a}} er ikkje før møtet {{b}}. {_EARLIER[0]}", f"svarfristen {{a}} er ikke før møtet {{b}}. {_EARLIER[1]}"),
    (r"answers are due (?P<a>\S+), more than a year before the meeting (?P<b>[^\s:]+).*", f"svarfristen {{a}} er meir enn eit år før møtet {{b}}; han høyrer til møtet eit anna år. {_LATER[0]}", f"svarfristen {{a}} er mer enn et år før møtet {{b}}; den hører til møtet et annet år. {_LATER[1]}"),
    (r"answers are due (?P<a>\S+), not after the day the invitation goes, (?P<b>\S+)", f"svarfristen {{a}} er ikkje etter dagen invitasjonen går ut, {{b}}. {_LATER[0]}", f"svarfristen {{a}} er ikke etter dagen invitasjonen går ut, {{b}}. {_LATER[1]}"),
    (r"the record date (?P<a>\S+) is not before the meeting (?P<b>\S+)", f"skjeringsdatoen for lista {{a}} er ikkje før møtet {{b}}. {_EARLIER[0]}", f"skjæringsdatoen for listen {{a}} er ikke før møtet {{b}}. {_EARLIER[1]}"),
    (r"the record date (?P<a>\S+) is more than a year before the meeting (?P<b>[^\s:]+).*", f"skjeringsdatoen for lista {{a}} er meir enn eit år før møtet {{b}}; han høyrer til eit anna år. {_LATER[0]}", f"skjæringsdatoen for listen {{a}} er mer enn et år før møtet {{b}}; den hører til et annet år. {_LATER[1]}"),
    (r"the record date (?P<a>\S+) is after the day answers are due (?P<b>\S+)", f"skjeringsdatoen for lista {{a}} er etter svarfristen {{b}}. {_EARLIER[0]}", f"skjæringsdatoen for listen {{a}} er etter svarfristen {{b}}. {_EARLIER[1]}"),
    (r"(?P<a>'.*') is not a date", f"{{a}} er ingen dato; {_DAY[0]}", f"{{a}} er ingen dato; {_DAY[1]}"),
    (r"(?P<a>'.*') is not a day in the calendar", f"{{a}} er ingen dag i kalenderen; {_DAY[0]}", f"{{a}} er ingen dag i kalenderen; {_DAY[1]}"),
    (r"(?P<a>'.*') has no year", f"{{a}} har ikkje noko år; {_DAY[0]}", f"{{a}} har ikke noe år; {_DAY[1]}"),
    (r"(?P<a>'.*') has a year of two digits", f"{{a}} har eit årstal på to siffer; {_DAY[0]}", f"{{a}} har et årstall på to sifre; {_DAY[1]}"),
    (r"(?P<a>'.*') is a year, not a date", f"{{a}} er eit år, ikkje ein dato; {_DAY[0]}", f"{{a}} er et år, ikke en dato; {_DAY[1]}"),
    (r"(?P<a>'.*') is a number, not a date", f"{{a}} er eit tal, ikkje ein dato; {_DAY[0]}", f"{{a}} er et tall, ikke en dato; {_DAY[1]}"),
    (r"(?P<a>'.*') names no month", f"{{a}} nemner ingen månad; {_DAY[0]}", f"{{a}} nevner ingen måned; {_DAY[1]}"),
    (r"(?P<a>'.*') is not a time of day", f"{{a}} er ikkje eit klokkeslett; {_CLOCK[0]}", f"{{a}} er ikke et klokkeslett; {_CLOCK[1]}"),
)  # fmt: skip
"""What cannot hold of a year's facts."""

TOML: tuple[Sentence, ...] = (
    (r"Invalid statement", "linja byrjar med eit teikn som ikkje kan stå der", "linjen begynner med et tegn som ikke kan stå der"),
    (r"Expected newline or end of document after a statement", "det står noko meir på linja etter verdien. Har verdien eit hermeteikn inni seg, skriv \\\" i staden", "det står noe mer på linjen etter verdien. Har verdien et anførselstegn inni seg, skriv \\\" i stedet"),
    (r"Cannot declare \(?(?P<a>'[^']*').* twice", "tabellen {a} står to gonger. Ta bort den eine", "tabellen {a} står to ganger. Ta bort den ene"),
    (r"Cannot overwrite a value", "nøkkelen står to gonger. Ta bort den eine", "nøkkelen står to ganger. Ta bort den ene"),
    (r"Duplicate inline table key (?P<a>.+)", "nøkkelen {a} står to gonger. Ta bort den eine", "nøkkelen {a} står to ganger. Ta bort den ene"),
    (r"Cannot (?:mutate immutable|redefine) namespace .+|There is no nest behind this key|An object other than list found behind this key", "nøkkelen finst alt, som noko anna. Gi den eine eit anna namn, eller ta han bort", "nøkkelen finnes alt, som noe annet. Gi den ene et annet navn, eller ta den bort"),
    (r"Expected '\]' at the end of a table declaration", "namnet på tabellen manglar ] til slutt", "navnet på tabellen mangler ] til slutt"),
    (r"Expected '\]\]' at the end of an array declaration", "namnet på tabellen manglar ]] til slutt", "navnet på tabellen mangler ]] til slutt"),
    (r"Expected '=' after a key in a key/value pair", "det manglar = etter nøkkelen: nøkkel = \"verdi\"", "det mangler = etter nøkkelen: nøkkel = \"verdi\""),
    (r"Invalid initial character for a key part", "ein nøkkel har berre a–z, A–Z, 0–9, _ og -. Andre teikn, som æ, ø og å, krev hermeteikn om nøkkelen", "en nøkkel har bare a–z, A–Z, 0–9, _ og -. Andre tegn, som æ, ø og å, krever anførselstegn om nøkkelen"),
    (r"Unclosed array", "lista manglar ] til slutt, eller komma mellom to verdiar", "listen mangler ] til slutt, eller komma mellom to verdier"),
    (r"Unclosed inline table", "tabellen manglar } til slutt, eller komma mellom to nøklar", "tabellen mangler } til slutt, eller komma mellom to nøkler"),
    (r"Unescaped '\\+' in a string", "omvend skråstrek står åleine i teksten. Skriv han to gonger: \\\\", "omvendt skråstrek står alene i teksten. Skriv den to ganger: \\\\"),
    (r"Invalid hex value|Escaped character is not a Unicode scalar value", "teiknkoden etter \\u eller \\U er ikkje rett. Skriv sjølve teiknet i staden", "tegnkoden etter \\u eller \\U er ikke rett. Skriv selve tegnet i stedet"),
    (r"Unterminated string", "teksten manglar hermeteikn til slutt", "teksten mangler anførselstegn til slutt"),
    (r"Illegal character '\\n'", "teksten manglar hermeteikn til slutt på linja. Skal han gå over fleire linjer, skriv tre hermeteikn før og etter: \"\"\"…\"\"\"", "teksten mangler anførselstegn til slutt på linjen. Skal den gå over flere linjer, skriv tre anførselstegn før og etter: \"\"\"…\"\"\""),
    (r"Illegal character (?P<a>.+)", "det står eit teikn som ikkje er synleg, {a}. Skriv linja på nytt", "det står et tegn som ikke er synlig, {a}. Skriv linjen på nytt"),
    (r"Expected \"'+\"|Expected '\"+'", "teksten manglar hermeteikn til slutt", "teksten mangler anførselstegn til slutt"),
    (r"Expected .+|Found invalid character .+", "det står eit teikn som ikkje kan stå der", "det står et tegn som ikke kan stå der"),
    (r"Invalid date or datetime", f"datoen eller klokkeslettet finst ikkje. {_QUOTED[0]}", f"datoen eller klokkeslettet finnes ikke. {_QUOTED[1]}"),
    (r"Invalid value", f"verdien manglar, eller er tekst utan hermeteikn. {_QUOTED[0]}", f"verdien mangler, eller er tekst uten anførselstegn. {_QUOTED[1]}"),
)  # fmt: skip
"""What the TOML parser of Python says, without the place."""

_TEXT = ("her skal det stå tekst i hermeteikn", "her skal det stå tekst i anførselstegn")
_NUMBER = ("her skal det stå eit tal utan hermeteikn", "her skal det stå et tall uten anførselstegn")
_LIST = ('her skal det stå ei liste: ["…", "…"]', 'her skal det stå en liste: ["…", "…"]')
_TABLE = ("her skal det stå ein tabell med nøklar og verdiar", "her skal det stå en tabell med nøkler og verdier")
_DATE = (f"dette er ingen dato; {_DAY[0]}", f"dette er ingen dato; {_DAY[1]}")
_HOUR = (f"dette er ikkje eit klokkeslett; {_CLOCK[0]}", f"dette er ikke et klokkeslett; {_CLOCK[1]}")
PYDANTIC: tuple[tuple[str, str, str, str], ...] = (
    ("missing", r"Field required", "dette manglar", "dette mangler"),
    ("extra_forbidden", r"Extra inputs are not permitted", "nøkkelen er ukjend. Sjå om han er rett skriven", "nøkkelen er ukjent. Se om den er rett skrevet"),
    ("string_too_short", r"String should have at least 1 character", "dette er tomt. Skriv noko, eller ta linja bort", "dette er tomt. Skriv noe, eller ta linjen bort"),
    ("string_too_short", r"String should have at least (?P<a>\d+) characters?", "dette er for kort: det skal vere minst {a} teikn", "dette er for kort: det skal være minst {a} tegn"),
    ("string_too_long", r"String should have at most (?P<a>\d+) characters?", "dette er for langt: det skal vere høgst {a} teikn", "dette er for langt: det skal være høyst {a} tegn"),
    ("string_pattern_mismatch", r"String should match pattern '.*'", "dette er ikkje skrive på rett måte", "dette er ikke skrevet på rett måte"),
    ("string_type", r"Input should be a valid string.*", *_TEXT),
    ("bool", r"Input should be a valid boolean.*", "her skal det stå true eller false, utan hermeteikn", "her skal det stå true eller false, uten anførselstegn"),
    ("int", r"Input should be a valid integer.*|Unable to parse input string as an integer.*", "her skal det stå eit heilt tal utan hermeteikn", "her skal det stå et helt tall uten anførselstegn"),
    ("float", r"Input should be a (?:valid|finite) number.*|Decimal input should .*|Input should be a valid decimal", *_NUMBER),
    ("greater_than", r"Input should be greater than (?P<a>\d\S*)", "talet er for lite: det skal vere større enn {a}", "tallet er for lite: det skal være større enn {a}"),
    ("greater_than_equal", r"Input should be greater than or equal to (?P<a>\S+)", "talet er for lite: det skal vere minst {a}", "tallet er for lite: det skal være minst {a}"),
    ("less_than", r"Input should be less than (?P<a>\d\S*)", "talet er for stort: det skal vere mindre enn {a}", "tallet er for stort: det skal være mindre enn {a}"),
    ("less_than_equal", r"Input should be less than or equal to (?P<a>\S+)", "talet er for stort: det skal vere høgst {a}", "tallet er for stort: det skal være høyst {a}"),
    ("multiple_of", r"Input should be a multiple of (?P<a>\S+)", "talet skal kunne delast på {a}", "tallet skal kunne deles på {a}"),
    ("too_short", r"\w+ should have at least (?P<a>\d+) items? after validation, not (?P<b>\d+)", "her er det {b}, og det skal vere minst {a}", "her er det {b}, og det skal være minst {a}"),
    ("too_long", r"\w+ should have at most (?P<a>\d+) items? after validation, not (?P<b>.+)", "her er det {b}, og det skal vere høgst {a}", "her er det {b}, og det skal være høyst {a}"),
    ("list", r"Input should be (?:a valid (?:list|tuple|set|frozenset|deque)|iterable)", *_LIST),
    ("dict", r"Input should be a valid (?:dictionary|mapping|frozendict).*|Keys should be strings|Input should be (?:a dictionary or )?an instance of .*", *_TABLE),
    ("date", r"Input should be a valid date\b(?!time).*|Datetimes provided to dates should .*", *_DATE),
    ("datetime", r"Input should be a valid datetime.*|Invalid datetime object.*", *_DATE),
    ("time", r"Input should be (?:a valid time|in a valid time format).*", *_HOUR),
    ("date_past", r"(?:Date|Input) should be in the past", "dagen skal vere før i dag", "dagen skal være før i dag"),
    ("date_future", r"(?:Date|Input) should be in the future", "dagen skal vere etter i dag", "dagen skal være etter i dag"),
    ("enum", r"Input should be (?P<a>'.*)", "dette er ikkje mellom dei som finst: {a}", "dette er ikke blant dem som finnes: {a}"),
    ("url", r"Input should be a valid URL.*|URL (?:input |scheme )?should .*|Input violated strict URL syntax rules.*", "dette er inga adresse på nettet. Skriv heile: https://…", "dette er ingen adresse på nettet. Skriv hele: https://…"),
)  # fmt: skip
"""What pydantic says of a table of a file, by kind of error."""

OURS: tuple[Sentence, ...] = (
    (r"missing", "dette manglar", "dette mangler"),
    (r"unknown key (?P<a>'.*')", "nøkkelen {a} er ukjend. Sjå om han er rett skriven", "nøkkelen {a} er ukjent. Se om den er rett skrevet"),
    (r"(?P<a>'.*') is not one of the choices", "{a} er ikkje mellom dei som finst", "{a} er ikke blant dem som finnes"),
    (r"'(?P<a>.*)' stands alone where a table must be", "«{a}» står åleine der det skal vere ein tabell", "«{a}» står alene der det skal være en tabell"),
    (r"unknown source (?P<a>'.*')", "kjelda {a} er ukjend", "kilden {a} er ukjent"),
    (r"an id is made of a-z, 0-9 and hyphens.*", "ein id har berre a–z, 0–9 og bindestrek: helse-bergen", "en id har bare a–z, 0–9 og bindestrek: helse-bergen"),
    (r"a seat id is holder\.function.*", "id-en til ein plass er organ.funksjon: ssu.leiar", "id-en til en plass er organ.funksjon: ssu.leiar"),
    (r"(?:this )?is not UTF-8 text.*|this is not TOML: 'utf-8' codec.*", "fila er ikkje lagra som UTF-8. Lagre henne på nytt, med koding UTF-8", "filen er ikke lagret som UTF-8. Lagre den på nytt, med koding UTF-8"),
    (r"cannot be read: .*", "tenesta får ikkje lese fila. Sei det til den som driv tenesta", "tjenesten får ikke lese filen. Si det til den som drifter tjenesten"),
    (r"there is no such file", "fila finst ikkje. Legg henne tilbake", "filen finnes ikke. Legg den tilbake"),
    (r"there is no community here", "det finst ikkje noko helsefellesskap med dette namnet", "det finnes ikke noe helsefellesskap med dette navnet"),
    (r"there is no meeting type (?P<a>'.*')", "det finst ingen møtetype {a}", "det finnes ingen møtetype {a}"),
    (r"(?P<a>'.*') is not invited", "{a} er ikkje på lista over inviterte, og er ikkje nemnd som vara", "{a} er ikke på listen over inviterte, og er ikke nevnt som vara"),
    (r"there are (?P<a>\d+) programmes: (?P<b>.*)", "det ligg {a} program der: {b}. Lat berre eitt av dei liggje", "det ligger {a} program der: {b}. La bare ett av dem ligge"),
    (r"unknown column (?P<a>'.*')", "kolonnen {a} er ukjend", "kolonnen {a} er ukjent"),
    (r"no column (?P<a>'.*')", "kolonnen {a} manglar", "kolonnen {a} mangler"),
    (r"has another number of columns than the header", "linja har eit anna tal på kolonnar enn den øvste", "linjen har et annet antall kolonner enn den øverste"),
    (r"the letter links to a page not named", "brevet skal lenkje til ei side som ingen har nemnt. Skriv page = \"https://…\"", "brevet skal lenke til en side som ingen har nevnt. Skriv page = \"https://…\""),
)  # fmt: skip
"""What our own checks of the files say, beside what is of the facts."""

_REMEDIES: tuple[Sentence, ...] = (
    (r"did you mean (?P<a>'.*')\?", "Meinte du {a}?", "Mente du {a}?"),
    (r"known: (?P<a>.+)", "Desse finst: {a}", "Disse finnes: {a}"),
    (r"there is (?P<a>.+)", "Desse finst: {a}", "Disse finnes: {a}"),
    (r"the columns are (?P<a>.+)", "Kolonnane er {a}", "Kolonnene er {a}"),
    (
        r"give it when you start the year .*",
        "Skriv det i skjemaet eller i årsmappa",
        "Skriv det i skjemaet eller i årsmappen",
    ),
    (r"write (?P<a>\S+ = …).*", "Skriv {a}", "Skriv {a}"),
    (r"write (?P<a>\S+ = .+)", "Skriv {a}", "Skriv {a}"),
)
_AT = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)
_NOT_TOML = re.compile(r"(?:this )?is not TOML: (?P<said>.*)", re.DOTALL)


def problems_in_words(problems: Iterable[Problem], language: Language) -> str:
    """Return what is wrong, where, and what to do, a sentence or two for each; twice the same is said once."""
    return " ".join(dict.fromkeys(_sentence(problem, 0 if language == "nn" else 1) for problem in problems))


def _sentence(problem: Problem, form: int) -> str:
    place = "I skjemaet" if problem.file == GIVEN else f"I {problem.file}" if problem.file else ""
    where = ", ".join(part for part in (place, _key(problem, form)) if part)
    said = _said(problem, form).rstrip(". ")
    end = "" if said.endswith("?") else "."
    return (f"{where}: " if where else "") + f"{said}{end}"


def _key(problem: Problem, form: int) -> str:
    """Return what a problem is about: the label of the form's field, and the key where it stands in a file."""
    label = _KEYS[problem.where][form] if problem.where in _KEYS else ""
    if problem.file == GIVEN and label:
        return f"«{label}»"
    return f"«{problem.where}»" + (f" ({label})" if label else "") if problem.where else ""


def _said(problem: Problem, form: int) -> str:
    broken = _NOT_TOML.fullmatch(problem.what)
    found = _translated(problem.what, _TABLE_OF_ALL, form)
    if found is None and broken:
        return _not_toml(broken["said"], form)
    if found is None:
        return _quoted(problem, form)
    remedy = _translated(problem.remedy, _REMEDIES, form)
    return f"{found.rstrip('.')}. {remedy}" if remedy else found


def _quoted(problem: Problem, form: int) -> str:
    """Return a problem that has no sentence here as it stands: the register and the programme speak nynorsk already."""
    return "; ".join(part for part in (problem.what, problem.remedy) if part)


def _not_toml(said: str, form: int) -> str:
    """Return what keeps a file from being read, with line and sign."""
    at = _AT.fullmatch(said)
    what = _translated(at["what"] if at else said, TOML, form) or said
    if at and at["line"]:
        where = (f"linje {at['line']}, teikn {at['column']}", f"linje {at['line']}, tegn {at['column']}")[form]
    else:
        where = ("til slutt i fila", "til slutt i filen")[form]
    cannot = ("fila lèt seg ikkje lese", "filen lar seg ikke lese")[form]
    return f"{cannot} ({where}: {what.rstrip('.')}). {_SAVE[form]}"


def _translated(text: str, sentences: Iterable[Sentence], form: int) -> str | None:
    for pattern, *forms in sentences:
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found:
            language: Language = "nn" if form == 0 else "nb"
            named = {name: _value(text or "", language) for name, text in found.groupdict().items()}
            return _filled(forms[form], named)
    return None


def _filled(sentence: str, named: Mapping[str, str]) -> str:
    """Return the sentence with what it names; the braces of TOML stay."""
    return re.sub(r"\{([a-z])\}", lambda slot: named.get(slot[1], slot[0]), sentence)


def _value(text: str, language: Language) -> str:
    if re.fullmatch(r"'[^']*'", text, re.DOTALL):
        return f"«{text[1:-1]}»"
    if re.fullmatch(r"\d\d\.\d\d", text):
        return f"kl. {text}"
    try:
        return wording.long_date(dt.date.fromisoformat(text), language)
    except ValueError:
        return text


_TABLE_OF_ALL: tuple[Sentence, ...] = (*FACTS, *OURS, *((said, nn, nb) for _, said, nn, nb in PYDANTIC))
